"""The stage on which attention_steps plays: where each vector stands, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstmcourse.figures import style
from lstmcourse.figures._drawing import MINUS, Sheet

MOST_NUMBERS = 4
"""Vectors with more entries than this are drawn as strips of colour, without numbers."""

QUERY, KEY, VALUE, CONTEXT, STATE = (
    style.VERMILION,
    style.BLUE,
    style.GREEN,
    style.PURPLE,
    style.OCHRE,
)
WORD = style.SLATE
_LATER = "#868E96"

ENTRY = 0.3
_STRIP = 0.9
"""Inches: the height of an entry with a number, and of a whole strip."""

WIDTH, _LEFT, _RIGHT = 5.4, 0.98, 0.9
"""Narrower than other figures, as there is a caption in large letters beside it."""

_LETTER = 0.6


def number(value: float) -> str:
    """At most two decimals, none where they are zeros, and a proper minus sign."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", MINUS)


def tint(colour: str, strength: float) -> tuple[float, ...]:
    """A colour between the card, 0, and the colour itself, 1."""
    from matplotlib.colors import to_rgb

    card, full = np.array(to_rgb(style.CARD)), np.array(to_rgb(colour))
    return tuple(card + strength * (full - card))


def height_of(vector: np.ndarray) -> float:
    return ENTRY * len(vector) if len(vector) <= MOST_NUMBERS else _STRIP


@dataclass(frozen=True)
class Stage:
    """One picture. Rows are heights of middles, in inches from the bottom."""

    sheet: Sheet
    words: list[str]
    rows: dict[str, float]

    @classmethod
    def new(cls, words: list[str], heights: dict[str, float], gap: float = 0.24) -> Stage:
        """A new figure with a row for each entry of `heights`, from the top down."""
        total = sum(heights.values()) + gap * len(heights)
        top, rows = total - gap / 2, {}
        for name, height in heights.items():
            rows[name] = top - height / 2
            top -= height + gap
        from matplotlib import pyplot

        # Axes that fill the figure need no layout, which would draw every picture twice.
        figure = pyplot.figure(figsize=(WIDTH, total), layout="none", facecolor=style.CARD)
        ax = figure.add_axes((0, 0, 1, 1), facecolor=style.CARD)
        return cls(Sheet.new(WIDTH, 0.0, total, ax), words, rows)

    @property
    def column(self) -> float:
        """Width of a word's column."""
        return (WIDTH - _LEFT - _RIGHT) / len(self.words)

    def x(self, n: int) -> float:
        """Middle of the column of word n."""
        return _LEFT + (n + 0.5) * self.column

    @property
    def right(self) -> float:
        return WIDTH - _RIGHT / 2

    def name(self, row: str, text: str, colour: str) -> None:
        """The name of a row, at its left end."""
        self.sheet.text(0.06, self.rows[row], text, ha="left", color=colour, fontsize=11.5)

    def still_empty(self, row: str, text: str, height: float) -> None:
        """A row that a later step fills."""
        self.name(row, text, _LATER)
        for n in range(len(self.words)):
            self.later(self.x(n), row, height)

    def later(self, x: float, row: str, height: float, width: float = 0.0, text: str = "") -> None:
        """A place that a later step fills, as wide as a vector or `width` inches."""
        self.sheet.box(
            x,
            self.rows[row],
            (width or min(0.62, self.column * 0.86), height),
            facecolor="none",
            edgecolor=style.HAIRLINE,
            linewidth=1.0,
            linestyle=(0, (3, 2)),
            gid="later",
        )
        if text:
            self.sheet.text(x, self.rows[row], text, color=_LATER, fontsize=11.5)

    def headings(self, strong: bool) -> None:
        for n, word in enumerate(self.words):
            self.sheet.text(
                self.x(n),
                self.rows["words"],
                word,
                width=self.column * 0.98,
                color=style.INK if strong else style.MUTED,
                gid="word",
            )

    def vector(
        self,
        x: float,
        row: str,
        entries: np.ndarray,
        colour: str,
        *,
        new: bool,
        largest: float,
        gid: str,
    ) -> None:
        """A vector from the top down: boxes with numbers, or a strip of colours."""
        middle = self.rows[row]
        width = min(0.62, self.column * 0.86)
        if len(entries) > MOST_NUMBERS:
            self._strip(x, middle, entries, colour, width * 0.6, new=new, largest=largest, gid=gid)
            return
        top = middle + ENTRY * len(entries) / 2
        for place, entry in enumerate(entries):
            y = top - (place + 0.5) * ENTRY
            self.sheet.box(
                x,
                y,
                (width, ENTRY - 0.03),
                facecolor=tint(colour, 0.16 if new else 0.05),
                edgecolor=colour if new else tint(colour, 0.55),
                linewidth=2.0 if new else 1.0,
                gid=gid,
            )
            self.sheet.text(
                x,
                y,
                number(entry),
                width=width * 0.95,
                fontsize=11.5,
                color=style.INK if new else style.MUTED,
                gid=gid,
            )

    def _strip(
        self,
        x: float,
        middle: float,
        entries: np.ndarray,
        colour: str,
        width: float,
        *,
        new: bool,
        largest: float,
        gid: str,
    ) -> None:
        edges = np.linspace(middle + _STRIP / 2, middle - _STRIP / 2, len(entries) + 1)
        self.sheet.ax.pcolormesh(
            [x - width / 2, x + width / 2],
            edges,
            entries[:, None],
            cmap="PuOr_r",
            vmin=-largest,
            vmax=largest,
            zorder=3,
            gid=gid,
        )
        self.sheet.box(
            x,
            middle,
            (width + 0.06, _STRIP + 0.06),
            facecolor="none",
            edgecolor=colour if new else tint(colour, 0.55),
            linewidth=2.4 if new else 1.0,
            zorder=4,
        )

    def score(self, n: int, score: float, how: str, *, new: bool) -> None:
        """The score of word n; below it how it comes about, where there is room for it."""
        y = self.rows["scores"]
        fits = 0 < len(how) * _LETTER * 9 < 72 * self.column
        self.sheet.text(
            self.x(n),
            y + 0.1 * fits,
            number(score),
            color=style.INK if new else style.MUTED,
            width=self.column * 0.95,
            gid="score",
        )
        if fits:
            self.sheet.text(
                self.x(n), y - 0.12, how, fontsize=9.5, color=style.MUTED, gid="how", zorder=6
            )

    def weight(self, n: int, weight: float, *, new: bool) -> None:
        """A column as high as the weight, and its number."""
        width, room = min(0.62, self.column * 0.86), 0.5
        low = self.rows["weights"] - 0.36
        self.sheet.box(
            self.x(n),
            low + room / 2,
            (width, room),
            facecolor="white",
            edgecolor=style.HAIRLINE,
            linewidth=1.0,
        )
        colour = WORD if new else tint(WORD, 0.5)
        self._bar((self.x(n) - width / 2, low), width, weight * room, colour)
        self.sheet.text(
            self.x(n),
            low + room + 0.14,
            f"{weight:.2f}",
            color=style.INK if new else style.MUTED,
            width=self.column * 0.95,
            gid="weight",
        )

    def sign(self, n: int, text: str) -> None:
        """A sign between the weighted values, left of column n."""
        x = self.x(n) - self.column / 2
        self.sheet.text(x, self.rows["weighted"], text, fontsize=13, color=style.SLATE)

    def above(self, x: float, row: str, text: str, vector: np.ndarray, colour: str) -> None:
        """A name over a vector."""
        y = self.rows[row] + height_of(vector) / 2 + 0.13
        self.sheet.text(x, y, text, color=colour, fontsize=11.5)

    def heading(self, x: float, text: str, colour: str) -> None:
        self.sheet.text(x, self.rows["words"], text, color=colour, width=0.9)

    def candidates(self, readout: dict[str, float], low_x: float) -> None:
        """The most probable words, with bars from 0 to 1."""
        shown = sorted(readout.items(), key=lambda entry: -entry[1])
        top = self.rows["readout"] + ENTRY * len(shown) / 2 - 0.1
        longest = WIDTH - 0.55 - low_x
        for place, (word, chance) in enumerate(shown):
            y = top - (place + 0.5) * ENTRY
            first = place == 0
            self.sheet.text(
                low_x - 0.1,
                y,
                word,
                ha="right",
                color=style.INK if first else style.MUTED,
                gid="candidate",
            )
            colour = WORD if first else tint(WORD, 0.45)
            self._bar((low_x, y - 0.095), max(chance * longest, 0.012), 0.19, colour)
            self.sheet.text(
                low_x + chance * longest + 0.06, y, f"{chance:.2f}", ha="left", fontsize=11.5
            )

    def _bar(self, corner: tuple[float, float], width: float, height: float, colour: Any) -> None:
        from matplotlib.patches import Rectangle

        self.sheet.ax.add_patch(
            Rectangle(
                corner, width, height, facecolor=colour, edgecolor="none", gid="bar", zorder=4
            )
        )
