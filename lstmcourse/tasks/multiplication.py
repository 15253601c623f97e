"""The multiplication problem: two numbers far apart are marked; say their product at the end.

As the adding problem (`adding`), but values are uniform in [0, 1], and at the last step the answer
is X1 X2. A value counts as 1 when the pair that is drawn happens to be the first pair.

    Hochreiter and Schmidhuber 1997, Experiment 5. It shows that a net can do more with what it
    keeps than add it up, as its cells do by themselves. `first_marker` and `second_draw` are what
    the paper leaves open; see `adding`.

Success, from Experiment 5: training stops when fewer than n_seq of the last 2000 sequences are off
by more than 0.04; n_seq is 140, or 13 (`stop_training`). In a test on 2560 fresh sequences the
paper's nets then had a mean error below 0.026 and at most 170 wrong, or below 0.013 and at most 15
(`multiplication_solved`).

Explained in: book/paper1997/multiplication
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks import adding
from lstmcourse.tasks._arguments import check_count, check_float_dtype
from lstmcourse.tasks.adding import absolute_errors

TOLERANCE = 0.04
TEST_SEQUENCES = 2560
LAST_SEQUENCES = 2000
STOPS = {140: (170, 0.026), 13: (15, 0.013)}
"""n_seq -> (most wrong answers, mean error) of the test."""

BASELINE_VARIANCE = 7 / 144
"""The variance of the product: the mean squared error of a net that always says 1/4, where neither
drawn pair is the first one."""


class MultiplicationBatch(NamedTuple):
    """A batch of B sequences of T steps.

    inputs: (T, B, 2), values inputs[..., 0] in [0, 1] and markers inputs[..., 1].
    answers: (B, 1), X1 X2: the targets of the last step.
    marked: (B, 2), the steps of the two drawn pairs, int64.
    """

    inputs: np.ndarray
    answers: np.ndarray
    marked: np.ndarray


def sample(
    rng: np.random.Generator, batch: int, steps: int, *, dtype: Any = np.float64, **options: Any
) -> MultiplicationBatch:
    """Draw B = `batch` sequences with the length parameter T = `steps`.

    options: fixed_length, first_among, first_marker and second_draw, as in `adding.sample`.
    """
    dtype = check_float_dtype(dtype)
    inputs, _, marked = adding.sample(rng, batch, steps, **options)
    inputs[..., 0] = (inputs[..., 0] + 1.0) / 2.0
    values = inputs[marked, np.arange(len(marked))[:, None], 0]
    answers = np.where(marked == 0, 1.0, values).prod(axis=1, keepdims=True)
    return MultiplicationBatch(inputs.astype(dtype), answers.astype(dtype), marked)


def batches(
    rng: np.random.Generator, batch: int, steps: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 2), answers (B, 1)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, steps, **options)
        yield drawn.inputs, drawn.answers


def wrong_count(outputs: Any, answers: Any, *, tolerance: float = TOLERANCE) -> int:
    """How many answers are off by `tolerance` or more; shapes as in `adding.absolute_errors`."""
    return adding.wrong_count(outputs, answers, tolerance=tolerance)


def multiplication_solved(
    outputs: Any, answers: Any, *, n_seq: int = 140, least: int = TEST_SEQUENCES
) -> bool:
    """True when a test comes out as in the paper after the stop with this n_seq, 140 or 13.

    Test on `least` = 2560 fresh sequences or more. Raises ValueError when there are fewer. The
    number of wrong answers that is allowed is the same for any number of sequences.
    """
    most_wrong, mean_error = _stop(n_seq)
    return adding.adding_solved(
        outputs, answers, mean_error=mean_error, most_wrong=most_wrong, least=least
    )


def stop_training(
    errors: Any, *, n_seq: int = 140, last: int = LAST_SEQUENCES, tolerance: float = TOLERANCE
) -> bool:
    """Whether the paper would stop here, given the absolute errors so far, one per sequence.

    True when fewer than n_seq of the last 2000 sequences are off by more than 0.04. False while
    there are fewer than `last`.
    """
    n_seq = check_count("n_seq", n_seq, least=1)
    last = check_count("last", last, least=1)
    recent = np.ravel(np.asarray(errors, float))[-last:]
    return len(recent) == last and int(np.sum(~(recent <= tolerance))) < n_seq


def _stop(n_seq: int) -> tuple[int, float]:
    if n_seq not in STOPS:
        raise ValueError(f"the paper tests after n_seq = 140 and n_seq = 13, not {n_seq!r}")
    return STOPS[n_seq]


__all__ = [
    "BASELINE_VARIANCE",
    "LAST_SEQUENCES",
    "STOPS",
    "TEST_SEQUENCES",
    "TOLERANCE",
    "MultiplicationBatch",
    "absolute_errors",
    "batches",
    "multiplication_solved",
    "sample",
    "stop_training",
    "wrong_count",
]
