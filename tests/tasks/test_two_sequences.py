import itertools

import numpy as np
import pytest

from lstmcourse.tasks import two_sequences


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("variant", ["3a", "3b", "3c"])
@pytest.mark.parametrize("signal", [1, 3])
def test_signal_noise_and_targets(variant, signal):
    inputs, classes, answers, targets = two_sequences.sample(
        rng(), 4000, 40, variant=variant, signal_steps=signal
    )
    assert inputs.shape[1:] == (4000, 1) and answers.shape == targets.shape == (4000, 1)
    assert np.mean(classes == 1) == pytest.approx(0.5, abs=0.03) and set(classes) == {1, 2}
    signs = np.where(classes == 1, 1.0, -1.0)
    offset = inputs[:signal, :, 0] - signs
    noise = inputs[signal:, :, 0]
    assert noise.mean() == pytest.approx(0.0, abs=0.01)
    assert noise.var() == pytest.approx(0.2, abs=0.005)
    assert noise[:, classes == 1].mean() == pytest.approx(noise[:, classes == 2].mean(), abs=0.01)
    if variant == "3b":
        assert offset.var() == pytest.approx(0.2, abs=0.02)
    else:
        assert not offset.any()
    one, two = (0.2, 0.8) if variant == "3c" else (1.0, 0.0)
    np.testing.assert_array_equal(answers[:, 0], np.where(classes == 1, one, two))
    if variant == "3c":
        assert (targets - answers).mean() == pytest.approx(0.0, abs=0.02)
        assert (targets - answers).var() == pytest.approx(0.1, abs=0.01)
    else:
        np.testing.assert_array_equal(targets, answers)


def test_lengths_cover_the_whole_range():
    stream = rng()
    lengths = {len(two_sequences.sample(stream, 1, 30).inputs) for _ in range(80)}
    assert lengths == {30, 31, 32, 33}
    assert len(two_sequences.sample(stream, 1, 30, fixed_length=True).inputs) == 30


def test_batches_are_fresh_and_give_the_training_targets():
    options = {"variant": "3c", "dtype": np.float32}
    pairs = list(itertools.islice(two_sequences.batches(rng(), 4, 12, **options), 2))
    assert pairs[0][0].dtype == pairs[0][1].dtype == np.float32
    assert not np.array_equal(pairs[0][1], pairs[1][1])
    np.testing.assert_array_equal(
        pairs[0][1], two_sequences.sample(rng(), 4, 12, **options).targets
    )


@pytest.mark.parametrize(("variant", "tolerance", "most"), [("3a", 0.2, 0), ("3b", 0.2, 5),
                                                            ("3c", 0.1, 0)])  # fmt: skip
def test_stops(variant, tolerance, most):
    answers = np.tile([[0.2], [0.8]], (128, 1))
    mean = two_sequences.CRITERIA[variant].mean_error
    outputs = answers + 0.9 * mean
    assert two_sequences.first_stop(outputs, answers, variant=variant)
    assert two_sequences.second_stop(outputs, answers, variant=variant)
    outputs[: most + 1] = answers[: most + 1] + tolerance + 0.01
    assert two_sequences.wrong_count(outputs, answers, variant=variant) == most + 1
    assert not two_sequences.first_stop(outputs, answers, variant=variant)
    outputs = answers + 1.1 * mean
    assert two_sequences.first_stop(outputs, answers, variant=variant)
    assert not two_sequences.second_stop(outputs, answers, variant=variant)
    outputs[:] = np.nan
    assert two_sequences.wrong_count(outputs, answers, variant=variant) == 256
    assert not two_sequences.second_stop(outputs, answers, variant=variant)


def test_the_last_step_counts():
    outputs = np.zeros((3, 2, 1))
    outputs[-1] = [[1.0], [0.3]]
    assert two_sequences.wrong_count(outputs, [[1.0], [0.0]]) == 1
    assert two_sequences.wrong_count([[0.75], [0.0]], [[1.0], [0.0]]) == 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: two_sequences.sample(None, 1, 9), TypeError, "default_rng"),
        (lambda: two_sequences.sample(rng(), 1, 9, variant="3d"), ValueError, '"3b" or "3c", not'),
        (lambda: two_sequences.sample(rng(), 1, 2), ValueError, "has to fit in"),
        (lambda: two_sequences.first_stop([[1.0]], [[1.0]]), ValueError, "1 answers are too few"),
        (lambda: two_sequences.wrong_count([1.0], [1.0]), ValueError, "do not fit answers"),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
