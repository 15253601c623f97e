"""How many steps a net manages on an endless stream before its first error."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def until_error(outputs, legal):
    counts = []
    for b in range(outputs.shape[1]):
        steps = 0
        for out, may in zip(outputs[:, b], legal[:, b], strict=True):
            if out[may].min() <= out[~may].max():  # the weakest legal, the strongest other
                break
            steps += 1
        counts.append(steps)
    return np.array(counts)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, first: tuple[int | None, ...], K: int = 5) -> Probe:
        """first: the step of the first error of each stream; None for a stream without one."""
        B = len(first)
        legal = np.zeros((T, B, K), bool)
        order = rng.random((T, B, K)).argsort(axis=2)
        np.put_along_axis(legal, order[..., :2], True, axis=2)
        outputs = np.where(legal, 2.0, 0.0) + rng.uniform(-0.4, 0.4, size=(T, B, K))
        for b, t in enumerate(first):
            for delay in range(3) if t is not None else ():
                if t + delay < T:
                    spoil(outputs[t + delay, b], order[t + delay, b], delay)
        outputs += rng.uniform(-6, 6, size=(T, B, 1))  # only the order within a step counts
        return Probe(name, (outputs, legal), {"T": T, "B": B, "K": K})

    def spoil(out: np.ndarray, order: np.ndarray, kind: int) -> None:
        """Three kinds of error: one legal symbol too low, another on top, both legal too low."""
        if kind == 1:
            out[order[2]] = out.max() + 1.0
        else:
            out[order[1]] = out.min() - 1.0
        if kind == 2:
            out[order[0]] = out.min() - 1.0

    tie = probe("a tie", 5, (None, 3))
    outputs, legal = tie.args
    least = np.flatnonzero(legal[2, 0])[0]
    outputs[2, 0, least] = outputs[2, 0][~legal[2, 0]].max()
    return [
        probe("random", 9, (4, None, 2, 6)),
        probe("one step", 1, (None, 0, None)),
        probe("no error at all", 6, (None, None)),
        probe("an error at once", 7, (0, 5, 3)),
        tie,
        probe("as many steps as streams", 4, (1, 3, None, 2)),
    ]


def _right(outputs, legal):
    weakest = np.where(legal, outputs, np.inf).min(axis=2)
    return weakest > np.where(legal, -np.inf, outputs).max(axis=2)


def _before(right):
    return np.logical_and.accumulate(right, axis=0).sum(axis=0)


def _counts_all(outputs, legal):
    return _right(outputs, legal).sum(axis=0)


def _top_is_legal(outputs, legal):
    top = outputs.argmax(axis=2)
    return _before(np.take_along_axis(legal, top[..., None], axis=2)[..., 0])


def _strongest_legal(outputs, legal):
    strongest = np.where(legal, outputs, -np.inf).max(axis=2)
    return _before(strongest > np.where(legal, np.inf, outputs).min(axis=2))


def _tie_is_right(outputs, legal):
    weakest = np.where(legal, outputs, np.inf).min(axis=2)
    return _before(weakest >= np.where(legal, -np.inf, outputs).max(axis=2))


def _threshold(outputs, legal):
    return _before(((outputs > 0) == legal).all(axis=2))


def _none_gives_zero(outputs, legal):
    return (~_right(outputs, legal)).argmax(axis=0)


def _error_included(outputs, legal):
    return np.minimum(_before(_right(outputs, legal)) + 1, len(outputs))


def _counts_from_one(outputs, legal):
    return _before(_right(outputs, legal)) + 1


def _all_streams(outputs, legal):
    steps = _before(_right(outputs, legal).all(axis=1, keepdims=True))
    return np.repeat(steps, outputs.shape[1])


def _longest_run(outputs, legal):
    longest, run = np.zeros(outputs.shape[1], int), np.zeros(outputs.shape[1], int)
    for right in _right(outputs, legal):
        run = np.where(right, run + 1, 0)
        longest = np.maximum(longest, run)
    return longest


def _last_error(outputs, legal):
    wrong = ~_right(outputs, legal)
    last = len(outputs) - 1 - wrong[::-1].argmax(axis=0)
    return np.where(wrong.any(axis=0), last, len(outputs))


UNTIL_ERROR = CodeExercise(
    id="lstm.until_error",
    title="Until the first error",
    page="lstm/forget-gate",
    task=(
        "Write until_error(outputs, legal): for each of B streams, how many steps come before its "
        "first error, and T where there is none, integers (B,). outputs (T, B, K) are numbers, "
        "legal (T, B, K) is True for the symbols that may come next, at least one and never all. A "
        "step is right when every legal symbol has a larger output than every other one."
    ),
    parameters=("outputs", "legal"),
    returns=(Output("steps", "(B,)"),),
    reference=until_error,
    probes=_probes,
    mistakes=(
        Mistake(
            "counts-all",
            "You count all right steps, also those after the first error.",
            "What should a stream count that goes wrong at once and is right from then on?",
            _counts_all,
        ),
        Mistake(
            "top-is-legal",
            "A step counts as right when the largest output is legal; the other legal symbols are "
            "not looked at.",
            "Where two symbols are legal, both must stand above all others.",
            _top_is_legal,
        ),
        Mistake(
            "wrong-extremes",
            "You compare the strongest legal output with the weakest other one.",
            "Every legal one above every other one: which two outputs decide?",
            _strongest_legal,
        ),
        Mistake(
            "tie-is-right",
            "A tie between a legal and another symbol counts as right.",
            "The output of a legal symbol must be larger, not only as large.",
            _tie_is_right,
        ),
        Mistake(
            "threshold",
            "You ask whether outputs are above 0; the numbers of a step may all be negative.",
            "Compare the outputs of one step with each other, not with a fixed number.",
            _threshold,
        ),
        Mistake(
            "none-gives-zero",
            "A stream without an error gets 0 instead of T.",
            "What does argmax return for a row in which nothing is True?",
            _none_gives_zero,
        ),
        Mistake(
            "error-included",
            "The wrong step itself is counted.",
            "An error at the very first step means 0 steps before it.",
            _error_included,
        ),
        Mistake(
            "from-one",
            "Every count is too large by 1, also where there is no error.",
            "A stream of T right steps counts T.",
            _counts_from_one,
        ),
        Mistake(
            "all-streams",
            "One error in any stream ends the count of all streams.",
            "Each stream has its own first error.",
            _all_streams,
        ),
        Mistake(
            "longest-run",
            "You count the longest run of right steps, wherever it is.",
            "The count starts at the first step.",
            _longest_run,
        ),
        Mistake(
            "last-error",
            "You count the steps before the last error.",
            "The first error ends the count.",
            _last_error,
        ),
    ),
    hints=(
        "First find out which steps are right: True or False, (T, B).",
        "A step is right when its weakest legal output is above its strongest other output.",
        "np.logical_and.accumulate(right, axis=0) stays True up to the first False. Add it up.",
    ),
)
