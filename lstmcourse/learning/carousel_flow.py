"""Error flow inside a memory cell under the truncated rule: where it is scaled, and where not.

Explained in: book/cec/trapped-error
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstmcourse.cells import lstm1997


class CarouselFlow(NamedTuple):
    """An error of 1 at the output of one cell in step t, followed back q steps.

    Measured, by sending the error back: ``inside``, ``at_cell``, ``at_gate``. Computed from the
    activations, by the formula of the paper: ``entry``, ``exit_cell``, ``exit_gate``. The paper
    says that at_cell = entry * exit_cell and at_gate = entry * exit_gate at every lag.
    """

    lags: np.ndarray  # (Q + 1,): 0 ... Q
    inside: np.ndarray  # (Q + 1, B) dE/ds_{t-q}
    at_cell: np.ndarray  # (Q + 1, B) dE/dnet^c_{t-q}
    at_gate: np.ndarray  # (Q + 1, B) part of dE/dnet^in_{t-q} that comes through this cell
    entry: np.ndarray  # (B,) y^out_t h'(s_t)
    exit_cell: np.ndarray  # (Q + 1, B) g'(net^c_{t-q}) y^in_{t-q}
    exit_gate: np.ndarray  # (Q + 1, B) g(net^c_{t-q}) f'(net^in_{t-q})


def carousel_flow(
    params: lstm1997.Params,
    xs: np.ndarray,
    *,
    cell: int = 0,
    state: lstm1997.State | None = None,
    from_step: int | None = None,
    lags: int | None = None,
) -> CarouselFlow:
    """Send an error of 1 into the output of one cell in step t, and follow it back.

    The paper's truncated rule carries it.

    Args:
        params: the weights; the layout must have input gates.
        xs: inputs, (T, B, I).
        cell: which cell, counted from 0 in the order of the layout.
        state: the state before the first step; zeros if it is None.
        from_step: t, counted from 1; T if it is None.
        lags: the largest lag Q, at most t - 1; t - 1 if it is None.

    Raises:
        ValueError: cell, from_step or lags is out of range, or there are no input gates.

    Source: Hochreiter and Schmidhuber (1997), appendix A.2.
    """
    layout = params.layout
    steps = len(xs) if from_step is None else from_step
    if not 0 <= cell < layout.cells:
        raise ValueError(f"carousel_flow: cell={cell} must lie in 0 ... {layout.cells - 1}")
    if not layout.input_gates:
        raise ValueError("carousel_flow: this layout has no input gates; use errors() directly")
    if not 1 <= steps <= len(xs):
        raise ValueError(f"carousel_flow: from_step={steps} must lie in 1 ... {len(xs)}")
    lags = steps - 1 if lags is None else lags
    if not 0 <= lags < steps:
        raise ValueError(f"carousel_flow: lags={lags} must lie in 0 ... {steps - 1}")

    hs, _, tape = lstm1997.forward(params, xs[:steps], state)
    d_hs = np.zeros_like(hs)
    d_hs[-1, :, cell] = 1.0
    found = lstm1997.errors(params, tape, d_hs, rule="truncated")

    block = layout.block_of[cell]
    g, y_in = tape.g[..., cell], tape.y_in[..., block]
    y_out = tape.y_out[-1, :, block] if layout.output_gates else np.ones(xs.shape[1])
    slope_f = lstm1997.SQUASHES["[0, 1]"].slope

    def back(values: np.ndarray) -> np.ndarray:
        """Steps t, t - 1, ..., t - Q."""
        return values[steps - 1 - lags :][::-1]

    return CarouselFlow(
        lags=np.arange(lags + 1),
        inside=back(found.d_ss[..., cell]),
        at_cell=back(found.d_nets[..., layout.gates + cell]),
        at_gate=back(found.d_nets[..., block]),
        entry=y_out * layout.squash_h.slope(tape.shown[-1, :, cell]),
        exit_cell=back(layout.squash_g.slope(g) * y_in),
        exit_gate=back(g * slope_f(y_in)),
    )
