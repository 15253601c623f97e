"""What the cell of 1997 says to bad arguments."""

import numpy as np
import pytest

from lstmcourse.cells import lstm1997, rnn
from lstmcourse.cells.lstm1997 import Layout

PARAMS = lstm1997.init(np.random.default_rng(0), 4, 3, layout=Layout((2, 1)))
ZERO = lstm1997.zero_state(PARAMS, 5)
TAPE = lstm1997.forward(PARAMS, np.zeros((6, 5, 4)))[2]
D_HS = np.zeros((6, 5, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: lstm1997.forward(PARAMS, np.zeros((6, 5, 3))),
            "lstm1997.forward: xs has 3 features per step, but W_x has 4 rows; xs must be "
            "(T, B, 4)",
        ),
        (
            lambda: lstm1997.step(PARAMS, np.zeros((5, 3)), ZERO),
            "lstm1997.step: x has 3 features per step, but W_x has 4 rows; x must be (B, 4)",
        ),
        (
            lambda: lstm1997.step(PARAMS, np.zeros((2, 4)), ZERO),
            "lstm1997.step: state.h has shape (5, 3), but must be (B, C) = (2, 3)",
        ),
        (
            lambda: lstm1997.step(PARAMS, np.zeros((5, 4)), ZERO._replace(y_out=np.zeros((5, 3)))),
            "lstm1997.step: state.y_out has shape (5, 3), but must be (B, J) = (5, 2)",
        ),
        (
            lambda: lstm1997.zero_state(PARAMS._replace(W_h=np.zeros((3, 7))), 5),
            "lstm1997.zero_state: W_h has shape (3, 7), but must be (R, U) = (7, 7)",
        ),
        (
            lambda: lstm1997.zero_state(PARAMS._replace(W_x=np.zeros((4, 9))), 5),
            "lstm1997.zero_state: W_x has shape (4, 9), but must be (I, U) = (I, 7)",
        ),
        (
            lambda: lstm1997.zero_state(PARAMS._replace(b=np.zeros(4)), 5),
            "lstm1997.zero_state: b has shape (4,), but must be (biased units,) = (7,)",
        ),
        (
            lambda: lstm1997.backward(PARAMS, TAPE, np.zeros((6, 5, 2))),
            "lstm1997.backward: d_hs has shape (6, 5, 2), but must be (T, B, C) = (6, 5, 3)",
        ),
        (
            lambda: lstm1997.backward(PARAMS, TAPE, D_HS, lstm1997.zero_state(PARAMS, 4)),
            "lstm1997.backward: d_state.h has shape (4, 3), but must be (B, C) = (5, 3)",
        ),
        (
            lambda: lstm1997.backward(PARAMS, TAPE, D_HS, rule="exact"),
            'lstm1997.backward: rule=\'exact\' must be "full" or "truncated"',
        ),
        (
            lambda: lstm1997.backward(lstm1997.init(np.random.default_rng(0), 4, 3), TAPE, D_HS),
            "lstm1997.backward: the tape is from another layout: it has [7, 2, 2, 3] sources, "
            "input gates, output gates and cells, but params has [9, 3, 3, 3]; use the params "
            "that forward used",
        ),
    ],
)
def test_messages(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: lstm1997.forward(PARAMS, [[[0.0] * 4]]),
            "lstm1997.forward: xs is a list, but must be a NumPy array (T, B, I)",
        ),
        (
            lambda: lstm1997.step(PARAMS, [[0.0] * 4], ZERO),
            "lstm1997.step: x is a list, but must be a NumPy array (B, I)",
        ),
        (
            lambda: lstm1997.step(PARAMS, np.zeros((5, 4)), tuple(ZERO)),
            "lstm1997.step: state is a tuple, but must be an lstm1997.State; "
            "zero_state(params, batch) makes one",
        ),
        (
            lambda: lstm1997.forward(PARAMS, np.zeros((6, 5, 4)), np.zeros((5, 3))),
            "lstm1997.forward: state is a numpy.ndarray, but must be an lstm1997.State; "
            "zero_state(params, batch) makes one",
        ),
        (
            lambda: lstm1997.step(PARAMS, np.zeros((5, 4)), ZERO._replace(s=[[0.0] * 3] * 5)),
            "lstm1997.step: state.s is a list, but must be a NumPy array (B, C)",
        ),
        (
            lambda: lstm1997.backward(PARAMS, TAPE, D_HS.tolist()),
            "lstm1997.backward: d_hs is a list, but must be a NumPy array (T, B, C)",
        ),
        (
            lambda: lstm1997.backward(PARAMS, TAPE, D_HS, tuple(ZERO)),
            "lstm1997.backward: d_state is a tuple, but must be an lstm1997.State; "
            "zero_state(params, batch) makes one",
        ),
        (
            lambda: lstm1997.forward(PARAMS._replace(W_x=[[0.0]]), np.zeros((6, 5, 4))),
            "lstm1997.forward: W_x is a list, but must be a NumPy array (I, U)",
        ),
        (
            lambda: lstm1997.forward(rnn.init(np.random.default_rng(0), 4, 3), D_HS),
            "lstm1997.forward: params is a lstmcourse.cells.rnn.Params without a Layout, but must "
            "be an lstm1997.Params; init(rng, inputs, hidden) makes one",
        ),
    ],
)
def test_messages_of_wrong_types(call, message):
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == message
