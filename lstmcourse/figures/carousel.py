"""The carousel alone: a linear unit with a loop to itself, and the error that runs round in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lstmcourse.figures import style
from lstmcourse.figures._drawing import Sheet, shown
from lstmcourse.figures.unrolled import GAP

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GAPS = (GAP, "\u2026")
_DEFAULT_COLUMNS = ("", "", GAP, "")
_MOST_COLUMNS = 5
_RADIUS = 0.28
_FILL = "#FFE3B0"
_LOOP_WIDTH = 1.5
"""Inches that the unit with its loop takes on the left."""
_ABOVE, _BELOW = 0.80, -0.90


def draw_carousel(
    *,
    weight: str = "1.0",
    activation: str = "f(x) = x",
    forward_values: Sequence[Any] | None = None,
    backward_values: Sequence[Any] | None = None,
    symbol: str = "s",
    ax: Axes | None = None,
) -> Axes:
    """Draw a unit whose only input is its own last output, and the same unit unrolled in time.

        s_t = f(weight s_{t-1})          dE/ds_{t-1} = weight f'(weight s_{t-1}) dE/ds_t

    With weight 1.0 and f(x) = x, value and error stay what they are: constant error flow.

    weight: the text on the loop and on each arrow from one step to the next.
    activation: the text under the unit.
    forward_values: numbers or texts over the steps, in the order of time; "..." stands for steps
        left out, and those after it are counted back from the last one, T.
    backward_values: the same for the error, under the steps, also in the order of time: the error
        starts at the last one. With None no error is drawn.
    symbol: the letter of the unit's output.
    ax: where to draw; None makes a new figure.

    Without any values there are the steps 1, 2, ..., T. Two to five columns fit. Returns the Axes,
    without axis lines. The values have gid "forward" and "backward", the weights "weight", the
    activation "activation", and every red line "error". Nothing is computed: a value is printed
    as it was given. Raises ValueError where the columns do not fit each other or the figure.
    Arguments are not changed.

    Explained in: book/cec/constant-error
    """
    columns, forward, backward = _columns(forward_values, backward_values)
    indices = _indices(columns)
    low = _BELOW - 0.22 if backward else -0.72
    high = 1.02 if forward else 0.72
    sheet = Sheet.new(style.WIDTH, low, high, ax)
    _draw_unit(sheet, weight, activation, symbol)

    pitch = (style.WIDTH - _LOOP_WIDTH - 0.1) / len(columns)
    places = [_LOOP_WIDTH + pitch * (place + 0.5) for place in range(len(columns))]
    for x, index in zip(places, indices, strict=True):
        if index is None:
            sheet.text(x, 0, r"$\cdots$", fontsize=16)
        else:
            _unit(sheet, x, f"${symbol}_{{{index}}}$")
    for place, (x, next_x) in enumerate(zip(places, places[1:], strict=False)):
        begin, end = (_reach(indices, place, 0.19), _reach(indices, place + 1, 0.19))
        sheet.arrow([(x + begin, 0), (next_x - end, 0)], color=style.OCHRE, linewidth=2.2)
        middle = (x + begin + next_x - end) / 2
        sheet.text(middle, 0.17, weight, width=next_x - x - begin - end, gid="weight")
    for texts, y, gid in ((forward, _ABOVE, "forward"), (backward, _BELOW, "backward")):
        colour = style.INK if gid == "forward" else style.ERROR
        for x, text in zip(places, texts, strict=False):
            if text in _GAPS:
                sheet.text(x, y, r"$\cdots$", fontsize=16, color=colour)
            else:
                sheet.text(x, y, text, width=pitch * 0.64, color=colour, gid=gid)
    if forward:
        for x, index in zip(places, indices, strict=True):
            if index is not None:
                sheet.arrow([(x, _RADIUS), (x, _ABOVE - 0.14)])
        sheet.text(0.1, _ABOVE, "value", ha="left", color=style.MUTED)
    if backward:
        _draw_error(sheet, places, backward, pitch)
    return sheet.ax


def _columns(forward: Any, backward: Any) -> tuple[list[str], list[str], list[str]]:
    """What decides the columns, and both rows of texts; a row that is not given is empty."""
    rows = {}
    for name, values in (("forward_values", forward), ("backward_values", backward)):
        if isinstance(values, str):
            raise ValueError(f'{name} must be a sequence such as ["1", "...", "1"], not {values!r}')
        rows[name] = [] if values is None else [shown(name, value) for value in values]
        count = len(rows[name])
        if values is not None and not 2 <= count <= _MOST_COLUMNS:
            raise ValueError(f'{name} has {count} entries; draw 2 to {_MOST_COLUMNS}, with "..."')
        if count and (rows[name][0] in _GAPS or rows[name][-1] in _GAPS):
            raise ValueError(f'{name} must begin and end with a step, not with "..."')
    above, below = rows.values()
    gaps = [[text in _GAPS for text in row] for row in (above, below)]
    if above and below and gaps[0] != gaps[1]:
        raise ValueError(
            "forward_values and backward_values must be of the same length, with their gaps at "
            f"the same places, not {above} and {below}"
        )
    columns = above or below or list(_DEFAULT_COLUMNS)
    if sum(text in _GAPS for text in columns) > 1:
        raise ValueError(f'one "..." is enough, but there are more in {columns}')
    return columns, above, below


def _indices(columns: Sequence[str]) -> list[str | None]:
    gap = next((place for place, text in enumerate(columns) if text in _GAPS), len(columns))
    indices: list[str | None] = [str(place + 1) for place in range(gap)]
    for place in range(gap, len(columns)):
        back = len(columns) - 1 - place
        indices.append(None if place == gap else f"T-{back}" if back else "T")
    return indices


def _reach(indices: Sequence[str | None], place: int, gap: float) -> float:
    return gap if indices[place] is None else _RADIUS


def _unit(sheet: Sheet, x: float, label: str) -> None:
    sheet.circle(x, 0, _RADIUS, facecolor=_FILL, edgecolor=style.OCHRE)
    sheet.text(x, 0, label, fontsize=13 if "T-" in label else 15, gid="unit")


def _draw_unit(sheet: Sheet, weight: str, activation: str, symbol: str) -> None:
    """The unit once, with its loop; a hairline parts it from the unrolled ones."""
    x, far, up = 0.48, 0.48 + 0.58, 0.50
    _unit(sheet, x, f"${symbol}$")
    sheet.arrow(
        [(x + _RADIUS, 0), (far, 0), (far, up), (x, up), (x, _RADIUS)],
        color=style.OCHRE,
        linewidth=2.2,
    )
    sheet.text(far + 0.06, up / 2, weight, ha="left", width=0.36, gid="weight")
    sheet.text(0.1, -0.50, activation, ha="left", width=1.3, gid="activation")
    low, high = sheet.ax.get_ylim()
    edge = [_LOOP_WIDTH + 0.02] * 2
    sheet.ax.plot(edge, [low + 0.05, high - 0.05], color="#C3C8CD", linewidth=1.0, zorder=0)


def _draw_error(sheet: Sheet, places: list[float], texts: list[str], pitch: float) -> None:
    """From the last column back to the first, on the row of the error's values."""
    last = len(places) - 1
    sheet.text(0.1, _BELOW, "error", ha="left", color=style.ERROR)
    for place in range(last, 0, -1):
        begin, end = (
            0.18 if texts[where] in _GAPS else min(0.37 * pitch, 0.08 + 0.05 * len(texts[where]))
            for where in (place, place - 1)
        )
        sheet.error([(places[place] - begin, _BELOW), (places[place - 1] + end, _BELOW)])
