"""Every sentence the checker says, in one place, so that they can be read, tested, translated."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from lstmcourse.exercises.calling import text_of
from lstmcourse.exercises.model import CodeExercise, Exercise, Probe

RETURNS_NOTHING = "Your function returned nothing. If you have written it, its return is missing."
INTERRUPTED = "You stopped the check while your function was running. Does a loop in it ever end?"
INTERRUPTED_ELSEWHERE = "You stopped the check. Nothing was lost; call it again."
NOT_REPEATABLE = (
    "Called twice with the same arguments, your function gave two different answers. Does it keep "
    "something from one call to the next, or draw random numbers?"
)
GRADIENT_CHECK_FAILED = (
    "The values agree with the reference, but not with finite differences. Please report this."
)
FLOAT32 = (
    "Your answer is float32, so it was compared to 4 digits instead of 6. "
    "Check gradients in float64."
)
FLOATS_FOR_INTEGERS = (
    "The numbers are right, but they are floats; whoever indexes with them needs integers: "
    "astype(int)."
)
CHECKER_FAILED = "The checker could not grade this answer"
NO_NUMBER = "One number was expected"


def checker_failed(error: Exception) -> str:
    return (
        f"{CHECKER_FAILED} ({type(error).__name__}: {text_of(error)[:200]}). "
        "This is a fault of the course, not of yours; please report it with your answer."
    )


def coarse(error: float) -> str:
    return f"Your answer agrees to {error:.0e}; float64 can do better. Is something in it float32?"


def not_a_function(exercise_id: str, given: object) -> str:
    return (
        f"check({exercise_id!r}, …) takes the function itself, without parentheses after its name. "
        f"It was given {_short_type(given)}."
    )


def wrong_signature(
    function: Callable[..., Any], signature: inspect.Signature, wanted: Sequence[str]
) -> str:
    name = getattr(function, "__name__", "your function")
    return (
        f"The check calls {text_of(name)}({', '.join(wanted)}). "
        f"Yours takes {text_of(name)}{text_of(signature)}."
    )


def raised(error: str, text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else ""
    if error == "RecursionError":
        first = "it calls itself without end"
    if error == "SystemExit":
        first = "it asks Python to exit"
    return (
        f"Your function raised {error}: {first[:300]}"
        if first
        else f"Your function raised {error}."
    )


def runs_on_others(good: int, total: int) -> str:
    return f"It runs on {good} of {total} probes."


def unreadable(problem: str) -> str:
    return f"The answer cannot be read: {problem}"


def wrong_shape(name: str, shape: str) -> str:
    return (
        f"{name} has the wrong shape; it should be {shape}."
        if shape
        else f"{name} has the wrong shape."
    )


def changes_argument(name: str, is_list: bool) -> str:
    if is_list:
        return (
            f"Your function changes the arrays in its argument {name}. The caller still needs "
            f"them: make new ones ([2 * a for a in {name}]) or copy them first."
        )
    return (
        f"Your function changes its argument {name}. The caller still needs it: compute into "
        f"a new array ({name} = {name} * 2, not {name} *= 2) or copy it first."
    )


def wrong_value(place: str) -> str:
    if "[" not in place:
        return f"The number {place} is wrong."
    return f"The largest difference is at {place}."


def property_broken(name: str, problem: str) -> str:
    return f"A right answer has the property “{name}”: {problem}"


def on_probe(probe: Probe) -> str:
    sizes = ", ".join(f"{letter} = {size}" for letter, size in probe.dims.items())
    return f"Seen on the probe “{probe.name}”" + (f" ({sizes})." if sizes else ".")


def repeat_call(exercise_id: str, index: int, function: str) -> str:
    return f"from lstmcourse import probes\n{function}(*probes({exercise_id!r})[{index}].args)"


def prints(text: str) -> str:
    lines = text.strip().splitlines() or [""]
    more = f" (and {len(lines) - 1} more lines)" if len(lines) > 1 else ""
    return f"Your function prints: {lines[0][:120]}{more}"


def warns(text: str) -> str:
    return f"NumPy or Python warned: {text[:200]}"


def footer(exercise: CodeExercise, status: str, count: int) -> str:
    stuck = _stuck(exercise)
    if status == "not attempted":
        return f"Write the function, then run this cell again. {stuck}"
    # The full names work wherever a page has imported lstmcourse, as each one does.
    number = f"{count} probe{'' if count == 1 else 's'}"
    checked = f"Checked on {number}; see them with lstmcourse.probes({exercise.id!r})."
    if status == "correct":
        return checked
    return f"{checked} {stuck}" if count else stuck


def not_a_number(given: object) -> str:
    return f"{NO_NUMBER}; this was {_short_type(given)}."


def not_a_letter(given: object, letters: Sequence[str]) -> str:
    quoted = ", ".join(repr(letter) for letter in letters)
    return f"One of the letters {quoted} was expected; this was {_short_type(given)}."


def no_feedback(answer: float) -> str:
    return f"{answer:.6g} is not the number."


def nothing_to_see(exercise: Exercise) -> str:
    return f"Answer with check({exercise.id!r}, …). {_stuck(exercise)}"


def _stuck(exercise: Exercise) -> str:
    return f"Stuck? lstmcourse.hint({exercise.id!r})"


def unknown_id(given: object, nearest: Sequence[str]) -> str:
    shown = repr(given) if isinstance(given, str) else _short_type(given)
    start = f"There is no exercise called {shown[:80]}."
    if not nearest:
        return f"{start} catalogue() lists them all."
    return f"{start} Did you mean {' or '.join(repr(n) for n in nearest)}? catalogue() lists all."


def _short_type(given: object) -> str:
    if isinstance(given, bool | int | float | str):
        return f"{type(given).__name__} {text_of(repr(given))[:60]}"
    return f"an object of type {type(given).__name__}"
