"""Exercise rnn.clip_norm: shorten a gradient by its joint norm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "rnn/clipping"


def clip_norm(grads, max_norm):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))  # one norm for all arrays together
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0  # never above 1
    return [factor * grad for grad in grads], norm


def _probes(rng: np.random.Generator) -> list[Probe]:
    def arrays(*shapes: tuple[int, ...]) -> list[np.ndarray]:
        return [rng.normal(size=shape) + 0.3 for shape in shapes]

    direction = rng.normal(size=(4, 4))
    three_four = [
        3 * np.array([1.0, 0.0, 0.0]),
        4 * direction / np.sqrt(np.sum(direction**2)),
        np.zeros(2),
    ]
    above_one_by_one = [np.full((2, 2), 1.5), rng.uniform(0.1, 0.2, 6), rng.uniform(0.1, 0.2, 3)]
    return [  # always three arrays: the diagnosis compares the probes array by array
        Probe("three arrays", (arrays((2, 3), (4,), (3, 5)), 1.7), {}),
        Probe("below max_norm", ([0.01 * g for g in arrays((3, 2), (5,), (1,))], 1.0), {}),
        Probe("norms 3 and 4", (three_four, 1.0), {}),
        Probe("one long array", (above_one_by_one, 2.5), {}),
        Probe("very long", ([1e6 * g for g in arrays((3,), (2, 2), (2,))], 5.0), {}),
    ]


def _length(grads: list[np.ndarray]) -> float:
    return float(np.sqrt(sum(np.sum(np.asarray(grad, float) ** 2) for grad in grads)))


def _stays_below(function: Callable, probe: Probe) -> str | None:
    clipped, _ = function(*probe.args)
    length = _length(clipped)
    if length > probe.args[1] * (1 + 1e-4):
        return f"the clipped gradient has norm {length:.4g}, more than max_norm."
    return None


def _keeps_direction(function: Callable, probe: Probe) -> str | None:
    clipped, _ = function(*probe.args)
    before, after = _length(probe.args[0]), _length(clipped)
    if before == 0:
        return None
    product = sum(np.sum(np.asarray(c) * g) for c, g in zip(clipped, probe.args[0], strict=True))
    cosine = float(product) / (before * after)
    return None if cosine > 1 - 1e-4 else f"the cosine with the gradient is {cosine:.4g}, not 1."


def _zeros_stay_zeros(function: Callable, probe: Probe) -> str | None:
    zeros = [np.zeros_like(grad) for grad in probe.args[0]]  # not a probe: 0 / 0 would hide a name
    try:
        clipped, norm = function(zeros, probe.args[1])
    except Exception as error:
        return f"for a gradient of zeros {error}. Its norm is 0: what do you divide by?"
    if np.isfinite(_length(clipped)) and np.isfinite(float(norm)):
        return None
    return "yours turns a gradient of zeros into nan. Its norm is 0: what do you divide by?"


def _shrink(grads: list[np.ndarray], norm: float, max_norm: float) -> list[np.ndarray]:
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [factor * grad for grad in grads]


def _per_array(grads, max_norm):
    return [_shrink([grad], _length([grad]), max_norm)[0] for grad in grads], _length(grads)


def _per_entry(grads, max_norm):
    return [np.clip(grad, -max_norm, max_norm) for grad in grads], _length(grads)


def _always_scaled(grads, max_norm):
    norm = _length(grads)
    return [grad * (max_norm / norm if norm > 0 else 1.0) for grad in grads], norm


def _to_length_one(grads, max_norm):
    norm = _length(grads)
    return [grad / norm for grad in grads], norm


def _max_for_min(grads, max_norm):
    norm = _length(grads)
    return [grad * max(1.0, max_norm / norm) for grad in grads], norm


def _squared(grads, max_norm):
    norm = _length(grads) ** 2
    return _shrink(grads, norm, max_norm), norm


def _sum_of_norms(grads, max_norm):
    norm = sum(_length([grad]) for grad in grads)
    return _shrink(grads, norm, max_norm), norm


def _absolute_sum(grads, max_norm):
    norm = sum(np.sum(np.abs(grad)) for grad in grads)
    return _shrink(grads, norm, max_norm), norm


def _largest_norm(grads, max_norm):
    norm = max(_length([grad]) for grad in grads)
    return _shrink(grads, norm, max_norm), norm


def _first_norm(grads, max_norm):
    norm = _length(grads[:1])
    return _shrink(grads, norm, max_norm), norm


def _last_norm(grads, max_norm):
    norm = _length(grads[-1:])
    return _shrink(grads, norm, max_norm), norm


def _first_only(grads, max_norm):
    norm = _length(grads)
    return _shrink(grads[:1], norm, max_norm) + list(grads[1:]), norm


def _norm_afterwards(grads, max_norm):
    clipped = _shrink(grads, _length(grads), max_norm)
    return clipped, _length(clipped)


CLIP_NORM = CodeExercise(
    id="rnn.clip_norm",
    title="Clip by the global norm",
    page=PAGE,
    task=(
        "Write clip_norm(grads, max_norm): shorten the gradient to length max_norm if it is "
        "longer. grads is a list of arrays of any shapes, together one gradient. Return the list "
        "of clipped arrays and the norm before clipping. Leave grads as it is."
    ),
    parameters=("grads", "max_norm"),
    returns=(Output("clipped", "the shapes of grads"), Output("norm", "()")),
    reference=clip_norm,
    probes=_probes,
    properties=(
        Property("no longer than max_norm", _stays_below),
        Property("same direction", _keeps_direction),
        Property("zeros stay zeros", _zeros_stay_zeros),
    ),
    mistakes=(
        Mistake(
            "per-array",
            "Every array is clipped by its own norm, so the gradient turns.",
            "All arrays together are one vector: one norm, one factor for all of them.",
            _per_array,
        ),
        Mistake(
            "per-entry",
            "Every entry is limited on its own; this is clipping by value.",
            "Compute one factor and multiply every array by it.",
            _per_entry,
        ),
        Mistake(
            "always-scaled",
            "Short gradients are made longer: every gradient comes out with length max_norm.",
            "The factor must never exceed 1. What should happen when norm < max_norm?",
            _always_scaled,
        ),
        Mistake(
            "to-length-one",
            "Every gradient comes out with length 1: max_norm is not used.",
            "The longest length allowed is max_norm, and shorter gradients stay as they are.",
            _to_length_one,
        ),
        Mistake(
            "max-for-min",
            "Long gradients stay long, and short ones are made longer: the factor is at least 1.",
            "The factor must be at most 1.",
            _max_for_min,
        ),
        Mistake(
            "squared-norm",
            "The norm is squared: the root is missing.",
            "A single array [3, 4] has norm 5, not 25.",
            _squared,
        ),
        Mistake(
            "sum-of-norms",
            "The norms of the arrays are added; norms 3 and 4 give 5 together, not 7.",
            "Add the squares of all entries of all arrays, then take one root.",
            _sum_of_norms,
        ),
        Mistake(
            "absolute-sum",
            "This is the sum of absolute values (the 1-norm).",
            "The length of a vector is the root of the sum of its squares.",
            _absolute_sum,
        ),
        Mistake(
            "largest-norm",
            "The norm of the longest array is used as the norm of all.",
            "Arrays of norms 3 and 4 have the joint norm 5.",
            _largest_norm,
        ),
        Mistake(
            "first-norm",
            "The norm of the first array is used as the norm of all.",
            "All arrays together are one vector; every one adds its squares.",
            _first_norm,
        ),
        Mistake(
            "last-norm",
            "The norm of the last array is used as the norm of all.",
            "Does your sum start again with every array?",
            _last_norm,
        ),
        Mistake(
            "first-only",
            "Only the first array is clipped; the others come back as they were.",
            "Every array is multiplied by the factor.",
            _first_only,
        ),
        Mistake(
            "norm-afterwards",
            "The norm is measured after clipping; it can tell you nothing about the gradient.",
            "Return the norm that you computed before you scaled.",
            _norm_afterwards,
        ),
    ),
    hints=(
        "Imagine all arrays laid end to end as one long vector. How long is it?",
        "norm = root of the sum over all arrays of the sum of squared entries.",
        "Multiply every array by the same factor, the smaller of 1 and max_norm / norm. "
        "With norm 0 the factor is 1.",
    ),
)
