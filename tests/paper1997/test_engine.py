"""The compiled engine against the plain NumPy network, on random nets of every kind."""

from dataclasses import replace

import numpy as np
import pytest

from learning.nets1997 import largest_difference
from lstmcourse.learning import paper_gradient
from lstmcourse.learning.trees import leaves
from lstmcourse.paper1997 import engine
from lstmcourse.paper1997._options import ABOUT_RECURRENCE
from lstmcourse.paper1997.learner import Learner
from lstmcourse.paper1997.protocols import PROTOCOLS, Net
from lstmcourse.paper1997.sequences import draw

# Dense and one-hot nets, the blocks and cells of Table 10 among them. (row, blocks, size, inputs)
KINDS = {
    "dense, 2 blocks of 2": ("4-1", 2, 2, 2),
    "dense, 3 blocks of 1": ("3a-1", 3, 1, 1),
    "one-hot, 3 blocks of 2": ("1-2", 3, 2, 7),
    "one-hot, 2 blocks of 2": ("6a", 2, 2, 5),
    "no output gate": ("2a", 1, 1, 6),
}

# Their engine is compiled for a number of outputs, which takes seconds.
EVERY_STEP = ("one-hot, 3 blocks of 2", "no output gate")
BIASES = ["gates", "hidden", "all", "none"]


def random_case(kind, seed, **options):
    """A protocol with another net, its weights, and a sequence: every dimension differs."""
    row, blocks, size, inputs = KINDS[kind]
    rng = np.random.default_rng(seed)
    plain = PROTOCOLS[row]
    bias = "none" if kind == "no output gate" else str(rng.choice(BIASES))
    net = replace(
        plain.net,
        blocks=blocks,
        size=size,
        inputs=inputs,
        outputs=3 if kind in EVERY_STEP else int(rng.integers(1, 4)),
        bias=bias,
        input_gate_bias=None,
        output_gate_bias=plain.net.output_gate_bias if kind == "no output gate" else None,
        init_range=1.0,
    )
    protocol = replace(plain, net=net).with_options(**options)
    steps = int(rng.integers(5, 40))
    dense = kind.startswith("dense")
    inputs = rng.normal(size=(steps, inputs)) if dense else rng.integers(0, inputs, steps)
    targets = rng.uniform(size=(steps, net.outputs))
    if seed % 2:  # a target at the end alone
        targets[:-1] = np.nan
    return protocol, engine.start_net(protocol, seed), inputs, targets


def one_hot(protocol, inputs):
    return np.eye(protocol.net.inputs)[inputs] if inputs.ndim == 1 else inputs


def plain_gradient(protocol, weights, inputs, targets, rule="truncated"):
    network = engine.to_network(protocol, weights)
    xs = one_hot(protocol, inputs)[:, None]
    return paper_gradient(
        network, xs, targets[:, None], rule=rule, state=engine.start_state(protocol)
    )


OPTIONS = {
    "literal": {},
    "linear": {"output_unit": "linear", "start_activation": 0.5},
    "no slope": {"output_derivative": False, "output_bias": True},
    "no gate feedback": {"gate_feedback": False},
    "cells see inputs": {"feedback_into_cells": False, "cell_feedback": True},
    "cells see themselves": {"self_feedback": "own", "g": "1", "cell_bias": True},
    "identity": {"h": "identity", "g": "2", "input_gate_bias": -1.0},
    "own rate": {"rate_into_cells": 0.0},
    "no cell bias": {"cell_bias": False, "h": "1"},
}


# The net without an output gate has no recurrent weights, which most options are about.
CASES = [
    (kind, options)
    for kind in KINDS
    for options in OPTIONS
    if kind != "no output gate" or not set(OPTIONS[options]) & set(ABOUT_RECURRENCE)
]


@pytest.mark.parametrize(("kind", "options"), CASES)
def test_gradient_equals_the_truncated_backward_pass(kind, options):
    for seed in range(12):
        protocol, weights, inputs, targets = random_case(kind, seed, **OPTIONS[options])
        found = engine.sequence_gradient(protocol, weights, inputs, targets)
        wanted = plain_gradient(protocol, weights, inputs, targets)
        assert found.error == pytest.approx(wanted.error, rel=1e-12)
        np.testing.assert_allclose(found.ys[-1], wanted.ys[-1, 0], rtol=1e-12, atol=1e-14)
        # A recurrent weight that an option forbids gets no gradient.
        allowed = engine.from_network(protocol, wanted.grads)
        assert largest_difference(found.grads, allowed) < 1e-12


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("one-hot")])
def test_gradient_with_shortcuts(kind):
    for seed in range(12):
        case = random_case(kind, seed, shortcuts=True, gate_feedback=False)
        found = engine.sequence_gradient(*case)
        wanted = plain_gradient(*case)
        assert found.grads.shortcuts.any()
        assert largest_difference(found.grads, engine.from_network(case[0], wanted.grads)) < 1e-12


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "no output gate"])
def test_gradient_is_clearly_not_that_of_full_bptt(kind):
    cosines = []
    for seed in range(12):
        protocol, weights, inputs, targets = random_case(kind, seed)
        found = engine.sequence_gradient(protocol, weights, inputs, targets)
        full = plain_gradient(protocol, weights, inputs, targets, rule="full").grads
        a = found.grads.hidden
        b = engine.from_network(protocol, full).hidden
        cosines.append(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    assert np.median(cosines) < 0.99 and min(cosines) < 0.97


def test_without_recurrence_both_rules_are_one():
    protocol, weights, inputs, targets = random_case("no output gate", 0)
    found = engine.sequence_gradient(protocol, weights, inputs, targets)
    full = plain_gradient(protocol, weights, inputs, targets, rule="full").grads
    assert largest_difference(found.grads, engine.from_network(protocol, full)) < 1e-12


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("1-2", {}), ("2a", {}), ("2b", {"targets_at": "end"}), ("3a-1", {}), ("4-1", {}),
        ("6a", {}),
    ],
)  # fmt: skip
def test_gradient_of_a_row_on_its_own_sequences(name, options):
    protocol = PROTOCOLS[name].with_options(**options)
    weights = engine.start_net(protocol, 1)
    for number in range(3):
        drawn = draw(protocol, 1, number)
        inputs = drawn.inputs if drawn.symbols is None else drawn.symbols
        found = engine.sequence_gradient(protocol, weights, inputs, drawn.targets)
        wanted = plain_gradient(protocol, weights, inputs, drawn.targets)
        assert found.error == pytest.approx(wanted.error, rel=1e-12)
        allowed = engine.from_network(protocol, wanted.grads)
        assert largest_difference(found.grads, allowed) < 1e-12


@pytest.mark.parametrize("name", PROTOCOLS)
def test_start_net(name):
    protocol = PROTOCOLS[name]
    weights, net = engine.start_net(protocol, 5), protocol.net
    for part, again in zip(weights, engine.start_net(protocol, 5), strict=True):
        np.testing.assert_array_equal(part, again)
    assert not np.array_equal(weights.hidden, engine.start_net(protocol, 6).hidden)
    assert sum(int(part.sum()) for part in engine.mask_of(protocol)) == protocol.weight_count()
    network = engine.to_network(protocol, weights)
    assert sum(array.size for _, array in leaves(network)) == protocol.weight_count()
    for part, again in zip(weights, engine.from_network(protocol, network), strict=True):
        np.testing.assert_array_equal(part, again)
    b_in, b_out, b_cells = network.params.layout.split(
        np.pad(network.params.b, (0, network.params.layout.units - len(network.params.b)))
    )
    if isinstance(net.input_gate_bias, tuple):
        np.testing.assert_array_equal(b_in, net.input_gate_bias)
    if isinstance(net.output_gate_bias, tuple):
        np.testing.assert_array_equal(b_out, net.output_gate_bias)
    drawn = np.concatenate([network.params.W_x.ravel(), network.W_y.ravel(), b_cells])
    assert np.abs(drawn).max() <= net.init_range
    assert abs(drawn.mean()) < net.init_range / 3


def test_forbidden_weights_start_at_zero_and_the_others_as_ever():
    plain = PROTOCOLS["6a"]
    changed = plain.with_options(feedback_into_cells=False, output_bias=False)
    one, other = engine.start_net(plain, 0), engine.start_net(changed, 0)
    for part, whole, exists in zip(other, one, engine.mask_of(changed), strict=True):
        np.testing.assert_array_equal(part, whole * exists)


def test_options_say_how_weights_start():
    row = PROTOCOLS["2c-1"]  # 6 units, 58 inputs, no bias
    plain = engine.start_net(row, 0)
    zero = engine.start_net(row.with_options(recurrent_start="zero"), 0)
    assert plain.hidden[:36].all() and not zero.hidden[:36].any()
    np.testing.assert_array_equal(zero.hidden[36:], plain.hidden[36:])
    np.testing.assert_array_equal(zero.output, plain.output)
    recurrent = engine.mask_of(row.with_options(recurrent_start="zero")).hidden[:36]
    assert recurrent.all()  # they learn
    biased = engine.start_net(row.with_options(input_gate_bias=-1.5), 0)
    np.testing.assert_array_equal(biased.hidden[36:42], [-1.5, -1.5, 0, 0, 0, 0])
    np.testing.assert_array_equal(biased.hidden[42:], plain.hidden[42:])
    assert engine.start_net(row.with_options(cell_bias=True), 0).hidden[40:42].all()


def test_recurrent_weights_into_cells_may_have_a_rate_of_their_own():
    row = PROTOCOLS["6a"]  # 8 units, the last 4 of which are cells
    mask = engine.plan_of(row.with_options(rate_into_cells=0.01)).mask
    plain = engine.plan_of(row).mask
    hidden = mask.hidden.reshape(-1, 8)
    np.testing.assert_array_equal(hidden[:8, 4:], np.full((8, 4), 0.01))
    hidden[:8, 4:] = 1.0
    np.testing.assert_array_equal(mask.hidden, plain.hidden)
    frozen = Learner(row.with_options(rate_into_cells=0.0), 0)
    before = frozen.net.hidden.reshape(-1, 8).copy()
    frozen.train(50)
    changed = frozen.net.hidden.reshape(-1, 8) != before
    assert not changed[:8, 4:].any() and changed[:8, :4].all()


def test_own_feedback_is_the_diagonal():
    allowed = PROTOCOLS["6a"].with_options(self_feedback="own").feedback()
    assert allowed[:, :4].all() and not allowed[:4, 4:].any()
    np.testing.assert_array_equal(allowed[4:, 4:], np.eye(4))


def test_rate_and_factor():
    row = PROTOCOLS["6a"]
    assert engine.plan_of(row).rate == 0.5
    assert engine.plan_of(row.with_options(error_factor=2)).rate == 1.0
    assert engine.plan_of(row.with_options(error_factor=2.0, rate=0.1)).rate == 0.2


def test_messages():
    with pytest.raises(ValueError, match="shortcuts"):
        engine.plan_of(PROTOCOLS["4-1"].with_options(shortcuts=True))
    protocol = PROTOCOLS["6a"]
    weights = engine.start_net(protocol, 0)
    targets = np.zeros((5, 4))
    with pytest.raises(ValueError, match=r"inputs \(5, 8\) and targets \(5, 4\) must be \(5,\)"):
        engine.sequence_gradient(protocol, weights, np.zeros((5, 8)), targets)
    targets[2, 1] = np.nan
    with pytest.raises(ValueError, match="from one step on"):
        engine.sequence_gradient(protocol, weights, np.zeros(5, int), targets)
    absent = replace(protocol, net=Net(8, 4, 2, 2, input_gate_bias="absent"))
    with pytest.raises(ValueError, match="absent"):
        engine.plan_of(absent)
