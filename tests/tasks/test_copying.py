import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.learning import cross_entropy
from lstmcourse.tasks import IGNORE, copying


def rng(seed=0):
    return np.random.default_rng(seed)


@given(
    batch=st.integers(1, 5),
    symbols=st.integers(2, 6),
    length=st.integers(1, 7),
    delay=st.integers(0, 9),
    blanks=st.sampled_from(["ignore", "class"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_form_of_a_sequence(batch, symbols, length, delay, blanks, seed):
    drawn = copying.sample(rng(seed), batch, symbols, length, delay, blanks=blanks)
    ids, inputs, targets = drawn
    steps = 2 * length + delay + 1
    assert copying.total_steps(length, delay) == steps
    assert inputs.shape == (steps, batch, symbols + 2) and targets.shape == (steps, batch)
    assert np.all(ids[:length] < symbols)
    assert np.all(ids[length : length + delay] == symbols)
    assert np.all(ids[length + delay] == symbols + 1)
    assert np.all(ids[length + delay + 1 :] == symbols)
    np.testing.assert_array_equal(targets[-length:], ids[:length])
    assert np.all(targets[:-length] == (IGNORE if blanks == "ignore" else symbols))
    np.testing.assert_array_equal(inputs.argmax(axis=-1), ids)
    np.testing.assert_array_equal(inputs.sum(axis=-1), 1.0)


def test_symbols_are_uniform_and_independent():
    ids = copying.sample(rng(), 4000, 4, 3, 0).ids
    for step in range(3):
        np.testing.assert_allclose(np.bincount(ids[step], minlength=4)[:4] / 4000, 0.25, atol=0.03)
    assert np.mean(ids[0] == ids[1]) == pytest.approx(0.25, abs=0.03)


def test_the_form_of_arjovsky_and_others():
    # Their T = 100 is a delay of 99 blanks before the marker, and 120 steps in all.
    assert copying.sample(rng(), 1, 8, 10, 99).inputs.shape == (120, 1, 10)
    assert copying.baseline_loss(8, 10, 99, blanks="class") == pytest.approx(
        10 * math.log(8) / (100 + 20)
    )


@pytest.mark.parametrize("blanks", ["ignore", "class"])
def test_baseline_is_the_loss_of_the_best_answer_without_memory(blanks):
    symbols, length, delay = 5, 4, 6
    targets = copying.sample(rng(), 50, symbols, length, delay, blanks=blanks).targets
    # A certain blank before the answers, where it is asked for; then all symbols alike.
    logits = np.zeros((*targets.shape, symbols + 1))
    logits[..., symbols] = -1e3
    logits[:-length] = -1e3 * (1 - np.eye(symbols + 1)[symbols])
    if blanks == "ignore":
        logits = logits[..., :symbols]
    expected = copying.baseline_loss(symbols, length, delay, blanks=blanks)
    assert cross_entropy(logits, targets)[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("blanks", ["ignore", "class"])
def test_accuracy_counts_symbols_only(blanks):
    batch = copying.sample(rng(), 30, 4, 5, 3, blanks=blanks)
    classes = 4 if blanks == "ignore" else 5
    logits = np.zeros((*batch.targets.shape, classes))
    logits[-5:] = np.eye(classes)[batch.targets[-5:]]
    assert copying.accuracy(logits, batch.targets, 4) == 1.0
    assert copying.solved(logits, batch.targets, 4)
    logits[-1] = -logits[-1]  # one of the five is wrong now
    assert copying.accuracy(logits, batch.targets, 4) == pytest.approx(0.8)
    assert not copying.solved(logits, batch.targets, 4)
    logits[-5:] = np.nan
    assert copying.accuracy(logits, batch.targets, 4) == 0.0


def test_batches_are_fresh_and_repeatable():
    pairs = list(itertools.islice(copying.batches(rng(), 3, 4, 2, 5), 2))
    assert pairs[0][0].shape == (10, 3, 6)
    assert not np.array_equal(pairs[0][1], pairs[1][1])
    again = next(copying.batches(rng(), 3, 4, 2, 5, dtype=np.float32))
    assert again[0].dtype == np.float32
    np.testing.assert_array_equal(again[1], pairs[0][1])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: copying.sample(1, 1), TypeError, "default_rng"),
        (lambda: copying.sample(rng(), 1, 1), ValueError, "symbols must be at least 2"),
        (lambda: copying.sample(rng(), 1, 3, 0), ValueError, "length must be at least 1"),
        (lambda: copying.sample(rng(), 1, 3, 2, -1), ValueError, "delay must be at least 0"),
        (lambda: copying.sample(rng(), 1, blanks="no"), ValueError, '"ignore" or "class"'),
        (lambda: copying.baseline_loss(2, 1, 1, blanks="no"), ValueError, "not 'no'"),
        (lambda: copying.accuracy(np.zeros((2, 3)), [0, 1, 0], 3), ValueError, "one more axis"),
        (lambda: copying.accuracy(np.zeros((1, 5)), [0], 3), ValueError, "5 classes"),
        (lambda: copying.accuracy(np.zeros((1, 3)), [IGNORE], 3), ValueError, "nothing to count"),
        (lambda: copying.solved(np.zeros((1, 3)), [0], 3), ValueError, "too few"),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
