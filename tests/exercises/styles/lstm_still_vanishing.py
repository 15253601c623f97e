"""Right answers in other styles, for book/lstm/still-vanishing."""

import math

import numpy as np

# --- lstm.cell_path -----------------------------------------------------------------------------


def path_cumulative_product(gates):
    _, forget, _, _ = np.split(gates, 4, axis=-1)
    return np.cumprod(forget[::-1], axis=0)


def path_explicit_loops(gates):
    T, B, width = gates.shape
    H = width // 4
    path = [[[1.0] * H for _ in range(B)] for _ in range(T)]
    for q in range(1, T + 1):
        for b in range(B):
            for j in range(H):
                for t in range(T - q, T):
                    path[q - 1][b][j] *= float(gates[t, b, H + j])
    return path


def path_logarithms(gates):
    T, B, width = gates.shape
    logs = np.log(gates.reshape(T, B, 4, width // 4)[:, :, 1])
    after = logs.sum(axis=0) - np.cumsum(logs, axis=0) + logs  # gates t ... T
    return np.exp(after[::-1])


def path_autograd(gates):
    """Run the cell with fixed gates and let torch send an error back."""
    import torch

    gates = torch.as_tensor(np.asarray(gates))
    i, f, g, _ = gates.chunk(4, dim=2)
    states = [torch.ones_like(f[0]).requires_grad_()]
    for t in range(len(gates)):
        states.append(f[t] * states[-1] + i[t] * g[t])
    return torch.stack(torch.autograd.grad(states[-1].sum(), states[-2::-1]))


# --- lstm.forget_bias ---------------------------------------------------------------------------


def bias_short(half_life):
    return -np.log(np.expm1(np.log(2) / half_life))


def bias_loops(half_life):
    return [-math.log(2 ** (1 / float(T)) - 1) for T in half_life]


def bias_bisection(half_life):
    low, high = np.full(len(half_life), -40.0), np.full(len(half_life), 40.0)
    for _ in range(80):
        middle = (low + high) / 2
        keeps = -half_life * np.logaddexp(0, -middle) >= np.log(0.5)
        low, high = np.where(keeps, low, middle), np.where(keeps, middle, high)
    return high


def bias_torch(half_life):
    import torch

    half_life = torch.as_tensor(np.asarray(half_life))
    return torch.logit(torch.exp2(-1 / half_life))


STYLES = {
    "lstm.cell_path": {
        "cumulative product": path_cumulative_product,
        "explicit loops, lists": path_explicit_loops,
        "sums of logarithms": path_logarithms,
        "torch with autograd": path_autograd,
    },
    "lstm.forget_bias": {
        "short form": bias_short,
        "explicit loops": bias_loops,
        "bisection": bias_bisection,
        "torch": bias_torch,
    },
}
