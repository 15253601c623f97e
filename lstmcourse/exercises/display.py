"""Show blocks of content as plain text and as HTML. Both have the same words in the same order.

The HTML carries its own inline style, inherits the page's text colour and uses see-through
tints, so it reads well on light and dark pages, in JupyterLab and on the static site.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from html import escape

WIDTH = 88


@dataclass(frozen=True)
class Block:
    """A piece of content.

    kind: head, mistake, text, where, code, table, stages, note, folded or footer.
    title: second part of a head, or the line a folded block is opened with.
    rows, header: for tables.
    """

    kind: str
    text: str
    title: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    header: tuple[str, ...] = ()


class Shown:
    """Anything with ``blocks()`` and ``tone()`` shows itself: repr as text, in Jupyter as HTML."""

    def blocks(self) -> list[Block]:
        raise NotImplementedError

    def tone(self) -> str:
        return "plain"

    def __repr__(self) -> str:
        return as_text(self.blocks())

    def __str__(self) -> str:
        return as_text(self.blocks())

    def _repr_html_(self) -> str:
        return as_html(self.blocks(), self.tone())


def as_text(blocks: list[Block]) -> str:
    """Plain text, wrapped at 88 columns; code and tables are not wrapped."""
    return "\n".join(_text(block) for block in blocks)


def _text(block: Block) -> str:
    if block.kind == "head":
        return f"{block.text}  [{block.title}]"
    if block.kind == "table":
        return _text_table(block)
    if block.kind == "code":
        return textwrap.indent(block.text, "    ")
    if block.kind == "folded":
        return f"  {block.title}:\n" + textwrap.indent(block.text, "    ")
    indent = "  " if block.kind != "footer" else ""
    return "\n".join(
        textwrap.fill(
            line,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,  # a path that is broken cannot be copied
            break_on_hyphens=False,
        )
        for line in block.text.splitlines()
    )


def _text_table(block: Block) -> str:
    rows = ([block.header] if block.header else []) + list(block.rows)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)
    return "\n".join("    " + line.rstrip() for line in lines)


_TONES = {  # edge, tint: mid tones that stand out on white and on near black
    "good": ("#2a9d5c", "rgba(42,157,92,.10)"),
    "bad": ("#d1582b", "rgba(209,88,43,.10)"),
    "plain": ("#7a8494", "rgba(122,132,148,.10)"),
}
_BOX = (
    "border:1px solid {edge};border-left-width:6px;border-radius:6px;background:{tint};"
    "color:inherit;padding:.6em .9em;margin:.4em 0;max-width:52em;overflow-x:auto;line-height:1.45"
)
_PRE = (
    "margin:.4em 0;padding:.5em .7em;background:rgba(122,132,148,.14);color:inherit;border:0;"
    "border-radius:4px;white-space:pre-wrap;font-size:.9em"
)
_CELL = "text-align:left;padding:.1em .9em .1em 0;border:0;background:none;color:inherit"


def as_html(blocks: list[Block], tone: str = "plain") -> str:
    """A self-contained box; everything that comes from outside is escaped."""
    edge, tint = _TONES[tone]
    inner = "".join(_html(block) for block in blocks)
    style = _BOX.format(edge=edge, tint=tint)
    return f'<div class="lstmcourse-report" style="{style}">{inner}</div>'


def _html(block: Block) -> str:
    text = escape(block.text).replace("\n", "<br>")
    if block.kind == "head":
        return f"<div><strong>{text}</strong>&ensp;<span>[{escape(block.title)}]</span></div>"
    if block.kind == "mistake":
        return f'<div style="margin-top:.4em"><strong>{text}</strong></div>'
    if block.kind == "code":
        return f'<pre style="{_PRE}">{escape(block.text)}</pre>'
    if block.kind == "folded":
        return (
            f'<details style="margin:.3em 0"><summary>{escape(block.title)}:</summary>'
            f'<pre style="{_PRE}">{escape(block.text)}</pre></details>'
        )
    if block.kind == "table":
        return _html_table(block)
    if block.kind in ("stages", "footer", "note", "where"):
        return f'<div style="margin-top:.3em;font-size:.93em">{text}</div>'
    return f'<div style="margin-top:.3em">{text}</div>'


def _html_table(block: Block) -> str:
    def row(cells: tuple[str, ...], tag: str) -> str:
        inner = "".join(f'<{tag} style="{_CELL}">{escape(cell)}</{tag}>' for cell in cells)
        return f'<tr style="background:none">{inner}</tr>'

    head = f"<thead>{row(block.header, 'th')}</thead>" if block.header else ""
    body = "".join(row(cells, "td") for cells in block.rows)
    return (
        '<table style="border-collapse:collapse;margin:.3em 0;border:0;font-size:.95em">'
        f"{head}<tbody>{body}</tbody></table>"
    )
