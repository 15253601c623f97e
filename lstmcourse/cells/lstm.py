"""The LSTM with a forget gate (Gers, Schmidhuber and Cummins, 2000), as it is used today.

    i_t = sigmoid(x_t W_xi + h_{t-1} W_hi + b_i)       input gate
    f_t = sigmoid(x_t W_xf + h_{t-1} W_hf + b_f)       forget gate
    g_t = tanh   (x_t W_xg + h_{t-1} W_hg + b_g)       candidate
    o_t = sigmoid(x_t W_xo + h_{t-1} W_ho + b_o)       output gate
    c_t = f_t c_{t-1} + i_t g_t
    h_t = o_t tanh(c_t)

The four blocks stand side by side in this order, i f g o, as in PyTorch. There is one bias;
PyTorch adds two. With peepholes (Gers, Schraudolph and Schmidhuber, 2002) the gates see the cell
state too: i and f add p_i c_{t-1} and p_f c_{t-1} to their pre-activations, o adds p_o c_t.

Every sequence is a row. Sizes: T steps, B sequences, I inputs, H hidden units.

Explained in: book/lstm/backward
"""

import numpy as np

from lstmcourse.cells._arrays_lstm import (
    Cache,
    Params,
    State,
    Tape,
    check_params,
    check_state,
    check_tape,
    init,
    weights,
    zero_state,
)
from lstmcourse.cells._cached import cached_parts, one_minus_square
from lstmcourse.cells._shapes import (
    check_array,
    check_inputs,
    float_type,
    project,
    rows,
    sum_rows,
)
from lstmcourse.cells._squash import logistic

__all__ = ["Cache", "Params", "State", "Tape", "backward", "forward", "init", "step", "zero_state"]


def step(params: Params, x: np.ndarray, state: State) -> tuple[State, Cache]:
    """One step: the equations at the top of this module.

    Args:
        params: the weights.
        x: the input of this step, (B, I).
        state: h and c before this step, each (B, H).

    Returns:
        The new ``State``, and a ``Cache`` of what was computed.

    Raises:
        ValueError: a shape does not fit; the message names the array and both shapes.
        TypeError: params is not a ``Params``, state not a ``State``, or an array is a list.
    """
    inputs, hidden = check_params("lstm.step", params)
    check_inputs("lstm.step", x, inputs, name="x")
    check_state("lstm.step", state, len(x), hidden)
    return _step(params, x, x @ params.W_x + params.b, state)


def _step(
    params: Params, x: np.ndarray, projected: np.ndarray, state: State
) -> tuple[State, Cache]:
    """The equations; ``projected`` (B, 4H) is x W_x + b."""
    p_i, p_f, p_o = (0, 0, 0) if params.peepholes is None else params.peepholes
    a_i, a_f, a_g, a_o = np.split(projected + state.h @ params.W_h, 4, axis=1)
    i = logistic(a_i + state.c * p_i)
    f = logistic(a_f + state.c * p_f)
    g = np.tanh(a_g)
    c = f * state.c + i * g
    o = logistic(a_o + c * p_o)
    tanh_c = np.tanh(c)
    h = o * tanh_c
    gates = np.concatenate([i, f, g, o], axis=1)
    return State(h, c), Cache(x, state, gates, c, tanh_c)


def forward(
    params: Params, xs: np.ndarray, state: State | None = None
) -> tuple[np.ndarray, State, Tape]:
    """Run the cell over whole sequences: the same as T calls of ``step``.

    The products x_t W_x of all steps are one matrix product before the loop.

    Args:
        params: the weights.
        xs: the inputs, (T, B, I); T may be 0.
        state: h_0 and c_0; zeros if it is None.

    Returns:
        hs: the hidden states h_1 ... h_T, (T, B, H).
        state: h_T and c_T.
        tape: what ``backward`` needs. It refers to xs and hs instead of copying them, so leave
            these arrays as they are until ``backward`` has run.

    Raises:
        ValueError: a shape does not fit; the message names the array and both shapes.
        TypeError: params is not a ``Params``, state not a ``State``, or an array is a list.
    """
    inputs, hidden = check_params("lstm.forward", params)
    check_inputs("lstm.forward", xs, inputs)
    steps, batch, _ = xs.shape
    state = zero_state(params, batch) if state is None else state
    check_state("lstm.forward", state, batch, hidden)

    dtype = float_type(xs, *weights(params), *state)
    gates = np.empty((steps, batch, 4 * hidden), dtype)
    hs, cs = (np.empty((steps + 1, batch, hidden), dtype) for _ in range(2))
    tanh_cs = np.empty((steps, batch, hidden), dtype)
    hs[0], cs[0] = state
    tape = Tape(xs, hs, cs, gates, tanh_cs)
    run = _run if params.peepholes is None else _run_with_peepholes
    run(params, xs, tape)
    return hs[1:], State(hs[-1].copy(), cs[-1].copy()), tape


def _run_with_peepholes(params: Params, xs: np.ndarray, tape: Tape) -> None:
    """The loop over the equations as they stand, into the tape's arrays."""
    project(xs, params.W_x, params.b, out=tape.gates)
    for t in range(len(xs)):
        state = State(tape.hs[t], tape.cs[t])
        new, cache = _step(params, xs[t], tape.gates[t], state)
        tape.hs[t + 1], tape.cs[t + 1] = new
        tape.gates[t], tape.tanh_cs[t] = cache.gates, cache.tanh_c


def _run(params: Params, xs: np.ndarray, tape: Tape) -> None:
    """The loop without peepholes, writing into the tape's arrays instead of making new ones.

    sigmoid(a) = (1 + tanh(a / 2)) / 2, so one tanh over the whole row serves gates and candidate:
    the weights of the gates are halved beforehand, and after the tanh the gates are halved and
    shifted. ``zip`` hands out one step of every array, which costs less than to index each.
    """
    hidden, dtype = params.W_h.shape[0], tape.gates.dtype
    half = np.full(4 * hidden, 0.5, dtype)
    half[2 * hidden : 3 * hidden] = 1
    shift = 1 - half
    W_h = params.W_h.astype(dtype, copy=False) * half
    project(xs, params.W_x * half, params.b * half, out=tape.gates)  # to become i, f, g, o
    from_h, written = np.empty(tape.gates.shape[1:], dtype), np.empty_like(tape.hs[0])
    before = zip(tape.hs, tape.cs, strict=False)  # h_0 ... h_{T-1}; one more is not asked for
    after = zip(tape.hs[1:], tape.cs[1:], tape.tanh_cs, strict=True)
    gates = zip(tape.gates, *np.split(tape.gates, 4, axis=2), strict=True)
    for (a, i, f, g, o), (h_old, c_old), (h, c, tanh_c) in zip(gates, before, after, strict=False):
        np.matmul(h_old, W_h, out=from_h)
        a += from_h
        np.tanh(a, out=a)
        a *= half
        a += shift

        np.multiply(f, c_old, out=c)
        np.multiply(i, g, out=written)
        c += written
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=h)


def backward(
    params: Params, tape: Tape, d_hs: np.ndarray, d_state: State | None = None
) -> tuple[Params, np.ndarray, State]:
    """All gradients of a scalar E after ``forward``.

    Write dh_t and dc_t for the derivatives of E by h_t and c_t. From the last step to the first,
    starting with what d_state brings:

        dh_t += d_hs[t]
        dc_t += dh_t o_t (1 - tanh(c_t)^2)
        di = dc_t g_t          df = dc_t c_{t-1}      dg = dc_t i_t      do = dh_t tanh(c_t)
        da = (di i (1 - i),  df f (1 - f),  dg (1 - g^2),  do o (1 - o))
        dc_{t-1} = dc_t f_t    dh_{t-1} = da W_h^T

    then dE/dW_x = sum_t x_t^T da_t, dE/dW_h = sum_t h_{t-1}^T da_t, dE/db = sum_t da_t. Peepholes
    add da_o p_o to dc_t, and da_i p_i + da_f p_f to dc_{t-1}.

    Args:
        params: the weights that ``forward`` used.
        tape: the tape that ``forward`` returned.
        d_hs: derivatives of E by the hs that ``forward`` returned, (T, B, H).
        d_state: derivatives of E by the returned state; zeros if it is None.

    Returns:
        grads: as a ``Params``.
        d_xs: dE/dxs, (T, B, I).
        d_state0: dE/dh_0 and dE/dc_0.

    Raises:
        ValueError: d_hs or d_state does not have the shape of what ``forward`` returned, or the
            tape is from weights of another size.
        TypeError: params is not a ``Params``, d_state not a ``State``, or d_hs is a list.
    """
    hs, cs, gates, tanh_cs = tape.hs, tape.cs, tape.gates, tape.tanh_cs
    steps, batch, hidden = check_tape("lstm.backward", params, tape)
    check_array("lstm.backward", "d_hs", d_hs, "(T, B, H)", (steps, batch, hidden))
    if d_state is None:
        d_state = State(np.zeros_like(hs[0]), np.zeros_like(cs[0]))
    check_state("lstm.backward", d_state, batch, hidden, name="d_state")

    d_as = np.empty(gates.shape, np.result_type(gates, d_hs, *d_state))
    h_to_c = np.empty_like(tanh_cs)
    _fill_factors(tape, d_as, h_to_c)
    blocks = d_as.reshape(steps, batch, 4, hidden)  # a view: i, f, g, o
    fs = gates[:, :, hidden : 2 * hidden]
    W_h_T, p = params.W_h.T, params.peepholes
    d_h, d_c = d_state
    one_step = (d_hs, h_to_c, fs, d_as, blocks[:, :, 3], blocks[:, :, :3])
    for d_out, slope, f, d_a, d_o, d_ifg in zip(*(array[::-1] for array in one_step), strict=True):
        d_h = d_h + d_out
        d_c = d_c + d_h * slope
        d_o *= d_h
        if p is not None:
            d_c = d_c + d_o * p[2]
        d_ifg *= d_c[:, None]
        d_c = d_c * f
        if p is not None:
            d_c = d_c + d_ifg[:, 0] * p[0] + d_ifg[:, 1] * p[1]
        d_h = d_a @ W_h_T

    grads = Params(
        W_x=rows(tape.xs).T @ rows(d_as),
        W_h=rows(hs[:-1]).T @ rows(d_as),
        b=sum_rows(rows(d_as)),
        peepholes=_peephole_gradient(params, cs, d_as),
    )
    d_xs = (rows(d_as) @ params.W_x.T).reshape(tape.xs.shape)
    return grads, d_xs, State(d_h, d_c)


def _fill_factors(tape: Tape, to_a: np.ndarray, h_to_c: np.ndarray) -> None:
    """Everything in ``backward`` that the forward pass alone decides, for all steps.

    to_a (T, B, 4H): what dc (for i, f, g) and dh (for o) are multiplied by to become da;
    h_to_c (T, B, H): what dh is multiplied by to become part of dc. Several steps at a time, no
    more than stay in the processor's cache: to move the arrays costs more than the arithmetic.
    """
    for part in cached_parts(tape.gates.shape):
        gates, tanh_c, before = tape.gates[part], tape.tanh_cs[part], tape.cs[:-1][part]
        i, _, g, o = np.split(gates, 4, axis=2)

        slopes = to_a[part]  # views: from here on the names below write into the arguments
        np.subtract(1, gates, out=slopes)
        slopes *= gates
        to_i, to_f, to_g, to_o = np.split(slopes, 4, axis=2)
        one_minus_square(g, out=to_g)
        to_i *= g
        to_f *= before
        to_g *= i
        to_o *= tanh_c

        one_minus_square(tanh_c, out=h_to_c[part])
        h_to_c[part] *= o


def _peephole_gradient(params: Params, cs: np.ndarray, d_as: np.ndarray) -> np.ndarray | None:
    """dE/dp: what reached a gate's pre-activation, times the cell state it saw."""
    if params.peepholes is None:
        return None
    d_i, d_f, _, d_o = np.split(d_as, 4, axis=2)
    seen = ((d_i, cs[:-1]), (d_f, cs[:-1]), (d_o, cs[1:]))
    return np.stack([(d * c).sum(axis=(0, 1)) for d, c in seen])
