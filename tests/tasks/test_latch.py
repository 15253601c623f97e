import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.tasks import IGNORE, latch, latch_solved


def rng(seed=0):
    return np.random.default_rng(seed)


@given(
    batch=st.integers(1, 8),
    steps=st.integers(1, 30),
    signal=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_clean_signal_then_noise(batch, steps, signal, seed):
    signal = min(signal, steps)
    inputs, labels, targets = latch.sample(rng(seed), batch, steps, signal_steps=signal)
    assert inputs.shape == (steps, batch, 1)
    assert set(labels) <= {0, 1}
    expected = np.where(labels == 1, 1.0, -1.0)[None, :, None]
    np.testing.assert_array_equal(inputs[:signal], np.broadcast_to(expected, (signal, batch, 1)))
    assert not np.any(np.abs(inputs[signal:]) == 1.0)
    np.testing.assert_array_equal(targets[-1], labels)
    assert np.all(targets[:-1] == IGNORE)


def test_noise_has_variance_one_fifth_and_no_trace_of_the_class():
    inputs, labels, _ = latch.sample(rng(), 2000, 60)
    noise = inputs[1:, :, 0]
    assert noise.var() == pytest.approx(0.2, abs=0.005)
    assert noise.mean() == pytest.approx(0.0, abs=0.01)
    assert noise[:, labels == 1].mean() == pytest.approx(noise[:, labels == 0].mean(), abs=0.02)
    assert labels.mean() == pytest.approx(0.5, abs=0.05)


def test_noise_on_the_signal():
    inputs, labels, _ = latch.sample(rng(), 4000, 3, signal_steps=3, noisy_signal=True)
    noise = inputs[..., 0] - (2 * labels - 1)
    assert noise.var() == pytest.approx(0.2, abs=0.01)
    assert latch.sample(rng(), 2, 3, noise_variance=0.0).inputs[1:].tolist() == [[[0.0]] * 2] * 2


def test_balanced_classes_in_random_order():
    orders = set()
    for seed in range(5):
        labels = latch.sample(rng(seed), 20, 3, balanced=True).labels
        assert labels.sum() == 10
        orders.add(tuple(labels))
    assert len(orders) > 1


def test_lengths_are_drawn_from_the_whole_range():
    drawn = rng()
    lengths = {len(latch.sample(drawn, 1, 10, longest=12).inputs) for _ in range(60)}
    assert lengths == {10, 11, 12}


def test_dtype_and_reproducibility():
    one = latch.sample(rng(7), 4, 9, dtype=np.float32)
    assert one.inputs.dtype == np.float32 and one.labels.dtype == np.int64
    two = latch.sample(rng(7), 4, 9)
    assert two.inputs.dtype == np.float64
    np.testing.assert_array_equal(one.inputs, two.inputs.astype(np.float32))


def test_batches_are_fresh():
    pairs = list(itertools.islice(latch.batches(rng(), 3, 5, signal_steps=2), 2))
    assert pairs[0][0].shape == (5, 3, 1) and pairs[0][1].shape == (5, 3)
    assert not np.array_equal(pairs[0][0], pairs[1][0])


def test_solved_allows_no_answer_beyond_the_tolerance():
    labels = np.array([1, 0, 1])
    assert latch_solved([0.8, 0.2, 1.1], labels)
    assert not latch_solved([0.79, 0.0, 1.0], labels)
    assert latch.wrong_count([0.79, 0.5, 1.0], labels) == 2
    assert not latch_solved([0.85, 0.0, 1.0], labels, tolerance=latch.GUESSING_TOLERANCE)


def test_second_stop_asks_for_a_small_mean_error():
    labels = np.array([1, 0])
    assert not latch_solved([0.9, 0.0], labels, mean_error=latch.MEAN_ERROR)
    assert latch_solved([0.99, 0.005], labels, mean_error=latch.MEAN_ERROR)


def test_answers_may_come_with_more_axes():
    labels = np.array([1, 0])
    outputs = np.zeros((4, 2, 1))
    outputs[-1] = [[0.9], [0.3]]
    for given_outputs in (outputs, outputs[-1], outputs[-1, :, 0]):
        np.testing.assert_allclose(latch.absolute_errors(given_outputs, labels), [0.1, 0.3])


def test_nan_is_wrong():
    assert latch.wrong_count([np.nan, 0.0], [1, 0]) == 1
    assert not latch_solved([np.nan, 0.0], [1, 0])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: latch.sample(None, 1, 1), TypeError, "default_rng"),
        (lambda: latch.sample(rng(), 1, 3, signal_steps=4), ValueError, "has to fit in"),
        (lambda: latch.sample(rng(), 1, 3, noise_variance=-1), ValueError, "not negative"),
        (lambda: latch.sample(rng(), 1, 3, noise_variance=np.nan), ValueError, "finite"),
        (lambda: latch.sample(rng(), 3, 3, balanced=True), ValueError, "even batch"),
        (lambda: latch.sample(rng(), 3, 3, longest=2), ValueError, "longest must be at least 3"),
        (lambda: latch.sample(rng(), 3, True), TypeError, "whole number"),
        (lambda: latch_solved([1.0, 1.0], [1, 1]), ValueError, "both classes"),
        (lambda: latch_solved([1.0], [1, 0]), ValueError, "do not fit 2 labels"),
        (lambda: latch_solved([1.0, 0.0], [1, -1]), ValueError, "0 and 1"),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
