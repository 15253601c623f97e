"""Exercises of the page on PyTorch's weights (book/lstm/pytorch-weights)."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_pytorch_weights_bias import PAGE, TORCH_FORGET_BIAS
from lstmcourse.exercises.bank._lstm_pytorch_weights_reorder import REORDER
from lstmcourse.exercises.model import Feedback, NumericExercise

_FIRST, _SECOND = 4 * (6 * 4 + 4 * 4), 4 * (4 * 4 + 4 * 4)  # weights of the two layers
_BIAS = 4 * 4  # one bias of one layer

TORCH_COUNT = NumericExercise(
    id="lstm.q.torch_count",
    title="Count the parameters of nn.LSTM",
    page=PAGE,
    task=(
        "How many parameters does torch.nn.LSTM(input_size=6, hidden_size=4, num_layers=2) have, "
        "biases included?"
    ),
    answer=_FIRST + _SECOND + 4 * _BIAS,
    tolerance=1e-3,
    because=(
        "The first layer has 4 (4·6 + 4·4) + 2·16 = 192. The second one is fed by the 4 units of "
        "the first: 4 (4·4 + 4·4) + 2·16 = 160. Together 352."
    ),
    feedback=(
        Feedback(
            "one-bias",
            "That is with one bias for each gate and unit. PyTorch has two, bias_ih and bias_hh.",
            value=_FIRST + _SECOND + 2 * _BIAS,
        ),
        Feedback(
            "no-biases",
            "That counts the matrices alone. Each layer also has two biases of 4H.",
            value=_FIRST + _SECOND,
        ),
        Feedback(
            "same-inputs",
            "That gives the second layer 6 inputs too. What feeds it?",
            value=2 * (_FIRST + 2 * _BIAS),
        ),
        Feedback(
            "first-layer",
            "That is the first layer alone, and for it the number is right.",
            value=_FIRST + 2 * _BIAS,
        ),
        Feedback(
            "first-layer-one-bias",
            "That is the first layer alone, with one bias. PyTorch has two, and here two layers.",
            value=_FIRST + _BIAS,
        ),
        Feedback(
            "one-block",
            "That is one block of each layer. An LSTM has four: i, f, g, o.",
            value=(_FIRST + _SECOND) / 4 + _BIAS,
        ),
        Feedback(
            "three-blocks",
            "That is three blocks of each layer, as in a GRU. The candidate g has weights as well.",
            value=3 * ((_FIRST + _SECOND) / 4 + _BIAS),
        ),
        Feedback(
            "sizes-swapped",
            "That has input_size and hidden_size exchanged. The square is that of the hidden size.",
            value=4 * (4 * 6 + 6 * 6) + 4 * (6 * 6 + 6 * 6) + 4 * 24,
        ),
        Feedback(
            "no-recurrence",
            "That leaves out weight_hh, the weights from the hidden state.",
            value=4 * 6 * 4 + 4 * 4 * 4 + 4 * _BIAS,
        ),
        Feedback(
            "too-few",
            "Too few. Four blocks; each has an input matrix, a recurrent matrix and two biases.",
            high=_FIRST + _SECOND + 4 * _BIAS,
        ),
        Feedback(
            "too-many",
            "Too many. Write down the shapes of the four arrays of each layer.",
            low=_FIRST + _SECOND + 4 * _BIAS,
        ),
    ),
    hints=(
        "Four arrays for each layer: weight_ih, weight_hh, bias_ih, bias_hh, all with 4H rows.",
        "The second layer is fed by the hidden units of the first.",
    ),
)

EXERCISES = (TORCH_FORGET_BIAS, REORDER, TORCH_COUNT)
