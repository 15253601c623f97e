"""Strongly delayed XOR: are two symbols far apart the same? Knowing one of them tells nothing.

The inputs are those of task 6a (`temporal_order`), symbol for symbol. Only the question differs:
the answer is 1 when the two marks are different (XY or YX), else 0. A net that has stored the
first mark alone can name the order of two marks better than by chance; the XOR it cannot.

    Hochreiter and Schmidhuber 1997, section 6: truncated LSTM will not easily solve the XOR of
    two widely separated inputs, because storing one of them does not reduce the expected error.
    The paper prints no numbers; lengths and positions here are those of its Experiment 6.

Success: the absolute error after the last step is below 0.3, the tolerance of Experiment 6, for
every sequence.

Explained in: book/paper1997/limits
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks import temporal_order
from lstmcourse.tasks.latch import absolute_errors
from lstmcourse.tasks.symbols import IGNORE

SYMBOLS = temporal_order.SYMBOLS
TOLERANCE = 0.3


class XorBatch(NamedTuple):
    """A batch of B sequences of T steps.

    ids: (T, B), symbol numbers, int64.
    inputs: (T, B, 8), the same as one-hot vectors.
    labels: (B,), 1 where the two marks differ, else 0, int64: the targets of the last step.
    targets: (T, B), IGNORE at every step but the last; targets[-1] equals labels.
    marked: (B, 2), the steps of the marks, counted from 0, int64.
    """

    ids: np.ndarray
    inputs: np.ndarray
    labels: np.ndarray
    targets: np.ndarray
    marked: np.ndarray


def sample(rng: np.random.Generator, batch: int, **options: Any) -> XorBatch:
    """Draw B = `batch` sequences; `options` (steps, fixed_length, dtype): `temporal_order.sample`.

    The same rng gives the same symbols as `temporal_order.sample` with 2 marks.
    """
    if "marks" in options:
        raise TypeError("delayed_xor.sample takes no marks; there are always two")
    drawn = temporal_order.sample(rng, batch, **options)
    labels = np.isin(drawn.labels, (1, 2)).astype(np.int64)
    targets = np.full_like(drawn.targets, IGNORE)
    targets[-1] = labels
    return XorBatch(drawn.ids, drawn.inputs, labels, targets, drawn.marked)


def batches(
    rng: np.random.Generator, batch: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 8), targets (T, B)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, **options)
        yield drawn.inputs, drawn.targets


def xor_solved(outputs: Any, labels: Any, *, tolerance: float = TOLERANCE) -> bool:
    """True when every answer is off by less than `tolerance`; a NaN is wrong.

    outputs: (B,) or (B, 1), or all outputs (T, B, 1), of which the last step counts.
    labels: (B,), 1 or 0, of both classes; with one alone a constant output would pass, so that
        raises a ValueError.
    """
    errors = absolute_errors(outputs, labels)
    if len(np.unique(labels)) < 2:
        raise ValueError("xor_solved needs sequences of both classes among the labels")
    return bool(np.all(errors < tolerance))
