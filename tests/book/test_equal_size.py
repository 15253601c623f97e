"""The recorded comparison of book/gru/comparison: its form, and that the script repeats it."""

import json
import math
from pathlib import Path

import pytest

from benchmark_scripts import load_script
from lstmcourse.learning import hidden_for

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "book" / "gru" / "equal-size.json"


@pytest.fixture(scope="module")
def script():
    return load_script("equal_size")


@pytest.fixture(scope="module")
def record():
    return json.loads(RECORD.read_text(encoding="utf-8"))


def rows(record):
    return [(task, row) for task in record["tasks"].values() for row in task["rows"]]


def numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, float | int) else []


def form(value):
    """Keys and types, without the numbers; lists of numbers are alike whatever their length."""
    if isinstance(value, dict):
        return {key: form(item) for key, item in value.items()}
    if isinstance(value, list):
        return [form(value[0])]
    return "number" if isinstance(value, int | float) else type(value).__name__


def test_the_record_names_what_is_needed_to_repeat_it(record):
    assert set(record["versions"]) == {"python", "numpy", "lstmcourse"}
    words = record["command"].split()
    assert words[:2] == ["python", "benchmarks/equal_size.py"]
    assert f"--seeds {len(record['seeds'])}" in record["command"]
    assert all(name in words for name in record["tasks"])
    assert record["quick"] is False
    assert not set(record["seeds"]) & set(record["tuning_seeds"])
    text = RECORD.read_text(encoding="utf-8")
    assert not [path for path in ("/home", "/work", "/tmp", "/root") if path in text]


def test_every_cell_has_every_seed_and_only_finite_numbers(record, script):
    assert set(record["tasks"]) == set(script.TASKS)
    assert len(record["seeds"]) >= 5
    for task, row in rows(record):
        assert len(row["errors"]) == len(row["curves"]) == len(row["seconds"])
        assert len(row["errors"]) == len(record["seeds"])
        assert {len(curve) for curve in row["curves"]} == {len(row["curve_updates"])}
        assert row["curve_updates"][-1] == task["updates"]
        assert min(row["errors"]) >= 0
    for task in record["tasks"].values():
        assert [row["cell"] for row in task["rows"]] == list(script.CELLS)
    assert all(math.isfinite(number) for number in numbers(record))


def test_the_rate_is_the_best_on_the_tuning_seeds(record):
    for _, row in rows(record):
        assert [float(rate) for rate in row["tuning"]] == record["rates"]
        means = {float(rate): sum(errors) for rate, errors in row["tuning"].items()}
        assert means[row["rate"]] <= min(means.values()) + 1e-9
        assert {len(errors) for errors in row["tuning"].values()} == {len(record["tuning_seeds"])}


def test_all_cells_have_nearly_the_same_number_of_weights(record):
    for task, row in rows(record):
        assert abs(row["weights"] / task["weights_wanted"] - 1) < 0.1


@pytest.mark.parametrize("name", ["adding", "copying", "reber"])
def test_the_record_fits_the_script_as_it_is_now(record, script, name):
    task, budget = script.TASKS[name](script.Budget().held_out), script.Budget()
    recorded = record["tasks"][name]
    assert (recorded["updates"], recorded["weights_wanted"]) == (task.updates, task.weights)
    assert recorded["settings"] == task.settings
    assert record["rates"] == list(budget.rates)
    for row in recorded["rows"]:
        cell, options = script.CELLS[row["cell"]]
        size = hidden_for(cell, task.inputs, task.outputs, task.weights, **options)
        assert row["hidden"] == size


def test_a_check_run_has_the_form_of_the_record(record, script, tmp_path, capsys):
    out = tmp_path / "quick.json"
    script.main(["--quick", "--task", "copying", "--seeds", "2", "--out", str(out)])
    assert "copying" in capsys.readouterr().out
    quick = json.loads(out.read_text(encoding="utf-8"))
    assert quick["quick"] is True and quick["seeds"] == [0, 1]
    ours, theirs = form(quick), form(record)
    for part in (ours, theirs):
        part["tasks"] = part["tasks"]["copying"]
        for row in part["tasks"]["rows"]:
            row["tuning"] = list(row["tuning"].values())[0]
    assert ours == theirs


def test_keep_repeats_nothing_that_is_there_already(script, tmp_path, capsys):
    out = tmp_path / "quick.json"
    words = ["--quick", "--keep", "--seeds", "1", "--out", str(out), "--task"]
    script.main([*words, "copying"])
    before = json.loads(out.read_text(encoding="utf-8"))
    assert "kept" not in capsys.readouterr().out
    script.main([*words, "copying", "adding"])
    after = json.loads(out.read_text(encoding="utf-8"))
    assert capsys.readouterr().out.count("kept") == 1
    assert list(after["tasks"]) == ["copying", "adding"]
    assert after["tasks"]["copying"] == before["tasks"]["copying"]
    script.main(["--quick", "--keep", "--seeds", "2", "--out", str(out), "--task", "copying"])
    assert "kept" not in capsys.readouterr().out  # other seeds: run again


def test_the_same_seeds_give_the_same_rows(script):
    def run(name, seeds):
        (found,) = script.measure([name], seeds, script.QUICK, say=lambda line: None)
        return found

    for name in ("adding", "reber"):
        first, again = run(name, 2), run(name, 2)
        assert script.without_seconds(first) == script.without_seconds(again)
        fewer = run(name, 1)["tasks"][name]["rows"]
        assert [row["errors"] for row in fewer] == [
            row["errors"][:1] for row in first["tasks"][name]["rows"]
        ]


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "LSTM f=1", "GRU"])
def test_a_run_begins_as_the_record_says(record, script, monkeypatch, cell):
    recorded = {row["cell"]: row for row in record["tasks"]["adding"]["rows"]}[cell]
    monkeypatch.setattr(script, "CELLS", {cell: script.CELLS[cell]})
    budget = script.Budget(
        rates=(recorded["rate"],),
        tuning_seeds=(101,),
        points=1,
        updates=recorded["curve_updates"][0],
    )
    (found,) = script.measure(["adding"], 2, budget, say=lambda line: None)
    (row,) = found["tasks"]["adding"]["rows"]
    assert (row["hidden"], row["weights"]) == (recorded["hidden"], recorded["weights"])
    first = [curve[0] for curve in recorded["curves"][:2]]
    assert [curve[-1] for curve in row["curves"]] == pytest.approx(first, rel=1e-3)


def test_seeds_must_be_given_sensibly(script, capsys):
    with pytest.raises(SystemExit):
        script.main(["--seeds", "0"])
    assert "at least 1" in capsys.readouterr().err
