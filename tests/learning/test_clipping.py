import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cells.contract_tools import assert_same, copied
from lstmcourse.learning import clip_by_global_norm, clip_by_value, global_norm

GRADS = {"a": np.array([[3.0, -4.0]]), "b": (np.array([12.0]), np.zeros((2, 0)))}
ENTRIES = st.floats(-100, 100).map(lambda x: 0.0 if abs(x) < 1e-6 else x)
ARRAYS = st.lists(hnp.arrays(np.float64, st.integers(1, 4), elements=ENTRIES), min_size=1)


@given(ARRAYS, st.floats(0.01, 1000))
def test_parity_with_torch(grads, max_norm):
    weights = [torch.zeros(len(grad), dtype=torch.float64) for grad in grads]
    for weight, grad in zip(weights, grads, strict=True):
        weight.grad = torch.from_numpy(grad.copy())
    their_norm = torch.nn.utils.clip_grad_norm_(weights, max_norm).item()
    clipped, norm = clip_by_global_norm(grads, max_norm)
    assert norm == pytest.approx(their_norm, rel=1e-12)
    # torch divides by norm + 1e-6
    slack = 1e-12 + (1e-6 / norm if norm > 0 else 0)
    assert_same(clipped, [w.grad.numpy() for w in weights], rtol=slack)


@given(ARRAYS, st.floats(0.01, 1000))
def test_clipping_keeps_direction_and_limits_length(grads, max_norm):
    clipped, norm = clip_by_global_norm(grads, max_norm)
    assert global_norm(clipped) <= max_norm * (1 + 1e-12)
    if norm <= max_norm:
        assert_same(clipped, grads)
    else:
        factor = max_norm / norm
        assert_same(clipped, [grad * factor for grad in grads], rtol=1e-12)


def test_by_hand():
    assert global_norm(GRADS) == pytest.approx(13)
    clipped, norm = clip_by_global_norm(GRADS, 6.5)
    assert norm == pytest.approx(13)
    assert_same(clipped, {"a": np.array([[1.5, -2.0]]), "b": (np.array([6.0]), np.zeros((2, 0)))})
    clipped = clip_by_value(GRADS, 3.5)
    assert_same(clipped, {"a": np.array([[3.0, -3.5]]), "b": (np.array([3.5]), np.zeros((2, 0)))})


@pytest.mark.parametrize("size", [1e-30, 1e30])
def test_the_norm_survives_extreme_entries(size):
    norm = global_norm({"g": np.full(4, size, np.float32)})
    assert norm == pytest.approx(2 * size, rel=1e-6)
    assert global_norm({"g": np.full(4, size**9)}) == pytest.approx(2 * size**9)


def test_dtype_is_kept_and_nothing_is_changed():
    grads = [np.ones(4, np.float32)]
    before = copied(grads)
    for clipped in (
        clip_by_global_norm(grads, np.float64(0.5))[0],
        clip_by_value(grads, np.float64(0.5)),
    ):
        assert clipped[0].dtype == np.float32
    assert_same(grads, before)


def test_zero_and_empty_gradients():
    assert clip_by_global_norm([np.zeros(3)], 1.0)[1] == 0
    assert global_norm([]) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_inf_and_nan_cannot_be_clipped(bad):
    with pytest.raises(FloatingPointError, match=r"^clip_by_global_norm: the gradient holds inf"):
        clip_by_global_norm([np.array([1.0, bad])], 1.0)


@pytest.mark.parametrize("limit", [0, -1, float("nan")])
def test_limits_must_be_positive(limit):
    with pytest.raises(ValueError, match=rf"^clip_by_global_norm: max_norm={limit} must be above"):
        clip_by_global_norm(GRADS, limit)
    with pytest.raises(ValueError, match=rf"^clip_by_value: limit={limit} must be above 0$"):
        clip_by_value(GRADS, limit)
