"""Wrong sign tests, one defect each, for the exercise gru.paired_wins."""

from __future__ import annotations

from math import comb

import numpy as np


def _counts(a, b):
    return int(np.sum(np.asarray(a) < b)), int(np.sum(np.asarray(a) > b))


def _tail(n, most):
    return sum(comb(n, k) for k in range(most + 1)) / 2**n


def _two_sided(wins, losses):
    return min(1.0, 2 * _tail(wins + losses, min(wins, losses)))


def higher_is_better(a, b):
    wins, losses = _counts(a, b)
    return losses, _two_sided(wins, losses)


def ties_won(a, b):
    losses = _counts(a, b)[1]
    return len(a) - losses, _two_sided(len(a) - losses, losses)


def ties_lost(a, b):
    wins = _counts(a, b)[0]
    return wins, _two_sided(wins, len(a) - wins)


def one_sided(a, b):
    wins, losses = _counts(a, b)
    return wins, _tail(wins + losses, min(wins, losses))


def above_one(a, b):
    wins, losses = _counts(a, b)
    return wins, 2 * _tail(wins + losses, min(wins, losses))


def more_extreme_only(a, b):
    wins, losses = _counts(a, b)
    return wins, min(1.0, 2 * _tail(wins + losses, min(wins, losses) - 1))


def point(a, b):
    wins, losses = _counts(a, b)
    return wins, min(1.0, 2 * comb(wins + losses, wins) / 2 ** (wins + losses))


def lower_tail(a, b):
    wins, losses = _counts(a, b)
    return wins, min(1.0, 2 * _tail(wins + losses, wins))


def sorted_first(a, b):
    wins, losses = _counts(np.sort(a), np.sort(b))
    return wins, _two_sided(wins, losses)


def everyone(a, b):
    wins, losses = _counts(np.asarray(a)[:, None], np.asarray(b)[None, :])
    return wins, _two_sided(wins, losses)


def complement(a, b):
    wins, losses = _counts(a, b)
    return wins, 1 - _two_sided(wins, losses)


def share(a, b):
    wins, losses = _counts(a, b)
    return wins / len(a), _two_sided(wins, losses)


def ties_half(a, b):
    wins, losses = _counts(a, b)
    return wins + (len(a) - wins - losses) / 2, _two_sided(wins, losses)


def all_seeds(a, b):
    wins, losses = _counts(a, b)
    return wins, min(1.0, 2 * _tail(len(a), min(wins, losses)))


def larger_count(a, b):
    wins, losses = _counts(a, b)
    return wins, min(1.0, 2 * _tail(wins + losses, max(wins, losses)))


def from_one_head(a, b):
    wins, losses = _counts(a, b)
    n = wins + losses
    return wins, min(1.0, 2 * (_tail(n, min(wins, losses)) - 1 / 2**n))


def upper_tail(a, b):
    wins, losses = _counts(a, b)
    return wins, min(1.0, 2 * _tail(wins + losses, losses))


def difference(a, b):
    wins, losses = _counts(a, b)
    return wins - losses, _two_sided(wins, losses)


def signs_flipped(a, b):
    gaps = np.asarray(a) - np.asarray(b)
    signs = 1 - 2 * ((np.arange(2 ** len(gaps))[:, None] >> np.arange(len(gaps))) & 1)
    as_large = np.abs(signs @ gaps) >= abs(gaps.sum()) - 1e-9
    return _counts(a, b)[0], np.mean(as_large)
