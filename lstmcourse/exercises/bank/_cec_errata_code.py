"""Two pieces of arithmetic about the printed paper: the code exercises of book/cec/errata."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "cec/errata"


def largest_mse(total, wrong, tolerance, largest):
    right = total - wrong  # these may be wrong by the tolerance, and no more
    return (wrong * largest**2 + right * tolerance**2) / total


def _mse_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, share: float) -> Probe:
        total = int(rng.integers(20, 60))
        args = (total, int(share * total), float(rng.uniform(0.3, 0.6)), float(rng.uniform(1.2, 3)))
        return Probe(name, args)

    return [probe("some wrong", 0.4), probe("few wrong", 0.2), probe("most wrong", 0.8)]


def _wrong_ones_alone(total, wrong, tolerance, largest):
    return wrong * largest**2 / total


def _not_squared(total, wrong, tolerance, largest):
    return (wrong * largest + (total - wrong) * tolerance) / total


def _largest_not_squared(total, wrong, tolerance, largest):
    return (wrong * largest + (total - wrong) * tolerance**2) / total


def _all_counted_as_right(total, wrong, tolerance, largest):
    return (wrong * largest**2 + total * tolerance**2) / total


def _counts_swapped(total, wrong, tolerance, largest):
    return ((total - wrong) * largest**2 + wrong * tolerance**2) / total


def _square_of_the_mean(total, wrong, tolerance, largest):
    return ((wrong * largest + (total - wrong) * tolerance) / total) ** 2


def _smallest(total, wrong, tolerance, largest):
    return wrong * tolerance**2 / total


def _sum(total, wrong, tolerance, largest):
    return wrong * largest**2 + (total - wrong) * tolerance**2


LARGEST_MSE = CodeExercise(
    id="cec.largest_mse",
    title="Could this be a mean squared error?",
    page=PAGE,
    task=(
        "Write largest_mse(total, wrong, tolerance, largest): the largest mean squared error of "
        "total answers of which wrong have an absolute error above tolerance, and none above "
        "largest. It is a number."
    ),
    parameters=("total", "wrong", "tolerance", "largest"),
    returns=(Output("mse", "()"),),
    reference=largest_mse,
    probes=_mse_probes,
    mistakes=(
        Mistake(
            "wrong-ones-alone",
            "The right answers are counted as if they had no error.",
            "A right answer may miss by as much as the tolerance.",
            _wrong_ones_alone,
        ),
        Mistake(
            "not-squared",
            "This bounds the mean absolute error; the errors are not squared.",
            "Square each error before you average.",
            _not_squared,
        ),
        Mistake(
            "largest-not-squared",
            "The largest error is not squared.",
            "Both kinds of error enter as squares.",
            _largest_not_squared,
        ),
        Mistake(
            "all-counted-as-right",
            "The wrong answers are counted twice: once as wrong and once among the right ones.",
            "How many answers are right?",
            _all_counted_as_right,
        ),
        Mistake(
            "counts-swapped",
            "The numbers of right and wrong answers are in each other's place.",
            "Which answers may be off by the largest error?",
            _counts_swapped,
        ),
        Mistake(
            "square-of-the-mean",
            "This squares the mean error; asked for is the mean of the squares.",
            "Square first, then average.",
            _square_of_the_mean,
        ),
        Mistake(
            "smallest",
            "This is the smallest mean squared error that fits, not the largest.",
            "Let every answer be as wrong as the counts allow.",
            _smallest,
        ),
        Mistake(
            "sum",
            "This is the sum of the squares; the mean divides by the number of answers.",
            "Divide by total.",
            _sum,
        ),
    ),
    hints=(
        "Let every answer be as wrong as it may be. There are two kinds of answers.",
        "The wrong ones miss by largest, the others by tolerance.",
        "Add up the squares of all errors and divide by total.",
    ),
)


def expected_length(q, p_trigger):
    extra = (1 - p_trigger) / p_trigger  # mean number of distractors before the trigger
    return q + 4 + extra


def _length_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, p_trigger: float) -> Probe:
        return Probe(name, (int(rng.integers(2, 9)), p_trigger))

    return [
        probe("random", float(rng.uniform(0.15, 0.4))),
        probe("an impatient trigger", float(rng.uniform(0.6, 0.9))),
    ]


def _trigger_counted_twice(q, p_trigger):
    return q + 4 + 1 / p_trigger


def _odds_turned_round(q, p_trigger):
    return q + 4 + p_trigger / (1 - p_trigger)


def _no_extra_distractors(q, p_trigger):
    return q + 4.0


def _start_forgotten(q, p_trigger):
    return q + 2 + (1 - p_trigger) / p_trigger


def _last_forgotten(q, p_trigger):
    return q + 3 + (1 - p_trigger) / p_trigger


def _only_one_chance(q, p_trigger):
    return q + 4 + (1 - p_trigger)


def _numbers_of_the_paper(q, p_trigger):
    return q + 13.0


EXPECTED_LENGTH = CodeExercise(
    id="cec.expected_length",
    title="The expected length",
    page=PAGE,
    task=(
        "Write expected_length(q, p_trigger): the expected length of a sequence of two symbols, q "
        "distractors, extra distractors until the trigger comes (each time with probability "
        "p_trigger), the trigger, and one last symbol. It is a number."
    ),
    parameters=("q", "p_trigger"),
    returns=(Output("length", "()"),),
    reference=expected_length,
    probes=_length_probes,
    mistakes=(
        Mistake(
            "trigger-counted-twice",
            "The trigger is counted twice: 1 / p is the mean number of draws, the trigger's own "
            "draw included. The paper made the same slip.",
            "How many distractors come before the trigger, on average?",
            _trigger_counted_twice,
        ),
        Mistake(
            "odds-turned-round",
            "The odds are turned round: a rare trigger makes sequences longer.",
            "Which probability belongs into the denominator?",
            _odds_turned_round,
        ),
        Mistake(
            "no-extra-distractors",
            "The extra distractors before the trigger are left out.",
            "After the q distractors the trigger need not come at once.",
            _no_extra_distractors,
        ),
        Mistake(
            "start-forgotten",
            "Two of the four other symbols are left out.",
            "Two symbols stand at the start, and two at the end.",
            _start_forgotten,
        ),
        Mistake(
            "last-forgotten",
            "One of the four other symbols is left out.",
            "Count: two symbols at the start, the trigger, one last symbol.",
            _last_forgotten,
        ),
        Mistake(
            "only-one-chance",
            "At most one extra distractor is counted; there can be any number.",
            "After every extra distractor the same question comes again.",
            _only_one_chance,
        ),
        Mistake(
            "numbers-of-the-paper",
            "q + 13 holds for a trigger with probability 1/10; p_trigger has no effect here.",
            "What is the mean of k for another p?",
            _numbers_of_the_paper,
        ),
    ),
    hints=(
        "Count the symbols that are always there, then the mean of the others.",
        "The number k of extra distractors has probability p (1 - p)^k.",
        "The mean of k is (1 - p) / p.",
    ),
)
