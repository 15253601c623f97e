"""Right answers in other styles, for the exercises of book/cec/weight-conflict."""

import numpy as np


def pulls_loops(xs, d, w, v):
    steps, lines = xs.shape
    misses, s = [], 0.0
    for t in range(steps):
        for i in range(lines):
            s += w[i] * xs[t, i]
        misses.append(v * s - d[t])
    rows = np.zeros((steps, lines))
    for t in range(steps):
        for i in range(lines):
            for later in range(t, steps):
                rows[t, i] += misses[later] * v * xs[t, i]
    return rows


def pulls_backwards(xs, d, w, v):
    """One pass forward, one back, as in backpropagation through time."""
    states, s = [], 0.0
    for x in xs:
        s = s + x @ w
        states.append(s)
    rows, d_s = [], 0.0
    for t in reversed(range(len(xs))):
        d_s = d_s + (v * states[t] - d[t]) * v
        rows.insert(0, d_s * xs[t])
    return np.array(rows)


def pulls_matrices(xs, d, w, v):
    reach = np.tril(np.ones((len(xs), len(xs))))  # reach[t, k] = 1 where step k reaches y_t
    return (reach.T @ (v * (v * reach @ xs @ w - d)))[:, None] * xs


def pulls_cell(xs, d, w, v):
    """The course's own cell, without gates."""
    from lstmcourse.cells import lstm1997

    layout = lstm1997.Layout(
        (1,),
        input_gates=False,
        output_gates=False,
        recurrence="none",
        biases="none",
        g="identity",
        h="identity",
    )
    params = lstm1997.Params(w[:, None], np.zeros((0, 1)), np.zeros(0), layout)
    hs, _, tape = lstm1997.forward(params, xs[:, None])
    d_hs = v * (v * hs - d[:, None, None])
    return lstm1997.errors(params, tape, d_hs).d_nets[:, 0] * xs


def pulls_torch(xs, d, w, v):
    """Give every step its own copy of w, and let autograd differentiate by each."""
    import torch

    xs, d, w = map(torch.as_tensor, (xs, d, w))
    copies = w.expand(len(xs), -1).clone().requires_grad_()
    ys = v * torch.cumsum((xs * copies).sum(dim=1), dim=0)
    (0.5 * ((d - ys) ** 2).sum()).backward()
    return copies.grad


STYLES = {
    "cec.pulls": {
        "explicit loops": pulls_loops,
        "forward and back": pulls_backwards,
        "matrices": pulls_matrices,
        "lstm1997": pulls_cell,
        "torch, one weight per step": pulls_torch,
    },
}
