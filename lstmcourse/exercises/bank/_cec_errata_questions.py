"""Quick questions of book/cec/errata."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "cec/errata"

PRINTED_RATE = NumericExercise(
    id="cec.q.printed_rate",
    title="The same training, another error",
    page=PAGE,
    task=(
        "You let an automatic tool differentiate the printed error, the sum of (d - y)^2, and want "
        "exactly the updates of the paper for its learning rate 0.5. Which learning rate do you "
        "set?"
    ),
    answer=0.25,
    because=(
        "The derivative of (d - y)^2 brings a factor 2 that the paper's updates do not have, so "
        "half the rate gives the same steps."
    ),
    feedback=(
        Feedback("as-printed", "That makes every step twice as large.", value=0.5),
        Feedback("wrong-way", "The gradient is already twice as large; go down.", value=1.0),
        Feedback("squared", "One factor 2, not two of them.", value=0.125),
        Feedback("negative", "The sign of the update stays as it is.", high=0.0),
        Feedback("too-large", "Too large: only half the rate makes the same step.", low=0.25),
        Feedback("too-small", "Only one factor 2 is to be made up for.", low=0.0, high=0.25),
    ),
    hints=(
        "What does the derivative of a square bring with it?",
        "Twice the gradient and half the rate make the same step.",
    ),
)

SLIP_OR_GAP = ChoiceExercise(
    id="cec.q.slip_or_gap",
    title="Slip or gap",
    page=PAGE,
    task="Which of these is a gap, not a slip: something that the paper alone cannot settle?",
    choices=(
        Choice(
            "a",
            "Whether g or h has the range from -2 to 2.",
            "The formulas in the text settle it: the caption is a slip.",
        ),
        Choice(
            "b",
            "Whether the weights change at every step or once per sequence in experiment 1.",
            "Right. The paper is silent, and none of its formulas or tables decides it.",
        ),
        Choice(
            "c",
            "Whether the expected length in experiment 2c is q + 13 or q + 14.",
            "Its own description of the sequence settles it: q + 13.",
        ),
        Choice(
            "d",
            "Whether the updates follow the sum of squares or half of it.",
            "The update equations themselves show that it is half of it.",
        ),
    ),
    right="b",
    hints=("Look for the one where no formula, table or sum of the paper gives an answer.",),
)

QUESTIONS = (PRINTED_RATE, SLIP_OR_GAP)
