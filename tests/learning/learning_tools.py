"""The same tanh RNN with a readout, once as a Network and once in plain torch operations."""

import numpy as np
import torch

from lstmcourse.cells import rnn
from lstmcourse.learning import Network, Readout, network_init
from lstmcourse.learning.trees import map_tree


class Problem:
    """A network with random weights, a batch, a state that is not zero, and targets."""

    def __init__(self, *, steps=7, batch=3, inputs=2, hidden=5, outputs=4, seed=0):
        rng = np.random.default_rng(seed)
        self.net = network_init(rnn, rng, inputs, hidden, outputs)
        self.xs = rng.normal(size=(steps, batch, inputs))
        self.classes = rng.integers(0, outputs, (steps, batch))
        self.values = rng.normal(size=(steps, batch, outputs))
        self.state = rng.normal(size=(batch, hidden))

    def arguments(self, loss):
        targets = self.classes if loss.__name__ == "cross_entropy" else self.values
        return self.net, self.xs, targets, loss


def torch_losses(name):
    if name == "cross_entropy":
        return lambda ys, targets: torch.nn.functional.cross_entropy(
            ys.flatten(0, 1), torch.from_numpy(targets).flatten()
        )
    return lambda ys, targets: 0.5 * torch.nn.functional.mse_loss(ys, torch.from_numpy(targets))


def torch_gradient(problem, loss, window=None):
    """(loss, gradients as a Network, d_state0); h is detached at the start of every window."""
    net, xs, targets, _ = problem.arguments(loss)
    weights = map_tree(lambda w: torch.from_numpy(w.copy()).requires_grad_(), net)
    W_x, W_h, b = weights.params
    W_y, b_y = weights.readout
    h = h0 = torch.from_numpy(problem.state.copy()).requires_grad_()
    ys = []
    for t, x in enumerate(torch.from_numpy(xs)):
        if window and t and t % window == 0:
            h = h.detach()
        h = torch.tanh(x @ W_x + h @ W_h + b)
        ys.append(h @ W_y + b_y)
    value = torch_losses(loss.__name__)(torch.stack(ys), targets)
    value.backward()
    grads = Network(
        rnn.Params(*(w.grad.numpy() for w in weights.params)),
        Readout(*(w.grad.numpy() for w in weights.readout)),
    )
    return value.item(), grads, h0.grad.numpy()
