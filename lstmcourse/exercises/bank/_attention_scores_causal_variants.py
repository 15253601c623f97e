"""Defective causal self-attention: what ``attention.causal`` recognises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._attention_scores_parts import shifted_softmax, stable_softmax
from lstmcourse.exercises.model import Mistake


def _past(scores, k=0):
    return np.tril(np.ones(scores.shape, dtype=bool), k)


def _masked(scores, mask=None):
    return np.where(_past(scores) if mask is None else mask, scores, -np.inf)


def _causal(
    *,
    divisor: Callable = lambda xs, q, v: np.sqrt(q.shape[1]),
    score: Callable = lambda q, k: q @ k.T,
    weigh: Callable = lambda scores: stable_softmax(_masked(scores)),
    collect: Callable = lambda w, xs, k, v: w @ v,
) -> Callable:
    """The reference with one of its parts replaced; ``weigh`` masks and takes the softmax."""

    def variant(xs, W_q, W_k, W_v):
        queries, keys, values = xs @ W_q, xs @ W_k, xs @ W_v
        weights = weigh(score(queries, keys) / divisor(xs, queries, values))
        return collect(weights, xs, keys, values), weights

    return variant


def _seeing(mask: Callable) -> Callable:
    return _causal(weigh=lambda scores: stable_softmax(_masked(scores, mask(scores))))


def _overflowing(largest: Callable) -> Callable:
    return _causal(weigh=lambda scores: shifted_softmax(largest)(_masked(scores)))


def _masked_maximum(scores):
    powers = np.exp(_masked(scores) - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _hardest(scores):
    return np.eye(len(scores))[_masked(scores).argmax(axis=1)]


MISTAKES = (
    Mistake(
        "no-mask",
        "There is no mask: every step looks at the whole sequence, the future included.",
        "Change the last input: must the first context change?",
        _seeing(lambda scores: np.ones_like(scores, dtype=bool)),
    ),
    Mistake(
        "future",
        "The mask is the wrong way round: every step looks at itself and at the future.",
        "Rows are the steps that look. For row t, which columns are the past?",
        _seeing(lambda scores: _past(scores).T),
    ),
    Mistake(
        "not-itself",
        "A step may not look at itself, so the first one may look at nothing and gets NaN.",
        "Step t looks at 0, ..., t. Is the diagonal of the mask True?",
        _seeing(lambda scores: _past(scores, -1)),
    ),
    Mistake(
        "not-itself-finite",
        "A step may not look at itself. The first one may then look at nothing, and with equal "
        "large negative scores it looks at everything.",
        "Step t looks at 0, ..., t. Is the diagonal of the mask True?",
        _causal(weigh=lambda s: stable_softmax(np.where(_past(s, -1), s, -1e9))),
    ),
    Mistake(
        "one-ahead",
        "The mask is shifted: every step sees the one after it as well.",
        "np.tril has a second argument. Which diagonal is the last that is allowed?",
        _seeing(lambda scores: _past(scores, 1)),
    ),
    Mistake(
        "masked-score-zero",
        "Masked scores are set to 0, and a score of 0 still gets a weight.",
        "exp(0) is 1. For which score is the exponential 0?",
        _causal(weigh=lambda scores: stable_softmax(scores * _past(scores))),
    ),
    Mistake(
        "masked-score-not-low-enough",
        "Masked scores are set to a number such as -100, but an allowed score can lie below it. "
        "Then the future takes the weight.",
        "Which score is below every other one?",
        _causal(weigh=lambda s: stable_softmax(np.where(_past(s), s, -100.0))),
    ),
    Mistake(
        "masked-after-softmax",
        "The mask is applied after the softmax, so the weights of a step add up to less than 1.",
        "The future must not take part in the sum below the fraction.",
        _causal(weigh=lambda scores: stable_softmax(scores) * _past(scores)),
    ),
    Mistake(
        "no-scale",
        "The scores are not divided by the square root of D.",
        "What variance does a product of D features have?",
        _causal(divisor=lambda xs, q, v: 1.0),
    ),
    Mistake(
        "divided-by-d",
        "The scores are divided by D instead of its square root.",
        "The variance of a score is D. By what is it divided if the score is divided by D?",
        _causal(divisor=lambda xs, q, v: q.shape[1]),
    ),
    Mistake(
        "root-of-inputs",
        "The scores are divided by the square root of I, the size of an input.",
        "The sum of a dot product runs over the features of a query. How many are these?",
        _causal(divisor=lambda xs, q, v: np.sqrt(xs.shape[1])),
    ),
    Mistake(
        "root-of-steps",
        "The scores are divided by the square root of T, the number of steps.",
        "The sum of a dot product runs over the features of a query. How many are these?",
        _causal(divisor=lambda xs, q, v: np.sqrt(len(xs))),
    ),
    Mistake(
        "root-of-values",
        "The scores are divided by the square root of V, the size of a value.",
        "The sum of a dot product runs over the features of a query. How many are these?",
        _causal(divisor=lambda xs, q, v: np.sqrt(v.shape[1])),
    ),
    Mistake(
        "multiplied",
        "The scores are multiplied by the square root of D, not divided.",
        "The scale is to make large scores smaller.",
        _causal(divisor=lambda xs, q, v: 1 / np.sqrt(q.shape[1])),
    ),
    Mistake(
        "scores-transposed",
        "Queries and keys have changed places: entry (t, n) is the score of query n with key t.",
        "Row t belongs to the query of step t.",
        _causal(score=lambda q, k: k @ q.T),
    ),
    Mistake(
        "softmax-over-queries",
        "The softmax runs down the columns: the weights that each step receives add up to 1, not "
        "those that it gives.",
        "Which axis of (T, T) are the keys?",
        _causal(weigh=lambda scores: stable_softmax(_masked(scores), 0)),
    ),
    Mistake(
        "softmax-over-everything",
        "One softmax runs over the whole (T, T) array.",
        "np.sum and np.max need an axis, or they take everything.",
        _causal(weigh=lambda scores: stable_softmax(_masked(scores), (0, 1))),
    ),
    Mistake(
        "no-softmax",
        "The scores themselves are used as weights.",
        "Weights are positive, and each step's add up to 1.",
        _causal(weigh=lambda scores: scores * _past(scores)),
    ),
    Mistake(
        "no-shift",
        "The largest score is not subtracted, so the exponential of a large score overflows.",
        "softmax(e) = softmax(e - c). Which c makes every exponent at most 0?",
        _overflowing(lambda scores: 0.0),
    ),
    Mistake(
        "one-maximum",
        "One maximum is subtracted from all rows, so the rows with low scores underflow to 0.",
        "Each step has a softmax of its own, and so a maximum of its own.",
        _overflowing(np.max),
    ),
    Mistake(
        "masked-maximum",
        "The maximum that is subtracted was taken over the future too; then all allowed scores "
        "can underflow.",
        "Mask first, then look for the largest score.",
        _causal(weigh=_masked_maximum),
    ),
    Mistake(
        "ignores-the-keys",
        "The weights ignore the keys: each step takes the plain mean of the past.",
        "The scores of a query must differ from key to key.",
        _causal(score=lambda q, k: 0 * (q @ k.T)),
    ),
    Mistake(
        "takes-the-best",
        "Only the best key gets a weight; this is a hard choice, without a softmax.",
        "Every step up to t has a positive weight.",
        _causal(weigh=_hardest),
    ),
    Mistake(
        "weights-transposed",
        "The transposed weights are multiplied with the values: the past collects from the future.",
        "Context t is row t of the weights times the values.",
        _causal(collect=lambda w, xs, k, v: w.T @ v),
    ),
    Mistake(
        "mean-instead-of-sum",
        "The weighted values are averaged, so the context is too small by the factor T.",
        "The weights add up to 1 already: a weighted mean is their plain sum.",
        _causal(collect=lambda w, xs, k, v: w @ v / len(xs)),
    ),
    Mistake(
        "keys-as-values",
        "The keys stand where the values belong.",
        "Which of the three products has V columns?",
        _causal(collect=lambda w, xs, k, v: w @ k),
    ),
    Mistake(
        "inputs-as-values",
        "The inputs themselves are added up; W_v has no effect.",
        "Which of the three products has V columns?",
        _causal(collect=lambda w, xs, k, v: w @ xs),
    ),
)
