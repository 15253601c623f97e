"""Cells of 1997 with many layouts, and cases to run them on."""

from functools import partial
from types import SimpleNamespace

import numpy as np

from cells.contract_tools import Case
from lstmcourse.cells import lstm1997
from lstmcourse.cells.lstm1997 import SQUASHES, Layout, Params

RULES = ("full", "truncated")
GATES = [(True, True), (True, False), (False, True), (False, False)]


def cell_of(layout, rule="full"):
    """The cell with a layout and a rule of its own, for functions that take a cell."""
    return SimpleNamespace(
        Params=Params,
        init=partial(lstm1997.init, layout=layout),
        zero_state=lstm1997.zero_state,
        step=lstm1997.step,
        forward=lstm1997.forward,
        backward=partial(lstm1997.backward, rule=rule),
    )


def make_case(layout, rule="full", *, seed=0, **options):
    """T, B and I differ from each other and from the numbers of blocks, cells and units."""
    taken = {layout.blocks, layout.cells, layout.units}
    free = [n for n in range(3, 12) if n not in taken]
    sizes = np.random.default_rng(seed).permutation(free)[:3]
    sizes = dict(zip(("steps", "batch", "inputs"), map(int, sizes), strict=True))
    cell = cell_of(layout, rule)
    return Case(cell, hidden=layout.cells, seed=seed, **(sizes | options))


def make_layout(number):
    """One of 36 layouts; together they have every option, in many combinations."""
    sizes = np.random.default_rng(number).integers(1, 4, size=2 + number % 2)
    if number % 3:  # unequal for certain
        sizes[:2] = [1, 3] if number % 2 else [2, 1]
    in_gates, out_gates = GATES[0 if number % 2 else (number // 2) % 4]
    return Layout(
        tuple(sizes),
        input_gates=in_gates,
        output_gates=out_gates,
        recurrence=("units", "cells", "none")[number % 3],
        biases=("units", "gates", "none")[(number // 3) % 3],
        g=list(SQUASHES)[(number // 9 + number) % 4],
        h=list(SQUASHES)[(number // 4 + 1) % 4],
    )
