"""Exercise lstm.last_valid: the last valid step of each sequence of a padded batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "lstm/pytorch-states"


def last_valid(outputs, lengths):
    columns = np.arange(len(lengths))  # sequence 0, 1, ... of the batch
    return outputs[lengths - 1, columns]  # pairs: for each sequence its own step


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, steps: int, hidden: int, *lengths: int) -> Probe:
        outputs = rng.normal(size=(steps, len(lengths), hidden))
        dims = {"T": steps, "B": len(lengths), "H": hidden}
        return Probe(name, (outputs, np.array(lengths)), dims)

    return [
        probe("unequal lengths", 7, 4, 3, 7, 5),
        probe("all padded", 8, 3, 4, 2, 6, 3, 5),
        probe("B = T", 4, 4, 2, 4, 1, 3),
        probe("one step", 1, 5, 1, 1, 1),
        probe("some of length 1", 5, 2, 1, 5, 1, 4),
        probe("one sequence", 6, 3, 4),
        probe("no pads", 5, 3, 5, 5),
    ]


def _pads_change_nothing(function: Callable, probe: Probe) -> str | None:
    outputs, lengths = probe.args
    more = np.concatenate([outputs, np.full_like(outputs[:1], 9.0)])  # one more padded step
    try:
        before, after = function(outputs, lengths), function(more, lengths)
        change = np.abs(np.asarray(after, float) - np.asarray(before, float)).max()
    except Exception as error:
        return f"with one more padded step {type(error).__name__}: {error}"
    return None if change < 1e-4 else "one more padded step changes the answer."


def _last_step(outputs, lengths):
    return outputs[-1]


def _one_too_late(outputs, lengths):
    return outputs[lengths, np.arange(len(lengths))]


def _one_too_late_clipped(outputs, lengths):
    return outputs[np.minimum(lengths, len(outputs) - 1), np.arange(len(lengths))]


def _one_too_early(outputs, lengths):
    return outputs[np.maximum(lengths - 2, 0), np.arange(len(lengths))]


def _one_too_early_wrapped(outputs, lengths):
    return outputs[lengths - 2, np.arange(len(lengths))]


def _from_the_end(outputs, lengths):
    return outputs[-lengths, np.arange(len(lengths))]


def _all_pairs(outputs, lengths):
    return outputs[lengths - 1]


def _axes_swapped(outputs, lengths):
    columns = np.arange(len(lengths))
    return np.swapaxes(outputs, 0, 1)[lengths - 1, columns]


def _longest(outputs, lengths):
    return outputs[lengths.max() - 1]


def _last_sequence(outputs, lengths):
    return outputs[:, -1]


def _first_sequence(outputs, lengths):
    return outputs[lengths - 1, 0]


def _maximum(outputs, lengths):
    return outputs.max(axis=0)


def _sorted(outputs, lengths):
    order = np.argsort(-lengths, kind="stable")
    return last_valid(outputs, lengths)[order]


def _mask(outputs, lengths):
    return (np.arange(len(outputs))[:, None] < lengths)[:, :, None]


def _mean(outputs, lengths):
    return outputs.mean(axis=0)


def _mean_of_valid(outputs, lengths):
    return (outputs * _mask(outputs, lengths)).sum(axis=0) / lengths[:, None]


def _sum_of_valid(outputs, lengths):
    return (outputs * _mask(outputs, lengths)).sum(axis=0)


def _pads_zeroed(outputs, lengths):
    return (outputs * _mask(outputs, lengths))[-1]


LAST_VALID = CodeExercise(
    id="lstm.last_valid",
    title="The last valid step",
    page=PAGE,
    task=(
        "Write last_valid(outputs, lengths): for each sequence of a padded batch, its output at "
        "its last valid step. outputs is (T, B, H), and lengths (B,) holds whole numbers from 1 to "
        "T; both are NumPy arrays. What stands in the padded steps is arbitrary. Return (B, H)."
    ),
    parameters=("outputs", "lengths"),
    returns=(Output("last", "(B, H)"),),
    reference=last_valid,
    probes=_probes,
    properties=(Property("pads change nothing", _pads_change_nothing),),
    mistakes=(
        Mistake(
            "last-step",
            "The last step of the array is taken, which is padding for shorter sequences.",
            "Each sequence ends at its own length.",
            _last_step,
        ),
        Mistake(
            "one-too-late",
            "One step too late: the first padded step is taken.",
            "Steps are counted from 0. Which index has the last of n steps?",
            _one_too_late,
        ),
        Mistake(
            "one-too-late-clipped",
            "One step too late, except where that would leave the array.",
            "Steps are counted from 0. Which index has the last of n steps?",
            _one_too_late_clipped,
        ),
        Mistake(
            "one-too-early",
            "One step too early.",
            "Steps are counted from 0. Which index has the last of n steps?",
            _one_too_early,
        ),
        Mistake(
            "one-too-early-wrapped",
            "One step too early, and for sequences of length 1 the index -1 wraps to the end.",
            "Steps are counted from 0. Which index has the last of n steps?",
            _one_too_early_wrapped,
        ),
        Mistake(
            "from-the-end",
            "The steps are counted from the end of the array.",
            "Padding stands at the end, so count from the start.",
            _from_the_end,
        ),
        Mistake(
            "all-pairs",
            "Every step of lengths is taken for every sequence: the result has an axis too many.",
            "Two index arrays of the same length go in pairs: one for steps, one for sequences.",
            _all_pairs,
        ),
        Mistake(
            "axes-swapped",
            "The first axis is read as the batch, the second as time.",
            "outputs is (T, B, H): time comes first.",
            _axes_swapped,
        ),
        Mistake(
            "longest",
            "All sequences are read at the end of the longest one.",
            "Each sequence ends at its own length.",
            _longest,
        ),
        Mistake(
            "last-sequence",
            "[:, -1] takes the last sequence of the batch, at all of its steps.",
            "outputs is (T, B, H): time comes first. And each sequence ends at its own length.",
            _last_sequence,
        ),
        Mistake(
            "first-sequence",
            "Every row is read from the first sequence, at the length of another.",
            "Row b of the result comes out of sequence b.",
            _first_sequence,
        ),
        Mistake(
            "maximum",
            "This is the largest value over all steps, padding included.",
            "One step of each sequence is asked for.",
            _maximum,
        ),
        Mistake(
            "sorted",
            "The rows are sorted by length, longest first.",
            "Row b of the result belongs to sequence b. If you sorted, undo it.",
            _sorted,
        ),
        Mistake(
            "mean",
            "This is the mean over all steps, padding included.",
            "One step of each sequence is asked for.",
            _mean,
        ),
        Mistake(
            "mean-of-valid",
            "This is the mean over the valid steps.",
            "One step of each sequence is asked for.",
            _mean_of_valid,
        ),
        Mistake(
            "sum-of-valid",
            "This is the sum over the valid steps.",
            "A mask that keeps the last valid step alone would do; yours keeps all valid ones.",
            _sum_of_valid,
        ),
        Mistake(
            "pads-zeroed",
            "The padded steps are set to zero, and then the last one is taken.",
            "The last step is still padding for shorter sequences.",
            _pads_zeroed,
        ),
    ),
    hints=(
        "The last of n steps has the index n - 1.",
        "outputs[rows, columns] with two index arrays of length B picks B pairs.",
        "The steps are lengths - 1, the columns np.arange(B).",
    ),
)
