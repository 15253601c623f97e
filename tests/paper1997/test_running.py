"""Which trials run, which are kept, and what a run says; nothing here trains a net."""

import re
import sys
from dataclasses import replace

import pytest

from lstmcourse.paper1997 import _run_progress, running
from lstmcourse.paper1997._workers import DaskCluster, LocalProcesses
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.running import Interrupted, RunError, run
from lstmcourse.paper1997.trial_store import TrialStore, read_trials
from paper1997.trial_records import PlainOptions, PlainRow, results

ROW = PlainRow()


def seeds(folder):
    return [record["seed"] for record in read_trials(folder)[0]]


def test_the_trials_of_a_row_are_its_first_seeds(tmp_path):
    found = run([ROW], out=tmp_path, jobs=1)
    assert found[:6] == (tmp_path, 5, 0, 5, 4, ())
    assert str(found) == f"5 of 5 trials in {tmp_path}: 4 solved, 1 unsolved; 5 of them new"
    assert seeds(tmp_path) == [0, 1, 2, 3, 4]


def test_trials_first_seed_cap_and_options(tmp_path):
    rows = [ROW, PlainRow("other"), replace(ROW, options=PlainOptions(2))]
    run(rows, out=tmp_path, jobs=1, trials=2, first_seed=3, cap=45)
    found = [
        (one["row"], one["seed"], one["options"], one["cap"], one["solved"])
        for one in read_trials(tmp_path)[0]
    ]
    assert found == [
        ("plain", 3, {}, 45, True), ("plain", 4, {}, 45, False),
        ("other", 3, {}, 45, True), ("other", 4, {}, 45, False),
        ("plain", 3, {"level": 2}, 45, True), ("plain", 4, {"level": 2}, 45, False),
    ]  # fmt: skip


def test_resume_runs_what_is_missing_and_nothing_else(tmp_path):
    run([ROW], out=tmp_path, jobs=1, trials=2)
    wrong = replace(ROW, fails_at=0)  # seed 0 must not be run again
    found = run([wrong], out=tmp_path, jobs=1, resume=True)
    assert found[:5] == (tmp_path, 5, 2, 3, 4) and seeds(tmp_path) == [0, 1, 2, 3, 4]
    assert run([wrong], out=tmp_path, jobs=1, resume=True)[:5] == (tmp_path, 5, 5, 0, 4)
    # Another cap makes another trial.
    assert run([ROW], out=tmp_path, jobs=1, resume=True, cap=30)[:5] == (tmp_path, 5, 0, 5, 3)


def test_a_folder_with_trials_needs_resume(tmp_path):
    run([ROW], out=tmp_path, jobs=1, trials=2)
    with pytest.raises(ValueError, match="holds 2 trials already; go on with --resume"):
        run([PlainRow("other")], out=tmp_path, jobs=1)
    assert seeds(tmp_path) == [0, 1]


def test_what_has_finished_is_kept_when_a_trial_fails(tmp_path):
    with pytest.raises(ValueError, match="plain cannot run seed 3"):
        run([replace(ROW, fails_at=3)], out=tmp_path, jobs=1)
    assert seeds(tmp_path) == [0, 1, 2]


def test_without_resume_nothing_in_the_folder_is_mended(tmp_path):
    run([ROW], out=tmp_path, jobs=1, trials=1)
    file = tmp_path / "trials.jsonl"
    torn = file.read_bytes()[:-30]
    file.write_bytes(torn)
    with pytest.raises(ValueError, match="holds 0 trials already; go on with --resume"):
        run([ROW], out=tmp_path, jobs=1)
    assert file.read_bytes() == torn
    found = run([ROW], out=tmp_path, jobs=1, trials=1, resume=True)
    assert found.damaged == ("line 1: no complete record",) and seeds(tmp_path) == [0]


def test_ctrl_c_says_what_is_kept(tmp_path):
    with pytest.raises(Interrupted) as caught:
        run([replace(ROW, interrupted_at=3)], out=tmp_path, jobs=1)
    assert isinstance(caught.value, KeyboardInterrupt)
    assert caught.value.summary[:5] == (tmp_path, 5, 0, 3, 3)
    assert run([ROW], out=tmp_path, jobs=1, resume=True)[:5] == (tmp_path, 5, 3, 2, 4)


def test_two_runners_do_not_share_a_folder(tmp_path):
    with TrialStore(tmp_path), pytest.raises(ValueError, match="in use by another runner"):
        run([ROW], out=tmp_path, jobs=1, resume=True)


def test_damage_is_said_and_run_again(tmp_path, capsys):
    run([ROW], out=tmp_path, jobs=1)
    undisturbed = results(tmp_path)
    file = tmp_path / "trials.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"seed":1', b'"seed";1')[:-30])
    found = run([ROW], out=tmp_path, jobs=1, resume=True)
    assert found.damaged == ("line 2: no complete record", "line 5: no complete record")
    assert found.kept == 3 and found.finished == 2
    said = capsys.readouterr().err
    assert said.count("set aside in") == 2 and "line 2: no complete record" in said
    assert results(tmp_path) == undisturbed


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"rows": []}, "no row to run"),
        ({"rows": [ROW, PlainRow()]}, "row plain is given twice"),
        ({"trials": 0}, "trials=0 must be at least 1"),
        ({"jobs": 0}, "jobs=0 must be at least 1"),
        ({"cap": 0}, "cap=0 must be at least 1"),
        ({"first_seed": -1}, "first_seed=-1 must not be negative"),
        ({"backend": "mpi"}, "backend='mpi' must be one of local, dask"),
        ({"scheduler": "tcp://x"}, "needs the backend dask"),
    ],
)
def test_settings_that_make_no_sense(tmp_path, settings, message):
    with pytest.raises(ValueError, match=message):
        run(**{"rows": [ROW], "out": tmp_path / "out"} | settings)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("module", "extra", "make"),
    [
        ("joblib", "paper", lambda: LocalProcesses(2)),
        ("distributed", "cluster", lambda: DaskCluster(2, None)),
    ],
)
def test_a_missing_library_is_named_with_its_extra(module, extra, make, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImportError, match=re.escape(f"{module}; install it with: pip install")):
        make()
    with pytest.raises(ImportError, match=re.escape(f'"lstmcourse[{extra}]"')):
        make()


def test_numba_is_asked_for_before_anything_starts(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.delitem(sys.modules, "lstmcourse.paper1997._numba", raising=False)
    monkeypatch.delattr("lstmcourse.paper1997._numba", raising=False)
    with pytest.raises(ImportError, match=r"lstmcourse\[paper\]"):
        run([PROTOCOLS["6a"]], out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


class TestJobs:
    """How trials are dealt out to workers."""

    def sizes(self, count, workers, lanes=True, monkeypatch=None):
        todo = [(ROW, seed) for seed in range(count)]
        jobs = list(running._jobs(todo, None, workers, lanes))
        assert [seed for job in jobs for seed in job.seeds] == list(range(count))
        assert all(job.in_lanes == (len(job.seeds) > 1) for job in jobs)
        return [len(job.seeds) for job in jobs]

    def test_one_by_one(self):
        assert self.sizes(5, 2) == [1] * 5

    def test_together_in_lanes(self, monkeypatch):
        monkeypatch.setattr(running, "_lanes_serve", lambda row: True)
        assert self.sizes(20, 2) == [10, 10]
        assert self.sizes(10, 4) == [3, 3, 3, 1]
        assert self.sizes(100, 2) == [16] * 6 + [4]
        assert self.sizes(20, 16) == [1] * 20
        assert self.sizes(20, 2, lanes=False) == [1] * 20


class TestProgress:
    @pytest.fixture(autouse=True)
    def clock(self, monkeypatch):
        self.now = 0.0
        monkeypatch.setattr(_run_progress.time, "monotonic", lambda: self.now)

    def progress(self, kind, monkeypatch):
        monkeypatch.setenv("LSTMCOURSE_BAR", kind)
        return _run_progress.RunProgress(4, 1, 1, {"short": 1.0, "long": 8.0}, 17.0)

    def finish(self, progress, row, solved, after):
        self.now += after
        progress.add({"row": row, "solved": solved, "sequences": 5000})

    def test_lines_of_text(self, monkeypatch, capsys):
        progress = self.progress("text", monkeypatch)
        self.finish(progress, "short", True, 2.0)  # too early for a line
        self.finish(progress, "long", False, 8.0)  # 9 of 17 done in 10 s
        self.finish(progress, "long", True, 1.0)  # the last one
        progress.close()
        assert capsys.readouterr().err.splitlines() == [
            "3/4 trials, 2 solved, 1,000 sequences/s, 0:00:09 left",
            "4/4 trials, 3 solved, 1,364 sequences/s, 0:00:00 left",
        ]

    def test_a_bar(self, monkeypatch, capsys):
        progress = self.progress("bar", monkeypatch)
        self.finish(progress, "short", True, 2.0)
        progress.say("a sentence")
        progress.close()
        said = capsys.readouterr().err
        assert "1/4 trials, 1 solved" in said and "a sentence" in said
        assert "2/4 trials, 2 solved, 2,500 sequences/s, 0:00:32 left" in said

    def test_nothing(self, monkeypatch, capsys):
        progress = self.progress("off", monkeypatch)
        self.finish(progress, "long", True, 20.0)
        progress.close()
        assert capsys.readouterr() == ("", "")


def test_no_scheduler_answers(tmp_path):
    with pytest.raises(RunError, match="no Dask scheduler answers at nowhere://"):
        run([ROW], out=tmp_path, backend="dask", scheduler="nowhere://")
