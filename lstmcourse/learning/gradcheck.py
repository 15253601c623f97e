"""Check a hand-written gradient against difference quotients, block by block.

Explained in: book/rnn/bptt
"""

from collections.abc import Callable
from html import escape
from typing import NamedTuple

import numpy as np

from lstmcourse.learning.text_table import aligned
from lstmcourse.learning.trees import Tree, leaves, with_leaves


class GradientRow(NamedTuple):
    """The result for one block of parameters."""

    name: str
    largest: float  # max |analytic|
    difference: float  # max |analytic - numeric|
    relative: float  # difference / max(|analytic|, |numeric|) over the block
    ok: bool


class GradientTable(NamedTuple):
    """One row per block; prints as a table."""

    rows: tuple[GradientRow, ...]

    @property
    def ok(self) -> bool:
        """True if every block passed."""
        return all(row.ok for row in self.rows)

    def __str__(self) -> str:
        return aligned([_HEADINGS, *map(_cells, self.rows)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        def line(cells: list[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{escape(c)}</{tag}>" for c in cells) + "</tr>"

        body = "".join(line(_cells(row), "td") for row in self.rows)
        return f"<table><thead>{line(_HEADINGS, 'th')}</thead><tbody>{body}</tbody></table>"


def gradient_check(
    function: Callable[[Tree], float],
    params: Tree,
    grads: Tree,
    *,
    eps: float = 1e-5,
    tolerance: float = 1e-6,
    entries: int | None = None,
) -> GradientTable:
    """Compare ``grads`` with central differences of ``function``.

        dE/dw is close to (E(w + eps) - E(w - eps)) / (2 eps)

    A block passes if its largest difference is at most ``tolerance`` times its largest entry,
    plus the rounding noise of the quotient (about 1e-16 |E| / eps, times ten to be safe).

    Args:
        function: from a tree like ``params`` to the scalar E. It must not draw random numbers.
        params: the point at which ``grads`` was computed; a tree of float64 arrays, such as a
            ``Network`` or {"params": params, "xs": xs}.
        grads: the gradient to check, a tree of the same form.
        eps: how far each entry is moved.
        tolerance: the relative error allowed.
        entries: check only this many entries of each block, the same ones every time; all if
            None.

    Returns:
        A table with one row per block; ``.ok`` is True if all blocks passed.

    Raises:
        TypeError: a block is not float64; in float32 rounding hides errors of this size.
        ValueError: params and grads differ in form or in the shape of a block.
    """
    blocks, given = leaves(params), dict(leaves(grads))
    _check_blocks(dict(blocks), given)
    arrays = [array for _, array in blocks]
    noise = 10 * np.finfo(np.float64).eps * abs(float(function(params))) / eps

    def moved(block: int, entry: int, by: float) -> float:
        array = arrays[block].copy()
        array.flat[entry] += by
        return float(function(with_leaves(params, [*arrays[:block], array, *arrays[block + 1 :]])))

    table = []
    for block, (name, array) in enumerate(blocks):
        picked = _pick(array.size, entries)
        numeric = np.array(
            [(moved(block, i, eps) - moved(block, i, -eps)) / (2 * eps) for i in picked]
        )
        table.append(
            _row(name or "(array)", given[name].reshape(-1)[picked], numeric, tolerance, noise)
        )
    return GradientTable(tuple(table))


def _row(
    name: str, analytic: np.ndarray, numeric: np.ndarray, tolerance: float, noise: float
) -> GradientRow:
    if analytic.size == 0:
        return GradientRow(name, 0.0, 0.0, 0.0, True)
    largest = float(np.max(np.abs(analytic)))
    difference = float(np.max(np.abs(analytic - numeric)))
    if not np.isfinite(difference):  # inf or nan in the gradient or in the quotients
        return GradientRow(name, largest, difference, np.inf, False)
    scale = max(largest, float(np.max(np.abs(numeric))))
    relative = difference / scale if scale > 0 else 0.0
    return GradientRow(
        name, largest, difference, relative, bool(difference <= tolerance * scale + noise)
    )


def _pick(size: int, entries: int | None) -> np.ndarray:
    if entries is None or entries >= size:
        return np.arange(size)
    return np.sort(np.random.default_rng(0).choice(size, entries, replace=False))


def _check_blocks(blocks: dict[str, np.ndarray], given: dict[str, np.ndarray]) -> None:
    if blocks.keys() != given.keys():
        raise ValueError(
            f"gradient_check: params has the blocks {list(blocks)}, but grads has {list(given)}"
        )
    for name, array in blocks.items():
        for tree, block in (("params", array), ("grads", given[name])):
            if getattr(block, "dtype", None) != np.float64:
                kind = getattr(block, "dtype", type(block).__name__)
                raise TypeError(
                    f"gradient_check: {name or 'the array'} of {tree} is {kind}, but must be "
                    "float64: difference quotients in lower precision are mostly rounding error"
                )
        if array.shape != given[name].shape:
            raise ValueError(
                f"gradient_check: {name or 'the array'} has shape {array.shape} in params, "
                f"but {given[name].shape} in grads"
            )


_HEADINGS = ["block", "max |gradient|", "max |difference|", "relative error", "ok"]


def _cells(row: GradientRow) -> list[str]:
    numbers = [f"{value:.2e}" for value in (row.largest, row.difference, row.relative)]
    return [row.name, *numbers, "yes" if row.ok else "NO"]
