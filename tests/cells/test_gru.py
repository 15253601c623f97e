"""The GRU in its four conventions: what it promises, a step by hand, its gates, corner cases."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells.contract_tools import Case, assert_same
from cells.gated_tools import CONVENTIONS, GRUS, PROMISES, UPDATES, keep_promise
from lstmcourse.cells import gru
from lstmcourse.cells.gru import Convention, Params
from lstmcourse.learning.trees import leaves, map_tree

EACH = pytest.mark.parametrize("cell", list(GRUS.values()), ids=[", ".join(pair) for pair in GRUS])
EXACT = {"rtol": 1e-11, "atol": 1e-13}
OPEN = 50.0  # sigmoid(50) is 1 to the last bit


@pytest.mark.parametrize(("reset", "update"), CONVENTIONS[1:])
@pytest.mark.parametrize("promise", PROMISES, ids=lambda test: test.__name__)
def test_contract_in_other_conventions(promise, reset, update):
    keep_promise(promise, GRUS[reset, update])


# The step


@settings(max_examples=100)
@given(
    cell=st.sampled_from(list(GRUS.values())),
    seed=st.integers(0, 10_000),
    scale=st.floats(0.01, 30),
    far=st.floats(0, 100),
)
def test_the_new_state_lies_between_the_old_one_and_the_candidate(cell, seed, scale, far):
    rng = np.random.default_rng(seed)
    params = cell.init(rng, 3, 5, scale=scale)
    xs, start = rng.normal(size=(6, 4, 3)), far * rng.normal(size=(4, 5))
    hs, _, tape = gru.forward(params, xs, start)
    before, n = tape.hs[:-1], tape.gates[..., 10:]
    rounding = 1e-14 * (1 + np.abs(before))
    assert np.all(hs >= np.minimum(before, n) - rounding)
    assert np.all(hs <= np.maximum(before, n) + rounding)
    h, cache = gru.step(params, xs[0], start)
    assert np.all(h >= np.minimum(start, cache.n) - rounding[0])
    assert np.all(h <= np.maximum(start, cache.n) + rounding[0])


@pytest.mark.parametrize("reset", ["after", "before"])
def test_an_open_gate_keeps_or_writes(reset):
    for update in UPDATES:
        case = Case(GRUS[reset, update], steps=300)
        case.params.W_x[:, 6:12] = case.params.W_h[:, 6:12] = 0
        case.params.b[6:12] = OPEN
        hs, _, tape = case.forward()
        if update == "keep":  # state and error pass unchanged
            np.testing.assert_array_equal(hs, np.broadcast_to(case.state, hs.shape))
            grads, d_xs, d_state0 = gru.backward(case.params, tape, np.zeros_like(hs), case.d_state)
            np.testing.assert_array_equal(d_state0, case.d_state)
            assert not d_xs.any() and not any(leaf.any() for _, leaf in leaves(grads))
        else:
            np.testing.assert_allclose(hs, tape.gates[..., 12:], rtol=1e-12, atol=1e-14)


@EACH
def test_a_step_by_hand(cell):
    """One input and two units."""
    convention = cell.init(np.random.default_rng(0), 1, 2).convention
    x, h1, h2 = 1.5, 0.6, -0.9

    def sigmoid(a):
        return 1 / (1 + math.exp(-a))

    r1 = sigmoid(0.3 * x + 0.7 * h1 - 0.5 * h2 + 0.01)
    r2 = sigmoid(-0.4 * x + 1.1 * h1 + 0.8 * h2 + 0.02)
    z1 = sigmoid(0.5 * x - 1.3 * h1 + 0.4 * h2 + 0.03)
    z2 = sigmoid(0.9 * x - 0.6 * h1 - 1.2 * h2 + 0.04)
    if convention.reset == "after":
        inner = [1.4 * h1 + 0.25 * h2 + 0.07, -1.5 * h1 - 0.35 * h2 + 0.08]
        n1 = math.tanh(-0.2 * x + 0.05 + r1 * inner[0])
        n2 = math.tanh(0.1 * x + 0.06 + r2 * inner[1])
    else:
        inner = [r1 * h1, r2 * h2]
        n1 = math.tanh(-0.2 * x + 0.05 + 1.4 * r1 * h1 + 0.25 * r2 * h2)
        n2 = math.tanh(0.1 * x + 0.06 - 1.5 * r1 * h1 - 0.35 * r2 * h2)
    if convention.update == "keep":
        wanted = [z1 * h1 + (1 - z1) * n1, z2 * h2 + (1 - z2) * n2]
    else:
        wanted = [(1 - z1) * h1 + z1 * n1, (1 - z2) * h2 + z2 * n2]

    params = Params(
        W_x=np.array([[0.3, -0.4, 0.5, 0.9, -0.2, 0.1]]),
        W_h=np.array([[0.7, 1.1, -1.3, -0.6, 1.4, -1.5], [-0.5, 0.8, 0.4, -1.2, 0.25, -0.35]]),
        b=np.array([0.01, 0.02, 0.03, 0.04, 0.05, 0.06]),
        b_hn=np.array([0.07, 0.08] if convention.reset == "after" else []),
        convention=convention,
    )
    state = np.array([[h1, h2]])
    found, cache = gru.step(params, np.array([[x]]), state)
    np.testing.assert_allclose(found, [wanted], rtol=1e-14)
    assert cache.h_previous is state
    seen = {"x": [x], "r": [r1, r2], "z": [z1, z2], "n": [n1, n2], "inner": inner}
    for name, values in seen.items():
        np.testing.assert_allclose(getattr(cache, name), [values], rtol=1e-14, err_msg=name)


@EACH
def test_the_tape_holds_what_the_steps_computed(cell):
    case = Case(cell)
    hs, final, tape = case.forward()
    assert tape.xs is case.xs
    assert_same((tape.hs[0], tape.hs[1:]), (case.state, hs))
    state = case.state
    for t, x in enumerate(case.xs):
        state, cache = gru.step(case.params, x, state)
        wanted = (state, np.concatenate([cache.r, cache.z, cache.n], axis=1), cache.inner)
        assert_same((tape.hs[t + 1], tape.gates[t], tape.inner[t]), wanted, **EXACT)
    final[:] = 9.0  # the final state is the caller's own
    assert tape.hs[-1].max() < 9


# Weights at the start


@EACH
def test_init_is_uniform_within_its_scale(cell):
    params = cell.init(np.random.default_rng(0), 30, 100)
    for path, block in leaves(params):
        if block.size:
            assert 0.09 < np.abs(block).max() <= 0.1, path
            assert block.min() < -0.09 and abs(block.mean()) < 0.02, path
    wide = cell.init(np.random.default_rng(0), 3, 4, scale=2.0)
    assert 0.5 < np.abs(wide.W_h).max() <= 2
    shapes = [block.shape for _, block in leaves(cell.init(np.random.default_rng(0), 3, 5))]
    after = params.convention.reset == "after"
    assert shapes == [(3, 15), (5, 15), (15,), (5,) if after else (0,)]


def test_init_notes_the_convention_and_draws_the_same_for_all():
    first = gru.init(np.random.default_rng(1), 3, 5)
    assert first.convention == Convention() == Convention("after", "keep")
    for reset, update in CONVENTIONS:
        params = gru.init(np.random.default_rng(1), 3, 5, reset=reset, update=update)
        assert params.convention == Convention(reset, update)
        assert_same(params[:3], first[:3])


# Corner cases


@EACH
@pytest.mark.parametrize(("steps", "batch"), [(0, 2), (4, 0), (0, 0), (1, 1)])
def test_nothing_to_do(cell, steps, batch):
    case = Case(cell, steps=steps, batch=batch)
    hs, final, tape = case.forward()
    assert hs.shape == (steps, batch, 6) and final.shape == (batch, 6)
    grads, d_xs, d_state0 = case.backward(tape)
    assert d_xs.shape == case.xs.shape and d_state0.shape == (batch, 6)
    assert any(leaf.any() for _, leaf in leaves(grads)) == (steps * batch > 0)
    if batch == 0:
        assert gru.step(case.params, np.zeros((0, 4)), case.state)[0].shape == (0, 6)


@EACH
def test_whole_numbers_do_not_round_the_results(cell):
    rng = np.random.default_rng(0)
    params = map_tree(lambda leaf: rng.integers(-1, 2, size=leaf.shape), cell.init(rng, 2, 3))
    floats = map_tree(lambda leaf: leaf.astype(float), params)
    xs, state = np.eye(2, dtype=int)[[[0], [1], [1], [0]]], np.array([[1, 0, -2]])
    hs, final, tape = gru.forward(params, xs, state)
    expected = gru.forward(floats, xs.astype(float), state.astype(float))
    assert_same((hs, final), expected[:2], rtol=1e-14)
    assert gru.zero_state(params, 1).dtype.kind == "f"
    d_hs = np.ones(hs.shape, int)
    found = gru.backward(params, tape, d_hs, state)
    wanted = gru.backward(floats, expected[2], d_hs.astype(float), state.astype(float))
    assert_same(found, wanted, rtol=1e-12)
    np.testing.assert_allclose(gru.step(params, xs[0], state)[0], hs[0], rtol=1e-14)


@EACH
def test_single_weights_and_double_inputs_give_doubles(cell):
    case = Case(cell)
    single = map_tree(np.float32, case.params)
    case.params = map_tree(np.float64, single)
    hs, final, tape = gru.forward(single, case.xs, case.state)
    assert_same((hs, final), case.forward()[:2], rtol=1e-12, atol=1e-14)
    found = gru.backward(single, tape, case.d_hs, case.d_state)
    assert_same(found, case.gradients(), **EXACT)


@EACH
def test_huge_inputs_saturate_without_a_warning(cell):
    case = Case(cell)
    case.xs = case.xs * 1e5
    hs, _, tape = case.forward()
    assert np.abs(hs).max() <= max(1, np.abs(case.state).max())
    assert all(np.isfinite(leaf).all() for _, leaf in leaves(case.backward(tape)))
