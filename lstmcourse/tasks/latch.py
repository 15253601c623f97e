"""The latch task: keep one bit while noise comes in on the same line.

The first `signal_steps` inputs tell the class, +1 for class 1 and -1 for class 0. All later inputs
are Gaussian noise with mean 0. At the last step the network says which class it was, 1 or 0.

    Bengio, Simard and Frasconi 1994, the latching experiment (a close relative);
    Hochreiter and Schmidhuber 1997, Experiment 3: 3a (clean signal), 3b (`noisy_signal=True`).
    There the noise has variance 0.2, and the targets are 1.0 and 0.0.

Success, from Experiment 3a: an answer is wrong if its absolute error exceeds 0.2. First stop (ST1):
none of 256 random sequences wrong. Second stop (ST2): ST1, and the mean absolute error is below
0.01. The studies of random weight guessing use 0.1 in place of 0.2, on 100 sequences of length
500 to 600, 50 of each class.

Explained in: book/rnn/before-1997
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
from lstmcourse.tasks.symbols import IGNORE

NOISE_VARIANCE = 0.2
TOLERANCE = 0.2
GUESSING_TOLERANCE = 0.1
MEAN_ERROR = 0.01


class LatchBatch(NamedTuple):
    """A batch of B sequences of T steps.

    inputs: (T, B, 1), the signal, then noise.
    labels: (B,), the class of each sequence, 1 or 0, int64. As floats they are the paper's targets
        1.0 and 0.0 of the last step.
    targets: (T, B), IGNORE at every step but the last; targets[-1] equals labels. For a
        cross-entropy with two outputs.
    """

    inputs: np.ndarray
    labels: np.ndarray
    targets: np.ndarray


def sample(
    rng: np.random.Generator,
    batch: int,
    steps: int,
    *,
    signal_steps: int = 1,
    noise_variance: float = NOISE_VARIANCE,
    noisy_signal: bool = False,
    longest: int | None = None,
    balanced: bool = False,
    dtype: Any = np.float64,
) -> LatchBatch:
    """Draw B = `batch` sequences of T = `steps` inputs.

    inputs[t, b] = s_b for t < signal_steps, with s_b = +1 (label 1) or -1 (label 0); after that
    normal noise with mean 0 and variance `noise_variance` (standard deviation 0.447 for 0.2).

    signal_steps: how many inputs carry the class (N in the paper: 3 or 1), 1..steps.
    noisy_signal: True adds the same noise to the signal (Experiment 3b).
    longest: when given, T is drawn for the whole batch from steps..longest, both included. The
        paper's lengths are longest = steps + steps // 10. One length for the batch makes some
        tests easier: a unit that flips its sign at every step is then right for all or for none.
    balanced: True gives exactly batch / 2 sequences of each class in random order (batch must be
        even); False draws each class with probability one half.
    """
    rng = check_rng(rng)
    batch = check_count("batch", batch, least=1)
    steps = check_count("steps", steps, least=1)
    signal_steps = check_count("signal_steps", signal_steps, least=1)
    dtype = check_float_dtype(dtype)
    if signal_steps > steps:
        raise ValueError(
            f"signal_steps={signal_steps} is more than steps={steps}; the signal has to fit in"
        )
    if not (math.isfinite(noise_variance) and noise_variance >= 0):
        raise ValueError(f"noise_variance must be finite and not negative, not {noise_variance}")
    check_balanced(balanced, batch)
    steps = draw_steps(rng, steps, longest)

    if balanced:
        labels = rng.permutation(np.arange(batch) % 2)
    else:
        labels = rng.integers(2, size=batch)
    inputs = math.sqrt(noise_variance) * rng.standard_normal((steps, batch, 1))
    if not noisy_signal:
        inputs[:signal_steps] = 0.0
    inputs[:signal_steps] += (2.0 * labels - 1.0)[:, None]
    targets = np.full((steps, batch), IGNORE, np.int64)
    targets[-1] = labels
    return LatchBatch(inputs.astype(dtype), labels.astype(np.int64), targets)


def batches(
    rng: np.random.Generator, batch: int, steps: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 1), targets (T, B)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, steps, **options)
        yield drawn.inputs, drawn.targets


def absolute_errors(outputs: Any, labels: Any) -> np.ndarray:
    """|output - label| of each sequence, (B,).

    outputs: the network's answers (B,) or (B, 1), or all its outputs (T, B, 1), of which the last
    step counts. labels (B,): 1 or 0.
    """
    outputs, labels = np.asarray(outputs, float), np.asarray(labels)
    if labels.ndim != 1 or not np.isin(labels, (0, 1)).all():
        raise ValueError("labels must be a one-dimensional array of 0 and 1")
    answers = outputs[-1] if outputs.ndim == 3 and len(outputs) else outputs
    answers = answers[:, 0] if answers.ndim == 2 and answers.shape[1] == 1 else answers
    if answers.shape != labels.shape:
        raise ValueError(
            f"outputs of shape {outputs.shape} do not fit {len(labels)} labels; expected (B,), "
            "(B, 1) or (T, B, 1) with B the number of labels"
        )
    return np.abs(answers - labels)


def wrong_count(outputs: Any, labels: Any, *, tolerance: float = TOLERANCE) -> int:
    """How many answers miss their label by more than `tolerance`; a NaN counts as wrong."""
    return int(np.sum(~(absolute_errors(outputs, labels) <= tolerance)))


def latch_solved(
    outputs: Any,
    labels: Any,
    *,
    tolerance: float = TOLERANCE,
    mean_error: float | None = None,
) -> bool:
    """True when no answer is wrong and, if asked for, the mean absolute error is small enough.

    The defaults are the paper's first stop (ST1); `mean_error=MEAN_ERROR` (0.01) adds the second
    (ST2). For weight guessing pass `tolerance=GUESSING_TOLERANCE` (0.1). Shapes as in
    `absolute_errors`. Both classes must be among the labels: with one class alone a constant
    output would pass, so that raises a ValueError.
    """
    errors = absolute_errors(outputs, labels)
    if len(np.unique(labels)) < 2:
        raise ValueError("latch_solved needs sequences of both classes among the labels")
    enough = bool(np.all(errors <= tolerance))
    return enough and (mean_error is None or bool(errors.mean() < mean_error))
