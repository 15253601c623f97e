"""Right answers in other styles, for book/cec/constant-error."""

import numpy as np

# --- cec.error_left -----------------------------------------------------------------------------


def left_loops(w, a, y0, xs):
    T, H = xs.shape
    left = np.ones((T + 1, H))
    for i in range(H):
        y = y0[i]
        nets = []
        for t in range(T):
            nets.append(w[i] * y + xs[t, i])
            y = a[i] * np.tanh(nets[-1] / (a[i] * w[i]))
        for q in range(1, T + 1):
            scaled = nets[T - q] / (a[i] * w[i])
            left[q, i] = left[q - 1, i] / np.cosh(scaled) ** 2
    return left


def left_rescaled_unit(w, a, y0, xs):
    """v = y / a is a plain tanh unit with weight 1 and inputs x / (a w)."""
    v, factors = y0 / a, []
    for x in xs / (a * w):
        v = np.tanh(v + x)
        factors.insert(0, 1 - v * v)
    return np.cumprod(np.array([np.ones_like(v), *factors]), axis=0)


def left_autograd(w, a, y0, xs):
    import torch

    w, a, y0, xs = (torch.as_tensor(array) for array in (w, a, y0, xs))
    ys = [y0.clone().requires_grad_()]
    for x in xs:
        ys.append(a * torch.tanh((w * ys[-1] + x) / (a * w)))
    return torch.stack(torch.autograd.grad(ys[-1].sum(), ys[::-1]))


# --- cec.carousel -------------------------------------------------------------------------------


def carousel_cumsum(s0, us, d_ss):
    ss = s0 + np.cumsum(us, axis=0)
    d_us = np.flip(np.cumsum(np.flip(d_ss, axis=0), axis=0), axis=0)
    return ss, d_us, d_us[0]


def carousel_triangle(s0, us, d_ss):
    """Forward a lower triangle of ones, backward its transpose."""
    ones = np.tril(np.ones((len(us), len(us))))
    ss = s0 + np.einsum("tu,ubh->tbh", ones, us)
    return ss, np.einsum("ut,ubh->tbh", ones, d_ss), d_ss.sum(axis=0)


def carousel_autograd(s0, us, d_ss):
    import torch

    s0 = torch.as_tensor(s0).clone().requires_grad_()
    us = torch.as_tensor(us).clone().requires_grad_()
    ss = s0 + us.cumsum(dim=0)
    d_us, d_s0 = torch.autograd.grad(ss, (us, s0), torch.as_tensor(d_ss))
    return ss.detach(), d_us, d_s0


STYLES = {
    "cec.error_left": {
        "explicit loops": left_loops,
        "a plain tanh unit in other units": left_rescaled_unit,
        "torch autograd": left_autograd,
    },
    "cec.carousel": {
        "cumulative sums": carousel_cumsum,
        "triangle of ones": carousel_triangle,
        "torch autograd": carousel_autograd,
    },
}
