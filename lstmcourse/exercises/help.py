"""Hints that escalate, and solutions that ask for one attempt first but never refuse."""

from __future__ import annotations

import inspect
import textwrap
from dataclasses import dataclass

from lstmcourse.exercises import store
from lstmcourse.exercises.display import Block, Shown
from lstmcourse.exercises.model import ChoiceExercise, CodeExercise, Exercise, NumericExercise


@dataclass(frozen=True, repr=False)
class Message(Shown):
    """A few lines, and code where there is some."""

    exercise: str
    lines: tuple[str, ...]
    code: str = ""
    headline: str = ""

    def blocks(self) -> list[Block]:
        blocks = [Block("head", self.headline, self.exercise)] if self.headline else []
        blocks += [Block("text", line) for line in self.lines]
        if self.code:
            blocks.append(Block("code", self.code))
        return blocks


def hint_message(exercise: Exercise, number: int | None) -> Message:
    """Hint ``number`` (from 1), or the one after the last one shown."""
    total = len(exercise.hints)
    if not total:
        return Message(exercise.id, ("This question has no hints.",), headline="Hint")
    record, problem = store.read(exercise.id)
    if number is None:
        number = min(record.hints + 1, total)
    elif not isinstance(number, int) or not 1 <= number <= total:
        line = f"Hints of {exercise.id} are numbered 1 to {total}; {number!r} was asked for."
        return Message(exercise.id, (line,), headline="Hint")
    if number > record.hints:
        record.hints = number
        problem = problem or store.write(record)
    lines = [exercise.hints[number - 1]]
    if number == total:
        lines.append(f"That was the last hint. solution({exercise.id!r}) shows the answer.")
    if problem:
        lines.append(problem)
    return Message(exercise.id, tuple(lines), headline=f"Hint {number} of {total}")


def solution_message(exercise: Exercise, anyway: bool) -> Message:
    """The solution, or, before the first attempt and the first time only, a request to try."""
    record, problem = store.read(exercise.id)
    first_time = not record.attempts and not record.solution_asked
    record.solution_asked += 1
    problem = problem or store.write(record)
    extra = (problem,) if problem else ()
    if first_time and not anyway:
        line = (
            "You have not tried this one yet. A wrong try teaches more than a right answer read. "
            f"Call solution({exercise.id!r}) again to see it all the same."
        )
        return Message(exercise.id, (line, *extra), headline="Solution")
    if isinstance(exercise, CodeExercise):
        code = textwrap.dedent(inspect.getsource(exercise.reference)).strip()
        line = "One right answer; others are as good:"
        return Message(exercise.id, (line, *extra), code=code, headline="Solution")
    if isinstance(exercise, NumericExercise):
        lines = (f"{exercise.answer:.6g}", exercise.because)
        return Message(exercise.id, lines + extra, headline="Solution")
    return Message(exercise.id, _choice_lines(exercise) + extra, headline="Solution")


def _choice_lines(exercise: ChoiceExercise) -> tuple[str, ...]:
    return tuple(
        f"{choice.letter}{' (right)' if choice.letter == exercise.right else ''}. "
        f"{choice.text} — {choice.explain}"
        for choice in exercise.choices
    )
