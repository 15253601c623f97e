"""Right answers in other styles, for book/cec/trapped-error."""

import numpy as np

# --- cec.trapped_error --------------------------------------------------------------------------


def trapped_error_loop(s, y_in, y_out, g):
    def slope_h(v):
        return 2 * np.exp(-v) / (1 + np.exp(-v)) ** 2

    error = float(y_out[-1] * slope_h(s[-1]))
    at_cell, at_gate = [], []
    for t in range(len(s)):
        at_cell.append(error * y_in[t] * (1 - g[t] ** 2 / 4))
        at_gate.append(error * g[t] * (y_in[t] - y_in[t] ** 2))
    return np.array(at_cell), np.array(at_gate)


def trapped_error_autograd(s, y_in, y_out, g):
    import torch

    net_c = (2 * torch.atanh(torch.as_tensor(g) / 2)).requires_grad_()
    net_in = torch.logit(torch.as_tensor(y_in)).requires_grad_()
    written = torch.sigmoid(net_in) * 2 * torch.tanh(net_c / 2)
    before = torch.as_tensor(s)[-1] - written.detach().sum()  # so that the last state is s[-1]
    last = before + written.sum()
    (torch.as_tensor(y_out)[-1] * torch.tanh(last / 2)).backward()
    return net_c.grad, net_in.grad


STYLES = {
    "cec.trapped_error": {
        "explicit loop": trapped_error_loop,
        "torch autograd": trapped_error_autograd,
    },
}
