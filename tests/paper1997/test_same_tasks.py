"""The generators of ``tasks`` and those of the engine draw from the same distributions."""

import numpy as np
import pytest

from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.sequences import draw
from lstmcourse.tasks import adding, long_lags, multiplication, temporal_order, two_sequences

MANY = 1500


def drawn_by_the_engine(name):
    return [draw(PROTOCOLS[name], 5, number) for number in range(MANY)]


def drawn_here(name):
    """(inputs (T, I), target of the last step (K,)) of as many sequences, one at a time."""
    rng, settings = np.random.default_rng(5), PROTOCOLS[name].task_settings
    for _ in range(MANY):
        match name[:2]:
            case "2a" | "2b":
                one = long_lags.sample(rng, 1, settings.steps, random_middle=name == "2b")
                yield one.inputs[:, 0], np.eye(settings.steps + 1)[one.targets[-1, 0]]
            case "2c":
                one = long_lags.sample_very_long(rng, 1, settings.steps, settings.symbols)
                yield one.inputs[:, 0], one.answers[0]
            case "3a" | "3b" | "3c":
                one = two_sequences.sample(
                    rng, 1, settings.steps, variant=name[:2], signal_steps=settings.signal
                )
                yield one.inputs[:, 0], one.targets[0]
            case "4-" | "5-":
                task = adding if name[0] == "4" else multiplication
                one = task.sample(rng, 1, settings.steps)
                yield one.inputs[:, 0], one.answers[0]
            case "6a" | "6b":
                one = temporal_order.sample(rng, 1, marks={"6a": 2, "6b": 3}[name])
                yield one.inputs[:, 0], one.answers[0]


@pytest.mark.parametrize(
    "name", ["2a", "2b", "2c-1", "3a-1", "3b-2", "3c-1", "4-1", "5-140", "6a", "6b"]
)
def test_same_shapes_lengths_inputs_and_targets(name):
    ours, theirs = list(drawn_here(name)), drawn_by_the_engine(name)
    sequences = [[one[0] for one in ours], [one.inputs for one in theirs]]
    targets = [np.array([one[1] for one in ours]), np.array([one.targets[-1] for one in theirs])]
    shapes = {(one.shape[1], target.shape) for group, ends in zip(sequences, targets, strict=True)
              for one, target in zip(group, ends, strict=True)}  # fmt: skip
    assert len(shapes) == 1
    lengths = [np.array([len(one) for one in group]) for group in sequences]
    spread = lengths[1].std() / np.sqrt(MANY)
    assert abs(lengths[0].mean() - lengths[1].mean()) <= 6 * spread
    assert lengths[0].min() == lengths[1].min()

    # Step by step from the front, and the last step: mean and spread of every input. The bound is
    # six standard errors, of a symbol that never came by chance as well.
    front = lengths[0].min() - 1
    for cut in (slice(0, front), slice(-1, None)):
        parts = [np.array([one[cut] for one in group]) for group in sequences]
        bound = 6 * (parts[1].std(axis=0) + 0.02) * np.sqrt(2 / MANY)
        assert np.all(np.abs(parts[0].mean(axis=0) - parts[1].mean(axis=0)) < bound)
        assert np.all(np.abs(parts[0].var(axis=0) - parts[1].var(axis=0)) < bound + 1e-12)
    bound = 6 * (targets[1].std(axis=0) + 0.02) * np.sqrt(2 / MANY)
    assert np.all(np.abs(targets[0].mean(axis=0) - targets[1].mean(axis=0)) < bound)
    assert np.all(np.abs(targets[0].std(axis=0) - targets[1].std(axis=0)) < bound)


@pytest.mark.parametrize("name", ["6a", "6b"])
def test_the_same_order_has_the_same_class(name):
    for one in drawn_by_the_engine(name)[:200]:
        marks = one.symbols[one.symbols >= 6] - 6
        label = int("".join(map(str, marks)), 2)
        assert one.targets[-1].argmax() == label
