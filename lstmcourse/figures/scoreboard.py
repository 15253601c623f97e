"""Counts to success, paper against ours, one line per row of a table, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LINE = 0.29  # inches per row
_GAP, _TITLED_GAP = 0.7, 1.0  # rows between two groups
_CLOSE = 0.05  # of a decade: marks that would cover each other


class ScoreRow(NamedTuple):
    """One row.

    name: as printed at the left. group: rows of one group stand together.
    paper: the paper's count. counts: ours, one for each solved trial.
    trials: how many were run, solved or not; 0 where there are none yet.
    cap: the count at which a trial ended unsolved.
    verdict: a word to print behind the solved share.
    """

    name: str
    group: str
    paper: float
    counts: Sequence[float]
    trials: int
    cap: float
    verdict: str = ""


def plot_scoreboard(
    rows: Sequence[ScoreRow],
    *,
    titles: Mapping[str, str] | None = None,
    x_label: str = "Training sequences",
    ax: Axes | None = None,
) -> Axes:
    """Draw the paper's counts and ours.

    Of each row: the paper's count as a diamond, with a band from half of it to twice it; every
    solved trial as a dot; at the right the solved trials of all. Quartiles (a bar) and median (a
    line across it) are of all trials, the unsolved ones above every count: where one of them is
    among the unsolved it is not drawn, and the bar ends at the cap. An arrow at the cap says that
    trials ended there unsolved; it stands lower where the diamond would cover it.

    Args:
        rows: from the top to the bottom.
        titles: group -> a heading above its first row.

    Raises:
        ValueError: there are no rows, more are solved than were run, or a count is not above 0.
    """
    rows = [ScoreRow(*row) for row in rows]
    _check(rows)
    titles = titles or {}
    places = _places(rows, _TITLED_GAP if titles else _GAP)
    ax = style.new_axes(1.3 + _LINE * (places[-1] + 1)) if ax is None else ax
    ax.set_xscale("log")
    style.plain_log_ticks(ax.xaxis)
    ax.tick_params(axis="x", which="minor", labelbottom=False)
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    for number, (place, row) in enumerate(zip(places, rows, strict=True)):
        _draw(ax, place, row)
        if row.group in titles and (number == 0 or row.group != rows[number - 1].group):
            ax.text(
                0.012, place - 0.86, titles[row.group], transform=_beside(ax), va="center",
                fontsize=10, color=style.SLATE,
            )  # fmt: skip
    ax.set_yticks(places, [row.name for row in rows], fontsize=11)
    ax.set_ylim(places[-1] + 0.8, -1.3)
    least = min(min([row.paper / 2, *row.counts]) for row in rows)
    most = max(max([row.paper * 2, *row.counts, row.cap]) for row in rows)
    ax.set_xlim(least / 1.3, most * 1.3)
    ax.text(1.02, -0.75, "solved", transform=_beside(ax), va="center", fontsize=10.5)
    ax.set_xlabel(x_label)
    style.legend_below(ax)
    return ax


def _check(rows: list[ScoreRow]) -> None:
    if not rows:
        raise ValueError("plot_scoreboard: there are no rows to draw")
    for row in rows:
        if len(row.counts) > row.trials:
            raise ValueError(
                f"row {row.name}: {len(row.counts)} counts of solved trials but trials={row.trials}"
            )
        if not min([row.paper, row.cap, *row.counts]) > 0:
            raise ValueError(f"row {row.name}: the axis is logarithmic; counts must be above 0")


def _places(rows: list[ScoreRow], gap: float) -> list[float]:
    """From the top, one apart, with a gap where a new group begins."""
    places, place = [], 0.0
    for number, row in enumerate(rows):
        place += gap * (number > 0 and row.group != rows[number - 1].group)
        places.append(place)
        place += 1.0
    return places


def _draw(ax: Axes, place: float, row: ScoreRow) -> None:
    counts = np.asarray(row.counts, float)
    lower, median, upper = _quartiles(counts, row.trials)
    ax.fill_betweenx(
        [place - 0.42, place + 0.42], row.paper / 2, row.paper * 2, color=style.VERMILION,
        alpha=0.16, linewidth=0, label=_once(ax, "a factor of 2"),
    )  # fmt: skip
    ax.plot(
        row.paper, place, marker="D", markersize=6, color=style.VERMILION, linestyle="none",
        label=_once(ax, "paper"), zorder=4,
    )  # fmt: skip
    if np.isfinite(lower):
        ax.plot(
            [lower, min(upper, row.cap)], [place, place], color=style.BLUE, linewidth=5, alpha=0.45,
            solid_capstyle="butt", label=_once(ax, "quartiles"),
        )  # fmt: skip
    if np.isfinite(median):
        ax.plot(
            median, place, marker="|", markersize=11, markeredgewidth=2.4, color=style.BLUE,
            linestyle="none", label=_once(ax, "median"), zorder=5,
        )  # fmt: skip
    if len(counts):
        ax.plot(
            counts, np.full(len(counts), place), marker="o", markersize=3.2, color=style.BLUE,
            alpha=0.75, linestyle="none", label=_once(ax, "a trial"), zorder=3,
        )  # fmt: skip
    if len(counts) < row.trials:
        covered = abs(np.log10(row.cap / row.paper)) < _CLOSE
        ax.plot(
            row.cap, place + 0.3 * covered, marker=">", markersize=6, color=style.SLATE,
            linestyle="none", markerfacecolor="none", label=_once(ax, "cap, unsolved"),
        )  # fmt: skip
    shown = f"{len(counts)}/{row.trials}" if row.trials else "not run"
    shown = f"{shown} {row.verdict}".rstrip()
    ax.text(1.02, place, shown, transform=_beside(ax), va="center", fontsize=10.5)


def _quartiles(counts: np.ndarray, trials: int) -> list[float]:
    """Of all trials, with infinity for the unsolved; infinite where one of them has a share."""
    known = np.sort(counts)
    found = []
    for share in (0.25, 0.5, 0.75):
        place = share * (trials - 1)
        below, above = int(np.floor(place)), int(np.ceil(place))
        if trials and above < len(known):
            found.append(known[below] + (place - below) * (known[above] - known[below]))
        else:
            found.append(np.inf)
    return found


def _beside(ax: Axes) -> Any:
    """x as a share of the panel's width, y as a place of a row."""
    return ax.get_yaxis_transform()


def _once(ax: Axes, label: str) -> str | None:
    """A label for the legend, unless it is there already."""
    return None if label in ax.get_legend_handles_labels()[1] else label
