"""Right answers in other styles, for book/cec/drift."""

import math

import numpy as np

# --- cec.drift ----------------------------------------------------------------------------------


def drift_cumulative_sum(net_c, net_in, s0):
    written = 0.5 * (1 + np.tanh(net_in / 2)) * 2 * np.tanh(net_c / 2)
    states = s0 + np.cumsum(written, axis=0)
    return states, 0.5 / np.cosh(states / 2) ** 2


def drift_explicit_loops(net_c, net_in, s0):
    T, B = net_c.shape
    states = [[0.0] * B for _ in range(T)]
    slopes = [[0.0] * B for _ in range(T)]
    for i in range(B):
        s = float(s0[i])
        for t in range(T):
            g = 4 / (1 + math.exp(-net_c[t, i])) - 2
            s += g / (1 + math.exp(-net_in[t, i]))
            far = math.exp(-abs(s))
            states[t][i] = s
            slopes[t][i] = 2 * far / (1 + far) ** 2
    return states, slopes


def drift_package(net_c, net_in, s0):
    from lstmcourse.cells.lstm1997 import SQUASHES

    f, g, h = (SQUASHES[name] for name in ("[0, 1]", "[-2, 2]", "[-1, 1]"))
    states = s0 + np.cumsum(f.value(net_in) * g.value(net_c), axis=0)
    return {"states": states, "slopes": h.slope(h.value(states))}


def drift_autograd(net_c, net_in, s0):
    import torch

    net_c, net_in, s0 = (torch.as_tensor(np.asarray(a)) for a in (net_c, net_in, s0))
    states = s0 + torch.cumsum(torch.sigmoid(net_in) * (4 * torch.sigmoid(net_c) - 2), dim=0)
    states = states.detach().requires_grad_()
    (2 * torch.sigmoid(states) - 1).sum().backward()
    return states.detach(), states.grad


# --- cec.bias_for -------------------------------------------------------------------------------


def bias_inverse_tanh(slope, net_c, T):
    s_max = 2 * np.arctanh(np.sqrt(1 - 2 * slope))
    y_in = s_max / T / np.abs(4 / (1 + np.exp(-net_c)) - 2)
    return 2 * np.arctanh(2 * y_in - 1)


def bias_loops(slope, net_c, T):
    h = math.sqrt(1 - 2 * slope)
    biases = []
    for net in net_c:
        per_step = 2 * math.tanh(abs(float(net)) / 2)
        biases.append(-math.log(T * per_step / (2 * math.atanh(h)) - 1))
    return biases


def bias_bisection(slope, net_c, T):
    """No inverse at all: halve an interval of biases until it is a point."""
    low, high = np.full(len(net_c), -30.0), np.full(len(net_c), 30.0)
    for _ in range(80):
        middle = (low + high) / 2
        s = T * 2 * np.tanh(net_c / 2) / (1 + np.exp(-middle))
        steep = 0.5 / np.cosh(s / 2) ** 2 >= slope
        low, high = np.where(steep, middle, low), np.where(steep, high, middle)
    return low


def bias_torch(slope, net_c, T):
    import torch

    net_c = torch.as_tensor(np.asarray(net_c))
    slope = torch.tensor(slope, dtype=net_c.dtype)
    s_max = 2 * torch.atanh(torch.sqrt(1 - 2 * slope))
    return torch.logit(s_max / (T * (2 * torch.tanh(net_c / 2)).abs()))


STYLES = {
    "cec.drift": {
        "cumulative sum, cosh": drift_cumulative_sum,
        "explicit loops, lists": drift_explicit_loops,
        "functions of the package": drift_package,
        "torch with autograd": drift_autograd,
    },
    "cec.bias_for": {
        "inverse tanh": bias_inverse_tanh,
        "explicit loops": bias_loops,
        "bisection": bias_bisection,
        "torch": bias_torch,
    },
}
