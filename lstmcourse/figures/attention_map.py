"""Attention weights as a heat map: a row for each output word, a column for each source word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ROW, _THIN_ROW = 0.36, 0.24
"""Inches per row where there are few of them, and where there are many."""

_DARK = 0.66
"""From this weight on white letters stand out more than dark ones."""

_LETTER = 0.58
"""How wide a letter is on average, in parts of the text size."""


def attention_map(
    weights: Any,
    source: Sequence[str] | str,
    target: Sequence[str] | str,
    *,
    links: Sequence[Sequence[int]] | None = None,
    value_label: str = "Weight",
    numbers: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw attention weights: rows are outputs, from the top down, columns are source words.

    weights: (T, N), weights[t, n] is how much of source word n goes into output t; all in [0, 1].
    source, target: the N and the T words. A text instead of a list stands for its characters.
        A blank is shown as an open box.
    links: for each output the positions of the source words that it depends on; these cells are
        outlined.
    value_label: what the colour bar measures. The scale goes from 0, white, to 1, dark blue.
    numbers: True prints every weight with two decimals.
    ax: where to draw; None makes a new figure of a fitting height.

    Returns the Axes. The mesh is ax.collections[0], the outlines are patches with gid "link", the
    numbers texts with gid "number". Raises ValueError for shapes that do not fit, weights that are
    no numbers between 0 and 1, and links to words that are not there. Arguments are not changed.

    Explained in: book/attention/translation
    """
    columns, rows = _words("source", source), _words("target", target)
    sizes = _checked(weights, columns, rows)
    expected = _checked_links(links, columns, rows)

    if ax is None:
        longest = max(map(len, columns)) if _turned(columns, style.WIDTH) else 1
        row = _ROW if len(rows) <= 14 else _THIN_ROW
        # A colour bar needs room for its name.
        ax = style.new_axes(max(row * len(rows), 1.3) + 0.11 * longest + 0.85)
    mesh = ax.pcolormesh(
        np.arange(len(columns) + 1) - 0.5,
        np.arange(len(rows) + 1) - 0.5,
        sizes,
        cmap="Blues",
        vmin=0.0,
        vmax=1.0,
        edgecolors=style.HAIRLINE,
        linewidth=0.6,
    )
    for output, places in enumerate(expected):
        for place in places:
            _outline(ax, output, place)
    if numbers:
        _print_numbers(ax, sizes)
    _label_axes(ax, columns, rows)
    bar = ax.figure.colorbar(mesh, ax=ax, pad=0.02, aspect=14)
    bar.set_label(value_label)
    bar.outline.set_visible(False)
    bar.ax.yaxis.get_major_locator().set_params(nbins=4)
    return ax


def _words(name: str, words: Sequence[str] | str) -> list[str]:
    shown = [str(word) for word in words]
    if not shown:
        raise ValueError(f"{name} must hold at least one word")
    # A dollar sign would begin a formula.
    return ["\u2423" if word == " " else word.replace("$", r"\$") for word in shown]


def _checked(weights: Any, columns: list[str], rows: list[str]) -> np.ndarray:
    try:
        sizes = np.asarray(weights, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("weights must be an array of numbers, (outputs, source words)") from error
    wanted = (len(rows), len(columns))
    if sizes.shape != wanted:
        hint = "; rows are outputs: try the transpose" if sizes.shape == wanted[::-1] else ""
        raise ValueError(
            f"weights must have shape {wanted} for {wanted[0]} outputs and {wanted[1]} source "
            f"words, not {sizes.shape}{hint}"
        )
    outside = sizes[~((sizes >= -1e-6) & (sizes <= 1 + 1e-6))]  # finds NaN as well
    if outside.size:
        raise ValueError(
            f"weights hold {outside[0]:g}; a weight is between 0 and 1. Scores become weights by "
            "the softmax"
        )
    return sizes


def _checked_links(
    links: Sequence[Sequence[int]] | None, columns: list[str], rows: list[str]
) -> list[list[int]]:
    if links is None:
        return []
    try:
        expected = [[int(place) for place in places] for places in links]
    except TypeError as error:
        raise ValueError(
            "links must hold a list of source positions for each output, such as [(0,), (1, 3), ()]"
        ) from error
    if len(expected) != len(rows):
        raise ValueError(
            f"links has {len(expected)} entries for {len(rows)} outputs; give each output its own, "
            "() where it depends on none"
        )
    for output, places in enumerate(expected):
        for place in places:
            if not 0 <= place < len(columns):
                raise ValueError(
                    f"links[{output}] holds {place}, but source words are 0 to {len(columns) - 1}"
                )
    return expected


def _outline(ax: Axes, output: int, place: int) -> None:
    from matplotlib.patches import Rectangle
    from matplotlib.patheffects import Normal, withStroke

    ax.add_patch(
        Rectangle(
            (place - 0.46, output - 0.46),
            0.92,
            0.92,
            fill=False,
            edgecolor=style.VERMILION,
            linewidth=1.8,
            path_effects=[withStroke(linewidth=3.4, foreground=style.CARD), Normal()],
            gid="link",
            zorder=3,
        )
    )


def _print_numbers(ax: Axes, sizes: np.ndarray) -> None:
    room = ax.get_window_extent().width / ax.figure.dpi * 72 * 0.72 / sizes.shape[1]
    size = float(np.clip(room / (4 * _LETTER), 6.5, 11.5))
    for (output, place), weight in np.ndenumerate(sizes):
        ax.text(
            place,
            output,
            f"{abs(weight):.2f}",
            ha="center",
            va="center",
            fontsize=size,
            color="white" if weight > _DARK else style.INK,
            gid="number",
            zorder=4,
        )


def _turned(columns: list[str], inches: float) -> bool:
    """True where the words do not fit side by side."""
    # Row labels and colour bar take about a third of the width.
    room = 72 * 0.62 * inches / len(columns)
    return max(map(len, columns)) * _LETTER * 11.5 > room


def _label_axes(ax: Axes, columns: list[str], rows: list[str]) -> None:
    inches = ax.get_window_extent().width / ax.figure.dpi / 0.78
    turned = _turned(columns, inches)
    crowded = 72 * 0.62 * inches / len(columns) < 12
    ax.set_xticks(np.arange(len(columns)), columns, rotation=90 if turned else 0)
    ax.set_yticks(np.arange(len(rows)), rows)
    ax.xaxis.set_label_position("top")
    ax.tick_params(axis="x", labeltop=True, labelbottom=False, top=False, bottom=False, length=0)
    ax.tick_params(axis="y", length=0)
    if crowded:
        ax.tick_params(axis="x", labelsize=max(6.0, 72 * 0.62 * inches / len(columns)))
    ax.set_xlabel("Source")
    ax.set_ylabel("Output")
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
