"""Temporal order: two or three X or Y far apart among distractors; say in which order they came.

Symbols are one-hot, in the order of SYMBOLS. A sequence is E, then a, b, c, d at random but for
the marks, X or Y, then the trigger B. After B the net names the order of the marks:

    6a, 2 marks   XX Q   XY R   YX S   YY U
    6b, 3 marks   XXX Q  XXY R  XYX S  XYY U  YXX V  YXY A  YYX B  YYY C

    Hochreiter and Schmidhuber 1997, Experiment 6. Length random in 100 .. 110. Positions, counted
    from 1: 6a 10 .. 20 and 50 .. 60; 6b 10 .. 20, 33 .. 43 and 66 .. 76.

Success, from Experiment 6: a sequence is right if every output is off by less than 0.3. Training
stops when the last 2000 sequences were all right and their mean absolute error is below 0.1
(`stop_training`). The paper's nets then had at most 3 of 2560 fresh sequences wrong and a mean
error below 0.1 (`order_solved`).

Explained in: book/paper1997/temporal-order
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks import _last_step
from lstmcourse.tasks._arguments import check_count, check_float_dtype, check_rng
from lstmcourse.tasks.symbols import IGNORE, Vocabulary, one_hot

SYMBOLS = Vocabulary(tuple("abcdEBXY"), "character")
"""The inputs: four distractors, start, trigger, and the two symbols whose order counts."""

CLASSES = {2: tuple("QRSU"), 3: tuple("QRSUVABC")}
"""The outputs by the number of marks."""

TOLERANCE = 0.3
MEAN_ERROR = 0.1
TEST_SEQUENCES = 2560
MOST_WRONG = 3
LAST_SEQUENCES = 2000


class OrderBatch(NamedTuple):
    """A batch of B sequences of T steps.

    ids: (T, B), symbol numbers, int64; SYMBOLS.decode(ids[:, b]) is sequence b as a text.
    inputs: (T, B, 8), the same as one-hot vectors.
    labels: (B,), 0 .. 3 or 0 .. 7, int64: the marks read as a binary number, X = 0 and Y = 1.
    answers: (B, 4) or (B, 8), the labels as one-hot vectors: the targets of the last step.
    targets: (T, B), IGNORE at every step but the last; targets[-1] equals labels. For a
        cross-entropy.
    marked: (B, marks), the steps of the marks, counted from 0, int64.
    """

    ids: np.ndarray
    inputs: np.ndarray
    labels: np.ndarray
    answers: np.ndarray
    targets: np.ndarray
    marked: np.ndarray


def windows(steps: int = 100, marks: int = 2) -> tuple[range, ...]:
    """The steps, counted from 0, at which each mark may stand.

    With steps = 100 the paper's positions, less 1. For other lengths they scale: a mark's place
    is one of 1 + steps // 10, from steps // 10, steps // 2 (2 marks) or from steps // 10,
    steps // 3, 2 * steps // 3 (3 marks) on, counted from 1.
    """
    steps = check_count("steps", steps, least=10)
    if marks not in (2, 3):
        raise ValueError(f"marks must be 2 (task 6a) or 3 (task 6b), not {marks!r}")
    starts = (steps // 10, steps // 2) if marks == 2 else (steps // 10, steps // 3, 2 * steps // 3)
    # The first step is E's.
    return tuple(range(max(start - 1, 1), start + steps // 10) for start in starts)


def sample(
    rng: np.random.Generator,
    batch: int,
    *,
    marks: int = 2,
    steps: int = 100,
    fixed_length: bool = False,
    dtype: Any = np.float64,
) -> OrderBatch:
    """Draw B = `batch` sequences; X and Y have probability one half each, at every mark.

    marks: 2 for task 6a, 3 for 6b.
    steps: the length parameter, 100 in the paper; see `windows` for the places of the marks.
    fixed_length: False (default, the paper): the length is drawn from steps .. steps + steps // 10,
        both included, once for the whole batch. True: it is exactly `steps`.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    places = windows(steps, marks)
    total = steps if fixed_length else int(rng.integers(steps, steps + steps // 10, endpoint=True))

    ids = rng.integers(4, size=(total, batch))
    ids[0], ids[-1] = SYMBOLS.id("E"), SYMBOLS.id("B")
    marked = np.stack([rng.integers(place.start, place.stop, batch) for place in places], axis=1)
    bits = rng.integers(2, size=(batch, marks))  # 1 is Y
    ids[marked, np.arange(batch)[:, None]] = SYMBOLS.id("X") + bits
    labels = bits @ 2 ** np.arange(marks)[::-1]
    targets = np.full((total, batch), IGNORE, np.int64)
    targets[-1] = labels
    return OrderBatch(
        ids.astype(np.int64),
        one_hot(ids, len(SYMBOLS), dtype),
        labels.astype(np.int64),
        one_hot(labels, 2**marks, dtype),
        targets,
        marked.astype(np.int64),
    )


def batches(
    rng: np.random.Generator, batch: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 8), targets (T, B)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, **options)
        yield drawn.inputs, drawn.targets


def wrong_count(outputs: Any, answers: Any, *, tolerance: float = TOLERANCE) -> int:
    """How many sequences have an output that is off by `tolerance` or more; a NaN is wrong.

    outputs: (B, K), or all outputs (T, B, K), of which the last step counts. answers: (B, K).
    """
    return _last_step.wrong_count(outputs, answers, tolerance)


def order_solved(
    outputs: Any,
    answers: Any,
    *,
    tolerance: float = TOLERANCE,
    mean_error: float = MEAN_ERROR,
    most_wrong: int = MOST_WRONG,
    least: int = TEST_SEQUENCES,
) -> bool:
    """True when a test comes out as in the paper: at most 3 of 2560 wrong, mean error < 0.1.

    Test on `least` sequences or more; for a smaller test lower both `least` and `most_wrong`.
    Shapes as in `wrong_count`. Raises ValueError when there are fewer.
    """
    errors = _last_step.errors(outputs, answers)
    return _last_step.passes(errors, tolerance, mean_error, most_wrong, least)


def stop_training(
    worst: Any,
    means: Any,
    *,
    last: int = LAST_SEQUENCES,
    tolerance: float = TOLERANCE,
    mean_error: float = MEAN_ERROR,
) -> bool:
    """Whether the paper would stop here.

    worst, means: for each training sequence so far the largest and the mean |target - output| of
        its last step.

    True when the last 2000 sequences were all right and their mean error is below 0.1; False while
    there are fewer. The paper states neither window nor norm of its "average training error"; they
    are read as in `adding.stop_training`.
    """
    return _last_step.stops(worst, means, last, tolerance, mean_error)
