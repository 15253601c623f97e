"""What the checker says, word for word."""

import re
from html import unescape

import numpy as np
import pytest

from exercises.toy import CHOICE, GRADIENT_TOY, NUMBER, TOY, running_sum, scale
from lstmcourse import check, forget, hint, probes, progress, solution
from lstmcourse.exercises.api import grade
from lstmcourse.exercises.model import CodeExercise, Output, Probe


def no_decay(xs, h0):
    hs = np.cumsum(xs, axis=0) + h0
    return hs, hs[-1]


def test_a_named_mistake():
    assert str(grade(TOY, no_decay)) == (
        "Wrong values · 4 of 6 stages  [toy.sum · A leaky sum]\n"
        "  The old state does not decay.\n"
        "  Half of it is kept.\n"
        "  The largest difference is at hs[4, 0].\n"
        "  Seen on the probe “random” (T = 5, B = 3).\n"
        "    expected  2.897\n"
        "    yours     5.335\n"
        "    from lstmcourse import probes\n"
        "    no_decay(*probes('toy.sum')[0].args)\n"
        "  ✓ signature  ✓ runs  ✓ shapes  ✓ purity  ✗ values  – properties\n"
        "Checked on 3 probes; see them with lstmcourse.probes('toy.sum'). Stuck?\n"
        "lstmcourse.hint('toy.sum')"
    )


def test_right():
    assert str(grade(TOY, running_sum)) == (
        "Correct · 6 of 6 stages  [toy.sum · A leaky sum]\n"
        "Checked on 3 probes; see them with lstmcourse.probes('toy.sum')."
    )


def test_right_with_a_gradient_check():
    assert str(grade(GRADIENT_TOY, scale)) == (
        "Correct · 6 of 6 stages  [toy.gradient · A gradient]\n"
        "    gradient  relative difference\n"
        "    dw        below 1e-9           ok\n"
        "Checked on 1 probe; see them with lstmcourse.probes('toy.gradient')."
    )


def test_not_attempted():
    def untouched(xs, h0): ...

    assert str(grade(TOY, untouched)) == (
        "Not attempted yet  [toy.sum · A leaky sum]\n"
        "  Write running_sum(xs, h0): all states hs (T, B) and the last state h (B,).\n"
        "  Your function returned nothing. If you have written it, its return is missing.\n"
        "Write the function, then run this cell again. Stuck? lstmcourse.hint('toy.sum')"
    )


def test_raised():
    def answer(xs, h0):
        return xs, undefined_name  # noqa: F821

    report = grade(TOY, answer)
    assert report.status == "raised" and report.passed == 1
    assert report.findings[0].what == (
        "Your function raised NameError: name 'undefined_name' is not defined"
    )
    assert "return xs, undefined_name" in report.findings[0].trace
    assert "/" not in report.findings[0].trace


def test_wrong_signature():
    report = grade(TOY, lambda xs: xs)
    assert report.findings[0].what == (
        "The check calls <lambda>(xs, h0). Yours takes <lambda>(xs)."
    )


def test_the_result_instead_of_the_function():
    report = grade(TOY, np.zeros((5, 3)))
    assert report.findings[0].what == (
        "check('toy.sum', …) takes the function itself, without parentheses after its name. "
        "It was given an object of type ndarray."
    )


@pytest.mark.parametrize(
    "returned, sentence",
    [
        (lambda xs, h: (xs.T, h), "hs has the wrong shape; it should be (T, B)."),
        (lambda xs, h: xs, "The answer cannot be read: hs and h were expected, 2 values; "
                           "one array of shape (5, 3) was returned"),
        (lambda xs, h: ("a", h), "The answer cannot be read: hs is of type str, not an array of "
                                 "numbers"),
        (lambda xs, h: (None, h), "The answer cannot be read: hs is None. Is a value missing after "
                                  "`return`?"),
        (lambda xs, h: (xs + 1j, h), "The answer cannot be read: hs has dtype complex128, not a "
                                     "real number type"),
        (lambda xs, h: (xs.astype(np.float16), h), "The answer cannot be read: hs has dtype "
                                                   "float16, too coarse to check: use float64"),
    ],
)  # fmt: skip
def test_wrong_shapes_and_types(returned, sentence):
    def answer(xs, h0):
        return returned(*running_sum(xs, h0))

    report = grade(TOY, answer)
    assert report.status == "wrong shape or type"
    assert sentence in [finding.what for finding in report.findings]


def test_float32_is_accepted_and_said():
    def answer(xs, h0):
        hs, h = running_sum(xs.astype(np.float32), h0.astype(np.float32))
        return hs, h

    report = grade(TOY, answer)
    assert report.ok
    assert report.notes == (
        "Your answer is float32, so it was compared to 4 digits instead of 6. "
        "Check gradients in float64.",
    )


def test_float32_inside_is_accepted_and_said():
    def answer(xs, h0):
        hs, h = running_sum(xs.astype(np.float32), h0.astype(np.float32))
        return hs.astype(float) * (1 + 1e-5), h.astype(float)

    report = grade(TOY, answer)
    assert report.ok
    assert report.notes == (
        "Your answer agrees to 1e-05; float64 can do better. Is something in it float32?",
    )


def test_floats_where_integers_belong_are_accepted_and_said():
    integers = CodeExercise(
        id="toy.integers",
        title="Integers",
        page="toy/page",
        task="Write count(ids): ids plus one, (N,).",
        parameters=("ids",),
        returns=(Output("more", "(N,)"), Output("total", "()")),
        reference=lambda ids: (ids + 1, int(ids.sum())),
        probes=lambda rng: [Probe("random", (rng.integers(0, 9, size=5),))],
        mistakes=(),
        hints=(),
    )
    report = grade(integers, lambda ids: (ids + 1.0, ids.sum()))
    assert report.ok
    assert report.notes == (
        "The numbers are right, but they are floats; whoever indexes with them needs integers: "
        "astype(int).",
    )
    assert grade(integers, lambda ids: (ids + 1, ids.sum())).notes == ()
    wrong = grade(integers, lambda ids: (ids + 1, ids.sum() + 1))
    assert "The number total is wrong." in [finding.what for finding in wrong.findings]


def test_numbers():
    assert str(grade(NUMBER, 660)) == (
        "Wrong values · 1 of 2 stages  [toy.q.number · How many]\n"
        "  That counts two biases.\n"
        "  ✓ form  ✗ answer\n"
        "Answer with check('toy.q.number', …). Stuck? lstmcourse.hint('toy.q.number')"
    )
    assert grade(NUMBER, 30).mistake.id == "too-small"
    assert grade(NUMBER, 500).findings[0].what == ("500 is not the number.")
    assert grade(NUMBER, "660").findings[0].what == ("One number was expected; this was str '660'.")
    assert grade(NUMBER, True).status == "wrong shape or type"
    assert grade(NUMBER, np.array([640.0])).ok and grade(NUMBER, np.float32(640)).ok
    assert grade(NUMBER, ...).findings[0].what == "How many weights?"


def test_choices():
    assert grade(CHOICE, " B ").ok
    assert str(grade(CHOICE, "a")) == (
        "Wrong values · 1 of 2 stages  [toy.q.choice · Which one]\n"
        "  No: the first is wrong.\n"
        "  ✓ form  ✗ answer\n"
        "Answer with check('toy.q.choice', …). Stuck? lstmcourse.hint('toy.q.choice')"
    )
    assert grade(CHOICE, "d").findings[0].what == (
        "One of the letters 'a', 'b', 'c' was expected; this was str 'd'."
    )
    assert str(grade(CHOICE, ...)) == (
        "Not attempted yet  [toy.q.choice · Which one]\n"
        "  Which is right?\n  a. The first.\n  b. The second.\n  c. The third.\n"
        "Answer with check('toy.q.choice', …). Stuck? lstmcourse.hint('toy.q.choice')"
    )


def test_an_unknown_id_lists_the_nearest(toy_bank):
    assert (
        "There is no exercise called 'toy.sun'. Did you mean 'toy.sum'? catalogue() lists all."
        in str(check("toy.sun", running_sum))
    )
    assert (
        "There is no exercise called 'sum'. Did you mean 'toy.sum'? catalogue() lists all."
        in str(hint("sum"))
    )
    assert "There is no exercise called float 0.0. catalogue() lists them all." in str(
        solution(0.0)
    )
    with pytest.raises(LookupError, match="Did you mean 'toy.sum'"):
        probes("toy.sums")
    with pytest.raises(LookupError, match="Did you mean 'toy.sum'"):
        forget("toy.sums")
    with pytest.raises(ValueError, match="toy.q.choice is answered with a choice"):
        probes("toy.q.choice")


def test_hints_escalate(toy_bank):
    assert str(hint("toy.sum")) == "Hint 1 of 3  [toy.sum]\n  First hint."
    assert str(hint("toy.sum")) == "Hint 2 of 3  [toy.sum]\n  Second hint."
    last = (
        "Hint 3 of 3  [toy.sum]\n  Third hint.\n"
        "  That was the last hint. solution('toy.sum') shows the answer."
    )
    assert str(hint("toy.sum")) == last
    assert str(hint("toy.sum")) == last
    assert str(hint("toy.sum", 1)) == "Hint 1 of 3  [toy.sum]\n  First hint."
    assert "Hints of toy.sum are numbered 1 to 3; 9 was asked for." in str(hint("toy.sum", 9))


def test_the_solution_asks_for_a_try_first_and_never_refuses(toy_bank):
    assert "You have not tried this one yet." in str(solution("toy.sum"))
    assert "def running_sum(xs, h0):" in str(solution("toy.sum"))
    assert "def scale(w, x):" in str(solution("toy.gradient", anyway=True))
    check("toy.q.choice", "a")
    assert "b (right). The second." in str(solution("toy.q.choice"))


def test_progress_says_what_is_open(toy_bank):
    check("toy.sum", no_decay)
    check("toy.q.choice", "b")
    text = str(progress())
    assert text.startswith("1 of 4 solved  [progress]\n")
    assert re.search(r"toy/page\s+1 of 4\s+toy\.sum", text)


def words(html: str) -> list[str]:
    return unescape(re.sub(r"<[^>]+>", " ", html)).split()


def test_html_and_text_say_the_same(toy_bank):
    def prints(xs, h0):
        print("<b>hello</b> & bye")
        raise ValueError("<script>alert(1)</script>")

    shown = [
        check("toy.sum", running_sum), check("toy.sum", no_decay), check("toy.sum", prints),
        check("toy.gradient", scale), check("toy.q.choice", ...), check("toy.q.number", 660),
        check("nothing", 1), hint("toy.sum"), solution("toy.sum"), progress(),
    ]  # fmt: skip
    for item in shown:
        assert words(item._repr_html_()) == str(item).split()
        assert "<script>" not in item._repr_html_() and "<b>" not in item._repr_html_()
