"""Exercise rnn.clip_value: limit every entry, and measure how far the gradient turns."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "rnn/clipping"


def clip_value(grad, limit):
    clipped = np.clip(grad, -limit, limit)
    lengths = np.sqrt(np.sum(grad**2)) * np.sqrt(np.sum(clipped**2))
    cosine = np.sum(grad * clipped) / lengths
    return clipped, cosine


def _probes(rng: np.random.Generator) -> list[Probe]:
    matrix = rng.normal(size=(3, 4))
    matrix[0, 0], matrix[2, 1], matrix[1, 2] = 2.5, -3.0, 0.2  # both signs pass the limit
    outlier = rng.uniform(-0.3, 0.3, size=7)
    outlier[3] = -40.0
    return [
        Probe("matrix", (matrix, 0.8), {}),
        Probe("two entries", (np.array([3.0, 4.0]), 3.5), {}),
        Probe("one large negative entry", (outlier, 1.0), {}),
        Probe("nothing to clip", (rng.uniform(0.1, 0.4, size=(2, 5)), 0.5), {}),
    ]


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sum(a * b) / np.sqrt(np.sum(a**2) * np.sum(b**2)))


def _one_sided(grad, limit):
    clipped = np.minimum(grad, limit)
    return clipped, _cosine(grad, clipped)


def _not_negative(grad, limit):
    clipped = np.clip(grad, 0.0, limit)
    return clipped, _cosine(grad, clipped)


def _by_norm(grad, limit):
    clipped = grad * min(1.0, limit / np.sqrt(np.sum(grad**2)))
    return clipped, 1.0


def _set_to_zero(grad, limit):
    clipped = np.where(np.abs(grad) <= limit, grad, 0.0)
    return clipped, _cosine(grad, clipped) if np.any(clipped) else 0.0


def _by_largest(grad, limit):
    clipped = grad * min(1.0, limit / np.max(np.abs(grad)))
    return clipped, 1.0


def _plain_product(grad, limit):
    clipped = np.clip(grad, -limit, limit)
    return clipped, np.sum(grad * clipped)


def _one_length(grad, limit):
    clipped = np.clip(grad, -limit, limit)
    return clipped, np.sum(grad * clipped) / np.sum(grad**2)


def _angle(grad, limit):
    clipped = np.clip(grad, -limit, limit)
    return clipped, np.arccos(min(1.0, _cosine(grad, clipped)))


def _degrees(grad, limit):
    clipped, angle = _angle(grad, limit)
    return clipped, np.degrees(angle)


CLIP_VALUE = CodeExercise(
    id="rnn.clip_value",
    title="Clip by value, and see the gradient turn",
    page=PAGE,
    task=(
        "Write clip_value(grad, limit): move every entry of the array grad into [-limit, limit]. "
        "Return the clipped array and the cosine of the angle between it and grad, over all "
        "entries."
    ),
    parameters=("grad", "limit"),
    returns=(Output("clipped", "the shape of grad"), Output("cosine", "()")),
    reference=clip_value,
    probes=_probes,
    mistakes=(
        Mistake(
            "one-sided",
            "Only entries above limit are moved; those below -limit stay.",
            "Gradients have both signs, so there are two ends.",
            _one_sided,
        ),
        Mistake(
            "not-negative",
            "Negative entries become zero: the range starts at 0.",
            "The range is symmetric, from -limit to limit.",
            _not_negative,
        ),
        Mistake(
            "by-norm",
            "This is clipping by the norm: all entries shrink by one factor.",
            "Here each entry is limited on its own, and small entries stay as they are.",
            _by_norm,
        ),
        Mistake(
            "by-largest",
            "All entries are scaled until the largest one fits, so nothing turns.",
            "An entry that lies inside the range stays as it is.",
            _by_largest,
        ),
        Mistake(
            "set-to-zero",
            "Entries outside the range become zero, not the end of the range.",
            "An entry of 5 with limit 1 becomes 1.",
            _set_to_zero,
        ),
        Mistake(
            "plain-product",
            "The cosine is the inner product alone; it is not divided by the two lengths.",
            "A cosine lies between -1 and 1, whatever the lengths.",
            _plain_product,
        ),
        Mistake(
            "one-length",
            "The inner product is divided by the squared length of grad, not by both lengths.",
            "Two vectors, two lengths: one before and one after clipping.",
            _one_length,
        ),
        Mistake(
            "angle",
            "This is the angle in radians, not its cosine.",
            "Return the cosine itself, without arccos.",
            _angle,
        ),
        Mistake(
            "degrees",
            "This is the angle in degrees, not its cosine.",
            "Return the cosine itself, without arccos.",
            _degrees,
        ),
    ),
    hints=(
        "np.clip limits every entry from both sides.",
        "cos(angle) = inner product of the two arrays, divided by both lengths.",
        "The inner product of two arrays of one shape is np.sum(a * b); the length of a is "
        "np.sqrt(np.sum(a**2)).",
    ),
)
