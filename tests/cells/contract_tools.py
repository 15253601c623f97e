"""Helpers for tests that run over every cell.

A state is an array for some cells and a NamedTuple of arrays for others, so the tests treat
states, weights and gradients alike: as trees of arrays.
"""

from types import ModuleType

import numpy as np

from lstmcourse import cells
from lstmcourse.learning.trees import leaves, map_tree

CELLS = [part for name in cells.__all__ if isinstance(part := getattr(cells, name), ModuleType)]


def cell_name(cell):
    return cell.__name__.rpartition(".")[2]


def random_like(rng, tree):
    """A tree of the same form, shapes and dtypes, with normal entries."""
    return map_tree(lambda leaf: rng.normal(size=leaf.shape).astype(leaf.dtype), tree)


def copied(tree):
    return map_tree(np.copy, tree)


def concatenated(trees, axis=0):
    return map_tree(lambda *parts: np.concatenate(parts, axis), *trees)


def assert_same(actual, expected, *, rtol=0.0, atol=0.0):
    """Both trees have the same form, and equal leaves within the tolerance."""
    found, wanted = leaves(actual), leaves(expected)
    assert [path for path, _ in found] == [path for path, _ in wanted]
    for (path, one), (_, other) in zip(found, wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=rtol, atol=atol, err_msg=path)


class Case:
    """A cell with random weights, inputs, a state that is not zero, and error from outside."""

    def __init__(self, cell, *, steps=5, batch=3, inputs=4, hidden=6, seed=0, dtype=np.float64):
        rng = np.random.default_rng(seed)
        self.cell = cell
        self.params = random_like(rng, cell.init(rng, inputs, hidden, dtype=dtype))
        self.params = map_tree(lambda w: (0.5 * w).astype(dtype), self.params)
        self.xs = rng.normal(size=(steps, batch, inputs)).astype(dtype)
        self.state = random_like(rng, cell.zero_state(self.params, batch))
        hs, final, _ = self.forward()
        self.d_hs = random_like(rng, hs)
        self.d_state = random_like(rng, final)

    def forward(self):
        return self.cell.forward(self.params, self.xs, self.state)

    def backward(self, tape):
        return self.cell.backward(self.params, tape, self.d_hs, self.d_state)

    def gradients(self):
        return self.backward(self.forward()[2])

    def energy(self, given):
        """A scalar whose derivatives by hs and the final state are d_hs and d_state."""
        hs, final, _ = self.cell.forward(given["params"], given["xs"], given["state"])
        parts = zip(leaves((hs, final)), leaves((self.d_hs, self.d_state)), strict=True)
        return sum(float(np.sum(value * weight)) for (_, value), (_, weight) in parts)
