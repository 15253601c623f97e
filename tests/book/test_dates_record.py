"""The recorded comparison of book/attention/dates: its form, and that the script repeats it."""

import json
from pathlib import Path

import pytest

from benchmark_scripts import load_script

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "book" / "attention" / "dates.json"


@pytest.fixture(scope="module")
def script():
    pytest.importorskip("torch")
    pytest.importorskip("babel")
    return load_script("dates")


@pytest.fixture(scope="module")
def record():
    return json.loads(RECORD.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def quick(script, tmp_path_factory):
    """What a check run writes, its file, and what it says when it goes on."""
    path = tmp_path_factory.mktemp("dates") / "quick.json"
    script.main(["--quick", "--seeds", "1", "--out", str(path)])
    return path


def test_the_record_names_what_is_needed_to_repeat_it(record, script):
    assert set(record["versions"]) == {"python", "numpy", "torch", "babel", "lstmcourse"}
    assert record["command"].startswith("python benchmarks/dates.py")
    assert not record["quick"] and record["seeds"] == list(range(5))
    expected = json.loads(json.dumps(script.asdict(script.Budget())))
    assert record["settings"].items() >= expected.items()


def test_every_net_has_every_seed_and_the_rate_that_was_best(record):
    settings = record["settings"]
    assert len(record["tuning"]) == len(record["nets"]) * len(settings["rates"])
    for name, net in record["nets"].items():
        tried = [one for one in record["tuning"].values() if one["net"] == name]
        best = max(one["curve"][-1] for one in tried)
        assert best in [one["curve"][-1] for one in tried if one["rate"] == net["rate"]]
        for dates in settings["dates"]:
            runs = [
                one
                for one in record["runs"].values()
                if one["net"] == name and one["dates"] == dates
            ]
            assert [one["seed"] for one in runs] == record["seeds"]
            assert {(one["rate"], one["weights"]) for one in runs} == {
                (net["rate"], net["weights"])
            }


def test_the_nets_are_equally_large(record):
    weights = {name: net["weights"] for name, net in record["nets"].items()}
    assert weights["fixed vector"] == weights["dot"]
    assert abs(weights["additive"] / weights["dot"] - 1) < 0.03


def test_the_counts_fit_each_other(record):
    settings = record["settings"]
    for run in record["runs"].values():
        for languages in run["tests"].values():
            assert list(languages) == settings["languages"]
            for found in languages.values():
                assert found["texts"] == settings["tested"]
                right, texts = (
                    sum(column) for column in zip(*found["patterns"].values(), strict=True)
                )
                assert (right, texts) == (found["right"], found["texts"])
                assert found["right"] + found["wrong"].get("form", 0) <= found["texts"]
                assert max(found["wrong"].values(), default=0) <= texts - right
                assert len(found["digits"]) == 11 * run["dates"] - 1


def test_no_text_is_in_two_of_the_held_out_sets(script):
    for dates in (1, 2):
        found = script.held_out(script.QUICK, dates)
        texts = [pair.text for pairs in found.values() for pair in pairs]
        assert len(set(texts)) == len(texts) == 45
        assert {len(pair.dates) for pairs in found.values() for pair in pairs} == {dates}


def test_a_stopped_run_goes_on_and_gives_the_same(script, quick, tmp_path, capsys):
    whole = json.loads(quick.read_text(encoding="utf-8"))
    part = json.loads(json.dumps(whole))
    kept = list(part["runs"])[:2]
    part["runs"] = {key: part["runs"][key] | {"last_loss": 7.0} for key in kept}
    path = tmp_path / "part.json"
    path.write_text(json.dumps(part), encoding="utf-8")
    script.main(["--quick", "--seeds", "1", "--out", str(path)])
    again = json.loads(path.read_text(encoding="utf-8"))
    assert [again["runs"][key]["last_loss"] for key in kept] == [7.0, 7.0]
    for key in kept:
        again["runs"][key]["last_loss"] = whole["runs"][key]["last_loss"]
    ignored = ("command",)
    one, two = (
        {k: v for k, v in script.without_seconds(r).items() if k not in ignored}
        for r in (whole, again)
    )
    assert one == two
    assert "dot, dates 2, seed 0" in capsys.readouterr().out


def test_other_settings_or_versions_start_afresh(script, quick, tmp_path):
    old = json.loads(quick.read_text(encoding="utf-8"))
    old["versions"]["torch"] = "0.1"
    old["tuning"] = {key: one | {"last_loss": 7.0} for key, one in old["tuning"].items()}
    path = tmp_path / "old.json"
    path.write_text(json.dumps(old), encoding="utf-8")
    script.main(["--quick", "--seeds", "1", "--out", str(path)])
    new = json.loads(path.read_text(encoding="utf-8"))
    assert all(one["last_loss"] != 7.0 for one in new["tuning"].values())


def test_wrong_parts_are_named(script):
    wrong = script.wrong_parts
    assert wrong("1987-07-14", "1987-07-14") == []
    assert wrong("1986-07-41", "1987-07-14") == ["1 year", "1 day"]
    assert wrong("1987-07-14 1990-05-02", "1987-07-14 1990-06-02") == ["2 month"]
    for answer in (None, "", "1987-07-1", "1987-07-14 ", "1987-07-14 1990-05-02"):
        assert wrong(answer, "1987-07-14") == ["form"]


def test_at_least_one_seed(script):
    with pytest.raises(SystemExit):
        script.main(["--seeds", "0"])
