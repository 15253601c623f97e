import numpy as np
import pytest

from lstmcourse.learning import Readout, gradient_check, init_readout
from lstmcourse.learning import readout_backward as backward
from lstmcourse.learning import readout_forward as forward

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("leading", [(), (3,), (4, 3), (0, 3)], ids=str)
def test_forward_and_gradients(leading):
    readout, hs = init_readout(RNG, 5, 2), RNG.normal(size=(*leading, 5))
    d_ys = RNG.normal(size=(*leading, 2))
    np.testing.assert_allclose(
        forward(readout, hs), np.einsum("...h,hk->...k", hs, readout.W_y) + readout.b_y
    )
    grads, d_hs = backward(readout, hs, d_ys)
    table = gradient_check(
        lambda given: float(np.sum(forward(given["readout"], given["hs"]) * d_ys)),
        {"readout": readout, "hs": hs},
        {"readout": grads, "hs": d_hs},
    )
    assert table.ok, f"\n{table}"


def test_init():
    readout = init_readout(RNG, 100, 30, dtype=np.float32)
    assert isinstance(readout, Readout)
    assert readout.W_y.dtype == readout.b_y.dtype == np.float32
    assert 0.09 < np.abs(readout.W_y).max() <= 0.1


def test_messages():
    readout = init_readout(RNG, 5, 2)
    with pytest.raises(ValueError) as caught:
        forward(readout, np.zeros((3, 4)))
    assert str(caught.value) == "readout_forward: hs has 4 hidden units, but W_y has 5 rows"
    with pytest.raises(ValueError) as caught:
        backward(readout, np.zeros((3, 5)), np.zeros((3, 3)))
    assert str(caught.value) == (
        "readout_backward: d_ys has shape (3, 3), but must be (3, 2) as the outputs"
    )
    with pytest.raises(ValueError, match=r"^init_readout: hidden=5 and outputs=0 must both"):
        init_readout(RNG, 5, 0)
