"""Boxes, operations and two-way lines of a cell's computation graph, drawn on a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstmcourse.figures import style
from lstmcourse.figures._drawing import Point, Sheet, shown

RADIUS = 0.16
BOX_WIDTH = 0.78
ROW = 0.20
"""From one row of text in a box to the next."""
NAME_SIZE = 13.5
SMALLEST = 5e-5
"""The smallest number that is not zero with four decimals."""
_FILLS = {"gate": "#E4EEF5", "cell": "#FFE3B0", "state": "#E3F1EC", "plain": "#F0F1F2"}
_COLOURS = {
    "gate": style.BLUE,
    "cell": style.OCHRE,
    "state": style.GREEN,
    "plain": style.SLATE,
}
SIDE = 0.10
"""How far beside a forward line its error runs."""


@dataclass(frozen=True)
class Graph:
    """A computation graph; `ways` says which errors are drawn: None, "all" or "through"."""

    sheet: Sheet
    half: float
    names: Mapping[str, str]
    values: Mapping[str, str]
    errors: Mapping[str, str]
    ways: str | None

    def quantity(
        self,
        name: str,
        x: float,
        y: float,
        kind: str = "plain",
        *,
        width: float = BOX_WIDTH,
        name_size: float = NAME_SIZE,
    ) -> None:
        """A box with a name, and under it a value and an error where there are any."""
        self.sheet.box(
            x, y, (width, 2 * self.half), facecolor=_FILLS[kind], edgecolor=_COLOURS[kind]
        )
        rows = [(self.names[name], {"gid": name, "fontsize": name_size})]
        for numbers, colour, what in (
            (self.values, style.PURPLE, "value"),
            (self.errors, style.ERROR, "error value"),
        ):
            if name in numbers:
                rows.append((numbers[name], {"gid": f"{name} {what}", "color": colour}))
        for place, (text, look) in enumerate(rows):
            offset = ROW * ((len(rows) - 1) / 2 - place)
            self.sheet.text(x, y + offset, text, width=width - 0.06, **look)

    def operation(self, x: float, y: float, symbol: str, kind: str = "plain") -> None:
        self.sheet.circle(x, y, RADIUS, edgecolor=_COLOURS[kind])
        self.sheet.text(x, y, symbol, fontsize=13 if "$" in symbol else 10.5)

    def note(self, x: float, y: float, text: str, **look: Any) -> None:
        self.sheet.text(x, y, text, **{"color": style.MUTED, "fontsize": 12, **look})

    def wire(
        self,
        *points: Point,
        kind: str = "plain",
        side: int = 1,
        through: bool = False,
        head: bool = True,
        back: Sequence[Point] | None = None,
    ) -> None:
        """A line forward along the points and, beside it, the error on its way back.

        side: 1 draws the error right of the way forward, -1 left of it.
        through: this line belongs to the way through the memory, drawn thick.
        head: False where the line ends on another one.
        back: the error's own line, which ends on another one, where it is not simply beside.
        """
        look = {"color": _COLOURS[kind], "linewidth": 2.2 if kind == "cell" else 1.5}
        self.sheet.arrow(points, head=head, **look)
        if self.ways is None or (self.ways == "through" and not through):
            return
        if back is not None:
            self.sheet.error(back, head=False)
            return
        back = beside(points, side * SIDE)[::-1]
        if through:
            how = {"color": style.ERROR, "linewidth": 3.2, "linestyle": (0, (2.0, 0.7))}
            self.sheet.arrow(back, gid="error through", zorder=5, **how)
        else:
            self.sheet.error(back)


def beside(points: Sequence[Point], distance: float) -> list[Point]:
    """The same line, moved to its right by `distance`; its corners stay square."""
    line = np.array(points, float)
    way = np.diff(line, axis=0)
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    right = np.stack([way[:, 1], -way[:, 0]], axis=1)
    moved = [line[0] + distance * right[0]]
    for place in range(1, len(line) - 1):
        first, second = right[place - 1], right[place]
        straight = bool(np.allclose(first, second))
        moved.append(line[place] + distance * (first if straight else first + second))
    moved.append(line[-1] + distance * right[-1])
    return [(float(x), float(y)) for x, y in moved]


def texts_for(what: str, given: Mapping[str, Any] | None, allowed: Sequence[str]) -> dict[str, str]:
    """Numbers or texts by the name of a quantity, ready to print."""
    given = {} if given is None else dict(given)
    for name, value in given.items():
        if name not in allowed:
            raise ValueError(f"{what} has {name!r}; the quantities are {', '.join(allowed)}")
        if not isinstance(value, str) and np.size(value) == 1:
            given[name] = np.asarray(value).item()
    return {name: _short(f"{what}[{name!r}]", value) for name, value in given.items()}


def _short(name: str, value: Any) -> str:
    """As `shown`, but a small number gets no more than four decimals: it has to fit a box."""
    text = shown(name, value)
    if isinstance(value, str) or not SMALLEST <= abs(float(value)) < 0.01:
        return text
    return shown(name, round(float(value), 4))


def ways_of(backward: bool | str) -> str | None:
    """What `backward` asks for: no errors, all of them, or those through the memory alone."""
    if backward is False or backward is True:
        return "all" if backward else None
    if backward != "through":
        raise ValueError(f'backward must be True, False or "through", not {backward!r}')
    return "through"


def start(
    quantities: tuple[str, ...],
    values: Any,
    errors: Any,
    names: Any,
    backward: Any,
    ax: Any,
    rows_of: Any,
    above: float,
) -> tuple[Graph, tuple[float, ...]]:
    """An empty sheet, `above` inches higher than its top row, and the heights of the rows."""
    ways = ways_of(backward)
    given = [
        texts_for(what, texts, quantities)
        for what, texts in (("values", values), ("errors", errors), ("names", names))
    ]
    lines = 1 + bool(given[0]) + bool(given[1])
    half = 0.10 + ROW / 2 * lines
    rows = rows_of(half)
    sheet = Sheet.new(style.WIDTH, -0.05, rows[0] + half + above, ax)
    known = {**{name: name for name in quantities}, **given[2]}
    return Graph(sheet, half, known, given[0], given[1], ways), rows
