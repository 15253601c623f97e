"""Parity: was the number of +1 odd? A single input that is missed turns the answer round.

Every input is a bit, -1 or +1. The answer is 1 when the count of +1 is odd, else 0. It is asked
after the last step, or after every step (`running=True`).

    Hochreiter and Schmidhuber 1997, section 6: truncated LSTM with small initial weights does not
    solve the 500-step version, which random weight guessing solves quickly.
    Schmidhuber and Hochreiter 1996, "Guessing can outperform many long time lag algorithms":
    length 500 to 600, 100 training and 100 test sequences with 50 of each class, inputs without
    noise or with uniform noise in [-0.2, 0.2].

Success, in the studies of weight guessing: the absolute error after the last step is below 0.1 for
every sequence.

Explained in: book/paper1997/limits
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks._arguments import (
    check_balanced,
    check_count,
    check_float_dtype,
    check_rng,
)
from lstmcourse.tasks._draws import draw_steps
from lstmcourse.tasks.latch import absolute_errors
from lstmcourse.tasks.symbols import IGNORE

TOLERANCE = 0.1
NOISE = 0.2


class ParityBatch(NamedTuple):
    """A batch of B sequences of T steps.

    inputs: (T, B, 1), -1 or +1, plus the noise.
    labels: (B,), 1 where the count of +1 is odd, else 0, int64: the targets of the last step.
    targets: (T, B), the parity so far at every step (running) or IGNORE at all steps but the last;
        targets[-1] equals labels.
    """

    inputs: np.ndarray
    labels: np.ndarray
    targets: np.ndarray


def sample(
    rng: np.random.Generator,
    batch: int,
    steps: int,
    *,
    longest: int | None = None,
    running: bool = False,
    noise: float = 0.0,
    balanced: bool = False,
    dtype: Any = np.float64,
) -> ParityBatch:
    """Draw B = `batch` sequences of T = `steps` bits; each bit is +1 with probability one half.

    longest: when given, T is drawn for the whole batch from steps..longest, both included (500 and
        600 in the studies of weight guessing).
    running: True asks for the parity so far at every step.
    noise: every input is off by a uniform number in [-noise, noise]; less than 1.
    balanced: True gives exactly batch / 2 sequences of each class in random order.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    steps = check_count("steps", steps, least=1)
    if not (math.isfinite(noise) and 0 <= noise < 1):
        raise ValueError(
            f"noise must be at least 0 and less than 1, the size of a bit; not {noise}"
        )
    check_balanced(balanced, batch)
    steps = draw_steps(rng, steps, longest)

    bits = rng.integers(2, size=(steps, batch))
    if balanced:
        # The last bit makes the class; the others stay as they fell.
        wanted = rng.permutation(np.arange(batch) % 2)
        bits[-1] ^= (bits.sum(axis=0) + wanted) % 2
    parity = np.cumsum(bits, axis=0) % 2
    inputs = 2.0 * bits[..., None] - 1.0
    if noise:
        inputs += rng.uniform(-noise, noise, inputs.shape)
    targets = parity if running else np.full((steps, batch), IGNORE)
    targets[-1] = parity[-1]
    return ParityBatch(inputs.astype(dtype), parity[-1].astype(np.int64), targets.astype(np.int64))


def batches(
    rng: np.random.Generator, batch: int, steps: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 1), targets (T, B)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, steps, **options)
        yield drawn.inputs, drawn.targets


def parity_solved(outputs: Any, labels: Any, *, tolerance: float = TOLERANCE) -> bool:
    """True when every answer is off by less than `tolerance`; a NaN is wrong.

    outputs: (B,) or (B, 1), or all outputs (T, B, 1), of which the last step counts.
    labels: (B,), 1 or 0, of both classes: with one alone a constant output would pass, so that
        raises a ValueError.
    """
    errors = absolute_errors(outputs, labels)
    if len(np.unique(labels)) < 2:
        raise ValueError("parity_solved needs sequences of both classes among the labels")
    return bool(np.all(errors < tolerance))
