"""Generated for every exercise of the bank. A new exercise gets all of this for free."""

import re

import numpy as np
import pytest

from exercises.bank_tools import (
    SEEDS,
    all_styles,
    code_exercises,
    foreign_mistakes,
    hand_written_styles,
    quick_questions,
)
from lstmcourse.exercises import diagnosis
from lstmcourse.exercises.api import grade
from lstmcourse.exercises.bank import exercises
from lstmcourse.exercises.calling import call
from lstmcourse.exercises.diagnosis import answer_on, observed, variant_answer
from lstmcourse.exercises.model import ChoiceExercise, NumericExercise
from lstmcourse.exercises.values import distance

CODE = [pytest.param(e, id=e.id) for e in code_exercises()]
MISTAKES = [pytest.param(e, m, id=f"{e.id}-{m.id}") for e in code_exercises() for m in e.mistakes]
STYLES = [
    pytest.param(e, name, function, id=f"{e.id}-{name}")
    for e in code_exercises()
    for name, function in all_styles(e).items()
]
FOREIGN = [
    pytest.param(e, function, id=f"{e.id}-{name}")
    for e in code_exercises()
    for name, function in foreign_mistakes(e).items()
]
QUICK = [pytest.param(e, id=e.id) for e in quick_questions()]


@pytest.mark.parametrize("exercise", CODE)
def test_the_reference_passes_on_every_seed(exercise):
    for seed in SEEDS:
        report = grade(exercise, exercise.reference, seed)
        assert report.status == "correct", f"seed {seed}\n{report}"
        assert report.passed == report.total


class Remembered:
    """``variant_answer`` with a memory.

    To name one mistake, the checker runs the variants of all of them. For the next mistake of the
    same exercise it would run them all again, on the same probes.
    """

    def __init__(self):
        self.exercise, self.seed, self.answers = "", 0, {}

    def at(self, exercise: str, seed: int) -> None:
        if exercise != self.exercise:
            self.answers.clear()
        self.exercise, self.seed = exercise, seed

    def __call__(self, exercise, mistake, probe, want):
        key = (mistake.id, self.seed, probe.name)
        if key not in self.answers:
            self.answers[key] = variant_answer(exercise, mistake, probe, want)
        return self.answers[key]


MEMORY = Remembered()


@pytest.fixture
def remembered(monkeypatch):
    monkeypatch.setattr(diagnosis, "variant_answer", MEMORY)
    return MEMORY


@pytest.mark.parametrize("exercise, mistake", MISTAKES)
def test_every_known_mistake_is_rejected_and_named_on_every_seed(exercise, mistake, remembered):
    accepted_names = {mistake.id, *mistake.same_as}
    for seed in SEEDS:
        remembered.at(exercise.id, seed)
        report = grade(exercise, mistake.variant, seed)
        assert report.status not in ("correct", "not attempted"), f"seed {seed}\n{report}"
        named = report.mistake.id if report.mistake else None
        assert named in accepted_names, f"seed {seed}: named {named}\n{report}"


@pytest.mark.parametrize("exercise", CODE)
def test_any_two_mistakes_are_told_apart_or_declared_equal(exercise):
    for seed in range(5):
        probes = exercise.probes(np.random.default_rng(seed))
        wanted = [call(exercise.reference, probe) for probe in probes]
        likes = [observed(exercise, outcome) for outcome in wanted]

        def answers(function, probes=probes, likes=likes):
            return [
                answer_on(exercise, call(function, probe), like)
                for probe, like in zip(probes, likes, strict=True)
            ]

        given = {m.id: answers(m.variant) for m in exercise.mistakes}
        for i, first in enumerate(exercise.mistakes):
            for second in exercise.mistakes[i + 1 :]:
                apart = any(
                    (a.leaves is None) != (b.leaves is None)
                    or (
                        a.leaves is not None
                        and distance(a.leaves, b.leaves, exercise.entrywise) > 1e-2
                    )
                    for a, b in zip(given[first.id], given[second.id], strict=True)
                )
                equal = second.id in first.same_as or first.id in second.same_as
                assert apart != equal, f"{first.id} and {second.id}, seed {seed}"


@pytest.mark.parametrize("exercise, name, function", STYLES)
def test_right_answers_in_other_styles_pass(exercise, name, function):
    for seed in range(5):
        report = grade(exercise, function, seed)
        assert report.status == "correct", f"{name}, seed {seed}\n{report}"


@pytest.mark.parametrize("exercise", CODE)
def test_at_least_five_styles_of_which_two_are_written_by_hand(exercise):
    assert len(hand_written_styles().get(exercise.id, {})) >= 2
    if exercise.observe is None:
        assert len(all_styles(exercise)) >= 5


@pytest.mark.parametrize("exercise, function", FOREIGN)
def test_a_wrong_answer_from_outside_the_bank_gets_no_wrong_name(exercise, function):
    for seed in range(5):
        report = grade(exercise, function, seed)
        assert report.status in ("wrong values", "wrong shape or type"), str(report)
        assert report.mistake is None, f"seed {seed}: named {report.mistake.id}"


@pytest.mark.parametrize("exercise", CODE)
def test_probes_are_the_same_for_the_same_seed_and_small(exercise):
    first = exercise.probes(np.random.default_rng(3))
    second = exercise.probes(np.random.default_rng(3))
    assert [p.name for p in first] == [p.name for p in second]
    assert len({p.name for p in first}) == len(first)
    for one, two in zip(first, second, strict=True):
        for a, b in zip(one.args, two.args, strict=True):
            if isinstance(a, np.ndarray):
                assert np.array_equal(a, b)
                assert a.size <= 2_000


@pytest.mark.parametrize("exercise", CODE)
def test_an_exercise_is_complete(exercise):
    assert len(exercise.mistakes) >= 4
    assert len(exercise.hints) >= 3
    assert len({m.id for m in exercise.mistakes}) == len(exercise.mistakes)
    names = {m.id for m in exercise.mistakes}
    for mistake in exercise.mistakes:
        assert set(mistake.same_as) <= names
        assert mistake.sentence.endswith(".") and mistake.fix.endswith((".", "?"))
        assert len(mistake.sentence) > 15 and len(mistake.fix) > 15
    assert exercise.reference.__doc__ is None or exercise.reference.__doc__.strip()
    assert re.match(rf"^Write {exercise.reference.__name__}\(", exercise.task), exercise.task
    for name in exercise.parameters:
        assert name in exercise.task


@pytest.mark.parametrize("exercise", CODE)
def test_the_solution_shown_is_right_by_itself(exercise):
    """What ``solution`` prints runs with ``np`` alone and is correct."""
    from lstmcourse import solution

    code = solution(exercise.id, anyway=True).code
    scope = {"np": np}
    exec(compile(code, "solution", "exec"), scope)
    report = grade(exercise, scope[exercise.reference.__name__])
    assert report.status == "correct", str(report)


@pytest.mark.parametrize("exercise", QUICK)
def test_quick_questions(exercise):
    if isinstance(exercise, NumericExercise):
        assert grade(exercise, exercise.answer).status == "correct"
        assert len(exercise.feedback) >= 2
        for feedback in exercise.feedback:
            if feedback.value is not None:
                report = grade(exercise, feedback.value)
                assert report.status == "wrong values" and report.mistake.id == feedback.id
            else:
                low = feedback.low if np.isfinite(feedback.low) else feedback.high - 1e3
                high = feedback.high if np.isfinite(feedback.high) else feedback.low + 1e3
                inside = np.linspace(low, high, 41)[1:-1]
                named = {r.mistake.id for x in inside if (r := grade(exercise, x)).mistake}
                assert feedback.id in named
    else:
        assert isinstance(exercise, ChoiceExercise)
        letters = [choice.letter for choice in exercise.choices]
        assert letters == list("abcdef"[: len(letters)]) and len(letters) >= 3
        for choice in exercise.choices:
            assert len(choice.explain) > 15
            status = grade(exercise, choice.letter).status
            assert status == ("correct" if choice.letter == exercise.right else "wrong values")


def test_the_bank_is_as_large_as_promised():
    part_one = [e for e in exercises().values() if e.id.startswith("rnn.")]
    assert sum(e.kind == "code" for e in part_one) >= 8
    assert sum(e.kind != "code" for e in part_one) >= 4
