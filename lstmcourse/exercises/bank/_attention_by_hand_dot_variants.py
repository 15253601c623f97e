"""Defective forward passes: what ``attention.dot`` recognises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._attention_by_hand_parts import masked_softmax, products
from lstmcourse.exercises.model import Mistake


def _attend(
    *,
    score: Callable = lambda q, k, v: products(q, k),
    weigh: Callable = masked_softmax,
    collect: Callable = lambda w, k, v: w @ v,
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(queries, keys, values, mask):
        weights = weigh(score(queries, keys, values), mask)
        return collect(weights, keys, values), weights

    return variant


def _everywhere(scores):
    return np.ones(scores.shape, dtype=bool)


def _over(axis):
    return _attend(weigh=lambda scores, mask: masked_softmax(scores, mask, axis))


def _unmasked(change: Callable) -> Callable:
    """A softmax over all keys of scores that were changed where the mask is False."""
    return _attend(weigh=lambda s, mask: masked_softmax(change(s, mask), _everywhere(s)))


def _hardest(scores, mask):
    best = np.where(mask, scores, -np.inf).argmax(axis=2)
    return np.eye(scores.shape[2])[best] * mask


def _shifted(largest: Callable, empty_is_zero: bool) -> Callable:
    """A softmax that subtracts something else than the largest allowed score of each query."""

    def weigh(scores, mask):
        powers = np.where(mask, np.exp(np.where(mask, scores, 0) - largest(scores, mask)), 0.0)
        total = powers.sum(axis=2, keepdims=True)
        return powers / (np.where(total == 0, 1.0, total) if empty_is_zero else total)

    return _attend(weigh=weigh)


def _not_divided(scores, mask):
    return np.exp(np.where(mask, scores - _own_maximum(scores, mask), -np.inf))


def _reshaped(queries, keys, values):
    B, N, D = keys.shape
    return queries @ keys.reshape(B, D, N)


def _scaled(queries, keys, values):
    return products(queries, keys) / np.sqrt(queries.shape[2])


def _own_maximum(scores, mask):
    top = np.where(mask, scores, -np.inf).max(axis=2, keepdims=True)
    return np.where(np.isfinite(top), top, 0.0)


_SHIFTS = (
    (
        "no-shift",
        "The largest score is not subtracted, so the exponential of a large score overflows.",
        "softmax(e) = softmax(e - c). Which c makes every exponent at most 0?",
        lambda scores, mask: 0.0,
    ),
    (
        "one-maximum",
        "One maximum is subtracted from the scores of all queries, so low scores underflow to 0.",
        "Each query has a softmax of its own, and so a maximum of its own.",
        lambda scores, mask: np.where(mask, scores, -np.inf).max(),
    ),
    (
        "masked-maximum",
        "The maximum that is subtracted was taken over masked keys too; then all allowed scores "
        "can underflow.",
        "Mask first, then look for the largest score.",
        lambda scores, mask: scores.max(axis=2, keepdims=True),
    ),
    (
        "maximum-over-zeros",
        "Masked scores were 0 when the maximum was taken; then all allowed scores can underflow.",
        "Which number does not take part in a maximum?",
        lambda scores, mask: (scores * mask).max(axis=2, keepdims=True),
    ),
)

MISTAKES = (
    Mistake(
        "softmax-over-queries",
        "The softmax runs over the queries: the weights of each key add up to 1, not those of "
        "each query.",
        "Each query shares out a weight of 1 among the keys. Which axis are the keys?",
        _over(1),
    ),
    Mistake(
        "softmax-over-batch",
        "The softmax runs over the batch: the sums over the sequences are 1.",
        "Which axis of (B, Q, N) are the keys?",
        _over(0),
    ),
    Mistake(
        "softmax-over-both",
        "One softmax runs over all queries and keys of a sequence together.",
        "Every single query has weights that add up to 1.",
        _over((1, 2)),
    ),
    Mistake(
        "softmax-over-everything",
        "One softmax runs over the whole array; all weights of the batch add up to 1.",
        "np.sum and np.max need an axis, or they take everything.",
        _over((0, 1, 2)),
    ),
    Mistake(
        "no-mask",
        "The mask has no effect.",
        "Where may a query not look, and what does its softmax do there?",
        _unmasked(lambda scores, mask: scores),
    ),
    Mistake(
        "inverted-mask",
        "The mask is read the wrong way round: the allowed keys are hidden.",
        "Here True means: may be looked at.",
        _attend(weigh=lambda scores, mask: masked_softmax(scores, ~mask)),
    ),
    Mistake(
        "masked-score-zero",
        "Masked scores are set to 0, and a score of 0 still gets a weight.",
        "exp(0) is 1. For which score is the exponential 0?",
        _unmasked(lambda scores, mask: scores * mask),
    ),
    Mistake(
        "masked-after-softmax",
        "The mask is applied after the softmax, so the weights that remain add up to less than 1.",
        "Masked keys must not take part in the sum below the fraction.",
        _attend(weigh=lambda s, mask: masked_softmax(s, _everywhere(s)) * mask),
    ),
    Mistake(
        "large-negative",
        "Masked scores are set to a large negative number: right, until a query may look at "
        "nothing. Then all its pads are equally large, and it attends to them.",
        "What should the weights be where the mask allows nothing?",
        _unmasked(lambda scores, mask: np.where(mask, scores, -1e9)),
    ),
    Mistake(
        "large-negative-added",
        "A large negative number is added to masked scores: right, until a query may look at "
        "nothing. Then it falls out of the softmax, and the mask has no effect.",
        "What happens to a softmax when all its scores get the same summand?",
        _unmasked(lambda scores, mask: np.where(mask, scores, scores - 1e6)),
    ),
    Mistake(
        "mask-added",
        "The mask itself is added to the scores: True adds 1, and no key is hidden.",
        "Which score hides a key? For False, the score must become that one.",
        _unmasked(lambda scores, mask: scores + mask),
    ),
    Mistake(
        "nan-in-an-empty-row",
        "A query that may look at nothing gets NaN, 0 divided by 0.",
        "Its weights and its context are to be 0. Which number has to be replaced?",
        _shifted(_own_maximum, False),
    ),
    *(
        Mistake(
            name + ("" if zero else "-nan"),
            sentence + ("" if zero else " And a query that may look at nothing gets NaN."),
            fix,
            _shifted(largest, zero),
        )
        for name, sentence, fix, largest in _SHIFTS
        for zero in (True, False)
    ),
    Mistake(
        "not-divided",
        "The powers are not divided by their sum, so the weights do not add up to 1.",
        "What stands below the fraction in the definition of the weights?",
        _attend(weigh=_not_divided),
    ),
    Mistake(
        "no-softmax",
        "There is no softmax: the scores themselves are the weights.",
        "Weights are positive and add up to 1. What makes such numbers of scores?",
        _attend(weigh=lambda scores, mask: scores * mask),
    ),
    Mistake(
        "keys-reshaped",
        "The keys are reshaped to (B, D, N); that mixes the numbers of different keys.",
        "A transpose exchanges axes; a reshape only cuts the same row of numbers elsewhere.",
        _attend(score=_reshaped),
    ),
    Mistake(
        "keys-as-values",
        "The keys stand where the values belong: the context is a mean of the keys.",
        "Keys decide how much; what is added up is another array.",
        _attend(collect=lambda weights, keys, values: weights @ keys),
    ),
    Mistake(
        "values-as-keys",
        "The values stand where the keys belong: the queries are compared with the values.",
        "The score is a product of query and key.",
        _attend(score=lambda q, k, v: products(q, v)),
    ),
    Mistake(
        "ignores-the-keys",
        "The weights ignore the keys: every allowed key gets the same one.",
        "The scores of a query must differ. A softmax over the D features, before the sum over "
        "them, makes them all 1.",
        _attend(score=lambda q, k, v: 0.0 * products(q, k)),
    ),
    Mistake(
        "mean-instead-of-sum",
        "The weighted values are averaged, so the context is too small by the factor N.",
        "The weights add up to 1 already: a weighted mean is their plain sum.",
        _attend(collect=lambda weights, keys, values: weights @ values / keys.shape[1]),
    ),
    Mistake(
        "scaled",
        "The scores are divided by the square root of D; this exercise wants the plain product.",
        "That is scaled dot-product attention; the last page of this part has it.",
        _attend(score=_scaled),
    ),
    Mistake(
        "scaled-large-negative",
        "The scores are divided by the square root of D; this exercise wants the plain product. "
        "And a query that may look at nothing attends to its pads.",
        "Leave the scores as they are. What should the weights be where the mask allows nothing?",
        _attend(
            score=_scaled,
            weigh=lambda s, mask: masked_softmax(np.where(mask, s, -1e9), _everywhere(s)),
        ),
    ),
    Mistake(
        "divided-by-d",
        "The scores are divided by D, as in a mean of products.",
        "A dot product is a sum.",
        _attend(score=lambda q, k, v: products(q, k) / q.shape[2]),
    ),
    Mistake(
        "takes-the-best",
        "Only the best key gets a weight; this is a hard choice, without a softmax.",
        "Every allowed key has a positive weight.",
        _attend(weigh=_hardest),
    ),
    Mistake(
        "softmax-twice",
        "The softmax is applied twice, so the weights are much too equal.",
        "The weights are ready after one softmax.",
        _attend(weigh=lambda s, mask: masked_softmax(masked_softmax(s, mask), mask)),
    ),
)
