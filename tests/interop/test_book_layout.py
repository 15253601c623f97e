"""The order of "Deep Learning from Scratch 2", against its equations restated in NumPy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop.reference import (
    H,
    I,
    assert_close,
    assert_exactly,
    draw,
    gru_params,
    inputs_and_state,
    lstm_params,
    rnn_params,
    run_book_gru,
    run_book_lstm,
    run_keras_lstm,
    run_rnn,
    shuffled,
)
from lstmcourse.cells import gru, lstm, rnn
from lstmcourse.interop import from_book, gru_with_update, to_book, to_keras


def test_rnn_computes_the_same():
    params = rnn_params()
    xs, h, _ = inputs_and_state()
    weights = to_book(params)
    assert_close(rnn.forward(params, xs, h)[0], run_rnn(weights, xs, h)[0])
    assert_exactly(from_book(weights), params)


def test_lstm_computes_the_same():
    params = lstm_params()
    xs, h, c = inputs_and_state()
    weights = to_book(params)
    assert [w.shape for w in weights] == [(I, 4 * H), (H, 4 * H), (4 * H,)]
    hs, (last_h, last_c) = run_book_lstm(weights, xs, (h, c))
    found, state, _ = lstm.forward(params, xs, lstm.State(h, c))
    assert_close(found, hs)
    assert_close(state, (last_h, last_c))


@pytest.mark.parametrize("update", ["keep", "write"])
@pytest.mark.parametrize("bias", [False, True])
def test_gru_computes_the_same(update, bias):
    params = gru_params("before", update, bias=bias)
    xs, h, _ = inputs_and_state()
    weights = to_book(params, gru_bias=bias)
    assert [w.shape for w in weights] == [(I, 3 * H), (H, 3 * H), (3 * H,)][: 2 + bias]
    hs, last = run_book_gru(weights, xs, h)
    found, state, _ = gru.forward(params, xs, h)
    assert_close(found, hs)
    assert_close(state, last)


def test_weights_made_in_the_book_compute_the_same_here():
    xs, h, c = inputs_and_state()
    weights = draw(4, (I, 4 * H), (H, 4 * H), (4 * H,))
    found, _, _ = lstm.forward(from_book(weights), xs, lstm.State(h, c))
    assert_close(found, run_book_lstm(weights, xs, (h, c))[0])
    weights = draw(5, (I, 3 * H), (H, 3 * H), (3 * H,))
    for length in (2, 3):
        found, _, _ = gru.forward(from_book(weights[:length]), xs, h)
        assert_close(found, run_book_gru(weights[:length], xs, h)[0])


def test_every_other_order_of_the_blocks_computes_something_else():
    xs, h, c = inputs_and_state()
    weights = to_book(lstm_params())
    right = run_book_lstm(weights, xs, (h, c))[0]
    for order, other in shuffled(weights, 4):
        assert np.abs(run_book_lstm(other, xs, (h, c))[0] - right).max() > 0.05, order
    weights = to_book(gru_params("before", "write", bias=False))
    right = run_book_gru(weights, xs, h)[0]
    for order, other in shuffled(weights, 3):
        assert np.abs(run_book_gru(other, xs, h)[0] - right).max() > 0.05, order


def test_the_book_is_not_keras():
    """Lists of the same shapes: only the origin tells them apart."""
    params = lstm_params()
    xs, h, c = inputs_and_state()
    right = lstm.forward(params, xs, lstm.State(h, c))[0]
    assert [w.shape for w in to_book(params)] == [w.shape for w in to_keras(params)]
    assert np.abs(run_keras_lstm(to_book(params), xs, (h, c))[0] - right).max() > 0.05


@settings(max_examples=25)
@given(inputs=st.integers(1, 6), hidden=st.integers(1, 6), seed=st.integers(0, 99))
def test_there_and_back(inputs, hidden, seed):
    size = {"inputs": inputs, "hidden": hidden, "seed": seed}
    for dtype in (np.float32, np.float64):
        params = lstm_params(dtype=dtype, **size)
        assert_exactly(from_book(to_book(params)), params)
        for update in ("keep", "write"):
            for bias in (False, True):
                params = gru_params("before", update, dtype=dtype, bias=bias, **size)
                found = from_book(to_book(params, gru_bias=bias))
                assert found.convention == gru.Convention("before", "write")
                assert_exactly(gru_with_update(found, update), params)


def test_what_the_book_cannot_express():
    with pytest.raises(ValueError, match='^to_book: the GRU has reset="after"'):
        to_book(gru_params("after", "write"))
    with pytest.raises(ValueError, match="bias that is not zero.*gru_bias=True"):
        to_book(gru_params("before", "write"))
    with pytest.raises(ValueError, match="2 arrays, but the book's LSTM has three"):
        from_book(to_book(lstm_params())[:2])
