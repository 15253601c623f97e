"""``lstmcourse paper``: what it passes on, what it prints, and how it ends."""

import json
import re
import shlex
from pathlib import Path

import pytest

from lstmcourse import cli_paper
from lstmcourse.cli import main
from lstmcourse.paper1997 import running
from lstmcourse.paper1997.all_rows import ROWS
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.running import Interrupted, RunError, RunSummary
from lstmcourse.paper1997.trial_store import TrialStore, record_of
from paper1997.trial_records import PlainRow


@pytest.fixture
def asked(monkeypatch):
    """What ``run`` was called with; it runs nothing."""
    calls = []

    def stand_in(rows, **settings):
        calls.append((rows, settings))
        return RunSummary(Path("out"), 20, 5, 15, 19, (), 1.0)

    monkeypatch.setattr(running, "run", stand_in)
    return calls


def test_list_shows_all_rows(capsys):
    assert main(["paper", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(ROWS)
    assert main(["paper", "list", "2c-1", "6a"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "row   table  trials   paper      cap  task",
        "2c-1      3      20  30,000  300,000  very long lag",
        "6a        9      20  31,390  313,900  temporal order, 2 symbols",
    ]


def test_run_without_a_row_runs_all_lstm_rows(asked, capsys):
    assert main(["paper", "run"]) == 0
    ((rows, settings),) = asked
    assert rows == list(PROTOCOLS.values())
    assert settings == {
        "out": "paper1997-trials", "trials": None, "first_seed": 0, "jobs": None,
        "backend": "local", "scheduler": None, "resume": False, "cap": None, "lanes": True,
    }  # fmt: skip
    out, err = capsys.readouterr()
    assert out == "20 of 20 trials in out: 19 solved, 1 unsolved; 15 of them new\n"
    assert err == (
        "lstmcourse: trials go to paper1997-trials; see them with: "
        "lstmcourse paper report paper1997-trials\n"
    )


EVERYTHING = (
    "paper run 6a 2c --trials 4 --jobs 3 --scheduler tcp://10.0.0.1:8786 --cap 500 --first-seed 7 "
    "--set update=step --set start_activation=0.5 --set output_bias=true --set test_every=none "
    "--out 'my trials' --backend dask --lanes off --resume"
)


def test_run_passes_everything_on(asked):
    assert main(shlex.split(EVERYTHING)) == 0
    ((rows, settings),) = asked
    assert [row.name for row in rows] == [f"2c-{n}" for n in range(1, 10)] + ["6a"]
    changed = {"update": "step", "output_bias": True, "start_activation": 0.5}
    assert all(row.options.changed() == changed for row in rows)
    assert settings == {
        "out": "my trials", "trials": 4, "first_seed": 7, "jobs": 3, "backend": "dask",
        "scheduler": "tcp://10.0.0.1:8786", "resume": True, "cap": 500, "lanes": False,
    }  # fmt: skip


@pytest.mark.parametrize("words", [EVERYTHING, "paper run 6a --resume", "paper run --resume"])
def test_ctrl_c_names_the_command_that_goes_on(words, monkeypatch, capsys):
    def stopped(rows, **settings):
        raise Interrupted(RunSummary(Path("out"), 20, 5, 3, 7, (), 1.0))

    monkeypatch.setattr(running, "run", stopped)
    with pytest.raises(SystemExit) as ended:
        main([word for word in shlex.split(words) if word != "--resume"])
    assert ended.value.code == 130
    said = capsys.readouterr().err.splitlines()[-1]
    kept, command = said.split("; go on with: lstmcourse ")
    assert kept == "lstmcourse: stopped; 8 of 20 trials are kept"

    def parsed(text):
        import argparse

        parser = argparse.ArgumentParser()
        cli_paper.add_commands(parser.add_subparsers(dest="command"))
        return parser.parse_args(shlex.split(text))

    assert parsed(command) == parsed(words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("run 6c", "no row '6c' in the laboratory; near it: .*6a"),
        ("list modernn", "no row 'modernn' in the laboratory; near it: modern-"),
        ("run 6a --set update", "--set update: write OPTION=VALUE"),
        ("run 6a --set colour=red", "no option colour; the options are update, "),
        ("run 6a --set update=never", "update='never' must be one of 'sequence', 'step'"),
        ("run 6a --set g=3", "g=3 must be one of None, '1', '2'"),
        ("run 6a --set rate=fast", "rate='fast' must be a finite number, or None"),
        ("run 6a --set start_activation=half", "'half' must be a finite number$"),
        ("run 2b --set test_every=2.5", "test_every=2.5 must be a whole number, or None"),
        ("run 2a --set growth_window=true", "growth_window=True must be a whole number$"),
        ("run 6a 1-1 --set stop_reading=last", "row 1-1: stop_reading='last' is for rows"),
        ("run zzz", "no row 'zzz' in the laboratory; there are 1-1, 1-2, .*, rnn-6a"),
        ("run 6a --trials 0", "trials=0 must be at least 1"),
        ("run 6a --scheduler tcp://x", "needs the backend dask"),
        ("run 6a --backend dask --scheduler x", "scheduler='x' has no port; write tcp://HOST:PORT"),
        ("report nowhere", "no trials in nowhere"),
    ],
)
def test_a_wrong_argument_is_one_line_and_status_2(words, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["paper", *words.split()]) == 2
    out, err = capsys.readouterr()
    assert out == "" and re.search(message, err.splitlines()[-1])
    assert not list(tmp_path.iterdir())


def test_a_run_that_cannot_go_on_is_status_1(monkeypatch, capsys):
    def fails(rows, **settings):
        raise RunError("a worker process died")

    monkeypatch.setattr(running, "run", fails)
    assert main(["paper", "run", "6a"]) == 1
    assert capsys.readouterr().err.endswith("lstmcourse: a worker process died\n")


def test_a_folder_with_trials_is_refused(tmp_path, capsys):
    with TrialStore(tmp_path) as store:
        store.append(record_of(PlainRow().run(0)))
    assert main(["paper", "run", "6a", "--out", str(tmp_path)]) == 2
    assert "holds 1 trial already; go on with --resume" in capsys.readouterr().err


@pytest.mark.parametrize("resume", [[], ["--resume"]])
def test_a_file_of_somebody_else_is_left_alone(resume, tmp_path, capsys):
    file = tmp_path / "trials.jsonl"
    file.write_text('{"seed": 1, "steps": 3}\n{"seed": 2}\n')
    before = file.read_bytes()
    assert main(["paper", "run", "6a", "--out", str(tmp_path), *resume]) == 2
    assert "no line of it is a trial of this laboratory" in capsys.readouterr().err
    assert file.read_bytes() == before and not (tmp_path / "trials.damaged.jsonl").exists()


@pytest.mark.parametrize("name", ["notes", "notes/trials"])
def test_a_file_is_no_folder(name, tmp_path, capsys):
    (tmp_path / "notes").write_text("mine")
    assert main(["paper", "run", "6a", "--out", str(tmp_path / name)]) == 2
    assert f"{name} cannot be a folder: there is a file" in capsys.readouterr().err
    assert (tmp_path / "notes").read_text() == "mine"


def test_what_looks_like_a_number_may_be_a_name(asked):
    assert main("paper run 6a --set g=2 --set h=1 --set rate=1".split()) == 0
    (((row,), _),) = asked
    assert row.options.changed() == {"g": "2", "h": "1", "rate": 1}


@pytest.mark.parametrize("words", [["run"], ["list"], ["report"], []])
def test_help_says_what_can_be_asked(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["paper", *words, "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0 and max(map(len, out.splitlines())) <= 80
    if words == ["run"]:
        assert {"update,", "output_bias,", "--resume.", "stop_reading,"} <= set(out.split())


def test_report(tmp_path, capsys):
    with TrialStore(tmp_path) as store:
        for seed in (0, 1):
            store.append(record_of(PlainRow("6a").run(seed)))
    assert main(["paper", "report", str(tmp_path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "row  solved     95 %  median  quartiles  mean  paper",
        "6a      2/2  34-100%      15      12-18    15  31.4k",
    ]
    assert main(["paper", "report", str(tmp_path), "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("| row | options | solved |")
    with open(tmp_path / "trials.jsonl", "a") as file:
        file.write("damage\n")
    assert main(["paper", "report", str(tmp_path), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)[0]["solved"] == 2
    assert err.rstrip().endswith("line 3: no complete record")
    (tmp_path / "trials.jsonl").write_text("")
    assert main(["paper", "report", str(tmp_path)]) == 2
    assert "no finished trial in" in capsys.readouterr().err
