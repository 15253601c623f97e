"""Pictures to step through, with buttons, as one piece of HTML that needs nothing from outside."""

from __future__ import annotations

import base64
import io
import struct
import textwrap
from collections.abc import Iterable
from html import escape
from importlib import resources
from typing import Any

import numpy as np

_PNG = b"\x89PNG\r\n\x1a\n"
_SHORTEST_ALT = 40
_PIXELS = 960
_EXACT = 64
"""The width of a picture that is drawn here, and how many of its colours are not approximated."""


class StepPlayer:
    """Pictures with captions, one at a time, for the last line of a notebook cell.

        StepPlayer([(caption, alt, figure), ...], title="...", label="...")

    steps: a (caption, alt, picture) for each step. caption is one or two plain sentences, alt says
        what the picture shows in at least 40 characters, for readers who do not see it. A picture
        is a Matplotlib Figure, an Axes, whose figure is taken, or the bytes of a PNG file. Figures
        are drawn at once and closed, so that the notebook does not show them a second time.
    title: a short line above the pictures.
    label: what a screen reader calls the whole, such as "Six steps of attention".
    seconds: how long Play shows each step, 1 to 600.

    It never starts by itself; Play stops at the last step. Left, Right, Home and End step as well
    while a button has the focus. Without JavaScript, and on paper, all pictures stand below each
    other. Equal arguments give equal HTML, and one page may hold many players. Raises TypeError or
    ValueError that says which step is not as it should be.

    The cell that shows it needs no alt text of its own: each picture carries one.

    Explained in: book/attention/retrieval
    """

    def __init__(
        self,
        steps: Iterable[tuple[str, str, Any]],
        *,
        title: str,
        label: str,
        seconds: float = 4.0,
    ) -> None:
        self.title = _words("title", title)
        self.label = _words("label", label)
        if not 1 <= seconds <= 600:
            raise ValueError(f"seconds must be 1 to 600, so that there is time to look: {seconds}")
        self.seconds = float(seconds)
        self.steps = tuple(_step(number, step) for number, step in enumerate(steps, 1))
        if not self.steps:
            raise ValueError("a player needs at least one step: (caption, alt, picture)")

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        lines = [f"{self.title} ({len(self)} pictures)"]
        for number, (caption, _, _) in enumerate(self.steps, 1):
            first = f"{number}. "
            lines += textwrap.wrap(
                caption, 72, initial_indent=first, subsequent_indent=" " * len(first)
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        figures = "".join(
            self._figure(number, *step) for number, step in enumerate(self.steps, start=1)
        )
        return (
            f'<div class="lstmcourse-player" role="group" aria-label="{escape(self.label)}" '
            f'data-seconds="{self.seconds:g}">'
            f"<style>{_part('step_player.css')}</style>"
            f'<p class="player-title"><strong>{escape(self.title)}</strong></p>'
            f'<div class="player-steps">{figures}</div>'
            f"<script>{_part('step_player.js')}</script>"
            "</div>"
        )

    def _figure(self, number: int, caption: str, alt: str, png: bytes) -> str:
        width, height = struct.unpack(">II", png[16:24])
        data = base64.b64encode(png).decode("ascii")
        return (
            f"<figure><figcaption><strong>Step {number} of {len(self)}.</strong> "
            f'{escape(caption)}</figcaption><img alt="{escape(alt)}" width="{width}" '
            f'height="{height}" src="data:image/png;base64,{data}"></figure>'
        )


def _part(name: str) -> str:
    """A file that lies beside this one, as one line."""
    text = resources.files("lstmcourse.figures").joinpath(name).read_text(encoding="utf-8")
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def _words(what: str, text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{what} must be a text that says something, not {text!r}")
    return " ".join(text.split())


def _step(number: int, step: Any) -> tuple[str, str, bytes]:
    try:
        caption, alt, picture = step
    except (TypeError, ValueError) as error:
        raise TypeError(f"step {number} must be (caption, alt, picture)") from error
    caption, alt = _words(f"the caption of step {number}", caption), _words(f"alt {number}", alt)
    if len(alt) < _SHORTEST_ALT:
        raise ValueError(
            f"the alt text of step {number} has {len(alt)} characters; it needs {_SHORTEST_ALT} or "
            f"more to say what the picture shows: {alt!r}"
        )
    return caption, alt, _png(number, picture)


def _png(number: int, picture: Any) -> bytes:
    if isinstance(picture, bytes | bytearray):
        if not picture.startswith(_PNG) or len(picture) < 24:
            raise ValueError(f"the bytes of step {number} are no PNG file")
        return bytes(picture)
    figure = picture if hasattr(picture, "savefig") else getattr(picture, "figure", None)
    if not hasattr(figure, "savefig"):
        raise TypeError(
            f"the picture of step {number} must be a Matplotlib figure, an Axes or the bytes of a "
            f"PNG file, not {type(picture).__name__}"
        )
    from matplotlib import pyplot

    drawn = io.BytesIO()
    dots = _PIXELS / figure.get_figwidth()
    figure.savefig(drawn, format="png", dpi=dots, facecolor=figure.get_facecolor())
    pyplot.close(figure)
    return _in_few_colours(drawn)


def _in_few_colours(drawn: io.BytesIO) -> bytes:
    """The same PNG with 256 colours: it looks the same and has a third of the bytes.

    A page may hold a dozen of them. What Matplotlib writes beside the picture, such as its version,
    is gone as well.
    """
    from PIL import Image

    picture = Image.open(drawn).convert("RGB")
    rest = picture.quantize(256 - _EXACT, Image.Quantize.MAXCOVERAGE, dither=0)
    red, green, blue = np.moveaxis(np.asarray(picture, dtype=np.int32), 2, 0)
    packed = (red << 16 | green << 8 | blue).ravel()
    colours, first, where, counts = np.unique(
        packed, return_index=True, return_inverse=True, return_counts=True
    )
    # Areas keep their colours exactly; what lies between them, on edges, is approximated.
    number = np.asarray(rest).ravel()[first] + np.uint8(_EXACT)
    frequent = np.argsort(-counts, kind="stable")[:_EXACT]
    number[frequent] = np.arange(len(frequent))
    palette = np.zeros((_EXACT, 3), dtype=np.uint8)
    palette[: len(frequent)] = colours[frequent, None] >> [16, 8, 0] & 255
    few = Image.fromarray(number[where].reshape(red.shape))
    few.putpalette([*palette.ravel().tolist(), *rest.getpalette()])
    file = io.BytesIO()
    few.save(file, format="png", optimize=True)
    return file.getvalue()
