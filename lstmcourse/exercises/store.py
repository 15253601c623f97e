"""Keep a learner's progress: one small JSON file per exercise in the learner's data folder.

Written to a temporary file and renamed, so a kill at any moment leaves the old or the new
file, never half of one. A file that cannot be read is moved aside, never deleted. Two
notebooks that grade different exercises at once touch different files.

LSTMCOURSE_PROGRESS=off keeps nothing on disk. LSTMCOURSE_HOME=FOLDER names another folder.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

OFF_WORDS = ("off", "0", "no", "false")
STATUS_ORDER = ("not attempted", "raised", "wrong shape or type", "wrong values", "correct")


@dataclass
class Record:
    """What is kept of one exercise. Times are seconds since 1970."""

    exercise: str
    attempts: int = 0
    best: str = "not attempted"
    last: str = "not attempted"
    first_tried: float = 0.0
    solved: float = 0.0
    hints: int = 0
    solution_asked: int = 0
    mistakes: dict[str, int] = field(default_factory=dict)


_in_memory: dict[str, Record] = {}


def is_off() -> bool:
    """True where the learner opted out."""
    return os.environ.get("LSTMCOURSE_PROGRESS", "").strip().lower() in OFF_WORDS


def folder() -> Path:
    """Where the files are: LSTMCOURSE_HOME, or the platform's folder for a program's data."""
    chosen = os.environ.get("LSTMCOURSE_HOME")
    if chosen:
        return Path(chosen).expanduser() / "progress"
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or str(Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "lstmcourse" / "progress"


def read(exercise: str) -> tuple[Record, str]:
    """The record of an exercise and a sentence on what went wrong ("" where nothing did)."""
    if is_off():
        return _in_memory.get(exercise, Record(exercise)), ""
    path = folder() / f"{exercise}.json"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Record(exercise), ""
    except OSError as error:
        return _in_memory.get(exercise, Record(exercise)), f"{path} cannot be read: {error}"
    except UnicodeDecodeError:
        return Record(exercise), _set_aside(path)
    try:
        return _record_from(json.loads(text), exercise), ""
    except (ValueError, TypeError, KeyError, RecursionError):
        return Record(exercise), _set_aside(path)


def _record_from(data: object, exercise: str) -> Record:
    """Build a record; raises ValueError where a field has the wrong type."""
    if not isinstance(data, dict) or data.get("exercise") != exercise:
        raise ValueError("not a record of this exercise")
    blank = Record(exercise)
    known = {f.name for f in fields(Record)}
    for name in known & data.keys():
        wanted = type(getattr(blank, name))
        value = data[name]
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is not wanted:
            raise ValueError(f"{name} is {type(value).__name__}, not {wanted.__name__}")
        setattr(blank, name, value)
    if blank.best not in STATUS_ORDER or blank.last not in STATUS_ORDER:
        raise ValueError("unknown status")
    return blank


def _set_aside(path: Path) -> str:
    """Move a damaged file out of the way, under a name that is still free."""
    for number in range(1, 10_000):
        aside = path.with_name(f"{path.stem}.damaged-{number}")
        if not aside.exists():
            break
    try:
        os.replace(path, aside)
    except OSError as error:
        return f"{path} is damaged and could not be moved aside: {error}"
    return f"{path.name} could not be read. It was kept as {aside} and a new one was begun."


def write(record: Record) -> str:
    """Keep a record; returns a sentence on what went wrong, or ""."""
    _in_memory[record.exercise] = record
    if is_off():
        return ""
    target = folder()
    temporary = None
    try:
        target.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(
            dir=target, prefix=f".{record.exercise}-", suffix=".tmp"
        )
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(asdict(record), stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target / f"{record.exercise}.json")
    except OSError as error:
        if temporary is not None:
            try:
                os.unlink(temporary)
            except OSError:
                pass
        return (
            f"Your progress could not be saved in {target} ({error.strerror or error}). "
            "Set LSTMCOURSE_HOME to a folder you can write to, or LSTMCOURSE_PROGRESS=off."
        )
    return ""


def record_attempt(exercise: str, status: str, mistake: str | None) -> str:
    """Count one attempt; returns a sentence on what went wrong, or ""."""
    record, problem = read(exercise)
    record.attempts += 1
    record.last = status
    record.first_tried = record.first_tried or time.time()
    if STATUS_ORDER.index(status) > STATUS_ORDER.index(record.best):
        record.best = status
    if status == "correct" and not record.solved:
        record.solved = time.time()
    if mistake:
        record.mistakes[mistake] = record.mistakes.get(mistake, 0) + 1
    return " ".join(filter(None, (problem, write(record))))


def read_all(known: list[str]) -> tuple[list[Record], list[str]]:
    """Records of all known exercises, and the problems met."""
    records, problems = [], []
    for exercise in known:
        record, problem = read(exercise)
        records.append(record)
        if problem:
            problems.append(problem)
    return records, problems


def delete(exercise: str | None = None) -> int:
    """Delete one record, or everything kept, damaged files too. Returns how many files went."""
    if exercise is None:
        _in_memory.clear()
    else:
        _in_memory.pop(exercise, None)
    target = folder()
    if is_off() or not target.is_dir():
        return 0
    patterns = ["*.json", "*.damaged-*", ".*.tmp"] if exercise is None else [f"{exercise}.json"]
    gone = 0
    for pattern in patterns:
        for path in target.glob(pattern):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
