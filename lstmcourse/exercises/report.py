"""The result of a check, as data. ``display`` turns it into text and HTML with equal content."""

from __future__ import annotations

from dataclasses import dataclass

from lstmcourse.exercises.display import Block, Shown

NOT_ATTEMPTED = "not attempted"
RAISED = "raised"
WRONG_SHAPE = "wrong shape or type"
WRONG_VALUES = "wrong values"
CORRECT = "correct"
STATUSES = (NOT_ATTEMPTED, RAISED, WRONG_SHAPE, WRONG_VALUES, CORRECT)

HEADLINES = {
    NOT_ATTEMPTED: "Not attempted yet",
    RAISED: "Could not run",
    WRONG_SHAPE: "Wrong shape or type",
    WRONG_VALUES: "Wrong values",
    CORRECT: "Correct",
}
SOFT_LIMIT_SECONDS = 1.0


@dataclass(frozen=True)
class Stage:
    """One step of the pipeline. passed: True, False, or None where it was not reached."""

    name: str
    passed: bool | None = None


@dataclass(frozen=True)
class Finding:
    """One thing the checker saw.

    what: what is wrong, one sentence. where: the output, probe and index.
    call: lines that repeat the failing case. expected, got: numbers, 4 significant digits.
    trace: innermost lines of a traceback; folded away.
    """

    what: str
    where: str = ""
    call: str = ""
    expected: str = ""
    got: str = ""
    trace: str = ""


@dataclass(frozen=True)
class NamedMistake:
    """The known mistake an answer matches."""

    id: str
    sentence: str
    fix: str = ""


@dataclass(frozen=True)
class GradientRow:
    """One line of the gradient check: a block and its relative difference to finite differences."""

    block: str
    difference: float
    ok: bool


@dataclass(frozen=True, repr=False)
class Report(Shown):
    """What ``check`` returns. It shows itself in a notebook and as text.

    status: one of "not attempted", "raised", "wrong shape or type", "wrong values", "correct".
    stages: what was checked, in order; passed of total is the partial credit.
    findings: what was seen, most important first.
    mistake: the known mistake it matches, or None.
    seconds: how long the check computed; waiting for other programs does not count.
    """

    exercise: str
    status: str
    title: str = ""
    stages: tuple[Stage, ...] = ()
    findings: tuple[Finding, ...] = ()
    mistake: NamedMistake | None = None
    gradient: tuple[GradientRow, ...] = ()
    notes: tuple[str, ...] = ()
    footer: str = ""
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """True where the status is "correct"."""
        return self.status == CORRECT

    @property
    def passed(self) -> int:
        """Number of stages passed."""
        return sum(stage.passed is True for stage in self.stages)

    @property
    def total(self) -> int:
        """Number of stages."""
        return len(self.stages)

    def blocks(self) -> list[Block]:
        """The content, block by block, in the order in which it is read."""
        score = f" · {self.passed} of {self.total} stages" if self.stages else ""
        title = f"{self.exercise} · {self.title}" if self.title else self.exercise
        blocks = [Block("head", f"{HEADLINES[self.status]}{score}", title)]
        if self.mistake:
            blocks.append(Block("mistake", self.mistake.sentence))
            if self.mistake.fix:
                blocks.append(Block("text", self.mistake.fix))
        for finding in self.findings:
            blocks += _finding_blocks(finding)
        if self.gradient:
            rows = tuple(
                (row.block, _difference(row.difference), "ok" if row.ok else "WRONG")
                for row in self.gradient
            )
            blocks.append(
                Block("table", "", rows=rows, header=("gradient", "relative difference", ""))
            )
        if self.stages and self.status != CORRECT:
            marks = {True: "✓", False: "✗", None: "–"}
            blocks.append(
                Block("stages", "  ".join(f"{marks[s.passed]} {s.name}" for s in self.stages))
            )
        blocks += [Block("note", note) for note in self.notes]
        if self.seconds > SOFT_LIMIT_SECONDS:
            blocks.append(
                Block(
                    "note",
                    f"The check computed for {self.seconds:.0f} s, most of it in your function.",
                )
            )
        if self.footer:
            blocks.append(Block("footer", self.footer))
        return blocks

    def tone(self) -> str:
        """Which colour the box takes."""
        return {CORRECT: "good", NOT_ATTEMPTED: "plain"}.get(self.status, "bad")


def _difference(value: float) -> str:
    """One digit; below 1e-9 it is rounding, which differs from machine to machine."""
    return "below 1e-9" if value < 1e-9 else f"{value:.0e}"


def _finding_blocks(finding: Finding) -> list[Block]:
    blocks = [Block("text", finding.what)]
    if finding.where:
        blocks.append(Block("where", finding.where))
    if finding.expected or finding.got:
        rows = (("expected", finding.expected), ("yours", finding.got))
        blocks.append(Block("table", "", rows=rows))
    if finding.call:
        blocks.append(Block("code", finding.call))
    if finding.trace:
        blocks.append(Block("folded", finding.trace, "Where it was raised"))
    return blocks
