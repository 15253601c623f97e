"""Quick question of book/gru/backward."""

from __future__ import annotations

from lstmcourse.exercises.bank._gru_backward_parts import PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise

KEPT = ChoiceExercise(
    id="gru.q.kept",
    title="A unit that keeps",
    page=PAGE,
    task=(
        "At one step, the update gate of a unit is 1 to the last bit, in PyTorch's convention. An "
        "error arrives at this unit's hₜ. What becomes of it at this step?"
    ),
    choices=(
        Choice(
            "a",
            "All of it goes on to the unit's own hₜ₋₁, and no weight of the unit gets any of it.",
            "Right. dh z = dh goes straight back. dn has the factor 1 - z = 0, dr hangs on it, and "
            "dz meets the slope z (1 - z) = 0.",
        ),
        Choice(
            "b",
            "All of it goes on to hₜ₋₁, and the weights of z get some too.",
            "dz = dh (h - n) is not zero, but the slope of the sigmoid, z (1 - z), is.",
        ),
        Choice(
            "c",
            "Nothing goes on; the gate is closed.",
            "With z = 1 the old state is kept, and the error takes the same way back. What is "
            "closed is the way to the candidate.",
        ),
        Choice(
            "d",
            "It goes to the candidate and the reset gate, not to hₜ₋₁.",
            "The candidate has the factor 1 - z = 0.",
        ),
    ),
    right="a",
    hints=(
        "Write down the factors of dh z, dn and da_z for z = 1.",
        "The slope of the sigmoid is z (1 - z).",
    ),
)
