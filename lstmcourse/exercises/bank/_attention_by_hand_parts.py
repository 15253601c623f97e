"""What the exercises of book/attention/by-hand share: a softmax with parts, masks and probes."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import Probe

PAGE = "attention/by-hand"

SIZES = ("B", "Q", "N", "D", "V")


def masked_softmax(scores, mask, axis=2):
    """Stable weights over the allowed entries of an axis; 0 where nothing is allowed."""
    scores = np.where(mask, scores, -np.inf)
    largest = scores.max(axis=axis, keepdims=True)
    powers = np.exp(scores - np.where(np.isfinite(largest), largest, 0.0))
    total = powers.sum(axis=axis, keepdims=True)
    return powers / np.where(total == 0, 1.0, total)


def products(queries, keys):
    """All dot products of a query with a key: (B, Q, N)."""
    return queries @ keys.swapaxes(1, 2)


def full_mask(B: int, Q: int, N: int) -> np.ndarray:
    return np.ones((B, Q, N), dtype=bool)


def holes(B: int, Q: int, N: int) -> np.ndarray:
    """Every query misses one key, each another one; no key is hidden from all queries."""
    return np.array([[[(q + b) % N != n for n in range(N)] for q in range(Q)] for b in range(B)])


def padded(B: int, Q: int, N: int) -> np.ndarray:
    """As ``holes``; in addition, sequences after the first have one more pad each at their end."""
    mask = holes(B, Q, N)
    for b in range(1, B):
        mask[b, :, max(N - b, 2) :] = False
    return mask


def arrays(rng: np.random.Generator, sizes: tuple[int, ...]) -> list[np.ndarray]:
    """Random queries (B, Q, D), keys (B, N, D) and values (B, N, V)."""
    B, Q, N, D, V = sizes
    return [rng.normal(size=shape) for shape in ((B, Q, D), (B, N, D), (B, N, V))]


def probe_of(name: str, args: list[np.ndarray], sizes: tuple[int, ...]) -> Probe:
    return Probe(name, tuple(args), dict(zip(SIZES, sizes, strict=True)))
