"""bptt, truncated_bptt and rtrl: against torch, and against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells.contract_tools import CELLS, assert_same, cell_name, copied
from learning.learning_tools import Problem, torch_gradient
from lstmcourse.cells import rnn
from lstmcourse.learning import (
    bptt,
    bptt_costs,
    cross_entropy,
    gradient_check,
    network_init,
    rtrl,
    rtrl_costs,
    squared_error,
    truncated_bptt,
)

LOSSES = pytest.mark.parametrize("loss", [cross_entropy, squared_error])
CLOSE = {"rtol": 1e-10, "atol": 1e-12}


@LOSSES
def test_bptt_is_torchs_gradient(loss):
    problem = Problem()
    result = bptt(rnn, *problem.arguments(loss), problem.state)
    assert_same(
        (result.loss, result.grads, result.d_state0), torch_gradient(problem, loss), **CLOSE
    )


@LOSSES
@pytest.mark.parametrize("window", [1, 2, 3, 6])
def test_truncated_bptt_is_torchs_gradient_with_detach(loss, window):
    problem = Problem()
    result = truncated_bptt(rnn, *problem.arguments(loss), window, problem.state)
    expected = torch_gradient(problem, loss, window)
    assert_same((result.loss, result.grads, result.d_state0), expected, **CLOSE)


@pytest.mark.parametrize("window", [7, 8, 100])
def test_a_window_over_everything_is_bptt(window):
    problem = Problem()
    arguments = problem.arguments(cross_entropy)
    full = bptt(rnn, *arguments, problem.state)
    assert_same(truncated_bptt(rnn, *arguments, window, problem.state), full)


def test_truncation_changes_the_gradient_but_not_loss_or_state():
    problem = Problem()
    arguments = problem.arguments(cross_entropy)
    full = bptt(rnn, *arguments, problem.state)
    cut = truncated_bptt(rnn, *arguments, 2, problem.state)
    assert cut.loss == pytest.approx(full.loss, rel=1e-14)
    np.testing.assert_allclose(cut.state, full.state, rtol=1e-13)
    assert np.abs(cut.grads.params.W_h - full.grads.params.W_h).max() > 1e-3


def test_the_window_must_hold_a_step():
    with pytest.raises(ValueError, match=r"^truncated_bptt: window=0 must be at least 1 step$"):
        truncated_bptt(rnn, *Problem().arguments(cross_entropy), 0)


@settings(max_examples=25)
@given(
    steps=st.integers(1, 8),
    batch=st.integers(1, 4),
    inputs=st.integers(1, 4),
    hidden=st.integers(1, 5),
    seed=st.integers(0, 10**6),
)
def test_rtrl_is_bptt(steps, batch, inputs, hidden, seed):
    problem = Problem(steps=steps, batch=batch, inputs=inputs, hidden=hidden, seed=seed)
    arguments = problem.arguments(cross_entropy)
    before = copied((problem.net, problem.xs, problem.state))
    forwards = rtrl(*arguments, problem.state)
    assert_same(forwards, bptt(rnn, *arguments, problem.state), **CLOSE)
    assert_same((problem.net, problem.xs, problem.state), before)


def test_rtrl_starts_from_zero_by_default():
    arguments = Problem().arguments(squared_error)
    assert_same(rtrl(*arguments), bptt(rnn, *arguments), **CLOSE)


@pytest.mark.parametrize("cell", CELLS, ids=cell_name)
def test_a_network_of_every_cell_passes_the_gradient_check(cell):
    rng = np.random.default_rng(2)
    net = network_init(cell, rng, 3, 4, 2)
    xs, targets = rng.normal(size=(5, 2, 3)), rng.integers(0, 2, (5, 2))
    table = gradient_check(
        lambda weights: bptt(cell, weights, xs, targets, cross_entropy).loss,
        net,
        bptt(cell, net, xs, targets, cross_entropy).grads,
    )
    assert table.ok, f"\n{table}"


def test_network_options_reach_the_cell_and_the_readout():
    net = network_init(rnn, np.random.default_rng(0), 3, 4, 2, dtype=np.float32, scale=0.5)
    assert net.params.W_h.dtype == net.readout.W_y.dtype == np.float32


def test_float32_stays_float32():
    rng = np.random.default_rng(0)
    net = network_init(rnn, rng, 3, 4, 2, dtype=np.float32)
    xs, targets = rng.normal(size=(5, 2, 3)).astype(np.float32), rng.integers(0, 2, (5, 2))
    for result in (
        bptt(rnn, net, xs, targets, cross_entropy),
        truncated_bptt(rnn, net, xs, targets, cross_entropy, 2),
        rtrl(net, xs, targets, cross_entropy),
    ):
        arrays = [*result.grads.params, *result.grads.readout, result.state, result.d_state0]
        assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_costs_follow_from_counting():
    # I = 1, H = 2: theta is 4 x 2, so P = 8
    assert rtrl_costs(1, 2) == (3 * 2 + 4 * 8 + 2 * 2 * 8, 2 * 8)
    assert bptt_costs(1, 2, steps=10) == (2 * 6 + 4 + 4, 30)


def test_costs_grow_with_the_stated_powers():
    ratio = rtrl_costs(2000, 2000).multiplies / rtrl_costs(1000, 1000).multiplies
    assert ratio == pytest.approx(2**4, rel=0.01)
    assert rtrl_costs(2000, 2000).stored / rtrl_costs(1000, 1000).stored == pytest.approx(
        8, rel=0.01
    )
    ratio = bptt_costs(2000, 2000).multiplies / bptt_costs(1000, 1000).multiplies
    assert ratio == pytest.approx(2**2, rel=0.01)
    assert bptt_costs(3, 4, 20).stored == 20 * bptt_costs(3, 4).stored
