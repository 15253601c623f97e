"""The 23 wrong ways to read the four blocks of an LSTM's weights, as mistakes with a name."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np

from lstmcourse.exercises.bank._squashing import logistic
from lstmcourse.exercises.model import Mistake

RIGHT = "ifgo"
KNOWN = {
    "fgio": 'the order of the source book, "Deep Learning from Scratch 2"',
    "iofg": "the order of ONNX",
    "igfo": "the order of TensorFlow's early cells",
    "ifog": "the order of char-rnn and of the CS231n course",
}


def order_mistakes() -> tuple[Mistake, ...]:
    """One mistake for each of the 23 wrong orders."""
    orders = ("".join(order) for order in permutations(RIGHT))
    return tuple(_mistake(order) for order in orders if order != RIGHT)


def _mistake(order: str) -> Mistake:
    where = f"; that is {KNOWN[order]}" if order in KNOWN else ""
    moved = [
        f"{gate} from block {order.index(gate) + 1}"
        for place, gate in enumerate(RIGHT)
        if order[place] != gate
    ]
    return Mistake(
        f"order-{order}",
        f"You read the blocks as {' '.join(order)}{where}. Here they are i f g o.",
        f"You take {', '.join(moved[:-1])} and {moved[-1]}. Which block is whose?",
        _reading(order),
    )


def _reading(order: str) -> Callable:
    """The step of someone who believes that the blocks stand in this order."""
    places = [order.index(gate) for gate in RIGHT]  # where this reader looks for i, f, g, o

    def reads_in_that_order(x, h, c, W_x, W_h, b):
        H = h.shape[1]
        a = x @ W_x + h @ W_h + b
        shares = logistic(a)
        blocks = [slice(n * H, (n + 1) * H) for n in places]
        i, f, _, o = (shares[:, block] for block in blocks)
        c = f * c + i * np.tanh(a[:, blocks[2]])
        return o * np.tanh(c), c

    return reads_in_that_order
