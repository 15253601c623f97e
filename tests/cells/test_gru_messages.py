"""What the GRU says to bad arguments."""

import numpy as np
import pytest

from lstmcourse.cells import gru, lstm
from lstmcourse.cells.gru import Convention

RNG = np.random.default_rng(0)
PARAMS = gru.init(RNG, 3, 4)
BEFORE = gru.init(RNG, 3, 4, reset="before")
XS, ZERO, D_HS = np.zeros((2, 6, 3)), np.zeros((6, 4)), np.zeros((2, 6, 4))
TAPE = gru.forward(PARAMS, XS)[2]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: gru.init(RNG, 3, 0),
            "gru.init: inputs=3 and hidden=0 must both be at least 1",
        ),
        (
            lambda: gru.init(RNG, 0, 4),
            "gru.init: inputs=0 and hidden=4 must both be at least 1",
        ),
        (
            lambda: gru.init(RNG, 3, 4, reset="reset_after"),
            'gru: reset=\'reset_after\' must be "after" or "before"',
        ),
        (
            lambda: gru.init(RNG, 3, 4, update="forget"),
            'gru: update=\'forget\' must be "keep" or "write"',
        ),
        (
            lambda: Convention(reset=True),
            'gru: reset=True must be "after" or "before"',
        ),
        (
            lambda: Convention("after", None),
            'gru: update=None must be "keep" or "write"',
        ),
        (
            lambda: gru.forward(PARAMS, np.zeros((2, 6, 5))),
            "gru.forward: xs has 5 features per step, but W_x has 3 rows; xs must be (T, B, 3)",
        ),
        (
            lambda: gru.forward(PARAMS, np.zeros((2, 6))),
            "gru.forward: xs has 2 axes (2, 6), but must be (T, B, 3); "
            "symbol numbers have to become one-hot vectors first",
        ),
        (
            lambda: gru.forward(PARAMS, XS, np.zeros((4, 6))),
            "gru.forward: state has shape (4, 6), but must be (B, H) = (6, 4)",
        ),
        (
            lambda: gru.step(PARAMS, XS[0], np.zeros((1, 6, 4))),
            "gru.step: state has shape (1, 6, 4), but must be (B, H) = (6, 4)",
        ),
        (
            lambda: gru.step(PARAMS, np.zeros((6, 2)), ZERO),
            "gru.step: x has 2 features per step, but W_x has 3 rows; x must be (B, 3)",
        ),
        (
            lambda: gru.step(PARAMS._replace(b=np.zeros(16)), XS[0], ZERO),
            "gru.step: b has shape (16,), but must be (3H,) = (12,)",
        ),
        (
            lambda: gru.zero_state(PARAMS._replace(W_h=np.zeros((12, 4))), 2),
            "gru.zero_state: W_h has shape (12, 4), but must be (H, 3H) = (4, 12)",
        ),
        (
            lambda: gru.zero_state(PARAMS._replace(W_x=np.zeros(12)), 2),
            "gru.zero_state: W_x has shape (12,), but must be (I, 3H)",
        ),
        (
            lambda: gru.zero_state(PARAMS._replace(W_x=np.zeros((3, 14))), 2),
            "gru.zero_state: W_x has shape (3, 14), but must be (I, 3H) = (3, 12)",
        ),
        (
            lambda: gru.forward(PARAMS._replace(b_hn=np.zeros(0)), XS),
            'gru.forward: b_hn with reset="after" has shape (0,), but must be (H,) = (4,)',
        ),
        (
            lambda: gru.forward(BEFORE._replace(b_hn=np.zeros(4)), XS),
            'gru.forward: b_hn with reset="before" has shape (4,), but must be (0,)',
        ),
        (
            lambda: gru.backward(PARAMS, TAPE, np.zeros((2, 6, 3))),
            "gru.backward: d_hs has shape (2, 6, 3), but must be (T, B, H) = (2, 6, 4)",
        ),
        (
            lambda: gru.backward(PARAMS, TAPE, D_HS, np.zeros((5, 4))),
            "gru.backward: d_state has shape (5, 4), but must be (B, H) = (6, 4)",
        ),
        (
            lambda: gru.backward(gru.init(RNG, 3, 5), TAPE, D_HS),
            "gru.backward: the tape has (I, H) = (3, 4), but params has (3, 5); "
            "use the params that forward used",
        ),
        (
            lambda: gru.backward(gru.init(RNG, 2, 4), TAPE, D_HS),
            "gru.backward: the tape has (I, H) = (3, 4), but params has (2, 4); "
            "use the params that forward used",
        ),
    ],
)
def test_messages(call, message):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == message


WEIGHTS = "must be a gru.Params; init(rng, inputs, hidden) makes one"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: gru.forward(PARAMS, [[[0.0] * 3]]),
            "gru.forward: xs is a list, but must be a NumPy array (T, B, I)",
        ),
        (
            lambda: gru.step(PARAMS, [[0.0] * 3], ZERO),
            "gru.step: x is a list, but must be a NumPy array (B, I)",
        ),
        (
            lambda: gru.step(PARAMS, XS[0], ZERO.tolist()),
            "gru.step: state is a list, but must be a NumPy array (B, H)",
        ),
        (
            lambda: gru.step(PARAMS, XS[0], None),
            "gru.step: state is a NoneType, but must be a NumPy array (B, H)",
        ),
        (
            lambda: gru.forward(PARAMS, XS, lstm.State(ZERO, ZERO)),
            "gru.forward: state is a State, but must be a NumPy array (B, H)",
        ),
        (
            lambda: gru.backward(PARAMS, TAPE, D_HS.tolist()),
            "gru.backward: d_hs is a list, but must be a NumPy array (T, B, H)",
        ),
        (
            lambda: gru.backward(PARAMS, TAPE, D_HS, lstm.State(ZERO, ZERO)),
            "gru.backward: d_state is a State, but must be a NumPy array (B, H)",
        ),
        (
            lambda: gru.forward(PARAMS._replace(b=[0.0]), XS),
            "gru.forward: b is a list, but must be a NumPy array (3H,)",
        ),
        (
            lambda: gru.forward(PARAMS._replace(convention="keep"), XS),
            "gru.forward: convention is a str, but must be a gru.Convention(reset, update)",
        ),
        (
            lambda: gru.forward(lstm.init(RNG, 3, 4), XS),
            f"gru.forward: params is a lstmcourse.cells._arrays_lstm.Params, but {WEIGHTS}",
        ),
        (
            lambda: gru.backward(tuple(PARAMS), TAPE, D_HS),
            f"gru.backward: params is a tuple, but {WEIGHTS}",
        ),
    ],
)
def test_messages_of_wrong_types(call, message):
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == message
