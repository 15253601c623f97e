"""The runner as a process: killed, interrupted, doubled, and with its trials on a cluster."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest

from paper1997.trial_records import (
    ENVIRONMENT,
    alive_in_session,
    results,
    start,
    wait_for_records,
)

TRIALS = 60
# Trials of a hundredth of a second, none of them solved; compiled for other tests as well.
TINY = ("run", "6a", "--trials", TRIALS, "--cap", 1000)
LONG = 600  # seconds; a busy machine is no failure


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What two local processes find when nobody disturbs them."""
    folder = tmp_path_factory.mktemp("undisturbed") / "out"
    with start(*TINY, "--jobs", 2, "--out", folder) as runner:
        out, err = runner.communicate(timeout=LONG)
    assert runner.returncode == 0, err
    assert out == f"60 of 60 trials in {folder}: 0 solved, 60 unsolved; 60 of them new\n"
    found = results(folder)
    assert sorted(seed for _, seed in found) == list(range(TRIALS))
    return found


def test_killed_ten_times_a_run_loses_nothing(tmp_path, undisturbed):
    folder, moments, before = tmp_path / "out", random.Random(1997), 0
    for attempt in range(10):
        jobs, lanes = 2 if attempt == 4 else 1, "on" if attempt in (2, 4) else "off"
        words = (*TINY, "--jobs", jobs, "--lanes", lanes, "--out", folder, "--resume")
        with start(*words, start_new_session=True) as runner:
            wait_for_records(folder, before + 1, runner)
            time.sleep(0.05 * moments.random())
            runner.kill()
        kept = (folder / "trials.jsonl").read_bytes().count(b"\n")
        assert kept > before or kept == TRIALS
        before = kept
        if jobs == 2:
            until = time.monotonic() + LONG
            while alive_in_session(runner.pid) and time.monotonic() < until:
                time.sleep(0.05)
            assert alive_in_session(runner.pid) == []
    with start(*TINY, "--jobs", 1, "--out", folder, "--resume") as runner:
        out, err = runner.communicate(timeout=LONG)
    assert runner.returncode == 0, err
    assert out.startswith(f"60 of 60 trials in {folder}: 0 solved, 60 unsolved; ")
    assert results(folder) == undisturbed


def hear_ctrl_c():
    """A shell that starts the tests in the background lets them, and what they start, be deaf."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_ends_it_cleanly(tmp_path, undisturbed):
    folder = tmp_path / "out"
    many = ("run", "6a", "--trials", 999, "--cap", 1000, "--jobs", 2, "--out", folder)
    with start(*many, start_new_session=True, preexec_fn=hear_ctrl_c) as runner:
        wait_for_records(folder, 2, runner)
        os.killpg(runner.pid, signal.SIGINT)  # as a terminal does: to all processes
        out, err = runner.communicate(timeout=LONG)
    kept = results(folder)
    assert runner.returncode == 130 and out == ""
    assert err.splitlines() == [
        f"lstmcourse: trials go to {folder}; see them with: lstmcourse paper report {folder}",
        f"lstmcourse: stopped; {len(kept)} of 999 trials are kept; go on with: lstmcourse paper "
        f"run 6a --trials 999 --jobs 2 --cap 1000 --out {folder} --resume",
    ]
    assert alive_in_session(runner.pid) == []
    assert all(kept[key] == undisturbed[key] for key in kept.keys() & undisturbed.keys())


@pytest.fixture
def cluster(tmp_path):
    """The address of a Dask scheduler with two workers, and the workers."""
    address_file = tmp_path / "scheduler.json"
    own = ["--no-dashboard", "--scheduler-file", address_file]
    scheduler = ["dask_scheduler", "--host", "127.0.0.1", "--port", "0", *own]
    worker = ["dask_worker", "--nthreads", "1", "--no-nanny", *own]
    with ExitStack() as stack:
        processes = []
        for name, *words in (scheduler, worker, worker):
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{name}", *words],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd=tmp_path,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            processes.append(process)
        until = time.monotonic() + LONG
        while not address_file.exists() and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.2)  # until it is written
        yield json.loads(address_file.read_text())["address"], processes[1:]


def test_a_cluster_that_loses_a_worker_gives_the_same_records(tmp_path, cluster, undisturbed):
    address, workers = cluster
    folder = tmp_path / "out"
    words = (*TINY, "--lanes", "off", "--out", folder, "--backend", "dask")
    with start(*words, "--scheduler", address) as runner:
        wait_for_records(folder, 3, runner)
        workers[0].kill()
        out, err = runner.communicate(timeout=LONG)
    assert runner.returncode == 0, err
    assert out.startswith(f"60 of 60 trials in {folder}")
    assert results(folder) == undisturbed
    assert workers[1].poll() is None
