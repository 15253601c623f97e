"""Quick question of book/attention/retrieval."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_retrieval_softmax import PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise

PERMUTE = ChoiceExercise(
    id="attention.q.permute",
    title="Keys change places",
    page=PAGE,
    task=(
        "A query gives two entries different scores. Then the keys of the two change places. Their "
        "values, which differ too, stay where they are. What happens to the weights and to the "
        "context vector?"
    ),
    choices=(
        Choice(
            "a",
            "Nothing changes: attention does not care about the order.",
            "That holds when whole entries move, each key together with its value. Here the keys "
            "move alone.",
        ),
        Choice(
            "b",
            "The two weights change places, and the context vector changes.",
            "A weight follows its key. It now multiplies the value of the other entry, so the sum "
            "is another one. If the context stayed the same, the weights would ignore the keys.",
        ),
        Choice(
            "c",
            "The weights stay, and two entries of the context vector change places.",
            "Weights are computed from the keys, so they move with them. The entries of the "
            "context vector belong to the entries of a value, not to the words.",
        ),
        Choice(
            "d",
            "The two weights change places, and the context vector stays the same.",
            "The first half is right. But each of the two weights now multiplies another value.",
        ),
    ),
    right="b",
    hints=(
        "Write the context as a sum of weight times value, for two entries.",
        "The score of an entry depends on its key alone. Which value does it multiply afterwards?",
    ),
)
