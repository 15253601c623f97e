"""Quick questions of book/cec/memory-cell."""

from __future__ import annotations

import math

from lstmcourse.exercises.bank._cec_memory_cell_step import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

LARGEST = NumericExercise(
    id="cec.q.largest_output",
    title="The largest output after one step",
    page=PAGE,
    task=(
        "A memory cell of 1997 starts with the state 0. Its output after the first step stays "
        "below a certain number, however large the net inputs are. What is the smallest such "
        "number, to three digits?"
    ),
    answer=math.tanh(1.0),
    because=(
        "The input gate is below 1 and g below 2, so s₁ < 2. The output gate is below 1 and h "
        f"rises, so h₁ < h(2) = tanh(1) = {math.tanh(1.0):.4f}."
    ),
    feedback=(
        Feedback(
            "many-steps",
            "1 is the bound of h for any state. After one step the state is below 2, so h has not "
            "come that far.",
            value=1.0,
        ),
        Feedback("state", "2 bounds the state; h and the output gate follow.", value=2.0),
        Feedback("h-is-tanh", "That is tanh(2), but h(s) = tanh(s / 2).", value=math.tanh(2.0)),
        Feedback(
            "h-is-f",
            "That is f(2), but h(s) = 2 f(s) - 1.",
            value=1 / (1 + math.exp(-2.0)),
        ),
        Feedback(
            "g-too-small",
            "That is h(1). g reaches up to 2, not 1, and so does the state.",
            value=math.tanh(0.5),
        ),
        Feedback(
            "gates-half",
            "Gates of one half are where the net input is 0. Let it grow.",
            value=0.5 * math.tanh(0.5),
        ),
        Feedback("zero", "The state starts at 0, but the first step writes.", value=0.0),
        Feedback("too-high", "There is a smaller bound: which state is the largest?", low=0.7616),
        Feedback(
            "too-low",
            "Large net inputs bring the output closer to h of the largest state than that.",
            high=0.7615,
        ),
    ),
    hints=(
        "Go up the figure: how large can y_in, g, s, h(s) and y_out become?",
        "s₁ = 0 + y_in g is below 1 · 2.",
        "h(2) = tanh(1).",
    ),
    tolerance=1e-3,
)

_I, _J = 8, 2


def _hidden(gates: int, cells: int, biased: bool = True) -> int:
    units = gates + cells
    return units * (_I + units + biased)


_BEFORE, _AFTER = _hidden(2 * _J, 4), _hidden(2 * _J, 8)

DOUBLED = NumericExercise(
    id="cec.q.double_size",
    title="Blocks of double size",
    page=PAGE,
    task=(
        "A hidden layer has 8 inputs and 2 blocks of size 2, full connectivity, and a bias for "
        "every gate and cell. You double the size of both blocks. How many weights and biases lead "
        "into the hidden layer now?"
    ),
    answer=_AFTER,
    because=(
        "The gates stay 4, the cells become 8: U = 12. Each unit has 8 + 12 + 1 incoming weights, "
        f"so {_AFTER} in all; before, it was 8 · 17 = {_BEFORE}."
    ),
    feedback=(
        Feedback("before", "That is the layer before doubling.", value=_BEFORE),
        Feedback(
            "twice",
            "That is twice the old number. The gates do not double, and the recurrent weights grow "
            "with the square of U.",
            value=2 * _BEFORE,
        ),
        Feedback(
            "gates-doubled",
            "The gates are doubled too. A larger block keeps its two gates.",
            value=_hidden(4 * _J, 8),
        ),
        Feedback("no-biases", "The biases are missing: one for each unit.", value=12 * (8 + 12)),
        Feedback(
            "eight-senders",
            "Only 8 of the 12 units are counted as senders. Gates and cells, old and new, all "
            "send to every unit.",
            value=12 * (8 + 8 + 1),
        ),
        Feedback("too-few", "Something is missing. Count U first, then U (I + U) + U.", high=252),
        Feedback("too-many", "Something is counted twice. Count U first.", low=252),
    ),
    hints=(
        "How many gates and how many cells are there now?",
        "U = 4 + 8 units, each fed by 8 inputs, all U units and a bias.",
    ),
    tolerance=1e-6,
)
