"""Elementwise work on whole sequences, in pieces that stay in the processor's cache."""

from collections.abc import Iterator

import numpy as np

CACHED_NUMBERS = 2**16
"""A few arrays of this many numbers fit into a processor's cache."""


def cached_parts(shape: tuple[int, int, int]) -> Iterator[slice]:
    """Slices of the first axis of a (T, B, D) array; together they are all of it."""
    steps, batch, size = shape
    at_once = max(1, CACHED_NUMBERS // max(1, batch * size))
    for start in range(0, steps, at_once):
        yield slice(start, start + at_once)


def one_minus_square(tanh: np.ndarray, *, out: np.ndarray) -> None:
    """out = 1 - tanh^2, the slope of tanh where its value is ``tanh``."""
    np.multiply(tanh, tanh, out=out)
    np.subtract(1, out, out=out)
