"""The course's first picture: a recurrent network unrolled in time, and the way an error goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.patches import FancyBboxPatch

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAP = "..."
"""An input with this text (or the one character for it) stands for steps that are left out."""

_GAPS = (GAP, "\u2026")
_MOST_STEPS = 8
_BOX_WIDTH, _BOX_HEIGHT = 0.64, 0.50
_LEVEL = 1.0
_SIDE = 0.10
_BOX_FILL, _WORD_FILL, _MARK_FILL, _ERROR_FILL = "#E4EEF5", "#F0F1F2", "#FFE3B0", "#FBE9E7"
_SIZE = 13.0
_WORD_HALF = 0.19
"""Inches from the middle of a word to the edge of its frame, a little air included."""


def draw_unrolled(
    steps: int | None = None,
    *,
    inputs: Sequence[str] | None = None,
    outputs: Sequence[str | None] | str | None = None,
    highlight: int | None = None,
    backward: bool = False,
    fading: bool = False,
    lag: int | str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw h_t = tanh(x_t W_x + h_{t-1} W_h + b) once per time step, from left to right.

    steps: how many steps (default 4, or as many as `inputs`). More than 8 are drawn as the first
        three, "...", and the last two.
    inputs: the text under each step; "..." stands for steps left out, and the steps after it are
        counted back from the last one, T. Default: x_1, x_2, ...
    outputs: the text over each step, None for a step without output; one string is the output of
        the last step. Default: y_1, y_2, ... when `inputs` is not given either, else none.
    highlight: which input to mark, by its place in `inputs`; -1 is the last.
    backward: True draws the way of the error in dashed red, from the last output back through
        every hidden state to the highlighted input (the first one when there is no highlight).
    fading: True lets the red line grow thinner with every step back.
    lag: a number of steps, or a text, for the bracket from the highlighted input to the last step.
    ax: where to draw; None makes a new figure of fitting height.

    Returns the Axes, without axis lines, one unit per step. Every red arrow has gid "error".

    Explained in: book/rnn/sentence
    """
    words, numbers = _columns(steps, inputs)
    tops = _tops(outputs, words, numbers, named=inputs is not None)
    count = len(words)
    start = _place(highlight, words)

    span = max(count + 0.55, 5.6)
    unit = style.WIDTH / span if ax is None else ax.get_window_extent().width / ax.figure.dpi / span
    word = _WORD_HALF / unit
    low = -_LEVEL - word - (0.50 / unit if lag is not None else 0.08)
    high = _LEVEL + word + 0.08 if any(tops) else _BOX_HEIGHT / 2 + 0.35
    if ax is None:
        ax = style.new_axes(unit * (high - low) + 0.1)
    middle = (count - 1) / 2
    ax.set_xlim(middle - span / 2, middle + span / 2)
    ax.set_ylim(low, high)
    ax.set_aspect("equal")
    ax.axis("off")

    size = _word_size([text for text in (*words, *tops) if text], unit)
    _draw_forward(ax, words, numbers, tops, start if highlight is not None else None, size, word)
    if backward:
        _draw_error(ax, words, start, fading, word, from_output=bool(tops[-1]))
    if lag is not None:
        _draw_lag(ax, start, count - 1, lag, -_LEVEL - word, unit)
    return ax


def _columns(
    steps: int | None, inputs: Sequence[str] | None
) -> tuple[list[str | None], list[str | None]]:
    """The text under each column and its time index as formula text; None for a gap's index."""
    if inputs is None:
        steps = 4 if steps is None else steps
        if isinstance(steps, bool) or not isinstance(steps, int) or steps < 1:
            raise ValueError(f"steps must be a whole number of at least 1, not {steps!r}")
        shown: list[int | None] = list(range(1, steps + 1))
        if steps > _MOST_STEPS:
            shown = [1, 2, 3, None, steps - 1, steps]
        numbers = [None if number is None else str(number) for number in shown]
        return [GAP if n is None else f"$x_{{{n}}}$" for n in numbers], numbers
    if isinstance(inputs, str):
        raise TypeError("inputs must be a sequence of texts, not one string; try inputs.split()")
    words = [GAP if word in _GAPS else str(word) for word in inputs]
    if steps is not None and steps != len(words):
        raise ValueError(f"steps={steps} does not fit {len(words)} inputs; leave steps out")
    if not words or GAP in (words[0], words[-1]):
        raise ValueError('inputs must begin and end with a step, not with "..." or nothing')
    first_gap = words.index(GAP) if GAP in words else len(words)
    last_gap = len(words) - 1 - words[::-1].index(GAP) if GAP in words else -1
    indices: list[str | None] = []
    for place, word in enumerate(words):
        back = len(words) - 1 - place
        if word == GAP:
            indices.append(None)
        elif place < first_gap:
            indices.append(str(place + 1))
        elif place > last_gap:
            indices.append(f"T-{back}" if back else "T")
        else:
            # Between two gaps a step has no known number.
            indices.append("")
    return list(words), indices


def _tops(
    outputs: Sequence[str | None] | str | None,
    words: Sequence[str | None],
    numbers: Sequence[str | None],
    *,
    named: bool,
) -> list[str | None]:
    if outputs is None:
        return [None if n is None or named else f"$y_{{{n}}}$" for n in numbers]
    if isinstance(outputs, str):
        return [None] * (len(words) - 1) + [outputs]
    tops = [None if text in (None, "", *_GAPS) else str(text) for text in outputs]
    if not tops:
        return [None] * len(words)
    if len(tops) != len(words):
        raise ValueError(
            f"{len(tops)} outputs were given for {len(words)} columns; give one for each (None "
            "for a step without output), or one string for the last step"
        )
    return tops


def _place(highlight: int | None, words: Sequence[str | None]) -> int:
    place = 0 if highlight is None else highlight
    if not -len(words) <= place < len(words) or words[place] == GAP:
        raise ValueError(f"highlight={highlight} is not the place of one of the {len(words)} steps")
    return place % len(words)


def _word_size(texts: Sequence[str], unit: float) -> float:
    """Points: as large as lets the longest text fit one column, which is `unit` inches wide."""
    longest = max((len(text) for text in texts if not text.startswith("$")), default=1)
    return max(8.5, min(_SIZE, 0.80 * 72 * unit / (0.60 * longest)))


def _arrow(ax: Axes, begin: tuple[float, float], end: tuple[float, float], **how: Any) -> None:
    """A straight arrow. The shaft may be dashed; the head is always whole."""
    look = {"color": style.MUTED, "linewidth": 1.5, "linestyle": "-", "zorder": 2, **how}
    along = (end[0] - begin[0], end[1] - begin[1])
    length = (along[0] ** 2 + along[1] ** 2) ** 0.5
    tip = (end[0] - 0.03 * along[0] / length, end[1] - 0.03 * along[1] / length)
    ax.plot(*zip(begin, tip, strict=True), solid_capstyle="butt", dash_capstyle="butt", **look)
    ax.annotate(
        "",
        end,
        tip,
        arrowprops={
            "arrowstyle": "-|>,head_length=0.5,head_width=0.24",
            "mutation_scale": 9.0 + 1.5 * look["linewidth"],
            "shrinkA": 0,
            "shrinkB": 0,
            "linewidth": 0.6,
            "color": look["color"],
            "zorder": look["zorder"],
        },
    )


def _reach(text: str | None) -> float:
    """How far a column reaches to its side: dots are narrower than a box."""
    return 0.2 if text == GAP else _BOX_WIDTH / 2


def _word(ax: Axes, x: float, y: float, text: str, size: float, fill: str, edge: str) -> None:
    ax.text(
        x,
        y,
        text,
        ha="center",
        va="center_baseline" if not text.startswith("$") else "center",
        fontsize=size if not text.startswith("$") else _SIZE + 1,
        color=style.INK,
        zorder=4,
        bbox={"boxstyle": "round,pad=0.32", "facecolor": fill, "edgecolor": edge, "linewidth": 1},
    )


def _note(ax: Axes, x: float, y: float, text: str, **how: Any) -> None:
    look = {"ha": "center", "va": "center", "fontsize": 12, "color": style.MUTED, **how}
    ax.text(x, y, text, **look)


def _draw_forward(
    ax: Axes,
    words: Sequence[str | None],
    numbers: Sequence[str | None],
    tops: Sequence[str | None],
    marked: int | None,
    size: float,
    word: float,
) -> None:
    half_width, half_height = _BOX_WIDTH / 2, _BOX_HEIGHT / 2
    for x, (text, number, top) in enumerate(zip(words, numbers, tops, strict=True)):
        if x:
            begin, end = x - 1 + _reach(words[x - 1]), x - _reach(text)
            _arrow(ax, (begin, _SIDE), (end, _SIDE), color=style.BLUE)
        if text == GAP:
            for y in (0.0, -_LEVEL):
                _note(ax, x, y, "\u2026" if y else r"$\cdots$", fontsize=16, color=style.INK)
            continue
        ax.add_patch(
            FancyBboxPatch(
                (x - half_width, -half_height),
                _BOX_WIDTH,
                _BOX_HEIGHT,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor=_BOX_FILL,
                edgecolor=style.BLUE,
                linewidth=1.4,
                zorder=3,
            )
        )
        label = f"$h_{{{number}}}$" if number else "$h$"
        _note(
            ax,
            x,
            0,
            label,
            fontsize=_SIZE + (2 if len(label) < 8 else 0),
            color=style.INK,
            zorder=4,
        )
        fill, edge = (_MARK_FILL, style.OCHRE) if x == marked else (_WORD_FILL, "#C3C8CD")
        _word(ax, x, -_LEVEL, str(text), size, fill, edge)
        _arrow(ax, (x - _SIDE, -_LEVEL + word), (x - _SIDE, -half_height))
        if top:
            _word(ax, x, _LEVEL, top, size, _WORD_FILL, "#C3C8CD")
            _arrow(ax, (x - _SIDE, half_height), (x - _SIDE, _LEVEL - word))
    _note(ax, -_SIDE - 0.06, -_LEVEL * 0.53, "$W_x$", ha="right")
    if len(words) > 1:
        _note(ax, 0.5, _SIDE + 0.2, "$W_h$", color=style.BLUE)
    if any(tops):
        first = next(x for x, top in enumerate(tops) if top)
        _note(ax, first - _SIDE - 0.06, _LEVEL * 0.53, "$W_y$", ha="right")


def _draw_error(
    ax: Axes,
    words: Sequence[str | None],
    start: int,
    fading: bool,
    word: float,
    *,
    from_output: bool,
) -> None:
    last = len(words) - 1

    def red(step: float) -> dict[str, Any]:
        share = (step - start) / max(last - start, 1)
        width = 0.8 + 1.8 * share if fading else 2.0
        dashes = (0, (4.6 / width, 2.4 / width))
        return {
            "color": style.ERROR,
            "linestyle": dashes,
            "linewidth": width,
            "gid": "error",
            "zorder": 5,
        }

    half_height = _BOX_HEIGHT / 2
    if from_output:
        _arrow(ax, (last + _SIDE, _LEVEL - word), (last + _SIDE, half_height), **red(last))
        _note(ax, last + _SIDE + 0.07, _LEVEL * 0.53, "error", ha="left", color=style.ERROR)
    for x in range(last, start, -1):
        begin, end = x - _reach(words[x]), x - 1 + _reach(words[x - 1])
        _arrow(ax, (begin, -_SIDE), (end, -_SIDE), **red(x - 0.5))
    _arrow(ax, (start + _SIDE, -half_height), (start + _SIDE, -_LEVEL + word), **red(start))


def _draw_lag(ax: Axes, start: int, last: int, lag: int | str, top: float, unit: float) -> None:
    text = lag if isinstance(lag, str) else f"lag: {lag} step{'' if lag == 1 else 's'}"
    y, tick = top - 0.17 / unit, 0.09 / unit
    ax.plot(
        [start, start, last, last],
        [y + tick, y, y, y + tick],
        color=style.MUTED,
        linewidth=1.2,
        solid_capstyle="butt",
        solid_joinstyle="miter",
    )
    _note(ax, (start + last) / 2, y - 0.18 / unit, text, color=style.INK)
