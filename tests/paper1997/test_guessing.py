"""Random weight guessing: the nets against NumPy, the sequences, and trials that repeat."""

from dataclasses import replace

import numpy as np
import pytest

from lstmcourse.paper1997.guessing import NOT_REACHED, ROWS, guess_once


def logistic(x):
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


def by_numpy(row, weights, inputs):
    """The answer, written in another way."""
    weights, n = weights * row.mask(), row.hidden
    if row.kind == "latch I":
        own, first, second = weights[0]
        state = np.tanh(second if inputs[0] > 0 else first)
        for x in inputs[1:]:
            state = np.tanh(own * state + x)
        return state
    if row.kind == "latch II":
        state = 0.0
        for x in inputs:
            state = np.tanh(weights[0] @ [state, x, 1.0])
        return state
    hidden, y = np.zeros(n), 0.0
    for x in inputs:
        hidden = logistic(np.concatenate([hidden, [y, 1.0, x]]) @ weights[:, :n])
        y = logistic(np.concatenate([hidden, [y, 1.0, x]]) @ weights[:, n])
    return y


@pytest.mark.parametrize("name", ROWS)
def test_a_net_answers_as_in_numpy(name):
    row = ROWS[name]
    rng = np.random.default_rng(1)
    for scale in (0.5, 3.0):
        weights = scale * rng.standard_normal(row.weight_shape)
        inputs = row.sequences(0).inputs[1, :9]
        assert guess_once(row, weights, inputs) == pytest.approx(
            by_numpy(row, weights, inputs), abs=1e-12
        )


def test_weights_are_as_many_as_the_rows_say():
    for row in ROWS.values():
        assert int(row.mask().sum()) == row.paper.weights
    # 10 hidden units: input, output, bias, themselves; the output: 10, input, bias, itself.
    assert ROWS["guess-parity-2"].paper.weights == 10 * 4 + 13
    assert int(ROWS["guess-parity-1"].with_options(hidden_self=False).mask().sum()) == 7


@pytest.mark.parametrize("name", ["guess-latch-1", "guess-two-sequences-1", "guess-parity-1"])
def test_sequences_are_half_and_half_and_of_the_right_length(name):
    drawn = ROWS[name].sequences(3)
    assert drawn.inputs.shape == (200, 600) and drawn.labels[:100].sum() == 50
    assert drawn.lengths.min() < 510 and drawn.lengths.max() > 590
    assert (drawn.lengths >= 500).all() and (drawn.lengths <= 600).all()
    for inputs, steps, label in zip(*drawn, strict=True):
        assert not inputs[steps:].any()
        if ROWS[name].kind == "parity":
            assert (np.abs(inputs[:steps]) == 1).all() and (inputs == 1).sum() % 2 == label
        else:
            assert inputs[0] == 2 * label - 1
    noise = np.concatenate([row[1:500] for row in drawn.inputs])
    assert abs(noise.mean()) < 0.01
    spread = 1.0 if ROWS[name].kind == "parity" else np.sqrt(0.2)
    assert noise.std() == pytest.approx(spread, rel=0.01)
    assert not np.array_equal(drawn.inputs[0], drawn.inputs[100])  # the test set is another one


@pytest.mark.parametrize("name", ["guess-latch-1", "guess-latch-2", "guess-parity-3"])
def test_what_was_found_is_right_on_every_sequence(name):
    row = ROWS[name]
    found, drawn = row.guess(0), row.sequences(0)
    assert found.solved
    limits = row.limits(drawn.labels)
    for n in range(0, 200, 9):
        y = by_numpy(row, found.weights, drawn.inputs[n, : drawn.lengths[n]])
        assert limits[n, 0] - 0.1 < y < limits[n, 1] + 0.1
    assert row.guess(0, cap=max(1, found.nets - 1)).solved == (found.nets == 1)


def test_a_trial_gives_the_same_again():
    row = ROWS["guess-parity-3"]
    one = row.run(4)
    assert one._replace(seconds=0.0) == row.run(4)._replace(seconds=0.0)
    assert one.solved and one.stops == (("stop", one.sequences),) and one.cap == row.cap
    assert one.details["counted"] == "guessed nets"
    assert row.run(5).sequences != one.sequences
    short = row.run(4, cap=3)
    assert not short.solved and short.sequences == 3 and short.stops == ()


def test_guessing_needs_no_more_than_in_the_companion_papers():
    few = [ROWS["guess-parity-3"].run(seed).sequences for seed in range(10)]
    assert 60 < np.mean(few) < 1000  # the page says 250
    quiet = ROWS["guess-latch-2"].with_options(noise_variance=0.04)
    loud = ROWS["guess-latch-2"]
    means = [np.mean([row.run(seed).sequences for seed in range(40)]) for row in (quiet, loud)]
    assert means[0] < 60 < means[1]


def test_messages():
    row = ROWS["guess-parity-3"]
    with pytest.raises(ValueError, match="cap=0"):
        row.run(0, cap=0)
    with pytest.raises(TypeError, match="no option noise; the options are noise_variance"):
        row.with_options(noise=0.1)
    with pytest.raises(ValueError, match="lengths 700 to 600"):
        row.with_options(shortest=700)
    with pytest.raises(ValueError, match="reach=0"):
        row.with_options(reach=0)
    assert replace(row).limits(np.array([0, 1])).tolist() == [[0, 0], [1, 1]]
    assert ROWS["guess-latch-1"].limits(np.array([1])).tolist() == [[0.8, NOT_REACHED]]
