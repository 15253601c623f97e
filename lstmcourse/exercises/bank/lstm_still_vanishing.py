"""Exercises of the page book/lstm/still-vanishing."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_still_vanishing_bias import FORGET_BIAS
from lstmcourse.exercises.bank._lstm_still_vanishing_path import CELL_PATH
from lstmcourse.exercises.model import Feedback, NumericExercise

FADES = NumericExercise(
    id="lstm.q.fades",
    title="A hundred steps at 0.9",
    page="lstm/still-vanishing",
    task=(
        "Every forget gate of a cell stays at 0.9. Of an error at the cell state, which part is "
        "left 100 steps earlier along the cell path?"
    ),
    answer=0.9**100,
    tolerance=0.03,
    because="Each step multiplies by 0.9, so 0.9^100 = 2.7e-5 is left: an LSTM can vanish too.",
    feedback=(
        Feedback(
            "constant",
            "Which part is left? All of it only where the gates stay at exactly 1.",
            value=1,
        ),
        Feedback("zero", "Very little, but not nothing. How much?", value=0),
        Feedback("one-step", "That is what one step leaves.", value=0.9),
        Feedback("ten-steps", "That is what 10 steps leave.", value=0.9**10),
        Feedback("times", "The factors multiply; they do not add up.", value=0.9 * 100),
        Feedback("linear", "Each step takes 10% of what is left, not of the start.", value=-9),
        Feedback("too-large", "Too large: multiply 0.9 by itself 100 times.", low=0.9**100),
        Feedback("too-small", "Too small: multiply 0.9 by itself 100 times.", high=0.9**100),
    ),
    hints=("What does one step back along the cell path multiply by?", "0.9 to which power?"),
)

EXERCISES = (CELL_PATH, FORGET_BIAS, FADES)
