"""Lists of weights by their shapes: how many blocks they have, and which layout they look like.

A recurrent matrix tells most: it is (H, kH) where weights multiply from the right, (kH, H) where
they multiply from the left, and k = 1, 3, 4 is an RNN, a GRU, an LSTM. What shapes cannot tell is
the order of the blocks.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lstmcourse.cells._shapes import kind_of
from lstmcourse.interop._blocks import BLOCKS

CELLS = {1: "RNN", 3: "GRU", 4: "LSTM"}
Shape = tuple[int, ...]


def read_weights(
    where: str, weights: Any, names: Sequence[str], blocks: int | None = None
) -> tuple[int, np.ndarray, np.ndarray, np.ndarray | None]:
    """A list [W, U] or [W, U, bias], with W (I, kH) and U (H, kH), and its k.

    The bias is returned as it is: its shape depends on the layout (see ``check_bias``).

    Args:
        where: the function that was called, for messages.
        weights: the list.
        names: what the layout calls the three arrays.
        blocks: the k that is wanted; any of 1, 3, 4 if it is None.

    Raises:
        TypeError: not a list of NumPy arrays.
        ValueError: the shapes do not fit; the message says which layout they look like.
    """
    arrays = _arrays(where, weights, names)
    shapes = [array.shape for array in arrays]
    width = f"{blocks}H" if blocks else "kH"
    wanted = f"{names[0]} (I, {width}), {names[1]} (H, {width}) and {names[2]}"
    if len(arrays) not in (2, 3):
        raise ValueError(
            f"{where}: {len(arrays)} arrays {_list(shapes)}, but must be {wanted}"
            f"{looks_like(shapes)}"
        )
    W, U, bias = arrays[0], arrays[1], arrays[2] if len(arrays) == 3 else None
    found = _blocks(U.shape)
    if W.ndim != 2 or found is None or W.shape[1] != U.shape[1]:
        raise ValueError(
            f"{where}: {names[0]} {W.shape} and {names[1]} {U.shape}, but must be "
            f"(I, {width}) and (H, {width}), {_meaning(blocks)}{looks_like(shapes)}"
        )
    if blocks not in (None, found):
        raise ValueError(
            f"{where}: {names[1]} {U.shape} has {found} blocks of H = {len(U)}, "
            f"but must have {blocks}; it looks like {_a(found)}"
        )
    return found, W, U, bias


def check_bias(where: str, name: str, bias: np.ndarray, blocks: int, hidden: int) -> None:
    """Raise unless the bias is (kH,); the message says which layout it looks like."""
    width = blocks * hidden
    if bias.shape == (width,):
        return
    hint = ""
    if bias.shape == (2, 3 * hidden):
        hint = "it looks like Keras' GRU with reset_after=True: one row per matrix"
    elif bias.shape == (2, width):
        hint = "it looks like two biases, as in PyTorch: add them"
    elif bias.shape == (2 * width,):
        hint = "it looks like two biases in one row, as in cuDNN's layers"
    elif bias.ndim == 2 and bias.size == width:
        hint = "flatten it with bias.ravel()"
    elif bias.ndim == 1 and bias.size % hidden == 0 and bias.size // hidden in CELLS:
        hint = f"it looks like {_a(bias.size // hidden)}"
    raise ValueError(
        f"{where}: {name} {bias.shape}, but must be ({_blocks_of_h(blocks)},) = ({width},), as the "
        f"matrices have {blocks} block{'s' * (blocks > 1)} of H = {hidden}; {hint}".rstrip("; ")
    )


def looks_like(shapes: Sequence[Shape]) -> str:
    """What a list of arrays with these shapes may be, as the end of a message, or nothing."""
    W, U = (*shapes, (), ())[:2]
    rest = list(shapes[2:])
    hint = ""
    if len(W) == 2 and len(U) == 1 and W[1] == U[0]:
        hint = (
            f"one matrix (I + H, kH) over input and state joined, {W}, and a bias {U}: "
            "split its rows into two matrices, and look up the order of its blocks"
        )
    elif len(W) == 2 and len(U) == 2 and 0 not in W + U:
        hint = _two_matrices(W, U, rest)
    return f"; this looks like {hint}" if hint else ""


def _two_matrices(W: Shape, U: Shape, rest: list[Shape]) -> str:
    right, left = _blocks(U), _blocks(U[::-1])
    if left and W[0] == U[0] and not (right and W[1] == U[1]):
        k = _blocks_of_h(left)
        biases = " with two biases" if rest == [(U[0],)] * 2 else ""
        return (
            f"PyTorch's {CELLS[left]}{biases}, weight_ih_l0 ({k}, I) and weight_hh_l0 ({k}, H): "
            "use from_torch(module), or transpose both matrices"
        )
    if right and W[0] == U[1]:
        k = _blocks_of_h(right)
        return f"PyTorch's weight_ih_l0 ({k}, I) in first place: use from_torch, or transpose it"
    if left and W[1] == U[0]:
        k = _blocks_of_h(left)
        return f"PyTorch's weight_hh_l0 ({k}, H) in second place: use from_torch, or transpose it"
    if right and W[1] == U[1]:
        if rest == [(U[1],)] * 2:
            return f"{_a(right)} with two biases, as in PyTorch: those of a GRU's r and z, and " + (
                "all of an LSTM or RNN, may be added"
            )
        if len(rest) > 1:
            return f"{_a(right)} first, and more layers or a second direction: convert one by one"
    if right and W[1] % U[0] == 0 and W[1] // U[0] in CELLS:
        return f"{_a(W[1] // U[0])} in the first matrix and {_a(right)} in the second"
    return ""


def _arrays(where: str, weights: Any, names: Sequence[str]) -> list[np.ndarray]:
    expected = f"must be a list of NumPy arrays [{', '.join(names)}]"
    if type(weights) in BLOCKS:
        raise TypeError(
            f"{where}: {kind_of(weights)} is already a cell of this course; "
            f"{where.replace('from_', 'to_')} converts it"
        )
    if hasattr(weights, "get_weights"):
        raise TypeError(
            f"{where}: given {kind_of(weights)}, but {expected}; give layer.get_weights()"
        )
    if hasattr(weights, "state_dict") or hasattr(weights, "keys"):
        raise TypeError(
            f"{where}: given {kind_of(weights)}, but {expected}; "
            "PyTorch's modules are for from_torch"
        )
    if not isinstance(weights, list | tuple):
        raise TypeError(f"{where}: given {kind_of(weights)}, but {expected}")
    for place, array in enumerate(weights):
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
            given = kind_of(array)
            if isinstance(array, np.ndarray):
                given += f" of {array.dtype}"
            raise TypeError(f"{where}: entry {place} is {given}, but it {expected} of numbers")
    return list(weights)


def _blocks(shape: Shape) -> int | None:
    """The k of a recurrent matrix (H, kH), if it is one of a known cell."""
    if len(shape) != 2 or shape[0] == 0 or shape[1] % shape[0] != 0:
        return None
    blocks = shape[1] // shape[0]
    return blocks if blocks in CELLS else None


def _blocks_of_h(blocks: int) -> str:
    return "H" if blocks == 1 else f"{blocks}H"


def _a(blocks: int) -> str:
    return f"{'a' if blocks == 3 else 'an'} {CELLS[blocks]}"


def _meaning(blocks: int | None) -> str:
    if blocks is None:
        return "with k = 1 (RNN), 3 (GRU) or 4 (LSTM)"
    return f"as {_a(blocks)} has {blocks} block{'s' * (blocks > 1)}"


def _list(shapes: Sequence[Shape]) -> str:
    return ", ".join(map(str, shapes)) if shapes else "(none)"
