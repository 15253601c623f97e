"""The computation graphs of one LSTM step and of one GRU step, with the errors' ways back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lstmcourse.figures import style
from lstmcourse.figures._cell_graph_parts import (
    BOX_WIDTH,
    RADIUS,
    SIDE,
    start,
)
from lstmcourse.figures._drawing import MINUS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PREACTIVATIONS = ("a_i", "a_f", "a_g", "a_o")
LSTM_NAMES = ("x", "h_prev", "c_prev", *_PREACTIVATIONS, "i", "f", "g", "o", "c", "tanh_c", "h")
GRU_NAMES = ("x", "h_prev", "a_r", "a_z", "a_n", "r", "z", "n", "inner", "h")
_EDGE = BOX_WIDTH / 2


def draw_lstm_cell(
    values: Mapping[str, Any] | None = None,
    backward: bool | str = False,
    *,
    errors: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one step of the LSTM as a graph: a box is an array, a circle an operation.

        a = x W_x + h_prev W_h + b       i, f, o = sigmoid(a_i, a_f, a_o)       g = tanh(a_g)
        c = f c_prev + i g               h = o tanh_c

    The cell state runs along the top. The gates stand in the order f i g o, as lines then do not
    cross; in arrays the order is i f g o.

    values: numbers (printed with three digits, small ones with four decimals) or short texts for
        some of the quantities x, h_prev, c_prev, a_i, a_f, a_g, a_o, i, f, g, o, c, tanh_c, h.
    backward: True draws in dashed red how the error of h and c goes back to x, h_prev and c_prev;
        the way through c alone is thick. "through" draws that way only.
    errors: numbers or texts for derivatives of the loss by the same quantities, printed in red.
    names: other texts for some quantities, such as {"h": "$h_t$"}; default: the names themselves.
    ax: where to draw; None makes a new figure.

    Returns the Axes, without axis lines. A name has its key as gid ("c"), a value "c value", an
    error "c error value"; red lines have gid "error", those through c "error through". Raises
    ValueError for an unknown quantity, a value that is no number or text, or another backward.
    Arguments are not changed.

    Explained in: book/lstm/backward
    """
    graph, rows = start(LSTM_NAMES, values, errors, names, backward, ax, _lstm_rows, 0.1)
    half = graph.half
    f, i, g, o = (1.38, 2.22, 3.24, 4.08)
    middle, end, c_x, old = (i + g) / 2, 5.03, 4.08, 0.44
    top, tanh_y, mul, gate, a, bus, x_y = rows

    # x and h_prev, through the weights, to all four pre-activations.
    graph.wire((old + _EDGE, bus), (o, bus), (o, a - half))
    for column in (f, i, g):
        beside = column + SIDE
        graph.wire(
            (column, bus), (column, a - half), back=[(beside, a - half), (beside, bus - SIDE)]
        )
    graph.wire((middle, x_y + half), (middle, bus), head=False)
    graph.note(1.06, bus + 0.15, "$W_h$", fontsize=14)
    graph.note(middle - 0.12, x_y + half + 0.17, "$W_x$", ha="right", fontsize=14)
    for name, column in zip("figo", (f, i, g, o), strict=True):
        graph.wire((column, a + half), (column, gate - half), kind="gate")
        squash = "tanh" if name == "g" else r"$\sigma$"
        graph.note(column - 0.08, (a + gate) / 2, squash, ha="right", fontsize=13)
        graph.quantity(f"a_{name}", column, a)
        graph.quantity(name, column, gate, "gate")
    graph.quantity("x", middle, x_y)
    graph.quantity("h_prev", old, bus, "state")

    # The cell state: keep f of it, add i g.
    graph.wire((old + _EDGE, top), (f - RADIUS, top), kind="cell", side=-1, through=True)
    graph.wire((f + RADIUS, top), (middle - RADIUS, top), kind="cell", side=-1, through=True)
    graph.wire((middle + RADIUS, top), (c_x - _EDGE, top), kind="cell", side=-1, through=True)
    graph.wire((c_x + _EDGE, top), (6.35, top), kind="cell", side=-1, through=True)
    graph.wire((f, gate + half), (f, top - RADIUS), kind="gate")
    graph.wire((i, gate + half), (i, mul), (middle - RADIUS, mul), kind="gate", side=-1)
    graph.wire((g, gate + half), (g, mul), (middle + RADIUS, mul), kind="gate")
    graph.wire((middle, mul + RADIUS), (middle, top - RADIUS))

    # What is shown of it.
    graph.sheet.dot(end, top, style.OCHRE)
    graph.wire((end, top), (end, tanh_y + half))
    graph.wire((end, tanh_y - half), (end, mul + RADIUS))
    graph.wire((o, gate + half), (o, mul), (end - RADIUS, mul), kind="gate")
    h_x = 5.96
    graph.wire((end + RADIUS, mul), (h_x - _EDGE, mul), side=-1)
    graph.wire((h_x, mul - half), (h_x, mul - half - 0.42))
    graph.note(h_x, mul - half - 0.60, "step t+1", color=style.MUTED)
    graph.wire((h_x, mul + half), (h_x, mul + half + 0.42))
    graph.note(h_x, mul + half + 0.57, "loss", color=style.MUTED)
    for x, y, symbol in ((f, top, r"$\times$"), (middle, top, "$+$")):
        graph.operation(x, y, symbol, "cell")
    graph.operation(middle, mul, r"$\times$")
    graph.operation(end, mul, r"$\times$")
    graph.quantity("c_prev", old, top, "cell")
    graph.quantity("c", c_x, top, "cell")
    graph.quantity("tanh_c", end, tanh_y)
    graph.quantity("h", h_x, mul, "state")
    return graph.sheet.ax


def _lstm_rows(half: float) -> tuple[float, ...]:
    """Heights of c, tanh_c, the products, the gates, a, h_prev and x, from the top down."""
    x_y = half
    bus = x_y + half + 0.50
    a = bus + half + 0.30
    gate = a + 2 * half + 0.36
    mul = gate + half + 0.36
    tanh_y = mul + RADIUS + half + 0.26
    return tanh_y + half + 0.44, tanh_y, mul, gate, a, bus, x_y


def draw_gru_cell(
    values: Mapping[str, Any] | None = None,
    backward: bool | str = False,
    *,
    reset: str = "after",
    update: str = "keep",
    errors: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one step of the GRU as a graph: a box is an array, a circle an operation.

        r, z = sigmoid(a_r, a_z)         n = tanh(a_n)
        reset="after":    inner = h_prev W_hn + b_hn,   a_n = x W_xn + b_n + r inner
        reset="before":   inner = r h_prev,             a_n = x W_xn + b_n + inner W_hn
        update="keep":    h = z h_prev + (1 - z) n
        update="write":   h = (1 - z) h_prev + z n

    The state runs along the top. The gates stand in the order z r n, as fewer lines then cross; in
    arrays the order is r z n.

    values, errors, names: as for `draw_lstm_cell`, for the quantities x, h_prev, a_r, a_z, a_n,
        r, z, n, inner, h.
    backward: True draws in dashed red how the error of h goes back to x and h_prev; the way that
        passes the update gate alone is thick. "through" draws that way only.
    reset, update: the convention, as in `lstmcourse.cells.gru`.
    ax: where to draw; None makes a new figure.

    Returns the Axes, with gids as in `draw_lstm_cell`. Raises ValueError for an unknown quantity,
    a value that is no number or text, or another backward, reset or update. Arguments are not
    changed.

    Explained in: book/gru/backward
    """
    for name, given, known in (
        ("reset", reset, ("after", "before")),
        ("update", update, ("keep", "write")),
    ):
        if given not in known:
            raise ValueError(f'{name} must be "{known[0]}" or "{known[1]}", not {given!r}')
    graph, rows = start(GRU_NAMES, values, errors, names, backward, ax, _gru_rows, 0.45)
    half = graph.half
    old, z, r, product, n, new = 0.45, 1.35, 2.25, 3.05, 5.0, 5.95
    top, mul, gate, a, inner_y, h_bus, x_bus = rows

    # Into the gates.
    into_n = (product, inner_y - half if reset == "after" else a - RADIUS)
    graph.wire((old, top - half), (old, h_bus), (product, h_bus), into_n, side=-1)
    graph.wire((new - _EDGE, x_bus), (z + 0.12, x_bus), (z + 0.12, a - half))
    for column, bus, side in (
        (z - 0.12, h_bus, -SIDE),
        (r - 0.12, h_bus, -SIDE),
        (r + 0.12, x_bus, SIDE),
        (n, x_bus, SIDE),
    ):
        beside = column + side
        graph.wire(
            (column, bus), (column, a - half), back=[(beside, a - half), (beside, bus + SIDE)]
        )
    graph.note(0.82, h_bus + 0.27, "$W_h$", fontsize=14)
    graph.note(4.0, x_bus + 0.27, "$W_x$", fontsize=14)
    for name, column in (("z", z), ("r", r), ("n", n)):
        graph.wire((column, a + half), (column, gate - half), kind="gate")
        squash = "tanh" if name == "n" else r"$\sigma$"
        graph.note(column - 0.08, (a + gate) / 2, squash, ha="right", fontsize=13)

    # The reset gate, before or after the product with W_hn.
    graph.wire((r + _EDGE, gate), (product, gate), (product, a + RADIUS), kind="gate")
    if reset == "after":
        graph.wire((product, inner_y + half), (product, a - RADIUS))
        graph.wire((product + RADIUS, a), (n - _EDGE, a))
        graph.quantity("inner", product, inner_y)
    else:
        inner_x = product + RADIUS + 0.12 + _EDGE
        graph.wire((product + RADIUS, a), (inner_x - _EDGE, a))
        graph.wire((inner_x + _EDGE, a), (n - _EDGE, a))
        graph.note((inner_x + n) / 2, a + 0.2, "$W_{hn}$", fontsize=13)
        graph.quantity("inner", inner_x, a)
    graph.operation(product, a, r"$\times$")

    # The state: some of the old one, the rest from the candidate.
    graph.wire((old + _EDGE, top), (z - RADIUS, top), kind="cell", side=-1, through=True)
    graph.wire((z + RADIUS, top), (n - RADIUS, top), kind="cell", side=-1, through=True)
    graph.wire((n + RADIUS, top), (new - _EDGE, top), kind="cell", side=-1, through=True)
    if update == "keep":
        minus = (n + z) / 2
        graph.wire((z, gate + half), (z, top - RADIUS), kind="gate")
        graph.wire(
            (z, mul),
            (minus - RADIUS, mul),
            kind="gate",
            back=[(minus - RADIUS, mul - SIDE), (z + SIDE, mul - SIDE)],
        )
        graph.wire((minus + RADIUS, mul), (n - RADIUS, mul), kind="gate")
        graph.operation(minus, mul, f"1{MINUS}", "gate")
    else:
        minus = (mul + top) / 2
        graph.wire((z, gate + half), (z, minus - RADIUS), kind="gate")
        graph.wire((z, minus + RADIUS), (z, top - RADIUS), kind="gate")
        graph.wire(
            (z, mul),
            (n - RADIUS, mul),
            kind="gate",
            back=[(n - RADIUS, mul - SIDE), (z + SIDE, mul - SIDE)],
        )
        graph.operation(z, minus, f"1{MINUS}", "gate")
    graph.sheet.dot(z, mul, style.BLUE)
    graph.wire((n, gate + half), (n, mul - RADIUS), kind="gate")
    graph.wire((n, mul + RADIUS), (n, top - RADIUS))
    graph.wire((new, top - half), (new, top - half - 0.42))
    graph.note(new, top - half - 0.60, "step t+1")
    graph.wire((new, top + half), (new, top + half + 0.34))
    graph.note(new - 0.2, top + half + 0.22, "loss", ha="right")
    graph.operation(z, top, r"$\times$", "cell")
    graph.operation(n, top, "$+$", "cell")
    graph.operation(n, mul, r"$\times$")
    for name, x, y, kind in (
        ("a_z", z, a, "plain"),
        ("a_r", r, a, "plain"),
        ("a_n", n, a, "plain"),
        ("z", z, gate, "gate"),
        ("r", r, gate, "gate"),
        ("n", n, gate, "gate"),
        ("h_prev", old, top, "cell"),
        ("x", new, x_bus, "plain"),
        ("h", new, top, "cell"),
    ):
        graph.quantity(name, x, y, kind)
    return graph.sheet.ax


def _gru_rows(half: float) -> tuple[float, ...]:
    """Heights of h, the products, the gates, a, inner and the two lines of h and x."""
    x_bus = half
    h_bus = x_bus + 0.36
    inner_y = h_bus + half + 0.30
    a = inner_y + half + RADIUS + 0.26
    gate = a + 2 * half + 0.36
    mul = gate + half + 0.36
    return mul + 0.90, mul, gate, a, inner_y, h_bus, x_bus
