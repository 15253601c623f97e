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
from lstmcourse.exercises.structure_numbers import (
    CLOSE,
    Seen,
    all_zero,
    columns_permuted,
    constant_offset,
    constant_ratio,
    not_finite,
    outputs_swapped,
    transposed,
    whole_numbers,
)
from lstmcourse.exercises.values import distance, errors, same_shapes

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
        not_finite,
        all_zero,
        whole_numbers,
        constant_ratio,
        outputs_swapped,
        transposed,
    ):
        sentence = look(shown)
        if sentence:
            return [sentence]
    alike = [entry for entry in shown if same_shapes(entry[1], entry[2])]
    if alike:
        for look in (columns_permuted, constant_offset, _right_for_one_step):
            sentences.append(look(alike) or "")
        sentences.append(_in_time(exercise, alike) or "")
        sentences.append(_only_some_outputs(alike) or "")
    sentences.append(_ignored_arguments(exercise, function, probes, answers, wanted) or "")
    return [sentence for sentence in sentences if sentence][:MOST_SENTENCES]


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
    if any(leaf.array.dtype.kind != "f" for leaf in want.leaves or []):
        return None  # an index or a count may well stay the same when an argument moves a little
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
