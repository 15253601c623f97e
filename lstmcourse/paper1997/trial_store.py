"""Finished trials on disk: one line of JSON per trial, appended, never counted twice.

    with TrialStore("trials") as store:
        store.append(record_of(run_trial(PROTOCOLS["6a"], seed=0)))
    records, problems = read_trials("trials")

A record holds the fields of ``trial.Trial`` and the versions of what ran it. Its key is (row,
options, cap, seed): a trial is a pure function of these.
"""

from __future__ import annotations

import json
import os
import platform
import socket
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import lstmcourse
from lstmcourse.paper1997.trial import Trial

__all__ = [
    "FILE",
    "Key",
    "StoreInUseError",
    "TrialStore",
    "key_of",
    "options_key",
    "read_trials",
    "record_of",
]

FILE = "trials.jsonl"
DAMAGED = "trials.damaged.jsonl"
LOCK = "trials.lock"

Key = tuple[str, str, int, int]

_FIELDS: dict[str, type | tuple[type, ...]] = {
    "row": str, "seed": int, "options": dict, "cap": int, "solved": bool, "sequences": int,
    "stops": list, "test": (dict, type(None)), "grown_after": (int, type(None)), "steps": int,
    "seconds": (int, float), "details": dict, "versions": dict,
}  # fmt: skip


class StoreInUseError(ValueError):
    """Another runner writes to this folder."""


def record_of(trial: Trial) -> dict[str, Any]:
    """The trial as what JSON can hold, with the versions of the libraries in use."""
    record = trial._asdict()
    record |= {
        "stops": [list(stop) for stop in trial.stops],
        "test": None if trial.test is None else trial.test._asdict(),
        "seconds": round(trial.seconds, 3),
        "details": dict(trial.details),
        "versions": {
            "lstmcourse": lstmcourse.__version__,
            "python": platform.python_version(),
            **{
                name: sys.modules[name].__version__
                for name in ("numpy", "numba", "torch")
                if name in sys.modules
            },
        },
    }
    ordered = {name: record[name] for name in _FIELDS}
    return json.loads(json.dumps(ordered, default=lambda number: number.item()))


def options_key(options: Mapping[str, Any]) -> str:
    """One text for the same options, in any order, whether a rate was given as 1 or as 1.0."""

    def plain(value: Any) -> Any:
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return json.dumps({name: plain(options[name]) for name in options}, sort_keys=True)


def key_of(row: str, options: Mapping[str, Any], cap: int, seed: int) -> Key:
    """What makes two trials the same trial."""
    return row, options_key(options), int(cap), int(seed)


def _key(record: dict[str, Any]) -> Key:
    return key_of(record["row"], record["options"], record["cap"], record["seed"])


def read_trials(*paths: str | os.PathLike) -> tuple[list[dict[str, Any]], list[str]]:
    """(records, problems) of files, or of the files in folders; nothing is changed.

    A line that is no record is left out and becomes a sentence in ``problems``; so does a trial
    that is there twice with different results. A trial that is there twice counts once.

    Raises:
        FileNotFoundError: a file is not there.
    """
    found, problems = [], []
    for path in paths:
        file = _file(Path(path))
        if not file.exists():
            raise FileNotFoundError(f"no trials in {path}: there is no file {file}")
        good, damaged = _parse(file.read_bytes())
        found += [record for _, record in good]
        problems += [f"{file}: {why}" for _, why in damaged]
    records, differences = _once(found)
    return records, problems + differences


def _file(path: Path) -> Path:
    return path if path.suffix == ".jsonl" and not path.is_dir() else path / FILE


def _once(records: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Each trial once, the first one that is there."""
    found: dict[Key, dict[str, Any]] = {}
    problems = []
    for record in records:
        first = found.setdefault(_key(record), record)
        if _result(first) != _result(record):
            problems.append(
                f"two different results for row {record['row']}, seed {record['seed']}, options "
                f"{record['options']}: the first one counts"
            )
    return list(found.values()), problems


def _result(record: dict[str, Any]) -> str:
    """What must be the same wherever the trial ran; as text, since NaN is not NaN."""
    same = {name: record[name] for name in record if name not in ("seconds", "versions")}
    return json.dumps(same | {"options": options_key(record["options"])}, sort_keys=True)


def _parse(text: bytes) -> tuple[list[tuple[bytes, dict]], list[tuple[bytes, str]]]:
    """Lines with their records, and damaged lines with the reason."""
    good, damaged = [], []
    for number, line in enumerate(text.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            good.append((line, _record(line)))
        except ValueError as error:  # also what is no UTF-8, or no JSON
            why = error if type(error) is ValueError else "no complete record"
            damaged.append((line, f"line {number}: {why}"))
    return good, damaged


def _record(line: bytes) -> dict[str, Any]:
    record = json.loads(line.decode("utf-8"))
    if not isinstance(record, dict):
        raise ValueError("no record")
    for name, wanted in _FIELDS.items():
        if name not in record:
            raise ValueError(f"no {name}")
        value = record[name]
        if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            raise ValueError(f"{name} is {value!r}")
    if set(record) - set(_FIELDS):
        raise ValueError(f"unknown field {min(set(record) - set(_FIELDS))}")
    if not 0 <= record["sequences"] <= record["cap"]:
        raise ValueError(f"sequences is {record['sequences']}, cap is {record['cap']}")
    return record


def _was_a_record(line: bytes) -> bool:
    """Whether a damaged line looks like one of ours that was torn, or hit in the middle."""
    return line.startswith(b'{"row":') or b'"grown_after":' in line


class TrialStore:
    """The records in one folder, open for writing by this process alone.

    records: in the order in which they were written.
    solved: key -> whether that trial is solved.
    damaged: what was wrong with lines that were set aside at opening, in ``trials.damaged.jsonl``.

    Args:
        folder: it is made if need be.
        resume: False: the folder must hold no trials yet.

    Raises:
        StoreInUseError: another process has opened it.
        ValueError: the folder cannot be made, it has trials and ``resume`` is False, or its
            ``trials.jsonl`` is somebody else's. Nothing is changed then.
    """

    def __init__(self, folder: str | os.PathLike, *, resume: bool = True) -> None:
        self.folder = Path(folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise ValueError(
                f"{self.folder} cannot be a folder: there is a file of this name, or on the way to "
                "it; choose another folder with --out"
            ) from error
        self._resume = resume
        self._lock = _locked(self.folder / LOCK)
        self._writing = threading.Lock()
        self.records: list[dict[str, Any]] = []
        self.damaged: list[str] = []
        try:
            self._open()
        except BaseException:
            os.close(self._lock)
            raise

    def _open(self) -> None:
        path = self.folder / FILE
        text = path.read_bytes() if path.exists() else b""
        good, damaged = _parse(text)
        self._refuse_what_is_not_meant(path, good, [line for line, _ in damaged])
        whole = b"".join(line + b"\n" for line, _ in good)
        if damaged:  # first kept there, then taken away here
            with open(self.folder / DAMAGED, "ab") as aside:
                _write(aside, b"".join(line + b"\n" for line, _ in damaged))
        if whole != text:
            new = path.with_suffix(".new")
            with open(new, "wb") as file:
                _write(file, whole)
            os.replace(new, path)
        self.damaged = [why for _, why in damaged]
        self.records, problems = _once(record for _, record in good)
        self.damaged += problems
        self.solved = {_key(record): record["solved"] for record in self.records}
        self._file = open(path, "ab")

    def _refuse_what_is_not_meant(self, path: Path, good: list, damaged: list[bytes]) -> None:
        if damaged and not good and not any(map(_was_a_record, damaged)):
            raise ValueError(
                f"{path} is there already, and no line of it is a trial of this laboratory; it is "
                "left as it is; choose another folder with --out"
            )
        if not self._resume and (good or damaged):
            trials = f"{len(good)} trial{'' if len(good) == 1 else 's'}"
            raise ValueError(
                f"{self.folder} holds {trials} already; go on with --resume (resume=True), or "
                "choose another folder with --out"
            )

    @property
    def keys(self) -> set[Key]:
        """The keys of all trials that are there."""
        return set(self.solved)

    def read_again(self) -> None:
        """Take from the disk what is there: an append may have been broken off after writing."""
        self.records, _ = read_trials(self.folder)
        self.solved = {_key(record): record["solved"] for record in self.records}

    def append(self, record: dict[str, Any]) -> bool:
        """Write one record to the disk; False if this trial is there already."""
        with self._writing:
            if _key(record) in self.solved:
                return False
            line = json.dumps(record, separators=(",", ":")) + "\n"
            _write(self._file, line.encode())
            self.solved[_key(record)] = record["solved"]
            self.records.append(record)
            return True

    def close(self) -> None:
        """Let the next one in."""
        self._file.close()
        os.close(self._lock)

    def __enter__(self) -> TrialStore:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _write(file: Any, text: bytes) -> None:
    file.write(text)
    file.flush()
    os.fsync(file.fileno())


def _locked(path: Path) -> int:
    """A lock that ends with this process, however it ends."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        owner = os.pread(lock, 200, 0).decode(errors="replace").strip() if os.name != "nt" else ""
        os.close(lock)
        raise StoreInUseError(
            f"{path.parent} is in use by another runner{owner and f' ({owner})'}; wait until it "
            "ends, or choose another folder"
        ) from error
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
    return lock
