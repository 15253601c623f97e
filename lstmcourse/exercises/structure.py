"""What a wrong answer looks like when no known mistake fits: sign, ratio, transpose, time step.

Each function looks for one structure and returns a sentence or None. They describe what is seen;
they do not claim a cause.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from lstmcourse.exercises.calling import call
from lstmcourse.exercises.diagnosis import Answer, answer_on, observed
from lstmcourse.exercises.model import CodeExercise, Probe
from lstmcourse.exercises.values import FLOAT32_TOLERANCE, Leaf, distance, errors

CLOSE = FLOAT32_TOLERANCE
MOST_SENTENCES = 3
MOST_ENTRIES = 100_000  # larger answers have the wrong shape anyway; looking into them is slow


def structural_findings(
    exercise: CodeExercise,
    function: Callable[..., Any],
    probes: list[Probe],
    answers: list[Answer],
    wanted: list[Answer],
) -> list[str]:
    """Up to three sentences about the structure of a wrong answer, most telling first."""
    shown = [
        (probe, answer.leaves, want.leaves)
        for probe, answer, want in zip(probes, answers, wanted, strict=True)
        if answer.leaves is not None
        and want.leaves is not None
        and len(answer.leaves) == len(want.leaves)
        and all(leaf.array.size <= MOST_ENTRIES for leaf in answer.leaves)
    ]
    # Lists of arrays may differ in length from probe to probe; compare those of one length.
    shown = [entry for entry in shown if len(entry[2]) == len(shown[0][2])]
    if not shown:
        return []
    sentences: list[str] = []
    for look in (
        _not_finite,
        _all_zero,
        _whole_numbers,
        _constant_ratio,
        _outputs_swapped,
        _transposed,
    ):
        sentence = look(shown)
        if sentence:
            return [sentence]
    same_shape = [entry for entry in shown if _same_shapes(entry[1], entry[2])]
    if same_shape:
        for look in (_columns_permuted, _constant_offset, _right_for_one_step):
            sentences.append(look(same_shape) or "")
        sentences.append(_in_time(exercise, same_shape) or "")
        sentences.append(_only_some_outputs(same_shape) or "")
    sentences.append(_ignored_arguments(exercise, function, probes, answers, wanted) or "")
    return [sentence for sentence in sentences if sentence][:MOST_SENTENCES]


Seen = list[tuple[Probe, list[Leaf], list[Leaf]]]


def _same_shapes(got: list[Leaf], want: list[Leaf]) -> bool:
    return [g.array.shape for g in got] == [w.array.shape for w in want]


def _pairs(seen: Seen) -> list[tuple[Probe, Leaf, Leaf]]:
    return [(p, g, w) for p, got, want in seen for g, w in zip(got, want, strict=False)]


def _not_finite(seen: Seen) -> str | None:
    for probe, got, want in _pairs(seen):
        bad = ~np.isfinite(np.asarray(got.array, dtype=float))
        if bad.any() and np.isfinite(want.array).all():
            index = tuple(int(i) for i in np.argwhere(bad)[0])
            value = float(got.array[index])
            return f"{got.name} is {value} at index {index} on the probe “{probe.name}”."
    return None


def _all_zero(seen: Seen) -> str | None:
    pairs = _pairs(seen)
    if all(not np.any(got.array) for _, got, _ in pairs) and any(
        np.any(want.array) for _, _, want in pairs
    ):
        return "Every number is zero."
    return None


def _whole_numbers(seen: Seen) -> str | None:
    pairs = _pairs(seen)
    if any(np.any(want.array % 1) for _, _, want in pairs) and all(
        not np.any(np.asarray(got.array, dtype=float) % 1) for _, got, _ in pairs
    ):
        return "Every number is whole; the right ones are not. Were the digits cut off?"
    return None


def _constant_ratio(seen: Seen) -> str | None:
    """Everything is c times the right answer, with one c, or with c made of a size such as T."""
    ratios = []
    for probe, got, want in seen:
        if not _same_shapes(got, want):
            return None
        mine = np.concatenate([np.ravel(g.array).astype(float) for g in got])
        right = np.concatenate([np.ravel(w.array).astype(float) for w in want])
        power = float(right @ right)
        if power == 0.0:
            continue
        ratio = float(mine @ right) / power
        if errors(mine, ratio * right).max(initial=0.0) > CLOSE or abs(ratio) < 1e-9:
            return None
        ratios.append((probe, ratio))
    if not ratios:
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


def _outputs_swapped(seen: Seen) -> str | None:
    names = [leaf.name for leaf in seen[0][2]]
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            if all(
                len(got) == len(want) and distance([got[i], got[j]], [want[j], want[i]]) <= CLOSE
                for _, got, want in seen
            ):
                return f"{names[i]} and {names[j]} are returned in each other's place."
    return None


def _transposed(seen: Seen) -> str | None:
    for position, leaf in enumerate(seen[0][2]):
        matches = [(g[position].array, w[position].array) for _, g, w in seen if len(g) == len(w)]
        if matches and all(
            w.ndim == 2 and g.shape == w.shape[::-1] and errors(g, w.T).max(initial=0.0) <= CLOSE
            for g, w in matches
        ):
            if any(not np.array_equal(w, w.T) for _, w in matches):
                return f"{leaf.name} is the transpose of the right answer."
    return None


def _columns_permuted(seen: Seen) -> str | None:
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


def _constant_offset(seen: Seen) -> str | None:
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


def _right_for_one_step(seen: Seen) -> str | None:
    with_time = [(p.dims["T"], got, want) for p, got, want in seen if "T" in p.dims]
    short = [(g, w) for steps, g, w in with_time if steps == 1]
    long = [(g, w) for steps, g, w in with_time if steps > 1]
    if not short or not long:
        return None
    if all(distance(g, w) <= CLOSE for g, w in short) and all(
        distance(g, w) > CLOSE for g, w in long
    ):
        return "It is right for a sequence of one step and wrong for longer ones."
    return None


def _in_time(exercise: CodeExercise, seen: Seen) -> str | None:
    """Which time steps of an output with a T axis are wrong, the same on every long probe."""
    for position, out in enumerate(exercise.returns):
        if "T" not in out.axes:
            continue
        axis = out.axes.index("T")
        patterns = set()
        for _, got, want in seen:
            if len(got) != len(exercise.returns) or want[position].array.ndim != len(out.axes):
                return None
            wrong = errors(got[position].array, want[position].array) > CLOSE
            wrong = wrong.any(axis=tuple(a for a in range(wrong.ndim) if a != axis))
            if wrong.size > 2:
                patterns.add(_time_pattern(wrong))
        if len(patterns) == 1 and (pattern := patterns.pop()):
            return f"{out.name} is {pattern}."
    return None


def _time_pattern(wrong: np.ndarray) -> str:
    if wrong[0] and not wrong[1:].any():
        return "wrong at the first time step only"
    if wrong[-1] and not wrong[:-1].any():
        return "wrong at the last time step only"
    if not wrong[0] and wrong[1:].all():
        return "right at the first time step and wrong from the second on"
    if not wrong[-1] and wrong[:-1].all():
        return "right at the last time step and wrong at all earlier ones"
    return ""


def _only_some_outputs(seen: Seen) -> str | None:
    names = [leaf.name for leaf in seen[0][2]]
    if len(names) < 2 or any(len(want) != len(names) for _, _, want in seen):
        return None
    wrong = [
        any(errors(g[i].array, w[i].array).max(initial=0.0) > CLOSE for _, g, w in seen)
        for i in range(len(names))
    ]
    if all(wrong) or not any(wrong):
        return None
    right_names = ", ".join(n for n, bad in zip(names, wrong, strict=True) if not bad)
    wrong_names = ", ".join(n for n, bad in zip(names, wrong, strict=True) if bad)
    return f"Right: {right_names}. Wrong: {wrong_names}."


def _ignored_arguments(
    exercise: CodeExercise,
    function: Callable[..., Any],
    probes: list[Probe],
    answers: list[Answer],
    wanted: list[Answer],
) -> str | None:
    """Arguments that change the right answer but not this one."""
    probe, answer, want = probes[0], answers[0], wanted[0]
    if answer.leaves is None or exercise.observe is not None:
        return None
    ignored = []
    for position, name in enumerate(exercise.parameters):
        changed = _nudged(probe, position)
        if changed is None:
            continue
        right = call(exercise.reference, changed)
        if (
            right.raised
            or distance(
                answer_on(exercise, right, observed(exercise, right)).leaves or [],
                want.leaves or [],
            )
            <= CLOSE
        ):
            continue
        mine = answer_on(exercise, call(function, changed), observed(exercise, right))
        if mine.leaves is not None and distance(mine.leaves, answer.leaves) == 0.0:
            ignored.append(name)
    if not ignored:
        return None
    return f"Your answer does not depend on {' or '.join(ignored)}; the right one does."


def _nudged(probe: Probe, position: int) -> Probe | None:
    """The probe with one floating-point array argument scaled and shifted."""
    args = list(copy.deepcopy(probe.args))
    value = args[position]
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f" or not value.size:
        return None
    args[position] = 0.7 * value + 0.1
    return Probe(probe.name, tuple(args), probe.dims)
