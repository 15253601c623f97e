"""The arrays of the LSTM: weights, states, what is remembered, and how they start.

``lstmcourse.cells.lstm`` offers all of it under its own name.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstmcourse.cells._shapes import (
    check_array,
    check_gate_weights,
    check_tape_sizes,
    float_type,
    kind_of,
)


class Params(NamedTuple):
    """Weights of the cell; ``backward`` returns their gradients in the same form."""

    W_x: np.ndarray  # (I, 4H) from input to i, f, g, o
    W_h: np.ndarray  # (H, 4H) from hidden to i, f, g, o
    b: np.ndarray  # (4H,)
    peepholes: np.ndarray | None = None  # (3, H): p_i, p_f, p_o; None is a cell without them


class State(NamedTuple):
    """What one step hands to the next."""

    h: np.ndarray  # (B, H) hidden state: what the cell shows
    c: np.ndarray  # (B, H) cell state


class Cache(NamedTuple):
    """What one ``step`` computed."""

    x: np.ndarray  # (B, I)
    previous: State
    gates: np.ndarray  # (B, 4H): i, f, g, o after their nonlinearities
    c: np.ndarray  # (B, H)
    tanh_c: np.ndarray  # (B, H)


class Tape(NamedTuple):
    """What ``forward`` remembers for ``backward``."""

    xs: np.ndarray  # (T, B, I)
    hs: np.ndarray  # (T + 1, B, H): h_0 first, then h_1 ... h_T
    cs: np.ndarray  # (T + 1, B, H): c_0 first
    gates: np.ndarray  # (T, B, 4H): i, f, g, o after their nonlinearities
    tanh_cs: np.ndarray  # (T, B, H)


def init(
    rng: np.random.Generator,
    inputs: int,
    hidden: int,
    *,
    scale: float | None = None,
    forget_bias: float | None = None,
    peepholes: bool = False,
    dtype: DTypeLike = np.float64,
) -> Params:
    """Draw every weight and bias uniformly from [-scale, scale].

    Args:
        rng: the generator that draws.
        inputs, hidden: I and H.
        scale: 1 / sqrt(H) unless given, as in PyTorch.
        forget_bias: the bias of every forget gate, such as 1.0 to start with open gates; None
            leaves what was drawn. It is the whole bias: PyTorch adds two, so 1.0 there must be
            shared between them.
        peepholes: True adds weights from the cell state to the gates.
        dtype: of all arrays.

    Raises:
        ValueError: a size is too small.
    """
    if inputs < 1 or hidden < 1:
        raise ValueError(f"lstm.init: inputs={inputs} and hidden={hidden} must both be at least 1")
    scale = 1 / np.sqrt(hidden) if scale is None else scale

    def draw(*shape: int) -> np.ndarray:
        return rng.uniform(-scale, scale, shape).astype(dtype)

    b = draw(4 * hidden)
    W_x, W_h = draw(inputs, 4 * hidden), draw(hidden, 4 * hidden)
    if forget_bias is not None:
        b[hidden : 2 * hidden] = forget_bias
    return Params(W_x, W_h, b, draw(3, hidden) if peepholes else None)


def zero_state(params: Params, batch: int) -> State:
    """The state h_0 = c_0 = 0 for ``batch`` sequences, in the dtype of the weights."""
    _, hidden = check_params("lstm.zero_state", params)
    dtype = float_type(*weights(params))
    return State(np.zeros((batch, hidden), dtype), np.zeros((batch, hidden), dtype))


def weights(params: Params) -> list[np.ndarray]:
    """All arrays of the weights; peepholes only where there are any."""
    return [array for array in params if array is not None]


def check_params(where: str, params: Params) -> tuple[int, int]:
    """(I, H) of these weights; raises where the arrays do not belong together."""
    if not isinstance(params, Params):
        raise TypeError(
            f"{where}: params is {kind_of(params)}, but must be an lstm.Params; "
            "init(rng, inputs, hidden) makes one"
        )
    inputs, hidden = check_gate_weights(where, params.W_x, params.W_h, params.b, 4)
    if params.peepholes is not None:
        check_array(where, "peepholes", params.peepholes, "(3, H)", (3, hidden))
    return inputs, hidden


def check_state(where: str, state: State, batch: int, hidden: int, *, name: str = "state") -> None:
    """Raise unless ``state`` is a ``State`` for ``batch`` sequences."""
    if not isinstance(state, State):
        raise TypeError(
            f"{where}: {name} is {kind_of(state)}, but must be an lstm.State(h, c); "
            "zero_state(params, batch) makes one"
        )
    for part, array in zip(state._fields, state, strict=True):
        check_array(where, f"{name}.{part}", array, "(B, H)", (batch, hidden))


def check_tape(where: str, params: Params, tape: Tape) -> tuple[int, int, int]:
    """Raise unless the sizes of the tape are those of the weights; return (T, B, H)."""
    found = (tape.xs.shape[2], tape.hs.shape[2])
    check_tape_sizes(where, found, check_params(where, params))
    return tape.tanh_cs.shape
