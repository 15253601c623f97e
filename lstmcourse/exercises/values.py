"""Turn what a function returned into named arrays, and compare arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstmcourse.exercises.calling import guarded, text_of
from lstmcourse.exercises.model import Output

FLOAT64_TOLERANCE = 1e-6
FLOAT32_TOLERANCE = 1e-4


class NotArraysError(Exception):
    """The value cannot be read as numbers; the text says why."""


@dataclass(frozen=True)
class Leaf:
    """One returned array with the name a message calls it by."""

    name: str
    array: np.ndarray


def is_tensor(value: Any) -> bool:
    """True for a torch tensor, found out without importing torch."""
    return type(value).__module__.split(".")[0] == "torch" and hasattr(value, "detach")


def to_array(value: Any, limit: int) -> np.ndarray:
    """Read numbers out of arrays, tensors, plain numbers and nested lists.

    limit: more entries than this in a nested list are refused before they are copied.
    Raises NotArraysError with a sentence where that is impossible.
    """
    if is_tensor(value):
        value = value.detach().cpu().numpy()
    if value is None or value is ...:
        raise NotArraysError("is None. Is a value missing after `return`?")
    if isinstance(value, str | bytes | Mapping | set | frozenset) or not (
        isinstance(value, list | tuple | np.ndarray | np.generic | int | float | complex)
        or hasattr(value, "__array__")
    ):
        raise NotArraysError(f"is of type {type(value).__name__}, not an array of numbers")
    if isinstance(value, list | tuple):
        if _count(value, limit) > limit:
            raise NotArraysError(f"holds more than {limit} entries")
        value = [to_array(v, limit) if is_tensor(v) else v for v in value]
    if type(value) is np.ndarray:  # nothing of the learner's runs; a subclass or a list may
        array = value
    else:
        outcome = guarded(lambda: np.asarray(value))
        if outcome.raised:
            raise NotArraysError(f"cannot become an array ({outcome.error}: {outcome.error_text})")
        array = outcome.value
    if array.dtype.kind not in "fiub":
        raise NotArraysError(f"has dtype {array.dtype}, not a real number type")
    if array.dtype == np.float16:
        raise NotArraysError("has dtype float16, too coarse to check: use float64")
    # A copy, because a function may hand out the same buffer twice. Never of something huge.
    return array.copy() if array.size <= limit else array


def _count(value: Any, limit: int, depth: int = 0) -> int:
    """Entries of a nested list; stops once past ``limit``. Too deep counts as too many."""
    if depth > 32:
        return limit + 1
    if isinstance(value, np.ndarray):
        return value.size
    if not isinstance(value, list | tuple):
        return 1
    total = 0
    for item in value:
        total += _count(item, limit, depth + 1)
        if total > limit:
            break
    return total


def flatten(value: Any, returns: tuple[Output, ...], like: Any = None) -> list[Leaf]:
    """Name the arrays in a returned value.

    returns: the exercise's outputs. One output is returned bare (a tuple of one is accepted);
        several come as a tuple, a list, a named tuple, or a dict with the outputs' names.
    like: what the reference returned; an output that is a list there is a list of arrays here.
    Raises NotArraysError with a sentence that starts with the output's name.
    """
    single = len(returns) == 1
    if isinstance(value, Mapping):
        missing = [out.name for out in returns if out.name not in value]
        if missing:
            raise NotArraysError(f"a dict without the key {missing[0]!r} was returned")
        parts = [value[out.name] for out in returns]
    elif single:
        alone = isinstance(value, tuple) and len(value) == 1 and not _is_list(like)
        parts = [value[0] if alone else value]
    else:
        stacked = isinstance(value, np.ndarray) or is_tensor(value)
        if not isinstance(value, tuple | list) and not stacked:
            raise NotArraysError(
                f"{_names(returns)} were expected, {len(returns)} values; "
                f"one {type(value).__name__} was returned"
            )
        if len(value) != len(returns):
            raise NotArraysError(
                f"{_names(returns)} were expected, {len(returns)} values; "
                f"{_described(value)} was returned"
            )
        parts = list(value)
    if single and type(value) is tuple and len(value) > 1 and not _is_list(like):
        return [Leaf(returns[0].name, _bare(returns[0].name, value, like))]
    likes = [like] if single else list(like) if like is not None else [None] * len(parts)
    leaves: list[Leaf] = []
    for out, part, pattern in zip(returns, parts, likes, strict=True):
        if _is_list(pattern):
            leaves += _flatten_list(out, part, pattern)
        else:
            leaves.append(Leaf(out.name, _named(out.name, part, pattern)))
    return leaves


def restructured(arrays: list[np.ndarray], like: Any) -> Any:
    """Put arrays into the structure of ``like``: one array, a tuple, or lists of arrays."""
    remaining = iter(arrays)

    def build(pattern: Any) -> Any:
        if isinstance(pattern, list | tuple):
            parts = [build(part) for part in pattern]
            return parts if isinstance(pattern, list) else tuple(parts)
        return next(remaining)

    return build(like)


def _bare(name: str, value: tuple, like: Any) -> np.ndarray:
    """A tuple where one array belongs: fine if it holds the rows, else several were returned."""
    try:
        return _named(name, value, like)
    except NotArraysError:
        raise NotArraysError(
            f"{name} alone was expected; a tuple of {len(value)} was returned"
        ) from None


def _described(value: Any) -> str:
    if isinstance(value, np.ndarray) or is_tensor(value):
        return f"one array of shape {tuple(value.shape)}"
    return f"a {type(value).__name__} of {len(value)}"


def _is_list(pattern: Any) -> bool:
    return isinstance(pattern, list | tuple)


def _flatten_list(out: Output, part: Any, pattern: Any) -> list[Leaf]:
    if not isinstance(part, list | tuple) or len(part) != len(pattern):
        got = f"{len(part)}" if isinstance(part, list | tuple) else f"one {type(part).__name__}"
        raise NotArraysError(f"{out.name}: a list of {len(pattern)} arrays was expected, got {got}")
    return [
        Leaf(f"{out.name}[{i}]", _named(f"{out.name}[{i}]", item, inner))
        for i, (item, inner) in enumerate(zip(part, pattern, strict=True))
    ]


def _named(name: str, part: Any, pattern: Any) -> np.ndarray:
    expected = np.size(pattern) if pattern is not None else 1_000
    try:
        return to_array(part, limit=10 * expected + 1_000)
    except NotArraysError as problem:
        raise NotArraysError(f"{name} {problem}") from None
    except BaseException as problem:  # a hostile __len__, __iter__ or __array__
        raise NotArraysError(f"{name} cannot be read ({text_of(type(problem).__name__)})") from None


def _names(returns: tuple[Output, ...]) -> str:
    names = [out.name for out in returns]
    return ", ".join(names[:-1]) + " and " + names[-1]


def tolerance_for(leaves: list[Leaf]) -> float:
    """1e-6 in float64; 1e-4 where anything is float32."""
    coarse = any(leaf.array.dtype == np.float32 for leaf in leaves)
    return FLOAT32_TOLERANCE if coarse else FLOAT64_TOLERANCE


def errors(got: np.ndarray, want: np.ndarray, entrywise: bool = False) -> np.ndarray:
    """Error of every entry, relative to the largest entry of ``want`` (or to itself).

    Entries where exactly one side is not finite, or both are but differ, count as infinite.
    """
    got, want = np.asarray(got, dtype=np.float64), np.asarray(want, dtype=np.float64)
    with np.errstate(all="ignore"):
        difference = np.abs(got - want)
        if not entrywise and np.isfinite(difference).all():  # the common case, and a cheap one
            largest = np.abs(want).max(initial=0.0)
            return np.asarray(difference / (largest if largest > 0 else 1.0))
        finite = np.abs(want[np.isfinite(want)])
        largest = finite.max() if finite.size else 0.0
        if entrywise:
            scale = np.where(np.isfinite(want) & (want != 0), np.abs(want), 1.0)
        else:
            scale = largest if largest > 0 else 1.0
        relative = difference / scale
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    return np.where(same, 0.0, np.where(np.isfinite(relative), relative, np.inf))


def same_shapes(got: list[Leaf], want: list[Leaf]) -> bool:
    """True where both hold equally many arrays, with equal shapes."""
    return [g.array.shape for g in got] == [w.array.shape for w in want]


def distance(
    got: list[Leaf], want: list[Leaf], entrywise: bool = False, *, enough: float = np.inf
) -> float:
    """Largest error over all arrays; infinite where number or shapes differ.

    enough: an error above it ends the comparison, for those who only ask whether there is one.
    """
    if not same_shapes(got, want):
        return np.inf
    worst = 0.0
    for mine, theirs in zip(got, want, strict=True):
        if mine.array.size:
            worst = max(worst, float(errors(mine.array, theirs.array, entrywise).max()))
            if worst > enough:
                break
    return worst
