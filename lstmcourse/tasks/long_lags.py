"""Long lags between one symbol and the step that asks for it, with symbols of no use in between.

Symbols are one-hot. Tasks 2a and 2b have p - 1 distractors, then x and y; task 2c has p
distractors, then e, b, x and y (`symbol_names`).

    2a   (x, a_1, ..., a_(p-1), x) or (y, a_1, ..., a_(p-1), y): always the same middle
    2b   the same, with p - 1 random distractors in the middle
         At every step the next symbol is to be predicted, so a sequence has p steps, and the
         first symbol is needed p steps after it was seen.
    2c   b, then x or y, q random distractors, then again and again: one more with probability
         9/10, or the trigger e with probability 1/10. After e the net says whether it was x or y.

    Hochreiter and Schmidhuber 1997, Experiment 2. The distractors of 2c are a_1 .. a_p (the paper
    prints q for p once), and with the final x or y a sequence has q + 4 symbols or more, q + 13 on
    average (printed: q + 14). The final symbol is a target only, so with k distractors beyond q
    there are q + k + 3 steps.

Success: the largest error over 10,000 fresh sequences is below 0.25 (2a: at every step, 2b: at the
last step) or below 0.2 (2c). See `largest_errors` and `lag_solved`.

Explained in: book/paper1997/long-lags
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks._arguments import check_count, check_float_dtype, check_rng
from lstmcourse.tasks.symbols import IGNORE, one_hot

TOLERANCE = 0.25
VERY_LONG_TOLERANCE = 0.2
TEST_SEQUENCES = 10_000
MORE = 0.9
"""2c: the probability of one more distractor before the trigger."""


class LagBatch(NamedTuple):
    """B sequences of tasks 2a or 2b, of T = p steps.

    ids: (T, B), the symbols that are read, int64; p - 1 is x, p is y.
    inputs: (T, B, p + 1), the same as one-hot vectors.
    targets: (T, B), the symbol that comes next; targets[-1] equals ids[0].
    """

    ids: np.ndarray
    inputs: np.ndarray
    targets: np.ndarray


class VeryLongLagBatch(NamedTuple):
    """B sequences of task 2c, of T = q + k + 3 steps.

    ids: (T, B), symbol numbers, int64: p is e, p + 1 is b, p + 2 is x, p + 3 is y.
    inputs: (T, B, p + 4), the same as one-hot vectors.
    labels: (B,), 0 for x and 1 for y, int64.
    answers: (B, 2), the labels as one-hot vectors: the targets of the last step.
    targets: (T, B), IGNORE at every step but the last; targets[-1] equals labels.
    """

    ids: np.ndarray
    inputs: np.ndarray
    labels: np.ndarray
    answers: np.ndarray
    targets: np.ndarray


def symbol_names(p: int, *, very_long: bool = False) -> tuple[str, ...]:
    """a1 .. a(p-1), x, y of tasks 2a and 2b, or a1 .. ap, e, b, x, y of 2c (very_long=True)."""
    p = check_count("p", p, least=1 if very_long else 2)
    if very_long:
        return (*(f"a{number}" for number in range(1, p + 1)), "e", "b", "x", "y")
    return (*(f"a{number}" for number in range(1, p)), "x", "y")


def sample(
    rng: np.random.Generator,
    batch: int,
    p: int,
    *,
    random_middle: bool = False,
    dtype: Any = np.float64,
) -> LagBatch:
    """Draw B = `batch` sequences of task 2a, or of 2b with `random_middle=True`.

    p: the delay, 100 in the paper; x and y have probability one half each.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    p = check_count("p", p, least=2)
    ids = np.empty((p, batch), np.int64)
    ids[0] = p - 1 + rng.integers(2, size=batch)
    ids[1:] = (
        rng.integers(p - 1, size=(p - 1, batch)) if random_middle else np.arange(p - 1)[:, None]
    )
    targets = np.concatenate([ids[1:], ids[:1]])
    return LagBatch(ids, one_hot(ids, p + 1, dtype), targets)


def sample_very_long(
    rng: np.random.Generator,
    batch: int,
    q: int,
    p: int,
    *,
    dtype: Any = np.float64,
) -> VeryLongLagBatch:
    """Draw B = `batch` sequences of task 2c.

    q: distractors for certain; the lag from x or y to the last step is at least q + 1 steps.
    p: how many different distractors there are.

    The number k of further distractors is drawn once for the whole batch; `batch=1` is the
    paper's setting.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    q, p = check_count("q", q, least=0), check_count("p", p, least=1)
    further = int(rng.geometric(1.0 - MORE)) - 1
    ids = rng.integers(p, size=(q + further + 3, batch))
    labels = rng.integers(2, size=batch)
    ids[0], ids[1], ids[-1] = p + 1, p + 2 + labels, p
    targets = np.full(ids.shape, IGNORE, np.int64)
    targets[-1] = labels
    return VeryLongLagBatch(
        ids.astype(np.int64),
        one_hot(ids, p + 4, dtype),
        labels.astype(np.int64),
        one_hot(labels, 2, dtype),
        targets,
    )


def batches(
    rng: np.random.Generator, batch: int, p: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, p + 1), targets (T, B)) of 2a or 2b without end; see `sample`."""
    while True:
        drawn = sample(rng, batch, p, **options)
        yield drawn.inputs, drawn.targets


def very_long_batches(
    rng: np.random.Generator, batch: int, q: int, p: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, p + 4), targets (T, B)) of 2c without end; see `sample_very_long`."""
    while True:
        drawn = sample_very_long(rng, batch, q, p, **options)
        yield drawn.inputs, drawn.targets


def largest_errors(outputs: Any, targets: Any) -> np.ndarray:
    """The largest |target - output| of each sequence, (B,), over all outputs and counted steps.

    outputs: (T, B, K).
    targets: (T, B), the number of the output that should be 1 while all others are 0; steps with
        IGNORE do not count. For 2b pass the last step alone: outputs[-1:] and targets[-1:].
    """
    outputs, targets = np.asarray(outputs, float), np.asarray(targets)
    if outputs.ndim != 3 or targets.shape != outputs.shape[:2]:
        raise ValueError(
            f"outputs {outputs.shape} must be (T, B, K) and targets {targets.shape} (T, B); keep "
            "the axis of steps: outputs[-1:] and targets[-1:] for the last one"
        )
    counted = targets != IGNORE
    if not counted.any(axis=0).all():
        raise ValueError("every sequence needs at least one step whose target is not IGNORE")
    wanted = one_hot(np.where(counted, targets, 0), outputs.shape[2])
    errors = np.abs(wanted - outputs).max(axis=2)
    return np.where(counted, errors, 0.0).max(axis=0)


def lag_solved(errors: Any, *, tolerance: float = TOLERANCE, least: int = TEST_SEQUENCES) -> bool:
    """True when the largest error of every sequence is below `tolerance`; a NaN is wrong.

    errors: (B,) as from `largest_errors`, of `least` = 10,000 fresh sequences or more.
    tolerance: 0.25 for 2a and 2b (default), VERY_LONG_TOLERANCE = 0.2 for 2c.
    """
    errors = np.ravel(np.asarray(errors, float))
    least = check_count("least", least, least=1)
    if len(errors) < least:
        raise ValueError(
            f"{len(errors)} sequences are too few for this criterion; test on at least {least}, "
            "or lower least"
        )
    return bool(np.all(errors < tolerance))
