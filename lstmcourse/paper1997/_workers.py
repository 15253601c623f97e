"""Where trials run: in this process, in local processes (joblib), or on a cluster (Dask)."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

from lstmcourse.paper1997 import lanes
from lstmcourse.paper1997._mailbox import Mailbox, post
from lstmcourse.paper1997.trial import Trial
from lstmcourse.paper1997.trial_store import record_of

Record = dict[str, Any]
Receive = Callable[[Record], None]


class RunError(RuntimeError):
    """The run cannot go on; what is finished is kept."""


class Job(NamedTuple):
    """Trials for one worker. in_lanes: together, in one loop of vector instructions."""

    row: Any
    seeds: tuple[int, ...]
    cap: int
    in_lanes: bool

    def records(self) -> Iterator[Record]:
        """Run the trials; a record as soon as each has finished."""
        for _ in self._trials(self.seeds[:1], 1):  # compiles; that is in no trial's seconds
            pass
        for trial in self._trials(self.seeds, self.cap):
            yield record_of(trial)

    def _trials(self, seeds: Sequence[int], cap: int) -> Iterator[Trial]:
        if not self.in_lanes:
            return (self.row.run(seed, cap=cap) for seed in seeds)
        return lanes.run_trials(self.row, seeds, cap=cap)


def needed(module: str, extra: str) -> ModuleType:
    """Import a library, or say how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(
            f'this needs {module}; install it with: pip install "lstmcourse[{extra}]"'
        ) from error


def usable_cores() -> int:
    """How many cores this process may use."""
    return needed("joblib", "paper").cpu_count()


class Here:
    """One trial after the other, in this process."""

    workers = 1

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def run(self, jobs: Sequence[Job], receive: Receive) -> None:
        """Hand each record to ``receive`` as soon as its trial has finished."""
        for job in jobs:
            for record in job.records():
                receive(record)


class LocalProcesses(Here):
    """joblib's processes; they end with this object, and with the process that made it."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._joblib = needed("joblib", "paper")

    def __exit__(self, *error: object) -> None:
        from joblib.externals.loky import get_reusable_executor

        with _without_ctrl_c():
            get_reusable_executor().shutdown(wait=True, kill_workers=True)

    def run(self, jobs: Sequence[Job], receive: Receive) -> None:
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        with Mailbox(receive) as mailbox:
            work = self._joblib.delayed(_in_process)
            calls = [work(job, os.getpid(), mailbox.address, mailbox.key) for job in jobs]
            parallel = self._joblib.Parallel(
                self.workers, backend="loky", batch_size=1, return_as="generator_unordered"
            )
            with _ctrl_c_waits():  # for ever in the workers, which are started here
                results = parallel(calls)
            try:
                for records in results:
                    for record in records:
                        receive(record)
            except TerminatedWorkerError as error:
                raise RunError(
                    "a worker process died, perhaps because memory ran out; what has finished is "
                    "kept, and --resume goes on from there"
                ) from error
            finally:
                with warnings.catch_warnings(), _without_ctrl_c():
                    warnings.simplefilter("ignore")  # about results that were not awaited
                    results.close()


def _in_process(job: Job, runner: int, address: Any, key: bytes) -> list[Record]:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the runner hears it and ends this process
    _end_with(runner)
    records = []
    for record in job.records():
        if len(records) < len(job.seeds) - 1:
            post(record, address, key)
        records.append(record)
    return records


_watching = False


def _end_with(runner: int) -> None:
    """End this process soon after the runner, however that ended."""
    global _watching
    if not _watching and os.name != "nt":
        _watching = True
        threading.Thread(target=_watch, args=(runner,), daemon=True).start()


def _watch(runner: int) -> None:
    while os.getppid() == runner:
        time.sleep(0.5)
    os._exit(1)


class DaskCluster(Here):
    """Workers of a Dask scheduler; without one, a cluster of local processes."""

    def __init__(self, workers: int | None, scheduler: str | None) -> None:
        distributed = needed("distributed", "cluster")
        self._as_completed = distributed.as_completed
        self._cluster = None
        with _ctrl_c_waits():  # for ever in the workers of a local cluster
            try:
                if scheduler is None:
                    self._cluster = distributed.LocalCluster(
                        n_workers=workers or usable_cores(),
                        threads_per_worker=1,
                        memory_limit=None,
                        dashboard_address=None,
                        silence_logs=logging.CRITICAL,
                    )
                self._client = distributed.Client(
                    scheduler or self._cluster, timeout=20, set_as_default=False
                )
            except (OSError, ValueError) as error:
                raise RunError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        self.workers = workers or max(1, sum(self._client.nthreads().values()))

    def __exit__(self, *error: object) -> None:
        with _without_ctrl_c():
            self._client.close()
            if self._cluster is not None:
                self._cluster.close()

    def run(self, jobs: Sequence[Job], receive: Receive) -> None:
        topic = f"lstmcourse-{uuid.uuid4().hex}"
        self._client.subscribe_topic(topic, lambda event: receive(event[1]))
        futures = [self._client.submit(_on_cluster, job, topic, pure=False) for job in jobs]
        finished = self._as_completed(futures, loop=self._client.loop, with_results=True)
        try:
            for _, records in finished:  # Dask runs a job again elsewhere if its worker is lost
                for record in records:
                    receive(record)
        finally:
            with _without_ctrl_c():
                self._client.cancel(futures)
                self._client.unsubscribe_topic(topic)


def _on_cluster(job: Job, topic: str) -> list[Record]:
    from distributed import get_worker

    records = []
    for record in job.records():
        if len(records) < len(job.seeds) - 1:
            get_worker().log_event(topic, record)
        records.append(record)
    return records


@contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Ctrl-C is heard afterwards. Processes and threads started meanwhile never hear it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Ctrl-C is not heard: what ends the workers must not be broken off."""
    if threading.current_thread() is not threading.main_thread() or sys.platform == "emscripten":
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
