"""Attention whose score is a small net: additive attention."""

import math
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.attention._checks import check_gradients, prepare
from lstmcourse.attention._weighted_mean import attend, backward, flat, rows, sum_to


class AdditiveParams(NamedTuple):
    """The weights of the additive score, with A hidden units."""

    W_q: np.ndarray  # (D_q, A)
    W_k: np.ndarray  # (D_k, A)
    v: np.ndarray  # (A,)


class AdditiveTape(NamedTuple):
    """What ``additive_backward`` needs. Keys and values that nobody may look at are 0 here."""

    queries: np.ndarray  # (..., Q, D_q)
    keys: np.ndarray  # (..., N, D_k)
    values: np.ndarray  # (..., N, V)
    hidden: np.ndarray  # (..., Q, N, A), tanh(q W_q + k W_k)
    weights: np.ndarray  # (..., Q, N)
    context: np.ndarray  # (..., Q, V)


def init_additive(
    rng: np.random.Generator,
    query_size: int,
    key_size: int,
    hidden: int,
    *,
    scale: float | None = None,
    dtype: Any = np.float64,
) -> AdditiveParams:
    """Weights of the additive score, uniform between -scale and scale.

    query_size is D_q, key_size D_k, and hidden A. Where scale is None, the bound is 1 / sqrt(rows)
    for each of the two matrices, and 1 / sqrt(A) for v. A size below 1 raises ValueError.
    """

    def uniform(rows: int, *more: int) -> np.ndarray:
        bound = 1 / math.sqrt(rows) if scale is None else scale
        return rng.uniform(-bound, bound, (rows, *more)).astype(dtype)

    for name, size in (("query_size", query_size), ("key_size", key_size), ("hidden", hidden)):
        if size < 1:
            raise ValueError(f"init_additive: {name} is {size}, but must be at least 1")
    return AdditiveParams(uniform(query_size, hidden), uniform(key_size, hidden), uniform(hidden))


def additive(
    params: AdditiveParams,
    queries: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    mask: np.ndarray | None = None,
    *,
    empty: str = "raise",
) -> tuple[np.ndarray, np.ndarray, AdditiveTape]:
    """Attention with the score e_tn = v . tanh(q_t W_q + k_n W_k).

    A net with one hidden layer scores each pair, so queries (..., Q, D_q) and keys (..., N, D_k)
    may differ in size. Every pair has a hidden layer of its own: memory grows as Q N A.
    Arguments, results and errors are those of ``dot``; the tape is for ``additive_backward``.
    Source: Bahdanau et al. (2015), appendix A.1.2. Explained in: book/attention/scores
    """
    leading, mask, keys, values = prepare("additive", queries, keys, values, mask, empty)
    for name, of, array in (("W_q", "queries", queries), ("W_k", "keys", keys)):
        found, wanted = getattr(params, name).shape, (array.shape[-1], len(params.v))
        if found != wanted:
            raise ValueError(
                f"additive: {name} has shape {found}, but for {of} {array.shape} and v "
                f"{params.v.shape} it must be {wanted}"
            )
    hidden = (queries @ params.W_q)[..., :, None, :] + (keys @ params.W_k)[..., None, :, :]
    np.tanh(hidden, out=hidden)
    found = flat(hidden @ params.v, leading)

    def fill(part: slice, scores: np.ndarray) -> None:
        scores[...] = found[part]

    arrays = (queries, keys, values, *params)
    weights, context = attend("additive", fill, arrays, mask, empty, leading)
    return context, weights, AdditiveTape(queries, keys, values, hidden, weights, context)


def additive_backward(
    params: AdditiveParams,
    tape: AdditiveTape,
    d_context: np.ndarray,
    d_weights: np.ndarray | None = None,
) -> tuple[AdditiveParams, np.ndarray, np.ndarray, np.ndarray]:
    """All gradients of a scalar E after ``additive``: grads, d_queries, d_keys, d_values.

    d_scores and d_values are those of ``dot_backward``. With d_a_tn for the derivative of E by
    what the tanh of the pair (t, n) receives,

        d_a_tn = d_scores_tn v (1 - hidden_tn^2)             d_v = sum_tn d_scores_tn hidden_tn
        d_q_t = (sum_n d_a_tn) W_q^T                         d_k_n = (sum_t d_a_tn) W_k^T
        d_W_q = sum_t q_t^T (sum_n d_a_tn)                   d_W_k = sum_n k_n^T (sum_t d_a_tn)

    Arguments and errors are those of ``dot_backward``; grads is an ``AdditiveParams``.
    """
    check_gradients("additive_backward", tape, d_context, d_weights)
    leading = tape.weights.shape[:-2]
    d_flat = np.empty(
        (math.prod(leading), *tape.weights.shape[-2:]), np.result_type(tape.weights, d_context)
    )

    def use(part: slice, d_scores: np.ndarray) -> None:
        d_flat[part] = d_scores

    d_values = backward(tape, d_context, d_weights, use)
    d_scores = sum_to(d_flat, tape.hidden[..., 0], leading)
    d_a = 1 - tape.hidden * tape.hidden
    d_a *= d_scores[..., None]
    d_a *= params.v
    own = d_a.shape[:-3]  # the leading axes of queries and keys together
    d_q = sum_to(d_a.sum(axis=-2), tape.queries, own)  # (..., Q, A)
    d_k = sum_to(d_a.sum(axis=-3), tape.keys, own)  # (..., N, A)
    grads = AdditiveParams(
        W_q=rows(tape.queries).T @ rows(d_q),
        W_k=rows(tape.keys).T @ rows(d_k),
        v=d_scores.reshape(-1) @ rows(tape.hidden),
    )
    return grads, d_q @ params.W_q.T, d_k @ params.W_k.T, d_values
