"""Keras' and the book's cells, restated in NumPy from their equations, and weights to try.

Nothing here uses the cells or the converters under test, so that a shared mistake cannot hide.
A run takes the list of weights of its layout, xs (T, B, I) and the first state, and returns the
hidden states (T, B, H) and the last state.
"""

import itertools

import numpy as np

from lstmcourse.cells import gru, lstm, rnn

GRU_CONVENTIONS = list(itertools.product(("after", "before"), ("keep", "write")))
T, B, I, H = 6, 2, 3, 5  # all different; no product of two is mistaken for another width


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def columns(array, block):
    """Block number ``block`` of width H of the last axis."""
    return array[..., block * H : (block + 1) * H]


def run_rnn(weights, xs, h):
    W, U, b = weights
    hs = []
    for x in xs:
        h = np.tanh(x @ W + h @ U + b)
        hs.append(h)
    return np.stack(hs), h


def run_lstm(weights, xs, state, places):
    """places: the number of the block of each of i, f, g, o."""
    W, U, b = weights
    h, c = state
    hs = []
    for x in xs:
        a = {
            gate: x @ columns(W, place) + h @ columns(U, place) + columns(b, place)
            for gate, place in places.items()
        }
        c = sigmoid(a["f"]) * c + sigmoid(a["i"]) * np.tanh(a["g"])
        h = sigmoid(a["o"]) * np.tanh(c)
        hs.append(h)
    return np.stack(hs), (h, c)


def run_keras_lstm(weights, xs, state):
    return run_lstm(weights, xs, state, {"i": 0, "f": 1, "g": 2, "o": 3})


def run_book_lstm(weights, xs, state):
    return run_lstm(weights, xs, state, {"f": 0, "g": 1, "i": 2, "o": 3})


def run_keras_gru(weights, xs, h):
    """Both kinds; a bias of two rows is that of reset_after=True."""
    kernel, recurrent, bias = weights
    after = bias.ndim == 2
    b, b_inside = bias if after else (bias, np.zeros(3 * H))
    hs = []
    for x in xs:
        from_x = x @ kernel + b
        from_h = h @ recurrent + b_inside
        z = sigmoid(columns(from_x, 0) + columns(from_h, 0))
        r = sigmoid(columns(from_x, 1) + columns(from_h, 1))
        inner = r * columns(from_h, 2) if after else (r * h) @ columns(recurrent, 2)
        hh = np.tanh(columns(from_x, 2) + inner)
        h = z * h + (1 - z) * hh
        hs.append(h)
    return np.stack(hs), h


def run_book_gru(weights, xs, h):
    Wx, Wh = weights[:2]
    b = weights[2] if len(weights) == 3 else np.zeros(3 * H)
    hs = []
    for x in xs:
        z = sigmoid(x @ columns(Wx, 0) + h @ columns(Wh, 0) + columns(b, 0))
        r = sigmoid(x @ columns(Wx, 1) + h @ columns(Wh, 1) + columns(b, 1))
        candidate = np.tanh(x @ columns(Wx, 2) + (r * h) @ columns(Wh, 2) + columns(b, 2))
        h = (1 - z) * h + z * candidate
        hs.append(h)
    return np.stack(hs), h


def draw(seed, *shapes, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return [rng.normal(scale=0.7, size=shape).astype(dtype) for shape in shapes]


def rnn_params(seed=0, dtype=np.float64, inputs=I, hidden=H):
    return rnn.Params(*draw(seed, (inputs, hidden), (hidden, hidden), (hidden,), dtype=dtype))


def lstm_params(seed=0, dtype=np.float64, inputs=I, hidden=H):
    wide = 4 * hidden
    return lstm.Params(*draw(seed, (inputs, wide), (hidden, wide), (wide,), dtype=dtype))


def gru_params(reset, update, seed=0, dtype=np.float64, inputs=I, hidden=H, bias=True):
    wide, extra = 3 * hidden, hidden if reset == "after" else 0
    shapes = (inputs, wide), (hidden, wide), (wide,), (extra,)
    W_x, W_h, b, b_hn = draw(seed, *shapes, dtype=dtype)
    return gru.Params(W_x, W_h, b if bias else b * 0, b_hn, gru.Convention(reset, update))


def inputs_and_state(seed=1, dtype=np.float64):
    """xs and a state of h and c that is not zero."""
    return draw(seed, (T, B, I), (B, H), (B, H), dtype=dtype)


def shuffled(weights, blocks):
    """Every list of weights whose blocks stand in another, wrong order, with that order."""
    right = tuple(range(blocks))
    for order in itertools.permutations(right):
        if order != right:
            where = np.concatenate([np.arange(k * H, (k + 1) * H) for k in order])
            yield order, [array[..., where] for array in weights]


def assert_exactly(actual, expected):
    """The same kind of weights, the same numbers bit for bit up to the sign of zero, as copies."""
    assert type(actual) is type(expected)
    for one, other in zip(actual, expected, strict=True):
        if isinstance(other, np.ndarray):
            assert one.dtype == other.dtype and one.flags.c_contiguous
            np.testing.assert_array_equal(one, other)
            assert one.size == 0 or not np.shares_memory(one, other)
        else:
            assert one == other


def assert_close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-12, atol=1e-13)
