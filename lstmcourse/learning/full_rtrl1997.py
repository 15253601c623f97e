"""Full real-time recurrent learning for the 1997 cell: what the truncated rule saves.

Explained in: book/cec/online
"""

from __future__ import annotations

import numpy as np

from lstmcourse.cells import lstm1997
from lstmcourse.learning.rtrl import Costs


def full_rtrl1997(params: lstm1997.Params, xs: np.ndarray, d_hs: np.ndarray) -> lstm1997.Params:
    """The exact gradient of ``lstm1997.backward`` with rule="full", forward in time only.

    With theta[m, k] the weight from entry m of z_t = (x_t, y_{t-1}, 1) into unit k, carry the
    sensitivities of all U outputs and all C states, Y_t = dy_t/dtheta and S_t = ds_t/dtheta:

        dnet_t/dtheta = W_h^T Y_{t-1}  +  z_t[m] for unit k itself
        dy^in = f' dnet^in             dy^out = f' dnet^out
        S_t   = S_{t-1} + dy^in g + y^in g' dnet^c
        dh_t  = dy^out h(s_t) + y^out h'(s_t) S_t

    Y and S have (U + C) W numbers, and every step multiplies R W of them by U rows of W_h. The
    truncated rule is the same recursion without the term W_h^T Y_{t-1}.

    Args:
        params: the weights.
        xs: inputs, (T, B, I); the state before the first step is zero.
        d_hs: dE_t/dh_t, the direct derivatives, (T, B, C).
    """
    layout = params.layout
    batch, inputs = xs.shape[1:]
    units, rows = layout.units, inputs + layout.sources + 1
    squash_f = lstm1997.SQUASHES["[0, 1]"]
    every = np.arange(units)

    state = lstm1997.zero_state(params, batch)
    Y = np.zeros((batch, units, rows, units), xs.dtype)
    S = np.zeros((batch, layout.cells, rows, units), xs.dtype)
    total = np.zeros((rows, units), xs.dtype)
    for x, d_h in zip(xs, d_hs, strict=True):
        state, cache = lstm1997.step(params, x, state)
        z = np.concatenate([x, cache.sources, np.ones((batch, 1), xs.dtype)], axis=1)

        fed = Y[:, units - layout.sources :]
        d_net = np.tensordot(fed, params.W_h, axes=(1, 0))  # (B, M, U, U): the last is the row
        d_net = np.ascontiguousarray(np.moveaxis(d_net, -1, 1))
        d_net[:, every, :, every] += z  # unit k sees theta[m, k] directly, through z[m]

        d_in, d_out, d_c = np.split(d_net, [layout.in_gates, layout.gates], axis=1)
        d_in = d_in * _wide(squash_f.slope(cache.y_in))
        d_out = d_out * _wide(squash_f.slope(cache.y_out))
        S = S + d_c * _wide(layout.to_cells(cache.y_in) * layout.squash_g.slope(cache.g))
        if layout.input_gates:
            S = S + d_in[:, layout.block_of] * _wide(cache.g)
        to_shown = layout.to_cells(cache.y_out) * layout.squash_h.slope(cache.shown)
        d_shown = S * _wide(to_shown)
        if layout.output_gates:
            d_shown = d_shown + d_out[:, layout.block_of] * _wide(cache.shown)
        Y = np.concatenate([d_in, d_out, d_shown], axis=1)
        total += np.einsum("bc,bcmk->mk", d_h, d_shown)
    W_x, W_h, b = np.split(total, [inputs, inputs + layout.sources])
    return lstm1997.Params(W_x, W_h, b[0, : layout.biased], layout)


def full_rtrl1997_costs(layout: lstm1997.Layout, inputs: int) -> Costs:
    """Costs of one step of ``full_rtrl1997`` for one sequence, with W = (I + R + 1) U.

    multiplications = U (I + R)           forward
                    + R U W               W_h^T Y
                    + (G + 5 C) W         slopes and gates, and the sum with dE/dh
    stored          = (U + C) W           Y and S
    """
    weights = (inputs + layout.sources + 1) * layout.units
    multiplies = (
        layout.units * (inputs + layout.sources)
        + layout.sources * layout.units * weights
        + (layout.gates + 5 * layout.cells) * weights
    )
    return Costs(multiplies, (layout.units + layout.cells) * weights)


def _wide(values: np.ndarray) -> np.ndarray:
    """(B, n) -> (B, n, 1, 1), to multiply sensitivities (B, n, M, U)."""
    return values[:, :, None, None]
