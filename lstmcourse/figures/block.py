"""The memory cell block of 1997: cells with a carousel each, one input gate, one output gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lstmcourse.figures._block_parts import Block
from lstmcourse.figures._block_plan import Plan
from lstmcourse.figures._drawing import Sheet, shown_list

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLOCK_NAMES = {
    name: name
    for name in ("z", "net_in", "net_c", "net_out", "y_in", "g", "s", "shown", "y_out", "h")
}
"""What the figure calls each quantity: as the code does; all but z and net_* are its fields."""

_PER_CELL = ("net_c", "g", "s", "shown", "h")
_INPUT_GATE, _OUTPUT_GATE = ("net_in", "y_in"), ("net_out", "y_out")


def draw_block(
    size: int = 1,
    *,
    names: Mapping[str, str] | None = None,
    input_gate: bool = True,
    output_gate: bool = True,
    error: str | None = None,
    values: Mapping[str, Any] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw one step of a memory cell block of the 1997 LSTM, from the bottom to the top.

        net = z W               y_in = f(net_in)     y_out = f(net_out)     g = g(net_c)
        s = 1.0 s + y_in g      shown = h(s)         h = y_out shown

    A box is a quantity, a circle an operation. The `size` cells share one input gate and one
    output gate. No gate is on the loop of s, and its weight is the fixed 1.0.

    size: how many cells, 1 to 3.
    names: other texts for some of the quantities "z", "net_in", "net_c", "net_out", "y_in",
        "y_out", "g", "s", "shown", "h"; default: these names themselves, as in the code.
    input_gate, output_gate: False leaves out the gate and its multiplication.
    error: "full" draws in dashed red the way of the error from h back to z, and round the
        carousel; "truncated" cuts it between each net input and z. None draws none.
    values: numbers (printed with three digits) or short texts for some of the quantities. For
        size > 1, "net_c", "g", "s", "shown" and "h" need a list with one entry for each cell.
    ax: where to draw; None makes a new figure of fitting height.

    Returns the Axes, without axis lines. The text that names a quantity has its key as gid ("s"),
    its value has "s value"; red lines have gid "error", and the bars that cut them "cut". Raises
    ValueError for a size, name, value or error that cannot be drawn. Arguments are not changed.

    Explained in: book/cec/memory-cell (forward), book/cec/truncated-rule (backward)
    """
    if isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= 3:
        raise ValueError(
            f"size must be 1, 2 or 3, not {size!r}; a larger block only has more of the same cells"
        )
    if error not in (None, "full", "truncated"):
        raise ValueError(f'error must be "full", "truncated" or None, not {error!r}')
    drawn = [
        name
        for name in BLOCK_NAMES
        if (input_gate or name not in _INPUT_GATE) and (output_gate or name not in _OUTPUT_GATE)
    ]
    known = {**BLOCK_NAMES, **_known("names", names, list(BLOCK_NAMES))}
    numbers = {
        name: shown_list(f"values[{name!r}]", given, size if name in _PER_CELL else 1)
        for name, given in _known("values", values, drawn).items()
    }
    plan = Plan.of(size, input_gate, output_gate, bool(numbers), error is not None)
    sheet = Sheet.new(plan.width, plan.bottom, plan.top, ax)
    block = Block(sheet, plan, known, numbers, error)
    block.draw_frame()
    for cell, x in enumerate(plan.cells):
        block.draw_cell(cell, x)
    for kind, side in (("in", -1), ("out", 1)):
        if plan.gate(kind) is not None:
            block.draw_gate(kind, side)
    return sheet.ax


def _known(what: str, given: Mapping[str, Any] | None, allowed: list[str]) -> dict[str, Any]:
    given = {} if given is None else dict(given)
    for name in given:
        if name in BLOCK_NAMES and name not in allowed:
            raise ValueError(f"{what} has {name!r}, but the block is drawn without that gate")
        if name not in allowed:
            raise ValueError(f"{what} has {name!r}; the quantities are {', '.join(allowed)}")
    return given
