"""Sentences of different lengths in one array: padding, decoder inputs and targets, batches.

Three ids are the same in every vocabulary: PAD = 0 fills up short sentences, START = 1 is the
decoder's first input, END = 2 is the last thing it has to say. Words have the ids from 3 on.

Everything is time-major: sources (N, B), targets (T, B).

Explained in: book/attention/bottleneck
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lstmcourse.tasks.symbols import END, PAD, START, Vocabulary
from lstmcourse.tasks.symbols import SPECIALS as SPECIAL


class PairBatch(NamedTuple):
    """B padded pairs of sentences; int64 arrays.

    source (N, B): x_1 ... x_N, then PAD
    source_lengths (B,): the number of source words of each sentence, 1 ... N
    inputs (T, B): what the decoder reads: START y_1 ... y_{T-1}, then PAD
    targets (T, B): what it has to say: y_1 ... y_{T-1} END, then PAD
    """

    source: np.ndarray
    source_lengths: np.ndarray
    inputs: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True)
class PairVocabulary:
    """The words of both languages; each vocabulary begins with "<pad>", "<start>", "<end>"."""

    source: Vocabulary
    target: Vocabulary

    def __post_init__(self) -> None:
        for side, vocabulary in (("source", self.source), ("target", self.target)):
            first = tuple(vocabulary.symbols[: len(SPECIAL)])
            if first != SPECIAL:
                raise ValueError(
                    f"PairVocabulary: the {side} vocabulary begins with {first}, but must begin "
                    f"with {SPECIAL}, the symbols of PAD, START and END"
                )

    @classmethod
    def of(
        cls, sources: Iterable[Sequence[str]], targets: Iterable[Sequence[str]], unit: str = "word"
    ) -> PairVocabulary:
        """The vocabularies of these sentences, lists of symbols, in alphabetical order."""
        made = []
        for sentences in (sources, targets):
            found = {symbol for sentence in sentences for symbol in sentence} - set(SPECIAL)
            made.append(Vocabulary((*SPECIAL, *sorted(found)), unit))
        return cls(*made)

    def encode(
        self, sources: Iterable[Sequence[str]], targets: Iterable[Sequence[str]]
    ) -> tuple[list[list[int]], list[list[int]]]:
        """Lists of symbols -> lists of ids, for ``pad_pairs``."""
        return (
            [self.source.encode(list(sentence)).tolist() for sentence in sources],
            [self.target.encode(list(sentence)).tolist() for sentence in targets],
        )

    def decode(self, ids: Iterable[int]) -> list[str]:
        """The target symbols of one sentence; it ends before the first END, PAD is left out."""
        symbols = []
        for number in ids:
            if number == END:
                break
            if number not in (PAD, START):
                symbols.append(self.target.symbols[number])
        return symbols


def pad_pairs(
    sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]], *, reverse: bool = False
) -> PairBatch:
    """One batch out of B pairs of sentences.

    Args:
        sources, targets: B lists of word ids, each id >= 3 (PAD, START and END are added here).
            A target may be empty, a source may not.
        reverse: give the source words in reversed order. The padding stays behind them.

    Raises:
        ValueError: no sentences, not as many sources as targets, an empty source, an id below 3.
        TypeError: an id is not an integer.

    Explained in: book/attention/bottleneck
    """
    if len(sources) != len(targets):
        raise ValueError(
            f"pad_pairs: {len(sources)} sources, but {len(targets)} targets; give one of each"
        )
    if not len(sources):
        raise ValueError("pad_pairs: no sentences were given; a batch needs at least one pair")
    words = [_ids("source", n, sentence) for n, sentence in enumerate(sources)]
    answers = [_ids("target", n, sentence) for n, sentence in enumerate(targets)]
    lengths = np.array([len(sentence) for sentence in words], np.int64)
    if not lengths.all():
        raise ValueError(
            f"pad_pairs: source {int(lengths.argmin())} has no words; leave this pair out"
        )
    steps = max(len(answer) for answer in answers) + 1
    source = np.full((len(words), int(lengths.max())), PAD, np.int64)  # filled row by row
    inputs = np.full((len(words), steps), PAD, np.int64)
    outputs = np.full((len(words), steps), PAD, np.int64)
    for row, (sentence, answer) in enumerate(zip(words, answers, strict=True)):
        source[row, : len(sentence)] = sentence[::-1] if reverse else sentence
        inputs[row, 0] = START
        inputs[row, 1 : len(answer) + 1] = answer
        outputs[row, : len(answer)] = answer
        outputs[row, len(answer)] = END
    return PairBatch(
        np.ascontiguousarray(source.T),
        lengths,
        np.ascontiguousarray(inputs.T),
        np.ascontiguousarray(outputs.T),
    )


def bucketed_batches(
    rng: np.random.Generator,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    *,
    batch: int,
    reverse: bool = False,
) -> Iterator[PairBatch]:
    """Endless batches of ``batch`` pairs of about the same length, so that padding is short.

    Each time through the data, in a new random order: pairs whose sources have the same number of
    words are put together, those with similar targets first. A batch without padding in the source
    runs fastest. What is left of each length makes mixed batches, and pairs that do not fill the
    last one wait for the next time. The batches themselves come in random order.

    Raises:
        ValueError: fewer pairs than ``batch``, or what ``pad_pairs`` raises.
    """
    if len(sources) != len(targets):
        raise ValueError(
            f"bucketed_batches: {len(sources)} sources, but {len(targets)} targets; "
            "give one of each"
        )
    if not 1 <= batch <= len(sources):
        raise ValueError(
            f"bucketed_batches: batch={batch} must lie in 1..{len(sources)}, the number of pairs"
        )
    return _bucketed(rng, sources, targets, batch, reverse)


def _bucketed(
    rng: np.random.Generator,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    batch: int,
    reverse: bool,
) -> Iterator[PairBatch]:
    words = np.array([len(sentence) for sentence in sources])
    answers = np.array([len(sentence) for sentence in targets])
    while True:
        order = rng.permutation(len(words))
        order = order[np.lexsort((answers[order], words[order]))]
        groups, left = [], []
        for same in np.split(order, np.flatnonzero(np.diff(words[order])) + 1):
            full = len(same) // batch * batch
            groups += list(same[:full].reshape(-1, batch))
            left += same[full:].tolist()
        mixed = np.array(left[: len(left) // batch * batch], np.int64)
        groups += list(mixed.reshape(-1, batch))
        for place in rng.permutation(len(groups)):
            rows = groups[place]
            yield pad_pairs([sources[n] for n in rows], [targets[n] for n in rows], reverse=reverse)


def _ids(side: str, number: int, sentence: Sequence[int]) -> np.ndarray:
    ids = np.asarray(sentence)
    if ids.ndim != 1:
        raise ValueError(
            f"pad_pairs: {side} {number} has the shape {ids.shape}; give a list of lists of ids"
        )
    if not len(ids):
        return ids.astype(np.int64)
    if not np.issubdtype(ids.dtype, np.integer):
        raise TypeError(
            f"pad_pairs: the ids of {side} {number} are {ids.dtype}, but must be integers; "
            "encode the words first"
        )
    if ids.min() <= END:
        raise ValueError(
            f"pad_pairs: {side} {number} holds the id {int(ids.min())}, but words begin at "
            f"{END + 1}; PAD, START and END are added here"
        )
    return ids
