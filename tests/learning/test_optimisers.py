import numpy as np
import pytest
import torch

from cells.contract_tools import assert_same, copied
from lstmcourse.cells import rnn
from lstmcourse.learning import SGD, Adam, network_init
from lstmcourse.learning.trees import leaves, map_tree


def descend(optimiser, make_torch, dtype):
    """20 steps with changing gradients; returns both ends of the road."""
    rng = np.random.default_rng(0)
    ours = network_init(rnn, rng, 2, 3, 4, dtype=dtype)
    theirs = [torch.from_numpy(w.copy()).requires_grad_() for _, w in leaves(ours)]
    reference = make_torch(theirs)
    for _ in range(20):
        grads = map_tree(lambda w: rng.normal(size=w.shape).astype(dtype), ours)
        for weight, (_, grad) in zip(theirs, leaves(grads), strict=True):
            weight.grad = torch.from_numpy(grad.copy())
        reference.step()
        ours = optimiser.step(ours, grads)
    return [w for _, w in leaves(ours)], [w.detach().numpy() for w in theirs]


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
@pytest.mark.parametrize(
    ("make_ours", "make_torch"),
    [
        (lambda: SGD(0.1), lambda w: torch.optim.SGD(w, 0.1)),
        (lambda: SGD(0.1, 0.9), lambda w: torch.optim.SGD(w, 0.1, 0.9)),
        (lambda: Adam(), lambda w: torch.optim.Adam(w)),
        (
            lambda: Adam(0.05, 0.8, 0.95, 1e-3),
            lambda w: torch.optim.Adam(w, 0.05, betas=(0.8, 0.95), eps=1e-3),
        ),
        # NumPy scalars as settings must not turn float32 into float64
        (lambda: SGD(np.float64(0.1), np.float64(0.9)), lambda w: torch.optim.SGD(w, 0.1, 0.9)),
        (lambda: Adam(np.float64(0.01)), lambda w: torch.optim.Adam(w, 0.01)),
    ],
)
def test_parity_with_torch(make_ours, make_torch, dtype, tolerance):
    ours, theirs = descend(make_ours(), make_torch, dtype)
    assert_same(ours, theirs, rtol=tolerance, atol=tolerance)
    assert {w.dtype for w in ours} == {np.dtype(dtype)}


@pytest.mark.parametrize("optimiser", [SGD(0.1, 0.9), Adam()])
def test_nothing_given_is_changed(optimiser):
    params, grads = {"w": np.ones(3)}, {"w": np.full(3, 0.5)}
    before = copied((params, grads))
    after_one = optimiser.step(params, grads)
    kept = copied(after_one)
    optimiser.step(after_one, grads)
    assert_same((params, grads), before)
    assert_same(after_one, kept)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(0), "SGD: rate=0 must be above 0"),
        (lambda: SGD(0.1, 1.0), "SGD: momentum=1.0 must lie in 0 <= momentum < 1"),
        (lambda: Adam(-1), "Adam: rate=-1 must be above 0"),
        (lambda: Adam(beta2=1), "Adam: beta2=1 must lie in 0 <= beta2 < 1"),
    ],
)
def test_messages(make, message):
    with pytest.raises(ValueError) as caught:
        make()
    assert str(caught.value) == message
