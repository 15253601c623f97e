"""The option stop_reading: which of the two stop conditions of experiments 4 and 6 count."""

from dataclasses import replace

import pytest

from lstmcourse.paper1997.lanes import can_use_lanes, run_trials
from lstmcourse.paper1997.looking import learning_curve
from lstmcourse.paper1997.protocols import PROTOCOLS, Criterion
from lstmcourse.paper1997.trial import run_trial


@pytest.mark.parametrize("name", ["4-1", "4-2", "4-3", "6a", "6b"])
def test_one_condition_is_left_out(name):
    row = PROTOCOLS[name]
    assert row.as_read() is row
    (stop,) = row.stop
    (average,) = row.with_options(stop_reading="average").as_read().stop
    assert average == replace(stop, most_wrong=2000)
    (last,) = row.with_options(stop_reading="last").as_read().stop
    assert last == replace(stop, mean_error=None)
    assert row.with_options(stop_reading="last").with_options(stop_reading="both") == row


@pytest.mark.parametrize("name", ["1-1", "2c-1", "3a-1", "5-140"])
def test_rows_without_both_conditions_say_so(name):
    with pytest.raises(ValueError, match=f"row {name}: stop_reading='last' is for rows"):
        PROTOCOLS[name].with_options(stop_reading="last").as_read()


def test_an_unknown_reading_is_named():
    with pytest.raises(ValueError, match="stop_reading='mean' must be one of 'both', 'average'"):
        PROTOCOLS["4-1"].with_options(stop_reading="mean")


# (reading, tolerance, mean error): the one that counts is met by anything, the other by nothing.
@pytest.mark.parametrize(
    ("reading", "tolerance", "mean_error", "solved"),
    [
        ("average", 1e-9, 10.0, True),
        ("last", 10.0, 1e-9, True),
        ("both", 10.0, 1e-9, False),
        ("both", 1e-9, 10.0, False),
    ],
)
def test_trials_lanes_and_curves_stop_alike(reading, tolerance, mean_error, solved):
    stop = (Criterion("last", 5, tolerance, 0, mean_error),)
    row = replace(PROTOCOLS["4-1"], stop=stop).with_options(stop_reading=reading)
    one = run_trial(row, 0, cap=40)
    assert one.solved is solved and one.sequences == (5 if solved else 40)
    assert can_use_lanes(row)
    (other,) = run_trials(row, [0], cap=40)
    assert other._replace(seconds=0.0) == one._replace(seconds=0.0)
    curve = learning_curve(row, 0, every=10, cap=40, checks=4)
    assert curve.solved is solved and curve.learner.trained == one.sequences
