"""Quick question of the page on the multiplication problem (book/paper1997/multiplication)."""

from __future__ import annotations

from lstmcourse.exercises.model import Feedback, NumericExercise

_ALL, _WRONG, _TOLERANCE = 2560, 14, 0.04
_LARGEST = (_WRONG + (_ALL - _WRONG) * _TOLERANCE**2) / _ALL
_LARGEST_MEAN = (_WRONG + (_ALL - _WRONG) * _TOLERANCE) / _ALL

SQUARE = NumericExercise(
    id="lab.q.square",
    title="How large can the mean square be?",
    page="paper1997/multiplication",
    task=(
        "A net answers 2560 test sequences. 14 answers are off by 0.04 or more, all others by less "
        "than 0.04, and none by more than 1. What must the mean of the squared errors be below?"
    ),
    answer=_LARGEST,
    because=(
        "At most 14 squares are as large as 1, and the other 2546 are below 0.04² = 0.0016: "
        f"(14 + 2546 · 0.0016) / 2560 = {_LARGEST:.4f}. The 0.0139 of Table 8 is above it."
    ),
    feedback=(
        Feedback(
            "wrong-ones-alone",
            "That counts the 14 alone. The others may be off as well, by up to 0.04.",
            value=_WRONG / _ALL,
        ),
        Feedback("right-ones-alone", "That leaves out the 14.", value=0.0016),
        Feedback(
            "not-squared",
            "The errors are not squared here: this is the bound of the mean of |d - y|.",
            value=_LARGEST_MEAN,
        ),
        Feedback("printed", "That is the number of Table 8. What can it be at most?", value=0.0139),
        Feedback(
            "limit-of-the-text",
            "That is the limit in the paper's text. Compute a bound from the counts.",
            value=0.013,
        ),
        Feedback(
            "too-small",
            "Too small. How large can the square of a wrong answer be, and that of a right one?",
            high=_LARGEST,
        ),
        Feedback(
            "too-large",
            "Too large. No square is above 1, and those of right answers are far smaller.",
            low=_LARGEST,
        ),
    ),
    hints=(
        "Take the worst case: what is the largest square of a wrong answer, and of a right one?",
        "Add 14 times the one and 2546 times the other, and divide by 2560.",
    ),
)

EXERCISES = (SQUARE,)
