"""Trials: the same everywhere, stopped where the row says, and learning as plain NumPy does."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from learning.nets1997 import largest_difference
from lstmcourse.learning import paper_forward, train_online
from lstmcourse.paper1997 import engine
from lstmcourse.paper1997.learner import Learner
from lstmcourse.paper1997.protocols import PROTOCOLS, Criterion
from lstmcourse.paper1997.sequences import draw, string_sets
from lstmcourse.paper1997.trial import run_trial
from lstmcourse.tasks import reber

SEQUENCES_OF_6A = {0: 16_320, 1: 25_499, 2: 26_725}


def same(one, other):
    return one._replace(seconds=0.0) == other._replace(seconds=0.0)


@pytest.mark.parametrize("seed", SEQUENCES_OF_6A)
def test_temporal_order_is_solved(seed):
    found = run_trial(PROTOCOLS["6a"], seed)
    assert found.solved and found.stops == (("stop", found.sequences),)
    assert found.test.sequences == 2560 and found.test.passed
    assert found.test.wrong <= 3 and found.test.mean_error < 0.1
    # The numbers of this program, on every machine; the paper's mean is 31,390.
    assert found.sequences == SEQUENCES_OF_6A[seed]
    assert found.row == "6a" and found.seed == seed and found.options == {}


def test_a_trial_gives_the_same_again():
    one = run_trial(PROTOCOLS["6a"], 3, cap=1500)
    assert same(one, run_trial(PROTOCOLS["6a"], 3, cap=1500))
    assert not one.solved and one.sequences == one.cap == 1500 and one.test is None
    other = run_trial(PROTOCOLS["6a"], 4, cap=1500)
    assert other.steps != one.steps


TRAINING = """
from lstmcourse.paper1997.learner import Learner
from lstmcourse.paper1997.protocols import PROTOCOLS
learner = Learner(PROTOCOLS["6a"], 3)
learner.train(700)
numbers = learner.net
"""
GRADIENT = """
import numpy as np
from lstmcourse.paper1997 import engine
from lstmcourse.paper1997.protocols import PROTOCOLS
protocol, symbols = PROTOCOLS["6a"], np.arange(100) % 8
targets = np.full((100, 4), np.nan)
targets[-1] = 0.0, 1.0, 0.0, 0.0
numbers = engine.sequence_gradient(protocol, engine.start_net(protocol, 0), symbols, targets).grads
"""
PLAINEST = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}


@pytest.mark.parametrize(
    ("program", "environment"),
    [(TRAINING, {}), (GRADIENT, PLAINEST)],
    ids=["another process", "the plainest processor of this family"],
)
def test_elsewhere_the_numbers_are_the_same_to_the_last_bit(program, environment):
    here: dict = {}
    exec(program, here)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{program}\n{SHOW}"],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str([x.hex() for part in here["numbers"] for x in part])


SHOW = "print([x.hex() for part in numbers for x in part])"


@pytest.mark.parametrize("update", ["sequence", "step"])
@pytest.mark.parametrize("name", ["1-2", "2a"])
def test_training_is_that_of_plain_numpy(name, update):
    from_the_start = {"growth_window": 0} if name == "2a" else {}
    protocol = PROTOCOLS[name].with_options(update=update, **from_the_start)
    count = 12 if name == "1-2" else 4
    drawn = [draw(protocol, 2, number) for number in range(count)]
    wanted = train_online(
        engine.to_network(protocol, engine.start_net(protocol, 2)),
        [(one.inputs[:, None], one.targets[:, None]) for one in drawn],
        rate=protocol.rate,
        update=update,
    )
    learner = Learner(protocol, 2)
    learner.train(count)
    assert largest_difference(engine.to_network(protocol, learner.net), wanted.net) < 1e-11
    if update == "sequence":
        kept = learner.errors  # of the last ones, for "has stalled"
        assert len(kept)
        np.testing.assert_allclose(kept, wanted.errors[-len(kept) :], rtol=1e-11)


def outputs(protocol, learner, inputs):
    network = engine.to_network(protocol, learner.net)
    return paper_forward(network, inputs[:, None])[0][:, 0]


def test_tests_count_what_numpy_counts():
    protocol = PROTOCOLS["6a"]
    learner = Learner(protocol, 0)
    learner.train(300)
    misses = []
    for number in range(40):
        one = draw(protocol, 0, number, purpose="check")
        misses.append(np.abs(outputs(protocol, learner, one.inputs)[-1] - one.targets[-1]))
    misses = np.array(misses)
    tolerance = np.sort(misses.max(axis=1))[24:26].mean()
    criterion = Criterion("fixed", 40, tolerance)
    wrong, mean = learner.test(criterion, "check", 40)
    assert wrong == 15
    assert mean == pytest.approx(misses.mean(), rel=1e-12)
    assert learner.test(criterion, "check", 0)[0] == 1  # ends at the first wrong one


def test_the_last_training_sequences_decide():
    count, window = 200, 30
    learner, worst, mean = Learner(PROTOCOLS["6a"], 0), [], []
    for number in range(count):
        one = draw(PROTOCOLS["6a"], 0, number)
        miss = np.abs(outputs(PROTOCOLS["6a"], learner, one.inputs)[-1] - one.targets[-1])
        worst.append(miss.max())
        mean.append(miss.mean())
        learner.train(1)
    tolerance, limit = np.quantile(worst[60:], 0.8), np.median(mean[60:])
    wanted = [
        n
        for n in range(window, count + 1)
        if np.sum(np.array(worst[n - window : n]) >= tolerance) <= 4
        and np.mean(mean[n - window : n]) < limit
    ]
    assert window < wanted[0] < count
    criterion = Criterion("last", window, float(tolerance), 4, float(limit))
    found = run_trial(replace(PROTOCOLS["6a"], stop=(criterion,)), 0, cap=count)
    assert found.solved and found.sequences == wanted[0]


def test_two_stops_are_met_one_after_the_other():
    stop = (
        Criterion("fixed", 256, 0.3, 200, every=200, name="ST1"),
        Criterion("fixed", 256, 0.3, 0, 0.1, every=200, name="ST2"),
    )
    protocol = replace(PROTOCOLS["6a"], stop=stop)
    found = run_trial(protocol, 0)
    (first, at_first), (second, at_second) = found.stops
    assert (first, second) == ("ST1", "ST2") and at_first < at_second == found.sequences
    assert at_first % 200 == at_second % 200 == 0
    assert found.solved and found.test.passed
    # Both are met at the same test if they ask for the same.
    protocol = replace(protocol, stop=(stop[0], replace(stop[0], name="again")))
    assert run_trial(protocol, 0).stops == (("ST1", at_first), ("again", at_first))
    # A test before and after: the criterion was not met one test earlier.
    learner = Learner(protocol, 0)
    learner.train(at_first - 200)
    assert not learner.meets(stop[0])
    learner.train(200)
    assert learner.meets(stop[0])


def test_strings_are_judged_as_in_the_task():
    protocol = PROTOCOLS["1-5"].with_options(update="step")
    learner = Learner(protocol, 0)
    learner.train(10_000)
    sets = string_sets(protocol, 0)
    texts = [
        "".join(reber.SYMBOLS.symbols[n] for n in row[:length])
        for row, length in zip(sets.all_strings, sets.all_lengths, strict=True)
    ]
    batch = reber.encode(texts)
    ys = paper_forward(engine.to_network(protocol, learner.net), batch.inputs)[0]
    fails = ~reber.correct_steps(ys, batch.legal).all(axis=0)
    code = learner._code
    done, _, _, wrong, _ = learner._run(code.TEST_STRINGS, "check", 0, 512, (0.0, 512, np.inf))
    assert done == 512 and wrong == fails.sum() and 0 < wrong < 512
    done, _, _, wrong, _ = learner._run(code.TEST_STRINGS, "check", 100, 512, (0.0, 0, np.inf))
    assert wrong == 1 and (100 + done - 1) % 512 == 100 + np.argmax(np.roll(fails, -100))
    assert not learner.meets(protocol.stop[0])


def test_the_cell_of_2a_is_added_when_the_error_stalls():
    protocol = PROTOCOLS["2a"]
    learner, start = Learner(protocol, 0), engine.start_net(protocol, 0)
    learner.train(50)
    assert not learner.net.hidden.any() and not learner.net.output.any()
    assert not np.array_equal(learner.net.shortcuts, start.shortcuts)
    criterion = protocol.stop[0]
    while learner.grown_after is None and learner.trained < 8000:
        learner.train_towards(criterion, 8000)
    assert 2000 < learner.grown_after < 8000 and learner.grown_after % 50 == 0
    np.testing.assert_array_equal(learner.net.hidden, start.hidden)
    learner.train(50)
    assert not np.array_equal(learner.net.hidden, start.hidden)


def test_shortcuts_may_be_frozen_once_the_cell_is_there():
    protocol = PROTOCOLS["2a"].with_options(shortcuts_after_growth="frozen")
    learner = Learner(protocol, 0)
    while learner.grown_after is None and learner.trained < 8000:
        learner.train_towards(protocol.stop[0], 8000)
    before = engine.Weights(*(part.copy() for part in learner.net))
    learner.train(50)
    np.testing.assert_array_equal(learner.net.shortcuts, before.shortcuts)
    assert not np.array_equal(learner.net.hidden, before.hidden)


def test_messages():
    with pytest.raises(ValueError, match="cap=0"):
        run_trial(PROTOCOLS["6a"], 0, cap=0)
    with pytest.raises(TypeError, match="seed='0'"):
        run_trial(PROTOCOLS["6a"], "0")
    big = replace(PROTOCOLS["6a"], net=replace(PROTOCOLS["6a"].net, blocks=9, input_gate_bias=None))
    with pytest.raises(ValueError, match="9 blocks of 2 cells are too many"):
        run_trial(big, 0)
