"""Quick questions of the page on internal state drift."""

from __future__ import annotations

import math

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "cec/drift"

RATIO = (1 + math.exp(3)) / 2  # f(0) / f(-3)

SLOWER_DRIFT = NumericExercise(
    id="cec.q.slower_drift",
    title="How much slower",
    page=PAGE,
    task=(
        "The net input of a cell is constant. Its input-gate bias is lowered from 0 to -3, and "
        "nothing else feeds the gate. By what factor does the state drift more slowly?"
    ),
    answer=RATIO,
    because=(
        "The drift per step is y_in g(net_c). f(0) = 0.5 and f(-3) = 1 / (1 + e^3) = 0.0474, so "
        "the ratio is 0.5 / 0.0474 = 10.5."
    ),
    feedback=(
        Feedback(
            "exponential",
            "That is e^3. f(b) is close to e^b only where b is very negative; f(0) is not 1.",
            value=math.exp(3),
        ),
        Feedback(
            "from-open",
            "That compares f(-3) with a gate that is fully open. At bias 0 it is half open.",
            value=1 + math.exp(3),
        ),
        Feedback("upside-down", "Upside down: how many times slower is asked.", value=1 / RATIO),
        Feedback("opening", "That is y_in at bias -3. Compare it with bias 0.", value=0.5 / RATIO),
        Feedback("difference", "The gate does not work in proportion to its bias.", value=3),
        Feedback("too-small", "Too small: compute f(0) and f(-3).", low=0, high=RATIO),
        Feedback("too-large", "Too large: compute f(0) and f(-3).", low=RATIO),
    ),
    hints=("The drift per step is proportional to y_in = f(b).", "Divide f(0) by f(-3)."),
)

WHERE = ChoiceExercise(
    id="cec.q.where_it_dies",
    title="Where the error dies",
    page=PAGE,
    task=(
        "After 100 steps the state of a cell is s = 30, and h has the range [-1, 1]. An error "
        "arrives at the output of the cell. What becomes of it under the truncated rule?"
    ),
    choices=(
        Choice(
            "a",
            "It enters the carousel in full and fades a little in every step back.",
            "Inside, s_t = s_(t-1) + ... passes the error on with the factor 1. Nothing fades "
            "there.",
        ),
        Choice(
            "b",
            "It is multiplied by h'(30), about 2e-13, once, at the door; inside nothing is lost.",
            "Right. The carousel is intact, but next to nothing gets in.",
        ),
        Choice(
            "c",
            "It is multiplied by h'(s) of every step it passes.",
            "h stands only between the state and the output of the cell. On the way back along "
            "the states, the error never meets it again.",
        ),
        Choice(
            "d",
            "It reaches all earlier steps in full, because the carousel has the weight 1.",
            "The weight 1 is inside. Before that the error has to pass y_out h'(s).",
        ),
    ),
    right="b",
    hints=("Which factors does the error meet on its way from the output of the cell to s?",),
)

QUESTIONS = (SLOWER_DRIFT, WHERE)
