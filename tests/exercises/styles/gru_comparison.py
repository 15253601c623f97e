"""Right answers in other styles, for the exercises of book/gru/comparison."""

from itertools import combinations, product
from math import comb

import numpy as np


def permutation_mask(a, b):
    """All splits at once, as rows of a matrix of zeros and ones."""
    pooled = np.concatenate([a, b]).astype(float)
    m, n = len(a), len(b)
    masks = np.array([mask for mask in product((0, 1), repeat=m + n) if sum(mask) == m])
    first = masks @ pooled / m
    rest = (1 - masks) @ pooled / n
    difference = np.mean(a) - np.mean(b)
    return difference, np.mean(np.abs(first - rest) >= abs(difference) - 1e-9)


def permutation_sums(a, b):
    """Of a split only the sum of the first sample matters."""
    total, m, n = float(np.sum(a) + np.sum(b)), len(a), len(b)

    def gap(first):
        return first / m - (total - first) / n

    observed = gap(float(np.sum(a)))
    gaps = [gap(sum(chosen)) for chosen in combinations([*map(float, a), *map(float, b)], m)]
    return observed, sum(abs(g) > abs(observed) - 1e-9 for g in gaps) / len(gaps)


def permutation_torch(a, b):
    import torch

    a, b = torch.as_tensor(a), torch.as_tensor(b)
    pooled = torch.cat([a, b])
    places = torch.combinations(torch.arange(len(pooled)), len(a))
    first = pooled[places]
    rest = (pooled.sum() - first.sum(dim=1)) / len(b)
    gaps = first.mean(dim=1) - rest
    difference = a.mean() - b.mean()
    return difference, (gaps.abs() >= difference.abs() - 1e-9).double().mean()


def wins_arrays(a, b):
    signs = np.sign(np.asarray(b) - np.asarray(a))
    wins, n = int((signs > 0).sum()), int((signs != 0).sum())
    heads = np.array([comb(n, k) for k in range(n + 1)]) / 2**n
    tail = heads[: min(wins, n - wins) + 1].sum()
    return wins, min(1.0, 2 * tail)


def wins_enumerated(a, b):
    """All 2^n outcomes of the coin."""
    decided = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    wins, n = sum(x < y for x, y in decided), len(decided)
    away = abs(wins - n / 2)
    outcomes = [abs(sum(throws) - n / 2) >= away for throws in product((0, 1), repeat=n)]
    return wins, sum(outcomes) / len(outcomes)


def wins_torch(a, b):
    import torch

    a, b = torch.as_tensor(a), torch.as_tensor(b)
    wins, losses = int((a < b).sum()), int((a > b).sum())
    n, m = wins + losses, min(wins, losses)
    tail = sum(comb(n, k) for k in range(m + 1))
    return torch.tensor(wins), torch.tensor(min(2 * tail, 2**n) / 2**n)


STYLES = {
    "gru.permutation_test": {
        "zeros and ones": permutation_mask,
        "sums only": permutation_sums,
        "torch": permutation_torch,
    },
    "gru.paired_wins": {
        "signs": wins_arrays,
        "all outcomes": wins_enumerated,
        "torch": wins_torch,
    },
}
