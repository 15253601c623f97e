"""What all scores share: the softmax over the keys, the mean of the values, the way back.

"Flat" arrays have all their leading axes in one: (L, Q, N).
"""

import math
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

CACHED_NUMBERS = 2**16
"""Scores are worked on in parts of about this many, which stay in the processor's cache."""


class Tape(Protocol):
    """What every tape holds."""

    values: np.ndarray
    weights: np.ndarray
    context: np.ndarray


def attend(
    where: str,
    fill: Callable[[slice, np.ndarray], None],
    arrays: tuple[np.ndarray, ...],
    mask: np.ndarray | None,
    empty: str,
    leading: tuple[int, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """Weights and context; ``fill(part, scores)`` writes the scores of a part of the batch."""
    queries, keys, values = (flat(array, leading) for array in arrays[:3])
    shape = (len(queries), queries.shape[1], keys.shape[1])
    mask = None if mask is None else flat(mask, leading)
    dtype = np.result_type(*arrays, np.float16)
    weights, context = np.empty(shape, dtype), np.empty((*shape[:2], values.shape[2]), dtype)
    for part in parts(shape):
        scores = weights[part]
        fill(part, scores)
        allowed = None if mask is None else mask[part]
        softmax_in_place(where, scores, allowed, empty, (*leading, shape[1]), part.start)
        np.matmul(scores, values[part], out=context[part])
    return weights.reshape(*leading, *shape[1:]), context.reshape(*leading, *context.shape[1:])


def softmax_in_place(
    where: str,
    scores: np.ndarray,
    mask: np.ndarray | None,
    empty: str,
    shape: tuple[int, ...],
    start: int = 0,
) -> None:
    """``softmax`` over the last axis; shape (of all rows) and start serve the messages."""
    if mask is not None:
        np.copyto(scores, -np.inf, where=~mask)
    largest = scores.max(axis=-1, keepdims=True, initial=-np.inf)
    finite = np.isfinite(largest)
    if not finite.all():
        nothing = largest == -np.inf
        if not (finite | nothing).all():
            raise ValueError(
                f"{where}: a score is inf or NaN, at {_row(~(finite | nothing), shape, start)}; "
                "the weights would be NaN. Look for inf, NaN or huge numbers in what it is made of"
            )
        if empty == "raise":
            raise ValueError(
                f"{where}: {_row(nothing, shape, start)} may look at nothing, so its weights "
                'cannot add up to 1. Correct the mask, or pass empty="zeros" for weights of 0'
            )
        largest[nothing] = 0
    scores -= largest
    np.exp(scores, out=scores)
    total = scores @ np.ones((scores.shape[-1], 1), scores.dtype)  # faster than a sum over rows
    if empty == "zeros":
        total[total == 0] = 1  # a row that may look at nothing; every other total is at least 1
    scores /= total


def backward(
    tape: Tape,
    d_context: np.ndarray,
    d_weights: np.ndarray | None,
    use: Callable[[slice, np.ndarray], None],
) -> np.ndarray:
    """d_values; hands the d_scores of each part of the batch to ``use(part, d_scores)``."""
    leading = tape.weights.shape[:-2]
    dtype = np.result_type(tape.weights, d_context)
    given = (tape.weights, tape.context, tape.values, d_context.astype(dtype, copy=False))
    weights, context, values, d_context = (flat(array, leading) for array in given)
    # sum_n weights_n (d_context . v_n) is d_context . context, without a pass over all keys
    pulled = np.einsum("lqv,lqv->lq", d_context, context)[..., None]
    if d_weights is not None:
        d_weights = flat(d_weights, leading)
        pulled = pulled + np.einsum("lqn,lqn->lq", d_weights, weights)[..., None]
    d_values = np.empty(values.shape, dtype)
    for part in parts(weights.shape):
        np.matmul(weights[part].swapaxes(1, 2), d_context[part], out=d_values[part])
        d_scores = np.matmul(d_context[part], values[part].swapaxes(1, 2))
        if d_weights is not None:
            d_scores += d_weights[part]
        d_scores -= pulled[part]
        d_scores *= weights[part]
        use(part, d_scores)
    return sum_to(d_values, tape.values, leading)


def parts(shape: tuple[int, ...]) -> Iterator[slice]:
    """Slices of the first axis that hold about CACHED_NUMBERS each."""
    at_once = max(1, CACHED_NUMBERS // max(1, math.prod(shape[1:])))
    return (slice(start, start + at_once) for start in range(0, shape[0], at_once))


def flat(array: np.ndarray, leading: tuple[int, ...]) -> np.ndarray:
    """(..., R, C) broadcast to these leading axes, which become one: (L, R, C)."""
    own = array.shape[:-2]
    if own != leading:
        array = np.broadcast_to(array, (*leading, *array.shape[-2:]))
    elif len(own) == 1:
        return array
    return array.reshape(math.prod(leading), *array.shape[-2:])


def sum_to(gradient: np.ndarray, like: np.ndarray, leading: tuple[int, ...]) -> np.ndarray:
    """A flat gradient, summed over the axes along which its argument was broadcast."""
    array = gradient.reshape(*leading, *gradient.shape[-2:])
    own = like.shape[:-2]
    if own == leading:
        return array
    array = array.sum(axis=tuple(range(len(leading) - len(own))))
    axes = tuple(k for k, size in enumerate(own) if size == 1 != array.shape[k])
    return array.sum(axis=axes, keepdims=True)


def rows(array: np.ndarray) -> np.ndarray:
    """All vectors of an array as the rows of one matrix: (..., D) -> (M, D)."""
    return array.reshape(-1, array.shape[-1])


def _row(where: np.ndarray, shape: tuple[int, ...], start: int) -> str:
    """The first True of a part that begins at index ``start`` of the flat array."""
    first = int(np.flatnonzero(where)[0]) + start * (shape[-1] if shape else 0)
    index = [int(k) for k in np.unravel_index(first, shape)] if shape else []
    return f"row [{', '.join(map(str, index))}]"
