"""The Jacobian of one step of the tanh RNN."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def rnn_jacobian(h, W_h):
    slope = 1 - h**2  # tanh'(a_t), one entry per unit of step t
    W = W_h.T  # W[i, j]: weight from unit j to unit i
    return slope[:, None] * W  # row i belongs to h_t[i]


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, H: int, largest: float = 0.8, size: float = 1.0) -> Probe:
        args = (rng.uniform(-largest, largest, size=H), size * rng.normal(size=(H, H)))
        return Probe(name, args, {"H": H})

    return [
        probe("random", 4),
        probe("one unit", 1),
        probe("nearly saturated units", 5, largest=0.99),
        probe("large weights", 3, size=10.0),
    ]


def _transposed(h, W_h):
    return (1 - h**2) * W_h


def _without_slope(h, W_h):
    return W_h.T.copy()


def _weights_not_transposed(h, W_h):
    return (1 - h**2)[:, None] * W_h


def _slope_on_columns(h, W_h):
    return (1 - h**2) * W_h.T


def _tanh_twice(h, W_h):
    return (1 - np.tanh(h) ** 2)[:, None] * W_h.T


def _slope_without_square(h, W_h):
    return (1 - h)[:, None] * W_h.T


def _elementwise(h, W_h):
    return np.diag(1 - h**2) * W_h.T


JACOBIAN = CodeExercise(
    id="rnn.jacobian",
    title="The Jacobian of one step",
    page="rnn/vanishing",
    task=(
        "Write rnn_jacobian(h, W_h): the Jacobian J of one step of the tanh RNN, shape (H, H), "
        "with J[i, j] the derivative of the new state's entry i by the old state's entry j. "
        "h (H,) is the new state, h = tanh(a), and W_h (H, H) multiplies rows from the right."
    ),
    parameters=("h", "W_h"),
    returns=(Output("J", "(H, H)"),),
    reference=rnn_jacobian,
    probes=_probes,
    mistakes=(
        Mistake(
            "transposed",
            "J is transposed: entry [i, j] holds the derivative of entry j by entry i.",
            "Rows of J belong to the new state, columns to the old one.",
            _transposed,
        ),
        Mistake(
            "no-slope",
            "The slope tanh' is missing; this is the Jacobian of a linear step.",
            "The new state is tanh(a), so the chain rule passes through tanh first.",
            _without_slope,
        ),
        Mistake(
            "weights-not-transposed",
            "W_h is used as it stands, with the weights of the opposite direction.",
            "In a row vector times W_h, the weight from unit j to unit i is W_h[j, i].",
            _weights_not_transposed,
        ),
        Mistake(
            "slope-on-columns",
            "The slope multiplies the columns; it was taken from the sending unit.",
            "tanh' belongs to the unit whose state is differentiated, the new one: which index?",
            _slope_on_columns,
        ),
        Mistake(
            "tanh-twice",
            "tanh is applied a second time before the slope is taken.",
            "h is already tanh(a). Write tanh'(a) with h alone.",
            _tanh_twice,
        ),
        Mistake(
            "slope-without-square",
            "The slope is 1 - h here; the square is missing.",
            "The derivative of tanh is 1 - tanh^2.",
            _slope_without_square,
        ),
        Mistake(
            "elementwise",
            "All entries off the diagonal are 0: diag(1 - h^2) is multiplied entry by entry.",
            "The star multiplies entry by entry. A product of matrices is written @.",
            _elementwise,
        ),
    ),
    hints=(
        "Start with one entry: h[i] = tanh(sum_j h_old[j] W_h[j, i] + ...). Differentiate by "
        "h_old[j].",
        "Entry [i, j] is a slope that depends on i alone, times one weight.",
        "The weights are W_h.T. Multiply row i by 1 - h[i]**2; h[:, None] makes a column.",
    ),
)
