"""The Reber grammar, the embedded Reber grammar, and the continual one, as graphs.

What they are, and the task made of them: `lstmcourse.tasks.reber`.

Explained in: book/lstm/forget-gate
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lstmcourse.tasks._arguments import check_rng
from lstmcourse.tasks.symbols import Vocabulary

SYMBOLS = Vocabulary(tuple("BTPSXVE"), "character")
"""The seven symbols; the id of a symbol is its place in BTPSXVE."""

Arrows = tuple[tuple[str, int], ...]

_REBER: tuple[Arrows, ...] = (
    (("B", 1),),
    (("T", 2), ("P", 3)),
    (("S", 2), ("X", 4)),
    (("T", 3), ("V", 5)),
    (("X", 3), ("S", 6)),
    (("P", 4), ("V", 6)),
    (("E", 7),),
)
_END = 7


@dataclass(frozen=True)
class Grammar:
    """A graph whose paths from state 0 are the strings.

    name: for messages.
    arrows: arrows[s] are the (symbol, next state) pairs of state s. A state without an entry is
        the end. The arrows of one state have different symbols and equal probabilities.
    memory_states: the states whose next symbol only the second symbol of the string tells.
    """

    name: str
    arrows: tuple[Arrows, ...]
    memory_states: tuple[int, ...] = ()
    table: np.ndarray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        table = np.full((len(self.arrows) + 1, len(SYMBOLS)), -1)
        for state, arrows in enumerate(self.arrows):
            for symbol, following in arrows:
                table[state, SYMBOLS.id(symbol)] = following
        table.flags.writeable = False
        object.__setattr__(self, "table", table)

    @property
    def endless(self) -> bool:
        """True when no arrow leads to the end."""
        return not np.any(self.table == len(self.arrows))

    def draw(self, rng: np.random.Generator) -> str:
        """One random string. Raises ValueError for a grammar without an end."""
        rng = check_rng(rng)
        if self.endless:
            raise ValueError(f"the {self.name} grammar has no end; use stream(rng, batch, steps)")
        symbols, state = [], 0
        while state < len(self.arrows):
            arrows = self.arrows[state]
            symbol, state = arrows[rng.integers(len(arrows)) if len(arrows) > 1 else 0]
            symbols.append(symbol)
        return "".join(symbols)

    def accepts(self, text: str) -> bool:
        """True when `text` is a whole string (for an endless grammar: the start of a stream)."""
        states, stop = self._walk(text)
        return stop is None and (self.endless or states[-1] == len(self.arrows))

    def legal_next(self, text: str) -> tuple[frozenset[str], ...]:
        """The symbols that may follow text[0], text[:2], ..., text: one set per symbol of text.

        The last set is empty after a whole string (after E, unless the grammar is continual).
        Raises ValueError where `text` leaves the grammar; the message says at which symbol.
        """
        return tuple(
            frozenset(np.array(SYMBOLS.symbols)[row].tolist())
            for row in self.table[self.states(text)[1:]] >= 0
        )

    def states(self, text: str) -> list[int]:
        """The states on the way: before the first symbol, after it, ..., after the last one."""
        states, stop = self._walk(text)
        if stop is not None:
            legal = np.array(SYMBOLS.symbols)[self.table[states[-1]] >= 0]
            raise ValueError(
                f"{text!r} is no {self.name} string: symbol number {stop} (counted from 0) is "
                f"{text[stop]!r}, where {' or '.join(legal) or 'nothing'} may come"
            )
        return states

    def _walk(self, text: str) -> tuple[list[int], int | None]:
        """The states up to the first symbol that is not legal, and that symbol's number."""
        if not isinstance(text, str):
            raise TypeError(f"a Reber string is a str such as 'BTXSE', not {type(text).__name__}")
        states = [0]
        for number, symbol in enumerate(text):
            known = symbol in SYMBOLS
            following = int(self.table[states[-1], SYMBOLS.id(symbol)]) if known else -1
            if following < 0:
                return states, number
            states.append(following)
        return states, None


def _embed(after: int | None) -> tuple[Arrows, ...]:
    """B, (T|P), Reber, the same, E; the last E leads to state `after`, or to the end."""
    inside = len(_REBER)

    def copy(first: int, own: str, last: int) -> list[Arrows]:
        # The state after the inner E, first + 7, knows which letter the string began with.
        moved = [tuple((symbol, first + to) for symbol, to in arrows) for arrows in _REBER]
        return [*moved, ((own, last),)]

    top, bottom = 2, 2 + inside + 1
    last = bottom + inside + 1
    return (
        (("B", 1),),
        (("T", top), ("P", bottom)),
        *copy(top, "T", last),
        *copy(bottom, "P", last),
        (("E", last + 1 if after is None else after),),
    )


REBER = Grammar("Reber", _REBER)
"""The plain grammar: 5 symbols or more, mean length 8."""
EMBEDDED = Grammar("embedded Reber", _embed(None), memory_states=(2 + _END, 10 + _END))
"""The embedded grammar: 9 symbols or more, mean length 12."""
CONTINUAL = Grammar("continual Reber", _embed(0), memory_states=EMBEDDED.memory_states)
"""The embedded grammar with an arrow from its end back to its start."""
