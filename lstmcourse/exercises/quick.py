"""Grade quick questions: a number with feedback for its value or range, or a letter."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises import messages as say
from lstmcourse.exercises.model import ChoiceExercise, NumericExercise
from lstmcourse.exercises.report import (
    CORRECT,
    NOT_ATTEMPTED,
    WRONG_SHAPE,
    WRONG_VALUES,
    Finding,
    NamedMistake,
    Report,
    Stage,
)
from lstmcourse.exercises.values import NotArraysError, to_array


def grade_number(exercise: NumericExercise, answer: object) -> Report:
    """Grade a number. Numbers, 0-d arrays and tensors, and arrays of one entry are read."""
    if answer is None or answer is ...:
        return _report(exercise, NOT_ATTEMPTED, [exercise.task])
    try:
        array = to_array(answer, limit=1_000)
    except NotArraysError:
        array = np.zeros(0)
    except BaseException:  # a hostile object
        array = np.zeros(0)
    if array.size != 1 or array.dtype.kind == "b":
        return _report(exercise, WRONG_SHAPE, [say.not_a_number(answer)])
    number = float(array.reshape(()))
    if abs(number - exercise.answer) <= exercise.tolerance * max(abs(exercise.answer), 1e-12):
        return _report(exercise, CORRECT, [exercise.because])
    exact = [f for f in exercise.feedback if f.value is not None]
    ranges = [f for f in exercise.feedback if f.value is None]
    for feedback in exact + ranges:
        if feedback.applies(number, exercise.tolerance):
            named = NamedMistake(feedback.id, feedback.sentence)
            return _report(exercise, WRONG_VALUES, [], named)
    return _report(exercise, WRONG_VALUES, [say.no_feedback(number)])


def grade_choice(exercise: ChoiceExercise, answer: object) -> Report:
    """Grade a letter, upper or lower case, with or without spaces around it."""
    if answer is None or answer is ...:
        lines = [exercise.task] + [f"{c.letter}. {c.text}" for c in exercise.choices]
        return _report(exercise, NOT_ATTEMPTED, lines)
    letters = [choice.letter for choice in exercise.choices]
    wanted = answer.strip().lower() if isinstance(answer, str) else None
    if wanted not in letters:
        return _report(exercise, WRONG_SHAPE, [say.not_a_letter(answer, letters)])
    choice = exercise.choices[letters.index(wanted)]
    if choice.letter == exercise.right:
        return _report(exercise, CORRECT, [choice.explain])
    return _report(exercise, WRONG_VALUES, [], NamedMistake(choice.letter, choice.explain))


def _report(
    exercise: NumericExercise | ChoiceExercise,
    status: str,
    lines: list[str],
    mistake: NamedMistake | None = None,
) -> Report:
    form = status not in (NOT_ATTEMPTED, WRONG_SHAPE)
    stages = (Stage("form", form), Stage("answer", status == CORRECT if form else None))
    right = status in (CORRECT, WRONG_SHAPE)
    return Report(
        exercise=exercise.id,
        title=exercise.title,
        status=status,
        stages=() if status == NOT_ATTEMPTED else stages,
        findings=tuple(Finding(line) for line in lines),
        mistake=mistake,
        footer="" if right else say.nothing_to_see(exercise),
    )
