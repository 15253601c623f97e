"""rnn.lm_pairs: inputs and targets of a language model, one step apart."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "rnn/sentence"


def lm_pairs(ids, T):
    B = (len(ids) - 1) // T  # every input needs an id after it, so the last id is no input
    used = B * T
    inputs = ids[:used].reshape(B, T).T  # (T, B): window b is column b
    targets = ids[1 : used + 1].reshape(B, T).T  # the same cut, one id later
    return inputs, targets


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, left_over: int) -> Probe:
        ids = rng.integers(30, size=B * T + 1 + left_over)
        ids[: B * T : T] += 30  # window starts stand out
        return Probe(name, (ids, T), {"T": T, "B": B})

    return [
        probe("random", 4, 3, 2),
        probe("nothing left over", 5, 2, 0),
        probe("N is a multiple of T", 4, 2, 3),
        probe("square: T = B", 3, 3, 1),
        probe("one step", 1, 6, 0),
        probe("one window", 5, 1, 1),
    ]


def _cut(ids: np.ndarray, T: int, B: int) -> np.ndarray:
    return ids[: B * T].reshape(B, T).T


def _not_shifted(ids, T):
    inputs, _ = lm_pairs(ids, T)
    return inputs, inputs.copy()


def _shifted_back(ids, T):
    B = (len(ids) - 1) // T
    return _cut(ids, T, B), _cut(np.roll(ids, 1), T, B)


def _shifted_by_two(ids, T):
    B = (len(ids) - 1) // T
    return _cut(ids, T, B), _cut(np.roll(ids, -2), T, B)


def _wraps_at_the_end(ids, T):
    B = len(ids) // T
    return _cut(ids, T, B), _cut(np.roll(ids, -1), T, B)


def _wraps_in_every_window(ids, T):
    inputs, _ = lm_pairs(ids, T)
    return inputs, np.roll(inputs, -1, axis=0)


def _cut_before_the_shift(ids, T):
    windows = _cut(ids, T, len(ids) // T)
    return windows[:-1], windows[1:]


def _not_transposed(ids, T):
    B = (len(ids) - 1) // T
    return ids[: B * T].reshape(T, B), ids[1 : B * T + 1].reshape(T, B)


def _batch_first(ids, T):
    inputs, targets = lm_pairs(ids, T)
    return inputs.T, targets.T


def _sliding(ids, T):
    starts = np.arange(len(ids) - T)
    place = np.arange(T)[:, None] + starts
    return ids[place], ids[place + 1]


def _windows_of_one_more(ids, T):
    B = len(ids) // (T + 1)
    windows = _cut(ids, T + 1, B)
    return windows[:-1], windows[1:]


def _beginning_dropped(ids, T):
    used = (len(ids) - 1) // T * T
    return lm_pairs(ids[len(ids) - used - 1 :], T)


PAIRS = CodeExercise(
    id="rnn.lm_pairs",
    title="Inputs and targets of a language model",
    page=PAGE,
    task=(
        "Write lm_pairs(ids, T): cut a text of N ids (N,) into B = (N - 1) // T windows of T "
        "steps and return inputs and targets, both (T, B). inputs[t, b] is ids[b * T + t], and "
        "targets[t, b] is the id that follows it in the text. Drop what is left over."
    ),
    parameters=("ids", "T"),
    returns=(Output("inputs", "(T, B)"), Output("targets", "(T, B)")),
    reference=lm_pairs,
    probes=_probes,
    mistakes=(
        Mistake(
            "not-shifted",
            "The targets are the inputs themselves: the model only has to copy.",
            "After reading id number i the model is asked for id number i + 1.",
            _not_shifted,
        ),
        Mistake(
            "shifted-back",
            "The targets are shifted the wrong way: each one is the id before its input.",
            "The model is asked for what comes next, so the targets start one id later.",
            _shifted_back,
        ),
        Mistake(
            "shifted-by-two",
            "The targets are two ids ahead of their inputs, not one.",
            "Look at the very first pair: input ids[0], target ids[1].",
            _shifted_by_two,
        ),
        Mistake(
            "wraps-at-the-end",
            "The last id of the text became an input, and its target is the first id of the text.",
            "Nothing follows the last id, so it can be a target but no input. How many windows fit "
            "into N - 1 inputs? np.roll does not forget the end, it moves it to the front.",
            _wraps_at_the_end,
        ),
        Mistake(
            "wraps-in-every-window",
            "The last target of every window is the first input of the same window.",
            "Shift the whole text first and cut it afterwards; the target of a window's last step "
            "lies in the next window.",
            _wraps_in_every_window,
        ),
        Mistake(
            "cut-before-the-shift",
            "The windows have only T - 1 steps: the text was cut first and shifted afterwards, so "
            "one target per window is lost.",
            "Make two views of the text, one id apart, and cut both in the same way.",
            _cut_before_the_shift,
        ),
        Mistake(
            "not-transposed",
            "The ids run along the rows, so neighbouring time steps are not neighbours in the "
            "text.",
            "reshape fills row by row. Put each window into a row first, then make it a column.",
            _not_transposed,
        ),
        Mistake(
            "batch-first",
            "The axes are in the order (B, T); time has to come first.",
            "This course keeps time on axis 0: inputs[t] holds step t of all windows.",
            _batch_first,
        ),
        Mistake(
            "sliding",
            "A window starts at every id, so the windows overlap.",
            "The windows lie side by side: each one starts where the one before it ends.",
            _sliding,
        ),
        Mistake(
            "windows-of-one-more",
            "The text was cut into pieces of T + 1 ids, each with its own inputs and targets, so "
            "the pair between two pieces is lost.",
            "Every id but the first may be a target: the last target of a window is the first "
            "input of the next one.",
            _windows_of_one_more,
        ),
        Mistake(
            "beginning-dropped",
            "What is left over is dropped at the beginning of the text, not at the end.",
            "inputs[0, 0] is ids[0].",
            _beginning_dropped,
        ),
    ),
    hints=(
        "Take ids = 0, 1, 2, ..., 6 and T = 3. Write down by hand which id follows each input.",
        "The inputs are ids[0 : B * T]. Which slice, of the same length, holds what follows them?",
        "A slice of B * T ids becomes B rows of T with reshape(B, T); .T turns rows into columns.",
        "Inputs from ids[:B * T], targets from ids[1 : B * T + 1], both through "
        "reshape(B, T).T, with B = (len(ids) - 1) // T.",
    ),
)
