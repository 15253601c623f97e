"""The softmax, and attention whose score is a dot product, plain or scaled."""

import math
from typing import NamedTuple

import numpy as np

from lstmcourse.attention._checks import check_array, check_gradients, check_mask, prepare
from lstmcourse.attention._weighted_mean import attend, backward, flat, softmax_in_place, sum_to


class DotTape(NamedTuple):
    """What ``dot_backward`` needs. Keys and values that nobody may look at are 0 here."""

    queries: np.ndarray  # (..., Q, D)
    keys: np.ndarray  # (..., N, D)
    values: np.ndarray  # (..., N, V)
    weights: np.ndarray  # (..., Q, N)
    context: np.ndarray  # (..., Q, V)
    scale: float


def softmax(
    scores: np.ndarray, mask: np.ndarray | None = None, *, axis: int = -1, empty: str = "raise"
) -> np.ndarray:
    """Positive numbers that add up to 1 along ``axis``: exp(e_n) / sum_m exp(e_m).

    The largest allowed score is subtracted first. That changes nothing, as softmax(e) =
    softmax(e - c) for every number c, and no exponential overflows.

    Args:
        scores: e, any shape; the keys lie along ``axis``.
        mask: bool, broadcastable to the shape of scores; False gets the weight 0.
        axis: the axis of the keys.
        empty: what to do where nothing is allowed: "raise", or "zeros" for weights of 0.

    Raises:
        ValueError: a row allows nothing (with ``empty="raise"``), an allowed score is inf or NaN,
            or the mask does not fit. A score of -inf counts as not allowed.
        TypeError: scores is not an array, or mask is not an array of bools.
    """
    check_array("softmax", "scores", scores, axes=1)
    mask = check_mask("softmax", mask, scores.shape, empty)
    last = np.moveaxis(scores, axis, -1)
    weights = last.astype(np.result_type(scores, np.float16), order="C")  # ours to write into
    allowed = None if mask is None else np.moveaxis(mask, axis, -1)
    softmax_in_place("softmax", weights, allowed, empty, weights.shape[:-1])
    return np.moveaxis(weights, -1, axis)


def dot(
    queries: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    scale: float = 1.0,
    empty: str = "raise",
) -> tuple[np.ndarray, np.ndarray, DotTape]:
    """Attention with the score e_tn = scale q_t . k_n.

    Args:
        queries: q, (..., Q, D).
        keys: k, (..., N, D).
        values: v, (..., N, V).
        mask: bool, broadcastable to (..., Q, N); True may be looked at. None allows everything.
        scale: what every product is multiplied by.
        empty: what to do with a query that may look at nothing: "raise" or "zeros".

    Returns:
        context: the weighted means of the values, (..., Q, V).
        weights: (..., Q, N).
        tape: what ``dot_backward`` needs. It refers to the arguments instead of copying them, so
            leave these arrays as they are until ``dot_backward`` has run.

    Raises:
        ValueError: a shape does not fit; a query may look at nothing (the message names the first
            one); or a score that counts is inf or NaN.
        TypeError: an argument is not an array, or mask is not an array of bools.
    """
    leading, mask, keys, values = prepare("dot", queries, keys, values, mask, empty)
    if queries.shape[-1] != keys.shape[-1]:
        raise ValueError(
            f"dot: queries {queries.shape} have {queries.shape[-1]} features and keys "
            f"{keys.shape} have {keys.shape[-1]}, but a dot product needs equally many"
        )
    scaled = flat(queries * float(scale), leading)
    keys_T = flat(keys, leading).swapaxes(1, 2)

    def fill(part: slice, scores: np.ndarray) -> None:
        np.matmul(scaled[part], keys_T[part], out=scores)

    weights, context = attend("dot", fill, (queries, keys, values), mask, empty, leading)
    return context, weights, DotTape(queries, keys, values, weights, context, float(scale))


def scaled_dot(
    queries: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    empty: str = "raise",
) -> tuple[np.ndarray, np.ndarray, DotTape]:
    """Attention with the score e_tn = q_t . k_n / sqrt(D): ``dot`` with ``scale=1 / sqrt(D)``.

    If the features of queries and keys are independent with mean 0 and variance 1, their product
    has variance D; divided by sqrt(D) it has variance 1 for every D.
    Source: Vaswani et al. (2017), section 3.2.1. Explained in: book/attention/scores
    """
    check_array("scaled_dot", "queries", queries, axes=2)
    scale = 1 / math.sqrt(max(1, queries.shape[-1]))
    return dot(queries, keys, values, mask, scale=scale, empty=empty)


def dot_backward(
    tape: DotTape, d_context: np.ndarray, d_weights: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """All gradients of a scalar E after ``dot`` or ``scaled_dot``.

        d_values  = weights^T d_context
        d_weights = d_context values^T + the d_weights that are passed
        d_scores  = weights (d_weights - sum_n weights d_weights)      the softmax's Jacobian
        d_queries = scale d_scores keys          d_keys = scale d_scores^T queries

    Args:
        tape: from ``dot`` or ``scaled_dot``; it knows the scale.
        d_context: dE/dcontext, (..., Q, V).
        d_weights: dE/dweights where E depends on the weights directly, not through the context:
            (..., Q, N); zeros if it is None.

    Returns:
        d_queries, d_keys, d_values: each in the shape of its argument.

    Raises:
        ValueError: d_context or d_weights does not have the shape of what it belongs to.
        TypeError: one of them is not an array.
    """
    check_gradients("dot_backward", tape, d_context, d_weights)
    leading = tape.weights.shape[:-2]
    queries, keys = flat(tape.queries, leading), flat(tape.keys, leading)
    dtype = np.result_type(tape.weights, d_context)
    d_queries, d_keys = np.empty(queries.shape, dtype), np.empty(keys.shape, dtype)

    def use(part: slice, d_scores: np.ndarray) -> None:
        np.matmul(d_scores, keys[part], out=d_queries[part])
        np.matmul(d_scores.swapaxes(1, 2), queries[part], out=d_keys[part])

    d_values = backward(tape, d_context, d_weights, use)
    d_queries *= tape.scale
    d_keys *= tape.scale
    return sum_to(d_queries, tape.queries, leading), sum_to(d_keys, tape.keys, leading), d_values
