"""The recorded run of book/attention/bottleneck: its form, and that the script repeats it."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmark_scripts import load_script

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "book" / "attention" / "bottleneck.json"
MEASURES = ("exact", "overlap", "words")


@pytest.fixture(scope="module")
def script():
    return load_script("bottleneck")


@pytest.fixture(scope="module")
def record():
    return json.loads(RECORD.read_text(encoding="utf-8"))


def quick(script, path, *more):
    script.main(["--quick", "--seeds", "1", "--only", "LSTM, attention", *more, "--out", str(path)])
    return json.loads(path.read_text(encoding="utf-8"))


def comparable(record):
    runs = [run | {"seconds": None} for run in record["runs"]]
    return record | {"command": None, "runs": runs}


def test_the_record_names_what_is_needed_to_repeat_it(record):
    assert set(record["versions"]) == {"python", "numpy", "torch", "lstmcourse"}
    assert record["command"].split()[:2] == ["python", "benchmarks/bottleneck.py"]
    assert record["quick"] is False
    assert all(record["tuning_seed"] not in net["seeds"] for net in record["nets"].values())
    text = RECORD.read_text(encoding="utf-8")
    assert not [path for path in ("/home", "/work", "/tmp", "/root") if path in text]


def test_every_net_has_every_seed(record, script):
    assert list(record["nets"]) == list(script.NETS)
    found = [(run["net"], run["seed"]) for run in record["runs"]]
    assert found == [(name, seed) for name, net in record["nets"].items() for seed in net["seeds"]]
    for name, net in record["nets"].items():
        assert len(net["seeds"]) == script.NETS[name].seeds
        shares = record["tuning"][name]
        assert [float(rate) for rate in shares] == record["settings"]["rates"]
        assert net["rate"] == float(max(shares, key=shares.get))


def test_the_settings_are_those_of_the_script(record, script):
    wanted = script.settings(5, script.Budget(), list(script.NETS))
    assert record["settings"] == wanted["settings"]
    for name, net in wanted["nets"].items():
        assert record["nets"][name] == net | {"rate": record["nets"][name]["rate"]}


def test_all_numbers_are_shares(record):
    lengths = record["settings"]["lengths"]
    for run in record["runs"]:
        for measure in MEASURES:
            assert len(run[measure]) == len(lengths)
            assert all(0 <= share <= 1 for share in run[measure])
        # A whole sentence is right only if its words are.
        assert np.all(np.array(run["exact"]) <= np.array(run["words"]) + 1e-9)
        np.testing.assert_allclose(np.mean(run["fifths"], axis=1), run["words"], atol=0.03)


def test_nets_of_one_cell_and_size_have_equally_many_weights(record):
    sizes = {}
    for net in record["nets"].values():
        sizes.setdefault((net["cell"], net["hidden"]), set()).add(net["weights"])
    assert all(len(found) == 1 for found in sizes.values())


def test_a_run_is_repeatable_and_goes_on_where_it_stopped(script, tmp_path, capsys):
    whole = quick(script, tmp_path / "a.json")
    again = quick(script, tmp_path / "b.json")
    assert comparable(whole) == comparable(again)
    cut = whole | {"runs": []}
    (tmp_path / "b.json").write_text(json.dumps(cut), encoding="utf-8")
    capsys.readouterr()
    resumed = quick(script, tmp_path / "b.json")
    assert "0 tuning runs" in capsys.readouterr().out
    assert comparable(resumed) == comparable(whole)
    kept = quick(script, tmp_path / "b.json")  # now nothing is left to do
    assert kept["runs"] == resumed["runs"]
    more = quick(script, tmp_path / "b.json", "--only", "GRU, attention")
    assert set(more["nets"]) == {"LSTM, attention", "GRU, attention"}
    assert more["runs"][0] == resumed["runs"][0] and len(more["runs"]) == 2


def test_a_record_with_other_settings_is_not_mixed_in(script, tmp_path):
    old = quick(script, tmp_path / "a.json")
    old["settings"]["updates"] = 7
    (tmp_path / "a.json").write_text(json.dumps(old), encoding="utf-8")
    with pytest.raises(SystemExit, match="other settings"):
        quick(script, tmp_path / "a.json")


def test_the_same_sentences_reversed(script):
    budget = script.QUICK
    forward = script.Batches(budget).of(0, False)
    backward = script.Batches(budget).of(0, True)
    for step in (2, 0, 1):
        one, two = forward(step), backward(step)
        np.testing.assert_array_equal(one.source[::-1], two.source)
        np.testing.assert_array_equal(one.targets, two.targets)
        assert (one.source != 0).all() and budget.shortest <= len(one.source) <= budget.longest


def test_the_overlap_counts_words_wherever_they_stand(script):
    assert script.overlap([5, 6, 7], [7, 5, 6]) == 1
    assert script.overlap([5, 5, 6], [5, 6, 7]) == pytest.approx(2 / 3)
    assert script.overlap([5], [5, 6]) == 0.5
    assert script.overlap([], [4]) == 0
