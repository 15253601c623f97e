"""Records on disk: nothing lost, nothing twice, and damage set aside."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcourse.paper1997 import trial_store
from lstmcourse.paper1997.trial_store import (
    FILE,
    StoreInUseError,
    TrialStore,
    key_of,
    read_trials,
    record_of,
)
from paper1997.trial_records import PlainRow


def record(seed=0, row="plain", **changes):
    return record_of(PlainRow(row).run(seed)) | changes


@pytest.fixture(autouse=True, scope="module")
def no_waiting_for_the_disk():
    """Nobody pulls the plug here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial_store.os, "fsync", lambda number: None)
        yield


def fill(folder, count=3):
    with TrialStore(folder) as store:
        assert all(store.append(record(seed)) for seed in range(count))


def test_a_record_holds_the_trial_and_its_versions():
    trial = PlainRow().run(1)._replace(details={"rate": np.float64(0.5), "updates": np.int64(3)})
    found = record_of(trial)
    assert list(found) == [
        "row", "seed", "options", "cap", "solved", "sequences", "stops", "test", "grown_after",
        "steps", "seconds", "details", "versions",
    ]  # fmt: skip
    assert found["stops"] == [["stop", 20]] and found["test"]["wrong"] == 1
    assert found["details"] == {"rate": 0.5, "updates": 3}
    assert {"lstmcourse", "python", "numpy"} <= set(found["versions"])
    assert json.loads(json.dumps(found)) == found


def test_what_is_written_is_read_again(tmp_path):
    fill(tmp_path / "new" / "folder")
    records, problems = read_trials(tmp_path / "new" / "folder")
    assert records == [record(0), record(1), record(2)] and problems == []
    assert read_trials(tmp_path / "new/folder/trials.jsonl")[0] == records
    with pytest.raises(FileNotFoundError, match="no trials in"):
        read_trials(tmp_path)


def test_a_folder_may_be_named_like_a_file(tmp_path):
    fill(tmp_path / "mine.jsonl")
    assert read_trials(tmp_path / "mine.jsonl") == ([record(0), record(1), record(2)], [])


def test_a_trial_is_written_once(tmp_path):
    fill(tmp_path)
    with TrialStore(tmp_path) as store:
        assert not store.append(record(1, seconds=9.0))
        assert store.append(record(1, cap=50)) and store.append(record(1, options={"level": 1}))
        assert store.append(record(1, row="other"))
        assert key_of("plain", {"level": 1}, 40, 1) in store.keys
        assert len(store.records) == len(store.keys) == 6
    assert len((tmp_path / FILE).read_text().splitlines()) == 6


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_torn_last_line_is_set_aside(tmp_path, cut):
    fill(tmp_path)
    file = tmp_path / FILE
    torn = file.read_bytes()[:-cut]
    file.write_bytes(torn)
    whole = 3 if cut == 1 else 2  # without its newline a record is still a record
    assert len(read_trials(tmp_path)[0]) == whole and file.read_bytes() == torn
    with TrialStore(tmp_path) as store:
        assert len(store.records) == whole and len(store.damaged) == 3 - whole
        store.append(record(2))
    assert read_trials(tmp_path) == ([record(seed) for seed in range(3)], [])
    aside = tmp_path / "trials.damaged.jsonl"
    assert aside.exists() == (whole == 2)
    if whole == 2:
        assert aside.read_bytes() == torn.splitlines()[-1] + b"\n"


DAMAGES = {
    "no JSON": b'{"row":"plain","seed":1,',
    "no text": b"\xff\xfe\x00",
    "no record": b"[1, 2]",
    "no seed": None,
    "seed is 'one'": {"seed": "one"},
    "solved is 1": {"solved": 1},
    "cap is True": {"cap": True},
    "sequences is 41, cap is 40": {"sequences": 41},
    "unknown field colour": {"colour": "red"},
}


@pytest.mark.parametrize("reason", DAMAGES)
def test_a_damaged_line_in_the_middle_is_set_aside(tmp_path, reason):
    fill(tmp_path)
    file, damage = tmp_path / FILE, DAMAGES[reason]
    lines = file.read_bytes().splitlines()
    if damage is None:
        damage = {name: value for name, value in record(1).items() if name != "seed"}
    elif isinstance(damage, dict):
        damage = record(1) | damage
    lines[1] = damage if isinstance(damage, bytes) else json.dumps(damage).encode()
    file.write_bytes(b"\n".join(lines) + b"\n")
    said = "no complete record" if reason in ("no JSON", "no text") else reason
    records, problems = read_trials(tmp_path)
    assert records == [record(0), record(2)] and problems == [f"{file}: line 2: {said}"]
    with TrialStore(tmp_path) as store:
        assert store.damaged == [f"line 2: {said}"]
        assert store.append(record(1))
    assert (tmp_path / "trials.damaged.jsonl").read_bytes() == lines[1] + b"\n"
    with TrialStore(tmp_path) as store:
        assert store.damaged == [] and store.records == [record(0), record(2), record(1)]


def test_a_trial_that_stands_there_twice_counts_once(tmp_path):
    one, two = record(0), record(1)
    lines = [one, two, one | {"seconds": 5.0}, two | {"sequences": 3}]
    (tmp_path / FILE).write_text("".join(json.dumps(line) + "\n" for line in lines))
    records, problems = read_trials(tmp_path)
    assert records == [one, two]
    assert len(problems) == 1 and "two different results for row plain, seed 1" in problems[0]


def test_a_rate_of_1_is_a_rate_of_1_0(tmp_path):
    with TrialStore(tmp_path) as store:
        one = record_of(PlainRow().run(0)) | {"options": {"rate": 1.0, "update": "step"}}
        store.append(one)
        store.append(one | {"options": {"update": "step", "rate": 1}})
    assert len(read_trials(tmp_path)[0]) == 1 and not read_trials(tmp_path)[1]
    assert key_of("6a", {"rate": 1}, 5, 0) != key_of("6a", {"rate": True}, 5, 0)


def test_one_runner_at_a_time(tmp_path):
    with TrialStore(tmp_path):
        with pytest.raises(
            StoreInUseError, match=r"in use by another runner \(process \d+ on .*wait"
        ):
            TrialStore(tmp_path)
    TrialStore(tmp_path).close()


def test_a_store_that_cannot_be_opened_leaves_no_lock(tmp_path, monkeypatch):
    fill(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(trial_store, "_once", lambda records: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            TrialStore(tmp_path)
    TrialStore(tmp_path).close()


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 1400), st.binary(max_size=9), st.integers(0, 12)), max_size=4)
)
def test_any_damage_leaves_the_other_records(tmp_path_factory, damages):
    """Bytes are replaced anywhere; lines that they did not touch are kept, and nothing is new."""
    folder = tmp_path_factory.mktemp("store")
    fill(folder, 4)
    file = folder / FILE
    text = file.read_bytes()
    for start, new, gone in damages:
        text = text[:start] + new + text[start + gone :]
    file.write_bytes(text)
    originals = [json.dumps(record(seed), separators=(",", ":")).encode() for seed in range(4)]
    untouched = set(originals) & set(text.split(b"\n"))
    with TrialStore(folder) as store:
        lines = [json.dumps(one, separators=(",", ":")).encode() for one in store.records]
        assert untouched <= set(lines)
        for seed in range(4):
            store.append(record(seed))
    records, problems = read_trials(folder)
    assert problems == [] and {(one["row"], one["seed"]) for one in records} >= {
        ("plain", seed) for seed in range(4)
    }
