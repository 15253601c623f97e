"""Sequential construction and staggered biases."""

import numpy as np
import pytest

from learning.nets1997 import Problem
from lstmcourse.cells import lstm1997
from lstmcourse.learning import (
    Grower,
    add_block,
    has_stalled,
    paper_forward,
    paper_network,
    staggered_biases,
    train_online,
    weight_count,
)


def test_staggered_biases_give_those_of_the_paper():
    assert staggered_biases(4) == (-1, -2, -3, -4)
    assert staggered_biases(3, first=-1, step=-2) == (-1, -3, -5)
    assert staggered_biases(2, first=-3, step=-3) == (-3, -6)
    with pytest.raises(ValueError, match="^staggered_biases: blocks=0 must be at least 1"):
        staggered_biases(0)


def test_stalling():
    assert not has_stalled(np.ones(9), 5), "two windows do not fit yet"
    assert has_stalled(np.ones(10), 5)
    assert not has_stalled(np.linspace(1, 0.5, 10), 5)
    assert has_stalled(np.linspace(0.5, 1, 10), 5)
    before_and_now = np.array([1.0] * 5 + [0.95] * 5)
    assert not has_stalled(before_and_now, 5, least_fall=0.04)
    assert has_stalled(before_and_now, 5, least_fall=0.06)
    long_ago = np.concatenate([np.full(50, 100.0), np.ones(10)])
    assert has_stalled(long_ago, 5), "only the last two windows count"
    with pytest.raises(ValueError, match="^has_stalled: window=0 must be at least 1"):
        has_stalled(np.ones(3), 0)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("size", [1, 3])
def test_a_new_block_that_nothing_listens_to_changes_nothing(seed, size):
    problem = Problem(seed)
    grown = add_block(problem.net, np.random.default_rng(0), size=size)
    layout, new = problem.layout, grown.params.layout
    assert new.sizes == (*layout.sizes, size)

    # Silence the way from the new units to the old ones and to the outputs.
    W_h = grown.params.W_h.copy()
    is_new = np.zeros(new.units, bool)
    is_new[new.units - size :] = True
    for count, end in ((layout.in_gates, new.in_gates), (layout.out_gates, new.gates)):
        if count:
            is_new[end - 1] = True
    W_h[is_new[new.units - new.sources :]] = 0
    W_y = grown.W_y.copy()
    W_y[-size:] = 0
    silent = grown._replace(params=grown.params._replace(W_h=W_h), W_y=W_y)
    np.testing.assert_allclose(
        paper_forward(silent, problem.xs)[0],
        paper_forward(problem.net, problem.xs)[0],
        rtol=1e-12,
    )


def test_new_weights_are_random_and_small():
    problem = Problem(1, recurrence="units", biases="units")
    rng = np.random.default_rng(0)
    grown = add_block(problem.net, rng, interval=0.01)
    fresh = grown.params.W_x[:, -1]
    assert np.abs(fresh).max() <= 0.01 and fresh.any()
    assert np.abs(grown.W_y[-1]).max() <= 0.01 and grown.W_y[-1].any()


def test_gate_biases_of_the_new_block_alone():
    layout = lstm1997.Layout.uniform(2, 2)
    net = paper_network(np.random.default_rng(0), 3, 1, layout)
    grown = add_block(net, np.random.default_rng(1), input_gate_bias=-3.0, output_gate_bias=-6.0)
    ins, outs, _ = grown.params.layout.split(grown.params.b)
    old_ins, old_outs, _ = layout.split(net.params.b)
    np.testing.assert_array_equal(ins, [*old_ins, -3.0])
    np.testing.assert_array_equal(outs, [*old_outs, -6.0])


def test_a_bias_without_a_place_is_refused():
    layout = lstm1997.Layout((1,), output_gates=False)
    net = paper_network(np.random.default_rng(0), 3, 1, layout)
    with pytest.raises(ValueError, match="output_gate_bias"):
        add_block(net, np.random.default_rng(1), output_gate_bias=-1.0)


def test_experiment_2a_starts_without_a_cell_and_ends_with_the_paper_s_weights():
    layout = lstm1997.Layout(
        (), output_gates=False, recurrence="none", biases="none", g="[0, 1]", h="identity"
    )
    net = paper_network(np.random.default_rng(0), 101, 101, layout, shortcuts=True, interval=0.2)
    assert weight_count(net) == 101 * 101
    assert weight_count(add_block(net, np.random.default_rng(1))) == 10504


def test_the_grower_waits_for_the_error_to_stall_each_time():
    layout = lstm1997.Layout((), recurrence="cells", biases="none")
    net = paper_network(np.random.default_rng(0), 2, 1, layout, shortcuts=True)
    grower = Grower(
        np.random.default_rng(1), window=10, most_blocks=2, least_fall=0.01, output_gate_biases=None
    )
    falling = [1.0 / (n + 1) for n in range(40)]
    flat = [falling[-1]] * 60
    blocks = []
    for number, error in enumerate([*falling, *flat], start=1):
        net = grower(number, net, error)
        blocks.append(net.params.layout.blocks)
    first, second = grower.added_after
    assert 50 <= first <= 60, "not while the error falls"
    assert second == first + 20, "then two full windows anew"
    assert blocks[-1] == 2, "and no more than asked for"


def test_the_grower_sets_the_biases_of_each_new_block():
    layout = lstm1997.Layout((1,))
    net = paper_network(np.random.default_rng(0), 2, 1, layout)
    grower = Grower(
        np.random.default_rng(1), window=1, most_blocks=3, output_gate_biases=(-2.0, -4.0)
    )
    for number in range(1, 7):
        net = grower(number, net, 1.0)
    _, outs, _ = net.params.layout.split(net.params.b)
    assert list(outs[1:]) == [-2.0, -4.0]


def test_a_net_can_grow_while_it_learns():
    rng = np.random.default_rng(0)
    layout = lstm1997.Layout((), recurrence="units")
    net = paper_network(rng, 2, 1, layout, shortcuts=True)
    sequences = []
    for _ in range(60):
        xs = rng.normal(size=(4, 1, 2))
        targets = np.full((4, 1, 1), np.nan)
        targets[-1] = xs[0, 0, 0] > 0
        sequences.append((xs, targets))
    grower = Grower(rng, window=5, most_blocks=3)
    history = train_online(net, sequences, rate=0.1, change=grower)
    assert history.net.params.layout.blocks == 1 + len(grower.added_after) - 1
    assert len(history.errors) == 60 and grower.added_after
