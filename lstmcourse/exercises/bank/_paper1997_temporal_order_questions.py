"""Quick question of book/paper1997/temporal-order."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_temporal_order_generator import PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise

ORDER = ChoiceExercise(
    id="lab.q.order",
    title="What a sum cannot tell",
    page=PAGE,
    task=(
        "A cell adds 1 to its state at X and -1 at Y, whatever it holds, and adds nothing at any "
        "other step. No other cell writes anything. Which of the four orders can the outputs not "
        "tell apart?"
    ),
    choices=(
        Choice(
            "a",
            "None; all four end in different states.",
            "Add up: XX ends at 2, YY at -2, and the other two?",
        ),
        Choice(
            "b",
            "XX and YY.",
            "XX ends at 2 and YY at -2; these are the two that differ most.",
        ),
        Choice(
            "c",
            "XY and YX.",
            "Both end at 0, because a sum does not know the order of its parts. What the second "
            "mark writes has to depend on what the first one has left, and that takes feedback.",
        ),
        Choice(
            "d",
            "All four; the distractors in between wipe out the first mark.",
            "The state keeps what it has; nothing is added at the steps in between.",
        ),
    ),
    right="c",
    hints=(
        "Write down the state after the second mark for XX, XY, YX and YY.",
        "Does 1 + (-1) differ from (-1) + 1?",
    ),
)
