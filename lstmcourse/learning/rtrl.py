"""Real-time recurrent learning (Williams and Zipser, 1989) for the tanh RNN.

BPTT stores the past and goes back through it. RTRL stores nothing of the past: it carries, from
step to step, how the present state depends on every weight.

Explained in: book/rnn/rtrl
"""

from typing import NamedTuple

import numpy as np

from lstmcourse.cells import rnn
from lstmcourse.learning.bptt import BpttResult
from lstmcourse.learning.losses import Loss
from lstmcourse.learning.network import Network, network_forward
from lstmcourse.learning.readout import readout_backward


class Costs(NamedTuple):
    """What a gradient costs for one sequence."""

    multiplies: int  # multiplications per step, forward and backward
    stored: int  # numbers kept from one step to the next, for the gradient


def rtrl(
    net: Network,
    xs: np.ndarray,
    targets: np.ndarray,
    loss: Loss,
    state: np.ndarray | None = None,
) -> BpttResult:
    """The gradient that ``bptt`` gives for the tanh RNN, computed forward in time only.

    Put the input, the old state and a 1 into one row, z_t = (x_t, h_{t-1}, 1), of M = I + H + 1
    entries, and the weights into one matrix, theta = (W_x; W_h; b), of M rows and P = M H
    entries. Then a_t = z_t theta, h_t = tanh(a_t), and the sensitivities S_t = dh_t / dtheta
    follow from the old ones:

        S_t[i, p] = f'(a_t[i]) ( sum_j W_h[j, i] S_{t-1}[j, p]  +  z_t[m] if p = (m, i) else 0 )
        dE/dtheta[p] = sum_t sum_i dE/dh_t[i] S_t[i, p]

    where dE/dh_t is only the direct part, through the output of step t.

    S has H P = H^2 (I + H + 1) numbers, and every step multiplies all of them with W_h. With n
    units and n inputs that is O(n^3) memory and O(n^4) time per step; BPTT takes O(n^2) time per
    step, but its memory grows with T. See ``rtrl_costs`` and ``bptt_costs``.

    The loss may average over the whole batch of outputs, so one sweep computes them and a second
    one carries S along. Neither goes back in time. The initial state counts as H more
    parameters, whose sensitivities start at the identity matrix.

    Args:
        net: a network with ``rnn.Params``.
        xs: inputs, (T, B, I).
        targets, loss: as in ``bptt``.
        state: h_0, (B, H); zeros if it is None.
    """
    params = net.params
    inputs, hidden = params.W_x.shape
    steps, batch, _ = xs.shape
    h = rnn.zero_state(params, batch) if state is None else state

    ys, final, tape = network_forward(rnn, net, xs, h)
    value, d_ys = loss(ys, targets)
    readout_grads, d_hs = readout_backward(net.readout, tape.hs, d_ys)

    units = np.arange(hidden)
    rows = inputs + hidden + 1
    S = np.zeros((batch, hidden, rows, hidden), h.dtype)  # dh_t[i] / dtheta[m, k]
    S0 = np.tile(np.eye(hidden, dtype=h.dtype), (batch, 1, 1))  # dh_t[i] / dh_0[k]
    d_theta = np.zeros((rows, hidden), h.dtype)
    d_h0 = np.zeros_like(h)
    for x, d_h in zip(xs, d_hs, strict=True):
        z = np.concatenate([x, h, np.ones((batch, 1), h.dtype)], axis=1)  # (B, M)
        h, _ = rnn.step(params, x, h)
        slope = 1 - h**2  # f'(a_t), (B, H)

        S = np.einsum("ji,bjmk->bimk", params.W_h, S)
        S[:, units, :, units] += z  # a_t[i] sees theta[m, i] directly, through z[m]
        S *= slope[:, :, None, None]
        S0 = slope[:, :, None] * (params.W_h.T @ S0)

        d_theta += np.einsum("bi,bimk->mk", d_h, S)
        d_h0 += np.einsum("bi,bik->bk", d_h, S0)

    W_x, W_h, b = np.split(d_theta, [inputs, inputs + hidden])
    return BpttResult(value, Network(rnn.Params(W_x, W_h, b[0]), readout_grads), final, d_h0)


def rtrl_costs(inputs: int, hidden: int) -> Costs:
    """Costs of RTRL for one step of one sequence, without readout and initial state.

    With P = (I + H + 1) H weights:

        multiplications = (I + H) H     forward, x W_x + h W_h
                        + H^2 P         W_h^T S
                        + H P           slopes times S
                        + H P           dE/dh S
        stored          = H P           S itself, however long the sequence is
    """
    weights = (inputs + hidden + 1) * hidden
    multiplies = (inputs + hidden) * hidden + hidden**2 * weights + 2 * hidden * weights
    return Costs(multiplies, hidden * weights)


def bptt_costs(inputs: int, hidden: int, steps: int = 1) -> Costs:
    """Costs of BPTT for one sequence, without readout and gradients of the inputs.

    multiplications per step = (I + H) H     forward, x W_x + h W_h
                             + 2 H           1 - h^2, and dE/dh times it
                             + H^2           dE/da W_h^T
                             + (I + H) H     x^T dE/da and h^T dE/da
    stored                   = (I + H) T     x_t and h_t of every step
    """
    products = (inputs + hidden) * hidden
    return Costs(2 * products + hidden**2 + 2 * hidden, (inputs + hidden) * steps)
