"""Right answers of book/paper1997/adding in other styles."""

import numpy as np

# --- lab.adding_stop ----------------------------------------------------------------------------


def stop_windows(misses, last, tolerance, mean_error):
    """All windows at once."""
    errors = np.abs(np.asarray(misses))
    if len(errors) < last:
        return -1, -1, -1
    windows = np.lib.stride_tricks.sliding_window_view(errors, last)
    small = windows.mean(axis=1) < mean_error
    clean = windows.max(axis=1) < tolerance
    return tuple(
        int(met.argmax()) + last if met.any() else -1 for met in (small, clean, small & clean)
    )


def stop_counters(misses, last, tolerance, mean_error):
    """As training does it: one sequence after the other, and a queue of the last ones."""
    from collections import deque

    recent, found = deque(maxlen=int(last)), {}
    for count, miss in enumerate(np.asarray(misses).tolist(), start=1):
        recent.append(abs(miss))
        if len(recent) < last:
            continue
        small = sum(recent) / last < mean_error
        clean = sum(error >= tolerance for error in recent) == 0
        for name, met in (("average", small), ("right", clean), ("both", small and clean)):
            if met:
                found.setdefault(name, count)
    return [found.get(name, -1) for name in ("average", "right", "both")]


def stop_first(misses, last, tolerance, mean_error):
    """`next` over generators."""
    errors = abs(np.asarray(misses))
    ends = range(int(last), len(errors) + 1)

    def small(n):
        return errors[n - last : n].mean() < mean_error

    def clean(n):
        return max(errors[n - last : n]) < tolerance

    average = next((n for n in ends if small(n)), -1)
    right = next((n for n in ends if clean(n)), -1)
    both = next((n for n in ends if small(n) and clean(n)), -1)
    return average, right, both


def stop_torch(misses, last, tolerance, mean_error):
    import torch

    errors = torch.as_tensor(np.asarray(misses)).abs()
    if len(errors) < last:
        return -1, -1, -1
    windows = errors.unfold(0, int(last), 1)
    small, clean = windows.mean(dim=1) < mean_error, (windows < tolerance).all(dim=1)
    found = []
    for met in (small, clean, small & clean):
        places = torch.nonzero(met)
        found.append(int(places[0]) + int(last) if len(places) else -1)
    return tuple(found)


STYLES = {
    "lab.adding_stop": {
        "all windows": stop_windows,
        "a queue": stop_counters,
        "first of a generator": stop_first,
        "torch": stop_torch,
    },
}
