"""Counting: 99 or 100 equal symbols, then a trigger; say which.

A sequence is n times the symbol a, then the trigger e; n is one of two counts. The answer after e
is 1 for the larger count, else 0.

    Hochreiter and Schmidhuber 1997, section 6: like all gradient methods, LSTM cannot tell
    whether something happened 99 or 100 steps ago; 3 against 11 steps is easy. The paper prints
    no numbers.

Success: the absolute error at e is below 0.2 for sequences of both counts. There are only two
sequences, so a test of one each is complete.

Explained in: book/paper1997/limits
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks._arguments import (
    check_balanced,
    check_count,
    check_float_dtype,
    check_rng,
)
from lstmcourse.tasks.latch import absolute_errors
from lstmcourse.tasks.symbols import IGNORE, Vocabulary, one_hot

SYMBOLS = Vocabulary(tuple("ae"), "character")
COUNTS = (99, 100)
TOLERANCE = 0.2


class CountingBatch(NamedTuple):
    """A batch of B sequences of at most T = larger count + 1 steps.

    ids: (T, B), symbol numbers, int64; IGNORE where a shorter sequence is over.
    inputs: (T, B, 2), the same as one-hot vectors; zeros where a sequence is over.
    labels: (B,), 1 for the larger count, else 0, int64.
    targets: (T, B), the label at the trigger, IGNORE at every other step.
    lengths: (B,), steps of each sequence, the trigger included, int64.
    """

    ids: np.ndarray
    inputs: np.ndarray
    labels: np.ndarray
    targets: np.ndarray
    lengths: np.ndarray


def sample(
    rng: np.random.Generator,
    batch: int,
    counts: Sequence[int] = COUNTS,
    *,
    balanced: bool = False,
    dtype: Any = np.float64,
) -> CountingBatch:
    """Draw B = `batch` sequences; each count has probability one half.

    counts: the two counts, the smaller one first.
    balanced: True gives exactly batch / 2 sequences of each count in random order (batch must be
        even); with batch=2 these are all the sequences there are.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    if len(counts) != 2:
        raise ValueError(f"counts must be two numbers, such as (99, 100), not {counts!r}")
    few = check_count("counts[0]", counts[0], least=0)
    many = check_count("counts[1]", counts[1], least=few + 1)
    check_balanced(balanced, batch)
    labels = rng.permutation(np.arange(batch) % 2) if balanced else rng.integers(2, size=batch)
    ends = np.where(labels == 1, many, few)  # the step of the trigger
    steps, columns = np.arange(many + 1)[:, None], np.arange(batch)
    ids = np.where(steps < ends, SYMBOLS.id("a"), SYMBOLS.id("e"))
    inputs = one_hot(ids, len(SYMBOLS), dtype) * (steps <= ends)[..., None]
    targets = np.full(ids.shape, IGNORE, np.int64)
    targets[ends, columns] = labels
    return CountingBatch(
        np.where(steps <= ends, ids, IGNORE),
        inputs.astype(dtype, copy=False),
        labels.astype(np.int64),
        targets,
        (ends + 1).astype(np.int64),
    )


def batches(
    rng: np.random.Generator, batch: int, counts: Sequence[int] = COUNTS, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 2), targets (T, B)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, counts, **options)
        yield drawn.inputs, drawn.targets


def at_the_trigger(outputs: Any, lengths: Any) -> np.ndarray:
    """The answers (B, K) out of all outputs (T, B, K): those of step lengths[b] - 1."""
    outputs, lengths = np.asarray(outputs), np.asarray(lengths)
    if outputs.ndim != 3 or lengths.shape != outputs.shape[1:2]:
        raise ValueError(
            f"outputs {outputs.shape} must be (T, B, K) and lengths {lengths.shape} (B,); take "
            "both from one batch"
        )
    if lengths.size and (lengths.min() < 1 or lengths.max() > len(outputs)):
        raise ValueError(f"lengths must lie in 1..{len(outputs)}, the steps of the outputs")
    return outputs[lengths - 1, np.arange(len(lengths))]


def counting_solved(outputs: Any, labels: Any, *, tolerance: float = TOLERANCE) -> bool:
    """True when every answer is off by less than `tolerance`; a NaN is wrong.

    outputs: (B,) or (B, 1), the answers at the trigger (`at_the_trigger`).
    labels: (B,), 1 or 0, of both counts; otherwise a ValueError is raised.
    """
    if np.ndim(outputs) == 3:
        raise ValueError("outputs (T, B, K) end at different steps; take at_the_trigger of them")
    errors = absolute_errors(outputs, labels)
    if len(np.unique(labels)) < 2:
        raise ValueError("counting_solved needs sequences of both counts among the labels")
    return bool(np.all(errors < tolerance))
