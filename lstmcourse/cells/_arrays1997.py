"""The arrays of the 1997 cell: weights, states, what is remembered, and how they start.

``lstmcourse.cells.lstm1997`` offers all of it under its own name.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstmcourse.cells._layout1997 import Layout
from lstmcourse.cells._shapes import check_array, float_type, kind_of


class Params(NamedTuple):
    """Weights into the hidden units; ``backward`` returns their gradients in the same form.

    The columns follow the order of units: input gates, output gates, cells.
    """

    W_x: np.ndarray  # (I, U) from the inputs
    W_h: np.ndarray  # (R, U) from the units one step earlier: entry [m, l] leads from m to l
    b: np.ndarray  # (number of biased units,) for the first units in the order
    layout: Layout


class State(NamedTuple):
    """What one step hands to the next."""

    h: np.ndarray  # (B, C) outputs of the cells
    s: np.ndarray  # (B, C) internal states: the carousels
    y_in: np.ndarray  # (B, J) input gates, (B, 0) if there are none
    y_out: np.ndarray  # (B, J) output gates, (B, 0) if there are none


class Cache(NamedTuple):
    """What one ``step`` computed."""

    x: np.ndarray  # (B, I)
    sources: np.ndarray  # (B, R) outputs of the step before that fed the units
    y_in: np.ndarray  # (B, J)
    y_out: np.ndarray  # (B, J)
    g: np.ndarray  # (B, C) g(net^c)
    s: np.ndarray  # (B, C) the new states
    shown: np.ndarray  # (B, C) h(s), before the output gate


class Tape(NamedTuple):
    """What ``forward`` remembers for ``backward``; each field has the steps as its first axis."""

    xs: np.ndarray  # (T, B, I)
    sources: np.ndarray  # (T, B, R): what fed step t, so y_{t-1}
    y_in: np.ndarray  # (T, B, J)
    y_out: np.ndarray  # (T, B, J)
    g: np.ndarray  # (T, B, C)
    s: np.ndarray  # (T, B, C)
    shown: np.ndarray  # (T, B, C)


class Errors(NamedTuple):
    """Derivatives of E on the way back; the paper's error signals are their negatives."""

    d_nets: np.ndarray  # (T, B, U) dE/dnet_t, which goes to the weights
    d_ss: np.ndarray  # (T, B, C) dE/ds_t, which goes round the carousel
    d_state0: State  # dE/d(state before the first step)


def init(
    rng: np.random.Generator,
    inputs: int,
    hidden: int,
    *,
    layout: Layout | None = None,
    interval: float = 0.1,
    input_gate_bias: float | tuple[float, ...] | None = None,
    output_gate_bias: float | tuple[float, ...] | None = None,
    dtype: DTypeLike = np.float64,
) -> Params:
    """Draw every weight and bias uniformly from [-interval, interval], then set gate biases.

    Args:
        rng: the generator that draws.
        inputs: I.
        hidden: C, the number of cells. It must agree with the layout.
        layout: the plan of the layer; None means C blocks of size 1.
        interval: 0.1 in experiments 3 to 6 of the paper, 0.2 in experiments 1 and 2.
        input_gate_bias: one number for all blocks, or one for each, such as (-1, -3, -5). None
            leaves what was drawn.
        output_gate_bias: the same for the output gates.
        dtype: of all arrays.

    Raises:
        ValueError: a size is too small, ``hidden`` is not the layout's number of cells, or gate
            biases do not fit (see ``with_gate_biases``).
        TypeError: ``layout`` is not a ``Layout``.
    """
    if inputs < 1 or hidden < (layout is None):  # an empty layout is a layer still to grow
        raise ValueError(
            f"lstm1997.init: inputs={inputs} and hidden={hidden} must both be at least 1"
        )
    layout = Layout.uniform(hidden, 1) if layout is None else layout
    if not isinstance(layout, Layout):
        raise TypeError(f"lstm1997.init: layout={layout!r} must be an lstm1997.Layout or None")
    if layout.cells != hidden:
        raise ValueError(
            f"lstm1997.init: hidden={hidden}, but the layout has {layout.cells} cells in blocks "
            f"of {layout.sizes}; pass hidden={layout.cells}"
        )

    def draw(*shape: int) -> np.ndarray:
        return rng.uniform(-interval, interval, shape).astype(dtype)

    params = Params(
        W_x=draw(inputs, layout.units),
        W_h=draw(layout.sources, layout.units),
        b=draw(layout.biased),
        layout=layout,
    )
    return with_gate_biases(
        params, input_gate_bias=input_gate_bias, output_gate_bias=output_gate_bias
    )


def with_gate_biases(
    params: Params,
    *,
    input_gate_bias: float | tuple[float, ...] | None = None,
    output_gate_bias: float | tuple[float, ...] | None = None,
) -> Params:
    """The same weights with other gate biases: one number for all blocks, or one for each.

    Raises:
        ValueError: these gates do not exist or have no bias, or the count is wrong.
    """
    layout = check_params("lstm1997.with_gate_biases", params)
    b = params.b.astype(float_type(params.b))  # a copy
    wanted = (
        ("input_gate_bias", input_gate_bias, 0, layout.in_gates),
        ("output_gate_bias", output_gate_bias, layout.in_gates, layout.out_gates),
    )
    for name, values, start, count in wanted:
        if values is None:
            continue
        if count == 0 or layout.biased == 0:
            raise ValueError(
                f"lstm1997: {name}={values}, but this layout has no such gates with a bias"
            )
        values = np.asarray(values, float)
        if values.ndim > 1 or values.size not in (1, count):
            raise ValueError(
                f"lstm1997: {name} has shape {values.shape}; give one number for all blocks, or "
                f"a flat list with one for each: {count}"
            )
        b[start : start + count] = values
    return params._replace(b=b)


def zero_state(params: Params, batch: int) -> State:
    """The state before the first step, all zeros, in the dtype of the weights.

    Section 5 of the paper sets all activations to zero before each sequence, the gates too.
    """
    layout = check_params("lstm1997.zero_state", params)
    sizes = (layout.cells, layout.cells, layout.in_gates, layout.out_gates)
    return State(*(np.zeros((batch, size), params.W_x.dtype) for size in sizes))


def check_params(where: str, params: Params) -> Layout:
    """Raise unless the arrays fit the layout beside them; return that layout."""
    layout = getattr(params, "layout", None)
    if not isinstance(layout, Layout):
        raise TypeError(
            f"{where}: params is {kind_of(params)} without a Layout, but must be an "
            "lstm1997.Params; init(rng, inputs, hidden) makes one"
        )
    check_array(where, "W_x", params.W_x, "(I, U)", (None, layout.units))
    check_array(where, "W_h", params.W_h, "(R, U)", (layout.sources, layout.units))
    check_array(where, "b", params.b, "(biased units,)", (layout.biased,))
    return layout


def check_state(
    where: str, layout: Layout, state: State, batch: int, *, name: str = "state"
) -> None:
    """Raise unless ``state`` is a ``State`` for ``batch`` sequences of this layout."""
    if not isinstance(state, State):
        raise TypeError(
            f"{where}: {name} is {kind_of(state)}, but must be an lstm1997.State; "
            "zero_state(params, batch) makes one"
        )
    sizes = (layout.cells, layout.cells, layout.in_gates, layout.out_gates)
    letters = ("(B, C)", "(B, C)", "(B, J)", "(B, J)")
    for field, part, symbols, size in zip(state._fields, state, letters, sizes, strict=True):
        check_array(where, f"{name}.{field}", part, symbols, (batch, size))


def check_tape(where: str, layout: Layout, tape: Tape) -> tuple[int, int, int]:
    """Raise unless the widths of the tape are those of the layout; return (T, B, C)."""
    found = [tape.sources.shape[-1], tape.y_in.shape[-1], tape.y_out.shape[-1], tape.s.shape[-1]]
    wanted = [layout.sources, layout.in_gates, layout.out_gates, layout.cells]
    if found != wanted:
        raise ValueError(
            f"{where}: the tape is from another layout: it has {found} sources, input gates, "
            f"output gates and cells, but params has {wanted}; use the params that forward used"
        )
    return tape.s.shape
