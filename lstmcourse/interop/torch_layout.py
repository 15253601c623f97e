"""Weights to and from PyTorch's ``nn.RNN`` (tanh), ``nn.LSTM`` and ``nn.GRU``.

One layer, one direction. PyTorch keeps weights as (out, in), the transpose of ours, in our order
of blocks: i f g o and r z n. It has two biases, bias_ih and bias_hh. Only their sum counts, except
for the candidate of a GRU, whose bias_hh stands inside the reset gate. Whether a module takes its
sequences batch_first or not does not matter for the weights.

The functions of one cell are free of PyTorch: they make and read NumPy arrays under the names of
``module.state_dict()``, and state the cell's equations; x is a row (B, I), h a row (B, H).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.cells import gru, lstm, rnn
from lstmcourse.cells._shapes import kind_of
from lstmcourse.interop._blocks import check_params, gru_with_update

if TYPE_CHECKING:
    import torch

NAMES = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
Params = rnn.Params | lstm.Params | gru.Params


def to_torch(params: Params) -> torch.nn.RNN | torch.nn.LSTM | torch.nn.GRU:
    """A new PyTorch module with the weights of a cell.

    The whole bias goes to bias_ih and zeros to bias_hh; for a GRU, b_hn goes to the last block
    of bias_hh. Plain gradient descent then moves both biases, so their sum learns twice as fast
    as our one bias.
    A GRU with update="write" gets the signs of its z block changed (see ``gru_with_update``), as
    z = 1 keeps the old state in PyTorch.

    The module has batch_first=False, our (T, B, I); set module.batch_first = True if you like.
    It is on the CPU, in the dtype of the weights. PyTorch's random numbers stay untouched.

    Raises:
        TypeError: not the weights of cells.rnn, cells.lstm or cells.gru; or their dtype is none
            of float16, float32, float64.
        ValueError: the arrays do not belong together; the LSTM has peepholes; the GRU has
            reset="before".

    Explained in: book/appendix/conventions
    """
    import torch

    blocks = check_params("to_torch", params)
    kind = {1: "RNN", 3: "GRU", 4: "LSTM"}[blocks]
    arrays = {1: rnn_to_torch, 3: gru_to_torch, 4: lstm_to_torch}[blocks](params)
    dtype = np.result_type(*arrays.values())
    if dtype.name not in ("float16", "float32", "float64"):
        raise TypeError(
            f"to_torch: the weights are {dtype}, but must be float16, float32 or float64"
        )
    with torch.random.fork_rng(devices=[]):  # a new module draws weights; they are replaced
        module = getattr(torch.nn, kind)(
            len(params.W_x), len(params.W_h), dtype=getattr(torch, dtype.name)
        )
    module.load_state_dict({name: torch.tensor(array) for name, array in arrays.items()})
    return module


def from_torch(module: torch.nn.RNN | torch.nn.LSTM | torch.nn.GRU) -> Params:
    """The weights of a PyTorch module as those of a cell.

    With bias=False ours is zero. batch_first and dropout do not matter for one layer's weights.

    Returns:
        ``rnn.Params``, ``lstm.Params``, or ``gru.Params`` with reset="after", update="keep";
        copies on the CPU.

    Raises:
        TypeError: not an nn.RNN, nn.LSTM or nn.GRU, or a dtype that NumPy lacks.
        ValueError: more than one layer, two directions, a projection, or ReLU units.

    Explained in: book/appendix/conventions
    """
    import torch

    known = {torch.nn.RNN: rnn_from_torch, torch.nn.LSTM: lstm_from_torch}
    known[torch.nn.GRU] = gru_from_torch
    convert = next((known[kind] for kind in known if isinstance(module, kind)), None)
    if convert is None:
        raise TypeError(
            f"from_torch: given {kind_of(module)}, but must be an nn.RNN, nn.LSTM or nn.GRU"
            f"{_advice(module)}"
        )
    obstacles = [
        (module.num_layers != 1, f"{module.num_layers} layers", "num_layers=1"),
        (module.bidirectional, "two directions", "bidirectional=False"),
        (module.proj_size != 0, f"a projection to {module.proj_size}", "proj_size=0"),
        (module.mode == "RNN_RELU", "ReLU units", 'nonlinearity="tanh"'),
    ]
    for present, what, wanted in obstacles:
        if present:
            raise ValueError(
                f"from_torch: the module has {what}, which the cells of this course do not have; "
                f"only {wanted} can be converted"
            )
    return convert({name: _array(module, name) for name in NAMES[: 4 if module.bias else 2]})


def rnn_to_torch(params: rnn.Params) -> dict[str, np.ndarray]:
    """nn.RNN: h' = tanh(x weight_ih^T + bias_ih + h weight_hh^T + bias_hh)."""
    check_params("to_torch", params)
    return _transposed(params.W_x, params.W_h, params.b, np.zeros_like(params.b))


def rnn_from_torch(arrays: Mapping[str, np.ndarray]) -> rnn.Params:
    """nn.RNN: h' = tanh(x weight_ih^T + bias_ih + h weight_hh^T + bias_hh)."""
    W_x, W_h, b_x, b_h = _ours(arrays)
    return rnn.Params(W_x, W_h, b_x + b_h)


def lstm_to_torch(params: lstm.Params) -> dict[str, np.ndarray]:
    """nn.LSTM: blocks i f g o, one above the other.

    i, f, o = sigmoid(x weight_ih^T + bias_ih + h weight_hh^T + bias_hh), block by block
    g = tanh(the same, with its block)
    c' = f c + i g         h' = o tanh(c')
    """
    check_params("to_torch", params)
    return _transposed(params.W_x, params.W_h, params.b, np.zeros_like(params.b))


def lstm_from_torch(arrays: Mapping[str, np.ndarray]) -> lstm.Params:
    """nn.LSTM: blocks i f g o; the equations are those of ``lstm_to_torch``."""
    W_x, W_h, b_x, b_h = _ours(arrays)
    return lstm.Params(W_x, W_h, b_x + b_h)


def gru_to_torch(params: gru.Params) -> dict[str, np.ndarray]:
    """nn.GRU: blocks r z n, one above the other; z = 1 keeps the old state.

    r, z = sigmoid(x weight_ih^T + bias_ih + h weight_hh^T + bias_hh), block by block
    n = tanh(x W_in^T + b_in + r (h W_hn^T + b_hn))       reset after the product
    h' = (1 - z) n + z h
    """
    check_params("to_torch", params)
    if params.convention.reset != "after":
        raise ValueError(
            'to_torch: the GRU has reset="before", but PyTorch resets after the product, '
            "r (h W) instead of (r h) W; no weights make the two equal; "
            'only a GRU trained with reset="after" can be converted'
        )
    W_x, W_h, b, b_hn, _ = gru_with_update(params, "keep")
    return _transposed(W_x, W_h, b, np.concatenate([np.zeros(2 * len(b_hn), b_hn.dtype), b_hn]))


def gru_from_torch(arrays: Mapping[str, np.ndarray]) -> gru.Params:
    """nn.GRU: blocks r z n; the equations are those of ``gru_to_torch``."""
    W_x, W_h, b_x, b_h = _ours(arrays)
    gates = slice(0, 2 * len(W_h))
    b = b_x.copy()
    b[gates] += b_h[gates]
    return gru.Params(W_x, W_h, b, b_h[gates.stop :].copy(), gru.Convention("after", "keep"))


def _transposed(
    W_x: np.ndarray, W_h: np.ndarray, b_x: np.ndarray, b_h: np.ndarray
) -> dict[str, np.ndarray]:
    """The four arrays under PyTorch's names, as copies, (in, out) turned into (out, in)."""
    arrays = (W_x.T, W_h.T, b_x, b_h)
    return {name: np.array(a, order="C") for name, a in zip(NAMES, arrays, strict=True)}


def _ours(arrays: Mapping[str, np.ndarray]) -> list[np.ndarray]:
    """W_x, W_h and both biases as copies in our form; biases that are missing are zeros."""
    W_x, W_h = (np.array(arrays[name].T, order="C") for name in NAMES[:2])
    missing = np.zeros(W_h.shape[1], W_h.dtype)
    return [W_x, W_h, *(np.array(arrays.get(name, missing)) for name in NAMES[2:])]


def _array(module: Any, name: str) -> np.ndarray:
    weight = getattr(module, name).detach().cpu()
    try:
        return weight.numpy()
    except TypeError:
        raise TypeError(
            f"from_torch: {name} is {weight.dtype}, which NumPy lacks; give module.float()"
        ) from None


def _advice(module: Any) -> str:
    name = type(module).__name__
    if name in ("RNNCell", "LSTMCell", "GRUCell"):
        return f"; use nn.{name.removesuffix('Cell')}, which runs whole sequences"
    if hasattr(module, "keys"):
        return "; load a state_dict into a module first: module.load_state_dict(...)"
    if isinstance(module, list) and all(isinstance(array, np.ndarray) for array in module):
        return "; a list of arrays looks like Keras' or the book's: use from_keras or from_book"
    if type(module) in (rnn.Params, lstm.Params, gru.Params):
        return "; these weights are ours already: to_torch converts them"
    return ""
