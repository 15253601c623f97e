"""What a report says of many trials."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.paper1997.reporting import (
    COLUMNS,
    as_json,
    as_markdown,
    as_table,
    load,
    quantile,
    short_number,
    summarise,
    wilson_interval,
)
from lstmcourse.paper1997.trial_store import TrialStore, record_of
from paper1997.trial_records import PlainRow


def record(seed, sequences, *, row="6a", solved=True, options=None, cap=1000, **changes):
    return {
        "row": row, "seed": seed, "options": options or {}, "cap": cap, "solved": solved,
        "sequences": sequences, "stops": [["stop", sequences]] if solved else [],
        "test": {"sequences": 2560, "wrong": seed, "mean_error": 0.1, "passed": True}
        if solved else None,
        "grown_after": None, "steps": 1, "seconds": 2.0, "details": {}, "versions": {}, **changes,
    }  # fmt: skip


def of(counts, **settings):
    return [
        record(seed, 1000 if count is None else count, solved=count is not None, **settings)
        for seed, count in enumerate(counts)
    ]


@pytest.mark.parametrize(
    ("solved", "total", "interval"),
    [
        # Published for 81 of 263 and 15 of 148 (Newcombe 1998, method 3).
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
        (20, 20, (0.8389, 1.0)),
    ],
)
def test_wilson_interval(solved, total, interval):
    assert wilson_interval(solved, total) == pytest.approx(interval, abs=1e-4)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_around_the_share_and_symmetric(numbers):
    solved, total = numbers
    low, high = wilson_interval(solved, total)
    assert 0 <= low <= solved / total <= high <= 1 and high - low < 1
    other = wilson_interval(total - solved, total)
    assert other == pytest.approx((1 - high, 1 - low))


def test_no_share():
    for solved, total in ((0, 0), (3, 2), (-1, 2)):
        with pytest.raises(ValueError, match=f"{solved} of {total} is no share"):
            wilson_interval(solved, total)


@given(
    st.lists(st.floats(0, 1e7), min_size=1, max_size=30), st.sampled_from([0, 0.25, 0.5, 0.75, 1])
)
def test_quantile_is_numpys(counts, share):
    assert quantile(counts, share) == pytest.approx(np.quantile(counts, share), rel=1e-9)


def test_quantile_among_the_unsolved():
    inf = float("inf")
    assert quantile([3, inf, 1], 0.5) == 3  # exactly a known one
    assert quantile([3, inf, 1], 0.75) is None  # half way to an unknown one
    assert quantile([inf], 0.5) is None


def test_a_summary():
    (found,) = summarise(of([100, 400, 200, 300]))
    assert (found.row, found.options, found.cap) == ("6a", {}, 1000)
    assert (found.solved, found.total) == (4, 4)
    assert (found.low, found.high) == wilson_interval(4, 4)
    assert (found.median, found.lower_quartile, found.upper_quartile) == (250, 175, 325)
    assert (found.mean, found.wrong, found.seconds) == (250, 1.5, 8.0)
    assert (found.paper_sequences, found.paper_success) == (31_390, None)
    assert found.first_stop_median is None


def test_unsolved_trials_are_above_every_number():
    (found,) = summarise(of([100, None, 300, None, 200]))
    assert (found.solved, found.total, found.mean) == (3, 5, 200)
    assert (found.lower_quartile, found.median, found.upper_quartile) == (200, 300, None)
    (none,) = summarise(of([None, None]))
    assert none[2:4] == (0, 2)
    assert none.median is none.mean is none.wrong is none.lower_quartile is None
    assert as_table([found, none]).splitlines()[1:] == [
        "6a      3/5  23-88%     300  200->1.00k   200  31.4k",
        "6a      0/2   0-66%  >1.00k           -     -  31.4k",
    ]


def test_the_first_of_two_stops():
    trials = [
        record(seed, 500, row="3a-1", stops=[["ST1", first], ["ST2", 500]])
        for seed, first in enumerate((100, 300, 200))
    ]
    (found,) = summarise(trials)
    assert found.first_stop_median == 200 and found.median == 500
    # A trial that met the first alone counts for it.
    (found,) = summarise([*trials, record(9, 1000, row="3a-1", solved=False, stops=[["ST1", 400]])])
    assert found.first_stop_median == 250 and found.solved == 3
    assert COLUMNS["first stop"](found) == "250"


def test_the_papers_order_and_options_apart():
    trials = [
        *of([5, 6], row="modern-6a"), *of([1], row="6a"), *of([2], row="6a", cap=50),
        *of([3], row="2c-1", options={"update": "step"}), *of([4], row="2c-1"),
        *of([7], row="unknown"), *of([8], row="1-1"),
    ]  # fmt: skip
    found = [(one.row, one.options, one.cap, one.total) for one in summarise(trials)]
    assert found == [
        ("1-1", {}, 1000, 1), ("2c-1", {}, 1000, 1), ("2c-1", {"update": "step"}, 1000, 1),
        ("6a", {}, 1000, 1), ("6a", {}, 50, 1), ("modern-6a", {}, 1000, 2),
        ("unknown", {}, 1000, 1),
    ]  # fmt: skip
    assert summarise(trials)[0].paper_success == 100 and summarise(trials)[-1].paper_success is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, "-"), (0, "0"), (7, "7"), (940, "940"), (999.6, "1.00k"), (16_320, "16.3k"),
        (99_960, "100k"), (482_000, "482k"), (999_950, "1.00M"), (1_273_000, "1.27M"),
    ],
)  # fmt: skip
def test_short_number(number, text):
    assert short_number(number) == text


def test_a_table_fits_a_phone_and_shows_the_options():
    settings = {"output_unit": "linear", "feedback_into_cells": False, "start_activation": 0.5}
    trials = [
        *of([123_456, 234_567, 345_678], row="5-140", cap=4_820_000),
        *of([None, 234_567, 345_678], row="4-1", cap=740_000, options=settings),
        *of([None], row="guess-two-sequences-1"),
    ]
    assert as_table(summarise(trials)).splitlines() == [
        "row    solved     95 %  median   quartiles  mean  paper",
        "4-1: output_unit=linear, feedback_into_cells=False,",
        "  start_activation=0.5",
        "          2/3   21-94%    346k  290k->740k  290k  74.0k",
        "5-140     3/3  44-100%    235k   179k-290k  235k   482k",
        "guess-two-sequences-1",
        "          0/1    0-79%  >1.00k           -     -    718",
    ]
    widest = [record(0, 9_990_000, row="5-140", cap=99_900_000)] * 100
    assert max(map(len, as_table(summarise(widest)).splitlines())) <= 60


def test_caps_are_shown_where_nothing_else_tells_rows_apart():
    trials = [
        *of([100, 200], row="6a"), *of([None], row="6a", cap=50),
        *of([100], row="6b"), *of([None], row="6b", cap=50, options={"update": "step"}),
    ]  # fmt: skip
    found = summarise(trials)
    assert [line for line in as_table(found).splitlines() if ":" in line or "6b" in line] == [
        "6a: cap=1000",
        "6a: cap=50",
        "6b      1/1  21-100%     100    100-100   100   571k",
        "6b: update=step",
    ]
    options = [line.split("|")[2].strip() for line in as_markdown(found).splitlines()[2:]]
    assert options == ["cap=1000", "cap=50", "", "update=step"]


def test_chosen_columns():
    (found,) = summarise(of([100, None], row="1-2"))
    shown = as_table([found], columns=["solved", "success", "cap", "wrong", "seconds"])
    assert shown.splitlines()[1].split() == ["1-2", "1/2", "100%", "1.00k", "0.0", "4"]
    with pytest.raises(ValueError, match="no column 'colour'; there are solved, 95 %"):
        as_table([found], columns=["colour"])


def test_markdown_and_json():
    summaries = summarise(of([100, None], options={"update": "step"}))
    assert as_markdown(summaries, columns=["solved", "mean"]).splitlines() == [
        "| row | options | solved | mean |",
        "| --- | --- | ---: | ---: |",
        "| 6a | update=step | 1/2 | 100 |",
    ]
    (found,) = json.loads(as_json(summaries))
    assert found["options"] == {"update": "step"} and found["upper_quartile"] is None
    assert found == summaries[0]._asdict()


def test_several_folders(tmp_path):
    for name, seeds in (("one", (0, 1)), ("two", (1, 2))):
        with TrialStore(tmp_path / name) as store:
            for seed in seeds:
                store.append(record_of(PlainRow().run(seed)))
    records = load(tmp_path / "one", tmp_path / "two" / "trials.jsonl")
    assert [one["seed"] for one in records] == [0, 1, 2]
    with open(tmp_path / "one" / "trials.jsonl", "a") as file:
        file.write("torn")
    with pytest.warns(UserWarning, match="line 3: no complete record"):
        assert len(load(tmp_path / "one")) == 2
