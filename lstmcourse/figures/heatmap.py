"""Where gradients are: sizes as colours on a logarithmic scale, one column per time step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_DECADES = 12
_NO_VALUE = "#B9BEC4"


def plot_gradient_heatmap(
    matrix: Any,
    *,
    row_values: Any = None,
    column_values: Any = None,
    row_label: str = "Hidden unit",
    column_label: str = "Time step",
    value_label: str = "Size of the gradient",
    floor: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw |matrix| as colours, on a logarithmic scale, with row 0 at the top.

    matrix: (R, C), R rows (hidden units, or training steps) by C columns (time steps). Signs are
        dropped.
    row_values (R,), column_values (C,): what the rows and columns stand for, increasing; default
        0..R-1 and 0..C-1.
    floor: the size at which the colour scale ends; default: the smallest size above zero, but at
        most 12 powers of ten below the largest. Smaller sizes, 0 among them, get the darkest
        colour, and the colour bar then ends in a point.
    ax: where to draw; None makes a new figure.

    NaN and infinities are grey. Returns the Axes; the mesh is ax.collections[0], the colour bar
    ax.collections[0].colorbar. Arguments are not changed.
    """
    from matplotlib import colormaps
    from matplotlib.colors import LogNorm

    values = np.asarray(matrix, dtype=float)
    if values.ndim != 2 or values.size == 0:
        raise ValueError(
            f"matrix must have shape (rows, time steps) with both at least 1, not {values.shape}"
        )
    sizes = np.ma.masked_invalid(np.abs(values))
    rows = _edges("row_values", row_values, values.shape[0])
    columns = _edges("column_values", column_values, values.shape[1])
    low, high = _limits(sizes, floor)

    ax = style.new_axes() if ax is None else ax
    colours = colormaps["cividis"]
    colours = colours.with_extremes(bad=_NO_VALUE, under=colours(0.0))
    # A logarithmic scale leaves 0 out altogether; just below its end 0 gets the darkest colour.
    shown = np.ma.where(sizes == 0, low / 10.0, sizes)
    mesh = ax.pcolormesh(columns, rows, shown, cmap=colours, norm=LogNorm(low, high))
    ax.set_ylim(rows[-1], rows[0])
    ax.grid(False)
    ax.set_xlabel(column_label)
    ax.set_ylabel(row_label)
    for axis, size in ((ax.xaxis, values.shape[1]), (ax.yaxis, values.shape[0])):
        axis.get_major_locator().set_params(integer=True, nbins=min(size, 9), steps=[1, 2, 5, 10])
    below = bool(np.any(sizes.compressed() < low))
    bar = ax.figure.colorbar(mesh, ax=ax, extend="min" if below else "neither", pad=0.02)
    style.plain_log_ticks(bar.ax.yaxis)
    bar.set_label(value_label)
    bar.outline.set_visible(False)
    return ax


def _limits(sizes: np.ma.MaskedArray, floor: float | None) -> tuple[float, float]:
    positive = sizes.compressed()
    positive = positive[positive > 0]
    if floor is not None and not (np.isfinite(floor) and floor > 0):
        raise ValueError(f"floor must be finite and above 0, but {floor} was given")
    high = float(positive.max()) if positive.size else 1.0
    if floor is not None:
        low = float(floor)
    elif positive.size:
        low = max(float(positive.min()), high * 10.0**-_DECADES)
    else:
        low = 0.1
    # One colour for all needs a scale with two ends.
    return (low, high) if low < high else (high / 10.0, high) if floor is None else (low, low * 10)


def _edges(name: str, values: Any, count: int) -> np.ndarray:
    """Borders of `count` cells centred on the values, half-way between neighbours."""
    centres = np.arange(count, dtype=float) if values is None else np.asarray(values, dtype=float)
    if centres.shape != (count,):
        raise ValueError(f"{name} has shape {centres.shape}, but the matrix needs {count} of them")
    if count == 1:
        return np.array([centres[0] - 0.5, centres[0] + 0.5])
    if not np.all(np.diff(centres) > 0):
        raise ValueError(f"{name} must increase from one to the next")
    middles = (centres[:-1] + centres[1:]) / 2
    first, last = 2 * centres[0] - middles[0], 2 * centres[-1] - middles[-1]
    return np.concatenate(([first], middles, [last]))
