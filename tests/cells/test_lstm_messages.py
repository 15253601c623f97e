"""What the LSTM says to bad arguments."""

import numpy as np
import pytest

from lstmcourse.cells import gru, lstm, lstm1997, rnn

RNG = np.random.default_rng(0)
PARAMS = lstm.init(RNG, 3, 4)
PEEPING = lstm.init(RNG, 3, 4, peepholes=True)
XS, D_HS = np.zeros((2, 6, 3)), np.zeros((2, 6, 4))
ZERO = lstm.zero_state(PARAMS, 6)
TAPE = lstm.forward(PARAMS, XS)[2]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: lstm.init(RNG, 3, 0),
            "lstm.init: inputs=3 and hidden=0 must both be at least 1",
        ),
        (
            lambda: lstm.init(RNG, 0, 4),
            "lstm.init: inputs=0 and hidden=4 must both be at least 1",
        ),
        (
            lambda: lstm.forward(PARAMS, np.zeros((2, 6, 5))),
            "lstm.forward: xs has 5 features per step, but W_x has 3 rows; xs must be (T, B, 3)",
        ),
        (
            lambda: lstm.forward(PARAMS, np.zeros((2, 6))),
            "lstm.forward: xs has 2 axes (2, 6), but must be (T, B, 3); "
            "symbol numbers have to become one-hot vectors first",
        ),
        (
            lambda: lstm.forward(PARAMS, XS, ZERO._replace(h=np.zeros((4, 6)))),
            "lstm.forward: state.h has shape (4, 6), but must be (B, H) = (6, 4)",
        ),
        (
            lambda: lstm.step(PARAMS, XS[0], ZERO._replace(c=np.zeros((1, 6, 4)))),
            "lstm.step: state.c has shape (1, 6, 4), but must be (B, H) = (6, 4)",
        ),
        (
            lambda: lstm.step(PARAMS, np.zeros((6, 2)), ZERO),
            "lstm.step: x has 2 features per step, but W_x has 3 rows; x must be (B, 3)",
        ),
        (
            lambda: lstm.step(PARAMS._replace(b=np.zeros(32)), XS[0], ZERO),
            "lstm.step: b has shape (32,), but must be (4H,) = (16,)",
        ),
        (
            lambda: lstm.zero_state(PARAMS._replace(W_h=np.zeros((16, 4))), 2),
            "lstm.zero_state: W_h has shape (16, 4), but must be (H, 4H) = (4, 16)",
        ),
        (
            lambda: lstm.zero_state(PARAMS._replace(W_x=np.zeros(16)), 2),
            "lstm.zero_state: W_x has shape (16,), but must be (I, 4H)",
        ),
        (
            lambda: lstm.zero_state(PARAMS._replace(W_x=np.zeros((3, 18))), 2),
            "lstm.zero_state: W_x has shape (3, 18), but must be (I, 4H) = (3, 16)",
        ),
        (
            lambda: lstm.forward(PEEPING._replace(peepholes=np.zeros((4, 4))), XS),
            "lstm.forward: peepholes has shape (4, 4), but must be (3, H) = (3, 4)",
        ),
        (
            lambda: lstm.backward(PARAMS, TAPE, np.zeros((2, 6, 3))),
            "lstm.backward: d_hs has shape (2, 6, 3), but must be (T, B, H) = (2, 6, 4)",
        ),
        (
            lambda: lstm.backward(PARAMS, TAPE, D_HS, lstm.zero_state(PARAMS, 5)),
            "lstm.backward: d_state.h has shape (5, 4), but must be (B, H) = (6, 4)",
        ),
        (
            lambda: lstm.backward(lstm.init(RNG, 3, 5), TAPE, D_HS),
            "lstm.backward: the tape has (I, H) = (3, 4), but params has (3, 5); "
            "use the params that forward used",
        ),
        (
            lambda: lstm.backward(lstm.init(RNG, 2, 4), TAPE, D_HS),
            "lstm.backward: the tape has (I, H) = (3, 4), but params has (2, 4); "
            "use the params that forward used",
        ),
    ],
)
def test_messages(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


STATE = "must be an lstm.State(h, c); zero_state(params, batch) makes one"
WEIGHTS = "must be an lstm.Params; init(rng, inputs, hidden) makes one"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: lstm.forward(PARAMS, [[[0.0] * 3]]),
            "lstm.forward: xs is a list, but must be a NumPy array (T, B, I)",
        ),
        (
            lambda: lstm.step(PARAMS, [[0.0] * 3], ZERO),
            "lstm.step: x is a list, but must be a NumPy array (B, I)",
        ),
        (
            lambda: lstm.step(PARAMS, XS[0], tuple(ZERO)),
            f"lstm.step: state is a tuple, but {STATE}",
        ),
        (
            lambda: lstm.step(PARAMS, XS[0], None),
            f"lstm.step: state is a NoneType, but {STATE}",
        ),
        (
            lambda: lstm.forward(PARAMS, XS, ZERO.h),
            f"lstm.forward: state is a numpy.ndarray, but {STATE}",
        ),
        (
            lambda: lstm.forward(PARAMS, XS, lstm1997.zero_state(lstm1997.init(RNG, 3, 4), 6)),
            f"lstm.forward: state is a lstmcourse.cells._arrays1997.State, but {STATE}",
        ),
        (
            lambda: lstm.step(PARAMS, XS[0], ZERO._replace(c=[[0.0] * 4] * 6)),
            "lstm.step: state.c is a list, but must be a NumPy array (B, H)",
        ),
        (
            lambda: lstm.backward(PARAMS, TAPE, D_HS.tolist()),
            "lstm.backward: d_hs is a list, but must be a NumPy array (T, B, H)",
        ),
        (
            lambda: lstm.backward(PARAMS, TAPE, D_HS, D_HS[-1]),
            f"lstm.backward: d_state is a numpy.ndarray, but {STATE}",
        ),
        (
            lambda: lstm.forward(PARAMS._replace(W_x=[[0.0]]), XS),
            "lstm.forward: W_x is a list, but must be a NumPy array (I, 4H)",
        ),
        (
            lambda: lstm.forward(PARAMS._replace(peepholes=1.0), XS),
            "lstm.forward: peepholes is a float, but must be a NumPy array (3, H)",
        ),
        (
            lambda: lstm.forward(rnn.init(RNG, 3, 4), XS),
            f"lstm.forward: params is a lstmcourse.cells.rnn.Params, but {WEIGHTS}",
        ),
        (
            lambda: lstm.backward(gru.init(RNG, 3, 4), TAPE, D_HS),
            f"lstm.backward: params is a lstmcourse.cells._arrays_gru.Params, but {WEIGHTS}",
        ),
        (
            lambda: lstm.zero_state(tuple(PARAMS), 2),
            f"lstm.zero_state: params is a tuple, but {WEIGHTS}",
        ),
    ],
)
def test_messages_of_wrong_types(call, message):
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == message
