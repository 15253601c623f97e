"""Parity, strongly delayed XOR and counting: what the 1997 net does not learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.tasks import (
    IGNORE,
    counting,
    counting_solved,
    delayed_xor,
    parity,
    parity_solved,
    temporal_order,
    xor_solved,
)


def rng(seed=0):
    return np.random.default_rng(seed)


# --- parity ------------------------------------------------------------------------------------


@given(batch=st.integers(1, 6), steps=st.integers(1, 40), running=st.booleans(),
       noise=st.sampled_from([0.0, 0.2]), seed=st.integers(0, 2**32 - 1))  # fmt: skip
def test_parity_counts_the_ones(batch, steps, running, noise, seed):
    drawn = parity.sample(rng(seed), batch, steps, running=running, noise=noise)
    bits = (drawn.inputs[..., 0] > 0).astype(int)
    off = np.abs(np.abs(drawn.inputs) - 1).max()
    assert off <= noise and drawn.inputs.shape == (steps, batch, 1)
    np.testing.assert_array_equal(drawn.labels, bits.sum(axis=0) % 2)
    np.testing.assert_array_equal(drawn.targets[-1], drawn.labels)
    if running:
        np.testing.assert_array_equal(drawn.targets, np.cumsum(bits, axis=0) % 2)
    else:
        assert np.all(drawn.targets[:-1] == IGNORE)


def test_parity_bits_are_even_and_classes_can_be_balanced():
    for balanced in (False, True):
        drawn = parity.sample(rng(), 4000, 9, balanced=balanced)
        np.testing.assert_allclose((drawn.inputs > 0).mean(axis=1), 0.5, atol=0.04)
        assert drawn.labels.mean() == pytest.approx(0.5, abs=0.0 if balanced else 0.03)
    lengths = {len(parity.sample(rng(seed), 1, 5, longest=7).inputs) for seed in range(40)}
    assert lengths == {5, 6, 7}


def test_parity_solved():
    assert parity_solved([0.95, 0.05], [1, 0])
    assert not parity_solved([0.85, 0.05], [1, 0])
    assert not parity_solved([np.nan, 0.0], [1, 0])
    assert parity_solved([0.85, 0.05], [1, 0], tolerance=0.2)


# --- strongly delayed XOR ----------------------------------------------------------------------


def test_xor_asks_another_question_about_the_same_sequences():
    drawn = delayed_xor.sample(rng(), 500)
    order = temporal_order.sample(rng(), 500)
    np.testing.assert_array_equal(drawn.ids, order.ids)
    np.testing.assert_array_equal(drawn.inputs, order.inputs)
    seen = [text.translate(str.maketrans("", "", "abcdEB")) for text in
            (delayed_xor.SYMBOLS.decode(column) for column in drawn.ids.T)]  # fmt: skip
    np.testing.assert_array_equal(drawn.labels, [text in ("XY", "YX") for text in seen])
    np.testing.assert_array_equal(drawn.targets[-1], drawn.labels)
    assert np.all(drawn.targets[:-1] == IGNORE)


def test_one_mark_alone_tells_nothing():
    drawn = delayed_xor.sample(rng(), 20_000, steps=20)
    columns = np.arange(20_000)
    for place in (0, 1):
        mark = drawn.ids[drawn.marked[:, place], columns]
        for symbol in (6, 7):
            assert drawn.labels[mark == symbol].mean() == pytest.approx(0.5, abs=0.02)


def test_xor_solved():
    assert xor_solved([[0.8], [0.2]], [1, 0])
    assert not xor_solved([[0.5], [0.5]], [1, 0])


# --- counting ----------------------------------------------------------------------------------


@given(batch=st.integers(1, 6), few=st.integers(0, 9), more=st.integers(1, 5),
       seed=st.integers(0, 2**32 - 1))  # fmt: skip
def test_counting(batch, few, more, seed):
    counts = (few, few + more)
    drawn = counting.sample(rng(seed), batch, counts)
    assert drawn.ids.shape == (few + more + 1, batch)
    for b in range(batch):
        length = drawn.lengths[b]
        assert length == counts[drawn.labels[b]] + 1
        assert counting.SYMBOLS.decode(drawn.ids[:length, b]) == "a" * (length - 1) + "e"
        assert np.all(drawn.ids[length:, b] == IGNORE) and not drawn.inputs[length:, b].any()
        assert drawn.targets[length - 1, b] == drawn.labels[b]
    assert np.sum(drawn.targets != IGNORE) == batch
    known = drawn.ids != IGNORE
    np.testing.assert_array_equal(drawn.inputs.argmax(axis=2)[known], drawn.ids[known])


def test_counting_99_or_100_is_the_default_and_two_sequences_are_all():
    drawn = counting.sample(rng(), 2, balanced=True)
    assert sorted(drawn.lengths) == [100, 101]
    outputs = np.zeros((101, 2, 1))
    outputs[drawn.lengths - 1, [0, 1], 0] = drawn.labels
    answers = counting.at_the_trigger(outputs, drawn.lengths)
    assert answers.shape == (2, 1) and counting_solved(answers, drawn.labels)
    assert not counting_solved(answers + 0.2, drawn.labels)


@pytest.mark.parametrize("task", [parity, delayed_xor, counting])
def test_batches_are_fresh_and_keep_their_dtype(task):
    steps = {parity: (12,)}.get(task, ())
    stream = task.batches(rng(), 8, *steps, dtype=np.float32)
    (one, targets), (other, others) = next(stream), next(stream)
    assert one.dtype == np.float32 and targets.shape == one.shape[:2]
    alike = one.shape == other.shape and np.array_equal(one, other)
    assert not (alike and np.array_equal(targets, others))
    np.testing.assert_array_equal(next(task.batches(rng(), 8, *steps))[0], one)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: parity.sample(None, 1, 1), TypeError, "default_rng"),
        (lambda: parity.sample(rng(), 1, 5, noise=1.0), ValueError, "less than 1, the size of a"),
        (lambda: parity.sample(rng(), 1, 5, longest=4), ValueError, "longest must be at least 5"),
        (lambda: parity.sample(rng(), 3, 5, balanced=True), ValueError, "even batch"),
        (lambda: parity_solved([1.0, 1.0], [1, 1]), ValueError, "both classes"),
        (lambda: delayed_xor.sample(rng(), 1, marks=3), TypeError, "there are always two"),
        (lambda: xor_solved([1.0], [1]), ValueError, "both classes"),
        (lambda: counting.sample(rng(), 1, (5,)), ValueError, "two numbers, such as"),
        (lambda: counting.sample(rng(), 1, (5, 5)), ValueError, r"counts\[1\] must be at least 6"),
        (lambda: counting.sample(rng(), 1, (5, 6), balanced=True), ValueError, "even batch"),
        (lambda: counting.at_the_trigger(np.ones((3, 2)), [1]), ValueError, "from one batch"),
        (lambda: counting.at_the_trigger(np.ones((3, 1, 1)), [4]), ValueError, "lie in 1..3"),
        (lambda: counting_solved(np.ones((3, 1, 1)), [1]), ValueError, "take at_the_trigger"),
        (lambda: counting_solved([1.0], [1]), ValueError, "both counts"),
    ],
)  # fmt: skip
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
