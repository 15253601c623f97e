"""Weights to and from other layouts: PyTorch's modules, Keras' lists, the source book's lists.

The same cell is stored in different ways: the blocks of the gates stand in another order, the
matrices are transposed, there are two biases or none, the update gate of a GRU points the other
way. ``to_...`` takes the weights of ``cells.rnn``, ``cells.lstm`` or ``cells.gru``; ``from_...``
gives them back. All results are copies.

    layout     matrices    LSTM      GRU      biases           GRU: reset, z = 1
    ours       (in, out)   i f g o   r z n    1, and b_hn      either, either
    PyTorch    (out, in)   i f g o   r z n    2                after, keeps the old state
    Keras      (in, out)   i f g o   z r n    1, or (2, 3H)    either, keeps the old state
    the book   (in, out)   f g i o   z r n    1, GRU none      before, writes the candidate

Keras calls the candidate of an LSTM c, and that of a GRU h.

Explained in: book/appendix/conventions
"""

from lstmcourse.interop._blocks import gru_with_update
from lstmcourse.interop.book_layout import from_book, to_book
from lstmcourse.interop.keras_layout import from_keras, to_keras
from lstmcourse.interop.torch_layout import from_torch, to_torch

__all__ = [
    "from_book",
    "from_keras",
    "from_torch",
    "gru_with_update",
    "to_book",
    "to_keras",
    "to_torch",
]
