"""Random numbers as a pure function of (key, counter): no state, the same bits on every machine.

    bits(key, n) = mix(key + (n + 1) G)  modulo 2^64,   G = 0x9E3779B97F4A7C15

``mix`` scrambles the 64 bits. With n = 0, 1, 2, ... this is the generator splitmix64 started at
``key``. Number n of a stream is there without the numbers before it, so trial 7 can draw its
sequence 31,390 alone, on any machine, in any order.

Everything above ``bits`` uses +, -, *, / and square roots of 64-bit floats in a fixed order, no
function of a mathematics library; those operations are exact to the last bit everywhere. This
module is the plain reference for arrays of counters; ``_compiled_random`` holds the same functions
for Numba, one number at a time, and the tests compare the bits.

Source: Steele, Lea and Flood (2014), Fast splittable pseudorandom number generators (``mix``);
Wichura (1988), algorithm AS 241 (``normal``).
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

STRIDE = 0x9E3779B97F4A7C15
MULTIPLIERS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
SHIFTS = (30, 27, 31)
LN_2 = 0.6931471805599453
SQRT_HALF = 0.7071067811865476

# Coefficients of AS 241, highest power first: numerator and denominator of each of its ranges.
CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
TAIL = (
    (7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1,
     1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055,
     4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2,
     1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494,
     2.05319162663775882187, 1.0),
)  # fmt: skip
FAR_TAIL = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3,
     2.65321895265761230930e-2, 2.9656057182850489123e-1, 1.7848265399172913358,
     5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.846318317510054681e-5,
     7.868691311456132591e-4, 1.48753612908506148525e-2, 1.3692998809273580531e-1,
     5.9983220655588793769e-1, 1.0),
)  # fmt: skip
ATANH = tuple(1 / n for n in range(25, 0, -2))
"""1/25, ..., 1/3, 1: atanh(f) = f (1 + f^2/3 + f^4/5 + ...)."""


def key_of(row: str, seed: int, purpose: str) -> int:
    """The key of a stream, 0 <= key < 2^64: one for each (row of a table, seed, purpose).

    The three are hashed (BLAKE2b, 8 bytes), so that neighbouring seeds have nothing in common.

    Raises:
        TypeError: the seed is not a whole number.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer):
        raise TypeError(f"key_of: seed={seed!r} must be a whole number such as 0")
    text = f"{row}\n{int(seed)}\n{purpose}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def bits(key: int, counters: Any) -> np.ndarray:
    """64 random bits for each counter, uint64 in the shape of ``counters``.

    Args:
        key: 0 <= key < 2^64, from ``key_of`` or ``bits`` itself.
        counters: whole numbers from 0 on.

    Raises:
        ValueError: a counter is negative, or the key has more than 64 bits.
    """
    numbers = np.asarray(counters)
    if not 0 <= key < 2**64 or (numbers.size and numbers.min() < 0):
        raise ValueError(f"bits: key={key} must be in [0, 2^64) and no counter negative")
    # On arrays, not on single numbers: NumPy warns of the wanted overflow only for the latter.
    z = np.atleast_1d(numbers).astype(np.uint64) + np.uint64(1)
    z = z * np.uint64(STRIDE) + np.uint64(key)
    for shift, multiplier in zip(SHIFTS, MULTIPLIERS, strict=False):
        z = (z ^ (z >> np.uint64(shift))) * np.uint64(multiplier)
    z = z ^ (z >> np.uint64(SHIFTS[2]))
    return z.reshape(numbers.shape)


def uniform(key: int, counters: Any) -> np.ndarray:
    """Uniform in [0, 1): the upper 53 bits of ``bits``, times 2^-53."""
    return (bits(key, counters) >> np.uint64(11)) * 2.0**-53


def integers(key: int, counters: Any, below: int) -> np.ndarray:
    """Whole numbers 0, 1, ..., below - 1: floor(below * uniform), int64.

    Two of them differ in probability by less than 2^-53.

    Raises:
        ValueError: ``below`` is less than 1, or more than 2^31.
    """
    if not 1 <= below <= 2**31:
        raise ValueError(f"integers: below={below} must be from 1 to 2^31")
    return (uniform(key, counters) * below).astype(np.int64)


def normal(key: int, counters: Any) -> np.ndarray:
    """Standard normal numbers: the inverse distribution function at (k + 1/2) 2^-52.

    k are the upper 52 bits of ``bits``. One counter gives one number; the largest is 8.2.
    """
    u = ((bits(key, counters) >> np.uint64(12)) * 2.0 + 1.0) * 2.0**-53
    q = u - 0.5
    r = 0.180625 - q * q
    found = _polynomial(CENTRE[0], r) * q / _polynomial(CENTRE[1], r)

    outer = np.abs(q) > 0.425
    p = np.where(outer, np.where(q < 0, u, 1.0 - u), 0.25)  # 0.25: any number; not used
    r = np.sqrt(-_log(p))
    near = _polynomial(TAIL[0], r - 1.6) / _polynomial(TAIL[1], r - 1.6)
    far = _polynomial(FAR_TAIL[0], r - 5.0) / _polynomial(FAR_TAIL[1], r - 5.0)
    tail = np.where(r <= 5.0, near, far)
    return np.where(outer, np.where(q < 0, -tail, tail), found)


def _polynomial(coefficients: tuple[float, ...], x: np.ndarray) -> np.ndarray:
    value = np.full_like(x, coefficients[0])
    for coefficient in coefficients[1:]:
        value = value * x + coefficient
    return value


def _log(x: np.ndarray) -> np.ndarray:
    """The natural logarithm of x > 0: x = m 2^e, log m = 2 atanh((m - 1) / (m + 1))."""
    m, e = np.frexp(x)
    small = m < SQRT_HALF
    m, e = np.where(small, 2.0 * m, m), np.where(small, e - 1, e)
    f = (m - 1.0) / (m + 1.0)
    return 2.0 * f * _polynomial(ATANH, f * f) + e * LN_2
