"""Quick question of book/attention/dates."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_dates_match import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

_RIGHT, _SYMBOLS = 0.95, 11

DATES = NumericExercise(
    id="attention.q.dates",
    title="From characters to dates",
    page=PAGE,
    task=(
        "A net writes each of the 10 characters of a date right with probability 0.95, and the end "
        "mark behind them as well. Suppose that these are independent. What share of its answers "
        "are exact matches?"
    ),
    answer=_RIGHT**_SYMBOLS,
    because=(
        "All eleven have to be right: 0.95 multiplied by itself eleven times is 0.569. With 95 per "
        "cent of the symbols right, more than four dates of ten are wrong."
    ),
    feedback=(
        Feedback(
            "end-forgotten",
            "That is 0.95 to the power of 10. The end mark has to be right as well.",
            value=_RIGHT ** (_SYMBOLS - 1),
        ),
        Feedback("symbol", "That is the accuracy of one symbol.", value=_RIGHT),
        Feedback(
            "sum",
            "That subtracts 0.05 eleven times. Answers with two mistakes are subtracted twice so.",
            value=1 - _SYMBOLS * (1 - _RIGHT),
        ),
        Feedback(
            "sum-without-end",
            "That subtracts 0.05 ten times. Independent probabilities multiply, and the end mark "
            "is the eleventh symbol.",
            value=1 - (_SYMBOLS - 1) * (1 - _RIGHT),
        ),
        Feedback(
            "mistaken",
            "That is the share of answers with a mistake.",
            value=1 - _RIGHT**_SYMBOLS,
        ),
        Feedback("percent", "A share lies between 0 and 1. Divide a percentage by 100.", low=1.0),
        Feedback(
            "too-high",
            "Too high. How many symbols have to be right at once?",
            low=_RIGHT**_SYMBOLS,
            high=1.01,
        ),
        Feedback(
            "too-low", "Too low. Multiply the probabilities of independent events.", high=0.56
        ),
    ),
    hints=(
        "An exact match is: the first right, and the second right, and so on.",
        "Independent events: the probabilities multiply.",
        "Eleven symbols, the end mark included.",
    ),
    tolerance=1e-2,
)
