"""Wrong permutation tests, one defect each, for the exercise gru.permutation_test."""

from __future__ import annotations

from itertools import combinations

import numpy as np


def _differences(a, b, size=None, centre=np.mean):
    """The difference of every split of the pooled numbers."""
    pooled = np.concatenate([a, b])
    size = len(a) if size is None else size
    chosen = np.array(list(combinations(range(len(pooled)), size)))
    left = np.ones((len(chosen), len(pooled)), bool)
    np.put_along_axis(left, chosen, False, axis=1)
    rest = np.broadcast_to(pooled, left.shape)[left].reshape(len(chosen), -1)
    return centre(pooled[chosen], axis=1) - centre(rest, axis=1)


def _as_large(differences, observed):
    return np.abs(differences) >= abs(observed) - 1e-9


def _mean_difference(a, b):
    return np.mean(a) - np.mean(b)


def own_side(a, b):
    observed = _mean_difference(a, b)
    sign = 1.0 if observed >= 0 else -1.0
    return observed, np.mean(sign * _differences(a, b) >= abs(observed) - 1e-9)


def no_absolute(a, b):
    observed = _mean_difference(a, b)
    return observed, np.mean(_differences(a, b) >= observed - 1e-9)


def other_sign(a, b):
    observed = _mean_difference(a, b)
    return observed, np.mean(_differences(a, b) <= observed + 1e-9)


def observed_signed(a, b):
    observed = _mean_difference(a, b)
    return observed, np.mean(np.abs(_differences(a, b)) >= observed - 1e-9)


def strictly_larger(a, b):
    observed = _mean_difference(a, b)
    return observed, np.mean(np.abs(_differences(a, b)) > abs(observed) + 1e-9)


def observed_left_out(a, b):
    observed = _mean_difference(a, b)
    counted = _as_large(_differences(a, b), observed)
    return observed, (counted.sum() - 1) / (len(counted) - 1)


def plus_one(a, b):
    observed = _mean_difference(a, b)
    counted = _as_large(_differences(a, b), observed)
    return observed, (counted.sum() + 1) / (len(counted) + 1)


def complement(a, b):
    observed = _mean_difference(a, b)
    return observed, 1 - np.mean(_as_large(_differences(a, b), observed))


def doubled(a, b):
    observed = _mean_difference(a, b)
    return observed, min(1.0, 2 * np.mean(_as_large(_differences(a, b), observed)))


def each_value_once(a, b):
    observed = _mean_difference(a, b)
    return observed, np.mean(_as_large(np.unique(_differences(a, b)), observed))


def medians(a, b):
    observed = np.median(a) - np.median(b)
    return observed, np.mean(_as_large(_differences(a, b, centre=np.median), observed))


def sums(a, b):
    observed = np.sum(a) - np.sum(b)
    return observed, np.mean(_as_large(_differences(a, b, centre=np.sum), observed))


def other_size(a, b):
    observed = _mean_difference(a, b)
    return observed, np.mean(_as_large(_differences(a, b, size=(len(a) + len(b)) // 2), observed))


def pairs_flipped(a, b):
    observed = _mean_difference(a, b)
    pairs = min(len(a), len(b))
    gaps = np.asarray(a)[:pairs] - np.asarray(b)[:pairs]
    signs = 1 - 2 * ((np.arange(2**pairs)[:, None] >> np.arange(pairs)) & 1)
    return observed, np.mean(_as_large(signs @ gaps / pairs, gaps.mean()))


def _two_sided(a, b):
    observed = _mean_difference(a, b)
    return observed, np.mean(_as_large(_differences(a, b), observed))


def b_minus_a(a, b):
    observed, p = _two_sided(a, b)
    return -observed, p


def unsigned(a, b):
    observed, p = _two_sided(a, b)
    return abs(observed), p


def count_not_share(a, b):
    observed = _mean_difference(a, b)
    return observed, np.sum(_as_large(_differences(a, b), observed))


def values_removed(a, b):
    observed, pooled = _mean_difference(a, b), np.concatenate([a, b])
    counted = []
    for chosen in combinations(pooled, len(a)):
        rest = pooled[~np.isin(pooled, chosen)]  # throws out the twins of a chosen value, too
        counted.append(len(rest) > 0 and _as_large(np.mean(chosen) - rest.mean(), observed))
    return observed, np.mean(counted)
