"""The tanh RNN against PyTorch, and its own error messages."""

import numpy as np
import pytest
import torch

from cells.contract_tools import Case, assert_same
from lstmcourse.cells import rnn


def to_torch(params):
    """PyTorch keeps weights as (out, in) and two biases; only their sum matters."""
    inputs, hidden = params.W_x.shape
    module = torch.nn.RNN(inputs, hidden, dtype=torch.from_numpy(params.W_x).dtype)
    share = params.b * 0.25
    with torch.no_grad():
        module.weight_ih_l0.copy_(torch.from_numpy(params.W_x.T.copy()))
        module.weight_hh_l0.copy_(torch.from_numpy(params.W_h.T.copy()))
        module.bias_ih_l0.copy_(torch.from_numpy(share))
        module.bias_hh_l0.copy_(torch.from_numpy(params.b - share))
    return module


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-4)])
@pytest.mark.parametrize("seed", range(8))
def test_parity_with_torch(seed, dtype, tolerance):
    steps, batch, inputs, hidden = np.random.default_rng(seed).permutation(range(2, 9))[:4]
    case = Case(rnn, steps=steps, batch=batch, inputs=inputs, hidden=hidden, seed=seed, dtype=dtype)
    hs, state, tape = case.forward()
    grads, d_xs, d_state0 = case.backward(tape)

    module = to_torch(case.params)
    xs = torch.from_numpy(case.xs).requires_grad_()
    h0 = torch.from_numpy(case.state).requires_grad_()
    theirs, final = module(xs, h0[None])
    torch.autograd.backward(
        [theirs, final], [torch.from_numpy(case.d_hs), torch.from_numpy(case.d_state)[None]]
    )
    close = {"rtol": tolerance, "atol": tolerance}
    assert_same((hs, state), (theirs.detach().numpy(), final[0].detach().numpy()), **close)
    assert_same(
        (grads.W_x, grads.W_h, grads.b, d_xs, d_state0),
        (
            module.weight_ih_l0.grad.numpy().T,
            module.weight_hh_l0.grad.numpy().T,
            module.bias_ih_l0.grad.numpy(),
            xs.grad.numpy(),
            h0.grad.numpy(),
        ),
        **close,
    )


def test_a_step_by_hand():
    params = rnn.Params(
        W_x=np.array([[1.0, 0.0]]), W_h=np.array([[0.5, 2.0], [0.0, -1.0]]), b=np.array([0.0, 0.25])
    )
    h, cache = rnn.step(params, np.array([[0.3]]), np.array([[0.2, 0.1]]))
    np.testing.assert_allclose(h, np.tanh([[0.3 + 0.1, 0.4 - 0.1 + 0.25]]), rtol=1e-15)
    assert cache.h is h


def test_init_is_uniform_within_its_scale():
    rng = np.random.default_rng(0)
    params = rnn.init(rng, 30, 100)
    for block in params:
        assert 0.09 < np.abs(block).max() <= 0.1
    assert np.abs(rnn.init(rng, 3, 4, scale=2.0).W_h).max() > 0.5
    with pytest.raises(ValueError, match=r"^rnn.init: inputs=3 and hidden=0 must both be"):
        rnn.init(rng, 3, 0)


PARAMS = rnn.init(np.random.default_rng(0), 3, 4)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: rnn.forward(PARAMS, np.zeros((2, 6, 5))),
            "rnn.forward: xs has 5 features per step, but W_x has 3 rows; xs must be (T, B, 3)",
        ),
        (
            lambda: rnn.forward(PARAMS, np.zeros((2, 6))),
            "rnn.forward: xs has 2 axes (2, 6), but must be (T, B, 3); "
            "symbol numbers have to become one-hot vectors first",
        ),
        (
            lambda: rnn.forward(PARAMS, np.zeros((2, 6, 3)), np.zeros((4, 6))),
            "rnn.forward: state has shape (4, 6), but must be (B, H) = (6, 4)",
        ),
        (
            lambda: rnn.step(PARAMS, np.zeros((6, 2)), np.zeros((6, 4))),
            "rnn.step: x has 2 features per step, but W_x has 3 rows; x must be (B, 3)",
        ),
        (
            lambda: rnn.step(PARAMS._replace(b=np.zeros(3)), np.zeros((6, 3)), np.zeros((6, 4))),
            "rnn.step: b has shape (3,), but must be (H,) = (4,)",
        ),
        (
            lambda: rnn.zero_state(PARAMS._replace(W_h=np.zeros((4, 3))), 2),
            "rnn.zero_state: W_h has shape (4, 3), but must be (H, H) = (4, 4)",
        ),
        (
            lambda: rnn.zero_state(PARAMS._replace(W_x=np.zeros(4)), 2),
            "rnn.zero_state: W_x has shape (4,), but must be (I, H)",
        ),
    ],
)
def test_messages(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


def test_lists_are_refused():
    with pytest.raises(TypeError) as caught:
        rnn.forward(PARAMS, [[[0.0, 0.0, 0.0]]])
    assert str(caught.value) == "rnn.forward: xs is a list, but must be a NumPy array (T, B, I)"
    with pytest.raises(TypeError, match="state is a list, but must be a NumPy array"):
        rnn.step(PARAMS, np.zeros((1, 3)), [[0.0] * 4])


def test_whole_numbers_are_computed_as_floats():
    params = rnn.Params(np.array([[1]]), np.array([[1]]), np.array([0]))
    hs, _, _ = rnn.forward(params, np.array([[[1]], [[0]]]))
    np.testing.assert_allclose(hs[:, 0, 0], [np.tanh(1), np.tanh(np.tanh(1))])
