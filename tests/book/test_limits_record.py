"""The recorded run of book/paper1997/limits: its form, and that the script repeats it."""

import json
from pathlib import Path

import pytest

from benchmark_scripts import load_script

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "book" / "paper1997" / "limits.json"


@pytest.fixture(scope="module")
def script():
    return load_script("limits")


@pytest.fixture(scope="module")
def record():
    return json.loads(RECORD.read_text(encoding="utf-8"))


def test_the_record_names_what_is_needed_to_repeat_it(record):
    assert set(record["versions"]) == {"python", "numpy", "numba", "torch", "lstmcourse"}
    assert record["command"].split()[:2] == ["python", "benchmarks/limits.py"]
    assert record["quick"] is False
    text = RECORD.read_text(encoding="utf-8")
    assert not [path for path in ("/home", "/work", "/tmp", "/root") if path in text]


def test_every_task_has_every_learner_with_its_cap(record, script):
    wanted = [
        (task.name, task.length, learner, task.modern_cap if learner == script.MODERN else task.cap)
        for task in script.tasks(quick=False)
        for learner in script.LEARNERS
        if learner != script.MODERN or task.modern_cap
    ]
    rows = record["rows"]
    assert [(row["task"], row["length"], row["learner"], row["cap"]) for row in rows] == wanted


def test_a_trial_is_solved_or_ran_to_its_cap(record):
    for row in record["rows"]:
        parts = zip(row["solved"], row["sequences"], row["wrong"], strict=True)
        for solved, sequences, wrong in parts:
            assert solved == (wrong == 0) and (solved or sequences == row["cap"])
            assert 0 < sequences <= row["cap"] and 0 <= wrong <= 1


def test_a_trial_of_the_record_comes_out_again(record, script):
    wanted = [
        row for row in record["rows"] if (row["task"], row["length"]) == ("counting", "3 or 11")
    ]
    task = script.counting_task((3, 11), 500, wanted[0]["cap"], 0)
    for row in wanted:
        found = script.LEARNERS[row["learner"]](task, 0)
        assert found["sequences"] == row["sequences"][0] and found["solved"] == row["solved"][0]


def test_a_quick_run_has_the_form_of_the_record(record, script, tmp_path):
    out = tmp_path / "quick.json"
    script.main(["--quick", "--seeds", "1", "--modern-seeds", "1", "--out", str(out)])
    quick = json.loads(out.read_text(encoding="utf-8"))
    assert quick["quick"] is True and set(quick) == set(record)
    assert {row["learner"] for row in quick["rows"]} == set(script.LEARNERS)
    assert all(set(row) == set(record["rows"][0]) for row in quick["rows"])


def test_seeds_must_be_given_sensibly(script, capsys):
    with pytest.raises(SystemExit):
        script.main(["--seeds", "0"])
    assert "at least 1" in capsys.readouterr().err
