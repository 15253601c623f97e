"""Trials in lanes are the trials that run_trial gives, to the last bit."""

from dataclasses import replace

import pytest

from lstmcourse.paper1997 import lanes
from lstmcourse.paper1997.learner import Learner
from lstmcourse.paper1997.protocols import PROTOCOLS, Criterion
from lstmcourse.paper1997.trial import run_trial


def shortened(name, steps, **changes):
    """A row with shorter sequences; its nets are those of the paper."""
    settings = replace(PROTOCOLS[name].task_settings, steps=steps)
    return replace(PROTOCOLS[name], task_settings=settings, **changes)


def by_tests(every, sequences, tolerance, most_wrong, mean_error=None, kind="fixed", name="stop"):
    return Criterion(kind, sequences, tolerance, most_wrong, mean_error, every, name=name)


FINAL = Criterion("fresh", 50, 0.3, 50)
TWO_TESTS = (by_tests(20, 30, 0.45, 8, name="ST1"), by_tests(20, 30, 0.45, 8, 0.4, name="ST2"))
ROWS = {
    # Two criteria by tests on the same sequences, then the final test.
    "two sequences": shortened("3b-1", 20, rate=2.0, stop=TWO_TESTS, success=FINAL),
    # The last training sequences decide, twice.
    "adding": shortened(
        "4-1",
        20,
        stop=(Criterion("last", 40, 0.35, 4, 0.2), Criterion("last", 40, 0.35, 0, 0.13)),
        success=FINAL,
    ),
    # New test sequences at every test, no final one.
    "very long lag": shortened(
        "2c-1", 20, rate=0.5, stop=(by_tests(50, 100, 0.5, 40, kind="fresh"),), success=None
    ),
    "temporal order": replace(
        PROTOCOLS["6a"], stop=(Criterion("last", 60, 0.7, 20),), success=FINAL
    ),
}
CAPS = {"two sequences": 370, "adding": 600, "very long lag": 700, "temporal order": 300}


def no_seconds(trial):
    # As text: a mean error that is not a number is not equal to itself.
    return repr(trial._replace(seconds=0.0))


def assert_same(protocol, seeds, cap):
    found = list(lanes.run_trials(protocol, seeds, cap=cap))
    assert sorted(trial.seed for trial in found) == sorted(seeds)
    for trial in found:
        assert no_seconds(trial) == no_seconds(run_trial(protocol, trial.seed, cap=cap))
    return found


@pytest.mark.parametrize("name", ROWS)
def test_trials_are_those_of_run_trial(name):
    # More seeds than lanes: a lane that is done takes another.
    found = assert_same(ROWS[name], range(10), CAPS[name])
    assert {trial.solved for trial in found} == {True, False}
    assert all(trial.seconds > 0 for trial in found)


@pytest.mark.parametrize(
    "options",
    [
        {"output_unit": "linear", "start_activation": 0.5, "update": "step"},
        {"output_derivative": False, "feedback_into_cells": False, "test_every": 30},
        {"self_feedback": "own", "error_factor": 2.0, "h": "identity", "g": "1"},
        {"output_unit": "linear", "rate": 1e160},  # the weights become infinite
    ],
    ids=["linear", "no slope", "own", "infinite"],
)
def test_options_are_those_of_run_trial(options):
    found = assert_same(ROWS["two sequences"].with_options(**options), [3, 0, 2], 200)
    assert all(trial.options == options for trial in found)


@pytest.mark.parametrize("name", ROWS)
def test_weights_are_the_same_to_the_last_bit(name):
    protocol = replace(ROWS[name], stop=(Criterion("last", 1000, 0.0),))
    together, nets = lanes.Lanes(protocol, 300, 4), {}
    for lane in range(4):
        together.start(lane, seed=lane)
    while len(nets) < 4:
        together.advance(10_000)
        for lane in together.waiting():
            nets[lane] = together.net(lane)
            together.rest(lane)
    for lane in range(4):
        learner = Learner(protocol, lane)
        learner.train(300)
        for ours, theirs in zip(nets[lane], learner.net, strict=True):
            assert ours.tobytes() == theirs.tobytes()


def test_fewer_trials_than_lanes_come_as_they_end():
    seeds = [5, 1, 9]
    found = lanes.run_trials(ROWS["adding"], seeds, cap=600)
    first = next(found)
    assert first.sequences < 600  # the quickest comes first, whatever its place
    assert {first.seed, *(trial.seed for trial in found)} == set(seeds)


def test_rows_that_do_not_fit_are_refused():
    fits = {name for name, row in PROTOCOLS.items() if lanes.can_use_lanes(row)}
    assert fits == {name for name, row in PROTOCOLS.items() if row.error_at == "end"}
    assert "6a" in fits and "1-1" not in fits and "2a" not in fits
    with pytest.raises(ValueError, match="row 2a .* use run_trial"):
        lanes.run_trials(PROTOCOLS["2a"], [0])
    with pytest.raises(ValueError, match="cap=0 must be at least 1"):
        lanes.run_trials(PROTOCOLS["6a"], [0], cap=0)
    with pytest.raises(ValueError, match="lanes=6 must be a multiple of 4"):
        lanes.run_trials(PROTOCOLS["6a"], [0], lanes=6)
