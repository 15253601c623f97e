"""All that the laboratory can run: the LSTM rows of Tables 1 to 9, and the other learners.

    ROWS["6a"], ROWS["guess-latch"]         one row
    find_rows(["2c", "4-*", "modern"])      several

A row has ``name``, ``table``, ``task``, ``trials``, ``cap``, ``paper``, ``options`` with
``changed()``, and ``run(seed, cap=None)``, which returns a ``trial.Trial``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from lstmcourse.paper1997 import baselines, guessing, modern
from lstmcourse.paper1997._choosing import choose_from
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.trial import Trial

__all__ = ["ROWS", "Row", "find_rows"]


class Row(Protocol):
    """What the runner asks of a row."""

    name: str
    table: int
    task: str
    trials: int
    cap: int
    paper: Any
    options: Any

    def run(self, seed: int, cap: int | None = None) -> Trial:
        """One trial, a pure function of row, options and seed."""


ROWS: Mapping[str, Row] = MappingProxyType(
    {**PROTOCOLS, **baselines.ROWS, **guessing.ROWS, **modern.ROWS}
)
"""All rows by name: the LSTM rows in the paper's order, then the other learners."""


def find_rows(patterns: str | Iterable[str]) -> list[Row]:
    """Rows by name, each once, in the order of ``ROWS``.

    Args:
        patterns: one or several of: a name ("6a", "modern-6a"), the first part of names ("2c",
            "modern", "rtrl-2a"), a number ("3": 3a-1 to 3c-2), or a pattern with * and ? ("4-*").

    Raises:
        ValueError: a pattern fits no row; the message lists the nearest names.
    """
    return choose_from(ROWS, patterns)
