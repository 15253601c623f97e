"""More known mistakes in one step of a GRU (gru.step): a part missing, or in another's place."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._squashing import logistic
from lstmcourse.exercises.model import Mistake


def _side_by_side(array):
    return np.split(array, 3, axis=1)


def _every_third(array):
    return [array[:, k::3] for k in range(3)]


def _candidate(x_n, r, z, h_n, b_hn, rh_n):
    return np.tanh(x_n + r * (h_n + b_hn))


def _mix(z, n, h):
    return (1 - z) * n + z * h


def _variant(*, blocks=_side_by_side, gate=logistic, candidate=_candidate, mix=_mix):
    """The step with one part replaced."""

    def variant(x, h, W_x, W_h, b, b_hn):
        x_r, x_z, x_n = blocks(x @ W_x + b)
        h_r, h_z, h_n = blocks(h @ W_h)
        r, z = gate(x_r + h_r), gate(x_z + h_z)
        n = candidate(x_n, r, z, h_n, b_hn, (r * h) @ blocks(W_h)[2])
        return mix(z, n, h)

    return variant


PARTS = (
    Mistake(
        "z-as-reset",
        "The update gate stands in the reset gate's place.",
        "Two gates, two jobs: r inside the candidate, z in the mix.",
        _variant(candidate=lambda x_n, r, z, h_n, b_hn, rh_n: np.tanh(x_n + z * (h_n + b_hn))),
    ),
    Mistake(
        "reset-after-tanh",
        "The reset gate multiplies the finished candidate.",
        "The reset gate acts before the tanh, and on the state part only.",
        _variant(candidate=lambda x_n, r, z, h_n, b_hn, rh_n: r * np.tanh(x_n + h_n + b_hn)),
    ),
    Mistake(
        "reset-before-scaled-bias",
        "The reset gate multiplies the old state before the product with W_hn, and b_hn as well.",
        "In PyTorch the product comes first. What exactly does r multiply then?",
        _variant(candidate=lambda x_n, r, z, h_n, b_hn, rh_n: np.tanh(x_n + rh_n + r * b_hn)),
    ),
    Mistake(
        "candidate-without-state",
        "The candidate does not see the old state: only b_hn is left inside the reset gate.",
        "W_h has three blocks. Which one did you not use?",
        _variant(candidate=lambda x_n, r, z, h_n, b_hn, rh_n: np.tanh(x_n + r * b_hn)),
    ),
    Mistake(
        "gates-not-squashed",
        "The gates are used without the logistic function.",
        "A gate lies between 0 and 1.",
        _variant(gate=lambda a: a),
    ),
    Mistake(
        "old-state-missing",
        "The old state is missing from the mix.",
        "With z = 1 the cell should keep its state. What does yours give?",
        _variant(mix=lambda z, n, h: (1 - z) * n),
    ),
    Mistake(
        "old-state-whole",
        "The old state is added whole: its factor is missing in the mix.",
        "The two factors of the mix add up to 1.",
        _variant(mix=lambda z, n, h: (1 - z) * n + h),
    ),
    Mistake(
        "tanh-of-the-mix",
        "The new state goes through one more tanh.",
        "An LSTM has a tanh behind its state. A GRU gives out the mix as it is.",
        _variant(mix=lambda z, n, h: np.tanh(_mix(z, n, h))),
    ),
    Mistake(
        "every-third-column",
        "Every third column is taken as a block, as if r, z, n of one unit stood side by side.",
        "A block is H neighbouring columns.",
        _variant(blocks=_every_third),
    ),
)
