"""A network: a cell, and a readout on top of its hidden states.

The functions take the cell as their first argument: a module of ``lstmcourse.cells``, such as
``rnn``. Everything here works for every cell.

Explained in: book/rnn/sentence
"""

from typing import Any, NamedTuple

import numpy as np

from lstmcourse.cells import Cell
from lstmcourse.learning.readout import Readout, init_readout, readout_backward, readout_forward
from lstmcourse.learning.trees import leaves


class Network(NamedTuple):
    """All weights of a network; gradients have the same form."""

    params: Any  # the ``Params`` of the cell
    readout: Readout


def weight_count(net: Any) -> int:
    """How many weights and biases a network, or any other tree of arrays, holds."""
    return sum(int(np.size(array)) for _, array in leaves(net))


class NetworkTape(NamedTuple):
    """What ``network_forward`` remembers for ``network_backward``."""

    cell_tape: Any
    hs: np.ndarray  # (T, B, H)


def network_init(
    cell: Cell, rng: np.random.Generator, inputs: int, hidden: int, outputs: int, **options: Any
) -> Network:
    """Draw the weights of a network with I inputs, H hidden units and K outputs.

    ``options`` go to ``cell.init``; ``dtype`` goes to the readout as well.
    """
    dtype = {"dtype": options["dtype"]} if "dtype" in options else {}
    return Network(
        params=cell.init(rng, inputs, hidden, **options),
        readout=init_readout(rng, hidden, outputs, **dtype),
    )


def network_forward(
    cell: Cell, net: Network, xs: np.ndarray, state: Any = None
) -> tuple[np.ndarray, Any, NetworkTape]:
    """Inputs xs (T, B, I) give outputs ys (T, B, K), the cell's final state and a tape.

    The outputs are linear: a softmax, if there is one, belongs to the loss.
    """
    hs, state, cell_tape = cell.forward(net.params, xs, state)
    return readout_forward(net.readout, hs), state, NetworkTape(cell_tape, hs)


def network_backward(
    cell: Cell, net: Network, tape: NetworkTape, d_ys: np.ndarray, d_state: Any = None
) -> tuple[Network, np.ndarray, Any]:
    """Gradients of E, given dE/dys (T, B, K) and dE/d(final state) (zeros if None).

    Returns:
        The gradients of all weights as a ``Network``, dE/dxs (T, B, I), and dE/d(first state).
    """
    readout_grads, d_hs = readout_backward(net.readout, tape.hs, d_ys)
    cell_grads, d_xs, d_state0 = cell.backward(net.params, tape.cell_tape, d_hs, d_state)
    return Network(cell_grads, readout_grads), d_xs, d_state0
