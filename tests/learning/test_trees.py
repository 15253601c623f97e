from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

from lstmcourse.learning.trees import add_trees, leaves, map_tree, with_leaves


class Pair(NamedTuple):
    left: object
    right: object


@dataclass(frozen=True)
class Note:
    text: str


TREE = {"net": Pair(np.ones(2), [np.zeros(3), (np.full(1, 5.0), None)]), 7: np.arange(4.0)}


def test_paths_name_every_leaf():
    assert [path for path, _ in leaves(TREE)] == [
        "net.left",
        "net.right[0]",
        "net.right[1][0]",
        "[7]",
    ]
    assert [path for path, _ in leaves(Pair(np.ones(1), {"a b": np.ones(1)}))] == [
        "left",
        "right['a b']",
    ]
    assert leaves(np.ones(2))[0][0] == ""
    assert leaves(None) == []


def test_map_keeps_the_form():
    doubled = map_tree(lambda leaf: 2 * leaf, TREE)
    assert isinstance(doubled["net"], Pair) and isinstance(doubled["net"].right, list)
    assert isinstance(doubled["net"].right[1], tuple) and doubled["net"].right[1][1] is None
    for (path, one), (_, two) in zip(leaves(TREE), leaves(doubled), strict=True):
        np.testing.assert_array_equal(2 * one, two, err_msg=path)


def test_map_over_several_trees():
    total = map_tree(lambda a, b, c: a + b + c, Pair(1.0, 2.0), Pair(10.0, 20.0), Pair(0.5, 0.25))
    assert total == Pair(11.5, 22.25)
    assert add_trees({"a": 1, "b": 2}, {"b": 20, "a": 10}) == {"a": 11, "b": 22}


def test_with_leaves_replaces_in_order():
    assert with_leaves(Pair(1, [2, 3]), [4, 5, 6]) == Pair(4, [5, 6])


@pytest.mark.parametrize(
    "other",
    [Pair(1.0, (2.0,)), Pair(1.0, None), (1.0, 2.0), 3.0, None, {"left": 1.0, "up": 2.0}],
    ids=repr,
)
def test_different_forms_are_refused(other):
    with pytest.raises(ValueError, match=r"^the trees have different forms: their leaves are"):
        map_tree(lambda a, b: a, Pair(1.0, 2.0), other)
    with pytest.raises(ValueError, match=r"^the trees have different forms: their leaves are"):
        map_tree(lambda a, b: a, other, Pair(1.0, 2.0))


def test_other_leaves_are_refused():
    with pytest.raises(TypeError) as caught:
        leaves(Pair(np.ones(1), "text"))
    assert str(caught.value) == (
        "a tree of arrays holds a str at '.right'; its leaves must be NumPy arrays"
    )


def test_leaves_skip_constants():
    tree = {"net": Pair(np.ones(2), Note("plan")), "more": [Note("x"), np.zeros(1)]}
    assert [path for path, _ in leaves(tree)] == ["net.left", "more[1]"]
    assert leaves(Note("alone")) == []


def test_constants_are_carried_along():
    note = Note("plan")
    doubled = map_tree(lambda leaf: 2 * leaf, Pair(3.0, note))
    assert doubled == Pair(6.0, note) and doubled.right is note
    assert map_tree(lambda leaf: leaf, note) is note
    assert add_trees(Pair(1.0, note), Pair(2.0, Note("plan"))) == Pair(3.0, note)  # equal is enough
    assert with_leaves(Pair(1.0, note), [5.0]) == Pair(5.0, note)
    assert with_leaves({"a": note, "b": 1.0}, [2.0]) == {"a": note, "b": 2.0}


@pytest.mark.parametrize("other", [Note("another"), None], ids=repr)
def test_unequal_constants_are_refused(other):
    note = Note("plan")
    for first, second in ((note, other), (other, note)):
        with pytest.raises(ValueError) as caught:
            add_trees(Pair(1.0, first), Pair(2.0, second))
        assert str(caught.value) == (
            "the trees have leaves of the same names but differ in a constant: "
            f"{first!r} and {second!r}"
        )


@pytest.mark.parametrize("other", [2.0, (2.0,)], ids=repr)
def test_a_constant_is_no_leaf(other):
    for first, second in ((Note("plan"), other), (other, Note("plan"))):
        with pytest.raises(ValueError, match=r"^the trees have different forms: their leaves are"):
            add_trees(Pair(1.0, first), Pair(2.0, second))


def test_the_third_tree_may_be_the_one_that_differs():
    with pytest.raises(ValueError, match="differ in a constant"):
        map_tree(lambda *leaf: 0, *(Pair(1.0, Note(text)) for text in ("plan", "plan", "another")))


def test_other_dataclasses_are_refused():
    @dataclass
    class Loose:
        text: str

    for wrong in (Loose("not frozen"), Note):
        with pytest.raises(TypeError, match="a tree of arrays holds a (Loose|type) at '.right'"):
            leaves(Pair(1.0, wrong))
