import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.learning import at_last_step, squared_error
from lstmcourse.tasks import adding, adding_solved


def rng(seed=0):
    return np.random.default_rng(seed)


def many(batch=20_000, steps=22, **options):
    return adding.sample(rng(), batch, steps, **options)


@given(
    batch=st.integers(1, 6),
    steps=st.integers(11, 60),
    fixed=st.booleans(),
    marker=st.sampled_from(["minus", "one"]),
    second=st.sampled_from(["unmarked", "later"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_sequence_follows_the_rules(batch, steps, fixed, marker, second, seed):
    options = {"fixed_length": fixed, "first_marker": marker, "second_draw": second}
    inputs, answers, marked = adding.sample(rng(seed), batch, steps, **options)
    total = len(inputs)
    assert total == steps if fixed else steps <= total <= steps + steps // 10
    assert inputs.shape == (total, batch, 2) and answers.shape == (batch, 1)
    assert np.abs(inputs[..., 0]).max() <= 1
    for b in range(batch):
        values, markers = inputs[:, b, 0], inputs[:, b, 1]
        first, other = marked[b]
        assert first != other and 0 <= first < 10 and 0 <= other <= steps // 2 - 1
        assert second == "unmarked" or other > 0
        expected = np.zeros(total)
        expected[0] = expected[-1] = -1
        expected[[first, other]] = 1
        if marker == "minus":
            expected[0] = -1
        np.testing.assert_array_equal(markers, expected)
        total_value = sum(values[k] for k in (first, other) if k > 0)
        assert answers[b, 0] == pytest.approx(0.5 + total_value / 4)
    assert np.all((answers >= 0) & (answers <= 1))


def test_the_smallest_lag_is_that_of_table_10():
    # Steps from the last marked pair to the answer, over many draws: T/2 and no less.
    for steps in (30, 100):
        marked = many(20_000, steps, fixed_length=True).marked
        assert steps - 1 - marked.max() == steps // 2


def test_lengths_cover_the_whole_range():
    drawn = rng()
    lengths = {len(adding.sample(drawn, 1, 30).inputs) for _ in range(80)}
    assert lengths == {30, 31, 32, 33}


def test_the_first_draw_is_even_over_ten_pairs():
    first = many().marked[:, 0]
    np.testing.assert_allclose(np.bincount(first) / len(first), 0.1, atol=0.01)


@pytest.mark.parametrize(("second_draw", "choices"), [("unmarked", 10), ("later", 9)])
def test_the_second_draw_is_even_over_the_unmarked_pairs(second_draw, choices):
    marked = many(second_draw=second_draw).marked
    for first in (3, 9):
        here = marked[marked[:, 0] == first, 1]
        expected = [k for k in range(11) if k != first and (k or second_draw == "unmarked")]
        assert len(expected) == choices
        counts = np.bincount(here, minlength=11) / len(here)
        np.testing.assert_allclose(counts[expected], 1 / choices, atol=0.04)
    after_zero = marked[marked[:, 0] == 0, 1]
    assert set(after_zero) == set(range(1, 11))


def test_a_drawn_first_pair_is_worth_nothing():
    drawn = many()
    hit = (drawn.marked == 0).any(axis=1)
    assert 0.1 < hit.mean() < 0.25
    ones = (drawn.inputs[..., 1] == 1).sum(axis=0)
    assert set(ones[hit]) == {1} and set(ones[~hit]) == {2}
    shown = many(first_marker="one")
    assert np.all((shown.inputs[..., 1] == 1).sum(axis=0) == 2)
    np.testing.assert_array_equal(shown.answers, drawn.answers)


def test_baseline_variance():
    drawn = many(50_000, second_draw="later")
    plain = (drawn.marked > 0).all(axis=1)
    errors = (drawn.answers[plain] - 0.5) ** 2
    assert errors.mean() == pytest.approx(adding.BASELINE_VARIANCE, rel=0.03)


def test_answers_fit_the_loss():
    inputs, answers = next(adding.batches(rng(), 4, 12, dtype=np.float32))
    assert inputs.dtype == answers.dtype == np.float32
    outputs = np.full((len(inputs), 4, 1), 0.5)
    loss, _ = at_last_step(squared_error)(outputs, answers)
    assert loss == pytest.approx(0.5 * np.mean((0.5 - answers) ** 2))


def test_batches_are_fresh_and_repeatable():
    pairs = list(itertools.islice(adding.batches(rng(), 2, 12), 2))
    assert not np.array_equal(pairs[0][1], pairs[1][1])
    np.testing.assert_array_equal(next(adding.batches(rng(), 2, 12))[0], pairs[0][0])


def test_wrong_is_an_error_of_the_tolerance_or_more():
    answers = np.array([0.5, 0.5, 0.5])
    assert adding.wrong_count([0.5, 0.539, 0.55], answers) == 1
    assert adding.wrong_count([0.5, np.nan, 0.5], answers) == 1
    assert adding.wrong_count([0.75], [0.5], tolerance=0.25) == 1


def test_outputs_may_come_with_more_axes():
    answers = np.array([[0.25], [0.5]])
    outputs = np.zeros((3, 2, 1))
    outputs[-1] = [[0.5], [0.5]]
    for given_outputs in (outputs, outputs[-1], outputs[-1, :, 0]):
        np.testing.assert_allclose(adding.absolute_errors(given_outputs, answers), [0.25, 0.0])


def test_solved_as_in_the_paper():
    answers = np.full((2560, 1), 0.5)
    outputs = answers + 0.005
    outputs[:3] += 0.1
    assert adding_solved(outputs, answers)
    outputs[3] += 0.1
    assert not adding_solved(outputs, answers)
    assert not adding_solved(answers + 0.011, answers)
    outputs[:] = np.nan
    assert not adding_solved(outputs, answers)
    assert adding_solved(answers[:100], answers[:100], least=100, most_wrong=0)


def test_training_stops_after_enough_right_answers():
    errors = np.full(2500, 0.005)
    errors[:500] = 1.0
    assert adding.stop_training(errors)
    assert not adding.stop_training(errors[:2499])
    assert not adding.stop_training(np.full(1999, 0.0))
    assert not adding.stop_training(np.full(2000, 0.02))
    errors[-1] = 0.05
    assert not adding.stop_training(errors)
    assert not adding.stop_training(np.full(2000, np.nan))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: adding.sample(None, 1, 12), TypeError, "default_rng"),
        (lambda: adding.sample(rng(), 1, 5), ValueError, "steps must be at least 6"),
        (lambda: adding.sample(rng(), 1, 10), ValueError, "lower first_among or raise steps"),
        (lambda: adding.sample(rng(), 1, 12, first_marker="0"), ValueError, '"minus" or "one"'),
        (lambda: adding.sample(rng(), 1, 12, second_draw="x"), ValueError, '"unmarked" or "later"'),
        (lambda: adding.absolute_errors([1.0], [1.0, 0.0]), ValueError, "do not fit answers"),
        (lambda: adding_solved([1.0], [1.0]), ValueError, "1 answers are too few"),
        (lambda: adding.stop_training([], last=0), ValueError, "last must be at least 1"),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
