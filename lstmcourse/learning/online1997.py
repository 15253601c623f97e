"""The truncated rule of 1997 in its on-line form: forward in time, by two partials per cell.

With z_t = (x_t, y_{t-1}, 1), the row of everything that feeds a hidden unit (M entries), each
cell carries how its state depends on the weights of its input gate and on its own weights:

    ds_t/dw_in[m] = ds_{t-1}/dw_in[m] + g(net^c_t) f'(net^in_t) z_t[m]
    ds_t/dw_c[m]  = ds_{t-1}/dw_c[m]  + y^in_t g'(net^c_t) z_t[m]

Nothing else of the past is kept. The gradient of the error of step t is there at step t:

    dE_t/dw_out[m] = f'(net^out_t) sum over the block of dE_t/dh_t h(s_t) z_t[m]
    dE_t/dw_in[m]  = sum over the block of dE_t/ds_t ds_t/dw_in[m]
    dE_t/dw_c[m]   = dE_t/ds_t ds_t/dw_c[m]             with dE_t/ds_t = dE_t/dh_t y^out_t h'(s_t)

Summed over the steps this equals ``lstm1997.backward`` with rule="truncated".

Source: Hochreiter and Schmidhuber (1997), appendix A.1.
Explained in: book/cec/online
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstmcourse.cells import lstm1997
from lstmcourse.learning.paper_network import (
    PaperGradient,
    PaperNetwork,
    outputs_of,
    paper_error,
    with_output_gradients,
)
from lstmcourse.learning.rtrl import Costs
from lstmcourse.learning.trees import add_trees, map_tree


class Partials(NamedTuple):
    """The two partial derivatives of every cell's state; M = I + R + 1, the last row for biases."""

    by_gate: np.ndarray  # (B, M, C) ds/dw of the input gate of the cell's block
    by_cell: np.ndarray  # (B, M, C) ds/dw of the cell itself


class OnlineStep(NamedTuple):
    """What one step gives."""

    state: lstm1997.State
    partials: Partials
    y: np.ndarray  # (B, K)
    error: float  # E_t
    grads: PaperNetwork  # dE_t/dw by the truncated rule


def zero_partials(params: lstm1997.Params, batch: int) -> Partials:
    """The partials before the first step: the state 0 depends on no weight."""
    shape = _partials_shape(params, batch)
    return Partials(np.zeros(shape, params.W_x.dtype), np.zeros(shape, params.W_x.dtype))


def advance_partials(
    params: lstm1997.Params, cache: lstm1997.Cache, partials: Partials
) -> Partials:
    """The two recursions at the top of this module, for one step.

    Args:
        params: the weights.
        cache: what ``lstm1997.step`` computed in this step.
        partials: those of the step before. They are not changed.

    Raises:
        ValueError: the partials have another shape than ``zero_partials`` gives.
    """
    layout = params.layout
    wanted = _partials_shape(params, len(cache.x))
    if any(part.shape != wanted for part in partials):
        raise ValueError(
            f"advance_partials: the partials have shapes {partials.by_gate.shape} and "
            f"{partials.by_cell.shape}, but must be (B, M, C) = {wanted}; start with zero_partials"
        )
    z = _joined(cache)[:, :, None]  # (B, M, 1)
    slope_f = lstm1997.SQUASHES["[0, 1]"].slope(cache.y_in)
    to_cell = layout.to_cells(cache.y_in) * layout.squash_g.slope(cache.g)
    by_gate = partials.by_gate
    if layout.input_gates:
        by_gate = by_gate + z * (cache.g * layout.to_cells(slope_f))[:, None, :]
    return Partials(by_gate, partials.by_cell + z * to_cell[:, None, :])


def online_gradient(
    params: lstm1997.Params, cache: lstm1997.Cache, partials: Partials, d_h: np.ndarray
) -> lstm1997.Params:
    """dE_t/dw for all weights of the hidden units, from the error of this step alone.

    Args:
        params: the weights.
        cache: what ``lstm1997.step`` computed in step t.
        partials: those of step t, after ``advance_partials``.
        d_h: dE_t/dh_t, (B, C).
    """
    layout = params.layout
    d_out = layout.to_gates(d_h * cache.shown, layout.out_gates)
    d_out = d_out * lstm1997.SQUASHES["[0, 1]"].slope(cache.y_out)
    d_s = d_h * layout.to_cells(cache.y_out) * layout.squash_h.slope(cache.shown)

    by_gate = np.einsum("bc,bmc->mc", d_s, partials.by_gate)
    by_unit = np.concatenate(
        [
            layout.to_gates(by_gate, layout.in_gates),
            _joined(cache).T @ d_out,
            np.einsum("bc,bmc->mc", d_s, partials.by_cell),
        ],
        axis=1,
    )  # (M, U)
    inputs, sources = len(params.W_x), len(params.W_h)
    return lstm1997.Params(
        W_x=by_unit[:inputs],
        W_h=by_unit[inputs : inputs + sources],
        b=by_unit[-1, : layout.biased],
        layout=layout,
    )


def online_step(
    net: PaperNetwork,
    x: np.ndarray,
    target: np.ndarray,
    state: lstm1997.State,
    partials: Partials,
) -> OnlineStep:
    """One step of the network with its gradient: forward in time, no tape.

    Args:
        net: the weights.
        x: (B, I).
        target: (B, K), NaN where nothing is asked.
        state, partials: those of the step before.
    """
    state, cache = lstm1997.step(net.params, x, state)
    partials = advance_partials(net.params, cache, partials)
    y = outputs_of(net, x, state.h)
    error, d_net = paper_error(y, target, net.output)
    cell_grads = online_gradient(net.params, cache, partials, d_net @ net.W_y.T)
    grads = with_output_gradients(net, cell_grads, x, state.h, d_net)
    return OnlineStep(state, partials, y, error, grads)


def online_pass(
    net: PaperNetwork,
    xs: np.ndarray,
    targets: np.ndarray,
    state: lstm1997.State | None = None,
) -> PaperGradient:
    """``paper_gradient`` with the truncated rule, computed step by step and forward in time.

    Args and result as there. A state other than zero counts as a constant.
    """
    steps, batch, _ = xs.shape
    state = lstm1997.zero_state(net.params, batch) if state is None else state
    partials = zero_partials(net.params, batch)
    total, error, ys = map_tree(np.zeros_like, net), 0.0, []
    for x, target in zip(xs, targets, strict=True):
        now = online_step(net, x, target, state, partials)
        state, partials = now.state, now.partials
        error += now.error
        total = add_trees(total, now.grads)
        ys.append(now.y)
    outputs = net.W_y.shape[1]
    return PaperGradient(error, total, np.array(ys).reshape(steps, batch, outputs), state)


def online_costs(layout: lstm1997.Layout, inputs: int) -> Costs:
    """Costs of one on-line step for one sequence, hidden layer only, with M = I + R + 1.

        multiplications = M U + 4 C           forward: z W, and two gates on the way
                        + 2 M C + 4 C         the two recursions
                        + 2 M C + M J + 6 C   the gradients: input gates, cells, output gates
        stored          = 2 M C               the two partials

    W = M U is the number of weights when every unit has a bias, and J, C < U: the cost is O(W).
    """
    rows, cells = inputs + layout.sources + 1, layout.cells
    multiplies = rows * (layout.units + 4 * cells + layout.out_gates) + 14 * cells
    return Costs(multiplies, 2 * rows * cells)


def _partials_shape(params: lstm1997.Params, batch: int) -> tuple[int, int, int]:
    """(B, M, C)."""
    return batch, len(params.W_x) + len(params.W_h) + 1, params.layout.cells


def _joined(cache: lstm1997.Cache) -> np.ndarray:
    """z = (x_t, y_{t-1}, 1), (B, M)."""
    ones = np.ones((len(cache.x), 1), cache.s.dtype)
    return np.concatenate([cache.x, cache.sources, ones], axis=1)
