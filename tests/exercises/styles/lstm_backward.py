"""Right answers in other styles, for the exercises of book/lstm/backward."""

import numpy as np

# --- lstm.backward_step -------------------------------------------------------------------------


def step_loops(dh, dc, c_prev, i, f, g, o, c, W_h):
    """Unit by unit, as on paper."""
    B, H = dh.shape
    da, dh_prev, dc_prev = np.zeros((B, 4 * H), dh.dtype), np.zeros_like(dh), np.zeros_like(dh)
    for n in range(B):
        for u in range(H):
            whole = dc[n, u] + dh[n, u] * o[n, u] / np.cosh(c[n, u]) ** 2
            da[n, u] = whole * g[n, u] * i[n, u] * (1 - i[n, u])
            da[n, H + u] = whole * c_prev[n, u] * f[n, u] * (1 - f[n, u])
            da[n, 2 * H + u] = whole * i[n, u] * (1 - g[n, u] ** 2)
            da[n, 3 * H + u] = dh[n, u] * np.tanh(c[n, u]) * o[n, u] * (1 - o[n, u])
            dc_prev[n, u] = whole * f[n, u]
        for j in range(H):
            dh_prev[n, j] = sum(W_h[j, k] * da[n, k] for k in range(4 * H))
    return da, dh_prev, dc_prev


def step_block_by_block(dh, dc, c_prev, i, f, g, o, c, W_h):
    """Four weights, four products that are added."""
    shown = np.tanh(c)
    whole = dh * o - dh * o * shown * shown + dc
    blocks = (
        whole * g * (i - i * i),
        whole * c_prev * (f - f * f),
        whole * i * (1 - g) * (1 + g),
        dh * shown * (o - o * o),
    )
    pieces = np.split(W_h, 4, axis=1)
    back = sum(np.einsum("bk,jk->bj", da, W) for da, W in zip(blocks, pieces, strict=True))
    return np.hstack(blocks), back, f * whole


def step_torch(dh, dc, c_prev, i, f, g, o, c, W_h):
    """Autograd from pre-activations that are recovered from the gates."""
    import torch

    dh, dc, c_prev, i, f, g, o, W_h = map(torch.tensor, (dh, dc, c_prev, i, f, g, o, W_h))
    logits = (torch.logit(i), torch.logit(f), torch.atanh(g), torch.logit(o))
    a = torch.cat(logits, 1).requires_grad_()
    c_prev.requires_grad_()
    a_i, a_f, a_g, a_o = a.chunk(4, 1)
    new = torch.sigmoid(a_f) * c_prev + torch.sigmoid(a_i) * torch.tanh(a_g)
    E = (dh * torch.sigmoid(a_o) * torch.tanh(new)).sum() + (dc * new).sum()
    da, dc_prev = torch.autograd.grad(E, (a, c_prev))
    return da, da @ W_h.T, dc_prev


# --- lstm.backward ------------------------------------------------------------------------------


def _gates(a):
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=-1)
    i, f, o = (0.5 * (1 + np.tanh(part / 2)) for part in (a_i, a_f, a_o))
    return i, f, np.tanh(a_g), o


def backward_stacked(xs, h0, c0, W_x, W_h, b, d_hs):
    """All pre-activation errors first, then one product for each weight."""
    T, (B, H) = len(xs), h0.shape
    hs, cs = np.empty((T + 1, B, H), h0.dtype), np.empty((T + 1, B, H), h0.dtype)
    hs[0], cs[0], gates = h0, c0, []
    for t in range(T):
        i, f, g, o = now = _gates(xs[t] @ W_x + hs[t] @ W_h + b)
        gates.append(now)
        cs[t + 1] = f * cs[t] + i * g
        hs[t + 1] = o * np.tanh(cs[t + 1])
    das = np.empty((T, B, 4 * H), h0.dtype)
    back = (np.zeros_like(h0), np.zeros_like(c0))
    for t in range(T - 1, -1, -1):
        das[t], *back = step_block_by_block(
            d_hs[t] + back[0], back[1], cs[t], *gates[t], cs[t + 1], W_h
        )
    dW_x = np.einsum("tbi,tbk->ik", xs, das)
    dW_h = np.einsum("tbj,tbk->jk", hs[:-1], das)
    return dW_x, dW_h, das.sum((0, 1)), *back


def backward_recursive(xs, h0, c0, W_x, W_h, b, d_hs):
    """The gradients of the rest of the sequence, then those of the first step."""
    if len(xs) == 0:
        return 0 * W_x, 0 * W_h, 0 * b, 0 * h0, 0 * c0
    i, f, g, o = _gates(xs[0] @ W_x + h0 @ W_h + b)
    c = f * c0 + i * g
    h = o * np.tanh(c)
    dW_x, dW_h, db, dh, dc = backward_recursive(xs[1:], h, c, W_x, W_h, b, d_hs[1:])
    da, dh0, dc0 = step_block_by_block(d_hs[0] + dh, dc, c0, i, f, g, o, c, W_h)
    return dW_x + xs[0].T @ da, dW_h + h0.T @ da, db + da.sum(0), dh0, dc0


def backward_joined(xs, h0, c0, W_x, W_h, b, d_hs):
    """One weight for [x, h, 1], as old implementations have it; returns a dict."""
    W, ones = np.vstack([W_x, W_h, b]), np.ones((len(h0), 1), h0.dtype)
    h, c, kept = h0, c0, []
    for x in xs:
        z = np.hstack([x, h, ones])
        i, f, g, o = _gates(z @ W)
        kept.append((z, c, i, f, g, o))
        c = f * c + i * g
        h = o * np.tanh(c)
    dW, dh, dc = np.zeros_like(W), np.zeros_like(h0), np.zeros_like(c0)
    for d_h, (z, c_old, i, f, g, o) in zip(d_hs[::-1], kept[::-1], strict=True):
        dh = dh + d_h
        shown = np.tanh(f * c_old + i * g)
        dc = dc + dh * o * (1 - shown**2)
        da = np.hstack(
            [dc * g * i * (1 - i), dc * c_old * f * (1 - f), dc * i * (1 - g**2)]
            + [dh * shown * o * (1 - o)]
        )
        dW = dW + z.T @ da
        dh, dc = (da @ W.T)[:, len(W_x) : -1], dc * f
    n = len(W_x)
    return {"dW_x": dW[:n], "dW_h": dW[n:-1], "db": dW[-1], "dh0": dh, "dc0": dc}


def backward_torch(xs, h0, c0, W_x, W_h, b, d_hs):
    import torch

    module = torch.nn.LSTM(xs.shape[2], h0.shape[1], dtype=torch.as_tensor(xs).dtype)
    with torch.no_grad():
        for parameter, value in zip(module.parameters(), (W_x.T, W_h.T, b, 0 * b), strict=True):
            parameter.copy_(torch.tensor(value))
    h0, c0 = torch.tensor(h0, requires_grad=True), torch.tensor(c0, requires_grad=True)
    hs, _ = module(torch.tensor(xs), (h0[None], c0[None]))
    leaves = (module.weight_ih_l0, module.weight_hh_l0, module.bias_ih_l0, h0, c0)
    dW_x, dW_h, *rest = torch.autograd.grad(hs, leaves, torch.tensor(d_hs))
    return dW_x.T, dW_h.T, *rest


STYLES = {
    "lstm.backward_step": {
        "explicit loops": step_loops,
        "block by block": step_block_by_block,
        "torch autograd": step_torch,
    },
    "lstm.backward": {
        "stacked errors": backward_stacked,
        "recursive": backward_recursive,
        "one joined weight, as a dict": backward_joined,
        "torch.nn.LSTM": backward_torch,
    },
}
