"""Reading and comparing numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lstmcourse.exercises.model import Output
from lstmcourse.exercises.values import (
    Leaf,
    NotArraysError,
    distance,
    errors,
    flatten,
    restructured,
)

FINITE = arrays(
    np.float64, array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6, width=32)
)


@given(FINITE)
def test_an_array_is_at_distance_zero_from_itself_also_as_list_and_tensor(value):
    import torch

    out = (Output("y", ""),)
    plain = flatten(value, out)
    assert distance(plain, flatten(value.tolist(), out)) == 0.0
    assert distance(plain, flatten(torch.as_tensor(value), out)) == 0.0


@given(FINITE, st.floats(1e-3, 10))
def test_errors_are_relative_to_the_largest_entry(value, shift):
    scale = np.abs(value).max() or 1.0
    error = errors(value + shift * scale, value)
    assert np.allclose(error, shift, rtol=1e-6, atol=1e-9)


@given(FINITE)
def test_not_finite_counts_as_infinitely_wrong(value):
    for bad in (np.nan, np.inf, -np.inf):
        broken = value.copy()
        broken.flat[0] = bad
        assert errors(broken, value).max() == np.inf


def test_entrywise_errors_see_small_entries():
    want = np.array([1.0, 1e-9])
    got = np.array([1.0, 2e-9])
    assert errors(got, want).max() < 1e-6
    assert errors(got, want, entrywise=True).max() == pytest.approx(1.0)


def test_different_shapes_or_counts_are_infinitely_far():
    one, two = Leaf("a", np.zeros(2)), Leaf("a", np.zeros((1, 2)))
    assert distance([one], [two]) == np.inf
    assert distance([one], [one, one]) == np.inf


def test_lists_of_arrays():
    out = (Output("grads", ""), Output("norm", "()"))
    like = ([np.zeros(2), np.zeros((2, 3))], 1.0)
    leaves = flatten(([np.ones(2), np.ones((2, 3))], 2.0), out, like)
    assert [leaf.name for leaf in leaves] == ["grads[0]", "grads[1]", "norm"]
    again = restructured([leaf.array for leaf in leaves], like)
    assert isinstance(again, tuple) and isinstance(again[0], list) and again[0][1].shape == (2, 3)
    with pytest.raises(NotArraysError, match="grads: a list of 2 arrays was expected, got 1"):
        flatten(([np.ones(2)], 2.0), out, like)


def test_a_tuple_where_one_array_belongs():
    out = (Output("y", "(2, 2)"),)
    rows = flatten((np.zeros(2), np.ones(2)), out, np.zeros((2, 2)))
    assert rows[0].array.tolist() == [[0, 0], [1, 1]]
    with pytest.raises(NotArraysError, match="y alone was expected; a tuple of 2 was returned"):
        flatten((np.zeros((2, 2)), 1.0), out, np.zeros((2, 2)))


def test_an_array_of_the_caller_is_copied():
    value = np.zeros(3)
    leaf = flatten(value, (Output("y", "(N,)"),))[0]
    value[:] = 1
    assert leaf.array.sum() == 0
