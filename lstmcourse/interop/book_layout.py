"""Weights to and from the order of "Deep Learning from Scratch 2" (Saito, 2018).

A list [Wx (I, kH), Wh (H, kH), b (kH,)]: what ``layer.params`` of the book's RNN, LSTM and GRU
holds. Weights multiply from the right, as here, and lists have the same shapes as Keras': only
their origin tells them apart. The book's own code computes in float32; these functions keep the
dtype they are given.

The functions of one cell state its equations; x is a row (B, I), h a row (B, H).
"""

import numpy as np

from lstmcourse.cells import gru, lstm, rnn
from lstmcourse.interop._blocks import GRU, LSTM, check_params, gru_with_update, reorder
from lstmcourse.interop._recognise import CELLS, check_bias, read_weights

BOOK_LSTM = "fgio"
BOOK_GRU = "zrn"  # the book calls the candidate h~
NAMES = ("Wx", "Wh", "b")
Params = rnn.Params | lstm.Params | gru.Params


def to_book(params: Params, *, gru_bias: bool = False) -> list[np.ndarray]:
    """The weights of a cell as the list that the book's layers are made from.

    A GRU with update="keep" gets the signs of its z block changed (see ``gru_with_update``), as
    z = 1 writes the candidate in the book.

    Args:
        params: weights of cells.rnn, cells.lstm or cells.gru.
        gru_bias: False for the GRU as printed, which has no bias, so the list is [Wx, Wh];
            True for the GRU of the book's later published code, [Wx, Wh, b].

    Returns:
        [Wx, Wh, b], or [Wx, Wh] for a GRU; copies in the dtype of the weights.

    Raises:
        TypeError: not the weights of cells.rnn, cells.lstm or cells.gru.
        ValueError: the arrays do not belong together; the LSTM has peepholes; the GRU has
            reset="after", or a bias that is not zero while gru_bias is False.

    Explained in: book/appendix/conventions
    """
    blocks = check_params("to_book", params)
    if blocks == 3:
        return gru_to_book(params, bias=gru_bias)
    return {1: rnn_to_book, 4: lstm_to_book}[blocks](params)


def from_book(weights: list[np.ndarray]) -> Params:
    """The list that the book's layers are made from, as the weights of a cell.

    The shape of Wh decides between RNN, GRU and LSTM. A plain RNN with I = H has two square
    matrices: whether they are transposed cannot be seen.

    Args:
        weights: [Wx, Wh, b]; for a GRU [Wx, Wh] too, which has a bias of zeros.

    Returns:
        ``rnn.Params``, ``lstm.Params``, or ``gru.Params`` with reset="before", update="write".

    Raises:
        TypeError: not a list of NumPy arrays.
        ValueError: the shapes are not those of the book; the message says what they look like.

    Explained in: book/appendix/conventions
    """
    blocks, *_ = read_weights("from_book", weights, NAMES)
    return {1: rnn_from_book, 3: gru_from_book, 4: lstm_from_book}[blocks](weights)


def rnn_to_book(params: rnn.Params) -> list[np.ndarray]:
    """RNN: h' = tanh(h Wh + x Wx + b); the same arrays as ours."""
    check_params("to_book", params)
    return [np.array(array, order="C") for array in params]


def rnn_from_book(weights: list[np.ndarray]) -> rnn.Params:
    """RNN: h' = tanh(h Wh + x Wx + b); the same arrays as ours."""
    return rnn.Params(*(np.array(array, order="C") for array in _with_bias(weights, 1)))


def lstm_to_book(params: lstm.Params) -> list[np.ndarray]:
    """LSTM: blocks f g i o, one bias.

    f, i, o = sigmoid(x Wx + h Wh + b), block by block
    g = tanh(x Wxg + h Whg + bg)
    c' = f c + g i         h' = o tanh(c')
    """
    check_params("to_book", params)
    return [reorder(array, LSTM, BOOK_LSTM) for array in params[:3]]


def lstm_from_book(weights: list[np.ndarray]) -> lstm.Params:
    """LSTM: blocks f g i o, one bias; the equations are those of ``lstm_to_book``."""
    return lstm.Params(*(reorder(array, BOOK_LSTM, LSTM) for array in _with_bias(weights, 4)))


def gru_to_book(params: gru.Params, *, bias: bool = False) -> list[np.ndarray]:
    """GRU: blocks z r h~, where h~ is our n; no bias; z = 1 writes the candidate.

        z = sigmoid(x Wxz + h Whz)        r = sigmoid(x Wxr + h Whr)
        h~ = tanh(x Wxh + (r h) Whh)      reset before the product
        h' = (1 - z) h + z h~

    The book's later published code adds a bias (3H,) with the same blocks: bias=True.
    """
    check_params("to_book", params)
    if params.convention.reset != "before":
        raise ValueError(
            'to_book: the GRU has reset="after", but the book resets before the product, '
            "(r h) W instead of r (h W); no weights make the two equal; "
            'only a GRU trained with reset="before" can be converted'
        )
    if not bias and np.any(params.b != 0):
        raise ValueError(
            "to_book: the GRU has a bias that is not zero, but the book's GRU has none; "
            "gru_bias=True converts it for the book's later published code, GRU(Wx, Wh, b)"
        )
    arrays = gru_with_update(params, "write")[: 3 if bias else 2]
    return [reorder(array, GRU, BOOK_GRU) for array in arrays]


def gru_from_book(weights: list[np.ndarray]) -> gru.Params:
    """GRU: blocks z r h~, where h~ is our n; the equations are those of ``gru_to_book``."""
    _, Wx, Wh, b = read_weights("from_book", weights, NAMES, 3)
    hidden, width = Wh.shape
    if b is None:
        b = np.zeros(width, Wh.dtype)
    check_bias("from_book", "b", b, 3, hidden)
    arrays = (reorder(array, BOOK_GRU, GRU) for array in (Wx, Wh, b))
    return gru.Params(*arrays, np.zeros(0, Wh.dtype), gru.Convention("before", "write"))


def _with_bias(weights: list[np.ndarray], blocks: int) -> tuple[np.ndarray, ...]:
    _, Wx, Wh, b = read_weights("from_book", weights, NAMES, blocks)
    if b is None:
        raise ValueError(
            f"from_book: 2 arrays, but the book's {CELLS[blocks]} has three, Wx, Wh and b; "
            "only its GRU has no bias"
        )
    check_bias("from_book", "b", b, blocks, len(Wh))
    return Wx, Wh, b
