"""Blocks of gates: their order, their signs, and checks of the weights that are ours.

An order is a string of one letter per block, such as "ifgo" for an LSTM and "rzn" for a GRU.
"""

from typing import Any

import numpy as np

from lstmcourse.cells import gru, lstm, rnn
from lstmcourse.cells._shapes import check_array, kind_of

LSTM = "ifgo"  # the order of cells.lstm
GRU = "rzn"  # the order of cells.gru
BLOCKS = {rnn.Params: 1, lstm.Params: 4, gru.Params: 3}


def reorder(array: np.ndarray, source: str, target: str) -> np.ndarray:
    """The blocks of the last axis in another order; always a copy.

    Args:
        array: (..., kH), k blocks of H side by side.
        source: the order in which they stand, k letters.
        target: the order wanted, the same letters.
    """
    blocks = dict(zip(source, np.split(array, len(source), axis=-1), strict=True))
    return np.concatenate([blocks[letter] for letter in target], axis=-1)


def negated(array: np.ndarray, order: str, letter: str) -> np.ndarray:
    """A copy in which one block of the last axis has the other sign."""
    changed = np.array(array, order="C")
    np.split(changed, len(order), axis=-1)[order.index(letter)][...] *= -1
    return changed


def gru_with_update(params: gru.Params, update: str) -> gru.Params:
    """The same GRU with its update gate pointing the other way, or a copy if it already does.

        sigmoid(-a) = 1 - sigmoid(a)

    so z turns into 1 - z when W_xz, W_hz and b_z change their signs, and

        update="keep":    h' = z h + (1 - z) n
        update="write":   h' = (1 - z) h + z n

    exchange their meaning. There and back gives exactly the same numbers.

    Args:
        params: the weights of a GRU.
        update: "keep" (z = 1 keeps the old state) or "write" (z = 1 writes the candidate).

    Raises:
        TypeError: params are not the weights of a GRU.
        ValueError: update is unknown, or the arrays do not belong together.

    Explained in: book/appendix/conventions
    """
    if not isinstance(params, gru.Params):
        raise TypeError(
            f"gru_with_update: params is {kind_of(params)}, but must be a gru.Params; "
            "no other cell has an update gate"
        )
    check_params("gru_with_update", params)
    convention = gru.Convention(params.convention.reset, update)
    arrays = [np.array(array, order="C") for array in params[:4]]
    if update != params.convention.update:
        arrays[:3] = [negated(array, GRU, "z") for array in params[:3]]
    return gru.Params(*arrays, convention)


def check_params(where: str, params: Any) -> int:
    """Raise unless these are weights of cells.rnn, cells.lstm or cells.gru that fit each other.

    Returns:
        How many blocks stand side by side: 1, 4 or 3.
    """
    if type(params) not in BLOCKS:
        advice = ""
        if hasattr(params, "params") and type(params.params) in BLOCKS:
            advice = "; give its .params, the readout is a layer of its own"
        elif hasattr(params, "layout"):
            advice = "; the cell of 1997 has no counterpart in other libraries"
        raise TypeError(
            f"{where}: params is {kind_of(params)}, but must be the Params of "
            f"lstmcourse.cells.rnn, lstm or gru{advice}"
        )
    blocks = BLOCKS[type(params)]
    width = "H" if blocks == 1 else f"{blocks}H"
    check_array(where, "W_h", params.W_h, f"(H, {width})", (None, None))
    hidden = len(params.W_h)
    check_array(where, "W_h", params.W_h, f"(H, {width})", (hidden, blocks * hidden))
    check_array(where, "W_x", params.W_x, f"(I, {width})", (None, blocks * hidden))
    check_array(where, "b", params.b, f"({width},)", (blocks * hidden,))
    if isinstance(params, lstm.Params) and params.peepholes is not None:
        raise ValueError(
            f"{where}: the LSTM has peepholes, which this layout cannot express; "
            "only lstm.Params with peepholes=None can be converted"
        )
    if isinstance(params, gru.Params):
        if not isinstance(params.convention, gru.Convention):
            raise TypeError(
                f"{where}: params.convention is {kind_of(params.convention)}, "
                "but must be a gru.Convention"
            )
        extra = hidden if params.convention.reset == "after" else 0
        check_array(where, "b_hn", params.b_hn, "(H,)" if extra else "(0,)", (extra,))
    return blocks
