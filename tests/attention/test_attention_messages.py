"""What attention says to arguments that do not fit, and the corners: no keys, one key, ints."""

import numpy as np
import pytest

from lstmcourse import attention

RNG = np.random.default_rng(0)
Q, K, V = (RNG.normal(size=shape) for shape in ((2, 4, 3), (2, 5, 3), (2, 5, 6)))
PARAMS = attention.init_additive(RNG, 3, 3, 7)


def refusal(kind, call, *arguments, **named):
    with pytest.raises(kind) as caught:
        call(*arguments, **named)
    return str(caught.value)


def test_the_first_query_that_may_look_at_nothing_is_named():
    mask = np.ones((2, 4, 5), bool)
    mask[1, 2] = mask[1, 3] = False
    assert refusal(ValueError, attention.scaled_dot, Q, K, V, mask) == (
        "dot: row [1, 2] may look at nothing, so its weights cannot add up to 1. "
        'Correct the mask, or pass empty="zeros" for weights of 0'
    )
    text = refusal(ValueError, attention.additive, PARAMS, Q[1], K[1], V[1], mask[1])
    assert text.startswith("additive: row [2] may look at nothing")
    text = refusal(ValueError, attention.softmax, np.zeros(3), np.zeros(3, bool))
    assert text.startswith("softmax: row [] may look at nothing")
    scores = np.array([[0.0, 1.0], [-np.inf, -np.inf]])  # masked by hand
    assert refusal(ValueError, attention.softmax, scores).startswith("softmax: row [1] may look")
    np.testing.assert_array_equal(attention.softmax(scores, empty="zeros")[1], [0, 0])


def test_the_row_is_named_in_a_later_part_of_the_batch(monkeypatch):
    monkeypatch.setattr("lstmcourse.attention._weighted_mean.CACHED_NUMBERS", 1)
    queries = np.zeros((3, 2, 4, 3))
    mask = np.ones((3, 2, 4, 5), bool)
    mask[2, 1, 3] = False
    text = refusal(ValueError, attention.dot, queries, np.zeros((5, 3)), np.zeros((5, 1)), mask)
    assert text.startswith("dot: row [2, 1, 3] may look at nothing")


@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_inf_and_nan_are_refused_where_they_count(bad):
    keys = K.copy()
    keys[1, 0, 0] = bad
    queries = np.abs(Q)
    text = refusal(ValueError, attention.dot, queries, keys, V)
    assert text.startswith("dot: a score is inf or NaN, at row [1, 0]")


def test_shapes_that_do_not_fit():
    assert refusal(ValueError, attention.dot, Q, K[..., :2], V) == (
        "dot: queries (2, 4, 3) have 3 features and keys (2, 5, 2) have 2, "
        "but a dot product needs equally many"
    )
    assert refusal(ValueError, attention.scaled_dot, Q, K, V[:, :4]) == (
        "dot: keys (2, 5, 3) and values (2, 4, 6) must have the same N, the last axis but one, "
        "but have 5 and 4"
    )
    assert refusal(ValueError, attention.dot, np.zeros((3, 4, 3)), K, V) == (
        "dot: the leading axes do not broadcast: queries (3, 4, 3), keys (2, 5, 3), "
        "values (2, 5, 6)"
    )
    assert refusal(ValueError, attention.scaled_dot, Q[0, 0], K, V) == (
        "scaled_dot: queries has shape (3,), but must have 2 axes or more"
    )
    assert refusal(ValueError, attention.additive, PARAMS, Q[..., :2], K, V) == (
        "additive: W_q has shape (3, 7), but for queries (2, 4, 2) and v (7,) it must be (2, 7)"
    )
    assert refusal(ValueError, attention.init_additive, RNG, 3, 0, 7) == (
        "init_additive: key_size is 0, but must be at least 1"
    )
    assert refusal(ValueError, attention.dot, Q, K, V, empty="skip") == (
        'dot: empty is \'skip\', but must be "raise" or "zeros"'
    )


def test_masks_that_do_not_fit():
    assert refusal(ValueError, attention.dot, Q, K, V, np.ones((2, 5), bool)) == (
        "dot: mask has shape (2, 5), but must broadcast to (2, 4, 5); "
        "for padding that is (B, 1, N), for a causal mask (Q, N)"
    )
    for mask, given in ((np.ones((4, 5)), "float64"), ([True] * 5, "a list")):
        assert refusal(TypeError, attention.dot, Q, K, V, mask) == (
            f"dot: mask is {given}, but must be a NumPy array of bool, True where a query may look"
        )


def test_gradients_that_do_not_fit():
    context, weights, tape = attention.dot(Q, K, V)
    assert refusal(ValueError, attention.dot_backward, tape, context[0]) == (
        "dot_backward: d_context has shape (4, 6), but must be (2, 4, 6)"
    )
    assert refusal(ValueError, attention.dot_backward, tape, context, weights[:1]) == (
        "dot_backward: d_weights has shape (1, 4, 5), but must be (2, 4, 5)"
    )
    assert refusal(TypeError, attention.dot_backward, tape, context.tolist()) == (
        "dot_backward: d_context is a list, but must be a NumPy array"
    )
    assert refusal(TypeError, attention.softmax, [1.0, 2.0]) == (
        "softmax: scores is a list, but must be a NumPy array"
    )


def test_no_keys_is_a_query_that_may_look_at_nothing():
    text = refusal(ValueError, attention.scaled_dot, Q, K[:, :0], V[:, :0])
    assert "row [0, 0] may look at nothing" in text
    context, weights, tape = attention.scaled_dot(Q, K[:, :0], V[:, :0], empty="zeros")
    np.testing.assert_array_equal(context, np.zeros((2, 4, 6)))
    assert weights.shape == (2, 4, 0)
    shapes = [array.shape for array in attention.dot_backward(tape, np.ones((2, 4, 6)))]
    assert shapes == [(2, 4, 3), (2, 0, 3), (2, 0, 6)]


@pytest.mark.parametrize("shape", [(0, 4), (2, 0)], ids=["no sequences in the batch", "no queries"])
def test_nothing_to_answer_is_answered(shape):
    B, queries = shape
    context, weights, tape = attention.dot(Q[:B, :queries], K[:B], V[:B], np.ones(5, bool))
    assert context.shape == (*shape, 6)
    assert weights.shape == (*shape, 5)
    d_queries, d_keys, d_values = attention.dot_backward(tape, np.ones_like(context))
    assert d_queries.shape == (*shape, 3)
    assert not d_keys.any()
    assert not d_values.any()


def test_one_key_takes_all_the_weight():
    context, weights, _ = attention.scaled_dot(Q, K[:, :1], V[:, :1])
    np.testing.assert_array_equal(weights, np.ones((2, 4, 1)))
    np.testing.assert_array_equal(context, np.repeat(V[:, :1], 4, axis=1))


def test_whole_numbers_become_floats_and_a_numpy_scale_keeps_float32():
    whole = np.arange(6).reshape(2, 3)
    context, weights, tape = attention.dot(whole, whole, whole)
    assert context.dtype == weights.dtype == np.float64
    ones = np.ones((2, 3), int)
    wanted = attention.dot_backward(attention.dot(*3 * [whole * 1.0])[2], ones * 1.0)
    for found, array in zip(attention.dot_backward(tape, ones), wanted, strict=True):
        np.testing.assert_allclose(found, array, atol=1e-12)
    np.testing.assert_allclose(context, [[3, 4, 5], [3, 4, 5]], atol=1e-3)
    single = [array.astype("float32") for array in (Q, K, V)]
    context, weights, tape = attention.dot(*single, scale=1 / np.sqrt(3))
    assert context.dtype == weights.dtype == np.float32
    np.testing.assert_allclose(context, attention.scaled_dot(Q, K, V)[0], atol=1e-5)
    assert all(d.dtype == np.float32 for d in attention.dot_backward(tape, context))


def test_start_weights_lie_within_their_bounds():
    params = attention.init_additive(np.random.default_rng(0), 16, 25, 64, dtype=np.float32)
    bounds = {"W_q": 1 / 4, "W_k": 1 / 5, "v": 1 / 8}
    for name, bound in bounds.items():
        array = getattr(params, name)
        assert array.dtype == np.float32
        assert 0.9 * bound < np.abs(array).max() <= bound
    small = attention.init_additive(np.random.default_rng(0), 16, 25, 64, scale=0.01)
    assert max(np.abs(array).max() for array in small) <= 0.01
