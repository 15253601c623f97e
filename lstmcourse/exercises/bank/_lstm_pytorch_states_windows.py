"""Exercise lstm.windows: a stream as windows through which a state may be carried."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._lstm_pytorch_states_last import PAGE
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def make_windows(ids, batch, k):
    n = (len(ids) - 1) // batch  # steps of each stream
    W = n // k  # complete windows
    inputs = np.empty((W, k, batch), dtype=ids.dtype)
    targets = np.empty_like(inputs)
    for w in range(W):
        for b in range(batch):
            start = b * n + w * k  # stream b, after w windows
            inputs[w, :, b] = ids[start : start + k]
            targets[w, :, b] = ids[start + 1 : start + k + 1]  # one step ahead
    return inputs, targets


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, length: int, batch: int, k: int) -> Probe:
        return Probe(name, (rng.permutation(length) + 10, batch, k), {"B": batch, "k": k})

    return [
        probe("some steps are left over", 53, 3, 4),
        probe("nothing is left over", 25, 2, 4),
        probe("one stream", 16, 1, 5),
        probe("windows of one step", 14, 3, 1),
        probe("k = batch", 40, 3, 3),
        probe("the last id is needed as a target", 31, 5, 3),
        probe("N is a multiple of batch", 26, 2, 4),
    ]


def _by_rule(start, ahead=None):
    """A wrong answer that reads ids[(start(n, k, batch, W, w, b) + t) % N]."""

    def variant(ids, batch, k):
        n = (len(ids) - 1) // batch
        W = n // k
        w, t, b = np.meshgrid(np.arange(W), np.arange(k), np.arange(batch), indexing="ij")
        place = start(n, k, batch, W, w, b, t)
        follow = place + 1 if ahead is None else ahead(n, k, batch, W, w, b, t)
        return ids[place % len(ids)], ids[follow % len(ids)]

    return variant


def _right(n, k, batch, W, w, b, t):
    return b * n + w * k + t


def _row_by_row(n, used, number):
    """Where in ids the entry with this number stands, stream after stream of `used` steps."""
    return number // used * n + number % used


def _axes_batch_first(ids, batch, k):
    return tuple(array.swapaxes(1, 2) for array in make_windows(ids, batch, k))


def _axes_time_first(ids, batch, k):
    return tuple(array.swapaxes(0, 1) for array in make_windows(ids, batch, k))


def _returned_in_other_order(ids, batch, k):
    return make_windows(ids, batch, k)[::-1]


def _incomplete_kept(ids, batch, k):
    n = (len(ids) - 1) // batch
    ids = np.concatenate([ids, np.zeros(k * batch, ids.dtype)])
    w, t, b = np.meshgrid(np.arange(-(-n // k)), np.arange(k), np.arange(batch), indexing="ij")
    place = b * n + w * k + t
    return ids[place], ids[place + 1]


def _no_id_left_for_targets(ids, batch, k):
    n = len(ids) // batch
    w, t, b = np.meshgrid(np.arange(n // k), np.arange(k), np.arange(batch), indexing="ij")
    place = b * n + w * k + t
    return ids[place], np.roll(ids, -1)[place]


def _first_window_only(ids, batch, k):
    return tuple(array[:1] for array in make_windows(ids, batch, k))


WINDOWS = CodeExercise(
    id="lstm.windows",
    title="Windows whose states continue",
    page=PAGE,
    task=(
        "Write make_windows(ids, batch, k): cut the stream ids (N,) into windows for carried "
        "states. The stream is split into batch streams of n = (N - 1) // batch steps: stream b "
        "starts at ids[b * n]. Each window holds the next k steps of every stream; drop an "
        "incomplete one at the end. The target of a step is the id that follows it in ids. Return "
        "inputs and targets, both (W, k, batch) with W = n // k. Example: for the ids 0 to 10, "
        "batch = 2 and k = 2, inputs[0] is [[0, 5], [1, 6]]."
    ),
    parameters=("ids", "batch", "k"),
    returns=(Output("inputs", "(W, k, B)"), Output("targets", "(W, k, B)")),
    reference=make_windows,
    probes=_probes,
    mistakes=(
        Mistake(
            "side-by-side",
            "Consecutive windows stand side by side in one batch, so no column continues.",
            "Column b of window w + 1 must go on where column b of window w stopped.",
            _by_rule(lambda n, k, batch, W, w, b, t: (w * batch + b) * k + t),
        ),
        Mistake(
            "plain-reshape",
            "The stream is only reshaped: neighbours in the stream are neighbours in the batch.",
            "Going down a column, the ids must follow each other as in the stream.",
            _by_rule(lambda n, k, batch, W, w, b, t: (w * k + t) * batch + b),
        ),
        Mistake(
            "not-transposed",
            "The streams are right, but reshaping them to (W, k, batch) mixes time and batch.",
            "Bring the axes into the order time, batch before you reshape.",
            _by_rule(
                lambda n, k, batch, W, w, b, t: _row_by_row(n, W * k, (w * k + t) * batch + b)
            ),
        ),
        Mistake(
            "all-the-same-stream",
            "All columns hold the same stream.",
            "Stream b starts at b * n.",
            _by_rule(lambda n, k, batch, W, w, b, t: w * k + t),
        ),
        Mistake(
            "streams-too-close",
            "The streams start W * k apart, not n: the steps left over are dropped too early.",
            "Stream b starts at b * n, even where k does not divide n.",
            _by_rule(lambda n, k, batch, W, w, b, t: b * W * k + w * k + t),
        ),
        Mistake(
            "targets-are-inputs",
            "The targets are the inputs: not shifted.",
            "The target of a step is the id that comes next.",
            _by_rule(_right, _right),
        ),
        Mistake(
            "targets-behind",
            "The targets are the ids before the inputs, not after.",
            "Shift the other way.",
            _by_rule(_right, lambda *place: _right(*place) - 1),
        ),
        Mistake(
            "targets-two-ahead",
            "The targets are two steps ahead.",
            "The target of a step is the very next id.",
            _by_rule(_right, lambda *place: _right(*place) + 2),
        ),
        Mistake(
            "rolled-in-window",
            "The last target of each window is the window's own first input.",
            "The last target stands one step behind the window's end in ids.",
            _by_rule(
                _right,
                lambda n, k, batch, W, w, b, t: b * n + w * k + (t + 1) % k,
            ),
        ),
        Mistake(
            "rolled-in-stream",
            "The last target of each stream is the stream's own first id.",
            "Even the last step of a stream is followed by an id.",
            _by_rule(
                _right,
                lambda n, k, batch, W, w, b, t: b * n + (w * k + t + 1) % (W * k),
            ),
        ),
        Mistake(
            "one-skipped",
            "One id is skipped between two windows, so the state misses a step.",
            "Window w starts w * k steps after the start of its stream.",
            _by_rule(lambda n, k, batch, W, w, b, t: b * n + w * (k + 1) + t),
        ),
        Mistake(
            "sliding",
            "The windows overlap: each starts one step after the one before.",
            "A carried state has read the whole window before. Where does the next one start?",
            _by_rule(lambda n, k, batch, W, w, b, t: b * n + w + t),
        ),
        Mistake(
            "windows-reversed",
            "The windows come in reverse order.",
            "The state goes from one window to the next, so they follow time.",
            _by_rule(lambda n, k, batch, W, w, b, t: b * n + (W - 1 - w) * k + t),
        ),
        Mistake(
            "batch-first",
            "The axes are (W, batch, k): time and batch are exchanged.",
            "Time comes before the batch: (W, k, batch).",
            _axes_batch_first,
        ),
        Mistake(
            "steps-first",
            "The axes are (k, W, batch): the windows should come first.",
            "The result is (W, k, batch).",
            _axes_time_first,
        ),
        Mistake(
            "incomplete-kept",
            "An incomplete window is kept at the end.",
            "W is n // k, rounded down.",
            _incomplete_kept,
        ),
        Mistake(
            "no-id-left-for-targets",
            "The streams have N // batch steps: the last one then ends with no id after it.",
            "The last step needs a target too: n = (N - 1) // batch.",
            _no_id_left_for_targets,
        ),
        Mistake(
            "first-window-only",
            "Only the first window is returned.",
            "Is there a return inside the loop?",
            _first_window_only,
        ),
        Mistake(
            "returned-in-other-order",
            "Inputs and targets are exchanged.",
            "Inputs come first; targets are one step ahead of them.",
            _returned_in_other_order,
        ),
    ),
    hints=(
        "First find one number: at which place of ids does column b of window w start?",
        "Stream b starts at b * n; w windows of k steps have passed. Add the two.",
        "inputs[w, :, b] is ids[start : start + k], and the targets are the same slice, 1 later.",
    ),
)
