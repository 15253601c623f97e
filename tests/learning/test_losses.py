import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lstmcourse.learning import (
    IGNORE,
    at_last_step,
    cross_entropy,
    log_softmax,
    softmax,
    squared_error,
)

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
@pytest.mark.parametrize("shape", [(7, 3, 5), (4, 6), (2, 1, 3, 1)])
def test_cross_entropy_parity(shape, dtype, tolerance):
    logits = (3 * RNG.normal(size=shape)).astype(dtype)
    targets = RNG.integers(0, shape[-1], shape[:-1])
    targets.flat[1] = IGNORE
    loss, d_logits = cross_entropy(logits, targets)

    theirs = torch.from_numpy(logits).requires_grad_()
    value = torch.nn.functional.cross_entropy(
        theirs.reshape(-1, shape[-1]), torch.from_numpy(targets.reshape(-1)), ignore_index=IGNORE
    )
    value.backward()
    assert isinstance(loss, float)
    assert loss == pytest.approx(value.item(), rel=tolerance, abs=tolerance)
    np.testing.assert_allclose(d_logits, theirs.grad.numpy(), rtol=0, atol=tolerance)
    assert d_logits.dtype == dtype


def test_ignored_targets_count_for_nothing():
    logits, targets = RNG.normal(size=(4, 2, 3)), np.full((4, 2), IGNORE)
    targets[-1] = [2, 0]
    loss, d_logits = cross_entropy(logits, targets)
    short, d_short = cross_entropy(logits[-1], targets[-1])
    assert loss == short
    assert not d_logits[:-1].any()
    np.testing.assert_array_equal(d_logits[-1], d_short)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-6)])
def test_squared_error_is_half_of_torchs(dtype, tolerance):
    outputs = RNG.normal(size=(5, 3, 2)).astype(dtype)
    targets = RNG.normal(size=(5, 3, 2)).astype(dtype)
    loss, d_outputs = squared_error(outputs, targets)
    theirs = torch.from_numpy(outputs).requires_grad_()
    value = 0.5 * torch.nn.functional.mse_loss(theirs, torch.from_numpy(targets))
    value.backward()
    assert loss == pytest.approx(value.item(), rel=tolerance)
    np.testing.assert_allclose(d_outputs, theirs.grad.numpy(), rtol=tolerance)
    assert d_outputs.dtype == dtype


@given(
    hnp.arrays(
        np.float64,
        hnp.array_shapes(min_dims=1, max_dims=3, max_side=4),
        elements=st.floats(-1e4, 1e4),
    )
)
def test_softmax_is_a_distribution_and_never_overflows(logits):
    p = softmax(logits)
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-9)
    assert (p >= 0).all()
    assert np.isfinite(log_softmax(logits)).all()
    np.testing.assert_allclose(softmax(logits + 123.0), p, atol=1e-9)


def test_at_last_step_sees_the_last_step_only():
    outputs, targets = RNG.normal(size=(4, 3, 2)), RNG.normal(size=(3, 2))
    loss, d_outputs = at_last_step(squared_error)(outputs, targets)
    value, d_last = squared_error(outputs[-1], targets)
    assert loss == value
    np.testing.assert_array_equal(d_outputs[-1], d_last)
    assert d_outputs.shape == outputs.shape and not d_outputs[:-1].any()
    with pytest.raises(ValueError, match=r"^at_last_step: the sequences have no steps"):
        at_last_step(squared_error)(outputs[:0], targets)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: cross_entropy(np.zeros((2, 3)), np.zeros(2)),
            TypeError,
            "cross_entropy: targets must be integers, but are float64",
        ),
        (
            lambda: cross_entropy(np.zeros((2, 3)), np.zeros((3, 2), int)),
            ValueError,
            "cross_entropy: logits have shape (2, 3), so targets must have shape (2,), "
            "but have (3, 2)",
        ),
        (
            lambda: cross_entropy(np.zeros((2, 3)), np.array([0, 3])),
            ValueError,
            "cross_entropy: targets must lie in 0 ... 2 or be IGNORE = -1, but range from 0 to 3",
        ),
        (
            lambda: cross_entropy(np.zeros((2, 3)), np.array([-1, -1])),
            ValueError,
            "cross_entropy: no target counts, so there is no mean to take",
        ),
        (
            lambda: squared_error(np.zeros((2, 3)), np.zeros(3)),
            ValueError,
            "squared_error: outputs have shape (2, 3) and targets (3,); the two must be equal",
        ),
        (
            lambda: squared_error(np.zeros((0, 3)), np.zeros((0, 3))),
            ValueError,
            "squared_error: there are no outputs, so there is no mean to take",
        ),
    ],
)
def test_messages(call, error, message):
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == message
