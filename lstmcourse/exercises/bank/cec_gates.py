"""Exercises of the page book/cec/gates."""

from __future__ import annotations

import math

from lstmcourse.exercises.bank._cec_gates_unit import GATED_UNIT, PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

_OPENING = 1 / (1 + math.exp(4))

LEAK = NumericExercise(
    id="cec.q.leak",
    title="How much leaks in?",
    page=PAGE,
    task=(
        "The net input of an input gate is -4 at each of 100 noise steps. The noise has variance "
        "0.2 and reaches the cell with weight 1. What is the variance of all that it leaves in the "
        "state?"
    ),
    answer=100 * 0.2 * _OPENING**2,
    because=(
        "The opening is f(-4) = 0.018. It scales the noise, so its square scales the variance: "
        "100 x 0.2 x 0.018^2 = 0.0065. Without the gate it would be 20."
    ),
    feedback=(
        Feedback(
            "not-squared",
            "The opening scales the noise itself. What does it do to the variance?",
            value=100 * 0.2 * _OPENING,
        ),
        Feedback("no-gate", "That is the variance with an open gate.", value=20),
        Feedback(
            "one-step", "That is what a single step leaves; there are 100.", value=0.2 * _OPENING**2
        ),
        Feedback(
            "deviation",
            "That is the standard deviation; the variance is asked.",
            value=math.sqrt(100 * 0.2) * _OPENING,
        ),
        Feedback(
            "not-squashed",
            "-4 is the net input of the gate. Its opening is f(-4), between 0 and 1.",
            value=100 * 0.2 * 16,
        ),
        Feedback(
            "half-open", "That is the variance with a half-open gate, f(0).", value=100 * 0.2 * 0.25
        ),
        Feedback(
            "opening",
            "That is the opening. What does it make of the variance of 100 noise inputs?",
            value=_OPENING,
        ),
        Feedback("closed", "The gate is nearly closed, but not quite.", high=1e-9),
        Feedback("too-much", "That is more than an open gate lets in.", low=20.5),
    ),
    hints=(
        "First the opening, f(-4) = 1 / (1 + exp(4)).",
        "A factor a makes variance a^2 times as large, and independent noise adds its variances.",
    ),
    tolerance=2e-2,
)

HALF_OPEN = ChoiceExercise(
    id="cec.q.half_open",
    title="Which weights move?",
    page=PAGE,
    task=(
        "An irrelevant input adds to the state while the input gate is half open, and a later "
        "error reaches the cell. Which weights from this input line does the step pull at?"
    ),
    choices=(
        Choice(
            "a",
            "None; the input is irrelevant.",
            "The net does not know that yet. Half of the input is in the state and adds to the "
            "error.",
        ),
        Choice(
            "b",
            "Only that of the input gate.",
            "The gate scales the pull on the cell's weight by its opening. That is one half, not "
            "0.",
        ),
        Choice(
            "c",
            "Only that of the cell.",
            "The gate is pulled as well, and its slope y (1 - y) is largest when it is half open.",
        ),
        Choice(
            "d",
            "Those of the cell and of the input gate.",
            "Right. The pull on the cell's weight is halved, and the gate is pulled with the "
            "largest slope it has, 1/4. That pull is how it learns to close.",
        ),
    ),
    right="d",
    hints=("Put y_in = 1/2 into both pulls: which of them becomes 0?",),
)

EXERCISES = (GATED_UNIT, LEAK, HALF_OPEN)
