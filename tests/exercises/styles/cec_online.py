"""Right answers in other styles, for book/cec/online."""

import numpy as np

# --- cec.partials -------------------------------------------------------------------------------


def partials_loops(by_gate, by_cell, z, y_in, g):
    new_by_gate, new_by_cell = np.array(by_gate), np.array(by_cell)
    for m in range(len(z)):
        for v in range(len(g)):
            new_by_gate[m, v] += g[v] * y_in * (1 - y_in) * z[m]
            new_by_cell[m, v] += y_in * (1 - g[v] ** 2 / 4) * z[m]
    return new_by_gate, new_by_cell


def partials_logistic_slopes(by_gate, by_cell, z, y_in, g):
    net_in = np.log(y_in / (1 - y_in))
    net_c = np.log((2 + g) / (2 - g))
    slope_f = np.exp(-net_in) / (1 + np.exp(-net_in)) ** 2
    slope_g = 4 * np.exp(-net_c) / (1 + np.exp(-net_c)) ** 2
    column = z[:, None]
    return column * g[None, :] * slope_f + by_gate, column * slope_g[None, :] * y_in + by_cell


def partials_autograd(by_gate, by_cell, z, y_in, g):
    import torch

    M, S = by_gate.shape
    z, y_in, g = (torch.as_tensor(part, dtype=torch.float64) for part in (z, y_in, g))
    one = z / (z @ z)  # weights that give the wanted net inputs
    w_in, w_c = one * torch.logit(y_in), torch.outer(one, 2 * torch.atanh(g / 2))

    def written(w_in, w_c):
        return torch.sigmoid(z @ w_in) * 2 * torch.tanh(z @ w_c / 2)

    to_gate, to_cell = torch.autograd.functional.jacobian(written, (w_in, w_c))
    to_cell = torch.einsum("vmv->mv", to_cell)
    return by_gate + to_gate.T.numpy(), by_cell + to_cell.numpy()


# --- cec.truncated_update -----------------------------------------------------------------------


def update_loops(d_h, y_out, shown, z, by_gate, by_cell):
    M, S = by_gate.shape
    d_w_in, d_w_out, d_w_c = np.zeros(M), np.zeros(M), np.zeros((M, S))
    for v in range(S):
        d_s = d_h[v] * y_out * (1 - shown[v]) * (1 + shown[v]) / 2
        for m in range(M):
            d_w_in[m] += d_s * by_gate[m, v]
            d_w_out[m] += d_h[v] * shown[v] * y_out * (1 - y_out) * z[m]
            d_w_c[m, v] = d_s * by_cell[m, v]
    return d_w_in, d_w_out, d_w_c


def update_einsum(d_h, y_out, shown, z, by_gate, by_cell):
    d_s = y_out * (0.5 - 0.5 * shown**2) * d_h
    d_w_in = np.einsum("v,mv->m", d_s, by_gate)
    d_w_out = np.einsum("v,v,m->m", d_h, shown, z) * (y_out - y_out**2)
    return d_w_in, d_w_out, np.einsum("v,mv->mv", d_s, by_cell)


def update_autograd(d_h, y_out, shown, z, by_gate, by_cell):
    """Move the weights a little: to first order the state moves as the partials say."""
    import torch

    d_h, y_out, shown, z, by_gate, by_cell = (
        torch.as_tensor(part, dtype=torch.float64)
        for part in (d_h, y_out, shown, z, by_gate, by_cell)
    )
    M, S = by_gate.shape
    w_in, w_out, w_c = (
        torch.zeros(*size, dtype=torch.float64, requires_grad=True) for size in ((M,), (M,), (M, S))
    )
    s = 2 * torch.atanh(shown) + w_in @ by_gate + (w_c * by_cell).sum(0)
    gate = torch.sigmoid(torch.logit(y_out) + z @ w_out)
    (d_h * gate * torch.tanh(s / 2)).sum().backward()
    return w_in.grad, w_out.grad, w_c.grad


STYLES = {
    "cec.partials": {
        "explicit loops": partials_loops,
        "slopes from the net inputs": partials_logistic_slopes,
        "torch autograd": partials_autograd,
    },
    "cec.truncated_update": {
        "explicit loops": update_loops,
        "einsum": update_einsum,
        "torch autograd": update_autograd,
    },
}
