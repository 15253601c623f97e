"""Defective additive attention: what ``attention.additive`` recognises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._attention_scores_parts import shifted_softmax, stable_softmax
from lstmcourse.exercises.model import Mistake


def _attend(
    *,
    join: Callable = lambda q, k: np.tanh(q + k),
    score: Callable = lambda hidden, v: hidden @ v,
    weigh: Callable = stable_softmax,
    collect: Callable = lambda w, keys, values: w @ values,
) -> Callable:
    """The reference with one of its parts replaced. ``join`` gets (Q, 1, A) and (1, N, A)."""

    def variant(queries, keys, values, W_q, W_k, v):
        hidden = join((queries @ W_q)[:, None], (keys @ W_k)[None])
        weights = weigh(score(hidden, v))
        return collect(weights, keys, values), weights

    return variant


def _logistic(a):
    return 0.5 + 0.5 * np.tanh(a / 2)


def _hardest(scores):
    return np.eye(scores.shape[1])[scores.argmax(axis=1)]


def _scaled_by_query(queries, keys, values, W_q, W_k, v):
    return _attend()(queries, keys, values, W_q, W_k, v / np.sqrt(queries.shape[1]))


def _weights_swapped(queries, keys, values, W_q, W_k, v):
    return _attend()(queries, keys, values, W_k, W_q, v)


MISTAKES = (
    Mistake(
        "no-tanh",
        "The tanh is missing. Then the query adds the same number to the scores of all keys, and "
        "the softmax does not notice it.",
        "What stands between the sum of the two parts and the product with v?",
        _attend(join=lambda q, k: q + k),
    ),
    Mistake(
        "tanh-after-v",
        "The tanh comes after the product with v, so every score lies between -1 and 1.",
        "The tanh belongs to the hidden layer: to the A units, before v adds them up.",
        _attend(join=lambda q, k: q + k, score=lambda a, v: np.tanh(a @ v)),
    ),
    Mistake(
        "logistic",
        "The hidden layer uses the logistic function instead of tanh.",
        "Which values can a hidden unit take, and which can yours?",
        _attend(join=lambda q, k: _logistic(q + k)),
    ),
    Mistake(
        "difference",
        "The key's part is subtracted from the query's, not added.",
        "The score is called additive.",
        _attend(join=lambda q, k: np.tanh(q - k)),
    ),
    Mistake(
        "product",
        "The two parts are multiplied, not added.",
        "The score is called additive.",
        _attend(join=lambda q, k: np.tanh(q * k)),
    ),
    Mistake(
        "ignores-the-keys",
        "The weights ignore the keys: the score is made from the query alone, so all keys get the "
        "same weight.",
        "Exchange two keys without their values: must the context change?",
        _attend(join=lambda q, k: np.tanh(q + 0 * k)),
    ),
    Mistake(
        "ignores-the-query",
        "The query has no effect: all queries get the same weights.",
        "The sum goes into one tanh. With a tanh for each part the query only adds the same number "
        "to all of its scores, and the softmax does not notice it.",
        _attend(join=lambda q, k: np.tanh(0 * q + k)),
    ),
    Mistake(
        "no-v",
        "The hidden units are added up without v.",
        "The score is a weighted sum of the A units. Where are their weights?",
        _attend(score=lambda hidden, v: hidden.sum(axis=2)),
    ),
    Mistake(
        "mean-of-units",
        "The score is the mean over the hidden units, so it is too small by the factor A.",
        "A product with v is a sum.",
        _attend(score=lambda hidden, v: hidden @ v / len(v)),
    ),
    Mistake(
        "scaled",
        "The scores are divided by the square root of A.",
        "The square root belongs to the scaled dot product. The tanh keeps these scores bounded.",
        _attend(score=lambda hidden, v: hidden @ v / np.sqrt(len(v))),
    ),
    Mistake(
        "scaled-by-query",
        "The scores are divided by the square root of D, the size of a query.",
        "The square root belongs to the scaled dot product. The tanh keeps these scores bounded.",
        _scaled_by_query,
    ),
    Mistake(
        "softmax-over-queries",
        "The softmax runs over the queries: the weights of each key add up to 1, not those of "
        "each query.",
        "Which axis of (Q, N) are the keys?",
        _attend(weigh=lambda scores: stable_softmax(scores, 0)),
    ),
    Mistake(
        "softmax-over-everything",
        "One softmax runs over all queries and keys together.",
        "np.sum and np.max need an axis, or they take everything.",
        _attend(weigh=lambda scores: stable_softmax(scores, (0, 1))),
    ),
    Mistake(
        "no-softmax",
        "The scores themselves are used as weights.",
        "Weights are positive, and each query's add up to 1.",
        _attend(weigh=lambda scores: scores),
    ),
    Mistake(
        "no-shift",
        "The largest score is not subtracted, so the exponential of a large score overflows.",
        "softmax(e) = softmax(e - c). Which c makes every exponent at most 0?",
        _attend(weigh=shifted_softmax(lambda scores: 0.0)),
    ),
    Mistake(
        "one-maximum",
        "One maximum is subtracted from the scores of all queries, so low scores underflow to 0.",
        "Each query has a softmax of its own, and so a maximum of its own.",
        _attend(weigh=shifted_softmax(np.max)),
    ),
    Mistake(
        "takes-the-best",
        "Only the best key gets a weight; this is a hard choice, without a softmax.",
        "Every key has a positive weight.",
        _attend(weigh=_hardest),
    ),
    Mistake(
        "mean-instead-of-sum",
        "The weighted values are averaged, so the context is too small by the factor N.",
        "The weights add up to 1 already: a weighted mean is their plain sum.",
        _attend(collect=lambda weights, keys, values: weights @ values / len(keys)),
    ),
    Mistake(
        "keys-as-values",
        "The keys stand where the values belong: the context is a mean of the keys.",
        "Keys decide how much; what is added up is another array.",
        _attend(collect=lambda weights, keys, values: weights @ keys),
    ),
    Mistake(
        "weights-swapped",
        "The queries are multiplied by W_k and the keys by W_q.",
        "Compare the first axis of W_q with the size of a query.",
        _weights_swapped,
    ),
)
