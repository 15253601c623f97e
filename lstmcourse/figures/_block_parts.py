"""The parts of a memory cell block, drawn on a sheet where the plan puts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lstmcourse.figures import style
from lstmcourse.figures._block_plan import Plan
from lstmcourse.figures._drawing import Sheet

_FILLS = {"in": "#E4EEF5", "out": "#E3F1EC", "cell": "#F0F1F2", "s": "#FFE3B0"}
_COLOURS = {"in": style.BLUE, "out": style.GREEN, "cell": style.SLATE, "s": style.OCHRE}
_FRAME_FILL, _FRAME_EDGE = "#F7F8F7", "#C3C8CD"


@dataclass(frozen=True)
class Block:
    """The parts of the drawing. Forward lines run left of the error's, or in the middle."""

    sheet: Sheet
    plan: Plan
    names: Mapping[str, str]
    numbers: Mapping[str, list[str]]
    error: str | None

    def draw_frame(self) -> None:
        plan, sheet = self.plan, self.sheet
        middle, height = (
            (plan.frame_top + plan.frame_bottom) / 2,
            plan.frame_top - plan.frame_bottom,
        )
        look = {"facecolor": _FRAME_FILL, "edgecolor": _FRAME_EDGE, "linewidth": 1.0, "zorder": 0}
        sheet.box(plan.width / 2, middle, (plan.width - 0.1, height), **look)
        sheet.text(
            0.2, plan.frame_top - 0.1, "memory\ncell block", ha="left", va="top", color=style.MUTED
        )
        self.quantity("z", plan.width / 2, plan.z, "cell", size=(plan.width - 0.1, 2 * plan.z_half))

    def draw_cell(self, cell: int, x: float) -> None:
        plan, sheet = self.plan, self.sheet
        half, radius = plan.half, plan.radius
        for name, y in (("net_c", plan.net), ("g", plan.g), ("shown", plan.shown), ("h", plan.h)):
            self.quantity(name, x, y, "cell", cell)
        self.quantity("s", x, plan.s, "s", cell, size=(plan.s_width, 2 * half))
        self.operation(x, plan.squash_g, "$g$")
        self.operation(x, plan.squash_h, "$h$")
        self.operation(x, plan.plus, "$+$", "s")
        self.weights(x)
        # Every stop on the way up, with the reach of its symbol above and below its middle.
        stops = [(plan.net, half), (plan.squash_g, radius), (plan.g, half)]
        if plan.times_in is not None:
            self.operation(x, plan.times_in, r"$\times$", "in")
            stops.append((plan.times_in, radius))
        stops += [(plan.plus, radius), (plan.s, half), (plan.squash_h, radius), (plan.shown, half)]
        if plan.times_out is not None:
            self.operation(x, plan.times_out, r"$\times$", "out")
            stops.append((plan.times_out, radius))
        self.column(x, [*stops, (plan.h, half)], "cell")
        self.carousel(x)
        if self.error:
            sheet.error([(x + plan.side, plan.top - 0.04), (x + plan.side, plan.h + half)])
            if cell == len(plan.cells) - 1:
                y = (plan.top + plan.h + half) / 2
                sheet.text(x + plan.side + 0.1, y, "error", ha="left", color=style.ERROR)

    def carousel(self, x: float) -> None:
        """The loop from s back into the sum, right of the cell; its error goes the other way."""
        plan, sheet = self.plan, self.sheet
        edge, far, side = x + plan.s_width / 2, x + plan.loop, plan.side
        sheet.arrow(
            [(edge, plan.s - side), (far, plan.s - side), (far, plan.plus + side)]
            + [(x + plan.rim, plan.plus + side)],
            color=style.OCHRE,
            linewidth=2.2,
        )
        inside = plan.plus + side, plan.s - plan.half
        sheet.text(x + (plan.radius + plan.loop) / 2, sum(inside) / 2, "1.0", gid="weight")
        if self.error:
            low = plan.plus - side
            far += 2 * side
            points = [(x + plan.rim, low), (far, low), (far, plan.s + side), (edge, plan.s + side)]
            sheet.error(points)
        if len(plan.cells) == 1:
            y = (plan.s + plan.plus) / 2
            sheet.text(far + 0.1, y, "carousel", ha="left", color=style.OCHRE)

    def draw_gate(self, kind: str, side: int) -> None:
        """A gate's column, and the lines from it to each cell; side is where it is, -1 is left."""
        plan, sheet, colour = self.plan, self.sheet, _COLOURS[kind]
        x, y = plan.gate(kind), plan.gate_output(kind)
        half = plan.half
        self.quantity(f"net_{kind}", x, plan.net, kind)
        self.quantity(f"y_{kind}", x, y, kind)
        self.operation(x, plan.squash_g, "$f$", kind)
        self.column(x, [(plan.net, half), (plan.squash_g, plan.radius), (y, half)], kind)
        self.weights(x, kind)
        title = {"in": "input gate", "out": "output gate"}[kind]
        sheet.text(x, y + half + 0.17, title, color=colour)

        self.gate_lines(side, x - side * plan.box_width(True) / 2, y, plan.times(kind), colour)

    def gate_lines(self, side: int, edge: float, y: float, times: float, colour: str) -> None:
        """From the gate's edge to the only multiplication, or along a common line to each."""
        plan, sheet, gap = self.plan, self.sheet, self.plan.side
        # The farthest cell first: its line is the one the others branch off.
        for number, cell in enumerate(plan.cells[::side]):
            rim, turn = cell + side * plan.rim, cell + side * plan.tap
            back = turn - side * 2 * gap
            forward_line = [(turn, y + gap), (turn, times + gap), (rim, times + gap)]
            error_line = [(rim, times - gap), (back, times - gap), (back, y - gap)]
            if not plan.stacked:
                forward_line, error_line = [(rim, times + gap)], [(rim, times - gap)]
            if number == 0:
                forward_line.insert(0, (edge, y + gap))
                error_line.append((edge, y - gap))
            else:
                sheet.dot(turn, y + gap, colour)
            sheet.arrow(forward_line, color=colour, strip=_FRAME_FILL if number == 0 else None)
            if self.error:
                sheet.error(error_line, head=number == 0)

    def column(self, x: float, stops: list[tuple[float, float]], kind: str) -> None:
        """Arrows from stop to stop, upwards, and the error's, downwards."""
        side = self.plan.side
        for (low, above), (high, below) in zip(stops, stops[1:], strict=False):
            begin, end = low + self.reach(above), high - self.reach(below)
            self.sheet.arrow([(x - side, begin), (x - side, end)], color=_COLOURS[kind])
            if self.error:
                self.sheet.error([(x + side, end), (x + side, begin)])

    def reach(self, size: float) -> float:
        """A line beside the middle of a circle ends earlier than one that meets its top."""
        return self.plan.rim if size == self.plan.radius else size

    def weights(self, x: float, kind: str = "cell") -> None:
        """The line from z up to a net input; the error's way back to z, or the bar that ends it."""
        plan, sheet = self.plan, self.sheet
        low, high, side = plan.z + plan.z_half, plan.net - plan.half, plan.side
        sheet.arrow([(x - side, low), (x - side, high)], color=_COLOURS[kind])
        sheet.text(x - side - 0.07, plan.frame_bottom - 0.16, "$W$", ha="right", fontsize=13)
        if self.error == "full":
            sheet.error([(x + side, high), (x + side, low)])
        elif self.error == "truncated":
            cut = low + 0.2
            sheet.error([(x + side, high), (x + side, cut)], head=False)
            ends = [x + side - 0.1, x + side + 0.1]
            sheet.ax.plot(
                ends, [cut, cut], color=style.ERROR, linewidth=4 * sheet.scale, zorder=5, gid="cut"
            )

    def operation(self, x: float, y: float, symbol: str, kind: str = "cell") -> None:
        self.sheet.circle(x, y, self.plan.radius, edgecolor=_COLOURS[kind])
        self.sheet.text(x, y, symbol, fontsize=14)

    def quantity(
        self, name: str, x: float, y: float, kind: str, cell: int = 0, size: Any = None
    ) -> None:
        plan, sheet = self.plan, self.sheet
        width, height = size or (plan.box_width(kind != "cell"), 2 * plan.half)
        sheet.box(x, y, (width, height), facecolor=_FILLS[kind], edgecolor=_COLOURS[kind])
        label = self.names[name]
        if name not in self.numbers:
            sheet.text(x, y, label, width=width - 0.1, gid=name)
            return
        value = {"color": style.PURPLE, "gid": f"{name} value"}
        number = self.numbers[name][cell]
        if name == "z" or not plan.stacked:
            sheet.text(x - width / 2 + 0.1, y, label, ha="left", width=width / 2, gid=name)
            if name == "z":
                sheet.text(x, y, number, width=width - 1.6, **value)
            else:
                room = width / 2 - 0.05
                sheet.text(x + width / 2 - 0.1, y, number, ha="right", width=room, **value)
        else:
            sheet.text(x, y + 0.12, label, width=width - 0.1, gid=name)
            sheet.text(x, y - 0.12, number, width=width - 0.08, **value)
