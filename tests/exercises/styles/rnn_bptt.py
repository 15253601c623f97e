"""Right answers in other styles, for the exercises of book/rnn/bptt."""

import numpy as np

# --- rnn.step -----------------------------------------------------------------------------------


def step_loops(x, h, W_x, W_h, b):
    out = np.empty_like(h)
    for n in range(h.shape[0]):
        for j in range(h.shape[1]):
            total = b[j]
            for i in range(x.shape[1]):
                total += x[n, i] * W_x[i, j]
            for k in range(h.shape[1]):
                total += h[n, k] * W_h[k, j]
            out[n, j] = np.tanh(total)
    return out


def step_einsum(x, h, W_x, W_h, b):
    return np.tanh(np.einsum("bi,ih->bh", x, W_x) + np.einsum("bk,kh->bh", h, W_h) + b)


def step_concatenated(x, h, W_x, W_h, b):
    return np.tanh(np.hstack([x, h]) @ np.vstack([W_x, W_h]) + b)


def step_torch(x, h, W_x, W_h, b):
    import torch

    x, h, W_x, W_h, b = map(torch.as_tensor, (x, h, W_x, W_h, b))
    return torch.tanh(x @ W_x + h @ W_h + b)


# --- rnn.forward --------------------------------------------------------------------------------


def forward_preallocated(xs, h0, W_x, W_h, b):
    hs = np.empty((len(xs), *h0.shape), dtype=h0.dtype)
    for t in range(len(xs)):
        before = h0 if t == 0 else hs[t - 1]
        hs[t] = np.tanh(xs[t] @ W_x + before @ W_h + b)
    return hs


def forward_hoisted(xs, h0, W_x, W_h, b):
    """All input products first, as lstmcourse.cells.rnn does."""
    projected = xs @ W_x + b
    states = [h0]
    for a in projected:
        states.append(np.tanh(a + states[-1] @ W_h))
    return np.array(states[1:])


def forward_recursive(xs, h0, W_x, W_h, b):
    """Write h_T in terms of h_{T-1}, down to h0."""
    if len(xs) == 0:
        return np.empty((0, *h0.shape), dtype=h0.dtype)
    earlier = forward_recursive(xs[:-1], h0, W_x, W_h, b)
    before = earlier[-1] if len(earlier) else h0
    last = np.tanh(xs[-1] @ W_x + before @ W_h + b)
    return np.concatenate([earlier, last[None]])


def forward_torch(xs, h0, W_x, W_h, b):
    import torch

    cell = torch.nn.RNN(xs.shape[2], h0.shape[1], dtype=torch.as_tensor(xs).dtype)
    weights = (W_x.T, W_h.T, b, 0 * b)
    with torch.no_grad():
        for parameter, value in zip(cell.parameters(), weights, strict=True):
            parameter.copy_(torch.as_tensor(value))
        return cell(torch.as_tensor(xs), torch.as_tensor(h0)[None])[0]


# --- rnn.backward_step --------------------------------------------------------------------------


def backward_step_einsum(x, h, W_x, W_h, b, dh):
    new = step_einsum(x, h, W_x, W_h, b)
    da = np.einsum("bh,bh->bh", dh, 1 - new * new)
    return (
        np.einsum("bi,bh->ih", x, da),
        np.einsum("bj,bh->jh", h, da),
        np.einsum("bh->h", da),
        np.einsum("bh,ih->bi", da, W_x),
        np.einsum("bh,jh->bj", da, W_h),
    )


def backward_step_columns(x, h, W_x, W_h, b, dh):
    """One sequence at a time, with column vectors as in the text of the page."""
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    dx, dh_old = np.empty_like(x), np.empty_like(h)
    for n in range(len(x)):
        a = W_x.T @ x[n] + W_h.T @ h[n] + b
        delta = dh[n] / np.cosh(a) ** 2
        dW_x = dW_x + np.outer(x[n], delta)
        dW_h = dW_h + np.outer(h[n], delta)
        db = db + delta
        dx[n] = W_x @ delta
        dh_old[n] = W_h @ delta
    return dW_x, dW_h, db, dx, dh_old


def backward_step_torch(x, h, W_x, W_h, b, dh):
    import torch

    leaves = [torch.tensor(v, requires_grad=True) for v in (W_x, W_h, b, x, h)]
    W_x, W_h, b, x, h = leaves
    new = torch.tanh(x @ W_x + h @ W_h + b)
    return torch.autograd.grad(new, leaves, torch.as_tensor(dh))


# --- rnn.bptt -----------------------------------------------------------------------------------


def bptt_stacked(xs, h0, W_x, W_h, b, d_hs):
    """Collect all error signals first; one product then sums over time and sequences."""
    states = np.concatenate([h0[None], forward_hoisted(xs, h0, W_x, W_h, b)])
    d_as = np.empty_like(d_hs)
    back = np.zeros_like(h0)
    for t in range(len(xs) - 1, -1, -1):
        d_as[t] = (d_hs[t] + back) * (1 - states[t + 1] ** 2)
        back = d_as[t] @ W_h.T
    flat = d_as.reshape(-1, d_as.shape[-1])
    dW_x = xs.reshape(-1, xs.shape[-1]).T @ flat
    dW_h = states[:-1].reshape(-1, h0.shape[-1]).T @ flat
    return dW_x, dW_h, flat.sum(axis=0), back


def bptt_by_steps(xs, h0, W_x, W_h, b, d_hs):
    """Add up the results of the exercise before it."""
    states = [h0, *forward_hoisted(xs, h0, W_x, W_h, b)]
    total = [np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)]
    back = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        *grads, _, back = backward_step_einsum(xs[t], states[t], W_x, W_h, b, d_hs[t] + back)
        total = [sum_ + grad for sum_, grad in zip(total, grads, strict=True)]
    return {"dW_x": total[0], "dW_h": total[1], "db": total[2], "dh0": back}


def bptt_forward_in_time(xs, h0, W_x, W_h, b, d_hs):
    """Real-time recurrent learning: the same gradient without going back."""
    batch, hidden = h0.shape
    rows = W_x.shape[0] + hidden + 1
    sensitivity = np.zeros((batch, hidden, rows, hidden), h0.dtype)
    to_h0 = np.tile(np.eye(hidden, dtype=h0.dtype), (batch, 1, 1))
    d_theta, dh0 = np.zeros((rows, hidden), h0.dtype), np.zeros_like(h0)
    h, units = h0, np.arange(hidden)
    for x, d_h in zip(xs, d_hs, strict=True):
        z = np.concatenate([x, h, np.ones((batch, 1), h0.dtype)], axis=1)
        h = np.tanh(z @ np.concatenate([W_x, W_h, b[None]]))
        sensitivity = np.einsum("ji,bjmk->bimk", W_h, sensitivity)
        sensitivity[:, units, :, units] += z
        sensitivity = sensitivity * (1 - h**2)[:, :, None, None]
        to_h0 = (1 - h**2)[:, :, None] * (W_h.T @ to_h0)
        d_theta = d_theta + np.einsum("bi,bimk->mk", d_h, sensitivity)
        dh0 = dh0 + np.einsum("bi,bij->bj", d_h, to_h0)
    dW_x, dW_h, db = np.split(d_theta, [len(W_x), len(W_x) + hidden])
    return dW_x, dW_h, db[0], dh0


def bptt_torch(xs, h0, W_x, W_h, b, d_hs):
    import torch

    leaves = [torch.tensor(v, requires_grad=True) for v in (W_x, W_h, b, h0)]
    W_x, W_h, b, h = leaves
    total = 0.0
    for x, d_h in zip(torch.as_tensor(xs), torch.as_tensor(d_hs), strict=True):
        h = torch.tanh(x @ W_x + h @ W_h + b)
        total = total + (d_h * h).sum()
    return torch.autograd.grad(total, leaves)


# --- rnn.truncated ------------------------------------------------------------------------------


def truncated_by_windows(xs, h0, W_x, W_h, b, d_hs, window):
    """Full BPTT on each window alone, the state handed on."""
    total = [np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)]
    h = h0
    for start in range(0, len(xs), window):
        piece, errors = xs[start : start + window], d_hs[start : start + window]
        grads = bptt_stacked(piece, h, W_x, W_h, b, errors)[:3]
        total = [sum_ + grad for sum_, grad in zip(total, grads, strict=True)]
        h = forward_hoisted(piece, h, W_x, W_h, b)[-1]
    return tuple(total)


def truncated_masked(xs, h0, W_x, W_h, b, d_hs, window):
    """Multiply what comes back by 0 at an edge and by 1 elsewhere."""
    states = [h0, *forward_hoisted(xs, h0, W_x, W_h, b)]
    dW_x, dW_h, db, back = 0, 0, 0, np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        same_window = t // window == (t + 1) // window
        da = (d_hs[t] + same_window * back) * (1 - states[t + 1] ** 2)
        dW_x, dW_h, db = dW_x + xs[t].T @ da, dW_h + states[t].T @ da, db + da.sum(0)
        back = da @ W_h.T
    return dW_x, dW_h, db


def truncated_torch(xs, h0, W_x, W_h, b, d_hs, window):
    """Detach the state at every edge, as a PyTorch training loop does."""
    import torch

    leaves = [torch.tensor(v, requires_grad=True) for v in (W_x, W_h, b)]
    W_x, W_h, b = leaves
    h, total = torch.as_tensor(h0), 0.0
    steps = zip(torch.as_tensor(xs), torch.as_tensor(d_hs), strict=True)
    for t, (x, d_h) in enumerate(steps):
        h = torch.tanh(x @ W_x + (h.detach() if t % window == 0 else h) @ W_h + b)
        total = total + (d_h * h).sum()
    return torch.autograd.grad(total, leaves)


STYLES = {
    "rnn.step": {
        "explicit loops": step_loops,
        "einsum": step_einsum,
        "concatenated weights": step_concatenated,
        "torch": step_torch,
    },
    "rnn.forward": {
        "preallocated": forward_preallocated,
        "input products first": forward_hoisted,
        "recursive": forward_recursive,
        "torch.nn.RNN": forward_torch,
    },
    "rnn.backward_step": {
        "einsum": backward_step_einsum,
        "columns, one sequence at a time": backward_step_columns,
        "torch autograd": backward_step_torch,
    },
    "rnn.bptt": {
        "stacked error signals": bptt_stacked,
        "step by step, as a dict": bptt_by_steps,
        "forward in time (RTRL)": bptt_forward_in_time,
        "torch autograd": bptt_torch,
    },
    "rnn.truncated": {
        "window by window": truncated_by_windows,
        "masked": truncated_masked,
        "torch with detach": truncated_torch,
    },
}
