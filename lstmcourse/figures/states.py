"""A cell at work: its internal state over a sequence, its gates' openings, and what came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_HEIGHTS = {"states": 2.6, "gates": 1.25, "inputs": 0.75}
_FRAME = 0.7
"""Inches for the x label and the legend's first line."""


class StatePanels(NamedTuple):
    """The Axes of `plot_states`, from the top to the bottom; None where nothing was given."""

    states: Axes
    gates: Axes | None
    inputs: Axes | None


def plot_states(
    times: Any,
    states: Any,
    *,
    gates: Mapping[str, Any] | None = None,
    inputs: Any = None,
    labels: Sequence[str] | str | None = None,
    x_label: str = "Time step",
    y_label: str = "State s",
    ax: Axes | None = None,
) -> StatePanels:
    """Draw the internal states over time, and below them the gates and the inputs, if given.

    times: (T,), increasing.
    states: (T,) for one cell, (N, T) or a list of N arrays (T,) for several.
    gates: label -> (T,), openings in [0, 1], for a thin panel of their own.
    inputs: (T,), for a strip below: numbers, drawn as ticks from zero; or texts (the symbols of a
        sequence), where None or "" is a step without one.
    labels: one per row of states, for the legend.
    ax: where to draw; None makes a new figure. With `gates` or `inputs` it gives a part of its
        place to the new panels, so it must come from `plt.subplots` or `figure.add_subplot`.

    Returns a StatePanels(states, gates, inputs), whatever was drawn; a panel that was not drawn
    is None. All panels share the time axis. NaN is a gap. Raises ValueError for shapes that do not
    fit and for openings outside [0, 1]. Arguments are not changed.

    Explained in: book/cec/memory-cell
    """
    steps = np.asarray(times, dtype=float)
    if steps.ndim != 1 or not len(steps):
        raise ValueError(f"times must have shape (T,) with T at least 1, not {steps.shape}")
    if np.any(np.diff(steps) <= 0) or not np.all(np.isfinite(steps)):
        raise ValueError("times must increase from one to the next")
    rows = _state_rows(states, len(steps))
    names = style.label_list(labels, len(rows), "states")
    openings = _openings(gates, len(steps))
    symbols = None if inputs is None else _symbols(inputs, len(steps))

    kinds = ["states", *["gates"] * bool(openings), *["inputs"] * (symbols is not None)]
    axes = dict(zip(kinds, _panels(kinds, ax), strict=True))
    _curves(axes["states"], steps, rows, names, first=0)
    axes["states"].set_ylabel(y_label)
    if openings:
        panel = axes["gates"]
        _curves(panel, steps, list(openings.values()), list(openings), first=len(rows))
        panel.set(ylim=(-0.08, 1.08), yticks=[0, 1], ylabel="Gates")
    if symbols is not None:
        _draw_inputs(axes["inputs"], steps, symbols)
    for kind in kinds[:-1]:
        axes[kind].tick_params(labelbottom=False)
    last = axes[kinds[-1]]
    last.set_xlabel(x_label)
    margin = 0.02 * np.ptp(steps) or 0.5
    if symbols is not None and symbols.dtype == object:
        margin = max(margin, 0.5 * np.ptp(steps) / max(len(steps) - 1, 1))
    last.set_xlim(steps[0] - margin, steps[-1] + margin)
    last.xaxis.get_major_locator().set_params(integer=True)
    last.figure.align_ylabels(list(axes.values()))
    return StatePanels(axes["states"], axes.get("gates"), axes.get("inputs"))


def _state_rows(states: Any, count: int) -> list[np.ndarray]:
    try:
        values = np.asarray(states, dtype=float)
    except ValueError as error:
        raise ValueError("states must be numbers, in rows of the same length") from error
    if values.ndim not in (1, 2) or values.shape[-1] != count or not values.size:
        hint = ""
        if values.ndim == 2 and values.shape[0] == count:
            hint = "; one row per cell is wanted: try states.T"
        raise ValueError(
            f"states must have shape ({count},) or (cells, {count}) for {count} times, "
            f"not {values.shape}{hint}"
        )
    return list(np.atleast_2d(values))


def _openings(gates: Mapping[str, Any] | None, count: int) -> dict[str, np.ndarray]:
    if gates is None:
        return {}
    if not isinstance(gates, Mapping):
        raise ValueError(f"gates must be a mapping from a label to values, not {type(gates)}")
    openings = {label: np.asarray(values, dtype=float) for label, values in gates.items()}
    for label, values in openings.items():
        if values.shape != (count,):
            raise ValueError(f"gates[{label!r}] has shape {values.shape}, but needs ({count},)")
        if np.any((values < 0) | (values > 1)):
            worst = values[(values < 0) | (values > 1)][0]
            raise ValueError(f"gates[{label!r}] holds {worst:g}; an opening is between 0 and 1")
    return openings


def _symbols(inputs: Any, count: int) -> np.ndarray:
    """Numbers as floats, or texts as objects with "" for a step without one; shape (T,)."""
    given = list(inputs)
    texts = any(isinstance(value, str) for value in given)
    if texts:
        values = np.array(["" if value is None else str(value) for value in given], dtype=object)
    else:
        values = np.asarray([np.nan if value is None else value for value in given], dtype=float)
    if values.shape != (count,):
        raise ValueError(
            f"inputs must have shape ({count},), one for each time; not {values.shape}"
        )
    return values


def _panels(kinds: list[str], ax: Axes | None) -> list[Axes]:
    """One Axes per kind, one below the other, in the place of `ax`."""
    heights = [_HEIGHTS[kind] for kind in kinds]
    if ax is None:
        legends = 0.35 * (len(kinds) - 1)
        ax = style.new_axes(sum(heights) + _FRAME + legends)
    if len(kinds) == 1:
        return [ax]
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError(
            "ax has no place in a grid that gates or inputs could share; make it with "
            "plt.subplots or figure.add_subplot"
        )
    grid = place.subgridspec(len(kinds), 1, height_ratios=heights)
    ax.set_subplotspec(grid[0])
    below = [ax.figure.add_subplot(grid[row], sharex=ax) for row in range(1, len(kinds))]
    for panel in below:
        panel.set_facecolor(ax.get_facecolor())
    return [ax, *below]


def _curves(
    ax: Axes, times: np.ndarray, rows: list[np.ndarray], names: list[str | None], *, first: int
) -> None:
    """Lines with a legend above them, where the panel below cannot be."""
    for number, (row, name) in enumerate(zip(rows, names, strict=True), start=first):
        ax.plot(
            times,
            row,
            color=style.colour(number),
            marker=style.marker(number),
            markevery=style.sparse(len(times)),
            label=name,
            zorder=3,
        )
    if any(names):
        columns = 3 if max(len(name or "") for name in names) <= 14 else 2
        ax.legend(
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),
            ncols=min(len(names), columns),
            frameon=False,
            borderaxespad=0.2,
        )


def _draw_inputs(ax: Axes, times: np.ndarray, symbols: np.ndarray) -> None:
    ax.set_ylabel("Input")
    ax.grid(False)
    if symbols.dtype == object:
        ax.set(ylim=(0, 1), yticks=[])
        for time, text in zip(times, symbols, strict=True):
            if text:
                ax.text(time, 0.5, text, ha="center", va="center", fontsize=12, gid="input")
        return
    ax.axhline(0, color=style.MUTED, linewidth=0.8)
    ax.vlines(times, 0, symbols, color=style.SLATE, linewidth=2.0, gid="input")
    ax.margins(y=0.15)
