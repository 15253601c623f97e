"""A sequence of a task as a strip: symbols in boxes, or values over time, and what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.figures import style
from lstmcourse.figures._drawing import MINUS, Sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FILL, _EDGE, _MARK_FILL, _TARGET_FILL = "#F0F1F2", "#C3C8CD", "#FFE3B0", "#E3F1EC"
_HEIGHT, _ROW, _PITCH = 0.36, 0.46, 0.38
"""Inches: a box, a row of boxes without step numbers, and the least width of a box with its gap."""
_LETTER = 0.115
"""Inches per letter of a symbol."""
_BAND, _GAP = 1.05, 0.32
"""Inches per line of values, and between two of them."""
_LINES = (style.BLUE, style.PURPLE, style.SLATE, style.OCHRE)
"""Colours of the lines of values: neither that of a mark nor that of a target."""


def draw_sequence(
    inputs: Any,
    *,
    names: Sequence[str] | str | None = None,
    marked: Sequence[int] | int | None = None,
    target: Any = None,
    around: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one sequence of a task from left to right, and the target after its last step.

    inputs: symbols, as T texts, one-hot vectors (T, I) or whole numbers (T,) (both need `names`);
        or values, numbers (T,) or (T, D), drawn as one line for each of the D inputs.
    names: for symbols their I names; for values the D names of the lines. A text stands for its
        characters where there are several names.
    marked: the steps that count, from 0 on: their symbols or values stand out, and a symbol has
        its step number below, counted from 1.
    target: a number or text, drawn behind the last step; None draws none.
    around: symbols only. A number leaves out all but the first, the last and the marked symbols
        and so many neighbours of each; "..." stands for the others. None draws all, in as many
        rows as they need.
    ax: where to draw; None makes a new figure of a fitting height.

    Returns the Axes. Symbols are texts with gid "symbol", marked ones "marked", the target
    "target", gaps "gap", and step numbers "step". Marked values are markers with gid "marked".
    Raises ValueError for inputs, names or steps that do not fit. Arguments are not changed.

    Explained in: book/paper1997/temporal-order (symbols), book/paper1997/adding (values)
    """
    symbols, values = _read(inputs, names)
    count = len(symbols) if values is None else len(values)
    if not count:
        raise ValueError("inputs must hold at least one step")
    steps = _steps(marked, count)
    answer = None if target is None else _answer(target)
    if values is None:
        return _draw_symbols(symbols, steps, answer, _kept(count, steps, around), ax)
    if around is not None:
        raise ValueError("around shortens sequences of symbols; a line of values is drawn whole")
    labels = [None] * values.shape[1] if names is None else _names(names, values.shape[1])
    return _draw_values(values, labels, steps, answer, ax)


def _read(inputs: Any, names: Any) -> tuple[list[str], np.ndarray | None]:
    """(symbols, None) or ([], values (T, D))."""
    given = list(inputs)
    if any(isinstance(value, str) for value in given):
        return [str(value) for value in given], None
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError("inputs must be texts, or numbers of shape (T,) or (T, D)") from error
    if array.ndim not in (1, 2) or not array.size:
        raise ValueError(f"inputs must have shape (T,) or (T, D), not {array.shape}")
    whole = np.issubdtype(np.asarray(given).dtype, np.integer) and array.ndim == 1
    if whole and names is not None:
        if array.min() < 0 or array.max() >= len(names):
            raise ValueError(f"inputs hold the symbol {array.max():g}, but {len(names)} names")
        return [str(names[int(number)]) for number in array], None
    if array.ndim == 2 and array.shape[1] > 1 and _one_hot(array):
        if names is None or len(names) != array.shape[1]:
            raise ValueError(
                f"inputs are one-hot vectors of {array.shape[1]} symbols; give names, one for each"
            )
        return [str(names[number]) for number in array.argmax(axis=1)], None
    if array.ndim == 2 and array.shape[1] > 4:
        raise ValueError(
            f"inputs of shape {array.shape} are not one-hot, and {array.shape[1]} lines of values "
            "are too many; at most 4 are drawn"
        )
    return [], array.reshape(len(array), -1)


def _one_hot(array: np.ndarray) -> bool:
    return bool(np.all((array == 0) | (array == 1)) and np.all(array.sum(axis=1) == 1))


def _names(names: Sequence[str] | str, count: int) -> list[str | None]:
    return style.label_list(names, count, "lines of values")


def _steps(marked: Sequence[int] | int | None, count: int) -> list[int]:
    steps = [] if marked is None else [int(step) for step in np.atleast_1d(marked)]
    for step in steps:
        if not -count <= step < count:
            raise ValueError(f"marked holds step {step}, but there are {count} steps, 0 to "
                             f"{count - 1}")  # fmt: skip
    return sorted({step % count for step in steps})


def _answer(target: Any) -> str:
    if isinstance(target, str):
        return target
    try:
        return f"{float(target):.3g}".replace("-", MINUS)
    except (TypeError, ValueError) as error:
        raise ValueError(f"target must be a number or a text, not {target!r}") from error


def _kept(count: int, marked: list[int], around: int | None) -> list[int | None]:
    """The steps to draw, None for a gap. A gap of one step is no gap: the step is drawn."""
    if around is None:
        return list(range(count))
    if isinstance(around, bool) or not isinstance(around, int) or around < 0:
        raise ValueError(f"around must be a whole number, 0 or more, not {around!r}")
    wanted = {
        step
        for place in (0, count - 1, *marked)
        for step in range(place - around, place + around + 1)
        if 0 <= step < count
    }
    kept: list[int | None] = []
    last = -1
    for step in sorted(wanted):
        if step - last == 2:
            kept.append(step - 1)
        elif step - last > 2:
            kept.append(None)
        kept.append(step)
        last = step
    return kept


def _draw_symbols(
    symbols: list[str],
    marked: list[int],
    answer: str | None,
    kept: list[int | None],
    ax: Axes | None,
) -> Axes:
    longest = max(len(symbols[step]) for step in kept if step is not None)
    pitch = max(_PITCH, 0.16 + _LETTER * longest)
    width = style.WIDTH - 0.2
    tail = 0.0 if answer is None else 0.55 + max(_PITCH, 0.16 + _LETTER * len(answer))
    per_row = max(1, int(width / pitch))
    # The target has to fit behind the last symbol; else it starts a row of its own.
    rows = [kept[start : start + per_row] for start in range(0, len(kept), per_row)]
    alone = answer is not None and len(rows[-1]) * pitch + tail > width
    numbered = {step for step in kept if step in marked} | (
        {kept[0], kept[-1]} if any(step is None for step in kept) or marked else set()
    )
    heights = [_ROW + 0.24 * any(step in numbered for step in row) for row in rows]
    heights += [_ROW] * alone
    total = sum(heights)
    sheet = Sheet.new(style.WIDTH, -total + _HEIGHT / 2 - 0.04, _HEIGHT / 2 + 0.06, ax)
    y, x = 0.0, 0.1
    for row, height in zip(rows, heights, strict=False):
        x = 0.1
        for step in row:
            middle = x + pitch / 2
            if step is None:
                sheet.text(middle, y, "\u2026", fontsize=15, color=style.MUTED, gid="gap")
            else:
                _draw_symbol(sheet, middle, y, pitch, symbols[step], step in marked)
                if step in numbered:
                    _number(sheet, middle, y, step)
            x += pitch
        last = y
        y -= height
    if answer is not None:
        x, last = (0.1, y) if alone else (x, last)
        _draw_target(sheet, x, last, answer)
    return sheet.ax


def _draw_symbol(
    sheet: Sheet, x: float, y: float, pitch: float, text: str, stands_out: bool
) -> None:
    fill, edge = (_MARK_FILL, style.OCHRE) if stands_out else (_FILL, _EDGE)
    sheet.box(x, y, (pitch - 0.04, _HEIGHT), facecolor=fill, edgecolor=edge, linewidth=1.0)
    shown = text.replace("$", r"\$") if text.count("$") % 2 else text
    sheet.text(x, y, shown, gid="marked" if stands_out else "symbol")


def _number(sheet: Sheet, x: float, y: float, step: int) -> None:
    sheet.text(
        x, y - _HEIGHT / 2 - 0.13, str(step + 1), fontsize=10.5, color=style.MUTED, gid="step"
    )


def _draw_target(sheet: Sheet, x: float, y: float, answer: str) -> None:
    """An arrow from the last symbol, and the target in a box of its own colour."""
    width = max(_PITCH, 0.16 + _LETTER * len(answer)) + 0.04
    sheet.arrow([(x + 0.06, y), (x + 0.46, y)], color=style.GREEN, linewidth=1.8)
    middle = x + 0.50 + width / 2
    sheet.box(middle, y, (width, _HEIGHT), facecolor=_TARGET_FILL, edgecolor=style.GREEN)
    sheet.text(middle, y, answer, color=style.GREEN, gid="target")


def _draw_values(
    values: np.ndarray,
    labels: list[str | None],
    marked: list[int],
    answer: str | None,
    ax: Axes | None,
) -> Axes:
    """One band per line of values, each with its own scale, over a common axis of steps."""
    count, lines = values.shape
    if ax is None:
        ax = style.new_axes(lines * _BAND + (lines - 1) * _GAP + 0.75)
    times = np.arange(1, count + 1)
    ticks, texts = [], []
    for line in range(lines):
        base = (lines - 1 - line) * (_BAND + _GAP)  # the first line is on top
        column = values[:, line]
        low, high = -_round_up(-np.nanmin(column)), _round_up(np.nanmax(column))
        if low == high:
            high = 1.0

        def place(value: Any, base: float = base, low: float = low, high: float = high) -> Any:
            return base + _BAND * (np.asarray(value, float) - low) / (high - low)

        _draw_line(ax, times, place(column), float(place(0.0)), marked, line)
        for tick in _ticks(low, high):
            ticks.append(float(place(tick)))
            texts.append(f"{tick:g}".replace("-", MINUS))
        if labels[line]:
            ax.text(
                0.0, base + _BAND + 0.05, labels[line], transform=ax.get_yaxis_transform(),
                ha="left", va="bottom", fontsize=12, color=_LINES[line], gid="name",
            )  # fmt: skip
    top = lines * _BAND + (lines - 1) * _GAP
    ax.set_yticks(ticks, texts)
    ax.set_ylim(-0.10, top + (0.36 if labels[0] else 0.08))
    ax.set_xlim(0.2, count + 0.8)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.set_xlabel("Step")
    ax.grid(False)
    ax.spines["left"].set_visible(False)
    if answer is not None:
        ax.annotate(
            f"target\n{answer}", (1.0, 0.5), (8, 0), xycoords="axes fraction",
            textcoords="offset points", ha="left", va="center", fontsize=12,
            color=style.GREEN, gid="target", annotation_clip=False,
            bbox={"boxstyle": "round,pad=0.2", "facecolor": _TARGET_FILL,
                  "edgecolor": style.GREEN},
        )  # fmt: skip
    return ax


def _draw_line(
    ax: Axes, times: np.ndarray, heights: np.ndarray, zero: float, marked: list[int], line: int
) -> None:
    tint = _LINES[line]
    ax.plot([times[0] - 0.5, times[-1] + 0.5], [zero, zero], color=style.MUTED, linewidth=0.8)
    if len(times) <= 150:
        ax.vlines(times, zero, heights, color=tint, linewidth=1.1, alpha=0.75)
        size = 3.0 if len(times) > 40 else 4.5
        ax.plot(times, heights, linestyle="none", marker="o", markersize=size, color=tint)
    else:
        ax.plot(times, heights, color=tint, linewidth=0.8)
    if marked:
        ax.vlines(times[marked], zero, heights[marked], color=style.VERMILION, linewidth=2.2)
        ax.plot(
            times[marked], heights[marked], linestyle="none", marker="D", markersize=6.5,
            color=style.VERMILION, markeredgecolor=style.CARD, gid="marked", zorder=4,
        )  # fmt: skip


def _round_up(size: float) -> float:
    """The next number with one digit that counts (or 1.5, 2.5, ...); 0 for what is negative."""
    if not size > 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(size))
    parts = 2 if size < 5 * power else 1
    return float(np.ceil(parts * size / power - 1e-9) / parts * power)


def _ticks(low: float, high: float) -> list[float]:
    """Zero and both ends, but for an end so near to zero that the numbers would touch."""
    return sorted({0.0, *(end for end in (low, high) if abs(end) > 0.3 * (high - low))})
