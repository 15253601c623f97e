"""Random networks of 1997 for the tests: any plan of blocks, any options."""

import numpy as np

from lstmcourse.cells import lstm1997
from lstmcourse.learning import paper_network
from lstmcourse.learning.trees import leaves

SQUASHES = tuple(lstm1997.SQUASHES)


def random_layout(rng, **fixed):
    options = {
        "sizes": tuple(int(size) for size in rng.integers(1, 4, rng.integers(1, 4))),
        "input_gates": bool(rng.integers(4)),
        "output_gates": bool(rng.integers(4)),
        "recurrence": str(rng.choice(["units", "cells", "none"])),
        "biases": str(rng.choice(["units", "gates", "none"])),
        "g": str(rng.choice(SQUASHES)),
        "h": str(rng.choice(SQUASHES)),
    }
    return lstm1997.Layout(**(options | fixed))


class Problem:
    """A random net with inputs and targets; some targets are missing."""

    def __init__(self, seed, *, steps=None, batch=None, interval=1.0, **fixed):
        rng = np.random.default_rng(seed)
        layout = random_layout(rng, **fixed)
        inputs, outputs = int(rng.integers(1, 6)), int(rng.integers(1, 4))
        steps = int(rng.integers(1, 12)) if steps is None else steps
        batch = int(rng.integers(1, 4)) if batch is None else batch
        self.rng = rng
        self.net = paper_network(
            rng,
            inputs,
            outputs,
            layout,
            shortcuts=bool(rng.integers(2)),
            output_bias=bool(rng.integers(2)),
            interval=interval,
        )
        self.xs = rng.normal(size=(steps, batch, inputs))
        self.targets = rng.uniform(size=(steps, batch, outputs))
        self.targets[rng.random(self.targets.shape) < 0.3] = np.nan
        self.layout, self.params = layout, self.net.params


def largest_difference(first, second):
    """Over all leaves, relative to the largest entry of a leaf where that is above 1."""
    worst = 0.0
    for (name, one), (other_name, other) in zip(leaves(first), leaves(second), strict=True):
        assert name == other_name and one.shape == other.shape
        if one.size:
            worst = max(worst, float(np.abs(one - other).max() / max(1.0, np.abs(one).max())))
    return worst
