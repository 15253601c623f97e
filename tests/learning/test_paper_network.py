"""The paper's whole network: outputs, error, gradients, and training on-line."""

import numpy as np
import pytest

from learning.nets1997 import Problem, largest_difference
from lstmcourse.cells import lstm1997
from lstmcourse.learning import (
    OutputUnits,
    gradient_check,
    online_step,
    paper_error,
    paper_forward,
    paper_gradient,
    paper_network,
    train_online,
    zero_partials,
)
from lstmcourse.learning.trees import leaves, map_tree


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("squash", ["[0, 1]", "identity"])
def test_the_full_gradient_passes_the_gradient_check(seed, squash):
    problem = Problem(seed, steps=5)
    net = problem.net._replace(output=OutputUnits(squash))
    grads = paper_gradient(net, problem.xs, problem.targets, rule="full").grads
    table = gradient_check(
        lambda moved: paper_gradient(moved, problem.xs, problem.targets).error, net, grads
    )
    assert table.ok, f"\n{table}"


def test_output_weights_get_the_same_gradient_by_both_rules():
    problem = Problem(2, steps=6, recurrence="units")
    full = paper_gradient(problem.net, problem.xs, problem.targets, rule="full").grads
    cut = paper_gradient(problem.net, problem.xs, problem.targets).grads
    assert largest_difference(full.W_y, cut.W_y) == 0
    assert largest_difference(full.params, cut.params) > 1e-3


def test_outputs_by_hand():
    layout = lstm1997.Layout((1,), recurrence="none", biases="none", g="identity", h="identity")
    net = paper_network(np.random.default_rng(0), 1, 1, layout, shortcuts=True, output_bias=True)
    one = map_tree(np.ones_like, net)
    ys, state, _ = paper_forward(one, np.full((1, 1, 1), 0.5))
    gate = 1 / (1 + np.exp(-0.5))
    assert state.s[0, 0] == pytest.approx(0.5 * gate)
    assert ys[0, 0, 0] == pytest.approx(1 / (1 + np.exp(-(0.5 * gate * gate + 0.5 + 1))))


def test_missing_targets_cost_nothing():
    error, d_nets = paper_error(np.array([[0.25, 0.5]]), np.array([[np.nan, 1.0]]), OutputUnits())
    assert error == pytest.approx(0.125)
    np.testing.assert_allclose(d_nets, [[0.0, -0.5 * 0.25]])
    _, plain = paper_error(
        np.array([[0.25, 0.5]]), np.array([[np.nan, 1.0]]), OutputUnits(with_slope=False)
    )
    np.testing.assert_allclose(plain, [[0.0, -0.5]])


def test_bad_arguments_are_named():
    with pytest.raises(ValueError, match=r"^paper_error: outputs have shape \(2,\) and targets"):
        paper_error(np.zeros(2), np.zeros(3), OutputUnits())
    with pytest.raises(ValueError, match="^OutputUnits: squash='tanh' must be one of"):
        OutputUnits("tanh")
    with pytest.raises(ValueError, match="^paper_network: outputs=0 must be at least 1"):
        paper_network(np.random.default_rng(0), 2, 0, lstm1997.Layout((1,)))


def one_by_one(problem, count):
    return [(problem.xs, problem.targets)] * count


@pytest.mark.parametrize("rule", ["truncated", "full"])
def test_training_per_sequence_is_plain_gradient_descent(rule):
    problem = Problem(7, steps=4, batch=1)
    history = train_online(problem.net, one_by_one(problem, 3), rate=0.1, rule=rule)
    net = problem.net
    for error in history.errors:
        result = paper_gradient(net, problem.xs, problem.targets, rule=rule)
        assert error == pytest.approx(result.error)
        net = map_tree(lambda w, g: w - 0.1 * g, net, result.grads)
    assert largest_difference(net, history.net) < 1e-14


def test_training_per_step_changes_the_weights_within_a_sequence():
    problem = Problem(8, steps=5, batch=1)
    problem.targets[2] = np.nan
    history = train_online(problem.net, one_by_one(problem, 1), rate=0.1, update="step")
    net, state = problem.net, lstm1997.zero_state(problem.params, 1)
    partials = zero_partials(problem.params, 1)
    for x, target in zip(problem.xs, problem.targets, strict=True):
        now = online_step(net, x, target, state, partials)
        state, partials = now.state, now.partials
        net = map_tree(lambda w, g: w - 0.1 * g, net, now.grads)
    assert largest_difference(net, history.net) < 1e-14
    whole = train_online(problem.net, one_by_one(problem, 1), rate=0.1)
    assert largest_difference(whole.net, history.net) > 1e-6


def test_training_lowers_the_error_and_leaves_the_start_alone():
    problem = Problem(11, steps=6, batch=1)
    before = map_tree(np.copy, problem.net)
    history = train_online(problem.net, one_by_one(problem, 200), rate=0.2)
    assert history.errors[-1] < 0.8 * history.errors[0]
    assert largest_difference(before, problem.net) == 0


def test_hooks_are_called_in_order():
    problem = Problem(12, steps=3, batch=1)
    seen = []

    def change(number, net, error):
        seen.append((number, error))
        return net

    history = train_online(
        problem.net,
        one_by_one(problem, 50),
        rate=0.1,
        change=change,
        stop=lambda errors: len(errors) == 5,
        watch=lambda net: float(net.W_y.sum()),
        every=2,
    )
    assert [number for number, _ in seen] == [1, 2, 3, 4, 5]
    assert [error for _, error in seen] == list(history.errors)
    assert list(history.watched_after) == [0, 2, 4]
    assert history.watched[0] == pytest.approx(float(problem.net.W_y.sum()))
    assert history.watched[0] != history.watched[1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"update": "epoch"}, 'update=\'epoch\' must be "sequence" or "step"'),
        ({"rule": "half"}, "rule='half' must be"),
        ({"rule": "full", "update": "step"}, "rule='full' must be"),
        ({"rate": 0.0}, "rate=0.0 must be above 0"),
        ({"every": 0}, "every=0 at least 1"),
    ],
)
def test_options_are_checked(options, message):
    problem = Problem(0)
    with pytest.raises(ValueError, match="^train_online: ") as caught:
        train_online(problem.net, [], **({"rate": 0.1} | options))
    assert message in str(caught.value)


def test_an_error_that_is_not_finite_stops_the_training():
    problem = Problem(13, steps=3, batch=1)
    xs = np.full_like(problem.xs, np.nan)
    with pytest.raises(FloatingPointError, match="^train_online: after sequence 1 the error is"):
        train_online(problem.net, [(xs, problem.targets)], rate=0.1)


def test_no_steps_give_no_error_and_no_gradient():
    problem = Problem(3, steps=0, batch=2)
    result = paper_gradient(problem.net, problem.xs, problem.targets)
    assert result.error == 0
    assert all(not grad.any() for _, grad in leaves(result.grads))
