"""When the adding row stops: the code exercise of book/paper1997/adding."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "paper1997/adding"


def adding_stop(misses, last, tolerance, mean_error):
    errors = np.abs(misses)
    average = right = both = -1
    for count in range(last, len(errors) + 1):  # after `count` training sequences
        window = errors[count - last : count]  # the last ones, and never fewer
        small = np.mean(window) < mean_error
        clean = np.all(window < tolerance)
        if small and average < 0:
            average = count
        if clean and right < 0:
            right = count
        if small and clean and both < 0:  # at one and the same moment
            both = count
    return average, right, both


def _misses(rng: np.random.Generator, last: int, *, end: str = "both") -> np.ndarray:
    """d - y of a training that meets one reading after the other.

    Large errors; then small ones but for a wrong one in every `last`; then right but not small
    ones; then small ones. The limits are 1/16 and 1/64.
    """
    tolerance, mean_error = 1 / 16, 1 / 64
    large = rng.uniform(0.15, 0.2, 2 * last + 1)
    # Only the last one is wrong: as far off as an average below the limit allows.
    nearly = np.where(np.arange(2 * last + 1) % last, 0.001, min(0.07, 0.9 * last * mean_error))
    middling = rng.uniform(0.03, 0.055, 3 * last - 1)
    middling[1] = tolerance  # exactly at the limit, which is not below it
    small = rng.uniform(0.001, 0.009, 2 * last + 3)
    misses = np.concatenate([large, nearly, middling, small])
    misses *= rng.choice([-1.0, 1.0], len(misses))
    misses[: last + 1] = -np.abs(misses[: last + 1])  # too low an output is an error as well
    misses[0] = -0.001  # a lucky first sequence
    return misses[: -len(small)] if end == "right" else misses


def _probes(rng: np.random.Generator) -> list[Probe]:
    limits = 1 / 16, 1 / 64
    never = rng.uniform(0.1, 0.3, 13) * rng.choice([-1.0, 1.0], 13)
    few = np.full(5, 0.001)
    return [
        Probe("one reading after the other", (_misses(rng, 6), 6, *limits)),
        Probe("a longer window", (_misses(rng, 9), 9, *limits)),
        Probe("both never at once", (_misses(rng, 7, end="right"), 7, *limits)),
        Probe("never met", (never, 4, *limits)),
        Probe("fewer sequences than asked for", (few, 8, *limits)),
        Probe("met at the last sequence", (np.append(never[:6], few[:4]), 4, *limits)),
    ]


def _both_is_not_earlier(function, probe: Probe) -> str | None:
    average, right, both = (float(np.asarray(value)) for value in function(*probe.args))
    if both >= 0 and not (0 <= average <= both and 0 <= right <= both):
        return "Both conditions are met at a moment at which one of them alone is not met yet."
    return None


def _variant(
    *,
    error: Callable = np.abs,
    window: Callable = lambda errors, count, last: errors[count - last : count],
    start: Callable = lambda last: last,
    step: Callable = lambda last: 1,
    end: int = 1,
    mean: Callable = np.mean,
    below: Callable = np.less,
    shift: int = 0,
    latest: bool = False,
    separately: bool = False,
    together: Callable = np.logical_and,
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(misses, last, tolerance, mean_error):
        errors = error(np.asarray(misses, float))
        found = [-1, -1, -1]
        for count in range(start(last), len(errors) + end, step(last)):
            part = window(errors, count, last)
            small, clean = mean(part) < mean_error, np.all(below(part, tolerance))
            for place, met in enumerate((small, clean, together(small, clean))):
                if met and (latest or found[place] < 0):
                    found[place] = count + shift
        if separately:
            found[2] = max(found[:2]) if min(found[:2]) >= 0 else -1
        return tuple(found)

    return variant


_MISTAKES = (
    Mistake(
        "signed",
        "Errors are taken with their sign, so outputs that are far too high, or far too low, "
        "count as right.",
        "An error of -0.2 is as wrong as one of 0.2.",
        _variant(error=lambda misses: misses),
    ),
    Mistake(
        "squared",
        "The average is one of squared errors, which are tiny long before the errors are.",
        "The task asks for the mean of |d - y|.",
        _variant(mean=lambda part: np.mean(part**2)),
    ),
    Mistake(
        "all-so-far",
        "The average runs over all sequences since the start of training, also the bad early ones.",
        "Both conditions look at the same last sequences.",
        _variant(window=lambda errors, count, last: errors[:count]),
    ),
    Mistake(
        "too-few",
        "It stops before there are as many sequences as the condition asks for.",
        "What is errors[-last:] when there is only one error?",
        _variant(
            start=lambda last: 1,
            window=lambda errors, count, last: errors[max(0, count - last) : count],
        ),
    ),
    Mistake(
        "either",
        "`both` is the first moment at which one of the two conditions holds.",
        "Which word joins two conditions that must hold at the same time?",
        _variant(together=np.logical_or),
    ),
    Mistake(
        "last-one-never-seen",
        "The moment after the very last sequence is never looked at.",
        "With N sequences, count runs up to N itself. Where does range(a, b) end?",
        _variant(end=0),
    ),
    Mistake(
        "newest-left-out",
        "The window ends before the newest sequence, so every moment is found one too late.",
        "After `count` sequences the newest one is errors[count - 1].",
        _variant(
            start=lambda last: last + 1,
            window=lambda errors, count, last: errors[count - 1 - last : count - 1],
        ),
    ),
    Mistake(
        "index",
        "The answer is the number of the last sequence counted from 0, not how many were trained.",
        "After sequence 0, one sequence was trained.",
        _variant(shift=-1),
    ),
    Mistake(
        "later-of-the-two",
        "The moment for both is taken as the later of the two first moments, but by then the other "
        "condition may no longer hold.",
        "Both conditions must hold at the same time.",
        _variant(separately=True),
    ),
    Mistake(
        "only-at-epochs",
        "The conditions are looked at once per `last` sequences, not after every sequence.",
        "The window moves on by one sequence at a time.",
        _variant(step=lambda last: last),
    ),
    Mistake(
        "one-short",
        "The window holds one sequence too few.",
        "How many entries has errors[a:b]?",
        _variant(window=lambda errors, count, last: errors[count - last + 1 : count]),
    ),
    Mistake(
        "the-last-time",
        "The answer is the last moment at which a condition holds; training stops at the first.",
        "Once a moment is found, it must not be replaced.",
        _variant(latest=True),
    ),
    Mistake(
        "at-most",
        "An error of exactly the tolerance counts as right; it has to be below.",
        "Which of < and <= does the task ask for?",
        _variant(below=np.less_equal),
    ),
)

STOP = CodeExercise(
    id="lab.adding_stop",
    title="When does training stop?",
    page=PAGE,
    task=(
        "Write adding_stop(misses, last, tolerance, mean_error): when three readings of a stop "
        "criterion are met first. misses (N,) holds d - y of each training sequence. Look at the "
        "errors |d - y| of the last `last` sequences after every sequence, as soon as there are so "
        "many. average: their mean is below mean_error; right: each of them is below tolerance; "
        "both: the two hold at the same time. Return the three numbers of sequences trained by "
        "then, -1 for never."
    ),
    parameters=("misses", "last", "tolerance", "mean_error"),
    returns=(Output("average", "()"), Output("right", "()"), Output("both", "()")),
    reference=adding_stop,
    probes=_probes,
    mistakes=_MISTAKES,
    hints=(
        "Loop over count, the number of sequences trained: from last to N, N included.",
        "The window at count is errors[count - last : count].",
        "Compute the two conditions, then write down count for each of the three readings that "
        "holds and has no number yet. For both, test the two conditions of this very moment.",
    ),
    properties=(Property("both is not before either", _both_is_not_earlier),),
)
