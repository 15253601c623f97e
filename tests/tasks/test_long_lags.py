import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.tasks import IGNORE, lag_solved, long_lags


def rng(seed=0):
    return np.random.default_rng(seed)


def test_names_stand_in_the_order_of_the_numbers():
    assert long_lags.symbol_names(4) == ("a1", "a2", "a3", "x", "y")
    assert long_lags.symbol_names(2, very_long=True) == ("a1", "a2", "e", "b", "x", "y")


@given(batch=st.integers(1, 6), p=st.integers(2, 20), random=st.booleans(), seed=st.integers(0, 99))
def test_2a_and_2b(batch, p, random, seed):
    ids, inputs, targets = long_lags.sample(rng(seed), batch, p, random_middle=random)
    assert ids.shape == targets.shape == (p, batch) and inputs.shape == (p, batch, p + 1)
    assert set(np.unique(ids[0])) <= {p - 1, p}
    np.testing.assert_array_equal(inputs.argmax(axis=2), ids)
    np.testing.assert_array_equal(targets[:-1], ids[1:])
    np.testing.assert_array_equal(targets[-1], ids[0])
    if random:
        assert ids[1:].min() >= 0 and ids[1:].max() <= p - 2
    else:
        np.testing.assert_array_equal(ids[1:], np.repeat(np.arange(p - 1)[:, None], batch, 1))


def test_2b_has_even_symbols():
    ids = long_lags.sample(rng(), 3000, 11, random_middle=True).ids
    np.testing.assert_allclose(np.bincount(ids[1:].ravel()) / ids[1:].size, 0.1, atol=0.008)
    assert np.mean(ids[0] == 10) == pytest.approx(0.5, abs=0.03)


@given(batch=st.integers(1, 5), q=st.integers(0, 12), p=st.integers(1, 7), seed=st.integers(0, 99))
def test_2c(batch, q, p, seed):
    drawn = long_lags.sample_very_long(rng(seed), batch, q, p)
    steps = len(drawn.ids)
    assert steps >= q + 3 and drawn.inputs.shape == (steps, batch, p + 4)
    e, b, x = p, p + 1, p + 2
    assert (drawn.ids[0] == b).all() and (drawn.ids[-1] == e).all()
    np.testing.assert_array_equal(drawn.ids[1] - x, drawn.labels)
    assert (drawn.ids[2:-1] < p).all() and set(drawn.labels) <= {0, 1}
    np.testing.assert_array_equal(drawn.answers.argmax(axis=1), drawn.labels)
    np.testing.assert_array_equal(drawn.targets[-1], drawn.labels)
    assert (drawn.targets[:-1] == IGNORE).all()
    np.testing.assert_array_equal(drawn.inputs.argmax(axis=2), drawn.ids)


def test_2c_lengths_and_symbols_follow_the_corrected_text():
    stream, q, p = rng(), 5, 4
    drawn = [long_lags.sample_very_long(stream, 1, q, p) for _ in range(4000)]
    # The final x or y is a target, not a step.
    lengths = np.array([len(one.ids) + 1 for one in drawn])
    assert lengths.min() == q + 4 and lengths.mean() == pytest.approx(q + 13, abs=0.6)
    further = lengths - (q + 4)
    for k in range(4):
        assert np.mean(further == k) == pytest.approx(0.1 * 0.9**k, abs=0.02)
    counts = sum(np.bincount(one.ids[2:-1, 0], minlength=p) for one in drawn)
    np.testing.assert_allclose(counts / counts.sum(), 1 / p, atol=0.01)
    assert np.mean([one.labels[0] for one in drawn]) == pytest.approx(0.5, abs=0.03)


def test_errors_are_those_of_the_counted_steps():
    ids, _, targets = long_lags.sample(rng(), 3, 4)
    outputs = np.eye(5)[targets]
    outputs[0, 0, 0] -= 0.3
    outputs[3, 1, 4] += 0.2
    np.testing.assert_allclose(long_lags.largest_errors(outputs, targets), [0.3, 0.2, 0.0])
    np.testing.assert_allclose(
        long_lags.largest_errors(outputs[-1:], targets[-1:]), [0.0, 0.2, 0.0]
    )
    drawn = long_lags.sample_very_long(rng(), 2, 3, 3)
    outputs = np.full((len(drawn.ids), 2, 2), 9.0)
    outputs[-1] = drawn.answers
    outputs[-1, 1] = np.nan
    errors = long_lags.largest_errors(outputs, drawn.targets)
    assert errors[0] == 0 and np.isnan(errors[1])
    assert not lag_solved(errors, least=2)


def test_solved_on_ten_thousand_sequences():
    errors = np.full(10_000, 0.2)
    assert lag_solved(errors)
    assert not lag_solved(errors, tolerance=long_lags.VERY_LONG_TOLERANCE)
    errors[-1] = 0.25
    assert not lag_solved(errors)
    assert lag_solved([0.1], least=1)


def test_batches_are_fresh_and_keep_their_dtype():
    pairs = itertools.islice(long_lags.batches(rng(), 3, 9, random_middle=True), 2)
    (one, targets), (other, _) = pairs
    assert one.shape == (9, 3, 10) and targets.shape == (9, 3) and not np.array_equal(one, other)
    inputs, targets = next(long_lags.very_long_batches(rng(), 2, 3, 5, dtype=np.float32))
    assert inputs.dtype == np.float32 and inputs.shape[1:] == (2, 9)
    assert targets.shape == inputs.shape[:2]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: long_lags.sample(None, 1, 4), TypeError, "default_rng"),
        (lambda: long_lags.sample(rng(), 1, 1), ValueError, "p must be at least 2"),
        (lambda: long_lags.sample_very_long(rng(), 1, -1, 4), ValueError, "q must be at least 0"),
        (lambda: long_lags.sample_very_long(rng(), 1, 5, 0), ValueError, "p must be at least 1"),
        (lambda: long_lags.largest_errors(np.ones((2, 3)), [1]), ValueError, "keep the axis"),
        (lambda: long_lags.largest_errors(np.ones((1, 1, 2)), [[-1]]), ValueError, "not IGNORE"),
        (lambda: lag_solved([0.1]), ValueError, "1 sequences are too few"),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
