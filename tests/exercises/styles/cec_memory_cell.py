"""Right answers of book/cec/memory-cell in other styles."""

import numpy as np

# --- cec.block_step -----------------------------------------------------------------------------


def step_loops(net_in, net_out, net_c, s):
    h, s_new = np.empty_like(s), np.empty_like(s)
    for n in range(s.shape[0]):
        y_in = 1 / (1 + np.exp(-net_in[n]))
        y_out = 1 / (1 + np.exp(-net_out[n]))
        for v in range(s.shape[1]):
            s_new[n, v] = s[n, v] + y_in * (4 / (1 + np.exp(-net_c[n, v])) - 2)
            h[n, v] = y_out * (2 / (1 + np.exp(-s_new[n, v])) - 1)
    return h, s_new


def step_einsum(net_in, net_out, net_c, s):
    y_in, y_out = 0.5 + 0.5 * np.tanh(net_in / 2), 0.5 + 0.5 * np.tanh(net_out / 2)
    s_new = s + np.einsum("b,bv->bv", y_in, 2 * np.tanh(net_c / 2))
    return np.einsum("b,bv->bv", y_out, np.tanh(s_new / 2)), s_new


def step_transposed(net_in, net_out, net_c, s):
    """Cells as rows: then the gates fit without a new axis."""
    added = 2 * np.tanh(net_c.T / 2) / (1 + np.exp(-net_in))
    s_new = s.T + added
    shown = np.tanh(s_new / 2) / (1 + np.exp(-net_out))
    return {"h": shown.T, "s_new": s_new.T}


def step_with_the_cell(net_in, net_out, net_c, s):
    """The cell of the course, with weights that hand the net inputs through."""
    from lstmcourse.cells import lstm1997

    layout = lstm1997.Layout((s.shape[1],), biases="none")
    nets = np.column_stack([net_in, net_out, net_c])
    params = lstm1997.Params(
        np.eye(layout.units), np.zeros((layout.units,) * 2), np.zeros(0), layout
    )
    state, _ = lstm1997.step(params, nets, lstm1997.zero_state(params, len(s))._replace(s=s))
    return state.h, state.s


def step_torch(net_in, net_out, net_c, s):
    import torch

    net_in, net_out, net_c, s = map(torch.as_tensor, (net_in, net_out, net_c, s))
    s_new = s + torch.sigmoid(net_in)[:, None] * (4 * torch.sigmoid(net_c) - 2)
    return torch.sigmoid(net_out)[:, None] * (2 * torch.sigmoid(s_new) - 1), s_new


# --- cec.weight_count ---------------------------------------------------------------------------


def count_one_by_one(inputs, outputs, sizes, biases):
    kinds = ["gate"] * 2 * len(sizes) + ["cell"] * sum(sizes)
    total = 0
    for receiver in [*kinds, *["output"] * outputs]:
        if receiver == "output":
            total += kinds.count("cell") + (biases == "all")
        else:
            total += inputs + len(kinds)
            total += biases in ("units", "all") or (biases == "gates" and receiver == "gate")
    return total


def count_with_the_network(inputs, outputs, sizes, biases):
    """Build the network and count its entries."""
    from lstmcourse.cells.lstm1997 import Layout
    from lstmcourse.learning import paper_network
    from lstmcourse.learning import weight_count as entries

    layout = Layout(sizes, biases="units" if biases == "all" else biases)
    net = paper_network(
        np.random.default_rng(0), inputs, outputs, layout, output_bias=biases == "all"
    )
    return entries(net)


def count_by_arrays(inputs, outputs, sizes, biases):
    """One array that says who feeds whom: a row per sender, a column per receiver."""
    gates, cells = 2 * len(sizes), sum(sizes)
    units = gates + cells
    feeds = np.zeros((inputs + units + cells + 1, units + outputs))
    feeds[: inputs + units, :units] = 1
    feeds[inputs + units : -1, units:] = 1
    feeds[-1, : {"none": 0, "gates": gates, "units": units, "all": units + outputs}[biases]] = 1
    return feeds.sum()


STYLES = {
    "cec.block_step": {
        "explicit loops": step_loops,
        "einsum": step_einsum,
        "cells as rows, in a dict": step_transposed,
        "the cell of the course": step_with_the_cell,
        "torch": step_torch,
    },
    "cec.weight_count": {
        "one by one": count_one_by_one,
        "the network itself": count_with_the_network,
        "an array of connections": count_by_arrays,
    },
}
