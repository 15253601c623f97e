"""Tables over the whole bank: the catalogue, and a learner's progress page by page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from lstmcourse.exercises import store
from lstmcourse.exercises.display import Block, Shown
from lstmcourse.exercises.model import Exercise
from lstmcourse.exercises.store import Record


@dataclass(frozen=True, repr=False)
class _Overview(Shown):
    exercises: tuple[Exercise, ...]
    records: tuple[Record, ...]
    problems: tuple[str, ...]

    def _notes(self) -> list[Block]:
        return [Block("note", problem) for problem in self.problems]


@dataclass(frozen=True, repr=False)
class Catalogue(_Overview):
    """All exercises. Iterating gives their ids."""

    def __iter__(self):
        return iter([exercise.id for exercise in self.exercises])

    def __len__(self) -> int:
        return len(self.exercises)

    def blocks(self) -> list[Block]:
        rows = tuple(
            (e.id, e.title, e.kind, e.page, r.best)
            for e, r in zip(self.exercises, self.records, strict=True)
        )
        header = ("id", "title", "kind", "page", "where you stand")
        return [Block("table", "", rows=rows, header=header), *self._notes()]


@dataclass(frozen=True, repr=False)
class Progress(_Overview):
    """Solved and tried exercises by page. ``to_json`` and ``to_markdown`` export it."""

    @property
    def solved(self) -> int:
        """Number of exercises solved."""
        return sum(record.best == "correct" for record in self.records)

    @property
    def total(self) -> int:
        """Number of exercises."""
        return len(self.exercises)

    def _rows(self) -> tuple[tuple[str, ...], ...]:
        rows = []
        for page in dict.fromkeys(e.page for e in self.exercises):
            mine = [
                (e, r) for e, r in zip(self.exercises, self.records, strict=True) if e.page == page
            ]
            solved = sum(r.best == "correct" for _, r in mine)
            open_ids = [e.id for e, r in mine if r.attempts and r.best != "correct"]
            rows.append((page, f"{solved} of {len(mine)}", ", ".join(open_ids)))
        return tuple(rows)

    def blocks(self) -> list[Block]:
        head = Block("head", f"{self.solved} of {self.total} solved", "progress")
        table = Block(
            "table", "", rows=self._rows(), header=("page", "solved", "tried, still open")
        )
        if store.is_off():
            where = "Nothing is kept on disk: LSTMCOURSE_PROGRESS is off."
        else:
            where = f"Kept in {store.folder()}, on this computer alone. forget() deletes it."
        return [head, table, *self._notes(), Block("footer", where)]

    def to_json(self) -> str:
        """What is kept, as JSON."""
        return json.dumps([asdict(record) for record in self.records], indent=1)

    def to_markdown(self) -> str:
        """The table, as Markdown."""
        lines = ["| page | solved | tried, still open |", "|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in self._rows()]
        return "\n".join(lines)
