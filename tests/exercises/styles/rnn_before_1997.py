"""Right answers in other styles, for the exercises of book/rnn/before-1997, rtrl, guessing."""

import numpy as np


def delay_loops(xs, k):
    steps, batch, size = xs.shape
    windows = np.zeros((steps, batch, k * size))
    for t in range(steps):
        for d in range(k):
            for i in range(size):
                if t - d >= 0:
                    windows[t, :, d * size + i] = xs[t - d, :, i]
    return windows


def delay_padded(xs, k):
    padded = np.concatenate([np.zeros((k - 1, *xs.shape[1:])), xs])
    return np.concatenate([padded[k - 1 - d : k - 1 - d + len(xs)] for d in range(k)], axis=2)


def delay_list_of_windows(xs, k):
    zeros = np.zeros_like(xs[0])
    rows = []
    for t in range(len(xs)):
        rows.append(np.hstack([xs[t - d] if t >= d else zeros for d in range(k)]))
    return np.array(rows)


def delay_torch(xs, k):
    import torch

    xs = torch.as_tensor(xs)
    padded = torch.cat([torch.zeros(k - 1, *xs.shape[1:], dtype=xs.dtype), xs])
    # unfold puts the window on the last axis, oldest first
    return padded.unfold(0, k, 1).flip(-1).permute(0, 1, 3, 2).flatten(2)


def leaky_shares(xs, h0, tau):
    hs = np.empty_like(xs)
    keep = 1 - 1 / tau
    for t in range(len(xs)):
        old = h0 if t == 0 else hs[t - 1]
        hs[t] = keep * old + (1 - keep) * xs[t]
    return hs


def leaky_impulse_response(xs, h0, tau):
    keep = 1 - 1 / tau
    hs = []
    for t in range(len(xs)):
        total = keep ** (t + 1) * h0
        for q in range(t + 1):
            total = total + keep**q / tau * xs[t - q]
        hs.append(total)
    return np.array(hs)


def leaky_torch(xs, h0, tau):
    import torch

    xs, h, tau = map(torch.as_tensor, (xs, h0, tau))
    hs = []
    for x in xs:
        h = torch.lerp(h, x, (1 / tau).expand_as(h))
        hs.append(h)
    return torch.stack(hs)


def rtrl_loops(x, h, M, W_x, W_h, b):
    n = len(h)
    h_next = np.tanh(W_x.T @ x + W_h.T @ h + b)
    M_next = np.zeros((n, n, n))
    for i in range(n):
        for j in range(n):
            for k in range(n):
                total = sum(W_h[m, i] * M[m, j, k] for m in range(n))
                if i == k:
                    total += h[j]
                M_next[i, j, k] = (1 - h_next[i] ** 2) * total
    return h_next, M_next


def rtrl_matrix(x, h, M, W_x, W_h, b):
    n = len(h)
    h_next = np.tanh(x @ W_x + h @ W_h + b)
    at_once = np.kron(h, np.eye(n))  # (n, n * n): entry [i, j n + k] is h[j] if i = k
    flat = np.diag(1 - h_next**2) @ (W_h.T @ M.reshape(n, n * n) + at_once)
    return h_next, flat.reshape(n, n, n)


def rtrl_broadcast(x, h, M, W_x, W_h, b):
    h_next = np.tanh(x @ W_x + h @ W_h + b)
    d_a = np.tensordot(W_h, M, axes=(0, 0)) + np.eye(len(h))[:, None, :] * h[None, :, None]
    return h_next, (1 - h_next**2)[:, None, None] * d_a


def rtrl_torch(x, h, M, W_x, W_h, b):
    """Let autograd differentiate one step, by the old state and by W_h, and chain the two."""
    import torch

    x, h, M, W_x, W_h, b = map(torch.as_tensor, (x, h, M, W_x, W_h, b))

    def step(h, W_h):
        return torch.tanh(x @ W_x + h @ W_h + b)

    by_state, by_weight = torch.autograd.functional.jacobian(step, (h, W_h))
    return step(h, W_h), torch.einsum("il,ljk->ijk", by_state, M) + by_weight


def guess_loops(candidates, xs, labels):
    for index, (w_x, w_h, b) in enumerate(candidates):
        for sequence, label in zip(xs.T, labels, strict=True):
            h = 0.0
            for x in sequence:
                h = np.tanh(w_x * x + w_h * h + b)
            if h * label <= 0:
                break
        else:
            return index
    return -1


def guess_flatnonzero(candidates, xs, labels):
    h = np.zeros((len(candidates), len(labels)))
    for x in xs:
        h = np.tanh(np.outer(candidates[:, 0], x) + candidates[:, 1:2] * h + candidates[:, 2:])
    wrong = ((h > 0) != (labels > 0)).sum(axis=1)
    solved = np.flatnonzero(wrong == 0)
    return solved[0] if solved.size else -1


def guess_torch(candidates, xs, labels):
    import torch

    candidates, xs, labels = map(torch.as_tensor, (candidates, xs, labels))
    w_x, w_h, b = candidates.split(1, dim=1)
    h = torch.zeros(len(candidates), len(labels), dtype=candidates.dtype)
    for x in xs:
        h = torch.tanh(w_x * x + w_h * h + b)
    solves = (h.sign() == labels).all(dim=1).nonzero()
    return solves[0, 0] if len(solves) else torch.tensor(-1)


STYLES = {
    "rnn.delay_line": {
        "explicit loops": delay_loops,
        "padded slices": delay_padded,
        "one window at a time": delay_list_of_windows,
        "torch unfold": delay_torch,
    },
    "rnn.leaky": {
        "two shares": leaky_shares,
        "impulse response": leaky_impulse_response,
        "torch lerp": leaky_torch,
    },
    "rnn.rtrl_step": {
        "explicit loops": rtrl_loops,
        "matrices": rtrl_matrix,
        "broadcasting": rtrl_broadcast,
        "torch jacobian": rtrl_torch,
    },
    "rnn.guess": {
        "explicit loops": guess_loops,
        "outer products": guess_flatnonzero,
        "torch": guess_torch,
    },
}
