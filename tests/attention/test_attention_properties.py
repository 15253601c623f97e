"""What every attention obeys, whatever its score. Each property must also reject a wrong one.

A property takes ``attend(queries, keys, values, mask) -> (context, weights)`` and a case. It is
applied to the three scores of the package, where it must hold, and to mutants, where it must fail:
a test that no mutant fails shows nothing. The mutants that matter most are those whose weights do
not depend on the keys. Their outputs look like attention, and their sums are right.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse import attention

EXACT = {"rtol": 0, "atol": 1e-10}


def additive(queries, keys, values, mask=None):
    params = attention.init_additive(np.random.default_rng(1), queries.shape[-1], keys.shape[-1], 7)
    return attention.additive(params, queries, keys, values, mask)


SCORES = {"dot": attention.dot, "scaled_dot": attention.scaled_dot, "additive": additive}
CASES = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 10_000),
        "leading": st.sampled_from([(), (2,), (3, 2)]),
        "Q": st.integers(1, 4),
        "N": st.integers(2, 6),
        "D": st.integers(1, 5),
        "V": st.integers(1, 4),
    }
)
A_CASE = {"seed": 4, "leading": (2,), "Q": 3, "N": 5, "D": 4, "V": 6}


def arrays_of(case):
    """queries, keys, values, and a mask that leaves each query at least one key."""
    rng = np.random.default_rng(case["seed"])
    leading, Q, N = case["leading"], case["Q"], case["N"]
    queries = rng.normal(size=(*leading, Q, case["D"]))
    keys = rng.normal(size=(*leading, N, case["D"]))
    values = rng.normal(size=(*leading, N, case["V"]))
    mask = rng.random((*leading, Q, N)) < 0.6
    mask[..., rng.integers(N)] = True
    return queries, keys, values, mask


def weights_are_a_distribution_over_the_keys(attend, case):
    *arrays, mask = arrays_of(case)
    for allowed in (None, mask):
        context, weights = attend(*arrays, allowed)[:2]
        assert weights.shape == (*case["leading"], case["Q"], case["N"])
        assert (weights >= 0).all()
        np.testing.assert_allclose(weights.sum(axis=-1), 1, **EXACT)
        low, high = arrays[2].min(axis=-2), arrays[2].max(axis=-2)
        assert (context >= low[..., None, :] - 1e-10).all()
        assert (context <= high[..., None, :] + 1e-10).all()


def order_of_the_pairs_is_nothing(attend, case):
    queries, keys, values, mask = arrays_of(case)
    order = np.random.default_rng(case["seed"] + 1).permutation(case["N"])
    context, weights = attend(queries, keys, values, mask)[:2]
    moved = (keys[..., order, :], values[..., order, :], mask[..., order])
    other_context, other_weights = attend(queries, *moved)[:2]
    np.testing.assert_allclose(other_context, context, **EXACT)
    np.testing.assert_allclose(other_weights, weights[..., order], **EXACT)


def keys_decide_the_weights(attend, case):
    """Keys that change places without their values change the answer, and so does another key."""
    queries, keys, values, _ = arrays_of(case)
    turned = np.roll(keys, 1, axis=-2)
    context, weights = attend(queries, keys, values, None)[:2]
    other_context, other_weights = attend(queries, turned, values, None)[:2]
    assert np.abs(other_context - context).max() > 1e-6
    np.testing.assert_allclose(other_weights, np.roll(weights, 1, axis=-1), **EXACT)
    zeroed = keys.copy()
    zeroed[..., 0, :] = 0
    assert np.abs(attend(queries, zeroed, values, None)[1] - weights).max() > 1e-6


def queries_decide_the_weights(attend, case):
    queries, keys, values, _ = arrays_of(case)
    weights = attend(queries, keys, values, None)[1]
    assert np.abs(attend(-queries, keys, values, None)[1] - weights).max() > 1e-6


def padding_is_nothing(attend, case):
    """More keys and values behind the real ones, masked: the same answer, whatever they hold."""
    queries, keys, values, mask = arrays_of(case)
    context, weights = attend(queries, keys, values, mask)[:2]
    for pad in (1.0, -1e4, 1e200, np.inf, np.nan):
        shape, (D, V) = (*case["leading"], 2), (case["D"], case["V"])
        longer = (
            np.concatenate([keys, np.full((*shape, D), pad)], axis=-2),
            np.concatenate([values, np.full((*shape, V), pad)], axis=-2),
            np.concatenate([mask, np.zeros((*mask.shape[:-1], 2), bool)], axis=-1),
        )
        other_context, other_weights = attend(queries, *longer)[:2]
        np.testing.assert_allclose(other_context, context, **EXACT)
        np.testing.assert_allclose(other_weights[..., :-2], weights, **EXACT)
        assert (other_weights[..., -2:] == 0).all()


def huge_scores_overflow_nowhere(attend, case):
    """One key with a score of 1e4 at least takes all the weight; none becomes NaN."""
    queries, keys, values, _ = arrays_of(case)
    queries = 100 * np.sign(queries)
    keys = 0 * keys
    keys[..., 0, :] = 100 * queries[..., 0, :]
    context, weights = attend(queries, keys, values, None)[:2]
    assert np.isfinite(context).all()
    np.testing.assert_allclose(weights.sum(axis=-1), 1, **EXACT)
    np.testing.assert_allclose(weights[..., 0, 0], 1, **EXACT)


PROPERTIES = [
    weights_are_a_distribution_over_the_keys,
    order_of_the_pairs_is_nothing,
    keys_decide_the_weights,
    queries_decide_the_weights,
    padding_is_nothing,
]


@pytest.mark.parametrize("score", list(SCORES))
@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
@given(case=CASES)
def test_property_holds(holds, score, case):
    holds(SCORES[score], case)


@pytest.mark.parametrize("score", ["dot", "scaled_dot"])
@given(case=CASES)
def test_huge_scores_overflow_nowhere(score, case):
    huge_scores_overflow_nowhere(SCORES[score], case)


# Mutants: wrong in one thing each.


def naive(scores, mask, axis=-1):
    if mask is not None:
        scores = np.where(mask, scores, -1e30)
    weights = np.exp(scores)
    return weights / weights.sum(axis=axis, keepdims=True)


def scores_of(queries, keys):
    return queries @ np.swapaxes(keys, -1, -2)


def equal_weights(queries, keys, values, mask=None):
    weights = naive(0 * scores_of(queries, keys), mask)
    return weights @ values, weights


def weights_by_position(queries, keys, values, mask=None):
    """As a net that learned where to look, and never looks at what stands there."""
    N = keys.shape[-2]
    weights = naive(queries.sum(axis=-1, keepdims=True) * np.linspace(-1, 1, N), mask)
    return weights @ values, weights


def weights_by_the_values(queries, keys, values, mask=None):
    size = min(queries.shape[-1], values.shape[-1])
    weights = naive(scores_of(queries[..., :size], values[..., :size]), mask)
    return weights @ values, weights


def weights_by_the_mean_key(queries, keys, values, mask=None):
    mean = np.broadcast_to(keys.mean(axis=-2, keepdims=True), keys.shape)
    weights = naive(scores_of(queries, mean), mask)
    return weights @ values, weights


def weights_without_the_query(queries, keys, values, mask=None):
    weights = naive(scores_of(np.ones_like(queries), keys), mask)
    return weights @ values, weights


def softmax_over_the_queries(queries, keys, values, mask=None):
    weights = naive(scores_of(queries, keys), mask, axis=-2)
    return weights @ values, weights


def no_mask(queries, keys, values, mask=None):
    weights = naive(scores_of(queries, keys), None)
    return weights @ values, weights


def mask_inverted(queries, keys, values, mask=None):
    weights = naive(scores_of(queries, keys), None if mask is None else ~mask)
    return weights @ values, weights


def masked_scores_zero(queries, keys, values, mask=None):
    scores = scores_of(queries, keys)
    weights = naive(scores if mask is None else np.where(mask, scores, 0), None)
    return weights @ values, weights


def masked_after_the_softmax(queries, keys, values, mask=None):
    weights = naive(scores_of(queries, keys), None)
    weights = weights if mask is None else weights * mask
    return weights @ values, weights


def keys_as_values(queries, keys, values, mask=None):
    weights = naive(scores_of(queries, keys), mask)
    context = weights @ keys
    return np.resize(context, (*context.shape[:-1], values.shape[-1])) + 10, weights


def no_shift(queries, keys, values, mask=None):
    weights = naive(scores_of(queries, keys), mask)
    return weights @ values, weights


MUTANTS = [
    (keys_decide_the_weights, equal_weights),
    (keys_decide_the_weights, weights_by_position),
    (keys_decide_the_weights, weights_by_the_values),
    (keys_decide_the_weights, weights_by_the_mean_key),
    (queries_decide_the_weights, weights_without_the_query),
    (order_of_the_pairs_is_nothing, weights_by_position),
    (weights_are_a_distribution_over_the_keys, softmax_over_the_queries),
    (weights_are_a_distribution_over_the_keys, masked_after_the_softmax),
    (weights_are_a_distribution_over_the_keys, keys_as_values),
    (padding_is_nothing, no_mask),
    (padding_is_nothing, mask_inverted),
    (padding_is_nothing, masked_scores_zero),
    (huge_scores_overflow_nowhere, no_shift),
]


@pytest.mark.parametrize(
    ("holds", "mutant"), MUTANTS, ids=[f"{p.__name__}-{m.__name__}" for p, m in MUTANTS]
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the mutants overflow, as they should
def test_property_rejects_a_mutant(holds, mutant):
    with pytest.raises(AssertionError):
        holds(mutant, A_CASE)


@given(case=CASES)
def test_weights_that_ignore_the_keys_are_always_found(case):
    """Not in one lucky case: in every case that hypothesis can think of."""
    for mutant in (equal_weights, weights_by_position, weights_by_the_mean_key):
        with pytest.raises(AssertionError):
            keys_decide_the_weights(mutant, case)


# Queries that may look at nothing


@pytest.mark.parametrize("score", list(SCORES))
@given(case=CASES)
def test_a_query_that_may_look_at_nothing_gets_zeros(score, case):
    queries, keys, values, mask = arrays_of(case)
    attend = SCORES[score]
    mask[..., 0, :] = False
    with pytest.raises(ValueError, match="may look at nothing"):
        attend(queries, keys, values, mask)

    rng = np.random.default_rng(case["seed"])
    if score == "additive":
        params = attention.init_additive(rng, case["D"], case["D"], 3)
        found = attention.additive(params, queries, keys, values, mask, empty="zeros")
    else:
        found = attend(queries, keys, values, mask, empty="zeros")
    context, weights, tape = found
    assert (context[..., 0, :] == 0).all()
    assert (weights[..., 0, :] == 0).all()
    np.testing.assert_allclose(weights[..., 1:, :].sum(axis=-1), 1, **EXACT)

    d_context, d_weights = rng.normal(size=context.shape), rng.normal(size=weights.shape)
    if score == "additive":
        grads, *d_arrays = attention.additive_backward(params, tape, d_context, d_weights)
        d_arrays.extend(grads)
    else:
        d_arrays = attention.dot_backward(tape, d_context, d_weights)
    assert all(np.isfinite(array).all() for array in d_arrays)
    assert (d_arrays[0][..., 0, :] == 0).all()

    unseen = ~mask.any(axis=-2)
    assert (d_arrays[1][unseen] == 0).all()
    assert (d_arrays[2][unseen] == 0).all()


def test_what_a_query_that_sees_nothing_does_not_change():
    """The other queries, and all gradients, are as if it were not there."""
    rng = np.random.default_rng(0)
    queries, keys, values = (rng.normal(size=shape) for shape in ((4, 3), (5, 3), (5, 2)))
    mask = rng.random((4, 5)) < 0.7
    mask[:, 1], mask[2] = True, False
    context, weights, tape = attention.scaled_dot(queries, keys, values, mask, empty="zeros")
    rest = [0, 1, 3]
    other, other_weights, other_tape = attention.scaled_dot(queries[rest], keys, values, mask[rest])
    np.testing.assert_allclose(context[rest], other, **EXACT)
    np.testing.assert_allclose(weights[rest], other_weights, **EXACT)
    d_context = rng.normal(size=context.shape)
    d_queries, *d_others = attention.dot_backward(tape, d_context)
    d_rest, *d_wanted = attention.dot_backward(other_tape, d_context[rest])
    for found, wanted in zip((d_queries[rest], *d_others), (d_rest, *d_wanted), strict=True):
        np.testing.assert_allclose(found, wanted, **EXACT)


# Padding on the way back


@pytest.mark.parametrize("pad", [0.0, 1e200, np.nan])
@pytest.mark.parametrize("score", ["scaled_dot", "additive"])
def test_padding_reaches_no_gradient(score, pad):
    rng = np.random.default_rng(2)
    queries, keys, values = (rng.normal(size=s) for s in ((3, 4, 5), (3, 6, 5), (3, 6, 2)))
    lengths = np.array([6, 4, 1])
    mask = (np.arange(6) < lengths[:, None])[:, None, :]  # (B, 1, N)
    padded = ~mask[:, 0]
    params = attention.init_additive(rng, 5, 5, 7)
    d_context = rng.normal(size=(3, 4, 2))

    def gradients():
        if score == "additive":
            tape = attention.additive(params, queries, keys, values, mask)[2]
            grads, *d_arrays = attention.additive_backward(params, tape, d_context)
            return [*d_arrays, *grads]
        return attention.dot_backward(
            attention.scaled_dot(queries, keys, values, mask)[2], d_context
        )

    before = gradients()
    keys[padded] = values[padded] = pad
    after = gradients()
    for one, other in zip(before, after, strict=True):
        np.testing.assert_allclose(one, other, **EXACT)
    assert (after[1][padded] == 0).all()
    assert (after[2][padded] == 0).all()


# No argument is written into, and the way back can be gone twice


@pytest.mark.parametrize("score", list(SCORES))
@pytest.mark.parametrize("masked", [True, False])
def test_nothing_is_written_into_and_backward_repeats(score, masked):
    rng = np.random.default_rng(8)
    *arrays, mask = arrays_of(A_CASE)
    params = attention.init_additive(rng, 4, 4, 3)
    given_arrays = [*arrays, *params, *([mask] if masked else [])]
    for array in given_arrays:
        array.flags.writeable = False
    mask = mask if masked else None
    if score == "additive":
        context, weights, tape = attention.additive(params, *arrays, mask)
    else:
        context, weights, tape = SCORES[score](*arrays, mask)
    d_context, d_weights = rng.normal(size=context.shape), rng.normal(size=weights.shape)
    kept = [np.array(part) for part in tape]
    for array in (d_context, d_weights, *(p for p in tape if isinstance(p, np.ndarray))):
        array.flags.writeable = False

    def backward():
        if score == "additive":
            grads, *d_arrays = attention.additive_backward(params, tape, d_context, d_weights)
            return [*d_arrays, *grads]
        return attention.dot_backward(tape, d_context, d_weights)

    first, second = backward(), backward()
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
    for part, copy in zip(tape, kept, strict=True):
        np.testing.assert_array_equal(part, copy)
