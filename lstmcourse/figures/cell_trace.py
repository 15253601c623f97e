"""What a net does over one sequence: gates, states and outputs, a row each; before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW, _FRAME, _LEGEND = 1.05, 0.55, 0.27
"""Inches: a row's curves, the labels of the time axis, a line of a legend."""


class TracePanels(NamedTuple):
    """The Axes of `draw_trace`, one per row from the top to the bottom."""

    after: tuple[Axes, ...]
    before: tuple[Axes, ...]  # empty where no `before` was given


def draw_trace(
    rows: Mapping[str, Any],
    *,
    before: Mapping[str, Any] | None = None,
    labels: Mapping[str, Sequence[str]] | None = None,
    marked: Mapping[int, str] | Sequence[int] | None = None,
    titles: Sequence[str] = ("Before learning", "After learning"),
    ax: Axes | None = None,
) -> TracePanels:
    """Draw a net's gates, internal states and outputs over the steps of one sequence.

    rows: the name of a row -> (T,) or (T, N), N curves; drawn from the top to the bottom, such as
        {"Input gates": (T, J), "State s": (T, C), "Cell output": (T, C), "Output": (T, K)}.
        A row whose values all lie in [0, 1] has this range, as gates have.
    before: the same rows of the same or another sequence, for a second column on the left. Both
        columns share the scale of each row. Another number of steps is allowed.
    labels: the name of a row -> one text per curve, for a legend above the row.
    marked: steps that count, from 0 on, as a list, or step -> text (a symbol) written on top.
        Every row has a line there.
    titles: of the two columns, where there are two.
    ax: where to draw; None makes a new figure. It gives its place to the panels, so it must come
        from `plt.subplots` or `figure.add_subplot`.

    The time axis counts steps from 1. Returns a TracePanels(after, before). Marks have the gid
    "mark", their texts "symbol". Raises ValueError for shapes that do not fit. Arguments are not
    changed.

    Explained in: book/paper1997/temporal-order
    """
    columns = [_read("rows", rows)]
    if before is not None:
        columns.insert(0, _read("before", before))
        _check_alike(columns)
    names = list(columns[-1])
    legends = _legends(labels, columns[-1])
    marks = _marks(marked, max(len(next(iter(column.values()))) for column in columns))
    grid = _grid(names, legends, marks, len(columns), ax)
    # Symbols stand above the first row's legend, and titles above both.
    lift = 20 if names[0] in legends else 3
    for number, column in enumerate(columns):
        for name, panel in zip(names, grid[number], strict=True):
            _draw_row(panel, column[name], legends.get(name, []), first=number == 0)
            for step in marks:
                if step < len(column[name]):
                    panel.axvline(
                        step + 1, color=style.MUTED, linewidth=1.0, linestyle=(0, (3, 2)),
                        zorder=1, gid="mark",
                    )  # fmt: skip
        _finish_column(grid[number], column, names, marks, lift, labelled=number == 0)
        if before is not None:
            above = lift + 19 * any(marks.values()) + 3
            grid[number][0].set_title(titles[number], pad=above)
    for row, name in enumerate(names):
        _scale([panels[row] for panels in grid], [column[name] for column in columns])
    grid[0][0].figure.align_ylabels(grid[0])
    return TracePanels(tuple(grid[-1]), tuple(grid[0]) if before is not None else ())


def _read(what: str, rows: Mapping[str, Any]) -> dict[str, np.ndarray]:
    if not isinstance(rows, Mapping) or not rows:
        raise ValueError(f"{what} must be a mapping from a row's name to its values (T,) or (T, N)")
    found: dict[str, np.ndarray] = {}
    for name, values in rows.items():
        try:
            array = np.asarray(values, dtype=float)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{what}[{name!r}] must be numbers") from error
        if array.ndim not in (1, 2) or not array.size:
            raise ValueError(f"{what}[{name!r}] must have shape (T,) or (T, N), not {array.shape}")
        found[name] = array.reshape(len(array), -1)
    steps = {name: len(array) for name, array in found.items()}
    if len(set(steps.values())) > 1:
        listed = ", ".join(f"{name!r} {count}" for name, count in steps.items())
        raise ValueError(f"{what}: all rows need the same number of steps, but they have {listed}")
    return found


def _check_alike(columns: list[dict[str, np.ndarray]]) -> None:
    shapes = [{name: array.shape[1] for name, array in column.items()} for column in columns]
    if shapes[0] != shapes[1]:
        raise ValueError(
            f"before must have the rows and curves of rows: {shapes[0]} does not fit {shapes[1]}"
        )


def _legends(
    labels: Mapping[str, Sequence[str]] | None, rows: dict[str, np.ndarray]
) -> dict[str, list[str]]:
    found = {}
    for name, texts in ({} if labels is None else labels).items():
        if name not in rows:
            raise ValueError(f"labels has {name!r}; the rows are {', '.join(rows)}")
        found[name] = style.label_list(texts, rows[name].shape[1], f"curves of {name!r}")
    return found


def _marks(marked: Mapping[int, str] | Sequence[int] | None, steps: int) -> dict[int, str]:
    if marked is None:
        return {}
    given = marked if isinstance(marked, Mapping) else {step: "" for step in np.ravel(marked)}
    found = {int(step): str(text) for step, text in given.items()}
    for step in found:
        if not 0 <= step < steps:
            raise ValueError(f"marked holds step {step}, but there are {steps} steps, 0 to "
                             f"{steps - 1}")  # fmt: skip
    return found


def _grid(
    names: list[str],
    legends: dict[str, list[str]],
    marks: dict[int, str],
    columns: int,
    ax: Axes | None,
) -> list[list[Axes]]:
    """grid[column][row], sharing the time axis down a column."""
    if ax is None:
        height = len(names) * _ROW + len(legends) * _LEGEND + _FRAME
        ax = style.new_axes(height + 0.3 * (columns > 1) + 0.25 * any(marks.values()))
    place = ax.get_subplotspec()
    if place is None:
        raise ValueError(
            "ax has no place in a grid that the rows could share; make it with plt.subplots or "
            "figure.add_subplot"
        )
    inner = place.subgridspec(len(names), columns)
    ax.set_subplotspec(inner[0, 0])
    grid: list[list[Axes]] = []
    for column in range(columns):
        top = ax if column == 0 else ax.figure.add_subplot(inner[0, column])
        below = [ax.figure.add_subplot(inner[row, column], sharex=top)
                 for row in range(1, len(names))]  # fmt: skip
        for panel in (top, *below):
            panel.set_facecolor(ax.get_facecolor())
        grid.append([top, *below])
    return grid


def _draw_row(panel: Axes, curves: np.ndarray, labels: list[str], *, first: bool) -> None:
    steps, count = curves.shape
    times = np.arange(1, steps + 1)
    for number in range(count):
        panel.plot(
            times, curves[:, number], color=style.colour(number), linewidth=1.6,
            marker=style.marker(number), markersize=4, zorder=3,
            # Markers of different curves stand at different steps.
            markevery=(number * max(1, steps // 24), max(1, steps // 6)),
            label=labels[number] if labels else None,
        )  # fmt: skip
    if labels and first:
        panel.legend(
            loc="lower left", bbox_to_anchor=(0.0, 0.98), ncols=min(count, 4), frameon=False,
            borderaxespad=0.1, handlelength=1.6, columnspacing=1.2,
        )  # fmt: skip


def _finish_column(
    panels: list[Axes],
    rows: dict[str, np.ndarray],
    names: list[str],
    marks: dict[int, str],
    lift: int,
    *,
    labelled: bool,
) -> None:
    steps = len(rows[names[0]])
    for name, panel in zip(names, panels, strict=True):
        if labelled:
            panel.set_ylabel(name)
        panel.tick_params(labelbottom=panel is panels[-1], labelleft=labelled)
    last = panels[-1]
    last.set_xlabel("Step")
    last.set_xlim(1 - 0.02 * steps, steps + 0.02 * steps)
    last.xaxis.get_major_locator().set_params(integer=True, nbins=6)
    for step, text in marks.items():
        if text and step < steps:
            panels[0].annotate(
                text, (step + 1, 1.0), (0, lift), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="center", va="bottom", fontsize=12,
                color=style.INK, gid="symbol",
            )  # fmt: skip


def _scale(panels: list[Axes], curves: list[np.ndarray]) -> None:
    """One scale for a row: [0, 1] for openings, else what the curves need, zero among it."""
    low = min(0.0, *(np.nanmin(array, initial=0.0) for array in curves))
    high = max(np.nanmax(array, initial=0.0) for array in curves)
    opening = low >= 0.0 and high <= 1.0
    for panel in panels:
        if opening:
            panel.set(ylim=(-0.08, 1.08), yticks=[0, 1])
            continue
        room = 0.08 * (high - low) or 1.0
        panel.set_ylim(low - room, high + room)
        panel.yaxis.get_major_locator().set_params(nbins=3)
        panel.axhline(0, color=style.MUTED, linewidth=0.8, zorder=1)
