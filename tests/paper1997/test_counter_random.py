"""The counter-based generator: known answers, the same bits from NumPy and Numba, statistics."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.paper1997 import _compiled_random as compiled
from lstmcourse.paper1997 import counter_random

KEYS = st.integers(0, 2**64 - 1)


def splitmix64(key, counter):
    """The published generator, in Python's whole numbers."""
    z = (key + (counter + 1) * 0x9E3779B97F4A7C15) % 2**64
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % 2**64
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % 2**64
    return z ^ (z >> 31)


def test_known_answers():
    first = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]  # splitmix64 from 0
    assert counter_random.bits(0, np.arange(3)).tolist() == first
    assert counter_random.uniform(0, 0) == (first[0] >> 11) / 2**53
    assert counter_random.key_of("6a", 0, "weights") == 17195193607719653425
    assert counter_random.integers(0, np.arange(5), 10).tolist() == [8, 4, 0, 9, 1]
    np.testing.assert_array_equal(
        counter_random.normal(0, np.arange(3)),
        [float.fromhex(x) for x in NORMALS],
    )


NORMALS = ("0x1.31135650387c5p+0", "-0x1.613ffd0040e23p-3", "-0x1.ef9dc7ca26f93p+0")


@given(KEYS, st.integers(0, 2**40))
def test_bits_are_those_of_plain_python_and_of_numba(key, counter):
    wanted = splitmix64(key, counter)
    assert int(counter_random.bits(key, counter)) == wanted
    assert int(compiled.bits(np.uint64(key), counter)) == wanted


@given(KEYS, st.integers(1, 10**6))
def test_numba_gives_the_same_numbers_to_the_last_bit(key, below):
    counters = np.arange(50)
    wanted = counter_random.uniform(key, counters)
    found = [compiled.uniform(np.uint64(key), n) for n in counters]
    np.testing.assert_array_equal(found, wanted)
    wanted = counter_random.integers(key, counters, below)
    found = [compiled.integer(np.uint64(key), n, below) for n in counters]
    np.testing.assert_array_equal(found, wanted)
    wanted = counter_random.normal(key, counters)
    found = [compiled.normal(np.uint64(key), n) for n in counters]
    np.testing.assert_array_equal(found, wanted)


def test_normal_is_the_inverse_distribution_function():
    counters = np.arange(20_000)
    u = ((counter_random.bits(3, counters) >> np.uint64(12)) * 2.0 + 1.0) * 2.0**-53
    wanted = [NormalDist().inv_cdf(p) for p in u]
    np.testing.assert_allclose(counter_random.normal(3, counters), wanted, rtol=1e-14, atol=1e-15)


def test_log_is_the_logarithm_far_into_the_tail():
    x = 2.0 ** -np.linspace(0.01, 53, 1000)
    np.testing.assert_allclose(counter_random._log(x), np.log(x), rtol=1e-14)
    np.testing.assert_array_equal([compiled._log(one) for one in x], counter_random._log(x))


def test_statistics():
    counters = np.arange(200_000)
    u = counter_random.uniform(11, counters)
    assert 0 <= u.min() and u.max() < 1
    assert abs(u.mean() - 0.5) < 0.003 and abs(u.var() - 1 / 12) < 0.001
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 0.01
    shares = np.bincount(counter_random.integers(12, counters, 7)) / len(counters)
    np.testing.assert_allclose(shares, 1 / 7, atol=0.004)
    z = counter_random.normal(13, counters)
    assert abs(z.mean()) < 0.01 and abs(z.var() - 1) < 0.015
    assert abs((z**3).mean()) < 0.04 and abs((z**4).mean() - 3) < 0.1


def test_neighbouring_keys_are_unrelated():
    keys = [
        counter_random.key_of(row, seed, purpose)
        for row in ("6a", "6b")
        for seed in range(20)
        for purpose in ("weights", "training")
    ]
    assert len(set(keys)) == len(keys)
    streams = np.array([counter_random.uniform(key, np.arange(2000)) for key in keys])
    between = np.corrcoef(streams)[np.triu_indices(len(keys), 1)]
    assert np.abs(between).max() < 0.12  # over five standard deviations


def test_messages():
    with pytest.raises(ValueError, match="negative"):
        counter_random.bits(0, -1)
    with pytest.raises(ValueError, match="key=-1"):
        counter_random.bits(-1, 0)
    with pytest.raises(ValueError, match="below=0"):
        counter_random.integers(0, 0, 0)
    with pytest.raises(TypeError, match="seed=0.5"):
        counter_random.key_of("6a", 0.5, "weights")
