"""Quick question of book/paper1997/adding."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_adding_stop import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

_MIDDLE, _END = 0.45 * 0.55, 0.94 * 0.06

SATURATION = NumericExercise(
    id="lab.q.saturation",
    title="The same error at the end of the range",
    page=PAGE,
    task=(
        "A logistic output y learns with the error signal (d - y) y (1 - y). In one sequence the "
        "target d is 0.5 and y is 0.45. In another one d is 0.99 and y is 0.94: the same error. "
        "How many times larger is the first error signal?"
    ),
    answer=_MIDDLE / _END,
    because=(
        "0.45 · 0.55 = 0.2475 and 0.94 · 0.06 = 0.0564; the factors (d - y) are equal. So the same "
        f"error teaches {_MIDDLE / _END:.2f} times less near the end of the range."
    ),
    feedback=(
        Feedback(
            "no-slope",
            "The factors (d - y) are equal, but the slopes y (1 - y) are not.",
            value=1.0,
        ),
        Feedback(
            "upside-down",
            "That is the second signal divided by the first one.",
            value=_END / _MIDDLE,
        ),
        Feedback(
            "slope-at-the-target",
            "The slope is taken at the target d here; it belongs to the output y.",
            value=0.25 / (0.99 * 0.01),
        ),
        Feedback("only-y", "That is the ratio of the outputs alone.", value=0.94 / 0.45),
        Feedback("only-rest", "That is the ratio of the 1 - y alone.", value=0.55 / 0.06),
        Feedback("squared", "The slope counts once, not twice.", value=(_MIDDLE / _END) ** 2),
        Feedback("too-small", "The signal near 1 is much smaller. Compute both slopes.", high=4.3),
        Feedback("too-large", "Not that much. Compute y (1 - y) for both outputs.", low=4.5),
    ),
    hints=(
        "Both errors are 0.05. What else is multiplied?",
        "The slopes are 0.45 · 0.55 and 0.94 · 0.06.",
    ),
)
