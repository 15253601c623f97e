"""Quick questions of the page "Gradient clipping"."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "rnn/clipping"

FIRST_NORM = NumericExercise(
    id="rnn.q.clip_first",
    title="Norms 6 and 8, clipped to 5",
    page=PAGE,
    task=(
        "A gradient has two arrays, one of norm 6 and one of norm 8. It is clipped by its global "
        "norm to max_norm = 5. What is the norm of the first array afterwards?"
    ),
    answer=6 * 5 / np.hypot(6, 8),
    because="The joint norm is 10, so both arrays are halved: 6 becomes 3, and 8 becomes 4.",
    feedback=(
        Feedback(
            "per-array",
            "5 is what clipping each array on its own would give. The norm is taken of both "
            "arrays together.",
            value=5,
        ),
        Feedback("unchanged", "6 is the norm before clipping. The joint norm is above 5.", value=6),
        Feedback(
            "sum-of-norms",
            "That divides by 6 + 8 = 14. Joint norms add like the sides of a right triangle.",
            value=6 * 5 / 14,
        ),
        Feedback("shared", "The limit is not split evenly between the arrays.", value=2.5),
        Feedback("factor", "That is the factor. What does it make of 6?", value=0.5),
        Feedback(
            "subtracted",
            "The norm is 5 too long, but clipping multiplies; it takes nothing off.",
            value=1,
        ),
        Feedback("to-one", "That is clipped to norm 1. The limit is 5.", value=0.6),
        Feedback("squared", "That divides by 6² + 8² = 100. The root of it is missing.", value=0.3),
        Feedback(
            "largest",
            "That divides by 8, the norm of the longer array. Both arrays count.",
            value=6 * 5 / 8,
        ),
        Feedback("second", "That is the second array, the one that had norm 8.", value=4),
        Feedback("joint", "10 is the joint norm before clipping.", value=10),
        Feedback(
            "too-long",
            "The clipped gradient is only 5 long in all, so no part of it can be longer.",
            low=5,
        ),
        Feedback("negative", "A norm is never negative.", high=0),
        Feedback(
            "other",
            "Test your number: by the same factor 8 becomes the norm of the second array, and the "
            "two together must have norm 5.",
            low=-1e-9,
            high=5,
        ),
    ),
    hints=(
        "What is the norm of both arrays together?",
        "Both arrays are multiplied by the same factor, 5 divided by the joint norm.",
    ),
)

SMALL = ChoiceExercise(
    id="rnn.q.clip_small",
    title="A gradient that has vanished",
    page=PAGE,
    task=(
        "A gradient has norm 0.001, and it is clipped by its global norm to max_norm = 1. "
        "What happens to it?"
    ),
    choices=(
        Choice(
            "a",
            "It is scaled up to norm 1.",
            "The factor is the smaller of 1 and max_norm / norm, and so never above 1. Scaling to "
            "a fixed length is called normalising, and it is another method.",
        ),
        Choice(
            "b",
            "Nothing: it is returned as it is.",
            "Right: max_norm / norm is 1000, so the factor is 1. A vanished gradient stays so.",
        ),
        Choice(
            "c",
            "It is set to zero.",
            "Clipping limits from above. There is no lower limit below which it drops anything.",
        ),
        Choice(
            "d",
            "It is multiplied by 0.001.",
            "The norm is divided by, and only where it is above max_norm. Here the factor is 1.",
        ),
    ),
    right="b",
    hints=("Put the numbers into min(1, max_norm / norm).",),
)

ADAM = ChoiceExercise(
    id="rnn.q.clip_adam",
    title="All gradients 100 times smaller, with Adam",
    page=PAGE,
    task=(
        "All gradients of a run are multiplied by 0.01 before Adam sees them. "
        "How do the steps of the weights change?"
    ),
    choices=(
        Choice(
            "a",
            "They become 100 times shorter.",
            "That is so for SGD. Adam divides by the root of the mean squared gradient, and that "
            "is 100 times smaller as well.",
        ),
        Choice(
            "b",
            "They become 10000 times shorter.",
            "The squared gradient becomes 10000 times smaller, but it stands under a root and "
            "below the fraction line.",
        ),
        Choice(
            "c",
            "They stay almost the same.",
            "Right: a constant factor cancels in the fraction m / sqrt(v). Only eps notices it, "
            "and only where gradients are as small as eps.",
        ),
        Choice(
            "d",
            "They become 100 times longer.",
            "Both m and sqrt(v) shrink by the same factor, so their quotient does not grow.",
        ),
    ),
    right="c",
    hints=(
        "Adam's step is rate * m / (sqrt(v) + eps). What do m and v become?",
        "m is a mean of gradients, v a mean of squared gradients.",
    ),
)
