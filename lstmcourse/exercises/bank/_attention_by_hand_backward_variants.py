"""Defective backward passes: what ``attention.dot_backward`` recognises."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_by_hand_backward_parts import back, turned
from lstmcourse.exercises.bank._attention_by_hand_parts import (
    full_mask,
    masked_softmax,
    products,
)
from lstmcourse.exercises.bank._attention_by_hand_softmax_variants import SOFTMAX_MISTAKES
from lstmcourse.exercises.model import Mistake


def _only_last(errors, others):
    """The sum over the queries, with all but the last one overwritten."""
    return turned(errors[:, -1:]) @ others[:, -1:]


def _without_mask(weights, queries, keys):
    scores = products(queries, keys)
    return masked_softmax(scores, full_mask(*scores.shape))


def _reshaped(array):
    B, rows, columns = array.shape
    return array.reshape(B, columns, rows)


def _last_query(errors, queries, keys):
    return _only_last(errors, queries)


def _mean_over_queries(errors, queries, keys):
    return turned(errors) @ queries / queries.shape[1]


def _no_turn_keys(errors, queries, keys):
    return errors @ queries


def _no_turn_values(weights, errors, d_context):
    return weights @ d_context


MISTAKES = (
    *SOFTMAX_MISTAKES,
    Mistake(
        "mask-forgotten",
        "The weights were computed anew, without the mask; masked keys get an error.",
        "The weights are an argument. Masked keys have the weight 0 there.",
        back(seen=_without_mask),
    ),
    Mistake(
        "keys-not-transposed",
        "d_keys multiplies the queries by d_scores without a transpose.",
        "d_keys[n] is a sum over the queries t of d_scores[t, n] times query t.",
        back(to_keys=_no_turn_keys),
    ),
    Mistake(
        "values-not-transposed",
        "d_values multiplies d_context by the weights without a transpose.",
        "d_values[n] is a sum over the queries t of weights[t, n] times d_context[t].",
        back(to_values=_no_turn_values),
    ),
    Mistake(
        "nothing-transposed",
        "d_keys and d_values are formed without a transpose.",
        "Both are sums over the queries, the first axis of (Q, N).",
        back(to_keys=_no_turn_keys, to_values=_no_turn_values),
    ),
    Mistake(
        "d_weights-not-transposed",
        "d_weights multiplies d_context by the values without a transpose.",
        "d_weights[t, n] is the dot product of d_context[t] and value n.",
        back(to_weights=lambda d, k, v: d @ v),
    ),
    Mistake(
        "reshaped",
        "The transposes are made by reshape, which mixes the numbers of different rows.",
        "A transpose exchanges axes; a reshape only cuts the same row of numbers elsewhere.",
        back(
            to_values=lambda w, d_scores, d: _reshaped(w) @ d,
            to_weights=lambda d, k, v: d @ _reshaped(v),
            to_keys=lambda d_scores, q, k: _reshaped(d_scores) @ q,
        ),
    ),
    Mistake(
        "keys-for-values",
        "d_weights is computed with the keys; the weights multiplied the values.",
        "Look at the line that made the context.",
        back(to_weights=lambda d, k, v: d @ turned(k)),
    ),
    Mistake(
        "queries-from-queries",
        "d_queries multiplies d_scores by the queries.",
        "The derivative by one factor is the other factor.",
        back(to_queries=lambda d_scores, q, k: d_scores @ q),
    ),
    Mistake(
        "keys-from-keys",
        "d_keys multiplies d_scores by the keys.",
        "The derivative by one factor is the other factor.",
        back(to_keys=lambda d_scores, q, k: turned(d_scores) @ k),
    ),
    Mistake(
        "scores-for-weights",
        "d_values is formed with d_scores; the values were multiplied by the weights.",
        "The derivative by one factor is the other factor, not the other factor's error.",
        back(to_values=lambda w, d_scores, d: turned(d_scores) @ d),
    ),
    Mistake(
        "keys-of-the-last-query",
        "d_keys holds what comes from the last query alone; it is a sum over the queries.",
        "Every query looks at every key. Is = used where += belongs?",
        back(to_keys=_last_query),
    ),
    Mistake(
        "values-of-the-last-query",
        "d_values holds what comes from the last query alone; it is a sum over the queries.",
        "Every query takes from every value. Is = used where += belongs?",
        back(to_values=lambda w, d_scores, d: _only_last(w, d)),
    ),
    Mistake(
        "both-of-the-last-query",
        "d_keys and d_values hold what comes from the last query alone.",
        "All queries look at the same keys and values. Is = used where += belongs?",
        back(to_keys=_last_query, to_values=lambda w, d_scores, d: _only_last(w, d)),
    ),
    Mistake(
        "averaged-over-queries",
        "d_keys and d_values are averaged over the queries; they are sums.",
        "If E is a mean, its 1/Q is in d_context already.",
        back(
            to_keys=_mean_over_queries,
            to_values=lambda w, d_scores, d: turned(w) @ d / d.shape[1],
        ),
    ),
    Mistake(
        "scaled",
        "d_queries and d_keys are divided by the square root of D; these scores were not scaled.",
        "A factor on the way back must stand on the way forward, too.",
        back(
            to_queries=lambda d_scores, q, k: d_scores @ k / np.sqrt(k.shape[2]),
            to_keys=lambda d_scores, q, k: turned(d_scores) @ q / np.sqrt(k.shape[2]),
        ),
    ),
)
