"""What the pipeline sees in an answer: the worst entry, a changed argument, prints and warnings."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstmcourse.exercises import messages as say
from lstmcourse.exercises.calling import Outcome
from lstmcourse.exercises.diagnosis import Answer
from lstmcourse.exercises.model import CodeExercise
from lstmcourse.exercises.values import Leaf, errors


def worst_entry(got: list[Leaf], want: list[Leaf], entrywise: bool) -> tuple[str, str, str]:
    """Where the error is largest, what was expected there and what was given, to 4 digits."""
    found = []
    for mine, right in zip(got, want, strict=True):
        if right.array.size:
            error = errors(mine.array, right.array, entrywise)
            at = np.unravel_index(int(error.argmax()), error.shape)
            found.append((float(error[at]), mine, right, tuple(int(i) for i in at)))
    _, mine, right, at = max(found, key=lambda entry: entry[0])
    place = f"{mine.name}{list(at)}" if at else mine.name
    return place, *_digits(float(right.array[at]), float(mine.array[at]))


def _digits(expected: float, given: float) -> tuple[str, str]:
    """Both numbers with 4 significant digits, or as many more as they need to differ."""
    for digits in range(4, 17):
        texts = f"{expected:.{digits}g}", f"{given:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def unchanged(before: Any, after: Any) -> bool:
    """True where arrays, and arrays in tuples, lists and dicts, are as they were.

    Other objects are not looked into.
    """
    if isinstance(before, np.ndarray):
        return (
            isinstance(after, np.ndarray)
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind == "f")
        )
    if isinstance(before, tuple | list):
        return len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(unchanged(before[k], after[k]) for k in before)
    return True


def is_empty(exercise: CodeExercise, answer: Answer) -> bool:
    """True where the body is still ``...``: nothing raised and nothing returned."""
    value = answer.outcome.value
    if answer.outcome.raised or (exercise.observe is not None and answer.leaves is not None):
        return False
    if type(value) is tuple and value:
        return all(item is None or item is ... for item in value)
    return value is None or value is ...


def side_effects(outcomes: list[Outcome]) -> list[str]:
    """Notes on what the function printed and on the first warning."""
    notes = []
    printed = next((o.printed for o in outcomes if o.printed), "")
    if printed:
        notes.append(say.prints(printed))
    warned = next((o.warned for o in outcomes if o.warned), ())
    if warned:
        notes.append(say.warns(warned[0]))
    return notes


def shown_name(function: Any) -> str:
    """The function's name where it is one that can be typed, else "your_function"."""
    name = getattr(function, "__name__", "")
    return name if isinstance(name, str) and name.isidentifier() else "your_function"
