"""Quick question of book/paper1997/reber."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_reber_success import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

REBER = NumericExercise(
    id="lab.q.reber",
    title="Almost right",
    page=PAGE,
    task=(
        "A net predicts every symbol of the embedded Reber strings rightly, but where the second "
        "symbol is to be repeated it always says T. Half of the strings have a P there. Take "
        "strings of 12 symbols, their mean length. What percentage of all predictions is right? "
        "Give two decimals."
    ),
    answer=100.0 * (1.0 - 0.5 / 11),
    because=(
        "A string of 12 symbols asks for 11 predictions. One of them is wrong in every other "
        "string: 1 in 22, so 95.45 % are right. By the criterion of experiment 1 the net has "
        "failed, and half of its strings are wrong."
    ),
    feedback=(
        Feedback("strings", "That is the share of strings that are right.", value=50.0),
        Feedback(
            "twelve",
            "12 symbols ask for 11 predictions: the first symbol is only read.",
            value=100.0 * (1.0 - 0.5 / 12),
        ),
        Feedback(
            "every-string",
            "The T is wrong in half of the strings only.",
            value=100.0 * (1.0 - 1 / 11),
        ),
        Feedback(
            "both",
            "The first symbol is only read, and the T is wrong in half of the strings only.",
            value=100.0 * (1.0 - 1 / 12),
        ),
        Feedback(
            "wrong-share",
            "That is the percentage that is wrong.",
            value=100.0 * 0.5 / 11,
        ),
        Feedback("fraction", "Give a percentage, between 0 and 100.", low=0.0, high=1.0),
    ),
    hints=(
        "How many symbols of a string of 12 are predicted?",
        "Take two strings, one with T and one with P: how many predictions, how many wrong?",
    ),
    tolerance=1e-3,
)
