"""Looking into a net: it disturbs nothing, and shows what the engine computes."""

import numpy as np
import pytest

from lstmcourse.paper1997 import engine, looking
from lstmcourse.paper1997.learner import Learner
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.sequences import draw, string_sets
from lstmcourse.paper1997.trial import run_trial

ROWS = ["1-2", "2a", "2b", "2c-1", "3a-1", "3c-1", "4-1", "5-140", "6a", "6b"]


def inputs_of(drawn):
    return drawn.inputs if drawn.symbols is None else drawn.symbols


@pytest.mark.parametrize("options", [{}, {"start_activation": 0.5, "output_unit": "linear"}])
@pytest.mark.parametrize("name", ROWS)
def test_a_trace_shows_what_the_engine_computes(name, options):
    protocol = PROTOCOLS[name].with_options(**options)
    net = engine.start_net(protocol, 3)
    for number in range(3):
        drawn = draw(protocol, 3, number, purpose="test")
        seen = looking.trace(protocol, net, drawn.inputs)
        # Asked for at every step, the engine shows the outputs of every step.
        targets = np.zeros_like(drawn.targets)
        found = engine.sequence_gradient(protocol, net, inputs_of(drawn), targets)
        np.testing.assert_allclose(seen.ys, found.ys, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ROWS)
def test_a_trace_obeys_the_equations(name):
    protocol = PROTOCOLS[name]
    drawn = draw(protocol, 1, 0)
    seen = looking.trace(protocol, engine.start_net(protocol, 1), inputs_of(drawn))
    steps, net = len(drawn.inputs), protocol.net
    cells = net.blocks * net.size
    np.testing.assert_array_equal(seen.inputs, drawn.inputs)
    assert seen.in_gates.shape == (steps, net.blocks)
    assert seen.out_gates.shape == (steps, 0 if name in ("2a", "2b") else net.blocks)
    assert seen.g.shape == seen.s.shape == seen.h.shape == (steps, cells)
    assert seen.ys.shape == (steps, net.outputs)
    gates = np.repeat(seen.in_gates, net.size, axis=1)
    np.testing.assert_allclose(seen.written, gates * seen.g, atol=1e-12)
    np.testing.assert_allclose(np.cumsum(seen.written, axis=0), seen.s, atol=1e-12)
    if seen.out_gates.size:
        open_gates = np.repeat(seen.out_gates, net.size, axis=1)
        np.testing.assert_allclose(seen.h, open_gates * np.tanh(seen.s / 2), atol=1e-12)


@pytest.mark.parametrize("name, options", [("3b-1", {"test_every": 50}), ("6a", {}), ("2a", {})])
def test_looking_does_not_disturb_the_trial(name, options):
    protocol, cap = PROTOCOLS[name].with_options(**options), 3000
    trial = run_trial(protocol, 1, cap=cap)
    for every, snapshots in ((700, ()), (130, (55, 1000))):
        curve = looking.learning_curve(protocol, 1, every=every, cap=cap, snapshots=snapshots)
        assert (curve.solved, curve.stops) == (trial.solved, trial.stops)
        assert curve.learner.trained == trial.sequences
        assert curve.learner.steps == trial.steps
        assert curve.learner.grown_after == trial.grown_after
        assert set(curve.nets) == {0, trial.sequences, *snapshots}
    plain = Learner(protocol, 1)
    for net, after in ((plain.net, 0), (curve.nets[0], 0), (curve.nets[55], 55)):
        plain.train(after - plain.trained)
        for part, wanted in zip(net, plain.net, strict=True):
            np.testing.assert_array_equal(part, wanted)
    for part, wanted in zip(curve.net, curve.learner.net, strict=True):
        np.testing.assert_array_equal(part, wanted)
        assert part is not wanted


def test_a_curve_ends_where_the_trial_is_solved():
    protocol = PROTOCOLS["6a"]
    curve = looking.learning_curve(protocol, 0, every=4000)
    assert curve.solved and curve.stops == (("stop", 16_320),)
    assert curve.sequences.tolist() == [0, 4000, 8000, 12_000, 16_000, 16_320]
    assert curve.wrong[0] == 1.0 and curve.wrong[-1] <= 0.01
    assert curve.error[-1] < 0.1 < curve.error[0]


def test_a_curve_is_a_pure_function_and_measures_what_traces_show():
    protocol = PROTOCOLS["3b-1"]
    one, other = (
        looking.learning_curve(protocol, 2, every=300, cap=900, checks=20) for _ in range(2)
    )
    for column in ("sequences", "wrong", "error"):
        np.testing.assert_array_equal(getattr(one, column), getattr(other, column))
    assert one.sequences.tolist() == [0, 300, 600, 900]
    misses = []
    for number in range(20):
        drawn = draw(protocol, 2, number, purpose="check")
        ys = looking.trace(protocol, one.net, drawn.inputs).ys
        misses.append(abs(ys[-1, 0] - drawn.targets[-1, 0]))
    assert one.error[-1] == pytest.approx(np.mean(misses))
    assert one.wrong[-1] == np.mean(np.array(misses) >= 0.2)


def test_strings_are_judged_as_in_experiment_1():
    protocol = PROTOCOLS["1-2"]
    curve = looking.learning_curve(protocol, 0, every=500, cap=1000)
    assert curve.wrong[0] == 1.0 and curve.error[-1] < curve.error[0]
    # The same, string by string and step by step.
    sets, wrong = string_sets(protocol, 0), 0
    curve.learner.train(4000)
    share, _ = looking._look_at_strings(curve.learner, 0)
    for string, length, legal in zip(*sets[2:], strict=True):
        ys = looking.trace(protocol, curve.learner.net, string[: length - 1]).ys
        wrong += any(min(y[may]) <= max(y[~may]) for y, may in zip(ys, legal, strict=False))
    assert share == wrong / len(sets.all_strings)


@pytest.mark.parametrize("name, wanted", [
    ("1-1", {"start": 1, "kept": 1, "asked": 1, "end": 1}),
    ("2b", {"kept": 1, "asked": 1, "distractor": 98}),
    ("2c-1", {"start": 1, "signal": 1, "trigger": 1}),
    ("3a-1", {"signal": 3, "asked": 1}),
    ("3b-2", {"signal": 1, "asked": 1}),
    ("4-1", {"first": 1, "asked": 1}),
    ("6a", {"start": 1, "signal": 2, "trigger": 1}),
    ("6b", {"start": 1, "signal": 3, "trigger": 1}),
])  # fmt: skip
def test_roles(name, wanted):
    protocol = PROTOCOLS[name]
    for number in range(20):
        drawn = draw(protocol, 0, number)
        roles = looking.roles_of(protocol, drawn).tolist()
        assert len(roles) == len(drawn.inputs)
        assert {role: roles.count(role) for role in wanted} == wanted
        if name == "4-1":
            assert 1 <= roles.count("marked") <= 2


def test_means_by_role():
    protocol = PROTOCOLS["6a"]
    net = engine.start_net(protocol, 0)
    drawn = [draw(protocol, 0, number, purpose="test") for number in range(5)]
    means = looking.by_role(protocol, net, 5)
    assert list(means)[0] == "start" and means["signal"].steps == 10
    seen = [looking.trace(protocol, net, one.inputs) for one in drawn]
    np.testing.assert_allclose(
        means["trigger"].in_gates, np.mean([one.in_gates[-1] for one in seen], axis=0)
    )
    np.testing.assert_allclose(
        means["start"].written, np.mean([abs(one.s[0]) for one in seen], axis=0)
    )
    odd = looking.by_role(protocol, net, drawn, lambda _, one: np.arange(len(one.inputs)) % 2)
    assert set(odd) == {"0", "1"} and odd["0"].state.shape == (4,)


def test_messages():
    protocol = PROTOCOLS["6a"]
    with pytest.raises(ValueError, match="every=0"):
        looking.learning_curve(protocol, 0, every=0)
    with pytest.raises(ValueError, match=r"\(5, 3\) must be \(T, 8\)"):
        looking.trace(protocol, engine.start_net(protocol, 0), np.zeros((5, 3)))
