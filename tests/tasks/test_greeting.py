import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcourse.tasks import IGNORE, Greeting, greeting, one_hot

TASK = Greeting()


@settings(max_examples=40, deadline=None)
@given(lag=st.integers(1, 60), batch=st.integers(1, 9), seed=st.integers(0, 2**32 - 1))
def test_the_name_is_exactly_lag_steps_before_the_answer(lag, batch, seed):
    ids, inputs, targets = TASK.sample(np.random.default_rng(seed), batch, lag)
    count, size = len(TASK.names), len(TASK.vocabulary)
    assert ids.shape == targets.shape == (lag + 1, batch)
    assert inputs.shape == (lag + 1, batch, size)
    np.testing.assert_array_equal(inputs, one_hot(ids, size))
    np.testing.assert_array_equal(targets[-1], ids[0])
    assert np.all(targets[:-1] == IGNORE)
    assert np.all(ids[0] < count) and np.all(ids[1:] >= count)


@settings(max_examples=40, deadline=None)
@given(gap=st.integers(0, 40), seed=st.integers(0, 2**32 - 1))
def test_every_gap_is_filled_with_whole_phrases(gap, seed):
    lag = gap + len(TASK.question)
    ids = TASK.sample(np.random.default_rng(seed), 3, lag).ids
    for sentence in TASK.decode(ids):
        assert sentence.endswith(" mary said hi to ?")
        rest = sentence.split(" ", 1)[1].removesuffix("mary said hi to ?").strip()
        if not gap:
            assert rest == ""
            continue
        starts = [o for o in TASK.openings if rest == o or rest.startswith(o + " ")]
        assert any(_is_made_of(rest[len(o) :].strip(), TASK.fillers) for o in starts), sentence


def _is_made_of(rest, phrases):
    if not rest:
        return True
    return any(
        _is_made_of(rest[len(p) :].strip(), phrases)
        for p in phrases
        if rest == p or rest.startswith(p + " ")
    )


def test_short_lags_keep_the_end_of_the_question():
    rng = np.random.default_rng(0)
    ends = [TASK.decode(TASK.sample(rng, 1, lag).ids)[0].split(" ", 1)[1] for lag in (1, 2, 4)]
    assert ends == ["to ?", "hi to ?", "mary said hi to ?"]


def test_names_are_equally_likely_and_independent_of_the_rest():
    ids = TASK.sample(np.random.default_rng(1), 8000, 12).ids
    shares = np.bincount(ids[0]) / 8000
    np.testing.assert_allclose(shares, 1 / 8, atol=0.02)
    # The word after the name has the same distribution for every name.
    overall = np.bincount(ids[1], minlength=len(TASK.vocabulary)) / 8000
    for name in range(8):
        seen = ids[1, ids[0] == name]
        np.testing.assert_allclose(
            np.bincount(seen, minlength=len(TASK.vocabulary)) / len(seen), overall, atol=0.07
        )


def test_same_seed_same_batch_and_the_global_state_is_left_alone():
    np.random.seed(5)
    before = np.random.get_state()[1].copy()
    one = TASK.sample(np.random.default_rng(3), 4, 20)
    two = TASK.sample(np.random.default_rng(3), 4, 20)
    np.testing.assert_array_equal(one.ids, two.ids)
    np.testing.assert_array_equal(np.random.get_state()[1], before)
    assert not np.array_equal(one.ids, TASK.sample(np.random.default_rng(4), 4, 20).ids)


def test_batches_go_on_with_fresh_sentences():
    batches = TASK.batches(np.random.default_rng(0), 6, 15, dtype=np.float32)
    (first, targets), (second, _) = next(batches), next(batches)
    assert first.dtype == np.float32 and first.shape == (16, 6, len(TASK.vocabulary))
    assert targets.shape == (16, 6)
    assert not np.array_equal(first, second)


def test_baseline_is_the_loss_of_even_guesses():
    assert TASK.baseline_loss == math.log(8)
    assert Greeting(names=("ann", "bob")).baseline_loss == pytest.approx(0.6931471805599453)


def test_own_words_and_gaps_that_no_phrase_fits():
    task = Greeting(names=("ann", "bob"), openings=("ran off .",), fillers=("it rained .",))
    # A gap of 1 or 3 cannot be filled with 2 + 3 n words, so a phrase is cut short.
    rng = np.random.default_rng(0)
    assert [s.split(" ", 1)[1] for s in task.decode(task.sample(rng, 1, 5).ids)] == [
        "ran mary said hi to ?"
    ]
    assert task.decode(task.sample(rng, 1, 4 + 6).ids)[0].endswith(
        " ran off . it rained . mary said hi to ?"
    )


def test_accuracy_counts_only_targets_that_count():
    targets = np.array([[IGNORE, IGNORE, IGNORE], [0, 1, 2]])
    logits = np.zeros((2, 3, 3))
    logits[1] = [[5, 0, 0], [0, 5, 0], [9, 0, 5]]
    assert greeting.accuracy(logits, targets) == pytest.approx(2 / 3)
    logits[1, 0] = np.nan
    assert greeting.accuracy(logits, targets) == pytest.approx(1 / 3)


def test_solved_needs_99_percent_of_enough_answers():
    targets = np.zeros(1000, int)
    logits = np.tile([1.0, 0.0], (1000, 1))
    logits[:10] = [0.0, 1.0]
    assert greeting.solved(logits, targets)
    logits[10] = [0.0, 1.0]
    assert not greeting.solved(logits, targets)
    assert greeting.solved(logits, targets, threshold=0.9)
    with pytest.raises(ValueError, match="99 answers are too few"):
        greeting.solved(logits[:99], targets[:99])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: TASK.sample(0, 1, 5), TypeError, "default_rng"),
        (lambda: TASK.sample(np.random.default_rng(0), 0, 5), ValueError, "batch must be at least"),
        (lambda: TASK.sample(np.random.default_rng(0), 1, 0), ValueError, "lag must be at least 1"),
        (lambda: TASK.sample(np.random.default_rng(0), 1, 2.0), TypeError, "whole number"),
        (lambda: TASK.sample(np.random.default_rng(0), 1, 2, dtype=int), TypeError, "floating"),
        (lambda: TASK.decode([1, 2]), ValueError, "shape \\(T, B\\)"),
        (lambda: Greeting(names=("ann",)), ValueError, "at least 2 possible names"),
        (lambda: Greeting(names="ann"), TypeError, "not one string"),
        (lambda: Greeting(names=("tv", "bob")), ValueError, "these do: {'tv'}"),
        (lambda: Greeting(question=()), ValueError, "question is empty"),
        (lambda: Greeting(fillers=()), ValueError, "at least one word each"),
        (lambda: Greeting(openings=("", "ran")), ValueError, "at least one word each"),
        (lambda: greeting.accuracy(np.zeros((2, 3)), np.zeros(3)), ValueError, "one more axis"),
        (
            lambda: greeting.accuracy(np.zeros((2, 3)), np.full(2, IGNORE)),
            ValueError,
            "every target is IGNORE",
        ),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
