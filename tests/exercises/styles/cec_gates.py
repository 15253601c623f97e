"""Right answers in other styles, for the exercises of book/cec/gates."""

import numpy as np


def unit_cumsum(xs, s0, w_c, w_in, b_in, w_out, b_out):
    """No loop: no gate depends on the state, so the states are a running sum."""
    y_in = 0.5 * (1 + np.tanh(0.5 * (xs @ w_in + b_in)))
    y_out = 0.5 * (1 + np.tanh(0.5 * (xs @ w_out + b_out)))
    states = s0 + np.cumsum(y_in * (xs @ w_c), axis=0)
    return states, y_out * states


def unit_concatenated(xs, s0, w_c, w_in, b_in, w_out, b_out):
    hidden = s0.shape[1]
    weights = np.hstack([w_in, w_out, w_c])
    biases = np.concatenate([b_in, b_out, np.zeros(hidden)])
    states, outputs = [], []
    s = s0.copy()
    for x in xs:
        net = x @ weights + biases
        gates = 1 / (1 + np.exp(-net[:, : 2 * hidden]))
        s = s + gates[:, :hidden] * net[:, 2 * hidden :]
        states.append(s)
        outputs.append(gates[:, hidden:] * s)
    return np.array(states), np.array(outputs)


def unit_loops(xs, s0, w_c, w_in, b_in, w_out, b_out):
    steps, batch, lines = xs.shape
    hidden = s0.shape[1]
    states, outputs = np.zeros((steps, batch, hidden)), np.zeros((steps, batch, hidden))

    def logistic(net):
        return 1 / (1 + np.exp(-net))

    for b in range(batch):
        for k in range(hidden):
            s = s0[b, k]
            for t in range(steps):
                y_in = logistic(sum(xs[t, b, i] * w_in[i, k] for i in range(lines)) + b_in[k])
                y_out = logistic(sum(xs[t, b, i] * w_out[i, k] for i in range(lines)) + b_out[k])
                s += y_in * sum(xs[t, b, i] * w_c[i, k] for i in range(lines))
                states[t, b, k], outputs[t, b, k] = s, y_out * s
    return states, outputs


def unit_cell(xs, s0, w_c, w_in, b_in, w_out, b_out):
    """The course's own cell: one block of size 1 per unit."""
    from lstmcourse.cells import lstm1997

    hidden = s0.shape[1]
    layout = lstm1997.Layout.uniform(
        hidden, 1, recurrence="none", biases="gates", g="identity", h="identity"
    )
    params = lstm1997.Params(
        np.hstack([w_in, w_out, w_c]),
        np.zeros((0, 3 * hidden)),
        np.concatenate([b_in, b_out]),
        layout,
    )
    start = lstm1997.zero_state(params, len(s0))._replace(s=s0)
    hs, _, tape = lstm1997.forward(params, xs, start)
    return tape.s, hs


def unit_torch(xs, s0, w_c, w_in, b_in, w_out, b_out):
    import torch

    xs, s, w_c, w_in, b_in, w_out, b_out = map(
        torch.as_tensor, (xs, s0, w_c, w_in, b_in, w_out, b_out)
    )
    states, outputs = [], []
    for x in xs:
        s = s + torch.sigmoid(x @ w_in + b_in) * (x @ w_c)
        states.append(s)
        outputs.append(torch.sigmoid(x @ w_out + b_out) * s)
    return torch.stack(states), torch.stack(outputs)


STYLES = {
    "cec.gated_unit": {
        "running sum": unit_cumsum,
        "concatenated weights": unit_concatenated,
        "explicit loops": unit_loops,
        "lstm1997": unit_cell,
        "torch": unit_torch,
    },
}
