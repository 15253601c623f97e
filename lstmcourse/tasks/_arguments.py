"""Argument checks shared by the task generators. One sentence each: what was given, what to do."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np


def check_rng(rng: Any) -> np.random.Generator:
    """Return `rng`, or raise a TypeError that says how to make one."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng must be a numpy.random.Generator, not {type(rng).__name__}; "
            "make one with np.random.default_rng(0) and pass it as the first argument"
        )
    return rng


def check_count(name: str, value: Any, *, least: int) -> int:
    """Return `value` as an int of at least `least`; floats and bools are refused."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        count = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} must be a whole number, not {value!r} ({type(value).__name__})"
        ) from None
    if count < least:
        raise ValueError(f"{name} must be at least {least}, but {count} was given")
    return count


def check_balanced(balanced: bool, batch: int) -> None:
    """Raise a ValueError if `balanced` asks for two equal halves of an odd batch."""
    if balanced and batch % 2:
        raise ValueError(f"balanced=True needs an even batch, but batch={batch}")


def check_float_dtype(dtype: Any) -> np.dtype:
    """Return `dtype` as a NumPy floating-point dtype, or raise a TypeError."""
    try:
        resolved = np.dtype(dtype)
    except TypeError:
        raise TypeError(f"dtype must be a NumPy floating-point type, not {dtype!r}") from None
    if not np.issubdtype(resolved, np.floating):
        raise TypeError(
            f"dtype must be a floating-point type such as np.float64 or np.float32, not {resolved}"
        )
    return resolved


def check_fraction(name: str, value: Any) -> float:
    """Return `value` as a float strictly between 0 and 1, or raise."""
    try:
        fraction = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number between 0 and 1, not {value!r}") from None
    if not 0.0 < fraction < 1.0:
        raise ValueError(f"{name} must lie strictly between 0 and 1, but {fraction} was given")
    return fraction
