"""The gated recurrent unit (Cho et al., 2014), in each of its four conventions.

    r_t = sigmoid(x_t W_xr + h_{t-1} W_hr + b_r)       reset gate
    z_t = sigmoid(x_t W_xz + h_{t-1} W_hz + b_z)       update gate

    reset="after":    n_t = tanh(x_t W_xn + b_n + r_t (h_{t-1} W_hn + b_hn))       as in PyTorch
    reset="before":   n_t = tanh(x_t W_xn + b_n + (r_t h_{t-1}) W_hn)              Chung et al.

    update="keep":    h_t = z_t h_{t-1} + (1 - z_t) n_t      z = 1 keeps the old state; PyTorch
    update="write":   h_t = (1 - z_t) h_{t-1} + z_t n_t      z = 1 writes n_t; Chung et al.

The three blocks stand side by side in the order r z n, as in PyTorch. r and z have one bias
(PyTorch adds two). The candidate has a second one, b_hn, where the reset gate comes after the
product: it lies inside the gate, so it cannot be merged with b_n.

Every sequence is a row. Sizes: T steps, B sequences, I inputs, H hidden units.

Source: Cho et al. (2014), update="keep", with reset="after" in the first version of the preprint
and reset="before" in the third, as the manual of Keras says; Chung et al. (2014), update="write",
reset="before".
Explained in: book/gru/merging, book/gru/conventions, book/gru/backward
"""

import numpy as np

from lstmcourse.cells._arrays_gru import (
    Cache,
    Convention,
    Params,
    Tape,
    check_params,
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

__all__ = [
    "Cache",
    "Convention",
    "Params",
    "Tape",
    "backward",
    "forward",
    "init",
    "step",
    "zero_state",
]


def step(params: Params, x: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, Cache]:
    """One step: the equations at the top of this module.

    Args:
        params: the weights, with their convention.
        x: the input of this step, (B, I).
        state: the hidden state before this step, (B, H).

    Returns:
        The new hidden state, (B, H), and a ``Cache`` of what was computed.

    Raises:
        ValueError: a shape does not fit; the message names the array and both shapes.
        TypeError: params is not a ``Params``, or an array is a list.
    """
    inputs, hidden = check_params("gru.step", params)
    check_inputs("gru.step", x, inputs, name="x")
    check_array("gru.step", "state", state, "(B, H)", (len(x), hidden))
    return _step(params, x, x @ params.W_x + params.b, state)


def _step(
    params: Params, x: np.ndarray, projected: np.ndarray, h: np.ndarray
) -> tuple[np.ndarray, Cache]:
    """The equations; ``projected`` (B, 3H) is x W_x + b."""
    hidden = h.shape[1]
    x_gates, x_n = projected[:, : 2 * hidden], projected[:, 2 * hidden :]
    W_gates, W_n = params.W_h[:, : 2 * hidden], params.W_h[:, 2 * hidden :]
    r, z = np.split(logistic(x_gates + h @ W_gates), 2, axis=1)
    if params.convention.reset == "after":
        inner = h @ W_n + params.b_hn
        n = np.tanh(x_n + r * inner)
    else:
        inner = r * h
        n = np.tanh(x_n + inner @ W_n)
    keep = z if params.convention.update == "keep" else 1 - z
    return keep * h + (1 - keep) * n, Cache(x, h, r, z, n, inner)


def forward(
    params: Params, xs: np.ndarray, state: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, Tape]:
    """Run the cell over whole sequences: the same as T calls of ``step``.

    The products x_t W_x of all steps are one matrix product before the loop.

    Args:
        params: the weights, with their convention.
        xs: the inputs, (T, B, I); T may be 0.
        state: h_0, (B, H); zeros if it is None.

    Returns:
        hs: the hidden states h_1 ... h_T, (T, B, H).
        state: h_T, (B, H).
        tape: what ``backward`` needs. It refers to xs and hs instead of copying them, so leave
            these arrays as they are until ``backward`` has run.

    Raises:
        ValueError: a shape does not fit; the message names the array and both shapes.
        TypeError: params is not a ``Params``, or an array is a list.
    """
    inputs, hidden = check_params("gru.forward", params)
    check_inputs("gru.forward", xs, inputs)
    steps, batch, _ = xs.shape
    state = zero_state(params, batch) if state is None else state
    check_array("gru.forward", "state", state, "(B, H)", (batch, hidden))

    dtype = float_type(xs, *weights(params), state)
    gates = np.empty((steps, batch, params.b.size), dtype)
    project(xs, params.W_x, params.b, out=gates)  # to be filled with r, z, n
    hs = np.empty((steps + 1, batch, hidden), dtype)
    inner = np.empty((steps, batch, hidden), dtype)
    hs[0] = state
    run = _run_after if params.convention.reset == "after" else _run_before
    run(params, gates, hs, inner)
    return hs[1:], hs[-1].copy(), Tape(xs, hs, gates, inner)


def _run_after(params: Params, gates: np.ndarray, hs: np.ndarray, inner: np.ndarray) -> None:
    """The loop with one product h W_h per step, as the reset gate comes after it."""
    hidden = hs.shape[2]
    W_h = params.W_h.astype(hs.dtype, copy=False)
    from_h = np.empty(gates.shape[1:], gates.dtype)
    for t in range(len(gates)):
        np.matmul(hs[t], W_h, out=from_h)
        r_z, n = gates[t, :, : 2 * hidden], gates[t, :, 2 * hidden :]  # views, x W_x + b so far
        r_z += from_h[:, : 2 * hidden]
        _logistic_in_place(r_z)
        np.add(from_h[:, 2 * hidden :], params.b_hn, out=inner[t])
        n += r_z[:, :hidden] * inner[t]
        np.tanh(n, out=n)
        _mix(params, r_z[:, hidden:], n, hs[t], out=hs[t + 1])


def _run_before(params: Params, gates: np.ndarray, hs: np.ndarray, inner: np.ndarray) -> None:
    """The loop with two products per step: the second one needs the reset gate."""
    hidden = hs.shape[2]
    W_gates, W_n = np.split(params.W_h.astype(hs.dtype, copy=False), [2 * hidden], axis=1)
    for t in range(len(gates)):
        r_z, n = gates[t, :, : 2 * hidden], gates[t, :, 2 * hidden :]  # views, as above
        r_z += hs[t] @ W_gates
        _logistic_in_place(r_z)
        np.multiply(r_z[:, :hidden], hs[t], out=inner[t])
        n += inner[t] @ W_n
        np.tanh(n, out=n)
        _mix(params, r_z[:, hidden:], n, hs[t], out=hs[t + 1])


def _logistic_in_place(a: np.ndarray) -> None:
    a *= 0.5
    np.tanh(a, out=a)
    a *= 0.5
    a += 0.5


def _mix(params: Params, z: np.ndarray, n: np.ndarray, h: np.ndarray, *, out: np.ndarray) -> None:
    """out = h + (1 - keep) (n - h), so that a gate that keeps leaves h as it is to the last bit."""
    np.subtract(n, h, out=out)
    out *= 1 - z if params.convention.update == "keep" else z
    out += h


def backward(
    params: Params, tape: Tape, d_hs: np.ndarray, d_state: np.ndarray | None = None
) -> tuple[Params, np.ndarray, np.ndarray]:
    """All gradients of a scalar E after ``forward``.

    Write dh_t for the derivative of E by h_t, and keep_t for z_t (update="keep") or 1 - z_t
    ("write"). From the last step to the first, starting with what d_state brings:

        dh_t += d_hs[t]
        dz = dh_t (h_{t-1} - n_t), with a minus for "write"       da_z = dz z (1 - z)
        dn = dh_t (1 - keep)                                      da_n = dn (1 - n^2)
        reset="after":    dr = da_n (h_{t-1} W_hn + b_hn)         da_r = dr r (1 - r)
            dh_{t-1} = dh_t keep + (da_r, da_z, da_n r) W_h^T
        reset="before":   d(r h) = da_n W_hn^T, dr = d(r h) h_{t-1}
            dh_{t-1} = dh_t keep + d(r h) r + (da_r, da_z) (W_hr, W_hz)^T

    The weight gradients are sums over steps and sequences of what went in times what came out.

    Args:
        params: the weights that ``forward`` used.
        tape: the tape that ``forward`` returned.
        d_hs: derivatives of E by the hs that ``forward`` returned, (T, B, H).
        d_state: derivatives of E by the returned state, (B, H); zeros if it is None.

    Returns:
        grads: as a ``Params``.
        d_xs: dE/dxs, (T, B, I).
        d_state0: dE/dh_0, (B, H).

    Raises:
        ValueError: d_hs or d_state does not have the shape of what ``forward`` returned, or the
            tape is from weights of another size.
        TypeError: params is not a ``Params``, or an array is a list.
    """
    hs, inner = tape.hs, tape.inner
    steps, batch, hidden = check_tape("gru.backward", params, tape)
    check_array("gru.backward", "d_hs", d_hs, "(T, B, H)", (steps, batch, hidden))
    d_h = np.zeros_like(hs[0]) if d_state is None else d_state
    check_array("gru.backward", "d_state", d_h, "(B, H)", (batch, hidden))

    after = params.convention.reset == "after"
    keeps = params.convention.update == "keep"
    r, z, _ = np.split(tape.gates, 3, axis=2)
    d_as = np.empty(tape.gates.shape, np.result_type(tape.gates, d_hs, d_h))
    _fill_factors(params, tape, d_as)
    d_from_h = np.empty_like(d_as) if after else None  # dE/d(h_{t-1} W_h): r scales its last block
    W_h_T = params.W_h.T
    for t in reversed(range(steps)):
        d_h = d_h + d_hs[t]
        d_r, d_z, d_n = (d_as[t, :, k * hidden : (k + 1) * hidden] for k in range(3))  # views
        d_z *= d_h
        d_n *= d_h
        d_h = d_h * (z[t] if keeps else 1 - z[t])
        if after:
            d_r *= d_n
            d_from_h[t] = d_as[t]
            d_from_h[t, :, 2 * hidden :] *= r[t]
            d_h += d_from_h[t] @ W_h_T
        else:
            d_rh = d_n @ W_h_T[2 * hidden :]
            d_r *= d_rh
            d_rh *= r[t]
            d_h += d_rh
            d_h += d_as[t, :, : 2 * hidden] @ W_h_T[: 2 * hidden]

    if after:
        d_W_h = rows(hs[:-1]).T @ rows(d_from_h)
        d_b_hn = sum_rows(rows(d_from_h))[2 * hidden :]
    else:
        to_gates, to_n = np.split(rows(d_as), [2 * hidden], axis=1)
        d_W_h = np.concatenate([rows(hs[:-1]).T @ to_gates, rows(inner).T @ to_n], axis=1)
        d_b_hn = np.zeros_like(params.b_hn, d_as.dtype)
    grads = Params(
        W_x=rows(tape.xs).T @ rows(d_as),
        W_h=d_W_h,
        b=sum_rows(rows(d_as)),
        b_hn=d_b_hn,
        convention=params.convention,
    )
    d_xs = (rows(d_as) @ params.W_x.T).reshape(tape.xs.shape)
    return grads, d_xs, d_h


def _fill_factors(params: Params, tape: Tape, to_a: np.ndarray) -> None:
    """Everything in ``backward`` that the forward pass alone decides, for all steps.

    to_a (T, B, 3H): what dh (for z and n), and da_n or d(r h) (for r), are multiplied by to become
    da. Several steps at a time, no more than stay in the processor's cache: to move the arrays
    costs more than the arithmetic.
    """
    keeps, after = params.convention.update == "keep", params.convention.reset == "after"
    hs, inner = tape.hs[:-1], tape.inner
    for part in cached_parts(tape.gates.shape):
        gates = tape.gates[part]
        _, z, n = np.split(gates, 3, axis=2)
        slopes = to_a[part]  # views: from here on the names below write into to_a
        np.subtract(1, gates, out=slopes)
        slopes *= gates
        to_r, to_z, to_n = np.split(slopes, 3, axis=2)
        to_r *= inner[part] if after else hs[part]
        to_z *= hs[part] - n if keeps else n - hs[part]
        one_minus_square(n, out=to_n)
        to_n *= 1 - z if keeps else z
