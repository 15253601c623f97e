import numpy as np
import pytest

from lstmcourse.tasks import adding, multiplication, multiplication_solved


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("marker", ["minus", "one"])
def test_values_and_answers(marker):
    inputs, answers, marked = multiplication.sample(rng(), 5000, 30, first_marker=marker)
    values = inputs[..., 0]
    assert values.min() >= 0 and values.max() <= 1
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    assert values.var() == pytest.approx(1 / 12, abs=0.002)
    for b in range(100):
        product = np.prod([values[k, b] for k in marked[b] if k > 0])
        assert answers[b, 0] == pytest.approx(product)
    drawn = adding.sample(rng(), 5000, 30, first_marker=marker)
    np.testing.assert_array_equal(inputs[..., 1], drawn.inputs[..., 1])
    np.testing.assert_array_equal(marked, drawn.marked)


def test_baseline_variance():
    drawn = multiplication.sample(rng(), 50_000, 22)
    plain = (drawn.marked > 0).all(axis=1)
    assert drawn.answers[plain].mean() == pytest.approx(0.25, abs=0.005)
    assert drawn.answers[plain].var() == pytest.approx(multiplication.BASELINE_VARIANCE, rel=0.03)


def test_stop_with_either_n_seq():
    errors = np.full(2000, 0.03)
    errors[:139] = 0.05
    assert multiplication.stop_training(errors)
    assert not multiplication.stop_training(errors, n_seq=13)
    errors[139] = np.nan
    assert not multiplication.stop_training(errors)
    assert multiplication.stop_training(errors[-1860:], last=1860, n_seq=13)
    assert not multiplication.stop_training(np.zeros(1999))


def test_solved_as_in_the_paper():
    answers = np.full((2560, 1), 0.5)
    outputs = answers + 0.012
    outputs[:15] += 0.1
    assert multiplication_solved(outputs, answers) and multiplication_solved(
        outputs, answers, n_seq=13
    )
    outputs[15:170] += 0.1
    assert multiplication_solved(outputs, answers)
    assert not multiplication_solved(outputs, answers, n_seq=13)
    assert multiplication.wrong_count(outputs, answers) == 170
    outputs[170] += 0.1
    assert not multiplication_solved(outputs, answers)


def test_batches_keep_their_dtype():
    inputs, answers = next(multiplication.batches(rng(), 3, 12, dtype=np.float32))
    assert inputs.dtype == answers.dtype == np.float32 and answers.shape == (3, 1)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: multiplication.sample(None, 1, 12), TypeError, "default_rng"),
        (lambda: multiplication.sample(rng(), 1, 3), ValueError, "steps must be at least 6"),
        (lambda: multiplication_solved([1.0], [1.0], n_seq=7), ValueError, "n_seq = 13, not 7"),
        (lambda: multiplication_solved([1.0], [1.0]), ValueError, "too few"),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
