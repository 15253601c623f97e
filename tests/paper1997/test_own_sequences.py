"""The 1997 net on sequences of one's own: both gradients against NumPy, and what it refuses."""

import numpy as np
import pytest

from learning.nets1997 import largest_difference
from lstmcourse.learning import paper_gradient, train_online
from lstmcourse.paper1997.own_sequences import OwnLearner
from lstmcourse.paper1997.protocols import Net, Options
from lstmcourse.tasks import counting, delayed_xor, parity
from lstmcourse.tasks.symbols import IGNORE

# All of one size and with one or no dense input: each kind of net takes seconds to compile.
NETS = {
    "all biased": Net(1, 2, 2, 2, init_range=1.0),
    "no biases": Net(1, 2, 2, 2, bias="none", init_range=1.0),
    "logistic g, linear h": Net(1, 2, 2, 2, bias="gates", g="1", h="identity", init_range=0.7),
}


def sequences(rng, steps=7, count=3, asked=3):
    targets = rng.uniform(0, 1, (steps, count, 2))
    targets[:-asked] = np.nan
    return 2 * rng.standard_normal((steps, count, 1)), targets


@pytest.mark.parametrize("rule", ["truncated", "full"])
@pytest.mark.parametrize("name", NETS)
def test_training_is_that_of_plain_numpy(name, rule):
    inputs, targets = sequences(np.random.default_rng(2))
    learner = OwnLearner(NETS[name], rate=0.3, seed=1, rule=rule)
    wanted = train_online(
        learner.network(),
        [(inputs[:, [n]], targets[:, [n]]) for n in range(3)],
        rate=0.3,
        rule=rule,
    )
    seen = learner.train(inputs, targets)
    assert largest_difference(learner.network(), wanted.net) < 1e-12
    np.testing.assert_allclose(seen.errors, wanted.errors, rtol=1e-12)
    assert learner.trained == 3


def test_the_rules_differ():
    inputs, targets = sequences(np.random.default_rng(2))
    nets = []
    for rule in ("truncated", "full"):
        learner = OwnLearner(NETS["all biased"], rate=1.0, seed=1, rule=rule)
        learner.train(inputs, targets)
        nets.append(learner.network())
    assert largest_difference(*nets) > 0.01


@pytest.mark.parametrize("rule", ["truncated", "full"])
def test_symbols_are_one_hot_inputs(rule):
    rng = np.random.default_rng(3)
    _, targets = sequences(rng)
    ids = rng.integers(3, size=(7, 3))
    learner = OwnLearner(Net(3, 2, 2, 2, init_range=1.0), rate=0.3, rule=rule)
    one_hot = np.eye(3)[ids]
    wanted = train_online(
        learner.network(),
        [(one_hot[:, [n]], targets[:, [n]]) for n in range(3)],
        rate=0.3,
        rule=rule,
    )
    seen = learner.train(ids, targets)
    assert largest_difference(learner.network(), wanted.net) < 1e-12
    np.testing.assert_allclose(seen.errors, wanted.errors, rtol=1e-12)


def test_a_test_changes_nothing_and_says_how_far_off_each_sequence_is():
    inputs, targets = sequences(np.random.default_rng(4))
    learner = OwnLearner(NETS["all biased"], rate=0.3, rule="full")
    before = learner.network()
    seen = learner.test(inputs, targets)
    assert largest_difference(before, learner.network()) == 0 and learner.trained == 0
    found = paper_gradient(before, inputs, targets)
    off = np.abs(found.ys - targets)[-3:]
    assert seen.errors.sum() == pytest.approx(found.error)
    np.testing.assert_allclose(seen.worst, off.max(axis=(0, 2)), rtol=1e-12)
    np.testing.assert_allclose(seen.mean, off.mean(axis=(0, 2)), rtol=1e-12)
    learner.start_from(learner.network())
    np.testing.assert_array_equal(learner.test(inputs, targets).errors, seen.errors)


def test_batches_of_the_tasks_fit():
    rng = np.random.default_rng(5)
    batch = parity.sample(rng, 6, 5)
    seen = OwnLearner(Net(1, 1, 2, 2), rate=0.5).train(batch.inputs, batch.targets)
    assert seen.worst.shape == (6,) and np.all(seen.worst < 1)
    batch = delayed_xor.sample(rng, 4, steps=100)
    assert len(OwnLearner(Net(8, 1, 2, 2), rate=0.5).train(batch.ids, batch.targets).mean) == 4
    # Sequences of different lengths: each ends with its target.
    batch = counting.sample(rng, 2, (3, 11), balanced=True)
    ids = np.maximum(batch.ids, 0)
    learner = OwnLearner(Net(2, 1, 2, 2), rate=0.5)
    seen = learner.test(ids, batch.targets)
    one = int(np.argmin(batch.lengths))
    short = learner.test(ids[:4, [one]], batch.targets[:4, [one]])
    assert short.errors[0] == seen.errors[one]
    labels = np.array([[IGNORE] * 2, [2, 0]])
    several = OwnLearner(Net(2, 3, 2, 2), rate=0.5).test(np.zeros((2, 2), int), labels)
    by_hand = OwnLearner(Net(2, 3, 2, 2), rate=0.5).test(
        np.zeros((2, 2), int), np.array([[[np.nan] * 3] * 2, [[0, 0, 1], [1, 0, 0]]])
    )
    np.testing.assert_array_equal(several.errors, by_hand.errors)


def test_training_twice_gives_the_same():
    batch = parity.sample(np.random.default_rng(6), 50, 9)
    found = [
        OwnLearner(Net(1, 1, 2, 2), rate=0.5, seed=7).train(batch.inputs, batch.targets).errors
        for _ in range(2)
    ]
    np.testing.assert_array_equal(*found)
    other = OwnLearner(Net(1, 1, 2, 2), rate=0.5, seed=8).train(batch.inputs, batch.targets)
    assert not np.array_equal(other.errors, found[0])


def test_messages():
    with pytest.raises(ValueError, match="rule='exact' must be one of 'truncated', 'full'"):
        OwnLearner(NETS["all biased"], rate=0.1, rule="exact")
    with pytest.raises(ValueError, match="rate=0 above 0"):
        OwnLearner(NETS["all biased"], rate=0)
    with pytest.raises(ValueError, match="connectivity='B'"):
        OwnLearner(Net(3, 2, 1, 1, connectivity="B"), rate=0.1)
    with pytest.raises(ValueError, match="needs input and output gates"):
        OwnLearner(Net(3, 2, 1, 1, output_gate_bias="absent"), rate=0.1)
    with pytest.raises(ValueError, match="needs whole sequences"):
        OwnLearner(NETS["all biased"], rate=0.1, rule="full", options=Options(update="step"))
    learner = OwnLearner(NETS["all biased"], rate=0.1)
    inputs, targets = sequences(np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"inputs \(7, 3, 2\)"):
        learner.train(inputs[..., [0, 0]], targets)
    with pytest.raises(ValueError, match="some have none"):
        learner.train(inputs, np.full_like(targets, np.nan))
    gap = targets.copy()
    gap[-2] = np.nan
    with pytest.raises(ValueError, match="every step of a sequence needs one"):
        learner.train(inputs, gap)
    with pytest.raises(ValueError, match="symbols must be 0 to 0"):
        learner.train(np.full((7, 3), 3), targets)
