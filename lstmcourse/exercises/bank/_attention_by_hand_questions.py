"""Quick question of book/attention/by-hand."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_by_hand_parts import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

WEIGHT, D_OWN, D_OTHER = 0.9, 1.0, 3.0
MEAN = WEIGHT * D_OWN + (1 - WEIGHT) * D_OTHER

JACOBIAN = NumericExercise(
    id="attention.q.jacobian",
    title="Back through the softmax",
    page=PAGE,
    task=(
        "A query looks at two keys, with the weights 0.9 and 0.1. The derivatives of E by these "
        "weights are 1 and 3. What is the derivative of E by the score of the first key?"
    ),
    answer=WEIGHT * (D_OWN - MEAN),
    because=(
        "The mean of 1 and 3 with the weights is 1.2, and 0.9 (1 - 1.2) = -0.18. Although E grows "
        "with this weight, it falls with this score: more weight here is less weight on the key "
        "where E grows faster. The other score gets +0.18: the two add up to 0."
    ),
    feedback=(
        Feedback(
            "no-jacobian", "That is the derivative by the weight, before the softmax.", value=D_OWN
        ),
        Feedback(
            "only-the-weight",
            "0.9 times 1 is the first part only. A higher score also takes weight away from the "
            "other key.",
            value=WEIGHT * D_OWN,
        ),
        Feedback(
            "only-the-diagonal",
            "0.9 (1 - 0.9) is the diagonal of the Jacobian. The first score also acts on the "
            "second weight.",
            value=WEIGHT * (1 - WEIGHT) * D_OWN,
        ),
        Feedback("mean", "That is the mean of 1 and 3 with the weights; go on.", value=MEAN),
        Feedback(
            "no-weight-outside",
            "That is 1 minus the mean. The factor of the key's own weight is missing.",
            value=D_OWN - MEAN,
        ),
        Feedback(
            "no-weight-on-the-mean",
            "0.9 - 1.2: the mean, too, has the factor 0.9.",
            value=WEIGHT * D_OWN - MEAN,
        ),
        Feedback(
            "plain-mean",
            "The mean of 1 and 3 has to be taken with the weights: it is not 2.",
            value=WEIGHT * (D_OWN - (D_OWN + D_OTHER) / 2),
        ),
        Feedback(
            "plain-sum",
            "1 and 3 have to be multiplied by their weights before they are added up.",
            value=WEIGHT * (D_OWN - D_OWN - D_OTHER),
        ),
        Feedback(
            "only-the-other-weight",
            "That is what the score does through the second weight. It acts on the first one, too.",
            value=-WEIGHT * (1 - WEIGHT) * D_OTHER,
        ),
        Feedback(
            "both-grow",
            "A higher first score makes the first weight larger and the second one smaller.",
            value=WEIGHT * (1 - WEIGHT) * (D_OWN + D_OTHER),
        ),
        Feedback(
            "sign-of-the-mean",
            "The mean has to be subtracted from 1.",
            value=WEIGHT * (D_OWN + MEAN),
        ),
        Feedback(
            "sign",
            "That is the derivative by the other score. Look at the sign of 1 minus the mean.",
            value=-WEIGHT * (D_OWN - MEAN),
        ),
    ),
    hints=(
        "Each weight depends on both scores.",
        "First the mean of 1 and 3, taken with the weights.",
        "The derivative by a score is its weight times (its derivative by the weight, minus that "
        "mean).",
    ),
)
