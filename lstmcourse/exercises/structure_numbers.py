"""Structures in the numbers themselves: not finite, zero, whole, scaled, shifted, transposed.

Each function takes what was seen on the probes and returns a sentence or None.
"""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import Probe
from lstmcourse.exercises.values import FLOAT32_TOLERANCE, Leaf, distance, errors, same_shapes

CLOSE = FLOAT32_TOLERANCE
FEWEST_NUMBERS = 3  # two numbers have a common ratio too easily

Seen = list[tuple[Probe, list[Leaf], list[Leaf]]]
"""(probe, the answer's arrays, the right arrays), as many of the one as of the other."""


def _pairs(seen: Seen) -> list[tuple[Probe, Leaf, Leaf]]:
    return [(p, g, w) for p, got, want in seen for g, w in zip(got, want, strict=True)]


def not_finite(seen: Seen) -> str | None:
    for probe, got, want in _pairs(seen):
        bad = ~np.isfinite(np.asarray(got.array, dtype=float))
        if bad.any() and np.isfinite(want.array).all():
            index = tuple(int(i) for i in np.argwhere(bad)[0])
            value = float(got.array[index])
            place = f" at index {index}" if index else ""
            return f"{got.name} is {value}{place} on the probe “{probe.name}”."
    return None


def all_zero(seen: Seen) -> str | None:
    pairs = _pairs(seen)
    if all(not np.any(got.array) for _, got, _ in pairs) and any(
        np.any(want.array) for _, _, want in pairs
    ):
        return "Every number is zero."
    return None


def whole_numbers(seen: Seen) -> str | None:
    pairs = _pairs(seen)
    if any(np.any(want.array % 1) for _, _, want in pairs) and all(
        not np.any(np.asarray(got.array, dtype=float) % 1) for _, got, _ in pairs
    ):
        return "Every number is whole; the right ones are not. Were the digits cut off?"
    return None


def constant_ratio(seen: Seen) -> str | None:
    """Everything is c times the right answer, with one c, or with c made of a size such as T."""
    ratios, numbers = [], 0
    for probe, got, want in seen:
        if not same_shapes(got, want):
            return None
        if not want:  # empty lists on both sides: nothing to compare
            continue
        mine = np.concatenate([np.ravel(g.array).astype(float) for g in got])
        right = np.concatenate([np.ravel(w.array).astype(float) for w in want])
        numbers += right.size
        power = float(right @ right)
        if power == 0.0:
            continue
        ratio = float(mine @ right) / power
        if errors(mine, ratio * right).max(initial=0.0) > CLOSE or abs(ratio) < 1e-9:
            return None
        ratios.append((probe, ratio))
    if numbers < FEWEST_NUMBERS or not ratios:
        return None
    first = ratios[0][1]
    if all(abs(r - first) <= CLOSE * abs(first) for _, r in ratios):
        if abs(first + 1.0) <= CLOSE:
            return "Every number has the wrong sign; the sizes are right."
        if abs(first - 1.0) <= CLOSE:
            return None
        return f"Every number is exactly {first:.4g} times the right one."
    for letter in sorted(set.intersection(*(set(p.dims) for p, _ in ratios))):
        for word, factor in ((f"1/{letter} of", -1), (f"{letter} times", 1)):
            if all(abs(r / p.dims[letter] ** factor - 1.0) <= CLOSE for p, r in ratios):
                return f"Every number is exactly {word} the right one ({letter} is a size)."
    return None


def outputs_swapped(seen: Seen) -> str | None:
    names = [leaf.name for leaf in seen[0][2]]
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            if all(
                distance([got[i], got[j]], [want[j], want[i]]) <= CLOSE for _, got, want in seen
            ):
                return f"{names[i]} and {names[j]} are returned in each other's place."
    return None


def transposed(seen: Seen) -> str | None:
    for position, leaf in enumerate(seen[0][2]):
        matches = [(g[position].array, w[position].array) for _, g, w in seen]
        if matches and all(
            w.ndim == 2 and g.shape == w.shape[::-1] and errors(g, w.T).max(initial=0.0) <= CLOSE
            for g, w in matches
        ):
            if any(not np.array_equal(w, w.T) for _, w in matches):
                return f"{leaf.name} is the transpose of the right answer."
    return None


def columns_permuted(seen: Seen) -> str | None:
    """The right columns in another order. Probes on which columns look alike say nothing."""
    for position, leaf in enumerate(seen[0][2]):
        orders = [_column_order(g[position].array, w[position].array) for _, g, w in seen]
        if None in orders:
            continue
        telling = [order for order in orders if order and order != sorted(order)]
        if telling:
            return f"{leaf.name} has the right columns in another order: {telling[0]}."
    return None


def _column_order(got: np.ndarray, want: np.ndarray) -> list[int] | None:
    """Which right column each column is; [] where that cannot be told, None where none fits."""
    if want.ndim < 2 or want.shape[-1] < 2 or want.size // want.shape[-1] < 2:
        return []
    mine, right = got.reshape(-1, got.shape[-1]), want.reshape(-1, want.shape[-1])
    gap = np.abs(mine[:, :, None] - right[:, None, :]).max(axis=0)
    scale = max(float(np.abs(right).max()), 1e-300)
    if gap.min(axis=1).max() > CLOSE * scale:
        return None
    order = [int(k) for k in gap.argmin(axis=1)]
    return order if len(set(order)) == len(order) else []


def constant_offset(seen: Seen) -> str | None:
    offsets = []
    for _, got, want in _pairs(seen):
        if not want.array.size:
            continue
        gap = np.asarray(got.array, dtype=float) - want.array
        scale = max(float(np.abs(want.array).max()), 1.0)
        if np.ptp(gap) > CLOSE * scale:
            return None
        offsets.append(float(gap.mean()))
    if offsets and np.ptp(offsets) <= CLOSE and abs(offsets[0]) > CLOSE:
        return f"Every number is {offsets[0]:+.4g} away from the right one."
    return None
