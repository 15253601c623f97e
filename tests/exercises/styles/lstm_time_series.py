"""Right answers in other styles, for book/lstm/time-series."""

import numpy as np


def scale_loops(train, test):
    N, D = train.shape
    results = [np.empty(train.shape), np.empty(test.shape)]
    for d in range(D):
        mean = sum(train[:, d]) / N
        deviation = (sum((v - mean) ** 2 for v in train[:, d]) / N) ** 0.5
        for part, result in zip((train, test), results, strict=True):
            for n, value in enumerate(part[:, d]):
                result[n, d] = (value - mean) / deviation
    return results


def scale_moments(train, test):
    mean = np.ones(len(train)) @ train / len(train)
    deviation = np.sqrt((train**2).mean(axis=0) - mean**2)
    return {"train": (train - mean) / deviation, "test": (test - mean) / deviation}


def scale_stacked(train, test):
    both = np.concatenate([train, test])
    scaled = (both - np.average(train, axis=0)) / np.sqrt(np.var(train, axis=0))
    return np.split(scaled, [len(train)])


def scale_torch(train, test):
    import torch

    train, test = torch.as_tensor(train), torch.as_tensor(test)
    deviation, mean = torch.std_mean(train, dim=0, correction=0)
    return (train - mean) / deviation, (test - mean) / deviation


def windows_loops(values, cut, T, k):
    parts = []
    for low, high in ((0, cut), (cut, len(values))):
        x, y = [], []
        for start in range(low, high):
            if start + T - 1 + k < high:
                x.append([float(v) for v in values[start : start + T]])
                y.append(float(values[start + T - 1 + k]))
        parts += [[list(row) for row in zip(*x, strict=True)], y]
    return tuple(parts)


def windows_sliding_view(values, cut, T, k):
    parts = {}
    for name, part in (("train", values[:cut]), ("test", values[cut:])):
        rows = np.lib.stride_tricks.sliding_window_view(part, T + k)
        parts[f"{name}_x"], parts[f"{name}_y"] = rows[:, :T].T, rows[:, -1]
    return parts


def windows_filtered(values, cut, T, k):
    """All windows of the whole series, then those that lie in one part."""
    start = np.arange(len(values) - T - k + 1)
    place = np.arange(T)[:, None] + start
    target = start + T - 1 + k
    train, test = target < cut, start >= cut
    return (
        values[place[:, train]],
        values[target[train]],
        values[place[:, test]],
        values[target[test]],
    )


def windows_stacked_slices(values, cut, T, k):
    result = []
    for part in (values[:cut], values[cut:]):
        B = len(part) - T - k + 1
        result.append(np.stack([part[t : t + B] for t in range(T)]))
        result.append(part[T + k - 1 :])
    return result


def windows_torch(values, cut, T, k):
    import torch

    result = []
    for part in torch.as_tensor(values).tensor_split([cut]):
        rows = part.unfold(0, T + k, 1)
        result += [rows[:, :T].t(), rows[:, -1]]
    return tuple(result)


STYLES = {
    "lstm.standardise": {
        "explicit loops": scale_loops,
        "moments, dict": scale_moments,
        "stacked and split": scale_stacked,
        "torch": scale_torch,
    },
    "lstm.supervised_windows": {
        "explicit loops, lists": windows_loops,
        "sliding window view, dict": windows_sliding_view,
        "filtered": windows_filtered,
        "stacked slices": windows_stacked_slices,
        "torch": windows_torch,
    },
}
