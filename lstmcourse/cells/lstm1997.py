"""The LSTM cell of 1997: memory cell blocks with input and output gates, and no forget gate.

    net_t = x_t W_x + y_{t-1} W_h + b         one entry for every gate and every cell
    y^in  = f(net^in)      y^out = f(net^out)                   f in [0, 1], one gate per block
    s_t   = s_{t-1} + y^in g(net^c)                             g in [-2, 2]; s_0 = 0
    h_t   = y^out h(s_t)                                        h in [-1, 1]

Here y_{t-1} are the outputs of all gates and cells one step earlier. Every sequence is a row.
Sizes: T steps, B sequences, I inputs, J blocks, C cells, U units (gates and cells), R values of
the step before that feed the units; see ``Layout``. The hidden state h_t of the course, with
H = C, is what the paper calls the cell outputs y^c.

Source: Hochreiter and Schmidhuber (1997), section 4 and appendix A.1, with the timing of section
5: the hidden units see the input of the same step.
Explained in: book/cec/memory-cell (forward), book/cec/truncated-rule (backward)
"""

from types import SimpleNamespace

import numpy as np

from lstmcourse.cells._arrays1997 import (
    Cache,
    Errors,
    Params,
    State,
    Tape,
    check_params,
    check_state,
    check_tape,
    init,
    with_gate_biases,
    zero_state,
)
from lstmcourse.cells._errors1997 import full_errors, truncated_errors
from lstmcourse.cells._layout1997 import Layout
from lstmcourse.cells._shapes import check_array, check_inputs, float_type, project, rows
from lstmcourse.cells._squash import SQUASHES, logistic

__all__ = [
    "SQUASHES",
    "Cache",
    "Errors",
    "Layout",
    "Params",
    "State",
    "Tape",
    "backward",
    "errors",
    "forward",
    "init",
    "step",
    "truncated",
    "with_gate_biases",
    "zero_state",
]

RULES = ("full", "truncated")


def step(params: Params, x: np.ndarray, state: State) -> tuple[State, Cache]:
    """One step: the equations at the top of this module.

    Args:
        params: the weights.
        x: the input of this step, (B, I).
        state: what the step before left.

    Returns:
        The new ``State``, and a ``Cache`` of everything that was computed.

    Raises:
        ValueError: a shape does not fit; the message names the array and both shapes.
    """
    layout = check_params("lstm1997.step", params)
    check_inputs("lstm1997.step", x, len(params.W_x), name="x")
    check_state("lstm1997.step", layout, state, len(x))
    return _step(params, x, x @ params.W_x + _biases(params), state)


def forward(
    params: Params, xs: np.ndarray, state: State | None = None
) -> tuple[np.ndarray, State, Tape]:
    """Run the layer over whole sequences: the same as T calls of ``step``.

    Args:
        params: the weights.
        xs: the inputs, (T, B, I); T may be 0.
        state: the state before the first step; zeros if it is None.

    Returns:
        hs: the cell outputs h_1 ... h_T, (T, B, C), cells in block order.
        state: the ``State`` after step T.
        tape: what ``backward`` needs; it refers to xs instead of copying it.

    Raises:
        ValueError: a shape does not fit; the message names the array and both shapes.
    """
    layout = check_params("lstm1997.forward", params)
    check_inputs("lstm1997.forward", xs, len(params.W_x))
    steps, batch, _ = xs.shape
    state = zero_state(params, batch) if state is None else state
    check_state("lstm1997.forward", layout, state, batch)

    nets = project(xs, params.W_x, _biases(params))  # (T, B, U), all but the recurrent part
    dtype = float_type(nets, params.W_h, *state)
    widths = (layout.sources, layout.in_gates, layout.out_gates, *(layout.cells,) * 3)
    kept = [np.empty((steps, batch, width), dtype) for width in widths]
    for t in range(steps):
        state, cache = _step(params, xs[t], nets[t], state)
        for array, value in zip(kept, cache[1:], strict=True):
            array[t] = value
    tape = Tape(xs, *kept)
    hs = layout.to_cells(tape.y_out) * tape.shown
    return hs, state, tape


def errors(
    params: Params,
    tape: Tape,
    d_hs: np.ndarray,
    d_state: State | None = None,
    *,
    rule: str = "full",
) -> Errors:
    """Send the error back through all steps, and keep what arrives at every net input and state.

    Write d_h for dE/dh_t and so on. From the last step to the first:

        d_out = sum over the block of d_h h(s)           + what comes from step t + 1
        d_s   = d_h y^out h'(s)                          + d_s of step t + 1, unchanged
        d_in  = sum over the block of d_s g(net^c)       + what comes from step t + 1
        d_net = d_in f'(net^in),  d_out f'(net^out),  d_s y^in g'(net^c)

    What comes from step t + 1 into h, y^in and y^out is d_net_{t+1} W_h^T. With
    rule="truncated" it is left out: an error that reaches a net input goes no further back. The
    carousel, d_s, is never cut.

    Arguments, and what is raised: as in ``backward``. Returns ``Errors``.
    """
    layout = check_params("lstm1997.backward", params)
    if rule not in RULES:
        raise ValueError(f'lstm1997.backward: rule={rule!r} must be "full" or "truncated"')
    steps, batch, cells = check_tape("lstm1997.backward", layout, tape)
    check_array("lstm1997.backward", "d_hs", d_hs, "(T, B, C)", (steps, batch, cells))
    if d_state is None:
        d_state = zero_state(params, batch)
    check_state("lstm1997.backward", layout, d_state, batch, name="d_state")

    dtype = np.result_type(tape.s, d_hs, *d_state)
    d_state = State(*(part.astype(dtype) for part in d_state))
    send_back = truncated_errors if rule == "truncated" else full_errors
    return send_back(params, tape, d_hs.astype(dtype), d_state)


def backward(
    params: Params,
    tape: Tape,
    d_hs: np.ndarray,
    d_state: State | None = None,
    *,
    rule: str = "full",
) -> tuple[Params, np.ndarray, State]:
    """All gradients of a scalar E after ``forward``, by one of two rules.

    rule="full" is backpropagation through time: the exact gradient. rule="truncated" is the rule
    of the paper: it equals the exact gradient of a net in which the recurrent inputs y_{t-1} of
    gates and cells are constants, while s_t = s_{t-1} + ... is differentiated in full. In terms
    of automatic differentiation: y_{t-1} is detached, s never.

    From the errors at the net inputs (see ``errors``):

        dE/dW_x = sum_t x_t^T d_net_t
        dE/dW_h = sum_t y_{t-1}^T d_net_t
        dE/db   = sum_t d_net_t

    Args:
        params: the weights that ``forward`` used.
        tape: the tape that ``forward`` returned.
        d_hs: derivatives of E by the hs that ``forward`` returned, (T, B, C).
        d_state: derivatives of E by the returned state; zeros if it is None.
        rule: "full" or "truncated".

    Returns:
        grads: as a ``Params``.
        d_xs: dE/dxs, (T, B, I).
        d_state0: dE/d(state before the first step). With rule="truncated" only s gets any.

    Raises:
        ValueError: the rule is unknown, the tape is that of another layout, or d_hs or d_state
            does not have the shape of what ``forward`` returned.

    Source: Hochreiter and Schmidhuber (1997), appendix A.1.
    """
    found = errors(params, tape, d_hs, d_state, rule=rule)
    d_nets = rows(found.d_nets)
    grads = Params(
        W_x=rows(tape.xs).T @ d_nets,
        W_h=rows(tape.sources).T @ d_nets,
        b=d_nets[:, : params.layout.biased].sum(axis=0),
        layout=params.layout,
    )
    d_xs = (d_nets @ params.W_x.T).reshape(tape.xs.shape)
    return grads, d_xs, found.d_state0


def _backward_truncated(
    params: Params, tape: Tape, d_hs: np.ndarray, d_state: State | None = None
) -> tuple[Params, np.ndarray, State]:
    """``backward`` with rule="truncated"."""
    return backward(params, tape, d_hs, d_state, rule="truncated")


truncated = SimpleNamespace(
    Params=Params,
    init=init,
    zero_state=zero_state,
    step=step,
    forward=forward,
    backward=_backward_truncated,
)
"""The same cell with the paper's rule as its ``backward``, for functions that take a cell."""


def _step(params: Params, x: np.ndarray, net: np.ndarray, state: State) -> tuple[State, Cache]:
    """The equations of one step; ``net`` (B, U) already holds x W_x + b."""
    layout = params.layout
    sources = _sources(layout, state)
    net = net + sources @ params.W_h
    y_gates = logistic(net[:, : layout.gates])
    y_in, y_out = y_gates[:, : layout.in_gates], y_gates[:, layout.in_gates :]
    g = layout.squash_g.value(net[:, layout.gates :])

    s = state.s + layout.to_cells(y_in) * g
    shown = layout.squash_h.value(s)
    h = layout.to_cells(y_out) * shown
    return State(h, s, y_in, y_out), Cache(x, sources, y_in, y_out, g, s, shown)


def _sources(layout: Layout, state: State) -> np.ndarray:
    """The outputs that feed the next step, (B, R), in the order of units."""
    if layout.recurrence == "units":
        return np.concatenate([state.y_in, state.y_out, state.h], axis=1)
    return state.h if layout.recurrence == "cells" else state.h[:, :0]


def _biases(params: Params) -> np.ndarray:
    """The bias of every unit, (U,): zero for those that have none."""
    unbiased = params.layout.units - params.layout.biased
    return np.concatenate([params.b, np.zeros(unbiased, params.b.dtype)])
