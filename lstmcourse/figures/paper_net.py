"""The net of a row of Table 10: inputs, memory cell blocks, outputs, and which of them connect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lstmcourse.figures import style
from lstmcourse.figures._drawing import Sheet, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GATE_FILL = {"in": "#E4EEF5", "out": "#E3F1EC"}
_GATE_EDGE = {"in": style.BLUE, "out": style.GREEN}
_CELL_FILL, _LAYER_FILL = "#FFE3B0", "#F0F1F2"
_FRAME_FILL, _FRAME_EDGE = "#F7F8F7", "#C3C8CD"
_FEEDBACK = style.PURPLE

_MOST_NAMED = 9
"""So many inputs or outputs are drawn one by one; more are a single box with their number."""
_LEFT, _RIGHT = 0.10, 5.76
"""Inches: the edges of the hidden layer; feedback runs right of it."""
_INPUTS, _BUS, _UNITS, _FRAME_LOW, _FRAME_HIGH = 0.0, 1.02, 1.78, 1.32, 2.36
_COLLECT, _OUTPUTS = 2.72, 3.42
_NOTE = 11.5


class _Net(NamedTuple):
    inputs: int
    outputs: int
    blocks: int
    size: int
    connectivity: str
    bias: str
    output_gate_bias: Any
    input_gate_bias: Any

    @property
    def gates(self) -> tuple[str, ...]:
        """Which gates a block has, in drawing order."""
        given = {"in": self.input_gate_bias, "out": self.output_gate_bias}
        return tuple(kind for kind, bias in given.items() if not _is(bias, "absent"))

    @property
    def units(self) -> int:
        return self.blocks * (self.size + len(self.gates))

    @property
    def cells(self) -> int:
        return self.blocks * self.size


def draw_paper_net(
    net: Any,
    *,
    input_names: Sequence[str] | str | None = None,
    output_names: Sequence[str] | str | None = None,
    weights: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a net of the 1997 paper, with bundles of weights in place of single ones.

    net: a record or a mapping with
        inputs, outputs   how many
        blocks, size      memory cell blocks, 1 to 4, and cells in each, 1 or 2
        connectivity      "F": all gates and cells feed all gates and cells, cells feed the
                          outputs. "B": no recurrent weights, and inputs feed the outputs as well
        bias              who has one: "gates", "hidden" (gates and cells), "all" (outputs as
                          well) or "none"
        output_gate_bias, input_gate_bias   what they start at, one number per block; None: no
                          number is printed; "absent": there is no such gate
        A row's net, such as ``PROTOCOLS["6a"].net``, is such a record. A mapping may leave out
        all after `size`; it then is an F net with all biases.
    input_names, output_names: one text for each; drawn where there are at most 9 of them.
    weights: the number printed below the net; None counts all weights of the drawn net. Give it
        for a row whose options take some away.
    ax: where to draw; None makes a new figure of fitting height.

    Returns the Axes, without axis lines. Gates have the gids "in" and "out", cells "cell", the
    numbers of weights "count", and the line below "caption". Raises ValueError for a net that
    cannot be drawn. Arguments are not changed.

    Explained in: book/paper1997/laboratory
    """
    given = _read(net)
    names = {
        "inputs": _checked_names("input_names", input_names, given.inputs),
        "outputs": _checked_names("output_names", output_names, given.outputs),
    }
    sheet = Sheet.new(style.WIDTH, -0.86, _OUTPUTS + 0.3, ax)
    _draw_layer(sheet, _INPUTS, "input", given.inputs, names["inputs"])
    _draw_layer(sheet, _OUTPUTS, "output", given.outputs, names["outputs"])
    bundles = _draw_bundles(sheet, given)
    for block in range(given.blocks):
        _draw_block(sheet, given, block)
    biases = {"none": 0, "gates": given.blocks * len(given.gates), "hidden": given.units}.get(
        given.bias, given.units + given.outputs
    )
    total = sum(bundles) + biases if weights is None else int(weights)
    _caption(sheet, given, total, biases)
    return sheet.ax


def _read(net: Any) -> _Net:
    default = {"connectivity": "F", "bias": "all", "output_gate_bias": None,
               "input_gate_bias": None}  # fmt: skip
    fields = {}
    for name in _Net._fields:
        value = net.get(name) if isinstance(net, Mapping) else getattr(net, name, None)
        fields[name] = default.get(name) if value is None else value
    given = _Net(**fields)
    for name in ("inputs", "outputs", "blocks", "size"):
        count, most = getattr(given, name), {"blocks": 4, "size": 2}.get(name)
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ValueError(f"net: {name} must be a whole number, 1 or more, not {count!r}")
        if most and count > most:
            raise ValueError(f"net: {name}={count} is too many to draw; at most {most}")
    if given.connectivity not in ("F", "B"):
        raise ValueError(f'net: connectivity must be "F" or "B", not {given.connectivity!r}')
    if given.bias not in ("gates", "hidden", "all", "none"):
        raise ValueError(
            f'net: bias must be "gates", "hidden", "all" or "none", not {given.bias!r}'
        )
    for name in ("output_gate_bias", "input_gate_bias"):
        bias = getattr(given, name)
        if bias is None or _is(bias, "absent"):
            continue
        if isinstance(bias, str) or len(bias) != given.blocks:
            raise ValueError(
                f'net: {name} must be {given.blocks} numbers, one per block, None or "absent"; '
                f"not {bias!r}"
            )
    return given


def _is(value: Any, text: str) -> bool:
    return isinstance(value, str) and value == text


def _checked_names(what: str, names: Sequence[str] | str | None, count: int) -> list[str] | None:
    if names is None:
        return None
    texts = [names] if isinstance(names, str) and count == 1 else [str(name) for name in names]
    if len(texts) != count:
        raise ValueError(f"{what} holds {len(texts)} names for {count} units; give one for each")
    return texts


def _draw_layer(sheet: Sheet, y: float, kind: str, count: int, names: list[str] | None) -> None:
    """Circles with names, or one box that says how many units there are."""
    middle = (_LEFT + _RIGHT) / 2
    label = f"{count} {kind}{'s' if count > 1 else ''}"
    if count > _MOST_NAMED:
        size = (_RIGHT - _LEFT, 0.42)
        sheet.box(middle, y, size, facecolor=_LAYER_FILL, gid=kind)
        sheet.text(middle, y, label)
        return
    pitch = min(0.5, (_RIGHT - _LEFT - 1.1) / count)
    for place in range(count):
        x = middle + (place - (count - 1) / 2) * pitch
        sheet.circle(x, y, 0.19, facecolor=_LAYER_FILL, gid=kind)
        if names is not None:
            sheet.text(x, y, names[place], width=0.31)
    x = middle + count / 2 * pitch + 0.12
    sheet.text(x, y, label, ha="left", fontsize=_NOTE, color=style.MUTED)


def _block_span(net: _Net, block: int) -> tuple[float, float]:
    """The middle and the width of a block's frame."""
    gap = 0.14
    most = 0.56 * (net.size + len(net.gates)) + 0.3
    width = min((_RIGHT - _LEFT - gap * (net.blocks - 1)) / net.blocks, most)
    whole = net.blocks * width + (net.blocks - 1) * gap
    left = (_LEFT + _RIGHT - whole) / 2 + block * (width + gap)
    return left + width / 2, width


def _places(net: _Net, block: int) -> dict[str, list[float]]:
    """The x of the gates and cells of a block: input gate, cells, output gate."""
    middle, width = _block_span(net, block)
    kinds = ["in"] * ("in" in net.gates) + ["cell"] * net.size + ["out"] * ("out" in net.gates)
    pitch = (width - 0.06) / len(kinds)
    found: dict[str, list[float]] = {}
    for place, kind in enumerate(kinds):
        found.setdefault(kind, []).append(middle + (place - (len(kinds) - 1) / 2) * pitch)
    return found


def _draw_block(sheet: Sheet, net: _Net, block: int) -> None:
    middle, width = _block_span(net, block)
    y = (_FRAME_LOW + _FRAME_HIGH) / 2
    sheet.box(
        middle, y, (width, _FRAME_HIGH - _FRAME_LOW), facecolor=_FRAME_FILL,
        edgecolor=_FRAME_EDGE, linewidth=1.0, zorder=1,
    )  # fmt: skip
    for kind, places in _places(net, block).items():
        for x in places:
            sheet.arrow([(x, _BUS), (x, _UNITS - 0.17)], linewidth=1.2)
            if kind == "cell":
                _draw_cell(sheet, x)
            else:
                _draw_gate(sheet, x, kind, net, block)


def _draw_cell(sheet: Sheet, x: float) -> None:
    """A circle s with its carousel, and the line up to the outputs."""
    sheet.arrow([(x, _UNITS + 0.16), (x, _COLLECT)], head=False, linewidth=1.2)
    sheet.arrow(
        [(x - 0.08, _UNITS + 0.12), (x - 0.08, _UNITS + 0.32), (x - 0.23, _UNITS + 0.32)]
        + [(x - 0.23, _UNITS), (x - 0.14, _UNITS)],
        color=style.OCHRE, linewidth=1.3, head=False,
    )  # fmt: skip
    sheet.circle(x, _UNITS, 0.16, facecolor=_CELL_FILL, edgecolor=style.OCHRE, gid="cell")
    sheet.text(x, _UNITS, "$s$", fontsize=14)


def _draw_gate(sheet: Sheet, x: float, kind: str, net: _Net, block: int) -> None:
    colour = _GATE_EDGE[kind]
    sheet.box(x, _UNITS, (0.36, 0.34), facecolor=_GATE_FILL[kind], edgecolor=colour, gid=kind)
    sheet.text(x, _UNITS, kind, fontsize=_NOTE)
    bias = net.input_gate_bias if kind == "in" else net.output_gate_bias
    if bias is not None:
        sheet.text(
            x, _UNITS + 0.34, shown("bias", bias[block]), fontsize=_NOTE, color=colour, gid="bias"
        )


def _draw_bundles(sheet: Sheet, net: _Net) -> list[int]:
    """The four bundles of weights with their numbers; returns the numbers."""
    middle, units = (_LEFT + _RIGHT) / 2, net.units
    ends = [x for block in range(net.blocks) for row in _places(net, block).values() for x in row]
    cells = [x for block in range(net.blocks) for x in _places(net, block)["cell"]]
    counts = [net.inputs * units, net.cells * net.outputs]
    trunk = {"linewidth": 3.2, "color": style.SLATE}
    sheet.arrow([(middle, _INPUTS + 0.24), (middle, _BUS)], **trunk)
    _bar(sheet, min(ends), max(ends), _BUS)
    _count(sheet, middle + 0.12, 0.62, net.inputs, units, "left")
    _bar(sheet, min([*cells, middle]), max([*cells, middle]), _COLLECT)
    sheet.arrow([(middle, _COLLECT), (middle, _OUTPUTS - 0.22)], **trunk)
    _count(sheet, middle + 0.12, _COLLECT + 0.24, net.cells, net.outputs, "left")
    if net.connectivity == "F":
        counts.append(units * units)
        y, edge = _UNITS, _block_span(net, net.blocks - 1)
        start, far = edge[0] + edge[1] / 2, _RIGHT + 0.22
        sheet.arrow(
            [(start, y), (far, y), (far, _BUS), (max(ends) + 0.02, _BUS)],
            linewidth=3.2, color=_FEEDBACK,
        )  # fmt: skip
        _count(sheet, far + 0.1, 0.72, units, units, "right", color=_FEEDBACK)
        sheet.text(
            far + 0.1, 0.50, "from the step before", ha="right", fontsize=_NOTE, color=_FEEDBACK
        )
    else:
        counts.append(net.inputs * net.outputs)
        x = _LEFT + 0.3
        sheet.arrow([(x, _INPUTS + 0.22), (x, _OUTPUTS - 0.22)], **trunk)
        _count(sheet, x + 0.12, _UNITS, net.inputs, net.outputs, "left")
    return counts


def _bar(sheet: Sheet, left: float, right: float, y: float) -> None:
    """A line that many others branch off."""
    sheet.arrow([(left - 0.02, y), (right + 0.02, y)], head=False, linewidth=2.6)


def _count(
    sheet: Sheet, x: float, y: float, sources: int, targets: int, ha: str, **how: Any
) -> None:
    text = f"{sources} \u00d7 {targets} = {sources * targets:,}"
    sheet.text(x, y, text, ha=ha, gid="count", **{"fontsize": _NOTE, **how})


def _caption(sheet: Sheet, net: _Net, total: int, biases: int) -> None:
    feed = {
        "F": "Gates and cells see the inputs, and all gates and cells",
        "B": "Gates and cells see the inputs alone: the only",
    }[net.connectivity]
    more = {"F": "of the step before. Outputs see the cells.",
            "B": "recurrence is the loop of s. Outputs see inputs too."}  # fmt: skip
    counted = "no biases" if not biases else f"{biases} biases among them"
    lines = (feed, more[net.connectivity])
    for row, line in enumerate(lines):
        sheet.text(style.WIDTH / 2, -0.36 - 0.19 * row, line, fontsize=_NOTE, color=style.MUTED)
    sheet.text(style.WIDTH / 2, -0.76, f"{total:,} weights, {counted}", gid="caption")
