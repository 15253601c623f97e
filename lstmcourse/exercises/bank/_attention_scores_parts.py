"""What the exercises of book/attention/scores share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

PAGE = "attention/scores"


def stable_softmax(scores, axis=1):
    """Weights that add up to 1 along an axis (or along several together)."""
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def shifted_softmax(largest: Callable) -> Callable:
    """A softmax over the keys that subtracts ``largest(scores)`` instead of each row's maximum."""

    def weigh(scores):
        powers = np.exp(scores - largest(scores))
        return powers / powers.sum(axis=1, keepdims=True)

    return weigh
