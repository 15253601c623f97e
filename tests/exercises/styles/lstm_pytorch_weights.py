"""Right answers of book/lstm/pytorch-weights in other styles."""

import numpy as np

# --- lstm.torch_forget_bias ---------------------------------------------------------------------


def bias_loops(b_ih, b_hh, value):
    hidden = len(b_ih) // 4
    first, second = list(b_ih), list(b_hh)
    for unit in range(hidden, 2 * hidden):
        first[unit], second[unit] = value, 0.0
    return first, second


def bias_in_four_rows(b_ih, b_hh, value):
    first, second = np.array(b_ih).reshape(4, -1), np.array(b_hh).reshape(4, -1)
    first["ifgo".index("f")] = value
    second["ifgo".index("f")] = 0
    return {"b_ih": first.ravel(), "b_hh": second.ravel()}


def bias_by_mask(b_ih, b_hh, value):
    forget = np.repeat([False, True, False, False], len(b_ih) // 4)
    return np.where(forget, value, b_ih), np.where(forget, 0, b_hh)


def bias_of_a_module(b_ih, b_hh, value):
    import torch

    hidden = len(b_ih) // 4
    module = torch.nn.LSTM(1, hidden, dtype=torch.float64)
    with torch.no_grad():
        module.bias_ih_l0.copy_(torch.as_tensor(b_ih))
        module.bias_hh_l0.copy_(torch.as_tensor(b_hh))
        module.bias_ih_l0[hidden : 2 * hidden] = value
        module.bias_hh_l0[hidden : 2 * hidden] = 0.0
    return module.bias_ih_l0, module.bias_hh_l0


# --- lstm.reorder -------------------------------------------------------------------------------


def reorder_by_take(array, source, target, axis):
    size = array.shape[axis] // 4
    index = [source.index(gate) * size + unit for gate in target for unit in range(size)]
    return np.take(array, index, axis=axis)


def reorder_by_rows(array, source, target, axis):
    """Columns are the rows of the transposed array."""
    rows = array if axis == 0 else array.T
    result = np.empty_like(rows)
    size = len(rows) // 4
    for place, gate in enumerate(target):
        old = source.index(gate)
        result[place * size : (place + 1) * size] = rows[old * size : (old + 1) * size]
    return result if axis == 0 else result.T


def reorder_by_argsort(array, source, target, axis):
    """Sort by the letters of source, and undo the sorting of target."""
    places = np.argsort(list(source))[np.argsort(np.argsort(list(target)))]
    blocks = np.split(array, 4, axis)
    return np.concatenate([blocks[place] for place in places], axis)


def reorder_torch(array, source, target, axis):
    import torch

    blocks = dict(zip(source, torch.as_tensor(array).chunk(4, dim=axis), strict=True))
    return torch.cat([blocks[gate] for gate in target], dim=axis)


STYLES = {
    "lstm.torch_forget_bias": {
        "explicit loops": bias_loops,
        "four rows, in a dict": bias_in_four_rows,
        "a mask": bias_by_mask,
        "the arrays of a module": bias_of_a_module,
    },
    "lstm.reorder": {
        "take": reorder_by_take,
        "row by row": reorder_by_rows,
        "argsort": reorder_by_argsort,
        "torch": reorder_torch,
    },
}
