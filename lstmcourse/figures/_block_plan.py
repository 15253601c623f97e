"""Where the parts of a memory cell block go on its sheet, in inches."""

from __future__ import annotations

from dataclasses import dataclass

from lstmcourse.figures import style


@dataclass(frozen=True)
class Plan:
    """Middles of columns (x) and rows (y), z at the bottom and h at the top."""

    in_gate: float | None
    cells: list[float]
    out_gate: float | None
    stacked: bool
    """True when a value stands under its name, False when it stands beside it."""
    wide: bool
    side: float
    """How far forward lines are left, and the error's right, of a column's middle."""
    half: float
    net: float
    squash_g: float
    g: float
    times_in: float | None
    plus: float
    s: float
    squash_h: float
    shown: float
    times_out: float | None
    h: float
    top: float

    width = style.WIDTH
    z = 0.0
    z_half = 0.19
    bottom = -0.24
    radius = 0.17
    tap = 0.42
    """From a cell to where a gate's line turns up to it."""

    @classmethod
    def of(cls, size: int, in_gate: bool, out_gate: bool, values: bool, error: bool) -> Plan:
        """The plan for `size` cells, with room for values and for the error's way."""
        several = size > 1
        half = 0.28 if several and values else 0.18
        radius, bus = cls.radius, 0.50 if several else 0.26
        net = cls.z_half + 0.66 + half
        squash_g = net + half + 0.18 + radius
        g = squash_g + radius + 0.20 + half
        row = g + half
        times_in = times_out = None
        if in_gate:
            times_in = row + bus + radius
            row = times_in + radius
        plus = row + 0.28 + radius
        s = plus + radius + 0.24 + half
        squash_h = s + half + 0.18 + radius
        shown = squash_h + radius + 0.20 + half
        row = shown + half
        if out_gate:
            times_out = row + bus + radius
            row = times_out + radius
        h = row + (0.44 if several or not out_gate else 0.52) + half
        left, *cells, right = cls._columns(size)
        return cls(
            in_gate=left if in_gate else None,
            cells=cells,
            out_gate=right if out_gate else None,
            stacked=several,
            wide=values and not several,
            side=0.075 if error else 0.0,
            half=half,
            net=net,
            squash_g=squash_g,
            g=g,
            times_in=times_in,
            plus=plus,
            s=s,
            squash_h=squash_h,
            shown=shown,
            times_out=times_out,
            h=h,
            top=h + half + (0.42 if error else 0.06),
        )

    @classmethod
    def _columns(cls, size: int) -> list[float]:
        """A column of cells is a little wider than one of a gate; an absent gate's stays empty."""
        shares = [0.92, *[1.0] * size, 0.92]
        unit = (cls.width - 0.1) / sum(shares)
        starts = [sum(shares[:place]) for place in range(len(shares))]
        return [
            0.05 + unit * (start + share / 2) for start, share in zip(starts, shares, strict=True)
        ]

    @property
    def rim(self) -> float:
        """From the middle of a circle to where a line beside its middle meets it."""
        return (self.radius**2 - self.side**2) ** 0.5

    @property
    def s_width(self) -> float:
        if self.wide:
            return 1.2
        return 0.8 if self.stacked else 0.72  # room for a value such as -1.200

    @property
    def loop(self) -> float:
        """From the middle of a cell to the far side of its loop."""
        return self.s_width / 2 + (0.17 if self.stacked else 0.25)

    @property
    def frame_bottom(self) -> float:
        return self.net - self.half - 0.12

    @property
    def frame_top(self) -> float:
        return self.h - self.half - 0.12

    def box_width(self, gate: bool) -> float:
        if self.wide:
            return 1.6
        return 0.9 if gate else 0.84

    def gate(self, kind: str) -> float | None:
        return self.in_gate if kind == "in" else self.out_gate

    def times(self, kind: str) -> float:
        return self.times_in if kind == "in" else self.times_out

    def gate_output(self, kind: str) -> float:
        """The row of a gate's output: beside its multiplication, or below it to reach several."""
        return self.times(kind) - (0.40 if self.stacked else 0.0)
