"""The arrays of the GRU: weights with their convention, what is remembered, how they start.

``lstmcourse.cells.gru`` offers all of it under its own name.
"""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Convention:
    """Where the reset gate stands, and which way the update gate points.

    reset: "after" or "before" the product of the old state with W_hn.
    update: "keep" (z = 1 keeps the old state) or "write" (z = 1 writes the candidate).
    """

    reset: str = "after"
    update: str = "keep"

    def __post_init__(self) -> None:
        for name, known in (("reset", ("after", "before")), ("update", ("keep", "write"))):
            if getattr(self, name) not in known:
                raise ValueError(
                    f'gru: {name}={getattr(self, name)!r} must be "{known[0]}" or "{known[1]}"'
                )


class Params(NamedTuple):
    """Weights of the cell; ``backward`` returns their gradients in the same form."""

    W_x: np.ndarray  # (I, 3H) from input to r, z, n
    W_h: np.ndarray  # (H, 3H) from hidden to r, z, n
    b: np.ndarray  # (3H,)
    b_hn: np.ndarray  # (H,) with reset="after", (0,) with reset="before"
    convention: Convention


class Cache(NamedTuple):
    """What one ``step`` computed."""

    x: np.ndarray  # (B, I)
    h_previous: np.ndarray  # (B, H)
    r: np.ndarray  # (B, H)
    z: np.ndarray  # (B, H)
    n: np.ndarray  # (B, H)
    inner: np.ndarray  # (B, H): h W_hn + b_hn with reset="after", r h with reset="before"


class Tape(NamedTuple):
    """What ``forward`` remembers for ``backward``."""

    xs: np.ndarray  # (T, B, I)
    hs: np.ndarray  # (T + 1, B, H): h_0 first, then h_1 ... h_T
    gates: np.ndarray  # (T, B, 3H): r, z, n after their nonlinearities
    inner: np.ndarray  # (T, B, H), see ``Cache``


def init(
    rng: np.random.Generator,
    inputs: int,
    hidden: int,
    *,
    reset: str = "after",
    update: str = "keep",
    scale: float | None = None,
    dtype: DTypeLike = np.float64,
) -> Params:
    """Draw every weight and bias uniformly from [-scale, scale], 1 / sqrt(H) unless given.

    Raises:
        ValueError: a size is too small, or reset or update is unknown.
    """
    if inputs < 1 or hidden < 1:
        raise ValueError(f"gru.init: inputs={inputs} and hidden={hidden} must both be at least 1")
    convention = Convention(reset, update)
    scale = 1 / np.sqrt(hidden) if scale is None else scale

    def draw(*shape: int) -> np.ndarray:
        return rng.uniform(-scale, scale, shape).astype(dtype)

    return Params(
        W_x=draw(inputs, 3 * hidden),
        W_h=draw(hidden, 3 * hidden),
        b=draw(3 * hidden),
        b_hn=draw(hidden if reset == "after" else 0),
        convention=convention,
    )


def zero_state(params: Params, batch: int) -> np.ndarray:
    """The state h_0 = 0 for ``batch`` sequences, (B, H), in the dtype of the weights."""
    _, hidden = check_params("gru.zero_state", params)
    return np.zeros((batch, hidden), float_type(*weights(params)))


def weights(params: Params) -> tuple[np.ndarray, ...]:
    """All arrays of the weights: everything but the convention."""
    return params[:4]


def check_params(where: str, params: Params) -> tuple[int, int]:
    """(I, H) of these weights; raises where they do not belong together."""
    if not isinstance(params, Params):
        raise TypeError(
            f"{where}: params is {kind_of(params)}, but must be a gru.Params; "
            "init(rng, inputs, hidden) makes one"
        )
    if not isinstance(params.convention, Convention):
        raise TypeError(
            f"{where}: convention is {kind_of(params.convention)}, but must be a "
            "gru.Convention(reset, update)"
        )
    inputs, hidden = check_gate_weights(where, params.W_x, params.W_h, params.b, 3)
    name = f'b_hn with reset="{params.convention.reset}"'
    if params.convention.reset == "after":
        check_array(where, name, params.b_hn, "(H,)", (hidden,))
    else:
        check_array(where, name, params.b_hn, "(0,)", (0,))
    return inputs, hidden


def check_tape(where: str, params: Params, tape: Tape) -> tuple[int, int, int]:
    """Raise unless the sizes of the tape are those of the weights; return (T, B, H)."""
    found = (tape.xs.shape[2], tape.hs.shape[2])
    check_tape_sizes(where, found, check_params(where, params))
    return tape.inner.shape
