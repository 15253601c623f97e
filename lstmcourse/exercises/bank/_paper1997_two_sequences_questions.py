"""Quick question of book/paper1997/two-sequences."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_two_sequences_generator import PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise

GUESS = ChoiceExercise(
    id="lab.q.guess",
    title="What guessing can and cannot do",
    page=PAGE,
    task=(
        "Weights drawn at random from a wide interval solve task 3a after some hundreds or "
        "thousands of draws, and 3c practically never. Why?"
    ),
    choices=(
        Choice(
            "a",
            "The noise on the targets of 3c leads the guesses astray.",
            "A guess does not learn, so nothing can lead it astray. Answers are compared with the "
            "targets without noise.",
        ),
        Choice(
            "b",
            "The class must be kept for more steps in 3c than in 3a.",
            "Both have the same lengths. And a unit that has latched keeps its sign for any "
            "number of steps.",
        ),
        Choice(
            "c",
            "Large weights drive the output to 0 or 1; 3a wants just that, while 3c wants two "
            "values in between, each within a narrow band.",
            "A net sum of 5 or of 500 gives the same answer in 3a. For 0.2 and 0.8 two sums must "
            "each hit a short interval, of all those that weights of this size can make.",
        ),
        Choice(
            "d",
            "The net of 3c has many more weights to guess.",
            "The net is the same in 3a and 3c, with 102 weights in the paper's LSTM.",
        ),
    ),
    right="c",
    hints=(
        "What does a logistic output unit answer when its net sum is 20? When it is 200?",
        "Which net sums give an answer within 0.1 of 0.8? How many give one within 0.2 of 1?",
    ),
)
