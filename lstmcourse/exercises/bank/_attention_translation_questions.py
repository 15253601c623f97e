"""Quick question of book/attention/translation."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise

HEATMAP = ChoiceExercise(
    id="attention.q.heatmap",
    title="What a heat map says",
    page="attention/translation",
    task=(
        "In a heat map of attention weights rows are output words and columns are source words. "
        "In the row of chanteuse the weight of singer is 0.98, and that of she is 0.00. "
        "What is sure?"
    ),
    choices=(
        Choice(
            "a",
            "The net chose the feminine form without knowing about she.",
            "The weights are on encoder states. The state at singer was computed from everything "
            "the encoder had read, she included.",
        ),
        Choice(
            "b",
            "The column of singer adds up to 1.",
            "The softmax runs over the source words, so each ROW adds up to 1. A source word may "
            "be looked at by many output words, or by none.",
        ),
        Choice(
            "c",
            "The context vector of this step is nearly the encoder state at singer.",
            "Yes. It is the weighted mean of the encoder states. What this state holds, and what "
            "the net uses of it, the weights do not say.",
        ),
        Choice(
            "d",
            "If she is replaced by he, the output word stays the same.",
            "The replaced word changes the encoder state at singer, whatever the weights are. "
            "Whether the output changes must be tried.",
        ),
    ),
    right="c",
    hints=(
        "What are the things whose mean is taken: words, or encoder states?",
        "What has an encoder read when it comes to the word singer?",
    ),
)
