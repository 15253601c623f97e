"""Right answers in other styles, for the warm-up of book/how-to-use."""

import numpy as np


def affine_loops(x, W, b):
    rows = []
    for row in x:
        rows.append([b[k] + sum(row[i] * W[i, k] for i in range(len(row))) for k in range(len(b))])
    return rows


def affine_einsum(x, W, b):
    return np.einsum("bi,ik->bk", x, W) + b


def affine_concatenated(x, W, b):
    return np.hstack([x, np.ones((len(x), 1))]) @ np.vstack([W, b])


def affine_torch(x, W, b):
    import torch

    return torch.nn.functional.linear(torch.as_tensor(x), torch.as_tensor(W).T, torch.as_tensor(b))


STYLES = {
    "start.affine": {
        "explicit loops": affine_loops,
        "einsum": affine_einsum,
        "concatenated weights": affine_concatenated,
        "torch": affine_torch,
    }
}
