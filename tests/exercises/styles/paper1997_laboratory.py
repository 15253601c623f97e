"""Right answers of book/paper1997/laboratory in other styles."""

import math

import numpy as np

# --- lab.interval -------------------------------------------------------------------------------


def interval_loop(solved, total, z):
    lows, highs = [], []
    for count, trials in zip(solved, total, strict=True):
        p = count / trials
        root = math.sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
        lows.append((p + z * z / (2 * trials) - z * root) / (1 + z * z / trials))
        highs.append((p + z * z / (2 * trials) + z * root) / (1 + z * z / trials))
    return np.array(lows), np.array(highs)


def interval_in_counts(solved, total, z):
    """Multiplied by the number of trials: z^2 / 2 more are solved, of z^2 more."""
    middle = solved + z**2 / 2
    half = z * np.sqrt(solved * (total - solved) / total + z**2 / 4)
    return (middle - half) / (total + z**2), (middle + half) / (total + z**2)


def interval_as_roots(solved, total, z):
    """All shares q with (p - q)^2 <= z^2 q (1 - q) / total: between the roots of a parabola."""
    ends = []
    for p, n in zip(solved / total, total, strict=True):
        ends.append(np.sort(np.roots([1 + z**2 / n, -(2 * p + z**2 / n), p**2]).real))
    return tuple(np.array(ends).T)


def interval_by_symmetry(solved, total, z):
    def low(count):
        p = count / total
        half = z / 2 * np.sqrt(4 * p * (1 - p) + z**2 / total) / np.sqrt(total)
        return (p + z**2 / total / 2 - half) / (1 + z**2 / total)

    return low(solved), 1 - low(total - solved)


STYLES = {
    "lab.interval": {
        "loop": interval_loop,
        "counts": interval_in_counts,
        "roots of a parabola": interval_as_roots,
        "symmetry": interval_by_symmetry,
    },
}
