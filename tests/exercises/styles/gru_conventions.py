"""Right answers of book/gru/conventions in other styles."""

import numpy as np

# --- gru.switch_update --------------------------------------------------------------------------


def switch_blocks(W_x, W_h, b):
    results = []
    for array in (W_x, W_h, b):
        r, z, n = np.split(array, 3, axis=-1)
        results.append(np.concatenate([r, -z, n], axis=-1))
    return results


def switch_in_place(W_x, W_h, b):
    H = W_h.shape[0]
    W_x, W_h, b = W_x.copy(), W_h.copy(), b.copy()
    W_x[:, H : 2 * H] *= -1
    W_h[:, H : 2 * H] *= -1
    b[H : 2 * H] *= -1
    return W_x, W_h, b


def switch_with_the_package(W_x, W_h, b):
    from lstmcourse.cells import gru
    from lstmcourse.interop import gru_with_update

    params = gru.Params(W_x, W_h, b, np.zeros(len(W_h)), gru.Convention("after", "keep"))
    return gru_with_update(params, "write")[:3]


# --- gru.reset_before ---------------------------------------------------------------------------


def before_loops(x, h, W_x, W_h):
    hidden = h.shape[1]
    h_new = np.empty_like(h)
    for k in range(len(x)):
        from_x, from_h = x[k] @ W_x, h[k] @ W_h
        z = 1 / (1 + np.exp(-from_x[:hidden] - from_h[:hidden]))
        r = 1 / (1 + np.exp(-from_x[hidden : 2 * hidden] - from_h[hidden : 2 * hidden]))
        for i in range(hidden):
            heard = sum(r[j] * h[k, j] * W_h[j, 2 * hidden + i] for j in range(hidden))
            n = np.tanh(from_x[2 * hidden + i] + heard)
            h_new[k, i] = h[k, i] + z[i] * (n - h[k, i])
    return h_new


def before_einsum(x, h, W_x, W_h):
    H = h.shape[1]
    W_x, W_h = W_x.reshape(-1, 3, H), W_h.reshape(-1, 3, H)
    from_x = np.einsum("bi,ikh->kbh", x, W_x)
    z, r = 0.5 + 0.5 * np.tanh((from_x[:2] + np.einsum("bj,jkh->kbh", h, W_h[:, :2])) / 2)
    n = np.tanh(from_x[2] + np.einsum("bj,bj,jh->bh", r, h, W_h[:, 2]))
    return (1 - z) * h + z * n


def before_with_the_package(x, h, W_x, W_h):
    from lstmcourse.cells import gru
    from lstmcourse.interop import from_book

    return gru.step(from_book([W_x, W_h]), x, h)[0]


def before_torch(x, h, W_x, W_h):
    import torch

    x, h, W_x, W_h = map(torch.as_tensor, (x, h, W_x, W_h))
    H = h.shape[1]
    gates = torch.sigmoid(x @ W_x[:, : 2 * H] + h @ W_h[:, : 2 * H])
    z, r = gates[:, :H], gates[:, H:]
    return torch.lerp(h, torch.tanh(x @ W_x[:, 2 * H :] + (r * h) @ W_h[:, 2 * H :]), z)


STYLES = {
    "gru.switch_update": {
        "block by block": switch_blocks,
        "copies in place": switch_in_place,
        "the package": switch_with_the_package,
    },
    "gru.reset_before": {
        "explicit loops": before_loops,
        "einsum": before_einsum,
        "the package": before_with_the_package,
        "torch": before_torch,
    },
}
