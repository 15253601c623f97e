"""Right answers in other styles, for the exercises of book/cec/truncated-rule."""

import numpy as np

# --- cec.output_gate_error ----------------------------------------------------------------------


def gate_loops(d_h, shown, y_out):
    out = np.zeros_like(y_out)
    for n in range(len(y_out)):
        for v in range(d_h.shape[1]):
            out[n] += d_h[n, v] * shown[n, v] * y_out[n] * (1 - y_out[n])
    return out


def gate_einsum(d_h, shown, y_out):
    return np.einsum("bs,bs,b->b", d_h, shown, y_out - y_out * y_out)


def gate_from_net_input(d_h, shown, y_out):
    """The slope of f from the net input, as exp(-net) / (1 + exp(-net))^2."""
    net = np.log(y_out) - np.log1p(-y_out)
    return (d_h * shown).sum(axis=-1) * np.exp(-net) / (1 + np.exp(-net)) ** 2


def gate_torch(d_h, shown, y_out):
    import torch

    d_h, shown, y_out = map(torch.as_tensor, (d_h, shown, y_out))
    net = torch.logit(y_out).requires_grad_()
    E = (d_h * torch.sigmoid(net)[:, None] * shown).sum()
    return torch.autograd.grad(E, net)[0]


# --- cec.truncated_backward ---------------------------------------------------------------------


def backward_loop(s, shown, g, y_in, y_out, d_h):
    """From the last step to the first, the state's error carried along."""
    d_net_in, d_net_out = np.zeros_like(y_in), np.zeros_like(y_out)
    d_net_c, d_s = np.zeros_like(g), np.zeros_like(s[0])
    for t in range(len(s) - 1, -1, -1):
        d_s = d_s + d_h[t] * y_out[t][:, None] * (1 - shown[t] ** 2) / 2
        d_net_out[t] = np.sum(d_h[t] * shown[t], axis=1) * y_out[t] * (1 - y_out[t])
        d_net_in[t] = np.sum(d_s * g[t], axis=1) * y_in[t] * (1 - y_in[t])
        d_net_c[t] = d_s * y_in[t][:, None] * (1 - g[t] ** 2 / 4)
    return d_net_in, d_net_out, d_net_c


def backward_einsum(s, shown, g, y_in, y_out, d_h):
    """The sum over later steps as a triangular matrix of ones."""
    later = np.triu(np.ones((len(s), len(s)), s.dtype))
    d_s = np.einsum("tu,ubs,ub,ubs->tbs", later, d_h, y_out, (1 + shown) * (1 - shown) / 2)
    d_net_in = np.einsum("tbs,tbs,tb->tb", d_s, g, y_in - y_in**2)
    d_net_out = np.einsum("tbs,tbs,tb->tb", d_h, shown, y_out - y_out**2)
    return d_net_in, d_net_out, np.einsum("tbs,tb,tbs->tbs", d_s, y_in, 1 - g * g / 4)


def backward_by_total(s, shown, g, y_in, y_out, d_h):
    """The sum over later steps as everything minus the sum over earlier ones; h' from s."""
    enters = d_h * y_out[..., None] / (2 * np.cosh(s / 2) ** 2)
    d_s = enters.sum(axis=0) - np.cumsum(enters, axis=0) + enters
    return [
        (d_s * g).sum(-1) * y_in * (1 - y_in),
        (d_h * shown).sum(-1) * y_out * (1 - y_out),
        d_s * y_in[..., None] * (2 - g) * (2 + g) / 4,
    ]


def backward_torch(s, shown, g, y_in, y_out, d_h):
    """Autograd in the net whose recurrent inputs are constants; net inputs from the values."""
    import torch

    s, g, y_in, y_out, d_h = map(torch.as_tensor, (s, g, y_in, y_out, d_h))
    net_in, net_out = torch.logit(y_in).requires_grad_(), torch.logit(y_out).requires_grad_()
    net_c = (2 * torch.atanh(g / 2)).requires_grad_()
    before = s[0] - y_in[0][:, None] * g[0]
    writes = torch.sigmoid(net_in)[..., None] * (4 * torch.sigmoid(net_c) - 2)
    states = before + torch.cumsum(writes, dim=0)
    E = (d_h * torch.sigmoid(net_out)[..., None] * (2 * torch.sigmoid(states) - 1)).sum()
    return torch.autograd.grad(E, (net_in, net_out, net_c))


STYLES = {
    "cec.output_gate_error": {
        "explicit loops": gate_loops,
        "einsum": gate_einsum,
        "slope from the net input": gate_from_net_input,
        "torch autograd": gate_torch,
    },
    "cec.truncated_backward": {
        "loop over time": backward_loop,
        "einsum": backward_einsum,
        "total minus earlier steps": backward_by_total,
        "torch autograd": backward_torch,
    },
}
