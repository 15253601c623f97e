"""The recorded trials of the 1997 laboratory, and the tool that takes new ones in."""

import json

import pytest

import lab_records as tool
from lstmcourse.paper1997.all_rows import ROWS
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.trial_store import read_trials

SMALLER_CAPS = {"4-3": 853_000}  # the scoreboard says so


def recorded(name):
    found, problems = read_trials(tool.RESULTS / f"{name}.jsonl")
    assert not problems
    return found


def trial(row="6a", seed=0, cap=300, sequences=250, **changes):
    solved = sequences < cap
    fields = {
        "row": row, "seed": seed, "options": {}, "cap": cap, "solved": solved,
        "sequences": sequences, "stops": [], "test": None, "grown_after": None, "steps": 1,
        "seconds": 0.1, "details": {}, "versions": {},
    }  # fmt: skip
    return fields | changes


def folder(tmp_path, name, *trials):
    path = tmp_path / name
    path.mkdir()
    lines = [json.dumps(one) + "\n" for one in trials]
    (path / "trials.jsonl").write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "results"
    path.mkdir()
    return path


def test_every_row_of_the_paper_has_its_trials_by_the_literal_reading():
    literal = recorded("literal")
    for name, row in PROTOCOLS.items():
        seeds = {one["seed"] for one in literal if one["row"] == name}
        assert set(range(row.trials)) <= seeds, name
        cap = SMALLER_CAPS.get(name, row.cap)
        assert {one["cap"] for one in literal if one["row"] == name} == {cap}, name


def test_no_record_is_of_an_unknown_row_or_goes_beyond_its_cap():
    for name in tool.FILES:
        for one in recorded(name):
            assert one["row"] in ROWS
            assert one["sequences"] <= one["cap"]


def test_the_files_are_as_the_tool_writes_them(results):
    for name in tool.FILES:
        file = tool.RESULTS / f"{name}.jsonl"
        (results / file.name).write_bytes(file.read_bytes())
    tool.merge([], results)
    for name in tool.FILES:
        file = tool.RESULTS / f"{name}.jsonl"
        assert (results / file.name).read_bytes() == file.read_bytes()


def test_trials_go_where_they_belong_and_count_once(tmp_path, results):
    first = folder(
        tmp_path, "a", trial(seed=1), trial(seed=0), trial(options={"rate": 1.0}),
        trial("guess-latch-1"),
    )  # fmt: skip
    assert tool.merge([first], results) == {"literal": 2, "readings": 1, "others": 1}
    again = folder(tmp_path, "b", trial(seed=0), trial("2a"))
    assert tool.merge([again], results)["literal"] == 3
    kept = read_trials(results / "literal.jsonl")[0]
    assert [(one["row"], one["seed"]) for one in kept] == [("2a", 0), ("6a", 0), ("6a", 1)]


def test_the_largest_cap_of_a_trial_stays(tmp_path, results):
    short = folder(tmp_path, "short", trial(cap=100, sequences=100))
    tool.merge([short], results)
    tool.merge([folder(tmp_path, "long", trial())], results)
    tool.merge([short], results)
    [kept] = read_trials(results / "literal.jsonl")[0]
    assert kept["cap"] == 300 and kept["solved"]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (trial(sequences=200), "different"),
        (trial("6z"), "6z is not a row"),
        ({"row": "6a"}, "line 1"),
    ],
)
def test_nothing_is_written_when_something_is_wrong(tmp_path, results, bad, says):
    tool.merge([folder(tmp_path, "good", trial())], results)
    before = (results / "literal.jsonl").read_bytes()
    with pytest.raises(ValueError, match=says):
        tool.merge([folder(tmp_path, "bad", bad)], results)
    assert (results / "literal.jsonl").read_bytes() == before
    assert {file.name for file in results.iterdir()} == {f"{name}.jsonl" for name in tool.FILES}
