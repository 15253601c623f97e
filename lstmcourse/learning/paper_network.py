"""The whole network of the 1997 paper: memory cell blocks, and output units that see the cells.

    net^k_t = h_t W_y  (+ x_t W_xy) (+ b_y)        y^k_t = f_k(net^k_t)

Output units see the cells of the same step, never the gates. Experiments 2a and 2b add shortcuts
from the inputs; experiments 4 to 6 add output biases. The error of a sequence is

    E = sum_t sum_k 1/2 (d^k_t - y^k_t)^2          over the targets d that exist

which is the E whose gradient the paper's own updates follow (its printed E lacks the half).

Source: Hochreiter and Schmidhuber (1997), sections 4 and 5, Table 10.
Explained in: book/cec/memory-cell, errors in book/cec/truncated-rule
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstmcourse.cells import lstm1997
from lstmcourse.learning.readout import as_rows


@dataclass(frozen=True)
class OutputUnits:
    """How output units work.

    squash: f_k by its range, "[0, 1]" in the paper; "identity" makes them linear.
    with_slope: True for the gradient of E. False leaves out the slope f'_k from the error signal,
        so that the error at net^k is y - d: a reading that some later programs use.
    """

    squash: str = "[0, 1]"
    with_slope: bool = True

    def __post_init__(self) -> None:
        if self.squash not in lstm1997.SQUASHES:
            known = ", ".join(f'"{name}"' for name in lstm1997.SQUASHES)
            raise ValueError(f"OutputUnits: squash={self.squash!r} must be one of {known}")


class PaperNetwork(NamedTuple):
    """All weights of a network; gradients have the same form."""

    params: lstm1997.Params
    W_y: np.ndarray  # (C, K) from cells to output units
    W_xy: np.ndarray  # (I, K) from inputs to output units; (0, K) without shortcuts
    b_y: np.ndarray  # (K,); (0,) without output biases
    output: OutputUnits


class PaperTape(NamedTuple):
    """What ``paper_forward`` remembers."""

    cell_tape: lstm1997.Tape
    hs: np.ndarray  # (T, B, C)
    ys: np.ndarray  # (T, B, K)


class PaperGradient(NamedTuple):
    """What one pass over a batch of sequences gives."""

    error: float  # E, summed over steps, output units and sequences
    grads: PaperNetwork
    ys: np.ndarray  # (T, B, K)
    state: lstm1997.State  # after the last step


def paper_network(
    rng: np.random.Generator,
    inputs: int,
    outputs: int,
    layout: lstm1997.Layout,
    *,
    shortcuts: bool = False,
    output_bias: bool = False,
    output: OutputUnits | None = None,
    interval: float = 0.1,
    input_gate_bias: float | tuple[float, ...] | None = None,
    output_gate_bias: float | tuple[float, ...] | None = None,
    dtype: DTypeLike = np.float64,
) -> PaperNetwork:
    """Draw a network with I inputs and K outputs, all weights uniform in [-interval, interval].

    The gate biases are set after drawing, as in ``lstm1997.init``. A layout without blocks is
    allowed: such a net has only its shortcuts, and ``add_block`` can grow it.

    Raises:
        ValueError: a size is too small, or a gate bias has no place in this layout.
    """
    if outputs < 1:
        raise ValueError(f"paper_network: outputs={outputs} must be at least 1")
    params = lstm1997.init(
        rng,
        inputs,
        layout.cells,
        layout=layout,
        interval=interval,
        input_gate_bias=input_gate_bias,
        output_gate_bias=output_gate_bias,
        dtype=dtype,
    )

    def draw(*shape: int) -> np.ndarray:
        return rng.uniform(-interval, interval, shape).astype(dtype)

    return PaperNetwork(
        params,
        W_y=draw(layout.cells, outputs),
        W_xy=draw(inputs if shortcuts else 0, outputs),
        b_y=draw(outputs if output_bias else 0),
        output=OutputUnits() if output is None else output,
    )


def paper_forward(
    net: PaperNetwork, xs: np.ndarray, state: lstm1997.State | None = None
) -> tuple[np.ndarray, lstm1997.State, PaperTape]:
    """Inputs xs (T, B, I) give outputs ys (T, B, K), the final state and a tape."""
    hs, state, cell_tape = lstm1997.forward(net.params, xs, state)
    ys = outputs_of(net, xs, hs)
    return ys, state, PaperTape(cell_tape, hs, ys)


def outputs_of(net: PaperNetwork, x: np.ndarray, h: np.ndarray) -> np.ndarray:
    """The output units alone: x (..., I) and h (..., C) of one moment give y (..., K)."""
    nets = h @ net.W_y
    if len(net.W_xy):
        nets = nets + x @ net.W_xy
    if len(net.b_y):
        nets = nets + net.b_y
    return lstm1997.SQUASHES[net.output.squash].value(nets)


def paper_error(
    ys: np.ndarray, targets: np.ndarray, output: OutputUnits
) -> tuple[float, np.ndarray]:
    """E and dE/dnet^k for the output units.

        E = sum 1/2 (d - y)^2          dE/dnet^k = (y - d) f'_k

    Args:
        ys: outputs, (..., K).
        targets: d, the same shape. NaN means that nothing is asked there: no error.
        output: gives f_k, and whether f'_k is used.

    Returns:
        E as a float, and dE/dnet^k in the shape of ys.

    Raises:
        ValueError: the shapes differ.
    """
    if np.shape(targets) != ys.shape:
        raise ValueError(
            f"paper_error: outputs have shape {ys.shape} and targets {np.shape(targets)}; the two "
            "must be equal (put NaN where no target exists)"
        )
    misses = np.where(np.isnan(targets), 0.0, ys - targets).astype(ys.dtype)
    slopes = lstm1997.SQUASHES[output.squash].slope(ys) if output.with_slope else 1.0
    return float(0.5 * np.sum(misses**2)), misses * slopes


def paper_gradient(
    net: PaperNetwork,
    xs: np.ndarray,
    targets: np.ndarray,
    *,
    rule: str = "truncated",
    state: lstm1997.State | None = None,
) -> PaperGradient:
    """E of whole sequences and its gradient, by going back over the tape.

    Args:
        net: the weights.
        xs: inputs, (T, B, I).
        targets: (T, B, K), NaN where no target exists.
        rule: "truncated" (the paper's) or "full", see ``lstm1997.backward``.
        state: the state before the first step; zeros if it is None.
    """
    ys, state, tape = paper_forward(net, xs, state)
    error, d_nets = paper_error(ys, targets, net.output)
    d_hs = d_nets @ net.W_y.T
    grads, _, _ = lstm1997.backward(net.params, tape.cell_tape, d_hs, rule=rule)
    return PaperGradient(error, with_output_gradients(net, grads, xs, tape.hs, d_nets), ys, state)


def with_output_gradients(
    net: PaperNetwork,
    grads: lstm1997.Params,
    x: np.ndarray,
    h: np.ndarray,
    d_net: np.ndarray,
) -> PaperNetwork:
    """Complete the cell's gradients by those of the output weights."""
    d_rows = as_rows(d_net)
    return PaperNetwork(
        grads,
        W_y=as_rows(h).T @ d_rows,
        W_xy=as_rows(x).T @ d_rows if len(net.W_xy) else np.zeros_like(net.W_xy),
        b_y=d_rows.sum(axis=0) if len(net.b_y) else np.zeros_like(net.b_y),
        output=net.output,
    )
