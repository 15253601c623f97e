"""What a notebook calls: check, hint, solution, probes, progress, catalogue, forget."""

from __future__ import annotations

import difflib
import time
from dataclasses import replace
from typing import Any

import numpy as np

from lstmcourse.exercises import messages as say
from lstmcourse.exercises import store
from lstmcourse.exercises.bank import exercises
from lstmcourse.exercises.calling import text_of
from lstmcourse.exercises.help import Message, hint_message, solution_message
from lstmcourse.exercises.model import CodeExercise, Exercise, NumericExercise, Probe
from lstmcourse.exercises.overview import Catalogue, Progress
from lstmcourse.exercises.pipeline import DEFAULT_SEED, grade_code
from lstmcourse.exercises.quick import grade_choice, grade_number
from lstmcourse.exercises.report import NOT_ATTEMPTED, RAISED, Finding, Report


def check(exercise: str, answer: Any = None) -> Report:
    """Grade an answer and say what is wrong with it.

    exercise: the id, such as ``"rnn.step"``; ``catalogue()`` lists them.
    answer: the function you wrote, a number, or the letter of a choice.

    Returns a Report that shows itself. It never raises, whatever the answer does; it leaves the
    global random state as it was; interrupting it works and says so.
    Explained in: book/how-to-use.
    """
    started = time.process_time()
    try:
        found = _find(exercise)
        if found is None:
            return Report(_shown_id(exercise), RAISED, findings=(_unknown(exercise),))
        report = grade(found, answer)
        problem = ""
        if report.status != NOT_ATTEMPTED:
            mistake = report.mistake.id if report.mistake else None
            problem = store.record_attempt(found.id, report.status, mistake)
        notes = report.notes + ((problem,) if problem else ())
        return replace(report, notes=notes, seconds=time.process_time() - started)
    except KeyboardInterrupt:
        finding = Finding(say.INTERRUPTED_ELSEWHERE)
        return Report(_shown_id(exercise), RAISED, findings=(finding,))
    except Exception as error:  # an answer so strange that the checker itself trips over it
        finding = Finding(say.checker_failed(error))
        return Report(_shown_id(exercise), RAISED, findings=(finding,))


def grade(exercise: Exercise, answer: Any, seed: int = DEFAULT_SEED) -> Report:
    """Grade without keeping progress. seed: which probes."""
    if isinstance(exercise, CodeExercise):
        return grade_code(exercise, answer, seed)
    if isinstance(exercise, NumericExercise):
        return grade_number(exercise, answer)
    return grade_choice(exercise, answer)


def hint(exercise: str, number: int | None = None) -> Message:
    """The next hint, a little more telling each time; or hint ``number``, counted from 1."""
    found = _find(exercise)
    if found is None:
        return Message(_shown_id(exercise), (_unknown(exercise).what,))
    return hint_message(found, number)


def solution(exercise: str, *, anyway: bool = False) -> Message:
    """The solution. Without an attempt it asks for one first; asked again, it answers."""
    found = _find(exercise)
    if found is None:
        return Message(_shown_id(exercise), (_unknown(exercise).what,))
    return solution_message(found, anyway)


def probes(exercise: str) -> list[Probe]:
    """The arguments on which ``check`` compares an answer; nothing is hidden.

    Raises LookupError for an unknown id and ValueError for a question that has no probes.
    """
    found = _find(exercise)
    if found is None:
        raise LookupError(_unknown(exercise).what)
    if not isinstance(found, CodeExercise):
        raise ValueError(f"{found.id} is answered with a {found.kind}; it has no probes")
    return list(found.probes(np.random.default_rng(DEFAULT_SEED)))


def catalogue() -> Catalogue:
    """All exercises with page, kind and where you stand."""
    records, problems = store.read_all(list(exercises()))
    return Catalogue(tuple(exercises().values()), tuple(records), tuple(problems))


def progress() -> Progress:
    """Where you stand, page by page. Kept on this computer alone; ``forget()`` deletes it."""
    records, problems = store.read_all(list(exercises()))
    return Progress(tuple(exercises().values()), tuple(records), tuple(problems))


def forget(exercise: str | None = None) -> Message:
    """Delete what is kept of one exercise, or of all.

    Raises LookupError for an unknown id, so that a slip of the pen deletes nothing.
    """
    if exercise is not None and _find(exercise) is None:
        raise LookupError(_unknown(exercise).what)
    gone = store.delete(exercise)
    return Message(exercise or "progress", (f"{gone} file{'' if gone == 1 else 's'} deleted.",))


def _find(exercise: object) -> Exercise | None:
    return exercises().get(exercise.strip()) if isinstance(exercise, str) else None


def _unknown(exercise: object) -> Finding:
    known = list(exercises())
    nearest: list[str] = []
    if isinstance(exercise, str):
        short = {name.split(".")[-1]: name for name in known}
        nearest = difflib.get_close_matches(exercise[:80], known, n=3, cutoff=0.7)
        for name in difflib.get_close_matches(exercise[:80].split(".")[-1], short, n=3, cutoff=0.6):
            if short[name] not in nearest:
                nearest.append(short[name])
    return Finding(say.unknown_id(exercise, nearest[:3]))


def _shown_id(exercise: object) -> str:
    return text_of(exercise)[:80] if isinstance(exercise, str) else type(exercise).__name__
