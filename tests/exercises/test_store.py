"""Progress: kept locally, atomically; survives a kill; a damaged file is set aside, never lost."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from exercises.toy import running_sum
from lstmcourse import catalogue, check, forget, hint, progress
from lstmcourse.exercises import store


def wrong(xs, h0):
    return xs * 1.234, h0


def test_attempts_are_counted_and_the_best_is_kept(toy_bank):
    check("toy.sum", wrong)
    check("toy.sum", running_sum)
    check("toy.sum", wrong)
    record, problem = store.read("toy.sum")
    assert problem == ""
    assert (record.attempts, record.best, record.last) == (3, "correct", "wrong values")
    assert record.solved >= record.first_tried > 0


def test_not_attempted_is_no_attempt(toy_bank):
    check("toy.sum", lambda xs, h0: None)
    check("toy.sum", ...)
    assert store.read("toy.sum")[0].attempts == 0
    assert not store.folder().exists()


def test_named_mistakes_are_counted(toy_bank):
    check("toy.q.choice", "a")
    check("toy.q.choice", "a")
    assert store.read("toy.q.choice")[0].mistakes == {"a": 2}


def test_forget_deletes_one_or_all(toy_bank):
    check("toy.sum", wrong)
    check("toy.q.choice", "a")
    assert "1 file deleted." in str(forget("toy.sum"))
    assert store.read("toy.sum")[0].attempts == 0
    assert store.read("toy.q.choice")[0].attempts == 1
    assert "1 file deleted." in str(forget())
    assert list(store.folder().iterdir()) == []


@pytest.mark.parametrize("word", ["off", "OFF", "0", "no", "false"])
def test_opting_out_keeps_nothing_on_disk(word, toy_bank, monkeypatch):
    monkeypatch.setenv("LSTMCOURSE_PROGRESS", word)
    check("toy.sum", wrong)
    assert "Hint 1 of 3" in str(hint("toy.sum")) and "Hint 2 of 3" in str(hint("toy.sum"))
    assert not store.folder().exists()
    assert "Nothing is kept on disk: LSTMCOURSE_PROGRESS is off." in str(progress())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"exercise": "another"}',
        b'{"exercise": "toy.sum", "attempts": "many"}',
        b'{"exercise": "toy.sum", "best": "perfect"}',
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "not text", "list", "null", "other id", "type", "status", "deep"],
)
def test_a_damaged_file_is_set_aside_said_and_not_lost(content, toy_bank):
    store.folder().mkdir(parents=True)
    path = store.folder() / "toy.sum.json"
    for number in (1, 2):
        path.write_bytes(content)
        report = check("toy.sum", running_sum)
        aside = store.folder() / f"toy.sum.damaged-{number}"
        assert report.ok
        assert report.notes == (
            f"toy.sum.json could not be read. It was kept as {aside} and a new one was begun.",
        )
        assert aside.read_bytes() == content
        assert store.read("toy.sum")[0].attempts == 1


def test_progress_and_catalogue_report_a_damaged_file(toy_bank):
    store.folder().mkdir(parents=True)
    (store.folder() / "toy.sum.json").write_text("{", encoding="utf-8")
    assert "could not be read" in str(progress())
    assert "could not be read" not in str(catalogue())


def test_fields_of_a_later_version_are_ignored(toy_bank):
    check("toy.sum", wrong)
    path = store.folder() / "toy.sum.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "colour": "blue"}))
    assert store.read("toy.sum")[0].attempts == 1


def test_a_folder_that_cannot_be_written_is_said_and_the_check_goes_on(
    toy_bank, monkeypatch, tmp_path
):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("LSTMCOURSE_HOME", str(blocked))
    report = check("toy.sum", running_sum)
    assert report.ok
    assert "Your progress could not be saved in" in report.notes[0]
    assert "LSTMCOURSE_PROGRESS=off" in report.notes[0]
    assert "Hint 1 of 3" in str(hint("toy.sum"))


def test_a_failed_write_leaves_the_old_file(toy_bank, monkeypatch):
    check("toy.sum", wrong)

    def full_disk(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    report = check("toy.sum", running_sum)
    assert "No space left on device" in report.notes[0]
    monkeypatch.undo()


def test_export(toy_bank):
    check("toy.sum", wrong)
    assert json.loads(progress().to_json())[0]["attempts"] == 1
    assert "| toy/page | 0 of 4 | toy.sum |" in progress().to_markdown()


WRITER = """
import sys
from lstmcourse.exercises import store
print("ready", flush=True)
while True:
    store.record_attempt("rnn.step", "wrong values", "m" * 2000)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path):
    environment = {**os.environ, "LSTMCOURSE_HOME": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    seen = 0
    for wait in (0.0, 0.01, 0.02, 0.03, 0.05):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
        record, problem = store.read("rnn.step")
        assert problem == ""
        assert record.attempts >= seen
        seen = record.attempts
    assert not list((tmp_path / "progress").glob("*.damaged-*"))


def test_two_notebooks_at_once_lose_no_exercise(tmp_path):
    """Two processes write different exercises many times; both are whole at the end."""
    code = (
        "import sys\nfrom lstmcourse.exercises import store\n"
        "for _ in range(50): assert store.record_attempt(sys.argv[1], 'raised', None) == ''\n"
    )
    environment = {**os.environ, "LSTMCOURSE_HOME": str(tmp_path)}
    running = [
        subprocess.Popen([sys.executable, "-c", code, name], env=environment)
        for name in ("rnn.step", "rnn.bptt")
    ]
    assert [process.wait() for process in running] == [0, 0]
    assert store.read("rnn.step")[0].attempts == store.read("rnn.bptt")[0].attempts == 50
