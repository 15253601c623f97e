"""Name a mistake: find the one known-wrong variant that gives exactly the learner's numbers.

Runs only after an answer has failed, so a right answer by another route is never accused.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstmcourse.exercises.calling import Outcome, call_own
from lstmcourse.exercises.model import CodeExercise, Mistake, Probe
from lstmcourse.exercises.values import (
    Leaf,
    NotArraysError,
    distance,
    flatten,
    same_shapes,
    tolerance_for,
)


@dataclass(frozen=True)
class Answer:
    """What a function gave on one probe: arrays, or an error, or something that is neither."""

    outcome: Outcome
    leaves: list[Leaf] | None = None
    unreadable: str = ""


def answer_on(exercise: CodeExercise, outcome: Outcome, like: object) -> Answer:
    """Read an outcome as named arrays. like: what the reference returned on the same probe."""
    if outcome.raised:
        return Answer(outcome)
    value = outcome.value
    try:
        if exercise.observe is not None:
            value = exercise.observe(outcome.args_after, value)
        return Answer(outcome, leaves=flatten(value, exercise.returns, like))
    except NotArraysError as problem:
        return Answer(outcome, unreadable=str(problem))
    except Exception as problem:  # observe() met an object it did not expect
        return Answer(outcome, unreadable=f"the result cannot be read ({type(problem).__name__})")


def observed(exercise: CodeExercise, outcome: Outcome) -> object:
    """What counts as the result of a call that did not raise."""
    if exercise.observe is not None:
        return exercise.observe(outcome.args_after, outcome.value)
    return outcome.value


def named_mistake(
    exercise: CodeExercise, probes: list[Probe], answers: list[Answer], wanted: list[Answer]
) -> Mistake | None:
    """The known mistake that agrees with the answers on all probes, if there is exactly one.

    A probe on which the answer is not finite (0 divided by 0, say) speaks for a variant that is not
    finite at the same places, and is left out for all others, so that one such probe does not hide
    a mistake that shows on the rest. Variants declared to be the same count as one. None where
    nothing or more than one fits.
    """
    spoilt = [_spoilt(answer, want) for answer, want in zip(answers, wanted, strict=True)]
    fitting = [m for m in exercise.mistakes if _fits(exercise, m, probes, answers, wanted, spoilt)]
    if not fitting:
        return None
    first = fitting[0]
    if all(other.id in first.same_as or first.id in other.same_as for other in fitting[1:]):
        return first
    return None


def _fits(
    exercise: CodeExercise,
    mistake: Mistake,
    probes: list[Probe],
    answers: list[Answer],
    wanted: list[Answer],
    spoilt: list[bool],
) -> bool:
    # telling: answer and variant fail alike, or err alike. Alike in what is not finite (nan at the
    # same places) tells less: it counts only where no probe was left out.
    compared, left_out, telling, nan_alike = 0, 0, False, False
    for probe, answer, want, blown in zip(probes, answers, wanted, spoilt, strict=True):
        variant = variant_answer(exercise, mistake, probe, want)
        if answer.leaves is None or variant.leaves is None:
            if answer.leaves is not variant.leaves:  # one gave arrays, the other did not
                return False
            telling = True
            continue
        if not same_shapes(answer.leaves, variant.leaves):
            return False
        tolerance = tolerance_for(answer.leaves)
        off = distance(answer.leaves, variant.leaves, exercise.entrywise, enough=tolerance)
        if off > tolerance:
            if not blown:
                return False
            left_out += 1
            continue
        compared += 1
        if blown:
            nan_alike = True
        else:
            telling = telling or distance(answer.leaves, want.leaves or []) > tolerance
    return compared > 0 and (telling or (nan_alike and not left_out))


def variant_answer(exercise: CodeExercise, mistake: Mistake, probe: Probe, want: Answer) -> Answer:
    """What the known mistake answers on a probe, read as the right answer ``want`` is."""
    outcome = call_own(mistake.variant, probe)
    return answer_on(exercise, outcome, observed(exercise, want.outcome))


def _spoilt(answer: Answer, want: Answer) -> bool:
    """True where the answer has the right shapes and is not finite although it should be."""
    if not same_shapes(answer.leaves or [], want.leaves or []):
        return False  # it may also be too large to look at
    return not _finite(answer.leaves or []) and _finite(want.leaves or [])


def _finite(leaves: list[Leaf]) -> bool:
    return all(np.isfinite(leaf.array).all() for leaf in leaves)
