import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cells.contract_tools import CELLS, Case, cell_name
from lstmcourse.cells import rnn
from lstmcourse.learning import error_flow, hochreiter_factors, upper_bound


def torch_jacobians(case, last, lags):
    """dh_last/dh_{last-q} of every sequence, (lags + 1, B, H, H), by autograd."""
    W_x, W_h, b = map(torch.from_numpy, case.params)

    def run(h, x):
        for row in x:
            h = torch.tanh(row @ W_x + h @ W_h + b)
        return h

    found = []
    for lag in range(lags + 1):
        found.append([])
        for s in range(case.xs.shape[1]):
            x = torch.from_numpy(case.xs[:last, s])
            h = run(torch.from_numpy(case.state[s]), x[: last - lag])
            after = x[last - lag :]
            found[-1].append(torch.autograd.functional.jacobian(lambda h, a=after: run(h, a), h))
    return torch.stack([torch.stack(row) for row in found]).numpy()


@pytest.mark.parametrize(("from_step", "lags"), [(None, None), (6, 3), (4, 4), (2, 0), (0, 0)])
@pytest.mark.parametrize(("norm", "order"), [("2", 2), ("max", np.inf)])
def test_equals_torchs_jacobians(from_step, lags, norm, order):
    case = Case(rnn, steps=6, batch=2, inputs=3, hidden=4)
    flow = error_flow(
        rnn,
        case.params,
        case.xs,
        case.state,
        from_step=from_step,
        lags=lags,
        norm=norm,
        keep_jacobians=True,
    )
    last = 6 if from_step is None else from_step
    reach = last if lags is None else lags
    expected = torch_jacobians(case, last, reach)
    np.testing.assert_array_equal(flow.lags, np.arange(reach + 1))
    np.testing.assert_allclose(flow.jacobians, expected, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(
        flow.norms, [[np.linalg.norm(j, order) for j in row] for row in expected], rtol=1e-10
    )


@settings(max_examples=40)
@given(
    hidden=st.integers(1, 6),
    batch=st.integers(1, 3),
    scale=st.floats(0.0, 4.0),
    seed=st.integers(0, 10**6),
)
def test_the_bound_holds(hidden, batch, scale, seed):
    rng = np.random.default_rng(seed)
    params = rnn.init(rng, 2, hidden, scale=scale)
    xs, h0 = rng.normal(size=(8, batch, 2)), rng.uniform(-1, 1, (batch, hidden))
    two = error_flow(rnn, params, xs, h0, keep_jacobians=True)
    rows = error_flow(rnn, params, xs, h0, norm="max").norms
    bound = upper_bound(params, two.lags)[:, None] * (1 + 1e-9)
    assert (two.norms <= bound).all()
    assert (rows <= bound / hidden).all()
    assert (np.abs(two.jacobians).max(axis=(2, 3)) <= bound).all()

    # closer: the factors of the steps that the error has passed, latest first
    factors = hochreiter_factors(params, rnn.forward(params, xs, h0)[0])
    passed = np.cumprod(factors[::-1], axis=0)
    assert (rows[1:] <= passed * (1 + 1e-9)).all()
    assert (passed <= bound[1:] / hidden).all()


def test_one_unit_multiplies_slopes_and_weight():
    case = Case(rnn, steps=9, batch=2, inputs=3, hidden=1)
    hs = case.forward()[0]
    w = case.params.W_h.item()
    factors = np.abs((1 - hs[..., 0] ** 2) * w)  # |f'(a_t) w|, (T, B)
    np.testing.assert_allclose(hochreiter_factors(case.params, hs), factors, rtol=1e-14)
    flow = error_flow(rnn, case.params, case.xs, case.state)
    np.testing.assert_allclose(flow.norms[1:], np.cumprod(factors[::-1], axis=0), rtol=1e-12)
    np.testing.assert_array_equal(flow.norms[0], 1.0)


def test_bound_by_hand():
    params = rnn.Params(np.zeros((1, 2)), np.array([[0.5, -1.0], [0.25, 2.0]]), np.zeros(2))
    np.testing.assert_allclose(upper_bound(params, np.array([0, 1, 2])), [2, 6, 18])
    assert upper_bound(params, 2, f_max=0.25) == pytest.approx(2 * 0.75**2)
    assert upper_bound(params, 10_000) == np.inf


@pytest.mark.parametrize("cell", CELLS, ids=cell_name)
def test_every_part_of_every_cells_state(cell):
    """Against difference quotients of step, for each field of the state."""
    case = Case(cell, steps=3, batch=2)
    parts = getattr(case.state, "_fields", ("h",))
    for part in parts:
        flow = error_flow(cell, case.params, case.xs, case.state, part=part, keep_jacobians=True)

        def late(value, part=part):
            state = (
                value
                if isinstance(case.state, np.ndarray)
                else case.state._replace(**{part: value})
            )
            for x in case.xs:
                state, _ = cell.step(case.params, x, state)
            return getattr(state, part) if hasattr(state, "_fields") else state

        early = getattr(case.state, part) if hasattr(case.state, "_fields") else case.state
        for j in range(early.shape[-1]):
            move = np.zeros_like(early)
            move[:, j] = 1e-6
            numeric = (late(early + move) - late(early - move)) / 2e-6
            np.testing.assert_allclose(flow.jacobians[-1][:, :, j], numeric, rtol=1e-6, atol=1e-8)


def test_float32_stays_float32():
    case = Case(rnn, dtype=np.float32)
    flow = error_flow(rnn, case.params, case.xs, keep_jacobians=True)
    assert flow.jacobians.dtype == flow.norms.dtype == np.float32


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"from_step": 6}, "error_flow: from_step=6 must lie in 0 ... 5"),
        ({"from_step": 2, "lags": 3}, "error_flow: lags=3 must lie in 0 ... from_step=2"),
        ({"norm": "1"}, 'error_flow: norm=\'1\' must be "2" or "max"'),
        ({"part": "c"}, "error_flow: part='c', but this cell's state is only \"h\""),
    ],
)
def test_messages(options, message):
    case = Case(rnn, steps=5)
    with pytest.raises(ValueError) as caught:
        error_flow(rnn, case.params, case.xs, **options)
    assert str(caught.value) == message


def test_factors_need_matching_states():
    with pytest.raises(ValueError, match=r"hs has shape \(5, 3, 7\), but must be \(T, B, 6\)$"):
        hochreiter_factors(Case(rnn).params, np.zeros((5, 3, 7)))
