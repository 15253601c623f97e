"""The LSTM: against PyTorch and autograd, a step by hand, the path of the cell state, corners."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cells.contract_tools import Case, assert_same, random_like
from cells.gated_tools import PROMISES, in_torch, keep_promise, random_case, variant
from lstmcourse.cells import lstm
from lstmcourse.cells.lstm import Params, State
from lstmcourse.learning.trees import leaves, map_tree

PEEPHOLES = variant(lstm, peepholes=True)
CELLS = pytest.mark.parametrize("cell", [lstm, PEEPHOLES], ids=["plain", "peepholes"])
TYPES = pytest.mark.parametrize(("dtype", "close"), [(np.float64, 1e-9), (np.float32, 1e-4)])
OPEN = 50.0  # sigmoid(50) and tanh(50) are 1 to the last bit


@pytest.mark.parametrize("promise", PROMISES, ids=lambda test: test.__name__)
def test_contract_with_peepholes(promise):
    keep_promise(promise, PEEPHOLES)


# Against PyTorch


def torch_lstm(params, xs, state):
    """nn.LSTM keeps weights as (out, in), and two biases; only their sum matters."""
    inputs, width = params.W_x.shape
    module = torch.nn.LSTM(inputs, width // 4, dtype=xs.dtype)
    weights = {
        "weight_ih_l0": params.W_x.T,
        "weight_hh_l0": params.W_h.T,
        "bias_ih_l0": 0.25 * params.b,
        "bias_hh_l0": 0.75 * params.b,
    }
    arguments = (xs, (state.h[None], state.c[None]))
    hs, (h, c) = torch.func.functional_call(module, weights, arguments)
    return hs, State(h[0], c[0])


def restated(params, xs, state):
    """The docstring's equations, gate by gate."""
    W_xi, W_xf, W_xg, W_xo = params.W_x.chunk(4, dim=1)
    W_hi, W_hf, W_hg, W_ho = params.W_h.chunk(4, dim=1)
    b_i, b_f, b_g, b_o = params.b.chunk(4)
    p_i, p_f, p_o = params.peepholes
    h, c = state
    hs = []
    for x in xs:
        i = torch.sigmoid(x @ W_xi + h @ W_hi + b_i + p_i * c)
        f = torch.sigmoid(x @ W_xf + h @ W_hf + b_f + p_f * c)
        g = torch.tanh(x @ W_xg + h @ W_hg + b_g)
        c = f * c + i * g
        o = torch.sigmoid(x @ W_xo + h @ W_ho + b_o + p_o * c)
        h = o * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), State(h, c)


@TYPES
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(
    ("cell", "theirs"), [(lstm, torch_lstm), (PEEPHOLES, restated)], ids=["nn.LSTM", "peepholes"]
)
def test_parity_with_torch(cell, theirs, seed, dtype, close):
    case = random_case(cell, seed, dtype=dtype)
    hs, final, tape = case.forward()
    outputs, grads = in_torch(case, theirs)
    assert_same((hs, final), outputs, rtol=close, atol=close)
    assert_same(case.backward(tape), grads, rtol=close, atol=close)


def test_peepholes_of_zero_change_nothing():
    plain = Case(lstm)
    case = Case(PEEPHOLES)
    case.params = plain.params._replace(peepholes=np.zeros((3, 6)))
    for name in ("xs", "state", "d_hs", "d_state"):
        setattr(case, name, getattr(plain, name))
    exact = {"rtol": 1e-12, "atol": 1e-14}
    assert_same(case.forward()[:2], plain.forward()[:2], **exact)
    found, wanted = case.gradients(), plain.gradients()
    assert np.all(found[0].peepholes != 0) and wanted[0].peepholes is None
    assert_same((found[0]._replace(peepholes=None), *found[1:]), wanted, **exact)


# One step


@pytest.mark.parametrize("peepholes", [None, (0.6, -0.9, 1.1)], ids=["plain", "peepholes"])
def test_a_step_by_hand(peepholes):
    x, h, c = 1.5, 0.2, -0.8
    p_i, p_f, p_o = peepholes or (0.0, 0.0, 0.0)
    i = 1 / (1 + math.exp(-(0.3 * x + 0.7 * h + 0.01 + p_i * c)))
    f = 1 / (1 + math.exp(-(-0.4 * x + 1.1 * h + 0.02 + p_f * c)))
    g = math.tanh(0.5 * x - 1.3 * h + 0.03)
    new_c = f * c + i * g
    o = 1 / (1 + math.exp(-(0.9 * x - 0.6 * h + 0.04 + p_o * new_c)))
    new_h = o * math.tanh(new_c)

    params = Params(
        W_x=np.array([[0.3, -0.4, 0.5, 0.9]]),
        W_h=np.array([[0.7, 1.1, -1.3, -0.6]]),
        b=np.array([0.01, 0.02, 0.03, 0.04]),
        peepholes=None if peepholes is None else np.array(peepholes)[:, None],
    )
    before = State(np.array([[h]]), np.array([[c]]))
    state, cache = lstm.step(params, np.array([[x]]), before)
    assert_same(state, State(np.array([[new_h]]), np.array([[new_c]])), rtol=1e-14)
    assert cache.previous is before
    seen = {"x": [[x]], "gates": [[i, f, g, o]], "c": [[new_c]], "tanh_c": [[math.tanh(new_c)]]}
    for name, wanted in seen.items():
        np.testing.assert_allclose(getattr(cache, name), wanted, rtol=1e-14, err_msg=name)


@CELLS
def test_the_tape_holds_what_the_steps_computed(cell):
    case = Case(cell)
    hs, final, tape = case.forward()
    assert tape.xs is case.xs
    assert_same((tape.hs[0], tape.cs[0], tape.hs[1:]), (*case.state, hs))
    state = case.state
    for t, x in enumerate(case.xs):
        state, cache = lstm.step(case.params, x, state)
        wanted = (*state, cache.gates, cache.tanh_c)
        found = (tape.hs[t + 1], tape.cs[t + 1], tape.gates[t], tape.tanh_cs[t])
        assert_same(found, wanted, rtol=1e-12, atol=1e-14)
    final.h[:] = final.c[:] = 9.0  # the final state is the caller's own
    assert tape.hs[-1].max() < 1 and tape.cs[-1].max() < 9


# What the gates do to the cell state, and to the error on its way back


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000), scale=st.floats(0.1, 3), peepholes=st.booleans())
def test_h_stays_below_1(seed, scale, peepholes):
    rng = np.random.default_rng(seed)
    params = lstm.init(rng, 3, 5, scale=scale, peepholes=peepholes)
    hs, _, tape = lstm.forward(params, rng.normal(size=(8, 4, 3)))
    assert np.abs(hs).max() < 1
    i, f, g, o = np.split(tape.gates, 4, axis=2)
    assert all(0 < gate.min() and gate.max() < 1 for gate in (i, f, o))
    assert np.abs(g).max() < 1 and (hs.size < 50 or g.min() < 0)


def test_c_grows_without_bound_where_both_gates_are_open():
    params = map_tree(np.zeros_like, lstm.init(np.random.default_rng(0), 2, 3))
    params.b[:9] = OPEN  # i, f and the candidate are 1
    state = State(np.full((4, 3), 0.5), np.full((4, 3), 0.25))
    hs, final, tape = lstm.forward(params, np.ones((1000, 4, 2)), state)
    np.testing.assert_array_equal(tape.cs[:, 0, 0], 0.25 + np.arange(1001))
    assert final.c.min() == 1000.25 and np.all(hs[-1] == 0.5)


def without_recurrence(steps, *, open_forget_gates=False):
    rng = np.random.default_rng(3)
    params = lstm.init(rng, 4, 6, scale=1.0, forget_bias=1.0)
    params.W_h[:] = 0
    if open_forget_gates:
        params.W_x[:, 6:12], params.b[6:12] = 0, OPEN
    state = random_like(rng, lstm.zero_state(params, 5))
    return params, rng.normal(size=(steps, 5, 4)), state


def test_an_open_forget_gate_lets_the_error_pass_unchanged():
    params, xs, state = without_recurrence(1000, open_forget_gates=True)
    hs, final, tape = lstm.forward(params, xs, state)
    error = State(np.zeros((5, 6)), np.random.default_rng(0).normal(size=(5, 6)))
    _, _, d_state0 = lstm.backward(params, tape, np.zeros_like(hs), error)
    assert_same(d_state0, error)
    assert np.abs(final.c - state.c).min() > 0.1  # and all the while c was written to


def test_the_error_shrinks_by_the_product_of_the_forget_gates():
    params, xs, state = without_recurrence(20)
    hs, _, tape = lstm.forward(params, xs, state)
    ones = State(np.zeros((5, 6)), np.ones((5, 6)))
    _, _, d_state0 = lstm.backward(params, tape, np.zeros_like(hs), ones)
    forget = 1 / (1 + np.exp(-(xs @ params.W_x[:, 6:12] + params.b[6:12])))
    np.testing.assert_allclose(d_state0.c, forget.prod(axis=0), rtol=1e-12)
    assert d_state0.c.max() < 0.5 and not d_state0.h.any()


# Weights at the start


@CELLS
def test_init_is_uniform_within_its_scale(cell):
    params = cell.init(np.random.default_rng(0), 30, 100)
    for path, block in leaves(params):
        assert 0.09 < np.abs(block).max() <= 0.1, path
        assert block.min() < -0.09 and abs(block.mean()) < 0.02, path
    wide = cell.init(np.random.default_rng(0), 3, 4, scale=2.0)
    assert 0.5 < np.abs(wide.W_h).max() <= 2
    shapes = [block.shape for _, block in leaves(cell.init(np.random.default_rng(0), 3, 5))]
    assert shapes == [(3, 20), (5, 20), (20,), (3, 5)][: len(shapes)]
    assert (params.peepholes is None) == (cell is lstm)


def test_options_leave_the_other_weights_as_they_are():
    drawn = lstm.init(np.random.default_rng(1), 3, 5)
    open_gates = lstm.init(np.random.default_rng(1), 3, 5, forget_bias=1.5)
    np.testing.assert_array_equal(open_gates.b[5:10], np.full(5, 1.5))
    others = [*range(5), *range(10, 20)]
    np.testing.assert_array_equal(open_gates.b[others], drawn.b[others])
    assert_same(open_gates[:2], drawn[:2])
    closed = lstm.init(np.random.default_rng(1), 3, 5, forget_bias=0.0)
    assert not closed.b[5:10].any()
    peeping = lstm.init(np.random.default_rng(1), 3, 5, peepholes=True)
    assert_same(peeping[:3], drawn[:3])


def test_the_forget_bias_opens_the_forget_gates():
    params = map_tree(np.zeros_like, lstm.init(np.random.default_rng(0), 1, 2))
    params = params._replace(b=lstm.init(np.random.default_rng(0), 1, 2, forget_bias=OPEN).b)
    state = State(np.zeros((1, 2)), np.array([[3.0, -4.0]]))
    _, cache = lstm.step(params, np.zeros((1, 1)), state)
    i, f, g, o = np.split(cache.gates, 4, axis=1)
    np.testing.assert_array_equal(f, [[1, 1]])
    assert max(i.max(), g.max(), o.max()) < 0.9


# Corner cases


@CELLS
@pytest.mark.parametrize(("steps", "batch"), [(0, 2), (4, 0), (0, 0), (1, 1)])
def test_nothing_to_do(cell, steps, batch):
    case = Case(cell, steps=steps, batch=batch)
    hs, final, tape = case.forward()
    assert hs.shape == (steps, batch, 6)
    grads, d_xs, d_state0 = case.backward(tape)
    assert d_xs.shape == case.xs.shape
    assert {part.shape for part in (*final, *d_state0)} == {(batch, 6)}
    assert any(leaf.any() for _, leaf in leaves(grads)) == (steps * batch > 0)
    if batch == 0:
        state, _ = lstm.step(case.params, np.zeros((0, 4)), case.state)
        assert state.h.shape == (0, 6)


@CELLS
def test_whole_numbers_do_not_round_the_results(cell):
    rng = np.random.default_rng(0)
    params = map_tree(lambda leaf: rng.integers(-1, 2, size=leaf.shape), cell.init(rng, 2, 3))
    floats = map_tree(lambda leaf: leaf.astype(float), params)
    xs = np.eye(2, dtype=int)[[[0], [1], [1], [0]]]
    whole = State(np.array([[1, 0, -1]]), np.array([[2, -1, 0]]))
    hs, final, tape = lstm.forward(params, xs, whole)
    state = map_tree(lambda leaf: leaf.astype(float), whole)
    expected = lstm.forward(floats, xs.astype(float), state)
    assert_same((hs, final), expected[:2], rtol=1e-14)
    assert lstm.zero_state(params, 1).c.dtype.kind == "f"
    d_hs = np.ones(hs.shape, int)
    found = lstm.backward(params, tape, d_hs, whole)
    assert_same(found, lstm.backward(floats, expected[2], d_hs.astype(float), state), rtol=1e-12)
    stepped, _ = lstm.step(params, xs[0], whole)
    np.testing.assert_allclose(stepped.h, hs[0], rtol=1e-14)


@CELLS
def test_single_weights_and_double_inputs_give_doubles(cell):
    case = Case(cell)
    single = map_tree(np.float32, case.params)
    case.params = map_tree(np.float64, single)
    hs, final, tape = lstm.forward(single, case.xs, case.state)
    assert_same((hs, final), case.forward()[:2], rtol=1e-12, atol=1e-14)
    found = lstm.backward(single, tape, case.d_hs, case.d_state)
    assert_same(found, case.gradients(), rtol=1e-11, atol=1e-13)


@CELLS
def test_huge_inputs_saturate_without_a_warning(cell):
    case = Case(cell)
    case.xs = case.xs * 1e5
    hs, _, tape = case.forward()
    assert np.abs(hs).max() <= 1
    assert all(np.isfinite(leaf).all() for _, leaf in leaves(case.backward(tape)))
