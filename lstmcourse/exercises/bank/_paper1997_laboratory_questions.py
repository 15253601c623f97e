"""Quick question of book/paper1997/laboratory."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_laboratory_interval import PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise

MEAN = ChoiceExercise(
    id="lab.q.mean",
    title="Which number depends on the cap?",
    page=PAGE,
    task=(
        "Nine of ten trials are solved after 20,000 to 40,000 sequences; the tenth is unsolved at "
        "the cap of 300,000. Somebody runs the same ten seeds with a cap of 3,000,000, and the "
        "tenth is solved after 1,000,000. Which number changes?"
    ),
    choices=(
        Choice(
            "a",
            "The median over all ten trials.",
            "The tenth trial lies above the median in both runs; how far above does not matter.",
        ),
        Choice(
            "b",
            "The lower quartile over all ten trials.",
            "It lies among the fastest trials, which are the same in both runs.",
        ),
        Choice(
            "c",
            "The mean of the solved trials.",
            "It is 20,000 to 40,000 over nine trials and more than 100,000 over ten: the cap "
            "had left out the one trial that weighs most.",
        ),
        Choice(
            "d",
            "None: the nine trials are the same, bit by bit.",
            "The nine are the same. But one of the numbers is taken over ten trials now.",
        ),
    ),
    right="c",
    hints=(
        "Write the ten numbers down in order, in both runs. What stands in the middle?",
        "How many numbers does each of the choices average?",
    ),
)
