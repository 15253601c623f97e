"""Right answers of book/gru/merging in other styles."""

import numpy as np

# --- gru.step -----------------------------------------------------------------------------------


def step_loops(x, h, W_x, W_h, b, b_hn):
    hidden = h.shape[1]
    h_new = np.empty_like(h)
    for k in range(len(x)):
        from_x, from_h = x[k] @ W_x + b, h[k] @ W_h
        for j in range(hidden):
            r = 1 / (1 + np.exp(-from_x[j] - from_h[j]))
            z = 1 / (1 + np.exp(-from_x[hidden + j] - from_h[hidden + j]))
            n = np.tanh(from_x[2 * hidden + j] + r * (from_h[2 * hidden + j] + b_hn[j]))
            h_new[k, j] = n + z * (h[k, j] - n)
    return h_new


def step_einsum(x, h, W_x, W_h, b, b_hn):
    H = len(b_hn)
    from_x = np.einsum("bi,ikh->kbh", x, W_x.reshape(-1, 3, H)) + b.reshape(3, 1, H)
    from_h = np.einsum("bj,jkh->kbh", h, W_h.reshape(-1, 3, H))
    r, z = 0.5 + 0.5 * np.tanh((from_x[:2] + from_h[:2]) / 2)
    n = np.tanh(from_x[2] + r * (from_h[2] + b_hn))
    return np.einsum("kbh,kbh->bh", np.stack([z, 1 - z]), np.stack([h, n]))


def step_columns(x, h, W_x, W_h, b, b_hn):
    """Sequences as columns, weights from the left, as in PyTorch's arrays."""
    W_xr, W_xz, W_xn = np.split(W_x.T, 3)
    W_hr, W_hz, W_hn = np.split(W_h.T, 3)
    b_r, b_z, b_n = np.split(b[:, None], 3)
    r = 1 / (1 + np.exp(-(W_xr @ x.T + W_hr @ h.T + b_r)))
    write = 1 / (1 + np.exp(W_xz @ x.T + W_hz @ h.T + b_z))  # 1 - z
    n = np.tanh(W_xn @ x.T + b_n + r * (W_hn @ h.T + b_hn[:, None]))
    return (h.T + write * (n - h.T)).T


def step_with_the_cell(x, h, W_x, W_h, b, b_hn):
    from lstmcourse.cells import gru

    params = gru.Params(W_x, W_h, b, b_hn, gru.Convention("after", "keep"))
    return gru.step(params, x, h)[0]


def step_torch(x, h, W_x, W_h, b, b_hn):
    """PyTorch's own cell."""
    import torch

    cell = torch.nn.GRUCell(x.shape[1], h.shape[1], dtype=torch.float64)
    inside = np.concatenate([np.zeros(2 * len(b_hn)), b_hn])
    arrays = {"weight_ih": W_x.T, "weight_hh": W_h.T, "bias_ih": b, "bias_hh": inside}
    cell.load_state_dict({name: torch.tensor(array) for name, array in arrays.items()})
    return cell(torch.tensor(x), torch.tensor(h)).detach()


STYLES = {
    "gru.step": {
        "explicit loops": step_loops,
        "einsum": step_einsum,
        "columns": step_columns,
        "the cell of the course": step_with_the_cell,
        "torch": step_torch,
    },
}
