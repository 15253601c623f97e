"""How each experiment of the 1997 paper is run: one frozen record per LSTM row of Tables 1 to 9.

    PROTOCOLS["6a"]                         a record: task, net, rate, criteria, the paper's numbers
    choose(["2c", "4-*"])                   several, in the paper's order
    PROTOCOLS["4-1"].with_options(output_unit="linear")

The settings are those of Tables 10 and 11. What the paper leaves open is in ``Options``; the
defaults are the literal reading.

Source: Hochreiter and Schmidhuber (1997), section 5, Tables 1 to 11.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from lstmcourse.paper1997._choosing import choose_from, unknown
from lstmcourse.paper1997._options import Options
from lstmcourse.paper1997._records import (
    Criterion,
    Net,
    Paper,
    Protocol,
    TaskSettings,
)
from lstmcourse.paper1997._rows import all_rows

__all__ = [
    "PROTOCOLS",
    "Criterion",
    "Net",
    "Options",
    "Paper",
    "Protocol",
    "TaskSettings",
    "choose",
    "protocol_named",
]

PROTOCOLS: Mapping[str, Protocol] = MappingProxyType({row.name: row for row in all_rows()})
"""All rows by name, in the paper's order."""


def protocol_named(name: str) -> Protocol:
    """The row of this name.

    Raises:
        ValueError: there is none; the message lists the nearest names.
    """
    if name not in PROTOCOLS:
        raise ValueError(unknown(PROTOCOLS, name))
    return PROTOCOLS[name]


def choose(patterns: str | Iterable[str]) -> list[Protocol]:
    """Rows by name, each once, in the paper's order.

    Args:
        patterns: one or several of: a name ("6a"), the first part of names ("2c": all rows 2c-1,
            2c-2, ...; "3": 3a-1 to 3c-2), or a pattern with * and ? ("4-*").

    Raises:
        ValueError: a pattern fits no row; the message lists the nearest names.
    """
    return choose_from(PROTOCOLS, patterns)
