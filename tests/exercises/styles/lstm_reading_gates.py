"""Right answers of book/lstm/reading-gates in other styles."""

import numpy as np

# --- lstm.half_life -----------------------------------------------------------------------------


def half_life_loops(fs):
    T, H = fs.shape
    steps = []
    for unit in range(H):
        left, n = 1.0, 0
        while n < T and left > 0.5:
            left *= fs[n, unit]
            n += 1
        steps.append(n if left <= 0.5 else T + 1)
    return steps


def half_life_by_argmax(fs):
    """A row of zeros at the end, so that every unit falls to half at some time."""
    left = np.concatenate([np.cumprod(fs, axis=0), np.zeros((1, fs.shape[1]))])
    return np.argmax(left <= 0.5, axis=0) + 1


def half_life_torch(fs):
    import torch

    return 1 + (torch.tensor(fs).cumprod(0) > 0.5).sum(0)


# --- lstm.saturation ----------------------------------------------------------------------------


def saturation_loops(openings):
    T, B, H = openings.shape
    left, right = np.zeros(H), np.zeros(H)
    for t in range(T):
        for n in range(B):
            for unit in range(H):
                left[unit] += openings[t, n, unit] < 0.1
                right[unit] += openings[t, n, unit] > 0.9
    return left / (T * B), right / (T * B)


def saturation_in_rows(openings):
    rows = openings.reshape(-1, openings.shape[-1])
    return {
        "left": np.count_nonzero(rows < 0.1, axis=0) / len(rows),
        "right": np.count_nonzero(rows > 0.9, axis=0) / len(rows),
    }


def saturation_torch(openings):
    import torch

    openings = torch.tensor(openings)
    return (openings < 0.1).double().mean((0, 1)), (openings > 0.9).double().mean((0, 1))


STYLES = {
    "lstm.half_life": {
        "explicit loops": half_life_loops,
        "argmax": half_life_by_argmax,
        "torch": half_life_torch,
    },
    "lstm.saturation": {
        "explicit loops": saturation_loops,
        "rows, in a dict": saturation_in_rows,
        "torch": saturation_torch,
    },
}
