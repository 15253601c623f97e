"""A row that costs nothing, and the runner as a process of its own."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lstmcourse.paper1997.trial import Test, Trial
from lstmcourse.paper1997.trial_store import read_trials

ENVIRONMENT = {**os.environ, "LSTMCOURSE_BAR": "off", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True)
class PlainOptions:
    level: int = 0

    def changed(self) -> dict[str, Any]:
        return {"level": self.level} if self.level else {}


@dataclass(frozen=True)
class PlainRow:
    """Seed n takes 10 (n + 1) sequences, and is solved if that is within the cap."""

    name: str = "plain"
    table: int = 0
    task: str = "nothing"
    trials: int = 5
    cap: int = 40
    paper: Any = None
    options: PlainOptions = field(default_factory=PlainOptions)
    fails_at: int = -1
    interrupted_at: int = -1

    def run(self, seed: int, cap: int | None = None) -> Trial:
        if seed == self.fails_at:
            raise ValueError(f"{self.name} cannot run seed {seed}")
        if seed == self.interrupted_at:
            raise KeyboardInterrupt
        cap = self.cap if cap is None else cap
        sequences = 10 * (seed + 1)
        solved = sequences <= cap
        test = Test(100, seed, 0.5, True) if solved else None
        return Trial(
            self.name, seed, self.options.changed(), solved, min(sequences, cap),
            (("stop", sequences),) if solved else (), test, None, cap, 7 * sequences, 0.25,
        )  # fmt: skip


def results(folder: Path) -> dict[tuple, dict]:
    """What must be the same wherever a trial ran, by row and seed; each must be there once."""
    records, problems = read_trials(folder)
    assert problems == []
    lines = (folder / "trials.jsonl").read_bytes().splitlines()
    assert len(lines) == len(records)
    return {
        (record["row"], record["seed"]): {
            name: value for name, value in record.items() if name not in ("seconds", "versions")
        }
        for record in records
    }


def command(*words: object) -> list[str]:
    program = "import sys; from lstmcourse.cli import main; sys.exit(main())"
    return [sys.executable, "-c", program, "paper", *map(str, words)]


def start(*words: object, **options: Any) -> subprocess.Popen:
    return subprocess.Popen(
        command(*words), env=ENVIRONMENT, text=True, stderr=subprocess.PIPE,
        stdout=subprocess.PIPE, **options,
    )  # fmt: skip


def wait_for_records(folder: Path, count: int, process: subprocess.Popen) -> None:
    """Until so many records are there, or the process has ended."""
    file, until = folder / "trials.jsonl", time.monotonic() + 600
    while process.poll() is None and time.monotonic() < until:
        if file.exists() and file.read_bytes().count(b"\n") >= count:
            return
        time.sleep(0.01)


def alive_in_session(session: int) -> list[int]:
    """Processes of a session that still run (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
