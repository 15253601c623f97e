"""The on-line form of the truncated rule, and full RTRL, against going back over a tape."""

import numpy as np
import pytest

from learning.nets1997 import Problem, largest_difference
from lstmcourse.cells import lstm1997
from lstmcourse.learning import (
    advance_partials,
    full_rtrl1997,
    full_rtrl1997_costs,
    online_costs,
    online_pass,
    online_step,
    paper_gradient,
    zero_partials,
)
from lstmcourse.learning.trees import map_tree


@pytest.mark.parametrize("seed", range(40))
def test_forward_in_time_equals_going_back(seed):
    problem = Problem(seed)
    back = paper_gradient(problem.net, problem.xs, problem.targets)
    forward = online_pass(problem.net, problem.xs, problem.targets)
    assert largest_difference(back.grads, forward.grads) < 1e-10
    assert forward.error == pytest.approx(back.error, rel=1e-12)
    np.testing.assert_allclose(forward.ys, back.ys, rtol=1e-12)
    assert largest_difference(back.state, forward.state) < 1e-12


def test_a_hundred_steps_with_one_late_target():
    problem = Problem(3, steps=100, batch=2, interval=0.5, recurrence="units", input_gates=True)
    problem.targets[:-1] = np.nan
    problem.targets[-1] = 0.5
    back = paper_gradient(problem.net, problem.xs, problem.targets)
    forward = online_pass(problem.net, problem.xs, problem.targets)
    assert largest_difference(back.grads, forward.grads) < 1e-10
    assert np.abs(back.grads.params.W_x).max() > 1e-4


def test_it_is_not_the_full_gradient():
    different = 0
    for seed in range(20):
        problem = Problem(seed, steps=6, recurrence="units")
        full = paper_gradient(problem.net, problem.xs, problem.targets, rule="full")
        forward = online_pass(problem.net, problem.xs, problem.targets)
        different += largest_difference(full.grads, forward.grads) > 1e-3
    assert different >= 15


@pytest.mark.parametrize("seed", range(20))
def test_full_rtrl_is_the_full_gradient(seed):
    problem = Problem(seed)
    hs, _, tape = lstm1997.forward(problem.params, problem.xs)
    d_hs = problem.rng.normal(size=hs.shape)
    back, _, _ = lstm1997.backward(problem.params, tape, d_hs, rule="full")
    forward = full_rtrl1997(problem.params, problem.xs, d_hs)
    assert largest_difference(back, forward) < 1e-10


def test_the_partials_are_derivatives_of_the_state():
    """Move one weight, hold what feeds the units, and see the states move as the partials say."""
    problem = Problem(5, steps=7, batch=2, recurrence="units", input_gates=True, biases="units")
    params, layout = problem.params, problem.layout
    partials, state = zero_partials(params, 2), lstm1997.zero_state(params, 2)
    for x in problem.xs:
        state, cache = lstm1997.step(params, x, state)
        partials = advance_partials(params, cache, partials)
    sources = lstm1997.forward(params, problem.xs)[2].sources

    def final_states(moved):
        """Restated from the equations, with the sources of the first run as constants."""
        s = 0.0
        for x, source in zip(problem.xs, sources, strict=True):
            net = x @ moved.W_x + source @ moved.W_h + moved.b
            y_in = 1 / (1 + np.exp(-net[:, : layout.in_gates]))
            s = s + y_in[:, layout.block_of] * layout.squash_g.value(net[:, layout.gates :])
        return s

    eps, inputs = 1e-6, len(params.W_x)
    for cell in range(layout.cells):
        block = layout.block_of[cell]
        for unit, part in (
            (block, partials.by_gate),
            (layout.gates + cell, partials.by_cell),
        ):
            for row in range(inputs + layout.sources + 1):
                ends = []
                for sign in (1, -1):
                    theta = np.vstack([params.W_x, params.W_h, params.b])
                    theta[row, unit] += sign * eps
                    moved = params._replace(W_x=theta[:inputs], W_h=theta[inputs:-1], b=theta[-1])
                    ends.append(final_states(moved)[:, cell])
                numeric = (ends[0] - ends[1]) / (2 * eps)
                np.testing.assert_allclose(part[:, row, cell], numeric, rtol=1e-6, atol=1e-8)


def test_nothing_given_is_changed():
    problem = Problem(9, steps=3)
    state = lstm1997.zero_state(problem.params, problem.xs.shape[1])
    partials = zero_partials(problem.params, problem.xs.shape[1])
    before = map_tree(np.copy, (problem.net, state, partials))
    online_step(problem.net, problem.xs[0], problem.targets[0], state, partials)
    assert largest_difference(before, (problem.net, state, partials)) == 0


def test_partials_of_another_net_are_refused():
    problem = Problem(1, steps=2, batch=2)
    state = lstm1997.zero_state(problem.params, 2)
    _, cache = lstm1997.step(problem.params, problem.xs[0], state)
    wrong = zero_partials(problem.params, 3)
    with pytest.raises(ValueError, match="^advance_partials: the partials have shapes .* start wi"):
        advance_partials(problem.params, cache, wrong)


def test_costs_are_linear_in_the_weights_and_those_of_full_rtrl_are_not():
    ratios, full_ratios = [], []
    for blocks in (2, 4, 8, 16, 32):
        layout = lstm1997.Layout.uniform(blocks, 2)
        weights = layout.weight_count(8)
        ratios.append(online_costs(layout, 8).multiplies / weights)
        full_ratios.append(full_rtrl1997_costs(layout, 8).multiplies / weights)
    assert max(ratios) < 5
    assert full_ratios[-1] > 100 * full_ratios[0]


def test_stored_numbers_are_counted_right():
    problem = Problem(4, input_gates=True)
    partials = zero_partials(problem.params, 1)
    inputs = len(problem.params.W_x)
    assert online_costs(problem.layout, inputs).stored == sum(part.size for part in partials)
