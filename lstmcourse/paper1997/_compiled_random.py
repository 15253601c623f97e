"""The functions of ``counter_random`` for Numba, one number at a time; the same bits.

``fill_normals`` gives many at once, for which the compiler uses vector instructions.
"""

import math

import numpy as np

from lstmcourse.paper1997._compiled_math import _bits_of_float, _float_of_bits
from lstmcourse.paper1997._compiled_stack import stack_array
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
from lstmcourse.paper1997.engine import MOST_UNITS

_STRIDE = np.uint64(STRIDE)
_FIRST, _SECOND = (np.uint64(multiplier) for multiplier in MULTIPLIERS)
_SHIFT_1, _SHIFT_2, _SHIFT_3 = (np.uint64(shift) for shift in SHIFTS)
_FRACTION, _HALF = (1 << 52) - 1, 1022 << 52
_INNER = 0.425
BLOCK = MOST_UNITS  # a stack array's length, and a multiple of 4
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
    # By way of 32 bits, which the compiler can do for several at once.
    return np.int64(np.int32(uniform(key, counter) * below))


@compiled
def normal(key, counter):
    """A standard normal number."""
    q = _centred(key, counter)
    if abs(q) <= _INNER:
        return _inner(q)
    r = math.sqrt(-_log(0.5 - abs(q)))
    if r <= 5.0:
        tail = _near_tail(r)
    else:
        tail = _polynomial(FAR_TAIL[0], r - 5.0) / _polynomial(FAR_TAIL[1], r - 5.0)
    return -tail if q < 0 else tail


@compiled
def fill_normals(key, counter, found):
    """The normal numbers of BLOCK counters from ``counter`` on, into a stack array."""
    q, places, least, tails = stack_array(), stack_array(), stack_array(), stack_array()
    for n in range(BLOCK):
        q[n] = _centred(key, counter + n)
        found[n] = _inner(q[n])
    outer = 0
    for n in range(BLOCK):
        places[outer], least[outer] = n, 0.5 - abs(q[n])
        outer += abs(q[n]) > _INNER
    # In fours: what is beyond the last one is worked out for nothing.
    for n in range((outer + 3) // 4 * 4):
        tails[n] = _near_tail(math.sqrt(-_log(least[n])))
    for k in range(outer):
        n = np.int64(places[k])
        found[n] = tails[k] if q[n] > 0 else -tails[k]
        if least[k] < 1e-10:
            found[n] = normal(key, counter + n)


@compiled
def _centred(key, counter):
    """Uniform in (-0.5, 0.5)."""
    return (np.float64(bits(key, counter) >> _TWELVE) * 2.0 + 1.0) * 2.0**-53 - 0.5


@compiled
def _inner(q):
    r = 0.180625 - q * q
    return _polynomial(CENTRE[0], r) * q / _polynomial(CENTRE[1], r)


@compiled
def _near_tail(r):
    return _polynomial(TAIL[0], r - 1.6) / _polynomial(TAIL[1], r - 1.6)


@compiled
def _polynomial(coefficients, x):
    value = coefficients[0]
    for number in range(1, len(coefficients)):
        value = value * x + coefficients[number]
    return value


@compiled
def _log(x):
    """The natural logarithm of x >= 2^-53: x = m 2^e with m from 1/2 to 1."""
    number = _bits_of_float(x)
    e = (number >> 52) - 1022
    m = _float_of_bits(number & _FRACTION | _HALF)
    below = m < SQRT_HALF
    m, e = 2.0 * m if below else m, e - 1 if below else e
    f = (m - 1.0) / (m + 1.0)
    return 2.0 * f * _polynomial(ATANH, f * f) + e * LN_2
