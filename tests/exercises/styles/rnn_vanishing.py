"""Right answers in other styles, for book/rnn/vanishing and book/rnn/small-gradient."""

import numpy as np

# --- rnn.jacobian -------------------------------------------------------------------------------


def jacobian_loops(h, W_h):
    J = np.empty_like(W_h)
    for i in range(len(h)):
        for j in range(len(h)):
            J[i, j] = (1 - h[i] ** 2) * W_h[j, i]
    return J


def jacobian_diagonal_matrix(h, W_h):
    return np.diag(1 - h * h) @ W_h.T


def jacobian_transposed_at_the_end(h, W_h):
    return (W_h * (1 - h**2)).T


def jacobian_autograd(h, W_h):
    import torch

    weights = torch.as_tensor(W_h)
    drive = torch.atanh(torch.as_tensor(h))  # the part of a_t that does not depend on the old state
    old = torch.zeros(len(h), dtype=weights.dtype)
    return torch.autograd.functional.jacobian(lambda v: torch.tanh(v @ weights + drive), old)


# --- rnn.error_flow -----------------------------------------------------------------------------


def flow_svd(states, W_h):
    J = np.eye(W_h.shape[0])
    norms = []
    for t in range(len(states) - 1, -1, -1):
        norms.append(np.linalg.svd(J, compute_uv=False)[0])
        J = J @ np.diag(1 - states[t] ** 2) @ W_h.T
    return norms


def flow_backward_rows(states, W_h):
    """Each row of d_h is one error signal that starts as a unit vector at h_T."""
    d_h = np.eye(W_h.shape[0])
    norms = [1.0]
    for t in range(len(states) - 1, 0, -1):
        d_h = (d_h * (1 - states[t] ** 2)) @ W_h.T
        norms.append(np.sqrt(np.linalg.eigvalsh(d_h @ d_h.T)[-1]))
    return np.array(norms)


def flow_torch(states, W_h):
    import torch

    states, W_h = torch.as_tensor(states), torch.as_tensor(W_h)
    J = torch.eye(len(W_h), dtype=W_h.dtype)
    norms = [torch.linalg.matrix_norm(J, 2)]
    for h in states[1:].flip(0):
        J = J @ ((1 - h**2)[:, None] * W_h.T)
        norms.append(torch.linalg.matrix_norm(J, 2))
    return torch.stack(norms)


# --- rnn.bound ----------------------------------------------------------------------------------


def bound_loops(W_h, q, f_max):
    largest = 0.0
    for i in range(W_h.shape[1]):
        largest = max(largest, sum(abs(W_h[j, i]) for j in range(W_h.shape[0])))
    bound = float(W_h.shape[0])
    for _ in range(q):
        bound *= f_max * largest
    return bound


def bound_norm_inf(W_h, q, f_max):
    return W_h.shape[0] * (f_max * np.linalg.norm(W_h.T, np.inf)) ** q


def bound_logarithms(W_h, q, f_max):
    return np.exp(np.log(len(W_h)) + q * np.log(f_max * np.linalg.norm(W_h, 1)))


# --- rnn.long_short_ratio -----------------------------------------------------------------------


def ratio_stacked_errors(states, W_h, d_h, k):
    """All error signals first, then one product of matrices per part."""
    deltas = []
    for h in states[:0:-1]:
        deltas.append(d_h * (1 - h**2))
        d_h = W_h @ deltas[-1]
    deltas = np.array(deltas[::-1])  # (T, H), row t - 1 is delta_t
    before = states[:-1]
    early = before[:k].T @ deltas[:k]
    recent = before[k:].T @ deltas[k:]
    return np.sqrt((early**2).sum() / (recent**2).sum())


def ratio_jacobians(states, W_h, d_h, k):
    """Jacobians of the late states, and einsum for the parts."""
    T = len(states) - 1
    signals = [d_h]
    for t in range(T, 1, -1):
        signals.insert(0, (np.diag(1 - states[t] ** 2) @ W_h.T).T @ signals[0])
    deltas = np.array(signals) * (1 - states[1:] ** 2)
    parts = np.einsum("ti,tj->tij", states[:-1], deltas)
    return np.linalg.norm(sum(parts[:k])) / np.linalg.norm(sum(parts[k:]))


def ratio_autograd(states, W_h, d_h, k):
    """One copy of W_h per step; the drive makes the net pass through the given states."""
    import torch

    states, W_h, d_h = (torch.as_tensor(array) for array in (states, W_h, d_h))
    copies = [W_h.clone().requires_grad_() for _ in range(len(states) - 1)]
    h = states[0]
    for t, weights in enumerate(copies, start=1):
        drive = torch.atanh(states[t]) - states[t - 1] @ W_h
        h = torch.tanh(h @ weights + drive)
    grads = torch.autograd.grad(h @ d_h, copies)
    return torch.linalg.norm(sum(grads[:k])) / torch.linalg.norm(sum(grads[k:]))


STYLES = {
    "rnn.jacobian": {
        "explicit loops": jacobian_loops,
        "diagonal matrix": jacobian_diagonal_matrix,
        "transposed at the end": jacobian_transposed_at_the_end,
        "torch autograd": jacobian_autograd,
    },
    "rnn.error_flow": {
        "singular values": flow_svd,
        "error signals as rows": flow_backward_rows,
        "torch": flow_torch,
    },
    "rnn.bound": {
        "explicit loops": bound_loops,
        "numpy's infinity norm": bound_norm_inf,
        "logarithms": bound_logarithms,
    },
    "rnn.long_short_ratio": {
        "all error signals first": ratio_stacked_errors,
        "Jacobians and einsum": ratio_jacobians,
        "torch autograd": ratio_autograd,
    },
}
