"""How much error flows back over q steps: measured, and bounded as Hochreiter did.

The measured quantity is the Jacobian of a late state by an early one,

    J_q = dh_t / dh_{t-q},      entry [i, j] = dh_t[i] / dh_{t-q}[j].

For the tanh RNN it is a product of q factors diag(f'(net)) W, where W = W_h^T and W[i, j] is the
weight from unit j to unit i.

Explained in: book/rnn/vanishing
"""

from typing import Any, NamedTuple

import numpy as np

from lstmcourse.cells import Cell, rnn
from lstmcourse.learning.trees import Tree, map_tree


class ErrorFlow(NamedTuple):
    """The error flow from one step back to each earlier one."""

    lags: np.ndarray  # (Q + 1,): 0, 1, ..., Q
    norms: np.ndarray  # (Q + 1, B): norm of J_q for every sequence
    jacobians: np.ndarray | None  # (Q + 1, B, H, H) if they were asked for


def error_flow(
    cell: Cell,
    params: Any,
    xs: np.ndarray,
    state: Any = None,
    *,
    from_step: int | None = None,
    lags: int | None = None,
    part: str = "h",
    norm: str = "2",
    keep_jacobians: bool = False,
) -> ErrorFlow:
    """Measure the norm of J_q = dh_t / dh_{t-q} for q = 0 ... lags, exactly.

    No difference quotients: the H unit vectors go back through the cell as H error signals, one
    step at a time.

    Args:
        cell: a module of ``lstmcourse.cells``.
        params: its weights.
        xs: the inputs, (T, B, I).
        state: the state before step 1; zeros if it is None.
        from_step: t, the step where the error starts, counted from 1; T if it is None. State 0
            is the one before the first step.
        lags: the largest lag q, at most t; t if it is None.
        part: which field of the state to follow, for cells whose state has several ("h" or "c").
            The others are held fixed at t - q, and carry no error at t.
        norm: "2" for the spectral norm (how much the longest error vector can grow), "max" for
            the largest row sum of absolute values.
        keep_jacobians: return the matrices J_q as well.

    Raises:
        ValueError: from_step, lags, part or norm is out of range.
    """
    steps, batch, _ = xs.shape
    from_step = steps if from_step is None else from_step
    if not 0 <= from_step <= steps:
        raise ValueError(f"error_flow: from_step={from_step} must lie in 0 ... {steps}")
    lags = from_step if lags is None else lags
    if not 0 <= lags <= from_step:
        raise ValueError(f"error_flow: lags={lags} must lie in 0 ... from_step={from_step}")
    if norm not in _NORMS:
        raise ValueError(f'error_flow: norm={norm!r} must be "2" or "max"')

    state = cell.zero_state(params, batch) if state is None else state
    hidden = _part(state, part).shape[-1]
    _, state, _ = cell.forward(params, xs[: from_step - lags], state)

    # Each sequence appears H times in a row, once for every unit vector.
    state = map_tree(lambda array: np.repeat(array, hidden, axis=0), state)
    tapes = []
    for t in range(from_step - lags, from_step):
        x = np.repeat(xs[t : t + 1], hidden, axis=1)  # (1, B * H, I)
        hs, state, tape = cell.forward(params, x, state)
        tapes.append((tape, np.zeros_like(hs)))

    units = np.tile(np.eye(hidden, dtype=_part(state, part).dtype), (batch, 1))  # (B * H, H)
    d_state = _with_part(map_tree(np.zeros_like, state), part, units)
    norms, jacobians = [], []
    for lag in range(lags + 1):
        if lag > 0:
            tape, no_error = tapes.pop()
            _, _, d_state = cell.backward(params, tape, no_error, d_state)
        jacobian = _part(d_state, part).reshape(batch, hidden, hidden)
        norms.append(_NORMS[norm](jacobian))
        if keep_jacobians:
            jacobians.append(jacobian)
    return ErrorFlow(
        np.arange(lags + 1), np.array(norms), np.array(jacobians) if keep_jacobians else None
    )


def hochreiter_factors(params: rnn.Params, hs: np.ndarray) -> np.ndarray:
    """What each step of a tanh RNN multiplies the error by, at most.

    The one-step Jacobian dh_t / dh_{t-1} = diag(f'(net_t)) W has the row-sum norm

        factor_t = max_i f'(net_t[i]) sum_j |W[i, j]|,      f'(net) = 1 - h^2.

    With a single unit this is |f'(net_t) w|, and the error shrinks in every step whose factor is
    below 1. With several units, the product of the factors bounds the row-sum norm of J_q.

    Args:
        params: weights of the tanh RNN.
        hs: hidden states from ``rnn.forward``, (T, B, H).

    Returns:
        One factor per step and sequence, (T, B).

    Source: Hochreiter and Schmidhuber (1997), section 3.1, for any f.
    """
    if hs.ndim != 3 or hs.shape[-1] != len(params.b):
        raise ValueError(
            f"hochreiter_factors: hs has shape {hs.shape}, but must be (T, B, {len(params.b)})"
        )
    into_unit = np.abs(params.W_h).sum(axis=0)  # (H,): sum_j |W[i, j]|
    return ((1 - hs**2) * into_unit).max(axis=-1)


def upper_bound(
    params: rnn.Params, lags: np.ndarray | int, f_max: float = 1.0
) -> np.ndarray | float:
    """The 1997 bound on the error flow over q steps: n (f_max ||W||_A)^q.

    Here n = H, ||W||_A = max_i sum_j |W[i, j]| (the largest sum of absolute weights into one
    unit), and f_max is the largest slope of the activation function: 1 for tanh, 1/4 for the
    logistic function. The bound holds for every entry of J_q, its row-sum norm and its 2-norm.
    If f_max ||W||_A < 1 the error vanishes exponentially. Otherwise the bound says nothing.

    Source: Hochreiter and Schmidhuber (1997), section 3.1.
    """
    norm = np.abs(params.W_h).sum(axis=0).max()
    with np.errstate(over="ignore"):  # beyond 1e308 the bound is infinite, which is still true
        return len(params.b) * (f_max * norm) ** np.asarray(lags, float)


_NORMS = {
    "2": lambda jacobian: np.linalg.norm(jacobian, 2, axis=(-2, -1)),
    "max": lambda jacobian: np.abs(jacobian).sum(axis=-1).max(axis=-1),
}


def _part(state: Tree, part: str) -> np.ndarray:
    if isinstance(state, np.ndarray):
        if part != "h":
            raise ValueError(f'error_flow: part={part!r}, but this cell\'s state is only "h"')
        return state
    if part not in state._fields:
        raise ValueError(f"error_flow: part={part!r} must be one of {', '.join(state._fields)}")
    return getattr(state, part)


def _with_part(state: Tree, part: str, array: np.ndarray) -> Tree:
    return array if isinstance(state, np.ndarray) else state._replace(**{part: array})
