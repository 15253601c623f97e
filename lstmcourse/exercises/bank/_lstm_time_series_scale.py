"""lstm.standardise: scale both parts with the statistics of the training part."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "lstm/time-series"


def standardise(train, test):
    mean = train.mean(axis=0)  # (D,): one per column, over the training times
    deviation = train.std(axis=0)
    return (train - mean) / deviation, (test - mean) / deviation


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, N: int, M: int, D: int) -> Probe:
        size, level = rng.uniform(1.5, 4.0, D), rng.uniform(5.0, 20.0, D)
        train = size * rng.normal(size=(N, D)) + level
        # The test part stands higher and moves less, as the next part of a real series may.
        test = 0.6 * size * rng.normal(size=(M, D)) + level + 2.0 * size
        return Probe(name, (train, test), {"N": N, "M": M, "D": D})

    return [
        probe("random", 7, 5, 3),
        probe("one series", 6, 4, 1),
        probe("square: N = M = D", 4, 4, 4),
        probe("many times", 12, 3, 2),
        probe("one test time", 5, 1, 3),
    ]


def _own(train, test):
    return standardise(train, train)[0], (test - test.mean(axis=0)) / (test.std(axis=0) + 1e-12)


def _both_parts(train, test):
    both = np.concatenate([train, test])
    return standardise(both, train)[1], standardise(both, test)[1]


def _by_the_test_part(train, test):
    mean, deviation = test.mean(axis=0), test.std(axis=0) + 1e-12
    return (train - mean) / deviation, (test - mean) / deviation


def _all_columns(train, test):
    return (train - train.mean()) / train.std(), (test - train.mean()) / train.std()


def _rows(train, test):
    def scaled(part):
        mean, deviation = part.mean(axis=1, keepdims=True), part.std(axis=1, keepdims=True)
        return (part - mean) / (deviation + 1e-12)

    return scaled(train), scaled(test)


def _variance(train, test):
    mean, variance = train.mean(axis=0), train.var(axis=0)
    return (train - mean) / variance, (test - mean) / variance


def _sample_deviation(train, test):
    mean, deviation = train.mean(axis=0), train.std(axis=0, ddof=1)
    return (train - mean) / deviation, (test - mean) / deviation


def _centred_only(train, test):
    return train - train.mean(axis=0), test - train.mean(axis=0)


def _not_centred(train, test):
    return train / train.std(axis=0), test / train.std(axis=0)


def _divided_first(train, test):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return train / deviation - mean, test / deviation - mean


def _least_to_most(train, test):
    low, high = train.min(axis=0), train.max(axis=0)
    span = high - low
    return (train - low) / span, (test - low) / span


def _test_untouched(train, test):
    return standardise(train, test)[0], test.copy()


def _swapped(train, test):
    return standardise(train, test)[::-1]


def _test_cannot_matter(function, probe: Probe) -> str | None:
    """Another test part must leave the scaled training part as it is."""
    train, test = probe.args
    before = np.asarray(function(train.copy(), test.copy())[0], float)
    after = np.asarray(function(train.copy(), test + 7.0)[0], float)
    if before.shape == after.shape and not np.allclose(before, after, rtol=1e-4, atol=1e-6):
        return "when 7 is added to the test part, your scaled training part changes: a leak."
    return None


SCALE = CodeExercise(
    id="lstm.standardise",
    title="Scale with training statistics",
    page=PAGE,
    task=(
        "Write standardise(train, test): scale each column of train (N, D) and of test (M, D) by "
        "the mean and the standard deviation of that column in train: subtract the mean, divide by "
        "the deviation, which divides by N as np.std does. Return both scaled arrays; do not "
        "change the arguments."
    ),
    parameters=("train", "test"),
    returns=(Output("train", "(N, D)"), Output("test", "(M, D)")),
    reference=standardise,
    probes=_probes,
    properties=(Property("the test part does not matter for training", _test_cannot_matter),),
    mistakes=(
        Mistake(
            "own-statistics",
            "The test part is scaled with its own mean and deviation.",
            "One rule for both parts: a value of -50 mV must become the same number in each.",
            _own,
        ),
        Mistake(
            "both-parts",
            "Mean and deviation are taken over both parts, so the test part leaks into training.",
            "Only the training part is known when the rule is fixed.",
            _both_parts,
        ),
        Mistake(
            "by-the-test-part",
            "Mean and deviation are those of the test part.",
            "Only the training part is known when the rule is fixed.",
            _by_the_test_part,
        ),
        Mistake(
            "all-columns",
            "One mean and one deviation serve all columns, so large columns drown small ones.",
            "The statistics have shape (D,): which axis is averaged away?",
            _all_columns,
        ),
        Mistake(
            "rows",
            "Each row, a moment in time, is scaled by itself; the levels over time are lost.",
            "The statistics have shape (D,): average over the times.",
            _rows,
        ),
        Mistake(
            "variance",
            "The values are divided by the variance, not by its root.",
            "Scaled training columns should have deviation 1. Do yours?",
            _variance,
        ),
        Mistake(
            "sample-deviation",
            "The deviation divides by N - 1; here it divides by N.",
            "ddof=1 (and the default of torch and pandas) divides by N - 1.",
            _sample_deviation,
        ),
        Mistake(
            "centred-only",
            "The mean is subtracted, but nothing is divided.",
            "Divide by the training deviation of each column.",
            _centred_only,
        ),
        Mistake(
            "not-centred",
            "The values are divided by the deviation, but the mean is not subtracted.",
            "Scaled training columns should have mean 0.",
            _not_centred,
        ),
        Mistake(
            "divided-first",
            "The values are divided first, and the unscaled mean is subtracted afterwards.",
            "Mind the brackets: the mean is in the unit of the values, so it goes first.",
            _divided_first,
        ),
        Mistake(
            "least-to-most",
            "The training columns are moved into 0 to 1 by their least and greatest values.",
            "That is another scaling. Mean and standard deviation were asked for.",
            _least_to_most,
        ),
        Mistake(
            "test-untouched",
            "The test part is returned unscaled.",
            "A network trained on scaled values needs scaled values in the test, too.",
            _test_untouched,
        ),
        Mistake(
            "swapped",
            "The two parts are returned in the wrong order.",
            "The training part first.",
            _swapped,
        ),
    ),
    hints=(
        "Two arrays of shape (D,) make the rule, and the same rule is applied twice.",
        "train.mean(axis=0) averages over the times; std goes the same way.",
        "(part - mean) / deviation for part in train and test, mean and deviation from train.",
    ),
)
