"""Exercise gru.permutation_test: the exact p value of a difference of two means."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from lstmcourse.exercises.bank import _gru_comparison_splits as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property


def permutation_test(a, b):
    from itertools import combinations

    pooled = np.concatenate([a, b])
    difference = np.mean(a) - np.mean(b)
    as_large = splits = 0
    for chosen in combinations(range(len(pooled)), len(a)):
        first = pooled[list(chosen)]
        rest = np.delete(pooled, chosen)
        other = first.mean() - rest.mean()
        as_large += abs(other) >= abs(difference) - 1e-9  # the split that happened counts too
        splits += 1
    return difference, as_large / splits


def _probes(rng: np.random.Generator) -> list[Probe]:
    """Eighths and samples of 1, 2 or 4, so that means are exact and ties are ties.

    Few numbers, for an answer that goes through all (m + n)! orders is right, too, and slow.
    """

    def eighths(count: int, low: int, high: int) -> np.ndarray:
        return rng.choice(np.arange(low, high), size=count, replace=False) / 8.0

    def probe(name: str, a: np.ndarray, b: np.ndarray) -> Probe:
        return Probe(name, (a, b), {"m": len(a), "n": len(b)})

    low, high = eighths(4, 0, 20), eighths(4, 24, 44)
    mixed = np.array([0.0, 0.0, 1.0, 3.0]) + eighths(1, 0, 8)
    return [
        probe("four and four", eighths(4, 0, 40), eighths(4, 4, 44)),
        probe("all of a below all of b", low, high),
        probe("all of a above all of b", high + 0.125, low),
        probe("four and two", eighths(4, 0, 24), eighths(2, 16, 40)),
        probe("two and four", eighths(2, 20, 40), eighths(4, 0, 28)),
        probe("one and four", eighths(1, 44, 60), eighths(4, 0, 40)),
        probe("equal numbers in both samples", rng.permutation(mixed), rng.permutation(mixed + 1)),
        probe("all numbers equal", np.full(4, mixed[0]), np.full(2, mixed[0])),
    ]


def _symmetric(function: Callable, probe: Probe) -> str | None:
    a, b = probe.args
    one, other = float(function(a, b)[1]), float(function(b, a)[1])
    if abs(one - other) < 1e-6:
        return None
    return f"p is {one:.4g} for (a, b) and {other:.4g} for (b, a)."


def _at_least_one_split(function: Callable, probe: Probe) -> str | None:
    a, b = probe.args
    p, splits = float(function(a, b)[1]), len(list(combinations(range(len(a) + len(b)), len(a))))
    if 1 / splits - 1e-6 <= p <= 1 + 1e-6:
        return None
    return f"p is {p:.4g}, but it must lie between 1 / {splits} and 1."


PERMUTATION = CodeExercise(
    id="gru.permutation_test",
    title="An exact permutation test",
    page="gru/comparison",
    task=(
        "Write permutation_test(a, b): a (m,) and b (n,) are the errors of two cells, one per "
        "run. Return the difference mean(a) - mean(b), and the two-sided p value: of all ways to "
        "choose m of the m + n numbers as the first sample, the share in which the difference of "
        "means is at least as large in absolute value as yours. Differences that agree to 1e-9 "
        "count as equal."
    ),
    parameters=("a", "b"),
    returns=(Output("difference", "()"), Output("p", "()")),
    reference=permutation_test,
    probes=_probes,
    properties=(
        Property("a and b may change places", _symmetric),
        Property("between 1 / splits and 1", _at_least_one_split),
    ),
    mistakes=(
        Mistake(
            "one-side",
            "Only splits whose difference has the sign of yours are counted: a one-sided p value.",
            "Before the runs you did not know which cell would win, so both directions count.",
            wrong.own_side,
        ),
        Mistake(
            "no-absolute-value",
            "The differences are compared with their signs.",
            "A difference of -2 is as large as one of +2. What has to be taken of both sides?",
            wrong.no_absolute,
        ),
        Mistake(
            "other-sign",
            "Only splits whose signed difference lies at or below yours are counted.",
            "That is right only when a is the better cell, and one-sided even then.",
            wrong.other_sign,
        ),
        Mistake(
            "observed-signed",
            "The absolute value is taken of the other splits, but not of your own difference.",
            "What does the comparison say when mean(a) is the smaller one?",
            wrong.observed_signed,
        ),
        Mistake(
            "strictly-larger",
            "Splits whose difference equals yours are not counted.",
            "At least as large: the split that happened belongs to the count, so p is never 0.",
            wrong.strictly_larger,
        ),
        Mistake(
            "observed-left-out",
            "The split that happened is left out of the count and of the total.",
            "If the cells are alike, it is one of the equally likely splits like any other.",
            wrong.observed_left_out,
        ),
        Mistake(
            "plus-one",
            "One is added to the count and to the total: that belongs to splits drawn at random.",
            "You go through all splits, and yours is among them already.",
            wrong.plus_one,
        ),
        Mistake(
            "complement",
            "This is 1 - p: the share of splits with a smaller difference.",
            "A small p must mean that few splits are as extreme as yours.",
            wrong.complement,
        ),
        Mistake(
            "doubled",
            "p is doubled although both directions are in the count already.",
            "With absolute values the count is two-sided as it is.",
            wrong.doubled,
        ),
        Mistake(
            "values-once",
            "Splits with the same difference are counted once.",
            "Equal numbers in different runs are different runs: choose places, not values.",
            wrong.each_value_once,
        ),
        Mistake(
            "values-removed",
            "The rest is found by value: two runs with the same error leave together.",
            "Choose places, and let the rest be the other places.",
            wrong.values_removed,
        ),
        Mistake(
            "count-not-share",
            "The number of splits is returned where the share of splits was asked.",
            "p is a probability: divide by the number of all splits.",
            wrong.count_not_share,
        ),
        Mistake(
            "medians",
            "Medians are compared in place of means.",
            "That is a test too, but of another statistic; the task asks for means.",
            wrong.medians,
        ),
        Mistake(
            "sums",
            "Sums are compared in place of means, so the larger sample looks larger.",
            "Divide each side by its own number of runs.",
            wrong.sums,
        ),
        Mistake(
            "halves",
            "The pooled numbers are cut in halves, whatever the sizes of a and b.",
            "The first sample of every split has as many numbers as a.",
            wrong.other_size,
        ),
        Mistake(
            "pairs-flipped",
            "Only partners change places, a[k] with b[k]: that is a test for pairs.",
            "Here any m of the m + n numbers may form the first sample.",
            wrong.pairs_flipped,
        ),
        Mistake(
            "b-minus-a",
            "The difference has the wrong sign.",
            "Which mean is subtracted from which?",
            wrong.b_minus_a,
        ),
        Mistake(
            "difference-unsigned",
            "The difference is returned without its sign, so nobody can tell which cell is better.",
            "Take absolute values in the comparison only.",
            wrong.unsigned,
        ),
    ),
    hints=(
        "Put all numbers in one array of m + n. A split is a choice of m places.",
        "itertools.combinations(range(m + n), m) goes through all choices of places; "
        "np.delete(pooled, chosen) gives the rest.",
        "Count splits with abs(mean of chosen - mean of rest) >= abs(difference) - 1e-9, and "
        "divide by the number of splits.",
    ),
)
