"""Reber strings: a small grammar, and one letter that has to be kept while another string passes.

The Reber grammar is a graph with seven states. A string starts at state 0 and takes one arrow per
symbol; where two arrows leave a state each has probability one half.

    0 -B-> 1     1 -T-> 2     2 -S-> 2     3 -T-> 3     4 -X-> 3     5 -P-> 4     6 -E-> end
                 1 -P-> 3     2 -X-> 4     3 -V-> 5     4 -S-> 6     5 -V-> 6

An embedded Reber string is B, then T or P, then a Reber string, then THE SAME T or P, then E:

    B T B P V V E T E          the shortest ones have 9 symbols, the mean length is exactly 12

A network reads the symbols one by one and says at each step which ones may come next. All of it
follows from the last few symbols, except the second T or P: that one repeats the second symbol of
the string, at least 6 symbols earlier. The continual form sets one string after another in a
stream without an end, with no mark in between, and nobody resets the network.

    Hochreiter and Schmidhuber 1997, Experiment 1 (embedded strings, the task and its criterion);
    Gers, Schmidhuber and Cummins 2000 (the continual form).

Success, from Experiment 1: for all strings, at every step, the legal next symbols have the most
active outputs (`reber_solved`). For a stream: how many steps pass until the first error
(`steps_until_error`).

Explained in: book/lstm/forget-gate
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks._arguments import check_count, check_float_dtype, check_rng
from lstmcourse.tasks.reber_grammar import CONTINUAL, EMBEDDED, REBER, SYMBOLS, Grammar
from lstmcourse.tasks.symbols import IGNORE, one_hot

__all__ = [
    "CONTINUAL",
    "EMBEDDED",
    "REBER",
    "SYMBOLS",
    "Grammar",
    "ReberBatch",
    "batches",
    "correct_steps",
    "encode",
    "legal_next",
    "reber_solved",
    "sample",
    "steps_until_error",
    "stream",
    "stream_batches",
    "train_test_sets",
]


class ReberBatch(NamedTuple):
    """B strings, or parts of B streams, of at most T steps.

    ids: (T, B), the symbols that are read, int64. IGNORE where a shorter string is over.
    inputs: (T, B, 7), the same as one-hot vectors; zeros where a string is over.
    targets: (T, B), the id of the symbol that came next, or IGNORE.
    legal: (T, B, 7), True for each symbol that might have come next; all False where a string is
        over. One or two are True elsewhere.
    memory: (T, B), True where the next symbol is the second T or P, the one to be remembered.
    """

    ids: np.ndarray
    inputs: np.ndarray
    targets: np.ndarray
    legal: np.ndarray
    memory: np.ndarray


def legal_next(text: str, *, grammar: Grammar = EMBEDDED) -> tuple[frozenset[str], ...]:
    """The symbols that may follow text[0], text[:2], ..., text: one set per symbol of text.

    The last set is empty after a whole string (after the last E, unless the grammar is continual).
    Raises ValueError where `text` leaves the grammar; the message says at which symbol.
    """
    return grammar.legal_next(text)


def encode(
    strings: Iterable[str], *, grammar: Grammar = EMBEDDED, dtype: Any = np.float64
) -> ReberBatch:
    """The batch of given strings. A string of n symbols takes n - 1 steps: E is only a target.

    Raises ValueError when a string is not one of the grammar or has fewer than 2 symbols.
    """
    if isinstance(strings, str):
        raise TypeError(f"encode takes a list of strings; for one string write [{strings!r}]")
    strings, dtype = list(strings), check_float_dtype(dtype)
    if not strings or min(map(len, strings)) < 2:
        raise ValueError("encode needs at least one string, and at least 2 symbols in each")
    steps = max(map(len, strings)) - 1
    ids = np.full((steps + 1, len(strings)), IGNORE, np.int64)
    states = np.full((steps, len(strings)), len(grammar.arrows))  # the end: nothing is legal
    for column, text in enumerate(strings):
        states[: len(text) - 1, column] = grammar.states(text)[1:-1]
        ids[: len(text), column] = SYMBOLS.encode(text)
    return _batch(grammar, ids, states, dtype)


def sample(
    rng: np.random.Generator, batch: int, *, grammar: Grammar = EMBEDDED, dtype: Any = np.float64
) -> ReberBatch:
    """Draw B = `batch` strings at random; T is one less than the longest of them.

    With `batch=1` this is the paper's setting, one string at a time. In a larger batch the shorter
    strings are filled up: see `ReberBatch`.
    """
    rng, batch = check_rng(rng), check_count("batch", batch, least=1)
    return encode([grammar.draw(rng) for _ in range(batch)], grammar=grammar, dtype=dtype)


def batches(
    rng: np.random.Generator, batch: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 7), targets (T, B)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, **options)
        yield drawn.inputs, drawn.targets


def train_test_sets(
    rng: np.random.Generator,
    train: int = 256,
    test: int = 256,
    *,
    distinct: bool = True,
    grammar: Grammar = EMBEDDED,
) -> tuple[list[str], list[str]]:
    """Strings for training and strings for testing; no test string is a training string.

    The paper uses 256 and 256. It does not say whether a string may occur twice in a set:

    distinct=True (default): no string occurs twice in a set.
    distinct=False: strings are kept as they are drawn, so short ones occur often; 256 draws hold
        about 100 different strings.

    The training set is drawn first. The short strings are mostly taken then, so the test strings
    are longer: the mean lengths are about 16 and 19 with distinct=True, 12 and 16 with False.
    """
    rng = check_rng(rng)
    train = check_count("train", train, least=1)
    test = check_count("test", test, least=1)

    def draw(count: int, taken: set[str]) -> list[str]:
        chosen: list[str] = []
        seen = set(taken)
        while len(chosen) < count:
            text = grammar.draw(rng)
            if text not in seen:
                chosen.append(text)
                if distinct:
                    seen.add(text)
        return chosen

    training = draw(train, set())
    return training, draw(test, set(training))


def stream(
    rng: np.random.Generator, batch: int, steps: int, *, dtype: Any = np.float64
) -> Iterator[ReberBatch]:
    """B endless streams of embedded strings, cut into pieces of T = `steps` steps.

    Column b of a piece goes on exactly where column b of the piece before it stopped, often in the
    middle of a string, so the state of the network is to be carried over. `stream_batches` gives
    the same as (inputs, targets) pairs for `train(..., carry=True)`. Raises at the call.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    return _pieces(rng, batch, check_count("steps", steps, least=1), dtype)


def _pieces(
    rng: np.random.Generator, batch: int, steps: int, dtype: np.dtype
) -> Iterator[ReberBatch]:
    table = CONTINUAL.table
    ids = np.empty((steps + 1, batch), np.int64)
    states = np.empty((steps, batch), np.int64)
    ids[0], state = SYMBOLS.id("B"), table[0, SYMBOLS.id("B")] * np.ones(batch, np.int64)
    while True:
        for t in range(steps):
            states[t] = state
            # Random numbers on the legal symbols, -1 elsewhere: the largest picks one evenly.
            ids[t + 1] = np.where(table[state] >= 0, rng.random((batch, 7)), -1.0).argmax(axis=1)
            state = table[state, ids[t + 1]]
        yield _batch(CONTINUAL, ids, states, dtype)
        ids[0] = ids[-1]


def stream_batches(
    rng: np.random.Generator, batch: int, steps: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(inputs (T, B, 7), targets (T, B)) of `stream`, without end; carry the state over."""
    return ((piece.inputs, piece.targets) for piece in stream(rng, batch, steps, **options))


def _batch(grammar: Grammar, ids: np.ndarray, states: np.ndarray, dtype: Any) -> ReberBatch:
    """ids (T + 1, B) and the states (T, B) after reading ids[:-1]."""
    targets = ids[1:].copy()
    read = np.where(targets == IGNORE, IGNORE, ids[:-1])
    inputs = one_hot(np.maximum(read, 0), len(SYMBOLS), dtype) * (read != IGNORE)[..., None]
    legal = grammar.table[states] >= 0
    memory = np.isin(states, grammar.memory_states)
    return ReberBatch(read, inputs.astype(dtype, copy=False), targets, legal, memory)


def correct_steps(outputs: Any, legal: Any) -> np.ndarray:
    """(T, B), True where the legal next symbols are the most active outputs.

    outputs: (T, B, 7), any numbers where more means more likely (logits will do).
    legal: (T, B, 7) as in `ReberBatch`.

    A step is correct when every legal symbol has a greater output than every other symbol, so
    where two are legal both must stand above the rest. A tie is an error, and so is a NaN. A step
    without a legal symbol, after the end of a string, counts as correct.
    """
    outputs, legal = np.asarray(outputs, float), np.asarray(legal)
    if outputs.shape != legal.shape or outputs.ndim < 1 or legal.dtype != bool:
        raise ValueError(
            f"outputs {outputs.shape} must have the shape of legal {legal.shape}, one output per "
            "symbol, and legal must be boolean (take it from the batch)"
        )
    least_legal = np.where(legal, outputs, np.inf).min(axis=-1)
    most_other = np.where(legal, -np.inf, outputs).max(axis=-1)
    return (least_legal > most_other) | ~legal.any(axis=-1)


def reber_solved(outputs: Any, legal: Any) -> bool:
    """True when every step of every string is correct: the criterion of Experiment 1."""
    return bool(correct_steps(outputs, legal).all())


def steps_until_error(outputs: Any, legal: Any) -> np.ndarray:
    """(B,), how many steps of each stream come before its first error; T where there is none."""
    correct = correct_steps(outputs, legal)
    if correct.ndim != 2:
        raise ValueError(f"steps_until_error takes outputs (T, B, 7), not {np.shape(outputs)}")
    return np.logical_and.accumulate(correct, axis=0).sum(axis=0)
