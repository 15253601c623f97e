"""Keras' order, against its equations restated in NumPy; Keras itself is not needed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop.reference import (
    GRU_CONVENTIONS,
    H,
    I,
    assert_close,
    assert_exactly,
    draw,
    gru_params,
    inputs_and_state,
    lstm_params,
    rnn_params,
    run_keras_gru,
    run_keras_lstm,
    run_rnn,
    shuffled,
)
from lstmcourse.cells import gru, lstm, rnn
from lstmcourse.interop import from_keras, gru_with_update, to_keras


def test_rnn_computes_the_same():
    params = rnn_params()
    xs, h, _ = inputs_and_state()
    weights = to_keras(params)
    assert [w.shape for w in weights] == [(I, H), (H, H), (H,)]
    hs, last = run_rnn(weights, xs, h)
    assert_close(rnn.forward(params, xs, h)[0], hs)
    assert_exactly(from_keras(weights), params)


def test_lstm_computes_the_same():
    params = lstm_params()
    xs, h, c = inputs_and_state()
    weights = to_keras(params)
    assert [w.shape for w in weights] == [(I, 4 * H), (H, 4 * H), (4 * H,)]
    hs, (last_h, last_c) = run_keras_lstm(weights, xs, (h, c))
    found, state, _ = lstm.forward(params, xs, lstm.State(h, c))
    assert_close(found, hs)
    assert_close(state, (last_h, last_c))


@pytest.mark.parametrize(("reset", "update"), GRU_CONVENTIONS)
def test_gru_computes_the_same(reset, update):
    params = gru_params(reset, update)
    xs, h, _ = inputs_and_state()
    weights = to_keras(params)
    bias = (2, 3 * H) if reset == "after" else (3 * H,)
    assert [w.shape for w in weights] == [(I, 3 * H), (H, 3 * H), bias]
    hs, last = run_keras_gru(weights, xs, h)
    found, state, _ = gru.forward(params, xs, h)
    assert_close(found, hs)
    assert_close(state, last)


def test_weights_made_in_keras_compute_the_same_here():
    xs, h, c = inputs_and_state()
    weights = draw(4, (I, 4 * H), (H, 4 * H), (4 * H,))
    found, _, _ = lstm.forward(from_keras(weights), xs, lstm.State(h, c))
    assert_close(found, run_keras_lstm(weights, xs, (h, c))[0])
    for bias in ((2, 3 * H), (3 * H,)):  # both rows full, as Keras trains them
        weights = draw(5, (I, 3 * H), (H, 3 * H), bias)
        found, _, _ = gru.forward(from_keras(weights), xs, h)
        assert_close(found, run_keras_gru(weights, xs, h)[0])


def test_every_other_order_of_the_blocks_computes_something_else():
    xs, h, c = inputs_and_state()
    weights = to_keras(lstm_params())
    right = run_keras_lstm(weights, xs, (h, c))[0]
    wrong = list(shuffled(weights, 4))
    assert len(wrong) == 23
    for order, other in wrong:
        assert np.abs(run_keras_lstm(other, xs, (h, c))[0] - right).max() > 0.05, order
    for reset in ("after", "before"):
        weights = to_keras(gru_params(reset, "keep"))
        right = run_keras_gru(weights, xs, h)[0]
        for order, other in shuffled(weights, 3):
            assert np.abs(run_keras_gru(other, xs, h)[0] - right).max() > 0.05, order


@settings(max_examples=25)
@given(inputs=st.integers(1, 6), hidden=st.integers(1, 6), seed=st.integers(0, 99))
def test_there_and_back(inputs, hidden, seed):
    size = {"inputs": inputs, "hidden": hidden, "seed": seed}
    for dtype in (np.float32, np.float64):
        params = lstm_params(dtype=dtype, **size)
        assert_exactly(from_keras(to_keras(params)), params)
        for reset, update in GRU_CONVENTIONS:
            params = gru_params(reset, update, dtype=dtype, **size)
            found = from_keras(to_keras(params), reset_after=reset == "after")
            assert found.convention == gru.Convention(reset, "keep")
            assert_exactly(gru_with_update(found, update), params)


def test_only_the_sum_of_two_biases_counts_outside_the_candidate():
    kernel, recurrent, bias = draw(3, (I, 3 * H), (H, 3 * H), (2, 3 * H))
    params = from_keras([kernel, recurrent, bias])
    z, r, n = np.split(bias, 3, axis=1)
    np.testing.assert_array_equal(params.b, np.concatenate([r.sum(0), z.sum(0), n[0]]))
    np.testing.assert_array_equal(params.b_hn, n[1])


def test_without_a_bias_ours_is_zero():
    params = from_keras(to_keras(lstm_params(dtype=np.float32))[:2])
    assert params.b.shape == (4 * H,) and params.b.dtype == np.float32 and not params.b.any()
    assert not from_keras(to_keras(rnn_params())[:2]).b.any()
    weights = to_keras(gru_params("after", "keep"))[:2]
    after = from_keras(weights, reset_after=True)
    before = from_keras(weights, reset_after=False)
    assert (after.convention.reset, after.b_hn.shape) == ("after", (H,))
    assert (before.convention.reset, before.b_hn.shape) == ("before", (0,))
    assert not after.b.any() and not after.b_hn.any() and not before.b.any()


def test_reset_after_has_to_fit_the_bias():
    after, before = (to_keras(gru_params(reset, "keep")) for reset in ("after", "before"))
    with pytest.raises(ValueError, match=r"\(2, 15\) looks like Keras' GRU with reset_after=True"):
        from_keras(after, reset_after=False)
    with pytest.raises(ValueError, match=r"\(15,\) looks like Keras' GRU with reset_after=False"):
        from_keras(before, reset_after=True)
    with pytest.raises(ValueError, match="give reset_after=True"):
        from_keras(after[:2])
    with pytest.raises(ValueError, match="a setting of a GRU, .* look like those of an LSTM"):
        from_keras(to_keras(lstm_params()), reset_after=True)
