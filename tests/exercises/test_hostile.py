"""Whatever is handed over, the checker answers with a Report, and the process goes on as before."""

import random
import sys
import warnings

import numpy as np
import pytest

from exercises.bank_tools import code_exercises, quick_questions
from exercises.toy import TOY, running_sum
from lstmcourse import check, hint, solution
from lstmcourse.exercises import Report
from lstmcourse.exercises.messages import CHECKER_FAILED
from lstmcourse.exercises.report import STATUSES

EVERY_EXCEPTION = [
    e
    for e in (
        ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, GeneratorExit,
        ImportError, IndexError, KeyError, KeyboardInterrupt, LookupError, MemoryError, NameError,
        NotImplementedError, OSError, OverflowError, RecursionError, ReferenceError, RuntimeError,
        StopIteration, StopAsyncIteration, SyntaxError, SystemError, SystemExit, TimeoutError,
        TypeError, UnboundLocalError, UnicodeError, ValueError, ZeroDivisionError, BaseException,
    )
]  # fmt: skip


class Hostile:
    """Everything one can ask of it raises."""

    def __getattribute__(self, name):
        if name in ("__class__", "__module__"):
            return object.__getattribute__(self, name)
        raise RuntimeError("no")

    def __array__(self, *args, **kwargs):
        raise RuntimeError("no")

    def __len__(self):
        raise RuntimeError("no")

    def __iter__(self):
        raise RuntimeError("no")

    def __str__(self):
        raise RuntimeError("no")

    __repr__ = __str__

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = object.__hash__


class UnspeakableError(Exception):
    def __str__(self):
        raise RuntimeError("not even a message")


def deep_list():
    nested = []
    for _ in range(10_000):
        nested = [nested]
    return nested


RETURNS = {
    "None": lambda: None,
    "Ellipsis": lambda: ...,
    "string": lambda: "0.5",
    "bytes": lambda: b"0.5",
    "NaN": lambda: np.nan,
    "array of NaN": lambda: np.full((2, 3), np.nan),
    "infinity": lambda: np.full((2, 3), np.inf),
    "wrong rank": lambda: np.zeros((2, 3, 4, 5)),
    "object array": lambda: np.array([[None, "a"]], dtype=object),
    "array of strings": lambda: np.array(["a", "b"]),
    "complex": lambda: np.zeros((2, 3), dtype=complex),
    "dates": lambda: np.array(["2000-01-01"], dtype="datetime64[D]"),
    "ragged list": lambda: [[1.0, 2.0], [3.0]],
    "generator": lambda: (x for x in range(3)),
    "set": lambda: {1, 2},
    "dict": lambda: {"a": 1},
    "function": lambda: print,
    "class": lambda: int,
    "module": lambda: sys,
    "hostile object": Hostile,
    "list of hostile objects": lambda: [Hostile()],
    "tuple of hostile objects": lambda: (Hostile(), Hostile()),
    "huge array": lambda: np.broadcast_to(0.0, (10**6, 10**6)),
    "huge list": lambda: [0.0] * 10**6,
    "deep list": deep_list,
    "empty tuple": lambda: (),
    "too many values": lambda: (1.0,) * 9,
    "structured": lambda: np.zeros(3, dtype=[("a", float), ("b", int)]),
    "huge integer": lambda: 10**400,
    "a report": lambda: Report("x", "correct"),
}  # fmt: skip


def accept_any(make):
    def answer(*args):
        return make()

    return answer


@pytest.mark.parametrize("exercise", [pytest.param(e, id=e.id) for e in code_exercises()])
def test_hostile_returns_of_every_exercise(exercise):
    for name, make in RETURNS.items():
        report = check(exercise.id, accept_any(make))
        assert report.status in STATUSES and report.status != "correct", f"{name}\n{report}"
        assert str(report) and report._repr_html_()
        assert CHECKER_FAILED not in str(report), str(report)
        if exercise.observe is None:
            assert report.mistake is None, f"{name}\n{report}"


@pytest.mark.parametrize("exercise", [pytest.param(e, id=e.id) for e in code_exercises()])
def test_every_kind_of_exception(exercise):
    for error in (*EVERY_EXCEPTION, UnspeakableError):

        def answer(*args, error=error):
            raise error

        report = check(exercise.id, answer)
        wanted = "not attempted" if error is NotImplementedError else "raised"
        assert report.status == wanted, f"{error}\n{report}"
        assert report.seconds < 5


@pytest.mark.parametrize("make", RETURNS.values(), ids=RETURNS.keys())
def test_what_is_handed_over_instead_of_a_function(make, toy_bank):
    for exercise in toy_bank:
        report = check(exercise, make())
        assert report.status != "correct" and CHECKER_FAILED not in str(report)
        assert str(report) and report._repr_html_()
    assert check(make(), running_sum).status == "raised"
    assert hint(make()) and solution(make())


@pytest.mark.parametrize("question", [pytest.param(e, id=e.id) for e in quick_questions()])
def test_hostile_answers_to_quick_questions(question):
    for name, make in RETURNS.items():
        report = check(question.id, make())
        assert report.status != "correct", f"{name}\n{report}"


def test_an_interrupt_in_any_call_is_said(toy_bank):
    for last in range(1, 8):
        calls = []

        def answer(xs, h0, last=last, calls=calls):
            calls.append(1)
            if len(calls) == last:
                raise KeyboardInterrupt
            return running_sum(xs, h0)

        report = check("toy.sum", answer)
        if len(calls) >= last:
            assert report.status in ("raised", "wrong values"), str(report)
            assert "KeyboardInterrupt" in str(report) or "You stopped the check" in str(report)


def test_deep_recursion(toy_bank):
    def answer(xs, h0):
        return answer(xs, h0)

    report = check("toy.sum", answer)
    assert report.status == "raised"
    assert "it calls itself without end" in str(report)


def test_prints_are_kept_back_and_shown_shortly(toy_bank, capsys):
    def answer(xs, h0):
        for k in range(100_000):
            print("line", k)
        print("to stderr", file=sys.stderr)
        return running_sum(xs, h0)

    report = check("toy.sum", answer)
    assert report.ok
    assert any(note.startswith("Your function prints: line 0 (and ") for note in report.notes)
    assert capsys.readouterr() == ("", "")
    assert len(str(report)) < 1_000


def test_warnings_are_shown_and_do_not_leak(toy_bank):
    def answer(xs, h0):
        warnings.warn("watch out", RuntimeWarning, stacklevel=1)
        return running_sum(xs, h0)

    report = check("toy.sum", answer)
    assert report.ok
    assert "NumPy or Python warned: RuntimeWarning: watch out" in report.notes


def test_the_global_random_state_is_left_alone(toy_bank):
    def answer(xs, h0):
        np.random.seed(0)
        random.seed(0)
        return running_sum(xs, h0)

    np.random.seed(123)
    random.seed(123)
    expected = np.random.random(3).tolist(), random.random()
    np.random.seed(123)
    random.seed(123)
    assert check("toy.sum", answer).ok
    assert (np.random.random(3).tolist(), random.random()) == expected


def test_numpy_error_settings_are_put_back(toy_bank):
    before = np.geterr()

    def answer(xs, h0):
        np.seterr(all="ignore")
        return running_sum(xs, h0)

    assert check("toy.sum", answer).ok
    assert np.geterr() == before


def test_changed_arguments_are_seen(toy_bank):
    def answer(xs, h0):
        xs *= 2
        return running_sum(xs / 2, h0)

    report = check("toy.sum", answer)
    assert report.status == "wrong values"
    assert "Your function changes its argument xs." in str(report)


def test_a_reused_buffer_is_seen_as_not_repeatable_or_passes_by_value(toy_bank):
    kept = {}

    def answer(xs, h0):
        hs, h = running_sum(xs, h0)
        buffer = kept.setdefault(hs.shape, np.empty_like(hs))
        buffer[:] = hs
        return buffer, h

    assert check("toy.sum", answer).ok


def test_an_answer_that_remembers_earlier_calls_is_refused(toy_bank):
    calls = []

    def answer(xs, h0):
        calls.append(1)
        hs, h = running_sum(xs, h0)
        return hs + 1e-3 * len(calls), h

    report = check("toy.sum", answer)
    assert report.status == "wrong values"
    assert "Called twice with the same arguments" in str(report)


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda xs, h0, extra: None, id="one argument too many"),
        pytest.param(lambda xs: None, id="one argument too few"),
        pytest.param(lambda *, xs, h0: running_sum(xs, h0), id="keyword only"),
        pytest.param(int, id="a built-in class"),
    ],
)
def test_functions_of_another_signature(function, toy_bank):
    assert check("toy.sum", function).status == "raised"


def a_dict(xs, h0):
    hs, h = running_sum(xs, h0)
    return {"h": h, "hs": hs}


@pytest.mark.parametrize(
    "function",
    [
        pytest.param(lambda h0, xs: running_sum(xs, h0), id="same names, other order"),
        pytest.param(lambda a, b: running_sum(a, b), id="other names"),
        pytest.param(lambda *args: running_sum(*args), id="star arguments"),
        pytest.param(lambda xs, h0, verbose=False: running_sum(xs, h0), id="an extra default"),
        pytest.param(a_dict, id="a dict"),
        pytest.param(lambda xs, h0: list(running_sum(xs, h0)), id="a list of outputs"),
    ],
)  # fmt: skip
def test_signatures_that_are_fine(function, toy_bank):
    report = check("toy.sum", function)
    assert report.ok, str(report)


def test_a_ufunc_runs_and_has_the_wrong_form(toy_bank):
    assert check("toy.sum", np.add).status == "wrong shape or type"


def test_coroutines_and_generators_are_called_by_their_name(toy_bank):
    async def coroutine(xs, h0):
        return running_sum(xs, h0)

    def generator(xs, h0):
        yield running_sum(xs, h0)

    for function in (coroutine, generator):
        report = check("toy.sum", function)
        assert report.status == "wrong shape or type"
        assert function.__name__ in str(report)


def test_the_check_takes_less_than_a_second():
    for exercise in code_exercises():
        assert check(exercise.id, exercise.reference).seconds < 1.0, exercise.id
        assert check(exercise.id, exercise.mistakes[0].variant).seconds < 1.0, exercise.id
    assert TOY.id
