import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.seq2seq import END, PAD, START, PairVocabulary, bucketed_batches, pad_pairs
from lstmcourse.tasks.symbols import Vocabulary

WORDS = st.lists(st.integers(3, 20), min_size=1, max_size=6)
PAIRS = st.lists(st.tuples(WORDS, st.lists(st.integers(3, 20), max_size=6)), min_size=1, max_size=5)


def test_a_small_batch_word_by_word() -> None:
    batch = pad_pairs([[5, 6, 7], [8]], [[3], [4, 9]])
    assert batch.source.tolist() == [[5, 8], [6, PAD], [7, PAD]]
    assert batch.source_lengths.tolist() == [3, 1]
    assert batch.inputs.tolist() == [[START, START], [3, 4], [PAD, 9]]
    assert batch.targets.tolist() == [[3, 4], [END, 9], [PAD, END]]
    assert {array.dtype for array in batch} == {np.dtype(np.int64)}


@given(PAIRS, st.booleans())
def test_every_word_comes_back(pairs: list, reverse: bool) -> None:
    sources, targets = (list(side) for side in zip(*pairs, strict=True))
    batch = pad_pairs(sources, targets, reverse=reverse)
    for n, (source, target) in enumerate(pairs):
        length = len(source)
        assert batch.source_lengths[n] == length
        assert batch.source[:length, n].tolist() == (source[::-1] if reverse else source)
        assert (batch.source[length:, n] == PAD).all()
        assert batch.inputs[: len(target) + 1, n].tolist() == [START, *target]
        assert batch.targets[: len(target) + 1, n].tolist() == [*target, END]
        assert (batch.inputs[len(target) + 1 :, n] == PAD).all()
        assert (batch.targets[len(target) + 1 :, n] == PAD).all()
    assert len(batch.source) == max(batch.source_lengths)
    assert len(batch.targets) == len(batch.inputs) == max(map(len, targets)) + 1


@pytest.mark.parametrize(
    ("sources", "targets", "error", "message"),
    [
        ([], [], ValueError, "at least one pair"),
        ([[3]], [], ValueError, "1 sources, but 0 targets"),
        ([[3], []], [[3], [3]], ValueError, "source 1 has no words"),
        ([[3, 2]], [[3]], ValueError, "source 0 holds the id 2, but words begin at 3"),
        ([[3]], [[3, 0]], ValueError, "target 0 holds the id 0"),
        ([[3.0]], [[3]], TypeError, "float64, but must be integers"),
        ([["i"]], [[3]], TypeError, "encode the words first"),
        ([3, 4], [[3], [4]], ValueError, "list of lists"),
    ],
)
def test_bad_pairs_are_named(sources, targets, error, message) -> None:
    with pytest.raises(error, match=message):
        pad_pairs(sources, targets)


def test_buckets_use_each_pair_once_and_put_equal_lengths_together() -> None:
    rng = np.random.default_rng(3)
    sources = [[3 + n] * int(rng.integers(1, 5)) for n in range(83)]  # the id is the pair's number
    targets = [[3 + n] for n in range(83)]
    batches = list(itertools.islice(bucketed_batches(rng, sources, targets, batch=8), 10))
    seen = [int(first) for batch in batches for first in batch.source[0]]
    assert len(set(seen)) == len(seen) == 80
    mixed = [batch for batch in batches if len(set(batch.source_lengths)) > 1]
    assert len(mixed) <= 4  # at most what is left of each length
    again = list(itertools.islice(bucketed_batches(rng, sources, targets, batch=8), 10))
    assert [b.source.tolist() for b in batches] != [b.source.tolist() for b in again]


def test_buckets_pair_each_source_with_its_target_and_can_reverse() -> None:
    rng = np.random.default_rng(4)
    sources = [[3 + n, 3 + n + 1] for n in range(20)]
    batch = next(bucketed_batches(rng, sources, sources, batch=20, reverse=True))
    assert (batch.source[::-1] == batch.targets[:2]).all()


@pytest.mark.parametrize("size", [0, 3])
def test_buckets_need_enough_pairs(size: int) -> None:
    with pytest.raises(ValueError, match=f"batch={size} must lie in 1..2"):
        bucketed_batches(np.random.default_rng(0), [[3], [4]], [[3], [4]], batch=size)
    with pytest.raises(ValueError, match="2 sources, but 1 targets"):
        bucketed_batches(np.random.default_rng(0), [[3], [4]], [[3]], batch=1)


def test_vocabularies_encode_and_decode() -> None:
    both = PairVocabulary.of([("i", "am")], [("je", "suis"), ("suis",)])
    assert both.source.symbols == ("<pad>", "<start>", "<end>", "am", "i")
    sources, targets = both.encode([["i", "am"]], [["je", "suis"]])
    assert sources == [[4, 3]] and targets == [[3, 4]]
    batch = pad_pairs(sources, targets)
    assert both.decode(batch.targets[:, 0].tolist()) == ["je", "suis"]
    assert both.decode([START, 3, END, 4]) == ["je"]


def test_a_vocabulary_without_the_special_symbols_is_refused() -> None:
    with pytest.raises(ValueError, match="target vocabulary begins with"):
        PairVocabulary(
            Vocabulary(("<pad>", "<start>", "<end>", "i")), Vocabulary(("je", "suis", "moi"))
        )
