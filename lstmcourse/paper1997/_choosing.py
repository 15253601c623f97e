"""Rows by name and pattern."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import TypeVar

Row = TypeVar("Row")


def choose_from(rows: Mapping[str, Row], patterns: str | Iterable[str]) -> list[Row]:
    """The rows that one of the patterns fits, each once, in their order.

    Raises:
        ValueError: a pattern fits no row; the message lists the nearest names.
    """
    patterns = [patterns] if isinstance(patterns, str) else list(patterns)
    chosen: set[str] = set()
    for pattern in patterns:
        found = {name for name in rows if _fits(name, pattern)}
        if not found:
            raise ValueError(unknown(rows, pattern))
        chosen |= found
    return [row for name, row in rows.items() if name in chosen]


def _fits(name: str, pattern: str) -> bool:
    if fnmatchcase(name, pattern) or name.startswith(f"{pattern}-"):
        return True
    return pattern == name[0] and pattern.isdigit()  # "3": 3a-1 to 3c-2


def unknown(rows: Mapping[str, object], name: str) -> str:
    """What to say where no row has this name."""
    near = difflib.get_close_matches(str(name), rows, n=5, cutoff=0.3)
    if not near:
        return f"no row {name!r} in the laboratory; there are {', '.join(rows)}"
    return f"no row {name!r} in the laboratory; near it: {', '.join(near)}"
