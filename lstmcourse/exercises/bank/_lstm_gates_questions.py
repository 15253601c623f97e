"""Quick questions of book/lstm/gates."""

from __future__ import annotations

from lstmcourse.exercises.model import Feedback, NumericExercise

PAGE = "lstm/gates"

I, H = 10, 20

WEIGHTS = NumericExercise(
    id="lstm.q.weights",
    title="How many weights?",
    page=PAGE,
    task=(
        "An LSTM with a forget gate has 10 inputs and 20 hidden units, no peepholes, and one bias "
        "for each unit of each block. How many weights and biases does it have?"
    ),
    answer=4 * H * (I + H + 1),
    because=(
        "There are 4 blocks of 20 units. Each unit has 10 input weights, 20 recurrent weights and "
        "a bias: 4 * 20 * 31 = 2480."
    ),
    feedback=(
        Feedback(
            "two-biases",
            "That is PyTorch's count, with a second bias for each unit of each block.",
            value=4 * H * (I + H + 2),
        ),
        Feedback("no-bias", "The biases are missing.", value=4 * H * (I + H)),
        Feedback("one-block", "That is one block, the size of a plain RNN.", value=H * (I + H + 1)),
        Feedback(
            "three-blocks",
            "That is three blocks. The candidate has weights too, besides the three gates.",
            value=3 * H * (I + H + 1),
        ),
        Feedback(
            "no-recurrence",
            "The recurrent weights are missing: each unit also sees all of h.",
            value=4 * H * (I + 1),
        ),
        Feedback(
            "bias-per-unit",
            "That has one bias for each unit. Each of its four blocks needs one.",
            value=4 * H * (I + H) + H,
        ),
        Feedback(
            "peepholes",
            "That counts three peepholes for each unit; this cell has none.",
            value=4 * H * (I + H + 1) + 3 * H,
        ),
    ),
    hints=(
        "Count for one unit of one block first: what feeds it?",
        "10 input weights, 20 recurrent weights and a bias feed each unit of each block.",
        "How many blocks of 20 units are there, the candidate included?",
    ),
    tolerance=1e-4,
)
