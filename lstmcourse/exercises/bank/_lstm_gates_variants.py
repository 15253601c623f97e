"""Wrong steps of an LSTM, for the exercise of book/lstm/gates: one documented defect each."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._squashing import logistic


def _blocks(x, h, W_x, W_h, b):
    """i, f, g, o after their nonlinearities."""
    a = x @ W_x + h @ W_h + b
    i, f, _, o = _split(logistic(a))
    return i, f, np.tanh(_split(a)[2]), o


def _split(a):
    """np.split(a, 4, axis=1), but cheap: the search for a mistake calls every variant."""
    H = a.shape[1] // 4
    return a[:, :H], a[:, H : 2 * H], a[:, 2 * H : 3 * H], a[:, 3 * H :]


def candidate_through_sigmoid(x, h, c, W_x, W_h, b):
    a_i, a_f, a_g, a_o = _split(x @ W_x + h @ W_h + b)
    c = logistic(a_f) * c + logistic(a_i) * logistic(a_g)
    return logistic(a_o) * np.tanh(c), c


def candidate_not_squashed(x, h, c, W_x, W_h, b):
    a_i, a_f, a_g, a_o = _split(x @ W_x + h @ W_h + b)
    c = logistic(a_f) * c + logistic(a_i) * a_g
    return logistic(a_o) * np.tanh(c), c


def tanh_everywhere(x, h, c, W_x, W_h, b):
    i, f, g, o = _split(np.tanh(x @ W_x + h @ W_h + b))
    c = f * c + i * g
    return o * np.tanh(c), c


def gates_not_squashed(x, h, c, W_x, W_h, b):
    i, f, a_g, o = _split(x @ W_x + h @ W_h + b)
    c = f * c + i * np.tanh(a_g)
    return o * np.tanh(c), c


def shown_without_tanh(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = f * c + i * g
    return o * c, c


def shown_with_two_tanh(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = f * c + i * g
    return o * np.tanh(np.tanh(c)), c


def gate_inside_tanh(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = f * c + i * g
    return np.tanh(o * c), c


def shows_the_old_state(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    return o * np.tanh(c), f * c + i * g


def keeps_h(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = f * h + i * g
    return o * np.tanh(c), c


def keeps_a_squashed_state(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = np.tanh(f * c + i * g)
    return o * c, c


def without_forget_gate(x, h, c, W_x, W_h, b):
    i, _, g, o = _blocks(x, h, W_x, W_h, b)
    c = c + i * g
    return o * np.tanh(c), c


def input_is_one_minus_forget(x, h, c, W_x, W_h, b):
    _, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = f * c + (1 - f) * g
    return o * np.tanh(c), c


def forget_is_one_minus_input(x, h, c, W_x, W_h, b):
    i, _, g, o = _blocks(x, h, W_x, W_h, b)
    c = (1 - i) * c + i * g
    return o * np.tanh(c), c


def forget_gate_says_what_goes(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = (1 - f) * c + i * g
    return o * np.tanh(c), c


def without_input_gate(x, h, c, W_x, W_h, b):
    _, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = f * c + g
    return o * np.tanh(c), c


def without_output_gate(x, h, c, W_x, W_h, b):
    i, f, g, _ = _blocks(x, h, W_x, W_h, b)
    c = f * c + i * g
    return np.tanh(c), c


def without_bias(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, np.zeros_like(b))
    c = f * c + i * g
    return o * np.tanh(c), c


def bias_twice(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, 2 * b)
    c = f * c + i * g
    return o * np.tanh(c), c


def without_recurrence(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, 0 * h, W_x, W_h, b)
    c = f * c + i * g
    return o * np.tanh(c), c


def gates_see_the_state(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, c, W_x, W_h, b)
    c = f * c + i * g
    return o * np.tanh(c), c


def columns_in_turn(x, h, c, W_x, W_h, b):
    """The first column as i of unit 1, the second as f of unit 1, and so on."""
    a = x @ W_x + h @ W_h + b
    i, f, g, o = (a[:, k::4] for k in range(4))
    c = logistic(f) * c + logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(c), c


def state_first(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = f * c + i * g
    return c, o * np.tanh(c)


def gates_with_the_wrong_sign(x, h, c, W_x, W_h, b):
    i, f, g, o = _blocks(x, h, W_x, W_h, b)
    c = (1 - f) * c + (1 - i) * g  # 1 / (1 + exp(+a)) is 1 - logistic(a)
    return (1 - o) * np.tanh(c), c


def joined_in_the_other_order(x, h, c, W_x, W_h, b):
    both = np.concatenate([W_x, W_h])
    H = len(W_h)
    i, f, g, o = _blocks(x, h, both[H:], both[:H], b)
    c = f * c + i * g
    return o * np.tanh(c), c
