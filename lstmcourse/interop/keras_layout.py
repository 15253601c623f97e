"""Weights to and from the order of Keras: what ``layer.get_weights()`` gives.

A list [kernel (I, kH), recurrent_kernel (H, kH), bias]. Weights multiply from the right, as here.
Only weights are converted: the layer must have activation="tanh" and, for LSTM and GRU,
recurrent_activation="sigmoid". Early versions of Keras used "hard_sigmoid" by default, and
reset_after=False.

The functions of one cell state its equations in Keras' letters; x is a row (B, I), h a row (B, H).
"""

from typing import Any

import numpy as np

from lstmcourse.cells import gru, lstm, rnn
from lstmcourse.interop._blocks import GRU, LSTM, check_params, gru_with_update, reorder
from lstmcourse.interop._recognise import CELLS, check_bias, read_weights

KERAS_LSTM = "ifgo"  # Keras writes i, f, c, o
KERAS_GRU = "zrn"  # Keras writes z, r, h
NAMES = ("kernel", "recurrent_kernel", "bias")
Params = rnn.Params | lstm.Params | gru.Params


def to_keras(params: Params) -> list[np.ndarray]:
    """The weights of a cell as ``layer.set_weights`` of the matching Keras layer wants them.

    A SimpleRNN, an LSTM, or a GRU: with reset_after=True where our convention is reset="after",
    else with reset_after=False. A GRU with update="write" gets the signs of its z block changed
    (see ``gru_with_update``), as z = 1 keeps the old state in Keras.

    Returns:
        [kernel, recurrent_kernel, bias], copies in the dtype of the weights.

    Raises:
        TypeError: not the weights of cells.rnn, cells.lstm or cells.gru.
        ValueError: the arrays do not belong together, or the LSTM has peepholes.

    Explained in: book/appendix/conventions
    """
    blocks = check_params("to_keras", params)
    return {1: rnn_to_keras, 3: gru_to_keras, 4: lstm_to_keras}[blocks](params)


def from_keras(weights: list[np.ndarray], *, reset_after: bool | None = None) -> Params:
    """The weights of a Keras layer, ``layer.get_weights()``, as those of a cell.

    The shape of the recurrent kernel decides between RNN, GRU and LSTM. Without a bias
    (use_bias=False) ours is zero. A plain RNN with I = H has two square kernels: whether they
    are transposed cannot be seen.

    Args:
        weights: [kernel, recurrent_kernel, bias], or the first two alone.
        reset_after: of a GRU layer; None reads it off the bias, (2, 3H) or (3H,).

    Returns:
        ``rnn.Params``, ``lstm.Params``, or ``gru.Params`` with update="keep".

    Raises:
        TypeError: not a list of NumPy arrays.
        ValueError: the shapes are not those of Keras (the message says what they look like), or
            reset_after contradicts them, is missing, or is given without a GRU.

    Explained in: book/appendix/conventions
    """
    blocks, *_ = read_weights("from_keras", weights, NAMES)
    if blocks == 3:
        return gru_from_keras(weights, reset_after=reset_after)
    if reset_after is not None:
        raise ValueError(
            f"from_keras: reset_after={reset_after} is a setting of a GRU, "
            f"but these weights look like those of an {CELLS[blocks]}"
        )
    return {1: rnn_from_keras, 4: lstm_from_keras}[blocks](weights)


def rnn_to_keras(params: rnn.Params) -> list[np.ndarray]:
    """SimpleRNN: h' = tanh(x kernel + bias + h recurrent_kernel); the same arrays as ours."""
    check_params("to_keras", params)
    return [np.array(array, order="C") for array in params]


def rnn_from_keras(weights: list[np.ndarray]) -> rnn.Params:
    """SimpleRNN: h' = tanh(x kernel + bias + h recurrent_kernel); the same arrays as ours."""
    _, kernel, recurrent, bias = read_weights("from_keras", weights, NAMES, 1)
    bias = _bias(bias, recurrent)
    return rnn.Params(*(np.array(array, order="C") for array in (kernel, recurrent, bias)))


def lstm_to_keras(params: lstm.Params) -> list[np.ndarray]:
    """LSTM: blocks i f c o, where c is our g; kernel (I, 4H), bias (4H,).

    i, f, o = sigmoid(x kernel + h recurrent_kernel + bias), block by block
    c~ = tanh(x kernel_c + h recurrent_kernel_c + bias_c)
    c' = f c + i c~        h' = o tanh(c')
    """
    check_params("to_keras", params)
    return [reorder(array, LSTM, KERAS_LSTM) for array in params[:3]]


def lstm_from_keras(weights: list[np.ndarray]) -> lstm.Params:
    """LSTM: blocks i f c o, where c is our g; the equations are those of ``lstm_to_keras``."""
    _, kernel, recurrent, bias = read_weights("from_keras", weights, NAMES, 4)
    arrays = (kernel, recurrent, _bias(bias, recurrent))
    return lstm.Params(*(reorder(array, KERAS_LSTM, LSTM) for array in arrays))


def gru_to_keras(params: gru.Params) -> list[np.ndarray]:
    """GRU: blocks z r h, where h is our n; z = 1 keeps the old state.

        z, r = sigmoid(x kernel + h recurrent_kernel + biases), block by block
        reset_after=True:    hh = tanh(x kernel_h + b_h + r (h recurrent_kernel_h + b'_h))
        reset_after=False:   hh = tanh(x kernel_h + b_h + (r h) recurrent_kernel_h)
        h' = z h + (1 - z) hh

    With reset_after=True the bias is (2, 3H): b goes with the kernel, b' with the recurrent
    kernel. Our whole bias goes to row 0, b_hn to the last block of row 1, and the rest of row 1 is
    zero. With reset_after=False it is (3H,).
    """
    check_params("to_keras", params)
    W_x, W_h, b, b_hn, convention = gru_with_update(params, "keep")
    kernel, recurrent, bias = (reorder(array, GRU, KERAS_GRU) for array in (W_x, W_h, b))
    if convention.reset == "after":
        inside = np.concatenate([np.zeros(2 * len(b_hn), b_hn.dtype), b_hn])
        bias = np.stack([bias, inside])
    return [kernel, recurrent, bias]


def gru_from_keras(weights: list[np.ndarray], *, reset_after: bool | None = None) -> gru.Params:
    """GRU: blocks z r h, where h is our n; the equations are those of ``gru_to_keras``.

    Of a bias (2, 3H) only the sum of both rows counts for z and r; for h they stay apart.
    """
    _, kernel, recurrent, bias = read_weights("from_keras", weights, NAMES, 3)
    hidden = len(recurrent)
    after = _reset_after(bias, hidden, reset_after)
    b_hn = np.zeros(hidden if after else 0, recurrent.dtype)
    if bias is None or not after:
        bias = _bias(bias, recurrent)
    else:
        outside, inside = bias
        b_hn = inside[2 * hidden :].copy()
        bias = np.concatenate([(outside + inside)[: 2 * hidden], outside[2 * hidden :]])
    arrays = (reorder(array, KERAS_GRU, GRU) for array in (kernel, recurrent, bias))
    return gru.Params(*arrays, b_hn, gru.Convention("after" if after else "before", "keep"))


def _reset_after(bias: np.ndarray | None, hidden: int, given: bool | None) -> bool:
    """Whether the reset gate comes after the product, by the shape of the bias and the caller."""
    if bias is None:
        if given is None:
            raise ValueError(
                "from_keras: a GRU without a bias does not show where its reset gate stands; "
                "give reset_after=True (the default of Keras' GRU) or reset_after=False"
            )
        return bool(given)
    found = bias.shape == (2, 3 * hidden)
    if not found:
        check_bias("from_keras", "bias", bias, 3, hidden)
    if given is not None and bool(given) != found:
        raise ValueError(
            f"from_keras: reset_after={given}, but bias {bias.shape} looks like "
            f"Keras' GRU with reset_after={found}; leave reset_after out to follow the bias"
        )
    return found


def _bias(bias: Any, recurrent: np.ndarray) -> np.ndarray:
    """The bias (kH,), or zeros of the layer's dtype where it has none."""
    hidden, width = recurrent.shape
    if bias is None:
        return np.zeros(width, recurrent.dtype)
    check_bias("from_keras", "bias", bias, width // hidden, hidden)
    return bias
