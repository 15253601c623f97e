"""Right answers in other styles, for book/lstm/forget-gate."""

import numpy as np

# --- lstm.leak ----------------------------------------------------------------------------------


def leak_explicit_loops(writes, forget, c0):
    T, H = writes.shape
    states = [[0.0] * H for _ in range(T)]
    for j in range(H):
        c = float(c0[j])
        for t in range(T):
            c = float(forget[t, j]) * c + float(writes[t, j])
            states[t][j] = c
    return states


def leak_unrolled(writes, forget, c0):
    """Every write times the product of all later gates."""
    states = []
    for t in range(len(writes)):
        c = c0 * np.prod(forget[: t + 1], axis=0)
        for tau in range(t + 1):
            c = c + writes[tau] * np.prod(forget[tau + 1 : t + 1], axis=0)
        states.append(c)
    return np.stack(states)


def leak_divided_sum(writes, forget, c0):
    kept = np.cumprod(forget, axis=0)
    return kept * (c0 + np.cumsum(writes / kept, axis=0))


def leak_torch(writes, forget, c0):
    import torch

    writes, forget, c = (torch.as_tensor(np.asarray(a)) for a in (writes, forget, c0))
    states = []
    for w, f in zip(writes, forget, strict=True):
        c = torch.addcmul(w, f, c)
        states.append(c)
    return torch.stack(states)


# --- lstm.until_error ---------------------------------------------------------------------------


def until_accumulate(outputs, legal):
    weakest = np.where(legal, outputs, np.inf).min(axis=2)
    strongest = np.where(legal, -np.inf, outputs).max(axis=2)
    return np.logical_and.accumulate(weakest > strongest, axis=0).sum(axis=0)


def until_argmax_with_end(outputs, legal):
    """All pairs of a legal and another symbol; a row of errors is put after the end."""
    above = outputs[..., :, None] > outputs[..., None, :]
    pair = legal[..., :, None] & ~legal[..., None, :]
    wrong = (pair & ~above).any(axis=(2, 3))
    return np.concatenate([wrong, np.ones_like(wrong[:1])]).argmax(axis=0)


def until_package(outputs, legal):
    from lstmcourse.tasks import reber

    return reber.steps_until_error(outputs, legal)


def until_cumulative_product(outputs, legal):
    import torch

    outputs, legal = torch.as_tensor(np.asarray(outputs)), torch.as_tensor(np.asarray(legal))
    weakest = outputs.masked_fill(~legal, torch.inf).amin(dim=2)
    strongest = outputs.masked_fill(legal, -torch.inf).amax(dim=2)
    return torch.cumprod((weakest > strongest).long(), dim=0).sum(dim=0)


STYLES = {
    "lstm.leak": {
        "explicit loops, lists": leak_explicit_loops,
        "unrolled sum": leak_unrolled,
        "sum divided by the product": leak_divided_sum,
        "torch": leak_torch,
    },
    "lstm.until_error": {
        "accumulate": until_accumulate,
        "argmax with an end": until_argmax_with_end,
        "function of the package": until_package,
        "torch, cumulative product": until_cumulative_product,
    },
}
