"""Exercises of the page book/lstm/forget-gate."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_forget_gate_error import UNTIL_ERROR
from lstmcourse.exercises.bank._lstm_forget_gate_leak import LEAK
from lstmcourse.exercises.model import Feedback, NumericExercise

SETTLES = NumericExercise(
    id="lstm.q.settles",
    title="Where it settles",
    page="lstm/forget-gate",
    task=(
        "A forget gate stays at 0.95 and every step writes 0.5. Which number does the cell state "
        "approach?"
    ),
    answer=0.5 / (1 - 0.95),
    because="Where it settles, c = 0.95 c + 0.5. So 0.05 c = 0.5, and c = 10.",
    feedback=(
        Feedback("one-over", "That is 1 / (1 - f). What does each step write?", value=20),
        Feedback(
            "write-forgotten-too",
            "That lets the gate act on the new write as well. It multiplies only the old state.",
            value=0.5 * 0.95 / (1 - 0.95),
        ),
        Feedback("two-steps", "That is the state after two steps from 0.", value=0.975),
        Feedback("over-f", "The write is divided by 1 - f, not by f.", value=0.5 / 0.95),
        Feedback("average", "Nothing multiplies the write by 1 - f here.", value=0.5),
        Feedback("negative", "All writes are positive, and so is the gate.", high=0),
        Feedback("too-small", "Too small: set c = 0.95 c + 0.5 and solve.", low=0, high=10),
        Feedback("too-large", "Too large: set c = 0.95 c + 0.5 and solve.", low=10),
    ),
    hints=("At the end nothing changes any more: c_t = c_(t-1).", "Solve c = 0.95 c + 0.5."),
)

EXERCISES = (LEAK, UNTIL_ERROR, SETTLES)
