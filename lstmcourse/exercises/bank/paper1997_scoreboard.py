"""Quick question of the scoreboard of the 1997 experiments (book/paper1997/scoreboard)."""

from __future__ import annotations

from lstmcourse.exercises.model import Feedback, NumericExercise

_READINGS, _CHANCE = 12, 0.1
_NONE = (1 - _CHANCE) ** _READINGS

OPEN = NumericExercise(
    id="lab.q.open",
    title="Twelve readings of one row",
    page="paper1997/scoreboard",
    task=(
        "Twelve readings of an open row are tried. Suppose that none of them is what the authors "
        "did, and that each comes within a factor of 2 of the printed count by chance with "
        "probability 0.1, independently of the others. With what probability does at least one of "
        "them fit?"
    ),
    answer=1 - _NONE,
    because=(
        f"All twelve miss with probability 0.9^12 = {_NONE:.3f}, so at least one fits with "
        f"1 - {_NONE:.3f} = {1 - _NONE:.3f}. A reading that was found on a row needs other rows to "
        "be tested on."
    ),
    feedback=(
        Feedback(
            "none-fits",
            "That is the probability that none of them fits.",
            value=_NONE,
        ),
        Feedback(
            "sum",
            "Probabilities add up only for events that exclude each other. A sum above 1 cannot be "
            "a probability.",
            value=_READINGS * _CHANCE,
        ),
        Feedback("one-reading", "That is the probability for one reading.", value=_CHANCE),
        Feedback(
            "exactly-one",
            "That is the probability that exactly one fits; two or more count as well.",
            value=_READINGS * _CHANCE * (1 - _CHANCE) ** (_READINGS - 1),
        ),
        Feedback(
            "all-fit",
            "That is the probability that all twelve fit.",
            value=_CHANCE**_READINGS,
        ),
        Feedback(
            "per-cent",
            "A probability lies between 0 and 1; this looks like per cent.",
            value=100 * (1 - _NONE),
        ),
        Feedback(
            "too-small",
            "Too small. Start from the probability that all twelve miss.",
            high=1 - _NONE,
        ),
        Feedback(
            "too-large",
            "Too large. Start from the probability that all twelve miss.",
            low=1 - _NONE,
        ),
    ),
    hints=(
        "What is the probability that one reading misses? And that all twelve do?",
        "1 - 0.9^12.",
    ),
)

EXERCISES = (OPEN,)
