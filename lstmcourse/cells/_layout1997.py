"""Which units the hidden layer of a 1997 network has, and what feeds them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from lstmcourse.cells._squash import SQUASHES, Squash, check_squash


@dataclass(frozen=True)
class Layout:
    """The plan of a hidden layer made of memory cell blocks.

    The units stand in one fixed order, in every array: first the input gates of all blocks, then
    the output gates of all blocks, then the cells, block after block. U is their number.

    Args:
        sizes: cells per block, such as (2, 2) for two blocks of size 2 or (1, 3) for unequal ones;
            () is a layer without a cell, ready to be ``grown``.
        input_gates: False leaves them out; every cell then writes as if its gate were 1.
        output_gates: False leaves them out; every cell then shows all of h(s).
        recurrence: what of the step before feeds gates and cells. "units": all gates and cells
            (connectivity F in Table 10 of the paper); "cells": the cells alone; "none": nothing,
            so the carousel is the only loop (connectivity B, experiments 2a and 2b).
        biases: which hidden units have a bias: "units", "gates" or "none".
        g: squashes what comes into a cell, named by its range: "[-2, 2]", "[-1, 1]", "[0, 1]" or
            "identity".
        h: squashes the state on its way out; the same names.

    Raises:
        ValueError: an option is unknown, or a block has no cell.
        TypeError: sizes is not a tuple or list, or an option that is True or False is neither.

    Source: Hochreiter and Schmidhuber (1997), Figure 2 and Table 10.
    Explained in: book/cec/memory-cell
    """

    sizes: tuple[int, ...]
    input_gates: bool = True
    output_gates: bool = True
    recurrence: str = "units"
    biases: str = "units"
    g: str = "[-2, 2]"
    h: str = "[-1, 1]"

    def __post_init__(self) -> None:
        object.__setattr__(self, "sizes", _whole_sizes(self.sizes))
        for name in ("input_gates", "output_gates"):
            if not isinstance(getattr(self, name), bool):
                raise TypeError(f"Layout: {name}={getattr(self, name)!r} must be True or False")
        for name, known in (("recurrence", _RECURRENCES), ("biases", _BIASES)):
            if getattr(self, name) not in known:
                options = ", ".join(f'"{option}"' for option in known)
                raise ValueError(f"Layout: {name}={getattr(self, name)!r} must be one of {options}")
        check_squash("Layout", "g", self.g)
        check_squash("Layout", "h", self.h)

    @classmethod
    def uniform(cls, blocks: int, size: int, **options: Any) -> Layout:
        """``blocks`` blocks of ``size`` cells each."""
        if blocks < 0:
            raise ValueError(f"Layout.uniform: blocks={blocks} must not be negative")
        return cls((size,) * blocks, **options)

    def grown(self, size: int) -> Layout:
        """The same plan with one more block of ``size`` cells at the end."""
        return replace(self, sizes=(*self.sizes, size))

    @property
    def blocks(self) -> int:
        """J, the number of blocks."""
        return len(self.sizes)

    @property
    def cells(self) -> int:
        """C, the number of cells in all blocks."""
        return sum(self.sizes)

    @property
    def in_gates(self) -> int:
        """How many input gates there are: J or 0."""
        return self.blocks if self.input_gates else 0

    @property
    def out_gates(self) -> int:
        """How many output gates there are: J or 0."""
        return self.blocks if self.output_gates else 0

    @property
    def gates(self) -> int:
        """G, the number of input and output gates together."""
        return self.in_gates + self.out_gates

    @property
    def units(self) -> int:
        """U = G + C, the number of hidden units."""
        return self.gates + self.cells

    @property
    def sources(self) -> int:
        """R, how many values of the step before feed every hidden unit: U, C or 0."""
        return {"units": self.units, "cells": self.cells, "none": 0}[self.recurrence]

    @property
    def biased(self) -> int:
        """How many hidden units have a bias. They are the first ones in the order of units."""
        return {"units": self.units, "gates": self.gates, "none": 0}[self.biases]

    @cached_property
    def block_of(self) -> np.ndarray:
        """The number of the block of each cell, counted from 0, (C,)."""
        return _constant(np.repeat(np.arange(self.blocks), self.sizes))

    @cached_property
    def first_cells(self) -> np.ndarray:
        """The number of the first cell of each block, counted from 0, (J,)."""
        return _constant(np.cumsum((0, *self.sizes[:-1]))[: self.blocks])

    @property
    def squash_g(self) -> Squash:
        """The function g, with its slope."""
        return SQUASHES[self.g]

    @property
    def squash_h(self) -> Squash:
        """The function h, with its slope."""
        return SQUASHES[self.h]

    def weight_count(self, inputs: int) -> int:
        """Weights and biases into the hidden units: U (I + R), and one for each biased unit."""
        return self.units * (inputs + self.sources) + self.biased

    def split(self, units: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Values of all units (..., U) as those of input gates, output gates and cells (views)."""
        return (
            units[..., : self.in_gates],
            units[..., self.in_gates : self.gates],
            units[..., self.gates :],
        )

    def to_cells(self, gates: np.ndarray) -> np.ndarray | float:
        """Give every cell the value of its block's gate: (..., J) -> (..., C). No gate gives 1."""
        return gates[..., self.block_of] if gates.shape[-1] else 1.0

    def to_gates(self, cells: np.ndarray, gates: int) -> np.ndarray:
        """Sum over the cells of each block: (..., C) -> (..., J); (..., 0) if gates is 0."""
        if gates == 0:
            return np.zeros((*cells.shape[:-1], 0), cells.dtype)
        return np.add.reduceat(cells, self.first_cells, axis=-1)


def _whole_sizes(sizes: Any) -> tuple[int, ...]:
    if not isinstance(sizes, tuple | list | np.ndarray):
        raise TypeError(
            f"Layout: sizes={sizes!r} must be a tuple such as (2, 2), with the cells of each block"
        )
    whole = all(isinstance(n, int | np.integer) and not isinstance(n, bool) for n in sizes)
    if not whole or any(n < 1 for n in sizes):
        raise ValueError(f"Layout: sizes={sizes} must be whole numbers, each at least 1")
    return tuple(int(n) for n in sizes)  # so that equal layouts have equal hashes and pickles


def _constant(numbers: np.ndarray) -> np.ndarray:
    """As an index array that cannot be written: it belongs to a frozen object."""
    index = numbers.astype(np.intp)
    index.flags.writeable = False
    return index


_RECURRENCES = ("units", "cells", "none")
_BIASES = ("units", "gates", "none")
