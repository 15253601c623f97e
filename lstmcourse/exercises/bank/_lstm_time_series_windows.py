"""lstm.supervised_windows: windows and targets k steps ahead, split in time."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank import _lstm_time_series_windows_variants as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "lstm/time-series"


def supervised_windows(values, cut, T, k):
    def windows(part):
        B = len(part) - T - k + 1  # so many windows still have a value k steps later
        places = np.arange(T)[:, None] + np.arange(B)  # (T, B): window b starts at b
        return part[places], part[places[-1] + k]

    train_x, train_y = windows(values[:cut])  # split first, so no window lies in both parts
    test_x, test_y = windows(values[cut:])
    return train_x, train_y, test_x, test_y


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, k: int, B: int, M: int) -> Probe:
        cut, rest = B + T + k - 1, M + T + k - 1
        values = np.cumsum(rng.uniform(0.5, 1.5, cut + rest)) * rng.choice([-1.0, 1.0])
        values[cut:] += 20.0  # what leaks stands out
        return Probe(name, (values, cut, T, k), {"T": T, "k": k, "B": B, "M": M})

    return [
        probe("random", 4, 3, 7, 5),
        probe("one step ahead", 3, 1, 6, 4),
        probe("windows of one value", 1, 2, 5, 3),
        probe("square: T = B = M", 5, 2, 5, 5),
        probe("one test window", 3, 4, 6, 1),
    ]


def _no_leak(function, probe: Probe) -> str | None:
    values, cut, T, k = probe.args
    other = values.copy()
    other[cut:] += 100.0
    for place, name in ((0, "train_x"), (1, "train_y")):
        before, after = (np.asarray(function(v.copy(), cut, T, k)[place]) for v in (values, other))
        if before.shape == after.shape and not np.allclose(before, after):
            return f"{name} changes when only values from index cut on are changed: a leak."
    return None


WINDOWS = CodeExercise(
    id="lstm.supervised_windows",
    title="Windows without a leak",
    page=PAGE,
    task=(
        "Write supervised_windows(values, cut, T, k): the values (N,) before index cut are the "
        "training part, the rest is the test part. In each part make all windows of T neighbouring "
        "values, the earliest first, and for each the value k steps after its last one; window and "
        "target lie in the same part. Return train_x (T, B), train_y (B,), test_x (T, M) and "
        "test_y (M,), one window per column."
    ),
    parameters=("values", "cut", "T", "k"),
    returns=(
        Output("train_x", "(T, B)"),
        Output("train_y", "(B,)"),
        Output("test_x", "(T, M)"),
        Output("test_y", "(M,)"),
    ),
    reference=supervised_windows,
    probes=_probes,
    properties=(Property("nothing of the test part is in the training windows", _no_leak),),
    mistakes=(
        Mistake(
            "one-step-ahead",
            "The target is always the next value, whatever k.",
            "k = 1 is the next value. For k = 3 it is two values further on.",
            wrong.one_step_ahead,
        ),
        Mistake(
            "one-too-near",
            "The targets are k - 1 steps ahead; at k = 1 the target is the last input.",
            "The last value of a window that starts at b has index b + T - 1.",
            wrong.one_too_near,
        ),
        Mistake(
            "one-too-far",
            "The targets are k + 1 steps ahead.",
            "The last value of a window that starts at b has index b + T - 1, not b + T.",
            wrong.one_too_far,
        ),
        Mistake(
            "from-the-first",
            "The targets are k steps after the first value of the window, not after the last.",
            "Such a target may stand inside its own window.",
            wrong.from_the_first,
        ),
        Mistake(
            "target-leaks",
            "Training windows end before the cut, but some of their targets are test values.",
            "The target has to lie before the cut, too: that costs k windows.",
            wrong.target_leaks,
        ),
        Mistake(
            "windows-first",
            "The windows were cut before the split, so some training windows reach into the test "
            "part.",
            "Split the values first, and make windows of each part on its own.",
            wrong.windows_first,
        ),
        Mistake(
            "test-reaches-back",
            "The first test windows begin in the training part.",
            "Make the test windows from values[cut:] alone.",
            wrong.reaches_back,
        ),
        Mistake(
            "last-window-lost",
            "The last window of each part is missing.",
            "A part of n values has n - T - k + 1 windows. Try n = T + k: how many fit?",
            wrong.last_window_lost,
        ),
        Mistake(
            "side-by-side",
            "The windows do not overlap: each one starts where the one before it ends.",
            "All windows were asked for: one starts at every value, as long as its target exists.",
            wrong.side_by_side,
        ),
        Mistake(
            "batch-first",
            "The windows are rows; time has to run along axis 0.",
            "train_x[t] holds step t of all windows.",
            wrong.batch_first,
        ),
        Mistake(
            "newest-first",
            "Time runs backwards in the windows: the newest value stands first.",
            "x[0] is the oldest value of a window, as the network reads it.",
            wrong.newest_first,
        ),
        Mistake(
            "parts-swapped",
            "The test part is returned where the training part belongs.",
            "Training is what comes before the cut.",
            wrong.parts_swapped,
        ),
        Mistake(
            "cut-value-in-training",
            "The training part includes the value at index cut.",
            "values[:cut] stops before that index.",
            wrong.cut_value_in_training,
        ),
    ),
    hints=(
        "Write a function for one part, and call it for values[:cut] and values[cut:].",
        "Window b holds part[b], ..., part[b + T - 1]; its target is part[b + T - 1 + k].",
        "The last target is part[-1], so there are len(part) - T - k + 1 windows.",
        "np.arange(T)[:, None] + np.arange(B) is an array (T, B) of all the indices.",
    ),
)
