"""Backpropagation through time: in full, and cut into windows.

Explained in: book/rnn/bptt, truncation in book/rnn/bptt-cost
"""

from typing import Any, NamedTuple

import numpy as np

from lstmcourse.cells import Cell
from lstmcourse.learning.losses import Loss
from lstmcourse.learning.network import Network, network_backward, network_forward
from lstmcourse.learning.trees import add_trees


class BpttResult(NamedTuple):
    """What one pass forwards and backwards gives."""

    loss: float
    grads: Network
    state: Any  # the cell's state after the last step
    d_state0: Any  # dE/d(state before the first step)


def bptt(
    cell: Cell, net: Network, xs: np.ndarray, targets: np.ndarray, loss: Loss, state: Any = None
) -> BpttResult:
    """The loss of a batch and its exact gradient.

    Args:
        cell: a module of ``lstmcourse.cells``.
        net: the weights.
        xs: inputs, (T, B, I).
        targets: what ``loss`` expects.
        loss: loss(outputs (T, B, K), targets) -> (value, derivative by the outputs).
        state: the cell's state before the first step; zeros if it is None.
    """
    ys, state, tape = network_forward(cell, net, xs, state)
    value, d_ys = loss(ys, targets)
    grads, _, d_state0 = network_backward(cell, net, tape, d_ys)
    return BpttResult(value, grads, state, d_state0)


def truncated_bptt(
    cell: Cell,
    net: Network,
    xs: np.ndarray,
    targets: np.ndarray,
    loss: Loss,
    window: int,
    state: Any = None,
) -> BpttResult:
    """BPTT in windows of ``window`` steps: the state crosses their edges, the gradient does not.

    Steps 1 ... window form the first window, and so on; the last one may be shorter. The loss is
    the same as in ``bptt``. The gradient leaves out every influence of one window on a later
    one. With window >= T nothing is left out.

    This version keeps the tapes of all windows, since the loss is a mean over all of them, and
    so it saves no memory. It exists to compare gradients and to train.

    Args and result as in ``bptt``; ``d_state0`` comes from the first window alone.

    Raises:
        ValueError: window is less than 1.
    """
    if window < 1:
        raise ValueError(f"truncated_bptt: window={window} must be at least 1 step")
    edges = range(0, max(len(xs), 1), window)

    pieces, tapes = [], []
    for start in edges:
        ys, state, tape = network_forward(cell, net, xs[start : start + window], state)
        pieces.append(ys)
        tapes.append(tape)
    value, d_ys = loss(np.concatenate(pieces), targets)

    total, d_state0 = None, None
    for start, tape in zip(edges, tapes, strict=True):
        grads, _, d_first = network_backward(cell, net, tape, d_ys[start : start + window])
        total, d_state0 = (grads, d_first) if total is None else (add_trees(total, grads), d_state0)
    return BpttResult(value, total, state, d_state0)
