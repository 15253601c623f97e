"""Who is greeted? A name, then k other words, then a question whose answer is the name.

    "Tom was watching TV in his room. Mary came into the room. Mary said hi to [?]"

To answer "Tom" a network has to carry one word across everything that follows it. This task keeps
that need and makes the distance a dial: the name enters at step 0, the answer is due `lag` steps
later, and nothing in between says anything about it.

    step       0      1  ...  k              lag-3  lag-2  lag-1  lag
    input      tom    k filler words         mary   said   hi     to
    target     -      -       -              -      -      -      tom

Explained in: book/rnn/reach
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks._arguments import check_count, check_float_dtype, check_rng
from lstmcourse.tasks.symbols import IGNORE, Vocabulary, one_hot

NAMES = ("tom", "anna", "ben", "jiwoo", "leo", "nora", "omar", "yuna")

OPENINGS = (
    ".",
    "smiled .",
    "sat down .",
    "made tea .",
    "was at home .",
    "was watching tv .",
    "was in the garden .",
    "read a long book .",
)
"""What may follow the name. Lengths 1 to 5 words, a full stop counts as one."""

FILLERS = (
    "time passed .",
    "rain fell .",
    "it was late .",
    "a dog barked .",
    "the lamp was on .",
    "the clock struck nine .",
    "music came from the kitchen .",
    "a bird sang in the tree .",
    "the train was late again .",
    "snow lay on the road .",
)
"""Sentences that fill the gap. Every length from 3 words up can be put together from them."""

QUESTION = ("mary", "said", "hi", "to")


class GreetingBatch(NamedTuple):
    """A batch of B sentences of T = lag + 1 words.

    ids: (T, B), word ids, int64. ids[0] are the names.
    inputs: (T, B, V), the same words as one-hot vectors.
    targets: (T, B), IGNORE at every step but the last; targets[-1] is the id of the name, 0..N-1.
    """

    ids: np.ndarray
    inputs: np.ndarray
    targets: np.ndarray


@dataclass(frozen=True)
class Greeting:
    """The task with its words. `Greeting()` has N = 8 names.

    names: the N possible answers. They get the ids 0..N-1, so a target is both a class among the
        names (a readout with K = N outputs) and a word of the vocabulary (K = V outputs).
    openings: phrases that may follow the name; fillers: sentences that fill the gap.
    question: the words right before the answer. A lag shorter than the question keeps its last
        `lag` words ("tom hi to" at lag 2).

    Every name is equally likely and the filler words do not depend on it, so a network that has
    lost the name can do no better than `baseline_loss`, log N.

    Success: at least 99 % right answers on fresh sentences (`solved`).
    """

    names: tuple[str, ...] = NAMES
    openings: tuple[str, ...] = OPENINGS
    fillers: tuple[str, ...] = FILLERS
    question: tuple[str, ...] = QUESTION
    _phrases: tuple[_Phrases, _Phrases] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("names", "openings", "fillers", "question"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise TypeError(f"{name} must be a sequence of strings, not one string: {value!r}")
            object.__setattr__(self, name, tuple(value))
        if len(self.names) < 2:
            raise ValueError(f"a question needs at least 2 possible names, not {len(self.names)}")
        if not self.question:
            raise ValueError("question is empty; give at least one word, for example ('to',)")
        others = {word for text in (*self.openings, *self.fillers) for word in text.split()}
        told = set(self.names) & (others | set(self.question))
        if told:
            raise ValueError(f"names must not occur in the other words, but these do: {told}")
        encode = self.vocabulary.encode
        fillers = _Phrases([encode(text.split()) for text in self.fillers], None)
        openings = _Phrases([encode(text.split()) for text in self.openings], fillers)
        object.__setattr__(self, "_phrases", (openings, fillers))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All V words: first the names, then the question, then the filler words."""
        rest = " ".join((*self.openings, *self.fillers)).split()
        return Vocabulary(tuple(dict.fromkeys((*self.names, *self.question, *rest))), "word")

    @property
    def baseline_loss(self) -> float:
        """The cross-entropy, in nats, of the best guess without memory: log N."""
        return math.log(len(self.names))

    def sample(
        self, rng: np.random.Generator, batch: int, lag: int, *, dtype: Any = np.float64
    ) -> GreetingBatch:
        """Draw B = `batch` sentences whose name lies exactly `lag` >= 1 steps before the answer.

        The name is the input of step 0 and the answer is due at step `lag`, after the last word
        of the question. So T = lag + 1, and the error of the answer needs q = lag steps back to
        reach the hidden state that read the name. The lag leaves room for
        k = max(0, lag - 4) filler words (with the default question).
        """
        rng = check_rng(rng)
        batch = check_count("batch", batch, least=1)
        lag = check_count("lag", lag, least=1)
        dtype = check_float_dtype(dtype)
        question = self.vocabulary.encode(self.question)[-lag:]
        gap = lag - len(question)

        ids = np.empty((lag + 1, batch), np.int64)
        ids[0] = rng.integers(len(self.names), size=batch)
        ids[1 : 1 + gap] = self._fill(rng, batch, gap).T
        ids[1 + gap :] = question[:, None]
        targets = np.full((lag + 1, batch), IGNORE, np.int64)
        targets[-1] = ids[0]
        return GreetingBatch(ids, one_hot(ids, len(self.vocabulary), dtype), targets)

    def batches(
        self, rng: np.random.Generator, batch: int, lag: int, *, dtype: Any = np.float64
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Fresh (inputs (T, B, V), targets (T, B)) without end, for a training loop."""
        while True:
            _, inputs, targets = self.sample(rng, batch, lag, dtype=dtype)
            yield inputs, targets

    def decode(self, ids: Any) -> list[str]:
        """The B sentences of ids (T, B), each followed by " ?"."""
        ids = np.asarray(ids)
        if ids.ndim != 2:
            raise ValueError(f"decode takes ids of shape (T, B), but the shape is {ids.shape}")
        return [self.vocabulary.decode(column) + " ?" for column in ids.T]

    def _fill(self, rng: np.random.Generator, batch: int, gap: int) -> np.ndarray:
        """Filler words (B, gap): one opening, then sentences, ending exactly at the gap's end."""
        openings, fillers = self._phrases
        width = max(openings.words.shape[1], fillers.words.shape[1])
        # A phrase is written with its padding; the next one, or the cut below, covers the padding.
        filled = np.zeros((batch, gap + width), np.int64)
        left = np.full(batch, gap)
        phrases = openings
        while (rows := np.flatnonzero(left)).size:
            chosen = phrases.choose(rng, left[rows])
            words = phrases.words[chosen]
            columns = (gap - left[rows])[:, None] + np.arange(words.shape[1])
            filled[rows[:, None], columns] = words
            left[rows] = np.maximum(left[rows] - phrases.lengths[chosen], 0)
            phrases = fillers
        return filled[:, :gap]


class _Phrases:
    """Phrases as padded id rows, and for every number of words left those that leave no dead end.

    After a phrase of n words with r words left, `then` (these phrases themselves when it is None)
    must be able to fill r - n words exactly. Where no phrase can, any may be chosen and is cut.
    """

    def __init__(self, encoded: list[np.ndarray], then: _Phrases | None) -> None:
        self.lengths = np.array([len(row) for row in encoded], np.int64)
        if not encoded or self.lengths.min() < 1:
            raise ValueError("openings and fillers must hold phrases of at least one word each")
        self.words = np.zeros((len(encoded), int(self.lengths.max())), np.int64)
        for row, ids in zip(self.words, encoded, strict=True):
            row[: len(ids)] = ids
        # Which gaps can be filled does not change any more beyond this many words (the largest gap
        # that phrases of up to n words cannot fill is below n * n), so the table stops there.
        followers = self.lengths if then is None else then.lengths
        self.horizon = int(self.lengths.max() + followers.max() ** 2)
        fillable = [True]
        for left in range(1, self.horizon + 1):
            fillable.append(any(fillable[left - n] for n in followers if n <= left))
        everything = list(range(len(encoded)))
        safe = [
            [p for p in everything if self.lengths[p] <= left and fillable[left - self.lengths[p]]]
            or everything
            for left in range(self.horizon + 1)
        ]
        self.counts = np.array([len(options) for options in safe])
        self.options = np.zeros((len(safe), len(encoded)), np.int64)
        for row, options in zip(self.options, safe, strict=True):
            row[: len(options)] = options

    def choose(self, rng: np.random.Generator, left: np.ndarray) -> np.ndarray:
        """One phrase number for every sentence with `left` (B,) >= 1 words still to fill."""
        left = np.minimum(left, self.horizon)
        return self.options[left, rng.integers(self.counts[left])]


def accuracy(logits: Any, targets: Any) -> float:
    """The share of right answers, 0..1: the largest output against the target.

    logits (..., K): one output per class; targets (...): class ids. Steps whose target is IGNORE
    do not count. Raises ValueError when no step counts or the shapes do not fit.
    """
    right, counted = _answers(logits, targets)
    return right / counted


def solved(logits: Any, targets: Any, *, threshold: float = 0.99, least: int = 100) -> bool:
    """True when at least `threshold` of the answers are right: the task's success criterion.

    Use fresh sentences that the network was not trained on. Fewer than `least` answers cannot tell
    99 % from 100 %, so they raise a ValueError.
    """
    right, counted = _answers(logits, targets)
    if counted < least:
        raise ValueError(
            f"{counted} answers are too few for this criterion; test on at least {least} sentences"
        )
    return right / counted >= threshold


def _answers(logits: Any, targets: Any) -> tuple[int, int]:
    logits, targets = np.asarray(logits), np.asarray(targets)
    if logits.ndim != targets.ndim + 1 or logits.shape[:-1] != targets.shape:
        raise ValueError(
            f"logits {logits.shape} must have the shape of targets {targets.shape} and one more "
            "axis, the classes, at the end"
        )
    counts = targets != IGNORE
    if not counts.any():
        raise ValueError("every target is IGNORE (-1), so there is nothing to count")
    answers = logits[counts]
    # A NaN is never a right answer, even though argmax would pick its place.
    right = (answers.argmax(axis=-1) == targets[counts]) & ~np.isnan(answers).any(axis=-1)
    return int(right.sum()), int(counts.sum())
