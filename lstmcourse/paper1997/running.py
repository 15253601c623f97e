"""Many trials of many rows, on all cores or on a cluster, each one kept as soon as it has finished.

    run(find_rows("6a"), out="trials")                  trials/trials.jsonl, one line per trial
    run(find_rows("6a"), out="trials", resume=True)     only what is not there yet

Stopping a run, in whatever way, loses the trials in flight and no others.
"""

from __future__ import annotations

import math
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from lstmcourse.paper1997._run_progress import RunProgress
from lstmcourse.paper1997._workers import (
    DaskCluster,
    Here,
    Job,
    LocalProcesses,
    RunError,
    usable_cores,
)
from lstmcourse.paper1997.all_rows import Row
from lstmcourse.paper1997.lanes import LANES, can_use_lanes
from lstmcourse.paper1997.protocols import Protocol
from lstmcourse.paper1997.trial_store import TrialStore, key_of

__all__ = ["BACKENDS", "Interrupted", "RunError", "RunSummary", "run"]

BACKENDS = ("local", "dask")
MOST_IN_LANES = 4 * LANES  # more than lanes, so that one that is free has something to take
FEWEST_IN_LANES = LANES - 1


class RunSummary(NamedTuple):
    """What is in the folder of the trials that were asked for.

    folder: where. trials: how many were asked for. kept: how many were there before.
    finished: how many this run added. solved: of all that are there now.
    damaged: what was wrong with lines that were set aside. seconds: by the clock.
    """

    folder: Path
    trials: int
    kept: int
    finished: int
    solved: int
    damaged: tuple[str, ...]
    seconds: float

    def __str__(self) -> str:
        there = self.kept + self.finished
        return (
            f"{there} of {self.trials} trials in {self.folder}: {self.solved} solved, "
            f"{there - self.solved} unsolved; {self.finished} of them new"
        )


class Interrupted(KeyboardInterrupt):
    """Ctrl-C; ``summary`` says what is kept."""

    def __init__(self, summary: RunSummary) -> None:
        super().__init__(str(summary))
        self.summary = summary


def run(
    rows: Iterable[Row],
    *,
    out: str | os.PathLike,
    trials: int | None = None,
    first_seed: int = 0,
    jobs: int | None = None,
    backend: str = "local",
    scheduler: str | None = None,
    resume: bool = False,
    cap: int | None = None,
    lanes: bool = True,
) -> RunSummary:
    """Run trials and keep each as one line of ``trials.jsonl`` in the folder ``out``.

    Args:
        rows: from ``find_rows`` or ``PROTOCOLS``, with their options.
        out: a folder; it is made if need be. One runner at a time writes to it.
        trials: per row; None: the row's own number.
        first_seed: the seeds are first_seed, first_seed + 1, ...
        jobs: worker processes; None: one per usable core. 1 runs all in this process.
        backend: "local" for processes of this machine through joblib, "dask" for a cluster.
        scheduler: address of a Dask scheduler, such as "tcp://10.0.0.1:8786"; None: a cluster of
            ``jobs`` processes on this machine.
        resume: go on in a folder that has trials; those that are there are not run again.
        cap: training sequences after which a trial ends unsolved; None: the row's own.
        lanes: run trials of one row together in vector registers where the row allows it; the
            results are the same.

    Raises:
        ValueError: a number or an option makes no sense, the folder has trials and ``resume`` is
            False, its ``trials.jsonl`` is somebody else's, or another runner writes to it
            (``StoreInUseError``).
        ImportError: joblib, distributed or Numba is missing; the message names the extra.
        RunError: a local worker died, or no scheduler answers.
        Interrupted: Ctrl-C.
    """
    rows = list(rows)
    _check(rows, trials, first_seed, jobs, backend, scheduler, cap)
    began = time.monotonic()
    wanted = {
        key_of(row.name, row.options.changed(), _cap(row, cap), seed): (row, seed)
        for row in rows
        for seed in range(first_seed, first_seed + (trials or row.trials))
    }
    with TrialStore(out, resume=resume) as store:
        kept = wanted.keys() & store.keys

        def summary() -> RunSummary:
            there = wanted.keys() & store.keys
            solved = sum(store.solved[key] for key in there)
            return RunSummary(
                store.folder, len(wanted), len(kept), len(there) - len(kept), solved,
                tuple(store.damaged), time.monotonic() - began,
            )  # fmt: skip

        todo = [pair for key, pair in wanted.items() if key not in kept]
        work = {row.name: _work(row, cap) for row in rows}
        left = sum(work[row.name] for row, _ in todo)
        progress = RunProgress(len(wanted), len(kept), summary().solved, work, left)

        def receive(record: dict[str, Any]) -> None:
            if store.append(record):
                progress.add(record)

        try:
            for problem in store.damaged:
                progress.say(f"set aside in {store.folder}: {problem}")
            if todo:
                with _workers(todo, jobs, backend, scheduler) as workers:
                    workers.run(list(_jobs(todo, cap, workers.workers, lanes)), receive)
        except KeyboardInterrupt:
            store.read_again()
            raise Interrupted(summary()) from None
        finally:
            progress.close()
        return summary()


def _check(
    rows: Sequence[Row],
    trials: int | None,
    first_seed: int,
    jobs: int | None,
    backend: str,
    scheduler: str | None,
    cap: int | None,
) -> None:
    if not rows:
        raise ValueError("run: no row to run")
    for name, number in (("trials", trials), ("jobs", jobs), ("cap", cap)):
        if number is not None and number < 1:
            raise ValueError(f"run: {name}={number} must be at least 1")
    if first_seed < 0:
        raise ValueError(f"run: first_seed={first_seed} must not be negative")
    if backend not in BACKENDS:
        raise ValueError(f"run: backend={backend!r} must be one of {', '.join(BACKENDS)}")
    if scheduler is not None and backend != "dask":
        raise ValueError(f"run: scheduler={scheduler!r} needs the backend dask")
    if scheduler is not None and not _names_a_port(scheduler):
        raise ValueError(f"run: scheduler={scheduler!r} has no port; write tcp://HOST:PORT")
    twice = [key for key, count in Counter((r.name, str(r.options)) for r in rows).items()
             if count > 1]  # fmt: skip
    if twice:
        raise ValueError(f"run: row {twice[0][0]} is given twice with the same options")
    for row in rows:
        if isinstance(row, Protocol):
            row.as_read()  # says so, if its stop criterion cannot be read as its options want
    if any(isinstance(row, Protocol) for row in rows):
        from lstmcourse.paper1997 import _numba  # noqa: F401  says so, if Numba is missing


def _names_a_port(address: str) -> bool:
    """Without one, Dask fails only after long waiting; other kinds of address are left to it."""
    host = address.removeprefix("tcp://").removeprefix("tls://")
    return "://" in host or host.rpartition(":")[2].isdigit()


def _cap(row: Row, cap: int | None) -> int:
    return row.cap if cap is None else cap


def _work(row: Row, cap: int | None) -> float:
    """Steps that a trial may take: to tell rows of seconds from rows of minutes."""
    sequences = getattr(row.paper, "sequences", None) or row.cap
    steps = getattr(getattr(row, "task_settings", None), "steps", 0) or 12
    return float(min(sequences, _cap(row, cap)) * steps)


def _workers(todo: Sequence[object], jobs: int | None, backend: str, scheduler: str | None) -> Here:
    if backend == "dask":
        return DaskCluster(jobs, scheduler)
    jobs = min(jobs or usable_cores(), len(todo))
    return Here() if jobs == 1 else LocalProcesses(jobs)


def _jobs(
    todo: Sequence[tuple[Row, int]], cap: int | None, workers: int, lanes: bool
) -> Iterator[Job]:
    """Row by row; together where lanes serve the row, and there are enough of them."""
    seeds: dict[int, list[int]] = {}
    rows = {id(row): row for row, _ in todo}
    for row, seed in todo:
        seeds.setdefault(id(row), []).append(seed)
    for number, row in rows.items():
        own = seeds[number]
        together = min(math.ceil(len(own) / workers), MOST_IN_LANES)
        served = lanes and together >= FEWEST_IN_LANES and _lanes_serve(row)
        for start in range(0, len(own), together):
            chunk = own[start : start + together]
            in_lanes = served and len(chunk) >= FEWEST_IN_LANES
            for one in [chunk] if in_lanes else [[seed] for seed in chunk]:
                yield Job(row, tuple(one), _cap(row, cap), in_lanes)


def _lanes_serve(row: Row) -> bool:
    return isinstance(row, Protocol) and can_use_lanes(row)
