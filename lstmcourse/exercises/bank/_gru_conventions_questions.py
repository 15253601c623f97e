"""Quick question of book/gru/conventions."""

from __future__ import annotations

from lstmcourse.exercises.bank._gru_conventions_switch import PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise

AGREE = ChoiceExercise(
    id="gru.q.agree",
    title="When the place of r does not matter",
    page=PAGE,
    task=(
        "A GRU has no bias inside its reset gate. In which case does it compute the same with the "
        "reset gate before and after the product, whatever the gates and states are?"
    ),
    choices=(
        Choice(
            "a",
            "The matrix of the candidate is symmetric.",
            "Symmetric is not enough: units 1 and 2 still hear each other, and then it matters "
            "whether the one that speaks or the one that listens is gated.",
        ),
        Choice(
            "b",
            "The matrix of the candidate is diagonal.",
            "Then every unit hears only itself, and sender and receiver have the same gate.",
        ),
        Choice(
            "c",
            "The matrix of the candidate is the same for all steps.",
            "It always is. What changes from step to step are the gates.",
        ),
        Choice(
            "d",
            "The state is small.",
            "Both shrink with the state, and so does their difference; relative to each other they "
            "differ as before.",
        ),
        Choice(
            "e",
            "In no case.",
            "There are such cases: a GRU with a single unit is one.",
        ),
    ),
    right="b",
    hints=(
        "The two differ by W[j, i] (r[j] - r[i]) h[j], summed over j.",
        "Which entries of W have j = i?",
    ),
)
