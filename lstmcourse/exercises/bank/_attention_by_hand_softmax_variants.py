"""Defective ways back through the softmax, for ``attention.dot_backward``."""

from __future__ import annotations

from collections.abc import Callable

from lstmcourse.exercises.bank._attention_by_hand_backward_parts import (
    back,
    through_softmax,
    weighted_sum,
)
from lstmcourse.exercises.model import Mistake


def _softmax(change: Callable) -> Callable:
    return back(to_scores=change)


SOFTMAX_MISTAKES = (
    Mistake(
        "no-jacobian",
        "The softmax is left out on the way back: d_scores is d_weights. Even masked keys get an "
        "error then.",
        "Between weights and scores stands a softmax; its Jacobian is diag(α) minus α times α.",
        _softmax(lambda w, d: d),
    ),
    Mistake(
        "only-the-weights",
        "The softmax gives only the factor of the weights; the mean is not subtracted.",
        "A higher score takes weight away from all other keys. Where does that show?",
        _softmax(lambda w, d: w * d),
    ),
    Mistake(
        "only-the-diagonal",
        "Only the diagonal of the softmax's Jacobian is used, α (1 - α), as for a sigmoid.",
        "Each weight depends on all the scores, so d_scores[n] depends on all d_weights.",
        _softmax(lambda w, d: w * (1 - w) * d),
    ),
    Mistake(
        "sum-over-queries",
        "The weighted mean of d_weights is taken over the queries.",
        "Each query has a softmax of its own, over the keys. Which axis is that?",
        _softmax(lambda w, d: w * (d - weighted_sum(w, d, 1))),
    ),
    Mistake(
        "sum-over-batch",
        "The weighted mean of d_weights is taken over the batch.",
        "The weights of one query add up to 1 over the keys. Which axis is that?",
        _softmax(lambda w, d: w * (d - weighted_sum(w, d, 0))),
    ),
    Mistake(
        "sum-over-both",
        "The weighted mean of d_weights is one number for all queries of a sequence.",
        "Each query has a softmax, and so a mean, of its own.",
        _softmax(lambda w, d: w * (d - weighted_sum(w, d, (1, 2)))),
    ),
    Mistake(
        "unweighted-sum",
        "The plain sum of d_weights is subtracted, not its mean with the weights.",
        "What multiplies each d_weights[m] in the second part of the Jacobian?",
        _softmax(lambda w, d: w * (d - d.sum(axis=2, keepdims=True))),
    ),
    Mistake(
        "unweighted-mean",
        "The plain mean of d_weights is subtracted, not its mean with the weights.",
        "What multiplies each d_weights[m] in the second part of the Jacobian?",
        _softmax(lambda w, d: w * (d - d.mean(axis=2, keepdims=True))),
    ),
    Mistake(
        "mean-divided-by-n",
        "The products of weights and d_weights are averaged over the keys; they are to be added.",
        "The weights add up to 1 already: a weighted mean is a plain sum of products.",
        _softmax(lambda w, d: w * (d - weighted_sum(w, d) / w.shape[2])),
    ),
    Mistake(
        "no-weights-on-the-mean",
        "The mean is subtracted without the factor of the weights, so masked keys get an error.",
        "Both parts of the Jacobian have the factor α of their row.",
        _softmax(lambda w, d: w * d - weighted_sum(w, d)),
    ),
    Mistake(
        "no-weights-outside",
        "d_weights minus its mean is not multiplied by the weights, so masked keys get an error.",
        "Both parts of the Jacobian have the factor α of their row.",
        _softmax(lambda w, d: d - weighted_sum(w, d)),
    ),
    Mistake(
        "sign-of-the-mean",
        "The mean is added; it is to be subtracted.",
        "The denominator of the softmax grows with each score. Up or down with the other weights?",
        _softmax(lambda w, d: w * (d + weighted_sum(w, d))),
    ),
    Mistake(
        "mean-minus-d_weights",
        "The sign is turned: d_weights is subtracted from its mean.",
        "E grows with the score whose d_weights is above the mean. Which sign must it get?",
        _softmax(lambda w, d: w * (weighted_sum(w, d) - d)),
    ),
    Mistake(
        "jacobian-twice",
        "The error goes through the softmax twice.",
        "One softmax forward, one Jacobian back.",
        _softmax(lambda w, d: through_softmax(w, through_softmax(w, d))),
    ),
    Mistake(
        "cross-entropy-shortcut",
        "d_scores = weights - d_weights is the short form for a softmax with cross-entropy on it.",
        "Here no cross-entropy follows the softmax. Use its Jacobian.",
        _softmax(lambda w, d: w - d),
    ),
)
