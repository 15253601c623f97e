"""Right answers in other styles, for the exercises of book/cec/abuse."""

import numpy as np


def stalled_loop(errors, window, least_fall):
    count = len(errors)
    if count < 2 * window:
        return False
    now = before = 0.0
    for k in range(window):
        now += errors[count - 1 - k]
        before += errors[count - 1 - window - k]
    return now > (1 - least_fall) * before


def stalled_reshape(errors, window, least_fall):
    if len(errors) // window < 2:
        return False
    before, now = np.asarray(errors)[-2 * window :].reshape(2, window).mean(axis=1)
    return 1 - now / before < least_fall


def stalled_torch(errors, window, least_fall):
    import torch

    errors = torch.as_tensor(errors)
    if errors.numel() < 2 * window:
        return torch.tensor(False)
    before, now = errors[-2 * window :].split(window)
    return now.mean() > (1 - least_fall) * before.mean()


def add_stack(W_x, W_h, w_x, w_into, w_out_of):
    grown_x = np.column_stack([W_x, w_x])
    grown_h = np.column_stack([np.vstack([W_h, w_out_of]), w_into])
    return grown_x, grown_h


def add_pad(W_x, W_h, w_x, w_into, w_out_of):
    grown_x = np.pad(W_x, ((0, 0), (0, 1)))
    grown_x[:, -1] += w_x
    grown_h = np.pad(W_h, ((0, 1), (0, 1)))
    grown_h[-1, :-1] += w_out_of
    grown_h[:, -1] += w_into
    return grown_x, grown_h


def add_block(W_x, W_h, w_x, w_into, w_out_of):
    corner = np.block([[W_h, w_into[:-1, None]], [w_out_of[None], w_into[-1:, None]]])
    return np.block([W_x, w_x[:, None]]), corner


def add_torch(W_x, W_h, w_x, w_into, w_out_of):
    import torch

    W_x, W_h, w_x, w_into, w_out_of = map(torch.as_tensor, (W_x, W_h, w_x, w_into, w_out_of))
    rows = torch.cat([W_h, w_out_of[None]], dim=0)
    return torch.cat([W_x, w_x[:, None]], 1), torch.cat([rows, w_into[:, None]], 1)


STYLES = {
    "cec.has_stalled": {
        "explicit loop": stalled_loop,
        "two rows": stalled_reshape,
        "torch": stalled_torch,
    },
    "cec.add_cell": {
        "stacks": add_stack,
        "padding": add_pad,
        "np.block": add_block,
        "torch": add_torch,
    },
}
