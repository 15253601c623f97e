"""Trees of arrays: an array, or a NamedTuple, tuple, list or dict of trees.

Weights, gradients and states are trees. ``None`` stands for "nothing here" and has no leaves.
A frozen dataclass, such as the layout of a cell, is a constant and has none either: it describes
the arrays beside it, is carried along unchanged, and must be equal in all trees.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass
from typing import Any

import numpy as np

Tree = Any  # an array, or a (named) tuple, list or dict of trees


def leaves(tree: Tree) -> list[tuple[str, np.ndarray]]:
    """All arrays of a tree with their paths, in order: [("params.W_x", array), ...].

    Fields of a NamedTuple and keys of a dict are joined by dots, positions in a list or tuple
    stand in brackets. A tree that is a single array has the path "".

    Raises:
        TypeError: the tree holds something that is neither an array, a number nor a container.
    """
    return [(path.removeprefix("."), array) for path, array in _walk(tree, "")]


def map_tree(function: Callable[..., Any], *trees: Tree) -> Tree:
    """The tree of function(leaf, ...) over the leaves of one or several trees of the same form.

    The result has the type and the order of the first tree.

    Raises:
        ValueError: the trees have different forms.
    """
    first = trees[0]
    children = _children(first)
    if _is_constant(first):
        if any(not _is_constant(tree) or tree != first for tree in trees):
            raise ValueError(_different(trees))
        return first
    if children is None:
        if any(_children(tree) is not None or _is_constant(tree) for tree in trees):
            raise ValueError(_different(trees))
        return function(*trees)

    groups = [_children(tree) for tree in trees]
    names = children.keys()
    if any(group is None or group.keys() != names for group in groups):
        raise ValueError(_different(trees))
    parts = [map_tree(function, *(group[name] for group in groups)) for name in names]
    if isinstance(first, dict):
        return dict(zip(first, parts, strict=True))
    return type(first)(*parts) if hasattr(first, "_fields") else type(first)(parts)


def with_leaves(tree: Tree, arrays: Iterable[np.ndarray]) -> Tree:
    """A tree of the same form with other arrays as its leaves, in the order of ``leaves``."""
    remaining = iter(arrays)
    return map_tree(lambda _: next(remaining), tree)


def add_trees(first: Tree, second: Tree) -> Tree:
    """The sum of two trees, leaf by leaf."""
    return map_tree(np.add, first, second)


def _walk(tree: Tree, path: str) -> Iterator[tuple[str, np.ndarray]]:
    children = _children(tree)
    if children is not None:
        for name, child in children.items():
            yield from _walk(child, path + name)
    elif isinstance(tree, np.ndarray | np.generic | float | int):
        yield path, tree
    elif not _is_constant(tree):
        raise TypeError(
            f"a tree of arrays holds a {type(tree).__name__} at {path or 'its root'!r}; "
            "its leaves must be NumPy arrays"
        )


def _children(tree: Tree) -> dict[str, Tree] | None:
    """The parts of a container by their piece of a path; None for a leaf."""
    if hasattr(tree, "_fields"):
        return {f".{name}": child for name, child in zip(tree._fields, tree, strict=True)}
    if isinstance(tree, tuple | list):
        return {f"[{i}]": child for i, child in enumerate(tree)}
    if isinstance(tree, dict):
        return {_key_path(key): child for key, child in tree.items()}
    return None


def _is_constant(tree: Tree) -> bool:
    """Whether a tree is no array but a note beside arrays: None, or a frozen dataclass."""
    if tree is None:
        return True
    return is_dataclass(tree) and not isinstance(tree, type) and tree.__dataclass_params__.frozen


def _key_path(key: Any) -> str:
    return f".{key}" if isinstance(key, str) and key.isidentifier() else f"[{key!r}]"


def _different(trees: tuple[Tree, ...]) -> str:
    first = trees[0]
    forms = [str([path for path, _ in leaves(tree)]) for tree in trees]
    other = next((form for form in forms if form != forms[0]), None)
    if other is not None:
        return f"the trees have different forms: their leaves are {forms[0]} and {other}"
    unequal = next((tree for tree in trees if tree != first), trees[-1])
    return (
        "the trees have leaves of the same names but differ in a constant: "
        f"{first!r} and {unequal!r}"
    )
