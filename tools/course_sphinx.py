"""Sphinx extension of the book: API pages out of plain docstrings, a description on every page.

Our docstrings are written for `help()`: paragraphs, indented equations, double-backtick code, and
the sections Args, Returns and Raises. Before Sphinx reads them as reStructuredText,

- an indented block that follows a paragraph becomes a literal block (equations keep their shape),
- every entry of a section becomes a bullet, as does every "name: text" for a parameter or field,
- characters that reStructuredText would read as markup are escaped,
- "book/rnn/bptt" becomes a link to that page, where the book has it,
- the fields of a NamedTuple appear with the comments that give their shapes.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Any

SECTION = re.compile(r"^(Args|Arguments|Returns|Raises|Yields|Attributes|Notes?|Examples?):$")
ITEM = re.compile(r"^([\w*.]+(?:, [\w*.]+)*): (.*)$")
BULLET = re.compile(r"^(?:[-*]|\d+\.) ")
CODE = re.compile(r"(``.+?``|`[^`]+`)")
PAGE = re.compile(r"\bbook/[a-z0-9-]+(?:/[a-z0-9-]+)*")
DTYPE = re.compile(r"type\[Any\] \| dtype\[Any\] \|.*?_DTypeDict \| str")
ANY_PARAMS = re.compile(r"(?<![\w.])Params\b")
CELLS_PARAMS = "rnn.Params | lstm.Params | gru.Params"
FIELD = re.compile(r"^    (\w+): [^#\n]+#\s*(.+)$", re.MULTILINE)

SEARCH_DESCRIPTION = "Search all pages of the course on recurrent memory: text, code and exercises."


def setup(app: Any) -> dict[str, Any]:
    app.connect("autodoc-process-docstring", process_docstring)
    app.connect("autodoc-process-signature", shorten_signature)
    app.connect("autodoc-skip-member", skip_member)
    app.connect("html-page-context", describe_search_page)
    app.connect("html-page-context", mend_bibliography)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def describe_search_page(
    app: Any, pagename: str, templatename: str, context: dict, doctree: Any
) -> None:
    """Authors describe their own pages; the search page has no source to do it in."""
    if pagename == "search":
        tag = f'<meta name="description" content="{SEARCH_DESCRIPTION}" />'
        context["metatags"] = context.get("metatags", "") + tag


def mend_bibliography(
    app: Any, pagename: str, templatename: str, context: dict, doctree: Any
) -> None:
    """docutils calls the bibliography a list but its entries no list items; screen readers balk."""
    if "body" in context:
        context["body"] = context["body"].replace(
            '<div role="list" class="citation-list">', '<div class="citation-list">'
        )


def skip_member(app: Any, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool | None:
    """Leave out NamedTuple's own entries ('Alias for field number 0')."""
    doc = getattr(obj, "__doc__", None) or ""
    return True if doc.startswith("Alias for field number") else None


def shorten_signature(
    app: Any, what: str, name: str, obj: Any, options: Any, signature: str, returns: str
) -> tuple[str, str]:
    """Write NumPy's DTypeLike, which Python spells out as all that it allows, by its name.

    And where any cell's ``Params`` is meant, say so: the bare name stands for several classes, and
    Sphinx cannot choose one to link to. A dataclass's "<factory>" is no Python: with it Sphinx
    would print the signature as one unbroken text, with the full path of every class.
    """
    signature = signature and signature.replace("<factory>", "...")
    if name.startswith("lstmcourse.interop"):
        signature, returns = (
            text and ANY_PARAMS.sub(CELLS_PARAMS, text) for text in (signature, returns)
        )
    return DTYPE.sub("DTypeLike", signature) if signature else signature, returns


def process_docstring(
    app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Rewrite `lines` in place, as autodoc asks for."""
    pages = set(app.env.found_docs)
    text = to_rst(lines, pages, names_of(obj))
    lines[:] = [*text, *(field_list(obj) if what == "class" else [])]


def names_of(obj: Any) -> set[str]:
    """The parameters of a function, or the parameters and fields of a class."""
    names = set(getattr(obj, "__annotations__", {}))
    try:
        names |= set(inspect.signature(obj).parameters)
    except (TypeError, ValueError):
        pass
    return names


def to_rst(lines: list[str], pages: set[str], names: set[str] = frozenset()) -> list[str]:
    """reStructuredText for a docstring whose common indentation autodoc has already removed."""
    out: list[str] = []
    blocks = _blocks(lines)
    section = ""  # the section whose indented blocks follow
    for block in blocks:
        indented = block[0].startswith(" ")
        if not indented:
            section = ""
            for i, line in enumerate(block):
                if SECTION.match(line):
                    section, block, rest = line[:-1], block[:i], block[i + 1 :]
                    break
            else:
                rest = []
            item = ITEM.match(block[0]) if block else None
            if item and set(item[1].split(", ")) <= names:
                out += _items(block, pages)
            else:
                out += _paragraph(block, pages)
            if section:
                out += [f"**{section}**", ""]
                out += _items(rest, pages) if rest else []
        elif section:
            out += _items(block, pages)
        else:
            out += ["::", "", *(f"    {line}" for line in _dedent(block)), ""]
    return out


def _blocks(lines: list[str]) -> list[list[str]]:
    """Runs of non-blank lines; indented blocks with blank lines between them stay one block."""
    blocks: list[list[str]] = []
    blank = True
    for line in lines:
        if not line.strip():
            blank = True
            continue
        if blank and blocks and line.startswith(" ") and blocks[-1][0].startswith(" "):
            blocks[-1] += ["", line]
        elif blank or not blocks:
            blocks.append([line])
        else:
            blocks[-1].append(line)
        blank = False
    return blocks


def _dedent(block: list[str]) -> list[str]:
    return textwrap.dedent("\n".join(block)).splitlines()


def _paragraph(block: list[str], pages: set[str]) -> list[str]:
    """Text; lines that are indented under a paragraph's own line are shown as they stand."""
    out: list[str] = []
    literal = False
    in_list = False
    for line in block:
        if line.startswith(" ") and not in_list:
            if not literal:
                out += ["", "::", ""]
            literal = True
            out.append(f"    {line.strip()}")
            continue
        if literal:
            out.append("")
            literal = False
        if BULLET.match(line) and not in_list:
            out.append("")
            in_list = True
        out.append(_escape(line, pages))
    return [*out, ""] if out else []


def _items(block: list[str], pages: set[str]) -> list[str]:
    """The entries of Args, Returns or Raises as bullets, continued lines joined to their entry."""
    entries: list[str] = []
    for line in _dedent(block):
        if line.startswith(" ") and entries:
            entries[-1] += " " + line.strip()
        elif ITEM.match(line) or not entries:
            entries.append(line)
        elif line.strip():
            entries[-1] += " " + line
    out = []
    for entry in entries:
        item = ITEM.match(entry)
        if item:
            names = ", ".join(f"``{name}``" for name in item[1].split(", "))
            entry = f"{names}: {_escape(item[2], pages)}"
        else:
            entry = _escape(entry, pages)
        out.append(f"- {entry}")
    return [*out, ""]


def _escape(line: str, pages: set[str]) -> str:
    """Escape markup outside ``code``; keep list bullets, turn page names into links."""
    lead, text = re.match(r"(\s*(?:[-*] |\d+\. )?)(.*)", line).groups()
    parts = CODE.split(text)
    for i in range(1, len(parts), 2):
        parts[i] = f"``{parts[i].strip('`')}``"  # single backticks mean code as well
    for i in range(0, len(parts), 2):
        part = re.sub(r"([*|`\\])", r"\\\1", parts[i])
        part = re.sub(r"_(?!\w)", r"\\_", part)
        parts[i] = PAGE.sub(
            lambda m: f":doc:`/{m.group()}`" if m.group() in pages else m.group(), part
        )
    return lead + "".join(parts)


def field_list(obj: Any) -> list[str]:
    """A bullet per field of a NamedTuple, with the comment that stands behind it in the source."""
    if not (isinstance(obj, type) and issubclass(obj, tuple) and hasattr(obj, "_fields")):
        return []
    try:
        comments = dict(FIELD.findall(textwrap.dedent(inspect.getsource(obj))))
    except (OSError, TypeError):
        return []
    bullets = [
        f"- ``{name}``: {_escape(comments[name], set())}"
        for name in obj._fields
        if name in comments
    ]
    return [*bullets, ""] if bullets else []
