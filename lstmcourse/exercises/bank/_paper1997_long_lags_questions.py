"""Quick question of book/paper1997/long-lags."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_long_lags_generator import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

STEPS, GATE = 100, 0.5
FACTOR = (STEPS * GATE) ** 2

DRIFT = NumericExercise(
    id="lab.q.drift",
    title="Two weights, one error",
    page=PAGE,
    task=(
        "At each of 100 steps a cell adds its input gate's activation times g of its net input to "
        "its state. The activation is 1/2 and the slope of g is 1 throughout. One of its weights "
        "comes from a gate that is 1/2 at all 100 steps, another "
        "from an input that is 1 at one step and 0 at all others. An error at the last state "
        "changes both weights, by the gradient at the same rate. Each change then moves the last "
        "state of the next sequence. By what factor does the gate's weight move it more than the "
        "input's?"
    ),
    answer=FACTOR,
    because=(
        "The state changes by the sum of y_in y_u over the steps, for each unit by which the "
        "weight changes: 100 x 1/2 x 1/2 = 25 for the gate, 1/2 for the input. That is 50 times as "
        "much. The gradient is 50 times as large for the same reason, and so is the change of the "
        "weight. Together: 50 x 50 = 2500."
    ),
    feedback=(
        Feedback(
            "once",
            "50 is how much larger the gradient is, and with it the change of the weight. That "
            "change then acts at all 100 steps again.",
            value=STEPS * GATE,
        ),
        Feedback(
            "open-gate",
            "That is for a source that is 1 throughout. The gate is at 1/2.",
            value=STEPS**2,
        ),
        Feedback(
            "steps", "100 steps, each of them with 1/2; and the sum enters twice.", value=STEPS
        ),
        Feedback(
            "half-square",
            "The gate's 1/2 enters as often as the 100 steps do: twice.",
            value=STEPS**2 * GATE,
        ),
        Feedback("upside-down", "Upside down: the gate's weight moves it more.", value=1 / FACTOR),
        Feedback(
            "with-gate",
            "y_in = 1/2 stands in the numbers of both weights and cancels.",
            value=FACTOR / 4,
        ),
        Feedback("too-small", "Too small. A sum over the steps enters twice.", low=0, high=FACTOR),
        Feedback("too-large", "Too large. What is the sum of y_u over the steps?", low=FACTOR),
    ),
    hints=(
        "By how much does the last state change if a weight grows by 1? Sum over the steps.",
        "The gradient of the error is that same sum times the error, and the weight changes in "
        "proportion to it.",
    ),
)
