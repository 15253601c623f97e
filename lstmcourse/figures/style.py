"""One look for every figure of the course: an opaque card, safe colours, sizes a phone can show."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.font_manager import FontProperties
from matplotlib.ticker import LogFormatterSciNotation
from matplotlib.transforms import ScaledTranslation

from lstmcourse.figures.fonts import font_families

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CARD = "#FCFCFA"
INK = "#22262B"
MUTED = "#5A626B"
HAIRLINE = "#DCDFE2"

BLUE = "#0068A8"
VERMILION = "#BC4B00"
GREEN = "#007A5A"
PURPLE = "#A3457C"
OCHRE = "#856000"
SLATE = "#3A3F45"
PALETTE = (BLUE, VERMILION, GREEN, PURPLE, OCHRE, SLATE)
"""Six line colours, each with a contrast of at least 4.5:1 with the card."""

ERROR = "#B3261E"
"""The colour of an error that travels backwards."""

MARKERS = ("o", "s", "^", "D", "v", "P")
"""One marker per colour, so that a curve is told by its shape too."""

WIDTH = 6.4
"""Inches. At 390 pixels, a phone's width, 12 points become 10 pixels."""


def use_style(language: str = "en") -> None:
    """Switch Matplotlib to the course's look, with a Hangul font where there is one.

    language: "en", or "ko" for figures with Hangul beside formulas (see `figures.fonts`).

    This is the only function of the figures layer that changes global settings. Call it once, in
    a page's first cell. `matplotlib.rcdefaults()` undoes it.
    """
    style = resources.files("lstmcourse.figures").joinpath("lstmcourse.mplstyle")
    with resources.as_file(style) as path:
        settings = matplotlib.rc_params_from_file(path, use_default_template=False)
    matplotlib.rcParams.update(settings)
    matplotlib.rcParams["font.family"] = font_families(language)


def new_axes(height: float = 4.0, *, width: float = WIDTH) -> Axes:
    """The Axes of a new figure on the course's card, `width` x `height` inches."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(width, height), layout="constrained", facecolor=CARD)
    ax.set_facecolor(CARD)
    return ax


def colour(number: int) -> str:
    """The line colour of curve `number`; after the sixth they start again."""
    return PALETTE[number % len(PALETTE)]


def marker(number: int) -> str:
    """The marker of curve `number`, in step with its colour."""
    return MARKERS[number % len(MARKERS)]


class _PlainLogFormatter(LogFormatterSciNotation):
    """Powers of ten set in the formula font, which always has a minus sign."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return super().__call__(x, pos).replace(r"\mathdefault", "")


def plain_log_ticks(axis: Any) -> None:
    """Label a logarithmic axis (ax.yaxis) so that no font lacks a glyph. Returns nothing.

    Matplotlib's own labels take the minus sign of 10^-3 from the first text font, and
    NanumGothic does not have one. Call it after `set_yscale("log")`.
    """
    axis.set_major_formatter(_PlainLogFormatter())
    axis.set_minor_formatter(_PlainLogFormatter(labelOnlyBase=False))
    # The digits of the formula font are smaller than those of the text font.
    axis.set_tick_params(labelsize=_points(matplotlib.rcParams["ytick.labelsize"]) + 1.5)


def legend_below(ax: Axes) -> None:
    """A legend under the x label, where no curve can run. Nothing to explain: no legend."""
    handles, labels = ax.get_legend_handles_labels()
    if not labels:
        return
    widest = max(map(len, labels))
    columns = min(len(labels), 3 if widest <= 14 else 2 if widest <= 28 else 1)
    # Below tick labels and x label: a distance in points, because their size is one.
    sizes = matplotlib.rcParams
    points = _points(sizes["xtick.labelsize"]) + _points(sizes["axes.labelsize"]) * 1.25 + 14
    shift = ScaledTranslation(0, -points / 72, ax.figure.dpi_scale_trans)
    ax.legend(
        handles,
        [textwrap.fill(label, 48) for label in labels],
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        bbox_transform=ax.transAxes + shift,
        ncols=columns,
        frameon=False,
        borderaxespad=0.3,
    )


def _points(size: float | str) -> float:
    return FontProperties(size=size).get_size_in_points()


def sparse(count: int, most: int = 12) -> int:
    """Every how many points a marker is drawn, so that at most `most` show."""
    return max(1, -(-count // most))


def label_list(labels: Sequence[str] | str | None, count: int, what: str) -> list[str | None]:
    """`count` labels, or None for each; a wrong number of them raises a ValueError."""
    if labels is None:
        return [None] * count
    names = [labels] if isinstance(labels, str) else list(labels)
    if len(names) != count:
        raise ValueError(f"{len(names)} labels were given for {count} {what}; give one for each")
    return names
