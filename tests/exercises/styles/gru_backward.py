"""Right answers in other styles, for the exercises of book/gru/backward."""

import numpy as np

# --- gru.backward_step --------------------------------------------------------------------------


def _sigmoid(a):
    return 0.5 * (1 + np.tanh(a / 2))


def step_block_by_block(x_part, h_prev, W_h, b_hn, dh):
    """One product for each gate."""
    (x_r, x_z, x_n), (W_r, W_z, W_n) = np.split(x_part, 3, axis=1), np.split(W_h, 3, axis=1)
    r, z = _sigmoid(x_r + h_prev @ W_r), _sigmoid(x_z + h_prev @ W_z)
    inner = h_prev @ W_n + b_hn
    n = np.tanh(x_n + r * inner)
    d_n = (dh - dh * z) * (1 - n) * (1 + n)
    d_inner = d_n * r
    d_r, d_z = d_n * inner * (r - r * r), dh * (h_prev - n) * (z - z * z)
    back = np.einsum("bk,jk->bj", d_r, W_r) + np.einsum("bk,jk->bj", d_z, W_z)
    back = back + np.einsum("bk,jk->bj", d_inner, W_n) + z * dh
    dW_h = np.hstack([np.einsum("bj,bk->jk", h_prev, d) for d in (d_r, d_z, d_inner)])
    return np.hstack([d_r, d_z, d_n]), back, dW_h, np.einsum("bk->k", d_inner)


def step_loops(x_part, h_prev, W_h, b_hn, dh):
    """Sequence by sequence and unit by unit, in columns."""
    B, H = dh.shape
    da, dh_prev = np.zeros_like(x_part), np.zeros_like(h_prev)
    dW_h, db_hn = np.zeros_like(W_h), np.zeros_like(b_hn)
    for s in range(B):
        product = W_h.T @ h_prev[s]
        to_h = np.zeros_like(product)
        for u in range(H):
            r = _sigmoid(x_part[s, u] + product[u])
            z = _sigmoid(x_part[s, H + u] + product[H + u])
            inner = product[2 * H + u] + b_hn[u]
            n = np.tanh(x_part[s, 2 * H + u] + r * inner)
            d_n = dh[s, u] * (1 - z) * (1 - n * n)
            d_z = dh[s, u] * (h_prev[s, u] - n) * z * (1 - z)
            d_r = d_n * inner * r * (1 - r)
            da[s, [u, H + u, 2 * H + u]] = d_r, d_z, d_n
            to_h[[u, H + u, 2 * H + u]] = d_r, d_z, d_n * r
            dh_prev[s, u] = dh[s, u] * z
            db_hn[u] += d_n * r
        dh_prev[s] += W_h @ to_h
        dW_h += np.outer(h_prev[s], to_h)
    return da, dh_prev, dW_h, db_hn


def step_torch(x_part, h_prev, W_h, b_hn, dh):
    import torch

    leaves = [torch.tensor(v, requires_grad=True) for v in (x_part, h_prev, W_h, b_hn)]
    x_part, h_prev, W_h, b_hn = leaves
    (x_r, x_z, x_n), (h_r, h_z, h_n) = x_part.chunk(3, 1), (h_prev @ W_h).chunk(3, 1)
    r, z = torch.sigmoid(x_r + h_r), torch.sigmoid(x_z + h_z)
    n = torch.tanh(x_n + r * (h_n + b_hn))
    return torch.autograd.grad((1 - z) * n + z * h_prev, leaves, torch.tensor(dh))


# --- gru.backward -------------------------------------------------------------------------------


def _one_step(x, h, W_x, W_h, b):
    (a_r, a_z, a_n), (W_r, W_z, W_n) = np.split(x @ W_x + b, 3, -1), np.split(W_h, 3, -1)
    r, z = _sigmoid(a_r + h @ W_r), _sigmoid(a_z + h @ W_z)
    return r, z, np.tanh(a_n + (r * h) @ W_n)


def _one_back(dh, h, r, z, n, W_h):
    """Errors at the pre-activations, and at h."""
    W_r, W_z, W_n = np.split(W_h, 3, -1)
    d_n, d_z = dh * (1 - z) * (1 - n * n), dh * (h - n) * z * (1 - z)
    product = d_n @ W_n.T
    d_r = product * h * r * (1 - r)
    return np.hstack([d_r, d_z, d_n]), z * dh + r * product + d_r @ W_r.T + d_z @ W_z.T


def backward_stacked(xs, h0, W_x, W_h, b, d_hs):
    """All errors first, then one product for each weight."""
    hs, kept = [h0], []
    for x in xs:
        r, z, n = now = _one_step(x, hs[-1], W_x, W_h, b)
        kept.append(now)
        hs.append(n + z * (hs[-1] - n))
    das, back = [None] * len(xs), np.zeros_like(h0)
    for t in range(len(xs) - 1, -1, -1):
        das[t], back = _one_back(d_hs[t] + back, hs[t], *kept[t], W_h)
    das, old = np.array(das), np.array(hs[:-1])
    reset = np.array([now[0] for now in kept]) * old
    H = h0.shape[1]
    dW_h = np.concatenate(
        [
            np.einsum("tbj,tbk->jk", old, das[..., : 2 * H]),
            np.einsum("tbj,tbk->jk", reset, das[..., 2 * H :]),
        ],
        axis=1,
    )
    return np.einsum("tbi,tbk->ik", xs, das), dW_h, das.sum((0, 1)), back


def backward_recursive(xs, h0, W_x, W_h, b, d_hs):
    """The gradients of the rest of the sequence, then those of the first step."""
    if len(xs) == 0:
        return 0 * W_x, 0 * W_h, 0 * b, 0 * h0
    r, z, n = _one_step(xs[0], h0, W_x, W_h, b)
    rest = backward_recursive(xs[1:], (1 - z) * n + z * h0, W_x, W_h, b, d_hs[1:])
    da, back = _one_back(d_hs[0] + rest[3], h0, r, z, n, W_h)
    H = h0.shape[1]
    own = np.hstack([h0.T @ da[:, : 2 * H], (r * h0).T @ da[:, 2 * H :]])
    return rest[0] + xs[0].T @ da, rest[1] + own, rest[2] + da.sum(0), back


def backward_torch(xs, h0, W_x, W_h, b, d_hs):
    import torch

    leaves = [torch.tensor(v, requires_grad=True) for v in (W_x, W_h, b, h0)]
    W_x, W_h, b, h = leaves
    W_r, W_z, W_n = W_h.chunk(3, 1)
    total = 0.0
    for x, d_h in zip(torch.tensor(xs), torch.tensor(d_hs), strict=True):
        a_r, a_z, a_n = (x @ W_x + b).chunk(3, 1)
        r, z = torch.sigmoid(a_r + h @ W_r), torch.sigmoid(a_z + h @ W_z)
        h = (1 - z) * torch.tanh(a_n + (r * h) @ W_n) + z * h
        total = total + (d_h * h).sum()
    return torch.autograd.grad(total, leaves)


STYLES = {
    "gru.backward_step": {
        "block by block": step_block_by_block,
        "explicit loops": step_loops,
        "torch autograd": step_torch,
    },
    "gru.backward": {
        "stacked errors": backward_stacked,
        "recursive": backward_recursive,
        "torch autograd": backward_torch,
    },
}
