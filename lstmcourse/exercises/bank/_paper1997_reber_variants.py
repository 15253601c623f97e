"""Wrong answers to lab.reber_success, each with one defect."""

from __future__ import annotations

from typing import Any

import numpy as np


def _edges(outputs: Any, legal: Any) -> tuple[np.ndarray, np.ndarray]:
    """(weakest legal output, strongest other one) of every step."""
    weakest = np.where(legal, outputs, np.inf).min(axis=-1)
    return weakest, np.where(legal, -np.inf, outputs).max(axis=-1)


def _over(steps_right: Any, steps: Any, start: int = 0, stop: int = 0) -> np.ndarray:
    """Which strings are right in all steps from ``start`` up to ``stop`` before their end."""
    return np.array(
        [row[start : n - stop].all() for row, n in zip(steps_right, steps, strict=True)]
    )


def _result(right: np.ndarray) -> tuple[np.ndarray, bool]:
    return right, bool(right.all())


def _right(outputs, legal, steps) -> np.ndarray:
    weakest, strongest = _edges(outputs, legal)
    return _over(weakest > strongest, steps)


def top_is_legal(outputs, legal, steps):
    top = outputs.argmax(axis=-1)[..., None]
    return _result(_over(np.take_along_axis(legal, top, axis=-1)[..., 0], steps))


def two_largest(outputs, legal, steps):
    top = outputs.argsort(axis=-1)[..., -2:]
    found = np.take_along_axis(legal, top, axis=-1).sum(axis=-1)
    return _result(_over(found == legal.sum(axis=-1), steps))


def mean_of_others(outputs, legal, steps):
    weakest, _ = _edges(outputs, legal)
    others = np.where(legal, 0.0, outputs).sum(axis=-1) / (~legal).sum(axis=-1)
    return _result(_over(weakest > others, steps))


def bounded(outputs, legal, steps):
    weakest = np.where(legal, outputs, 1.0).min(axis=-1)
    strongest = np.where(legal, 0.0, outputs).max(axis=-1)
    return _result(_over(weakest > strongest, steps))


def tie_is_right(outputs, legal, steps):
    weakest, strongest = _edges(outputs, legal)
    return _result(_over(weakest >= strongest, steps))


def padding_counts(outputs, legal, steps):
    weakest, strongest = _edges(outputs, legal)
    return _result((weakest > strongest).all(axis=1))


def half(outputs, legal, steps):
    return _result(_over(((outputs > 0.5) == legal).all(axis=-1), steps))


def last_step(outputs, legal, steps):
    weakest, strongest = _edges(outputs, legal)
    return _result(_over(weakest > strongest, steps, stop=1))


def kept_alone(outputs, legal, steps):
    weakest, strongest = _edges(outputs, legal)
    good = weakest > strongest
    return _result(np.array([row[n - 2] for row, n in zip(good, steps, strict=True)]))


def first_step(outputs, legal, steps):
    weakest, strongest = _edges(outputs, legal)
    return _result(_over(weakest > strongest, steps, start=1))


def most_steps(outputs, legal, steps):
    weakest, strongest = _edges(outputs, legal)
    good = weakest > strongest
    share = np.array([row[:n].mean() for row, n in zip(good, steps, strict=True)])
    return _result(share > 0.5)


def any_string(outputs, legal, steps):
    right = _right(outputs, legal, steps)
    return right, bool(right.any())


def most_strings(outputs, legal, steps):
    right = _right(outputs, legal, steps)
    return right, bool(right.mean() > 0.5)


def mass(outputs, legal, steps):
    good = np.where(legal, outputs, 0.0).sum(axis=-1) > np.where(legal, 0.0, outputs).sum(axis=-1)
    return _result(_over(good, steps))


def upside_down(outputs, legal, steps):
    right = _right(outputs, legal, steps)
    return ~right, bool(right.all())
