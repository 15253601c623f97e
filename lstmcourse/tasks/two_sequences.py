"""The two-sequence problem: signal and noise on one line, and a class to be kept to the end.

The first N inputs tell the class, +1 for class 1 and -1 for class 2. All later inputs are Gaussian
noise with mean 0 and variance 0.2. At the last step the class is asked:

         signal                        target, class 1 and class 2
    3a   clean                         1.0 and 0.0
    3b   with the same noise           1.0 and 0.0
    3c   clean                         0.2 and 0.8, plus Gaussian noise of variance 0.1

    Hochreiter and Schmidhuber 1997, Experiment 3. Length random in T .. T + T/10. The targets of
    3c are noisy in training; the net is judged by the noise-free ones. `latch` draws the
    sequences of 3a and 3b for a cross-entropy.

Success, from Experiment 3: 256 test sequences, of which `most_wrong` are off by more than
`tolerance`; the second stop asks for a mean absolute error below `mean_error` as well (CRITERIA,
`first_stop`, `second_stop`). 3c has the second stop alone.

Explained in: book/paper1997/two-sequences
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks import _last_step
from lstmcourse.tasks._arguments import check_count, check_float_dtype, check_rng

NOISE_VARIANCE = 0.2
TARGET_VARIANCE = 0.1
TEST_SEQUENCES = 256


class Criterion(NamedTuple):
    """What a test on 256 sequences asks for."""

    tolerance: float  # a sequence is wrong when it is off by more
    most_wrong: int
    mean_error: float  # the second stop: the mean absolute error must be below


CRITERIA = {
    "3a": Criterion(0.2, 0, 0.01),
    "3b": Criterion(0.2, 5, 0.04),
    "3c": Criterion(0.1, 0, 0.015),
}


class TwoSequencesBatch(NamedTuple):
    """A batch of B sequences of T steps.

    inputs: (T, B, 1), N inputs of signal, then noise.
    classes: (B,), 1 or 2, int64.
    answers: (B, 1), the noise-free targets of the last step, by which a net is judged.
    targets: (B, 1), the targets of the last step in training; they differ from answers in 3c only.
    """

    inputs: np.ndarray
    classes: np.ndarray
    answers: np.ndarray
    targets: np.ndarray


def sample(
    rng: np.random.Generator,
    batch: int,
    steps: int,
    *,
    variant: str = "3a",
    signal_steps: int = 3,
    fixed_length: bool = False,
    dtype: Any = np.float64,
) -> TwoSequencesBatch:
    """Draw B = `batch` sequences with the length parameter T = `steps`.

    variant: "3a", "3b" or "3c"; see the top of this module.
    signal_steps: N, 3 or 1 in the paper.
    fixed_length: False (default, the paper): the length is drawn from steps .. steps + steps // 10,
        both included, once for the whole batch. True: it is exactly `steps`.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    steps = check_count("steps", steps, least=1)
    signal_steps = check_count("signal_steps", signal_steps, least=1)
    _criterion(variant)
    if signal_steps > steps:
        raise ValueError(
            f"signal_steps={signal_steps} is more than steps={steps}; the signal has to fit in"
        )
    total = steps if fixed_length else int(rng.integers(steps, steps + steps // 10, endpoint=True))
    classes = rng.integers(1, 3, size=batch)
    inputs = math.sqrt(NOISE_VARIANCE) * rng.standard_normal((total, batch, 1))
    if variant != "3b":
        inputs[:signal_steps] = 0.0
    inputs[:signal_steps] += np.where(classes == 1, 1.0, -1.0)[:, None]
    one, two = (0.2, 0.8) if variant == "3c" else (1.0, 0.0)
    answers = np.where(classes == 1, one, two)[:, None]
    targets = answers.copy()
    if variant == "3c":
        targets += math.sqrt(TARGET_VARIANCE) * rng.standard_normal(answers.shape)
    return TwoSequencesBatch(
        inputs.astype(dtype), classes.astype(np.int64), answers.astype(dtype), targets.astype(dtype)
    )


def batches(
    rng: np.random.Generator, batch: int, steps: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 1), targets (B, 1)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, steps, **options)
        yield drawn.inputs, drawn.targets


def wrong_count(outputs: Any, answers: Any, *, variant: str = "3a") -> int:
    """How many outputs miss the noise-free target by more than the tolerance; a NaN is wrong.

    outputs: (B, 1), or all outputs (T, B, 1), of which the last step counts. answers: (B, 1).
    """
    errors = _last_step.errors(outputs, answers)
    return int(np.sum(~(errors <= _criterion(variant).tolerance).all(axis=1)))


def first_stop(
    outputs: Any, answers: Any, *, variant: str = "3a", least: int = TEST_SEQUENCES
) -> bool:
    """ST1: no wrong sequence among 256 (3a, 3c), or fewer than 6 (3b). Shapes as `wrong_count`."""
    errors = _last_step.errors(outputs, answers)
    if len(errors) < least:
        raise ValueError(
            f"{len(errors)} answers are too few for this criterion; test on at least {least} "
            "sequences, or lower least"
        )
    return wrong_count(outputs, answers, variant=variant) <= _criterion(variant).most_wrong


def second_stop(
    outputs: Any, answers: Any, *, variant: str = "3a", least: int = TEST_SEQUENCES
) -> bool:
    """ST2: ST1, and a mean absolute error below 0.01 (3a), 0.04 (3b) or 0.015 (3c)."""
    mean = _last_step.errors(outputs, answers).mean()
    enough = bool(mean < _criterion(variant).mean_error)
    return first_stop(outputs, answers, variant=variant, least=least) and enough


def _criterion(variant: str) -> Criterion:
    if variant not in CRITERIA:
        raise ValueError(f'variant must be "3a", "3b" or "3c", not {variant!r}')
    return CRITERIA[variant]
