"""Boxes, circles and arrows for the diagrams: a sheet measured in inches that fits any Axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch
from matplotlib.patheffects import withStroke

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Point = tuple[float, float]

TEXT_SIZE = 12.0
MINUS = "\u2212"

_LETTER = 0.6
"""How wide a letter is on average, in parts of the text size."""


@dataclass(frozen=True)
class Sheet:
    """An Axes without axis lines whose unit is an inch, times `scale` where it had to shrink."""

    ax: Axes
    scale: float

    @classmethod
    def new(cls, width: float, low: float, high: float, ax: Axes | None) -> Sheet:
        """A sheet for x in 0..width and y in low..high; None makes a figure of that size."""
        if ax is None:
            ax = style.new_axes(high - low + 0.1, width=width)
            scale = 1.0
        else:
            space = ax.get_window_extent()
            dpi = ax.figure.dpi
            scale = min(space.width / dpi / width, space.height / dpi / (high - low), 1.0)
        ax.set_xlim(0, width)
        ax.set_ylim(low, high)
        ax.set_aspect("equal")
        ax.axis("off")
        return cls(ax, scale)

    def text(self, x: float, y: float, text: str, *, width: float | None = None, **how: Any) -> Any:
        """Text centred on (x, y); smaller, if need be, to be at most `width` inches wide."""
        look = {"ha": "center", "va": "center", "fontsize": TEXT_SIZE, "color": style.INK, **how}
        if width is not None and "$" not in text:
            longest = max(map(len, text.split("\n")))
            fitting = 72 * width / (_LETTER * max(longest, 1))
            look["fontsize"] = max(8.0, min(look["fontsize"], fitting))
        elif width is not None:
            look["fontsize"] += 3  # the letters of a formula are smaller
        look["fontsize"] *= self.scale
        return self.ax.text(x, y, text, **{"zorder": 6, **look})

    def box(self, x: float, y: float, size: Point, **how: Any) -> None:
        """A rounded box of `size` (width, height) with its middle at (x, y)."""
        width, height = size
        look = {"facecolor": "white", "edgecolor": style.SLATE, "linewidth": 1.3, "zorder": 3}
        look = {**look, **how}
        look["linewidth"] *= self.scale
        patch = FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.07",
            **look,
        )
        self.ax.add_patch(patch)

    def circle(self, x: float, y: float, radius: float, **how: Any) -> None:
        look = {"facecolor": "white", "edgecolor": style.SLATE, "linewidth": 1.3, "zorder": 3}
        look = {**look, **how}
        look["linewidth"] *= self.scale
        self.ax.add_patch(Circle((x, y), radius, **look))

    def dot(self, x: float, y: float, colour: str) -> None:
        """A branch of a line."""
        self.circle(x, y, 0.035, facecolor=colour, edgecolor=colour)

    def arrow(
        self, points: Sequence[Point], *, head: bool = True, strip: str | None = None, **how: Any
    ) -> None:
        """A line along the points, with a head at its end.

        strip: the colour of a strip under the line, which cuts the lines that it crosses. The
        shaft may be dashed; the head is always whole.
        """
        look = {"color": style.MUTED, "linewidth": 1.5, "linestyle": "-", "zorder": 2, **how}
        head_size = (8.0 + 1.5 * look["linewidth"]) * self.scale
        look["linewidth"] *= self.scale
        (x, y), before = points[-1], points[-2]
        length = float(np.hypot(x - before[0], y - before[1]))
        tip = (x - 0.04 * (x - before[0]) / length, y - 0.04 * (y - before[1]) / length)
        xs, ys = zip(*points[:-1], tip if head else points[-1], strict=True)
        if strip is not None:
            look["path_effects"] = [
                withStroke(linewidth=look["linewidth"] + 4 * self.scale, foreground=strip)
            ]
        self.ax.plot(
            xs, ys, solid_capstyle="butt", dash_capstyle="butt", solid_joinstyle="round", **look
        )
        if not head:
            return
        self.ax.annotate(
            "",
            (x, y),
            tip,
            arrowprops={
                "arrowstyle": "-|>,head_length=0.45,head_width=0.22",
                "mutation_scale": head_size,
                "shrinkA": 0,
                "shrinkB": 0,
                "linewidth": 0.6 * self.scale,
                "color": look["color"],
                "zorder": look["zorder"],
            },
        )

    def error(self, points: Sequence[Point], *, head: bool = True) -> None:
        """A piece of an error's way back: dashed red, with gid "error"."""
        how = {"color": style.ERROR, "linewidth": 1.8, "linestyle": (0, (2.6, 1.3)), "zorder": 5}
        self.arrow(points, head=head, gid="error", **how)


def shown(name: str, value: Any) -> str:
    """A number with three digits that count, and a proper minus sign; a text as it is."""
    if isinstance(value, str):
        return value
    try:
        return f"{float(value) + 0.0:.3g}".replace("-", MINUS)  # + 0.0 makes -0 a 0
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must hold numbers or texts, not {value!r}") from error


def shown_list(name: str, values: Any, count: int) -> list[str]:
    """`count` numbers or texts, ready to print; a single one may come without a list."""
    single = isinstance(values, str) or np.ndim(values) == 0
    several = [values] if single else list(values)
    if len(several) != count or any(np.ndim(value) for value in several):
        wanted = "one number or text" if count == 1 else f"a list of {count}, one for each cell"
        raise ValueError(f"{name} must be {wanted}, not {values!r}")
    return [shown(name, value) for value in several]
