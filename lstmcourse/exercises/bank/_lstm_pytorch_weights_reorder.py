"""Exercise lstm.reorder: the blocks of an array from one order of gates to another."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._lstm_pytorch_weights_bias import PAGE
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def reorder_gates(array, source, target, axis):
    blocks = np.split(array, 4, axis=axis)
    by_name = dict(zip(source, blocks, strict=True))  # which block belongs to which gate
    return np.concatenate([by_name[gate] for gate in target], axis=axis)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, shape: tuple[int, ...], source: str, target: str, axis: int) -> Probe:
        return Probe(name, (rng.normal(size=shape), source, target, axis), {})

    return [
        probe("rows, f g i o to i f g o", (12, 5), "fgio", "ifgo", 0),
        probe("columns, f g i o to i f g o", (3, 8), "fgio", "ifgo", 1),
        probe("both axes divide by 4", (8, 12), "ogif", "ifgo", 1),
        probe("square, rows", (8, 8), "ifgo", "ofig", 0),
        probe("a bias", (12,), "gofi", "iogf", 0),
        probe("one unit", (4, 4), "fgio", "giof", 0),
        probe("already in order", (8, 4), "ifgo", "ifgo", 0),
    ]


def _permuted(array, places, axis):
    blocks = np.split(array, 4, axis=axis)
    return np.concatenate([blocks[place] for place in places], axis=axis)


def _inverse(array, source, target, axis):
    return reorder_gates(array, target, source, axis)


def _always_rows(array, source, target, axis):
    return reorder_gates(array, source, target, 0)


def _always_last(array, source, target, axis):
    return reorder_gates(array, source, target, -1)


def _other_axis(array, source, target, axis):
    return reorder_gates(array, source, target, 1 - axis if array.ndim == 2 else axis)


def _interleaved(array, source, target, axis):
    places = [source.index(gate) for gate in target]
    moved = np.moveaxis(array, axis, 0)
    units = moved.reshape(len(moved) // 4, 4, *moved.shape[1:])[:, places]
    return np.moveaxis(units.reshape(moved.shape), 0, axis)


def _unchanged(array, source, target, axis):
    return array.copy()


def _to_ours(array, source, target, axis):
    return reorder_gates(array, source, "ifgo", axis)


def _from_ours(array, source, target, axis):
    return reorder_gates(array, "ifgo", target, axis)


def _sorted(array, source, target, axis):
    """np.argsort of the letters, the inverse forgotten on one side."""
    return _permuted(array, np.argsort(list(source)), axis)


def _reversed(array, source, target, axis):
    return reorder_gates(array, source, target[::-1], axis)


def _joined_on_the_other_axis(array, source, target, axis):
    by_name = dict(zip(source, np.split(array, 4, axis=axis), strict=True))
    return np.concatenate([by_name[gate] for gate in target], axis=1 - axis)


def _joined_as_rows(array, source, target, axis):
    by_name = dict(zip(source, np.split(array, 4, axis=axis), strict=True))
    return np.concatenate([by_name[gate] for gate in target])


def _cut_as_rows(array, source, target, axis):
    by_name = dict(zip(source, np.split(array, 4), strict=True))
    return np.concatenate([by_name[gate] for gate in target], axis=axis)


def _stacked(array, source, target, axis):
    by_name = dict(zip(source, np.split(array, 4, axis=axis), strict=True))
    return np.stack([by_name[gate] for gate in target])


def _reshaped(array, source, target, axis):
    places = [source.index(gate) for gate in target]
    return array.reshape(4, -1)[places].reshape(array.shape)


def _sorted_by_target(array, source, target, axis):
    return _permuted(array, np.argsort(list(target)), axis)


def _transposed(array, source, target, axis):
    return reorder_gates(array, source, target, axis).T


def _swapped_pair(array, source, target, axis):
    """Only the first two blocks are exchanged where the orders differ."""
    return _permuted(array, [1, 0, 2, 3] if source != target else [0, 1, 2, 3], axis)


REORDER = CodeExercise(
    id="lstm.reorder",
    title="Blocks in another order",
    page=PAGE,
    task=(
        "Write reorder_gates(array, source, target, axis). The four blocks of array stand along "
        'axis in the order source, four letters such as "fgio". Return an array of the same shape '
        'with the blocks in the order target, such as "ifgo". axis is 0 or 1. A bias has one '
        'axis, 0. Example: [10, 20, 30, 40] from "fgio" to "ifgo" is [30, 10, 20, 40].'
    ),
    parameters=("array", "source", "target", "axis"),
    returns=(Output("array", "the shape of array"),),
    reference=reorder_gates,
    probes=_probes,
    mistakes=(
        Mistake(
            "inverse",
            "The blocks go the other way, from target to source.",
            "Where does the first letter of target stand in source?",
            _inverse,
        ),
        Mistake(
            "always-rows",
            "Axis 0 is cut, whatever axis says.",
            "np.split and np.concatenate both take an axis.",
            _always_rows,
        ),
        Mistake(
            "always-last-axis",
            "The last axis is cut, whatever axis says.",
            "np.split and np.concatenate both take an axis.",
            _always_last,
        ),
        Mistake(
            "other-axis",
            "The other axis is cut: 0 and 1 are exchanged.",
            "Axis 0 counts rows: cutting along it gives blocks of rows.",
            _other_axis,
        ),
        Mistake(
            "joined-on-other-axis",
            "The blocks are cut along one axis and joined along the other.",
            "np.concatenate needs the same axis as np.split.",
            _joined_on_the_other_axis,
        ),
        Mistake(
            "joined-as-rows",
            "The blocks are joined along axis 0, whatever axis says.",
            "np.concatenate takes an axis, like np.split.",
            _joined_as_rows,
        ),
        Mistake(
            "cut-as-rows",
            "The blocks are cut along axis 0, whatever axis says.",
            "np.split takes an axis, like np.concatenate.",
            _cut_as_rows,
        ),
        Mistake(
            "stacked",
            "The blocks stand along a new axis, or in a list: they are not joined.",
            "The shape of the result is that of array.",
            _stacked,
        ),
        Mistake(
            "reshaped",
            "A reshape to four rows cuts the array as it lies in memory: right for axis 0 alone.",
            "Along axis 1, a block has a part in every row. What cuts along an axis?",
            _reshaped,
        ),
        Mistake(
            "interleaved",
            "Rows are moved within groups of 4, as if the four gates of one unit stood together.",
            "A block is H rows or columns side by side: all units of one gate.",
            _interleaved,
        ),
        Mistake(
            "unchanged",
            "The array comes back in the order it had.",
            "Which block of the source should come first?",
            _unchanged,
        ),
        Mistake(
            "always-to-ifgo",
            "The blocks always end in the order i f g o: target is not used.",
            "The order wanted is in target.",
            _to_ours,
        ),
        Mistake(
            "always-from-ifgo",
            "The blocks are read as i f g o: source is not used.",
            "Which gate a block belongs to is said by source.",
            _from_ours,
        ),
        Mistake(
            "alphabetical",
            "The blocks are sorted by their letters.",
            "Sorting gives f g i o. Which order does target ask for?",
            _sorted,
        ),
        Mistake(
            "sorted-by-target",
            "The blocks are moved by the alphabetical order of target: source is not used.",
            "Where does the first letter of target stand in source?",
            _sorted_by_target,
        ),
        Mistake(
            "target-reversed",
            "The blocks come in the order of target read backwards.",
            "The first letter of target is the first block.",
            _reversed,
        ),
        Mistake(
            "transposed",
            "The array is transposed as well.",
            "The shape stays the same; only the blocks move.",
            _transposed,
        ),
        Mistake(
            "first-two-swapped",
            "Only the first two blocks are exchanged.",
            "All four blocks may move. Find each letter of target in source.",
            _swapped_pair,
        ),
    ),
    hints=(
        "np.split(array, 4, axis=axis) gives the four blocks, in the order of source.",
        "Give each block its letter: a dict from the letters of source to the blocks.",
        "Take the blocks by the letters of target, and join them along the same axis.",
    ),
)
