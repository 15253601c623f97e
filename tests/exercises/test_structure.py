"""When no known mistake fits, the report says what the wrong answer looks like."""

import numpy as np
import pytest

from exercises.toy import TOY, running_sum
from lstmcourse.exercises.api import grade
from lstmcourse.exercises.model import CodeExercise, Output, Probe


def matrix(a, b):
    return np.tanh(a) @ b


MATRIX = CodeExercise(
    id="toy.matrix",
    title="A product",
    page="toy/page",
    task="Write matrix(a, b): the product C (N, M).",
    parameters=("a", "b"),
    returns=(Output("C", "(N, M)"),),
    reference=matrix,
    probes=lambda rng: [
        Probe("random", (rng.normal(size=(4, 3)), rng.normal(size=(3, 5))), {"N": 4, "M": 5}),
        Probe("square", (rng.normal(size=(3, 3)), rng.normal(size=(3, 3))), {"N": 3, "M": 3}),
    ],
    mistakes=(),
    hints=(),
)


def sentences(exercise, function):
    report = grade(exercise, function)
    assert report.status in ("wrong values", "wrong shape or type"), str(report)
    assert report.mistake is None
    return [finding.what for finding in report.findings]


def later(change):
    def answer(xs, h0):
        hs, h = running_sum(xs, h0)
        return change(hs.copy(), h.copy(), xs)

    return answer


def only_after_first(hs, h, xs):
    hs[1:] += 0.5
    return hs, h


def only_first(hs, h, xs):
    hs[0] += 0.5
    return hs, h


def only_last(hs, h, xs):
    hs[-1] += 0.5
    return hs, h


def all_but_last(hs, h, xs):
    hs[:-1] += 0.5
    return hs, h


def long_sequences(hs, h, xs):
    return (hs, h) if len(xs) == 1 else (hs + np.sin(7 * hs), h + np.sin(7 * h))


@pytest.mark.parametrize(
    "change, sentence",
    [
        (lambda hs, h, xs: (-hs, -h), "Every number has the wrong sign; the sizes are right."),
        (lambda hs, h, xs: (3 * hs, 3 * h), "Every number is exactly 3 times the right one."),
        (
            lambda hs, h, xs: (hs / len(xs), h / len(xs)),
            "Every number is exactly 1/T of the right one (T is a size).",
        ),
        (
            lambda hs, h, xs: (hs * xs.shape[1], h * xs.shape[1]),
            "Every number is exactly B times the right one (B is a size).",
        ),
        (lambda hs, h, xs: (0 * hs, 0 * h), "Every number is zero."),
        (lambda hs, h, xs: (hs + 2, h + 2), "Every number is +2 away from the right one."),
        (lambda hs, h, xs: (hs, h + 0.5), "Right: hs. Wrong: h."),
        (only_first, "hs is wrong at the first time step only."),
        (only_last, "hs is wrong at the last time step only."),
        (only_after_first, "hs is right at the first time step and wrong from the second on."),
        (all_but_last, "hs is right at the last time step and wrong at all earlier ones."),
        (long_sequences, "It is right for a sequence of one step and wrong for longer ones."),
    ],
)
def test_structures_of_a_sequence(change, sentence):
    assert sentence in sentences(TOY, later(change))


def test_an_argument_that_does_not_matter():
    def answer(xs, h0):
        hs, h = running_sum(np.sin(3 * xs), np.ones_like(h0))
        return hs, h

    assert "Your answer does not depend on h0; the right one does." in sentences(TOY, answer)


def test_not_a_number_is_located():
    def answer(xs, h0):
        hs, h = running_sum(xs, h0)
        hs[0, 1:] = np.nan
        return hs, h

    assert sentences(TOY, answer)[0] == "hs is nan at index (0, 1) on the probe “random”."


@pytest.mark.parametrize(
    "function, sentence",
    [
        (lambda a, b: matrix(a, b).T, "C is the transpose of the right answer."),
        (
            lambda a, b: matrix(a, b)[:, np.arange(b.shape[1]) - 1],
            "C has the right columns in another order: [4, 0, 1, 2, 3].",
        ),
    ],
)
def test_structures_of_a_matrix(function, sentence):
    assert sentence in sentences(MATRIX, function)


def test_whole_numbers_where_digits_belong():
    found = sentences(MATRIX, lambda a, b: (10 * matrix(a, b)).astype(int))
    assert found[0] == "Every number is whole; the right ones are not. Were the digits cut off?"


def test_one_probe_that_is_not_finite_does_not_hide_a_known_mistake():
    def no_decay(xs, h0):
        hs = np.cumsum(xs, axis=0) + h0
        return (hs, hs[-1]) if len(xs) != 4 else (hs * np.nan, hs[-1])

    def right_but_for_one_probe(xs, h0):
        hs, h = running_sum(xs, h0)
        return (hs, h) if len(xs) != 4 else (hs * np.nan, h)

    assert grade(TOY, no_decay).mistake.id == "no-decay"
    assert grade(TOY, right_but_for_one_probe).mistake is None


def test_numbers_that_agree_in_four_digits_are_shown_with_more():
    finding = grade(MATRIX, lambda a, b: matrix(a, b) * 1.0003).findings[-1]
    assert finding.expected != finding.got


def test_swapped_outputs():
    two = CodeExercise(
        id="toy.two",
        title="Two",
        page="toy/page",
        task="Write two(a): sine and cosine (N,).",
        parameters=("a",),
        returns=(Output("s", "(N,)"), Output("c", "(N,)")),
        reference=lambda a: (np.sin(a), np.cos(a)),
        probes=lambda rng: [Probe("random", (rng.normal(size=5),), {"N": 5})],
        mistakes=(),
        hints=(),
    )
    found = sentences(two, lambda a: (np.cos(a), np.sin(a)))
    assert "s and c are returned in each other's place." in found


def test_lists_whose_length_differs_from_probe_to_probe():
    def doubled(arrays):
        return [2 * array for array in arrays]

    lists = CodeExercise(
        id="toy.lists",
        title="Lists",
        page="toy/page",
        task="Write doubled(arrays): each array times 2.",
        parameters=("arrays",),
        returns=(Output("out", ""),),
        reference=doubled,
        probes=lambda rng: [
            Probe("three", ([rng.normal(size=(2, 2)) for _ in range(3)],)),
            Probe("one", ([rng.normal(size=(3, 3))],)),
            Probe("two", ([rng.normal(size=4), rng.normal(size=2)],)),
        ],
        mistakes=(),
        hints=(),
    )
    transposed = sentences(lists, lambda arrays: [2 * array.T for array in arrays])
    assert any("transpose" in sentence for sentence in transposed)
    assert sentences(lists, lambda arrays: [np.sin(array) for array in arrays])


def test_at_most_three_structural_sentences_and_the_worst_entry_last():
    report = grade(TOY, lambda xs, h0: (np.sin(xs), np.cos(h0)))
    assert 1 <= len(report.findings) <= 4
    assert report.findings[-1].what.startswith("The largest difference is at ")


def rows_longer_than(xs, least):
    return [x for x in xs if len(x) > least]


ROWS = CodeExercise(
    id="toy.rows",
    title="A list of arrays",
    page="toy/page",
    task="Write rows_longer_than(xs, least): the arrays of xs with more than least entries.",
    parameters=("xs", "least"),
    returns=(Output("rows", "a list of arrays"),),
    reference=rows_longer_than,
    probes=lambda rng: [
        Probe("all", ([rng.normal(size=n) for n in (4, 5)], 3)),
        Probe("none", ([rng.normal(size=n) for n in (2, 3)], 3)),
    ],
    mistakes=(),
    hints=(),
)


def test_an_empty_list_is_compared_like_any_other():
    assert grade(ROWS, rows_longer_than).status == "correct"
    doubled = sentences(ROWS, lambda xs, least: [2 * x for x in rows_longer_than(xs, least)])
    assert doubled[0] == "Every number is exactly 2 times the right one."
