"""The functions of ``counter_random`` for Numba, one number at a time; the same bits."""

import math

import numpy as np

from lstmcourse.paper1997._numba import compiled
from lstmcourse.paper1997.counter_random import (
    ATANH,
    CENTRE,
    FAR_TAIL,
    LN_2,
    MULTIPLIERS,
    SHIFTS,
    SQRT_HALF,
    STRIDE,
    TAIL,
)

_STRIDE = np.uint64(STRIDE)
_FIRST, _SECOND = (np.uint64(multiplier) for multiplier in MULTIPLIERS)
_SHIFT_1, _SHIFT_2, _SHIFT_3 = (np.uint64(shift) for shift in SHIFTS)
_ONE, _ELEVEN, _TWELVE = np.uint64(1), np.uint64(11), np.uint64(12)


@compiled
def bits(key, counter):
    """64 random bits; key is uint64, counter a whole number."""
    z = key + (np.uint64(counter) + _ONE) * _STRIDE
    z = (z ^ (z >> _SHIFT_1)) * _FIRST
    z = (z ^ (z >> _SHIFT_2)) * _SECOND
    return z ^ (z >> _SHIFT_3)


@compiled
def uniform(key, counter):
    """Uniform in [0, 1)."""
    return np.float64(bits(key, counter) >> _ELEVEN) * 2.0**-53


@compiled
def integer(key, counter, below):
    """One of 0, ..., below - 1."""
    return np.int64(uniform(key, counter) * below)


@compiled
def normal(key, counter):
    """A standard normal number."""
    u = (np.float64(bits(key, counter) >> _TWELVE) * 2.0 + 1.0) * 2.0**-53
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return _polynomial(CENTRE[0], r) * q / _polynomial(CENTRE[1], r)
    r = math.sqrt(-_log(u if q < 0 else 1.0 - u))
    if r <= 5.0:
        tail = _polynomial(TAIL[0], r - 1.6) / _polynomial(TAIL[1], r - 1.6)
    else:
        tail = _polynomial(FAR_TAIL[0], r - 5.0) / _polynomial(FAR_TAIL[1], r - 5.0)
    return -tail if q < 0 else tail


@compiled
def _polynomial(coefficients, x):
    value = coefficients[0]
    for number in range(1, len(coefficients)):
        value = value * x + coefficients[number]
    return value


@compiled
def _log(x):
    m, e = math.frexp(x)
    if m < SQRT_HALF:
        m, e = 2.0 * m, e - 1
    f = (m - 1.0) / (m + 1.0)
    return 2.0 * f * _polynomial(ATANH, f * f) + e * LN_2
