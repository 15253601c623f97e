"""The nets of Tables 1 and 2 that are no LSTM: their gradients, and trials that repeat."""

import numpy as np
import pytest
import torch

from lstmcourse.paper1997 import _compiled_baselines as code
from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997.baselines import (
    HIDDEN,
    ROWS,
    LagWeights,
    elman_scratch,
    elman_weights,
    lag_scratch,
    lag_weights,
)
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.sequences import string_sets

P = 4
STRONG = 8.0
"""Start weights times this: near 0 a wrong gradient through time would hardly show."""


def same(one, other):
    return one._replace(seconds=0.0) == other._replace(seconds=0.0)


def lag_net():
    return LagWeights(*(STRONG * part for part in lag_weights(ROWS["rtrl-2a-1"], 0)))


def lag_loss(net, ends):
    """E of one sequence of 2a by torch, step by step."""
    into, recurrent, from_hidden, shortcuts = net
    shortcuts = shortcuts.reshape(P + 1, P + 1)
    h, error = torch.zeros((), dtype=torch.float64), 0.0
    symbols = [ends, *range(P - 1), ends]
    for symbol, following in zip(symbols, symbols[1:], strict=False):
        h = torch.sigmoid(into[symbol] + recurrent[0] * h)
        y = torch.sigmoid(shortcuts[symbol] + from_hidden * h)
        target = torch.eye(P + 1, dtype=torch.float64)[following]
        error = error + 0.5 * ((target - y) ** 2).sum()
    return error


@pytest.mark.parametrize("ends", [P - 1, P])
@pytest.mark.parametrize("method", [code.RTRL, code.BPTT])
def test_the_gradient_of_2a_is_that_of_autograd(method, ends):
    net = lag_net()
    start = [part.copy() for part in net]
    grads, work = lag_scratch(P)
    error, _ = code.lag_sequence(net, grads, work, ends, method, 1.0, False, True, True)
    leaves = [torch.tensor(part, requires_grad=True) for part in start]
    wanted = lag_loss(leaves, ends)
    wanted.backward()
    assert error == pytest.approx(wanted.item(), abs=1e-12)
    for before, after, leaf in zip(start, net, leaves, strict=True):
        np.testing.assert_allclose(before - after, leaf.grad.numpy(), rtol=0, atol=1e-10)
    assert abs(grads.recurrent[0]) > 1e-4
    # Without a gradient the same numbers come out, and nothing changes.
    frozen = LagWeights(*(part.copy() for part in start))
    again, worst = code.lag_sequence(frozen, grads, work, ends, method, 1.0, False, True, False)
    assert again == error and 0 < worst < 1
    assert all(np.array_equal(a, b) for a, b in zip(frozen, start, strict=True))


def test_without_the_output_derivative_the_error_at_an_output_is_its_miss():
    net = lag_net()
    grads, work = lag_scratch(P)
    error, worst = code.lag_sequence(net, grads, work, P, code.RTRL, 0.0, False, False, True)
    assert 0.5 * np.sum(work.d_net**2) == pytest.approx(error)
    assert np.abs(work.d_net).max() == worst


def test_updates_at_every_step_differ_and_the_first_is_the_gradient_of_the_first_step():
    by_sequence, by_step = lag_net(), lag_net()
    grads, work = lag_scratch(P)
    for net, per_step in ((by_sequence, False), (by_step, True)):
        code.lag_sequence(net, grads, work, P, code.RTRL, 0.5, per_step, True, True)
    difference = np.abs(by_step.into_hidden - by_sequence.into_hidden).max()
    assert 1e-6 < difference < 0.1
    # The shortcuts of the first symbol see the first step alone.
    np.testing.assert_array_equal(
        by_step.shortcuts.reshape(P + 1, -1)[P], by_sequence.shortcuts.reshape(P + 1, -1)[P]
    )


def elman_loss(net, string, truncated):
    W_x, W_h, W_y = (part.reshape(-1, n) for part, n in zip(net, (HIDDEN, HIDDEN, 7), strict=True))
    h, error = torch.zeros(HIDDEN, dtype=torch.float64), 0.0
    for symbol, following in zip(string, string[1:], strict=False):
        h = torch.sigmoid(W_x[symbol] + (h.detach() if truncated else h) @ W_h)
        y = torch.sigmoid(h @ W_y)
        error = error + 0.5 * ((torch.eye(7, dtype=torch.float64)[following] - y) ** 2).sum()
    return error


@pytest.mark.parametrize("method", [code.TRUNCATED, code.FULL])
def test_the_gradient_of_elmans_net_is_that_of_autograd(method):
    net = type(elman_weights(ROWS["elman-1"], 0))(
        *(STRONG * part for part in elman_weights(ROWS["elman-1"], 0))
    )
    sets = string_sets(PROTOCOLS["1-1"], 0)
    string, steps = sets.train[0], int(sets.train_lengths[0]) - 1
    grads, work = elman_scratch()
    error = code.string_sequence(net, grads, work, string, steps, method, 0.0, False, True, True)
    found = {}
    for truncated in (True, False):
        leaves = [torch.tensor(part, requires_grad=True) for part in net]
        wanted = elman_loss(leaves, string[: steps + 1].tolist(), truncated)
        wanted.backward()
        found[truncated] = [leaf.grad.numpy() for leaf in leaves]
        assert error == pytest.approx(wanted.item(), abs=1e-11)
    for grad, wanted in zip(grads, found[method == code.TRUNCATED], strict=True):
        np.testing.assert_allclose(grad, wanted, rtol=0, atol=1e-10)
    assert np.abs(found[True][1] - found[False][1]).max() > 1e-3


def test_updates_of_elmans_net_at_every_step_follow_the_gradient_of_the_step():
    row = ROWS["elman-1"]
    sets = string_sets(PROTOCOLS["1-1"], 0)
    nets = [elman_weights(row, 0) for _ in range(2)]
    grads, work = elman_scratch()
    for net, per_step in zip(nets, (False, True), strict=True):
        code.string_sequence(
            net, grads, work, sets.train[0], 1, code.TRUNCATED, 0.5, per_step, True, True
        )
    for one, other in zip(*nets, strict=True):  # one step: no difference
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-15)


def test_the_weights_are_as_many_as_the_paper_says():
    assert [row.paper.weights for row in ROWS.values()] == [36, 36, 36, 144, 10404, 10404, 435, 435]
    for row in ROWS.values():
        assert row.run(0, cap=2).details["weights"] == row.paper.weights


@pytest.mark.parametrize("name", ["rtrl-2a-3", "bptt-2a", "elman-1", "elman-1-bptt"])
def test_a_trial_gives_the_same_again(name):
    cap = 40 if name == "bptt-2a" else 1500
    one = ROWS[name].run(2, cap=cap)
    assert same(one, ROWS[name].run(2, cap=cap))
    assert not one.solved and one.sequences == one.cap == cap and one.stops == ()
    assert one.row == name and one.steps > cap and one.options == {}
    if name.startswith("elman"):
        assert ROWS[name].run(3, cap=cap).steps != one.steps


def test_rtrl_and_bptt_train_alike():
    nets = [lag_net() for _ in range(2)]
    grads, work = lag_scratch(P)
    key = np.uint64(counter_random.key_of("any", 0, "training"))
    for net, method in zip(nets, (code.RTRL, code.BPTT), strict=True):
        done = code.train_lag(net, grads, work, key, 0, 300, method, 1.0, False, True, 500, 0.25)
        assert done == (300, False, True)
    for one, other in zip(*nets, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-10)


def test_a_short_lag_is_learnt_and_tested():
    found = ROWS["rtrl-2a-3"].run(1)
    assert found.solved and found.sequences % 500 == 0 and found.sequences < 2_000_000
    assert found.stops == (("stop", found.sequences),)
    # One test earlier it was not solved.
    assert not ROWS["rtrl-2a-3"].run(1, cap=found.sequences - 500).solved


def test_what_elmans_net_cannot_say_is_the_second_to_last_symbol():
    found = ROWS["elman-1"].run(0, cap=20_000)
    assert not found.solved
    assert 100 < found.details["wrong_second_to_last"] <= found.details["wrong_strings"]


def test_messages():
    with pytest.raises(ValueError, match="cap=0"):
        ROWS["elman-1"].run(0, cap=0)
    with pytest.raises(TypeError, match="no option rates; the options are update, rate"):
        ROWS["elman-1"].with_options(rates=1.0)
    with pytest.raises(ValueError, match="rate=-1"):
        ROWS["elman-1"].with_options(rate=-1)
    for name in ("bptt-2a", "elman-1-bptt"):
        with pytest.raises(ValueError, match="BPTT needs whole sequences"):
            ROWS[name].with_options(update="step")
    assert ROWS["elman-1"].with_options(update="step").options.changed() == {"update": "step"}
