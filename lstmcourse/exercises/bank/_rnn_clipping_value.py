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
    inside = rng.permutation([1.0, -1.0, 1.0, 2.0, -3.0, 3.0]).reshape(2, 3) / 8
    # Its norm is 5/8 and its cosine exactly 1, so that rounding does not make arccos nan.
    return [
        Probe("matrix", (matrix, 0.8), {}),
        Probe("two entries", (np.array([3.0, 4.0]), 3.5), {}),
        Probe("one large negative entry", (outlier, 1.0), {}),
        Probe("nothing to clip", (inside, 0.5), {}),
    ]


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sum(a * b) / np.sqrt(np.sum(a**2) * np.sum(b**2)))


def _one_sided(grad, limit):
    clipped = np.minimum(grad, limit)
    return clipped, _cosine(grad, clipped)


def _not_negative(grad, limit):
    clipped = np.clip(grad, 0.0, limit)
    return clipped, _cosine(grad, clipped)


def _lost_sign(grad, limit):
    clipped = np.minimum(np.abs(grad), limit)
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


def _one_minus(grad, limit):
    clipped = np.clip(grad, -limit, limit)
    return clipped, 1 - _cosine(grad, clipped)


def _row_by_row(grad, limit):
    clipped = np.clip(grad, -limit, limit)
    lengths = np.linalg.norm(grad, axis=-1) * np.linalg.norm(clipped, axis=-1)
    return clipped, np.sum(grad * clipped, axis=-1) / lengths


def _row_mean(grad, limit):
    clipped, cosines = _row_by_row(grad, limit)
    return clipped, np.mean(cosines)


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
            "lost-sign",
            "The clipped entries have lost their sign.",
            "A large negative entry becomes -limit.",
            _lost_sign,
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
            "one-minus-cosine",
            "This is 1 minus the cosine.",
            "Two arrays of the same direction have the cosine 1.",
            _one_minus,
        ),
        Mistake(
            "row-by-row",
            "There is one cosine for every row; one number was asked for.",
            "The whole array is one vector: sum over all its entries.",
            _row_by_row,
        ),
        Mistake(
            "mean-of-rows",
            "The cosine is taken row by row and then averaged.",
            "The whole array is one vector: sum over all its entries.",
            _row_mean,
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
