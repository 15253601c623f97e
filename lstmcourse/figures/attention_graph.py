"""The computation graph of dot-product attention: one query, three keys, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.figures import style
from lstmcourse.figures._cell_graph_parts import RADIUS, ROW, Graph, texts_for
from lstmcourse.figures._drawing import Sheet, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KEYS = 3
ATTENTION_NAMES = (
    "query",
    *(f"{name}[{n}]" for name in ("keys", "scores", "weights", "values") for n in range(KEYS)),
    "context",
)
_KINDS = {
    "query": "state",
    "keys": "state",
    "scores": "plain",
    "weights": "gate",
    "values": "cell",
    "context": "cell",
}
"""The look of a box, by what it holds."""

_COLUMNS = (0.70, 2.70, 4.70)
_BOX = 1.28
_BESIDE = 0.96
_SIDE = 0.10
"""From the middle of a column to the middle of the key or value that stands right of it."""


def draw_attention(
    values: Mapping[str, Any] | None = None,
    backward: bool = False,
    *,
    errors: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw dot-product attention of one query over three keys as a graph, from the bottom up.

        scores[n] = keys[n] . query        weights = softmax(scores)
        context = weights[0] values[0] + weights[1] values[1] + weights[2] values[2]

    A box is a number or a vector, a circle an operation: a dot is the dot product. The softmax is
    one bar, because each weight depends on all the scores.

    values: numbers, vectors of two numbers (all printed with three digits) or short texts for some
        of the quantities query, keys[0], keys[1], keys[2], scores[0] ..., weights[0] ...,
        values[0] ..., context.
    backward: True draws in dashed red how an error of the context goes back.
    errors: numbers, vectors or texts for derivatives of the loss by the same quantities, in red.
    names: other texts for some quantities, such as {"context": r"$\\bar v$"}.
    ax: where to draw; None makes a new figure.

    Returns the Axes, without axis lines. A name has its key as gid ("context"), a value
    "context value", an error "context error value"; red lines have gid "error". Raises ValueError
    for an unknown quantity, a value that is neither a number, two numbers nor a text, or a backward
    that is not a bool. Arguments are not changed.

    Explained in: book/attention/by-hand
    """
    if not isinstance(backward, bool | np.bool_):
        raise ValueError(f"backward must be True or False, not {backward!r}")
    given = [
        texts_for(what, _printed(what, texts), ATTENTION_NAMES)
        for what, texts in (("values", values), ("errors", errors), ("names", names))
    ]
    half = 0.10 + ROW / 2 * (1 + bool(given[0]) + bool(given[1]))
    rows = _rows(half)
    sheet = Sheet.new(style.WIDTH, -0.05, rows[-1] + half + 0.08, ax)
    known = {**{name: name for name in ATTENTION_NAMES}, **given[2]}
    graph = Graph(sheet, half, known, given[0], given[1], "all" if backward else None)
    _draw_scores(graph, rows)
    _draw_softmax(graph, rows)
    _draw_context(graph, rows)
    return sheet.ax


def _draw_scores(graph: Graph, rows: tuple[float, ...]) -> None:
    """The query, its products with the keys, and the scores."""
    query, bus, dot, score, *_ = rows
    middle, half = _COLUMNS[1], graph.half
    for n, x in enumerate(_COLUMNS):
        if x == middle:
            graph.wire((x, query + half), (x, dot - RADIUS), kind="state")
        else:
            # The error runs below the way forward and joins that of the middle column.
            side = _SIDE if x > middle else -_SIDE
            graph.wire(
                (middle, bus),
                (x, bus),
                (x, dot - RADIUS),
                kind="state",
                back=[
                    (x + side, dot - RADIUS),
                    (x + side, bus - _SIDE),
                    (middle + _SIDE, bus - _SIDE),
                ],
            )
        graph.wire((x + _BESIDE - _BOX / 2, dot), (x + RADIUS, dot), kind="state", side=-1)
        graph.wire((x, dot + RADIUS), (x, score - half))
        graph.sheet.circle(x, dot, RADIUS, edgecolor=style.GREEN)
        graph.sheet.circle(x, dot, 0.045, facecolor=style.INK, edgecolor=style.INK)
        _quantity(graph, f"keys[{n}]", x + _BESIDE, dot)
        _quantity(graph, f"scores[{n}]", x, score)
    graph.sheet.dot(middle, bus, style.GREEN)
    _quantity(graph, "query", middle, query)


def _draw_softmax(graph: Graph, rows: tuple[float, ...]) -> None:
    """One bar over all columns: each weight depends on all the scores."""
    score, bar, weight = rows[3:6]
    half, high = graph.half, 0.17
    for n, x in enumerate(_COLUMNS):
        graph.wire((x, score + half), (x, bar - high))
        graph.wire((x, bar + high), (x, weight - half), kind="gate")
        _quantity(graph, f"weights[{n}]", x, weight)
    left, right = _COLUMNS[0] - _BOX / 2, _COLUMNS[-1] + _BOX / 2
    graph.sheet.box((left + right) / 2, bar, (right - left, 2 * high))
    graph.sheet.text((left + right) / 2, bar, "softmax")


def _draw_context(graph: Graph, rows: tuple[float, ...]) -> None:
    """The values, multiplied by their weights and added up."""
    weight, times, plus, context = rows[5:]
    middle, half = _COLUMNS[1], graph.half
    for n, x in enumerate(_COLUMNS):
        graph.wire((x, weight + half), (x, times - RADIUS), kind="gate")
        graph.wire((x + _BESIDE - _BOX / 2, times), (x + RADIUS, times), kind="cell", side=-1)
        if x == middle:
            graph.wire((x, times + RADIUS), (x, plus - RADIUS), kind="cell")
        else:
            side = 1 if x > middle else -1
            graph.wire(
                (x, times + RADIUS),
                (x, plus),
                (middle + side * RADIUS, plus),
                kind="cell",
                side=-side,
            )
        graph.operation(x, times, r"$\times$", "cell")
        _quantity(graph, f"values[{n}]", x + _BESIDE, times)
    graph.wire((middle, plus + RADIUS), (middle, context - half), kind="cell")
    graph.operation(middle, plus, "$+$", "cell")
    _quantity(graph, "context", middle, context)


def _quantity(graph: Graph, name: str, x: float, y: float) -> None:
    """A box as wide as a vector."""
    kind = _KINDS[name.partition("[")[0]]
    graph.quantity(name, x, y, kind, width=_BOX, name_size=12.0)


def _printed(what: str, texts: Mapping[str, Any] | None) -> dict[str, Any]:
    """The same, with two numbers written out as a text; more would not fit a box."""
    given = {} if texts is None else dict(texts)
    for name, value in given.items():
        if not isinstance(value, str) and np.shape(value) == (2,):
            parts = [shown(f"{what}[{name!r}]", part) for part in value]
            given[name] = "(" + ", ".join(parts) + ")"
    return given


def _rows(half: float) -> tuple[float, ...]:
    """Heights of query, bus, dots, scores, softmax, weights, products, sum and context."""
    query = half
    bus = query + half + 0.30
    dot = bus + max(half, RADIUS) + 0.30
    score = dot + half + max(RADIUS + 0.26, half + 0.14)
    bar = score + half + 0.17 + 0.26
    weight = bar + 0.17 + half + 0.26
    times = weight + half + max(RADIUS + 0.26, half + 0.14)
    plus = times + max(half, RADIUS) + 0.34
    return query, bus, dot, score, bar, weight, times, plus, plus + RADIUS + half + 0.24
