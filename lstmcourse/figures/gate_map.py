"""Gates word by word: openings as colours, one column for each word of a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW = 0.36
_THIN_ROW = 0.2
_GAP = 0.45
"""Inches per row where a row has a name, and where rows are many; and rows of a gap."""

Bands = list[tuple[str, np.ndarray]]


class GatePanels(NamedTuple):
    """The Axes of `plot_gates`; states is None where none were given."""

    gates: Axes
    states: Axes | None


def plot_gates(
    gates: Mapping[str, Any] | Any,
    words: Sequence[str],
    names: Sequence[str] | None = None,
    *,
    states: Mapping[str, Any] | Any = None,
    value_label: str = "Opening",
    state_label: str = "State",
    ax: Axes | None = None,
) -> GatePanels:
    """Draw openings in [0, 1] as colours, a column per word; below them states of either sign.

    gates: label -> (T,), a row each; or label -> (R, T), a band of R rows each, with a gap between
        the bands; or an array (R, T), a band without a label.
    words: the T words, written below the columns in reading order.
    names: one per row of a band (R, T), such as the numbers of the units. Default 1..R.
    states: in the same forms, for a second panel: 0 is white, and the two signs have two colours,
        equally strong at the largest size.
    value_label, state_label: what the two colour bars measure.
    ax: where to draw; None makes a new figure of a fitting height. With states it gives a part of
        its place to the second panel, so it must come from `plt.subplots`.

    NaN is grey. Returns a GatePanels(gates, states). Each band is one mesh in `collections` of its
    panel, from the top to the bottom. Raises ValueError for shapes that do not fit and for openings
    outside [0, 1]. Arguments are not changed.

    Explained in: book/lstm/gates
    """
    columns = [words] if isinstance(words, str) else [str(word) for word in words]
    if not columns:
        raise ValueError("words must hold at least one word")
    bands = {"gates": _bands("gates", gates, columns)}
    if states is not None:
        bands["states"] = _bands("states", states, columns)
    for label, rows in bands["gates"]:
        outside = rows[(rows < 0) | (rows > 1)]
        if outside.size:
            raise ValueError(
                f"gates{_at(label)} hold {outside[0]:g}; an opening is between 0 and 1. "
                "Candidates and states go into states="
            )
    labels = {kind: _labels(group, names) for kind, group in bands.items()}
    axes = dict(zip(bands, _panels(list(bands.values()), columns, ax), strict=True))
    bars = {"gates": value_label, "states": state_label}
    for kind, group in bands.items():
        _draw(axes[kind], group, labels[kind], bars[kind], signed=kind == "states")
    for panel in list(axes.values())[:-1]:
        panel.tick_params(labelbottom=False, bottom=False)
    last = list(axes.values())[-1]
    last.set_xticks(np.arange(len(columns)), columns, rotation=90)
    last.tick_params(axis="x", length=0)
    last.set_xlim(-0.5, len(columns) - 0.5)
    return GatePanels(axes["gates"], axes.get("states"))


def _at(label: str) -> str:
    return f"[{label!r}]" if label else ""


def _bands(what: str, given: Any, words: list[str]) -> Bands:
    """Label and rows (R, T) of every band; a row of its own is a band of one row."""
    entries = given if isinstance(given, Mapping) else {"": given}
    if not entries:
        raise ValueError(f"{what} must hold at least one row")
    bands = []
    for label, values in entries.items():
        try:
            rows = np.asarray(values, dtype=float)
        except ValueError as error:
            raise ValueError(f"{what}{_at(label)} must be numbers") from error
        if rows.ndim not in (1, 2) or rows.shape[-1] != len(words) or not rows.size:
            hint = ""
            if rows.ndim == 2 and len(rows) == len(words):
                hint = "; a row is wanted for each unit: try the transpose"
            raise ValueError(
                f"{what}{_at(label)} must have shape ({len(words)},) or (rows, {len(words)}) for "
                f"{len(words)} words, not {rows.shape}{hint}"
            )
        bands.append((label, rows))
    return bands


def _labels(bands: Bands, names: Sequence[str] | None) -> list[list[str]]:
    """The names of the rows of every band."""
    labels = []
    for label, rows in bands:
        if rows.ndim == 1:
            labels.append([label])
        elif names is None:
            labels.append([str(row + 1) for row in range(len(rows))])
        else:
            labels.append(style.label_list(names, len(rows), "rows of a band"))
    return labels


def _rows_tall(bands: Bands) -> float:
    """The height of a panel in rows, gaps between bands of several rows included."""
    rows = sum(len(np.atleast_2d(band)) for _, band in bands)
    return rows + _GAP * sum(_gap_above(bands, number) for number in range(len(bands)))


def _gap_above(bands: Bands, number: int) -> bool:
    return number > 0 and (bands[number][1].ndim == 2 or bands[number - 1][1].ndim == 2)


def _panels(groups: list[Bands], words: list[str], ax: Axes | None) -> list[Axes]:
    heights = [_rows_tall(group) for group in groups]
    if ax is None:
        row = _ROW if sum(heights) <= 12 else _THIN_ROW
        text = 0.11 * max(map(len, words)) + 0.3
        # A colour bar needs room for its name.
        ax = style.new_axes(max(row * sum(heights), 1.3 * len(groups)) + text)
    if len(groups) == 1:
        return [ax]
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError(
            "ax has no place in a grid that states could share; make it with plt.subplots"
        )
    grid = place.subgridspec(2, 1, height_ratios=np.maximum(heights, 0.4 * max(heights)))
    ax.set_subplotspec(grid[0])
    below = ax.figure.add_subplot(grid[1], sharex=ax)
    below.set_facecolor(ax.get_facecolor())
    return [ax, below]


def _draw(ax: Axes, bands: Bands, labels: list[list[str]], bar_label: str, *, signed: bool) -> None:
    from matplotlib import colormaps

    largest = max(np.nanmax(np.abs(rows), initial=0.0) for _, rows in bands) or 1.0
    low, high = (-largest, largest) if signed else (0.0, 1.0)
    colours = colormaps["PuOr_r" if signed else "cividis"].with_extremes(bad="#B9BEC4")
    top, ticks, texts = 0.0, [], []
    for number, ((label, values), names) in enumerate(zip(bands, labels, strict=True)):
        rows = np.atleast_2d(values)
        top += _GAP * _gap_above(bands, number)
        edges = np.arange(rows.shape[1] + 1) - 0.5
        mesh = ax.pcolormesh(
            edges,
            top + np.arange(len(rows) + 1),
            np.ma.masked_invalid(rows),
            cmap=colours,
            vmin=low,
            vmax=high,
            edgecolors=style.CARD,
            linewidth=0.6,
        )
        ticks += [top + row + 0.5 for row in range(len(rows))]
        texts += names
        if values.ndim == 2 and label:
            middle = top + len(rows) / 2
            ax.annotate(
                label,
                (0, middle),
                (-2.6, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset fontsize",
                ha="right",
                va="center",
                gid="band",
            )
        top += len(rows)
    ax.set_ylim(top, 0)
    ax.set_yticks(ticks, texts)
    ax.tick_params(axis="y", length=0)
    ax.grid(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    bar = ax.figure.colorbar(mesh, ax=ax, pad=0.02, aspect=12)
    bar.set_label(bar_label)
    bar.outline.set_visible(False)
    bar.ax.yaxis.get_major_locator().set_params(nbins=4)
