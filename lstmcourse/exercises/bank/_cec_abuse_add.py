"""Make room for one more cell, from the page book/cec/abuse."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property


def add_cell(W_x, W_h, w_x, w_into, w_out_of):
    I, C = W_x.shape
    grown_x = np.zeros((I, C + 1))
    grown_x[:, :C] = W_x
    grown_x[:, C] = w_x  # column C: what enters the new cell from the inputs
    grown_h = np.zeros((C + 1, C + 1))
    grown_h[:C, :C] = W_h  # the old weights keep their places
    grown_h[:, C] = w_into  # column C: from all cells into the new one
    grown_h[C, :C] = w_out_of  # row C: from the new cell into the old ones
    return grown_x, grown_h


def _row_and_column_swapped(W_x, W_h, w_x, w_into, w_out_of):
    grown_x, grown_h = add_cell(W_x, W_h.T, w_x, w_into, w_out_of)
    return grown_x, grown_h.T


def _old_transposed(W_x, W_h, w_x, w_into, w_out_of):
    return add_cell(W_x, W_h.T, w_x, w_into, w_out_of)


def _new_first(W_x, W_h, w_x, w_into, w_out_of):
    grown_x, grown_h = add_cell(W_x, W_h, w_x, w_into, w_out_of)
    order = np.r_[len(W_h), : len(W_h)]
    return grown_x[:, order], grown_h[np.ix_(order, order)]


def _nothing_out(W_x, W_h, w_x, w_into, w_out_of):
    return add_cell(W_x, W_h, w_x, w_into, 0 * w_out_of)


def _nothing_in(W_x, W_h, w_x, w_into, w_out_of):
    itself = np.where(np.arange(len(w_into)) == len(W_h), w_into, 0.0)
    return add_cell(W_x, W_h, w_x, itself, w_out_of)


def _not_itself(W_x, W_h, w_x, w_into, w_out_of):
    others = np.where(np.arange(len(w_into)) == len(W_h), 0.0, w_into)
    return add_cell(W_x, W_h, w_x, others, w_out_of)


def _old_forgotten(W_x, W_h, w_x, w_into, w_out_of):
    return add_cell(0 * W_x, 0 * W_h, w_x, w_into, w_out_of)


def _no_inputs(W_x, W_h, w_x, w_into, w_out_of):
    return add_cell(W_x, W_h, 0 * w_x, w_into, w_out_of)


def _symmetric(W_x, W_h, w_x, w_into, w_out_of):
    return add_cell(W_x, W_h, w_x, w_into, w_into[:-1])


def _resized(W_x, W_h, w_x, w_into, w_out_of):
    """The old entries in the order of memory: numpy.resize instead of a block."""
    grown_x, grown_h = add_cell(W_x, W_h, w_x, w_into, w_out_of)
    C = len(W_h)
    grown_x[:, :C] = np.resize(W_x, grown_x.shape)[:, :C]
    grown_h[:C, :C] = np.resize(W_h, grown_h.shape)[:C, :C]
    return grown_x, grown_h


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, I: int, C: int) -> Probe:
        W_x, W_h = rng.normal(size=(I, C)), rng.normal(size=(C, C))
        w_x, w_into, w_out_of = rng.normal(size=I), rng.normal(size=C + 1), rng.normal(size=C)
        return Probe(name, (W_x, W_h, w_x, w_into, w_out_of), {"I": I, "C": C})

    return [
        probe("random", 4, 3),
        probe("square: I = C", 3, 3),
        probe("one cell before", 2, 1),
        probe("no cell before", 3, 0),
    ]


def _old_cells_undisturbed(function, probe: Probe) -> str | None:
    """With nothing out of the new cell, the old cells' net inputs do not change."""
    W_x, W_h, w_x, w_into, w_out_of = probe.args
    if not len(W_h):
        return None
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=len(W_x)), rng.normal(size=len(W_h) + 1)
    before = x @ W_x + y[:-1] @ W_h
    grown_x, grown_h = function(W_x.copy(), W_h.copy(), w_x.copy(), w_into.copy(), 0 * w_out_of)
    after = (x @ np.asarray(grown_x) + y @ np.asarray(grown_h))[:-1]
    if np.allclose(after, before, rtol=1e-4, atol=1e-5):
        return None
    return "A new cell with no weights out of it must not change the old cells' net inputs."


ADD = CodeExercise(
    id="cec.add_cell",
    title="One more cell, and the old weights stay",
    page="cec/abuse",
    task=(
        "Write add_cell(W_x, W_h, w_x, w_into, w_out_of): the weights (W_x, W_h) of a layer with "
        "one more cell, which comes last. The layer computes net = x @ W_x + y @ W_h with W_x "
        "(I, C) and W_h (C, C); the result is (I, C+1) and (C+1, C+1), and the old weights keep "
        "their values. w_x (I,) goes from the inputs into the new cell. w_into (C+1,) goes from "
        "all cells, the new one last, into the new cell. w_out_of (C,) goes from the new cell "
        "into the old ones. C may be 0."
    ),
    parameters=("W_x", "W_h", "w_x", "w_into", "w_out_of"),
    returns=(Output("W_x", "(I, C+1)"), Output("W_h", "(C+1, C+1)")),
    reference=add_cell,
    probes=_probes,
    properties=(Property("old cells undisturbed", _old_cells_undisturbed),),
    mistakes=(
        Mistake(
            "row-for-column",
            "Row and column are swapped in W_h: what goes into the new cell stands in its row.",
            "In y @ W_h, which index of W_h belongs to the cell that receives?",
            _row_and_column_swapped,
        ),
        Mistake(
            "old-transposed",
            "The old part of W_h came out transposed.",
            "W_h[i, j] goes from cell i to cell j, before and after.",
            _old_transposed,
        ),
        Mistake(
            "new-first",
            "The new cell stands first, and all old weights have moved.",
            "Row k and column k must belong to the same cell before and after.",
            _new_first,
        ),
        Mistake(
            "nothing-out",
            "The new cell's row of W_h is zero: w_out_of is missing.",
            "A new cell needs weights into it and weights out of it.",
            _nothing_out,
        ),
        Mistake(
            "nothing-in",
            "The old cells' weights into the new cell are zero.",
            "The new column of W_h has C+1 entries; look at the first C.",
            _nothing_in,
        ),
        Mistake(
            "not-itself",
            "The new cell's weight to itself is zero.",
            "The last entry of w_into belongs in the corner of W_h.",
            _not_itself,
        ),
        Mistake(
            "old-forgotten",
            "The old weights are gone; the net would have to learn everything anew.",
            "Where do the old entries of W_x and W_h go in the larger arrays?",
            _old_forgotten,
        ),
        Mistake(
            "no-inputs",
            "The new column of W_x is zero: the new cell cannot see the inputs.",
            "w_x is the new column of W_x.",
            _no_inputs,
        ),
        Mistake(
            "symmetric",
            "The new row of W_h repeats the new column; from and into are different weights.",
            "Where does w_out_of enter?",
            _symmetric,
        ),
        Mistake(
            "resized",
            "The old entries were refilled in the order of memory, so they stand elsewhere.",
            "np.resize does not know rows from columns. Copy a block instead.",
            _resized,
        ),
    ),
    hints=(
        "Make arrays of zeros in the new shapes, and fill in the parts.",
        "The old W_h fills the corner [:C, :C] of the new one.",
        "y @ W_h: the row says from which cell, the column says into which cell.",
        "The new column has C+1 entries, since the new cell also feeds itself. The rest of the "
        "new row has C.",
    ),
)
