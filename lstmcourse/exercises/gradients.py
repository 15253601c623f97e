"""Compare a returned gradient with central differences of the loss, block by block."""

from __future__ import annotations

import copy

import numpy as np

from lstmcourse.exercises.diagnosis import Answer
from lstmcourse.exercises.model import CodeExercise, Probe
from lstmcourse.exercises.report import GradientRow

STEP = 1e-5  # central difference in float64: truncation error h^2 and rounding eps/h both ~1e-10
TOLERANCE = 1e-5
COARSE_TOLERANCE = 1e-3  # for answers computed in float32


def gradient_rows(
    exercise: CodeExercise, probes: list[Probe], answers: list[Answer], coarse: bool
) -> tuple[GradientRow, ...]:
    """One row per block on the first probe.

    difference: largest |analytic - numeric|, relative to the largest numeric entry.
    """
    assert exercise.gradient is not None
    probe, leaves = probes[0], answers[0].leaves or []
    by_name = {leaf.name: leaf.array for leaf in leaves}
    rows = []
    for output, parameter in exercise.gradient.blocks.items():
        position = exercise.parameters.index(parameter)
        numeric = _numeric(exercise, probe, position)
        scale = max(float(np.abs(numeric).max(initial=0.0)), 1e-12)
        difference = float(np.abs(by_name[output] - numeric).max(initial=0.0)) / scale
        limit = COARSE_TOLERANCE if coarse else TOLERANCE
        rows.append(GradientRow(output, difference, difference <= limit))
    return tuple(rows)


def _numeric(exercise: CodeExercise, probe: Probe, position: int) -> np.ndarray:
    assert exercise.gradient is not None
    args = list(copy.deepcopy(probe.args))
    target = np.array(args[position], dtype=np.float64)
    args[position] = target
    gradient = np.zeros_like(target)
    for index in np.ndindex(target.shape):
        kept = target[index]
        target[index] = kept + STEP
        above = exercise.gradient.loss(*args)
        target[index] = kept - STEP
        below = exercise.gradient.loss(*args)
        target[index] = kept
        gradient[index] = (above - below) / (2 * STEP)
    return gradient
