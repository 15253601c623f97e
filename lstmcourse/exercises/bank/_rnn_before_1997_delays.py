"""The delay line, from the page book/rnn/before-1997."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "rnn/before-1997"


def delay_line(xs, k):
    T, B, size = xs.shape  # size is the number of input lines, I
    windows = np.zeros((T, B, k * size), dtype=xs.dtype)
    for d in range(min(k, T)):  # d: how many steps back
        windows[d:, :, d * size : (d + 1) * size] = xs[: T - d]
    return windows


def _delay_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, I: int, k: int) -> Probe:  # noqa: E741
        return Probe(name, (rng.normal(size=(T, B, I)), k), {"T": T, "B": B, "I": I, "k": k})

    return [
        probe("random", 6, 2, 3, 4),
        probe("square: T = B = I = k", 3, 3, 3, 3),
        probe("one step", 1, 4, 2, 3),
        probe("window longer than the sequence", 4, 2, 3, 6),
        probe("a window of one step", 5, 3, 2, 1),
    ]


def _stacked(xs, k, shifts):
    """Windows out of ``shifts``: entry s is x_{t - s}, zeros where that step does not exist."""
    T, B, I = xs.shape  # noqa: E741
    padded = np.zeros((T + 2 * k, B, I))
    padded[k : k + T] = xs
    return np.concatenate([padded[k - s : k - s + T] for s in shifts], axis=-1)


def _delay_future(xs, k):
    return _stacked(xs, k, [-d for d in range(k)])


def _delay_oldest_first(xs, k):
    return _stacked(xs, k, list(range(k))[::-1])


def _delay_without_present(xs, k):
    return _stacked(xs, k, [d + 1 for d in range(k)])


def _delay_roll(xs, k):
    return np.concatenate([np.roll(xs, d, axis=0) for d in range(k)], axis=-1)


def _delay_edge(xs, k):
    padded = np.concatenate([np.repeat(xs[:1], k, axis=0), xs])
    return np.concatenate([padded[k - d : k - d + len(xs)] for d in range(k)], axis=-1)


def _delay_interleaved(xs, k):
    T, B, I = xs.shape  # noqa: E741
    windows = delay_line(xs, k).reshape(T, B, k, I)
    return windows.swapaxes(2, 3).reshape(T, B, k * I)


DELAY_LINE = CodeExercise(
    id="rnn.delay_line",
    title="A delay line",
    page=PAGE,
    task=(
        "Write delay_line(xs, k): for inputs xs (T, B, I) the windows (T, B, k*I). The window of "
        "step t is x_t, x_{t-1}, ..., x_{t-k+1} side by side, newest first, with zeros in place "
        "of inputs before the first one."
    ),
    parameters=("xs", "k"),
    returns=(Output("windows", "(T, B, k*I)"),),
    reference=delay_line,
    probes=_delay_probes,
    mistakes=(
        Mistake(
            "future",
            "The window of step t holds later inputs: it looks into the future.",
            "A delay moves the inputs towards later rows: row t of the copy holds x_{t-d}.",
            _delay_future,
        ),
        Mistake(
            "wraps-around",
            "The first windows hold the last inputs of the sequence: the shift wraps around.",
            "np.roll brings back at the front what falls off the end; there must be zeros.",
            _delay_roll,
        ),
        Mistake(
            "oldest-first",
            "The window is in the wrong order: the oldest input comes first.",
            "The first I columns belong to x_t, the last I columns to x_{t-k+1}.",
            _delay_oldest_first,
        ),
        Mistake(
            "no-present",
            "The window starts one step too late: the present input x_t is not in it.",
            "The delays are 0, 1, ..., k-1. With k = 1 the window is the input itself.",
            _delay_without_present,
        ),
        Mistake(
            "first-input-repeated",
            "Before the start stands the first input, repeated, and not zeros.",
            "Start from an array of zeros and write only the inputs that exist.",
            _delay_edge,
        ),
        Mistake(
            "interleaved",
            "The columns are sorted by input line first and by delay second.",
            "All I numbers of one step stay together: columns d*I to (d+1)*I hold x_{t-d}.",
            _delay_interleaved,
        ),
    ),
    hints=(
        "Make an array of zeros of the final shape and fill one delay d = 0, ..., k-1 at a time.",
        "Delay d fills the columns d*I to (d+1)*I, in the rows t = d to T-1.",
        "Into these rows goes the beginning of xs, xs[:T-d]. A delay d >= T has nothing to write.",
    ),
)
