"""One LSTM step backward with exchangeable parts: defects of the exercises are made from it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._squashing import logistic, logistic_slope

PAGE = "lstm/backward"
Step = Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray]]


def gates_of(a):
    i, f, g, o = np.split(a, 4, axis=1)
    return logistic(i), logistic(f), np.tanh(g), logistic(o)


def step_with(
    *,
    by_h: Callable = lambda dh, o, c: dh * o * (1 - np.tanh(c) ** 2),
    by_c: Callable = lambda dc, f: dc,
    di: Callable = lambda dc, i, g: dc * g,
    df: Callable = lambda dc, c_prev, c: dc * c_prev,
    dg: Callable = lambda dc, i, g: dc * i,
    do: Callable = lambda dh, dc, c: dh * np.tanh(c),
    at_gates: Callable = lambda di, df, dg, do: (di, df, dg, do),
    slopes: tuple[Callable, ...] = (
        logistic_slope,
        logistic_slope,
        lambda g: 1 - g**2,
        logistic_slope,
    ),
    blocks: Callable = lambda i, f, g, o: (i, f, g, o),
    way_back: Callable = lambda W_h: W_h.T,
    dc_prev: Callable = lambda dc_all, dc, f: dc_all * f,
) -> Step:
    """The step of `lstm_backward_step` with one of its parts replaced."""

    def step(dh, dc, c_prev, i, f, g, o, c, W_h):
        dc_all = by_c(dc, f) + by_h(dh, o, c)
        errors = at_gates(
            di(dc_all, i, g), df(dc_all, c_prev, c), dg(dc_all, i, g), do(dh, dc_all, c)
        )
        before = [
            error * slope(gate)
            for error, slope, gate in zip(errors, slopes, (i, f, g, o), strict=True)
        ]
        da = np.concatenate(blocks(*before), axis=1)
        return da, da @ way_back(W_h), dc_prev(dc_all, dc, f)

    return step


def _slope_at_a_gate(y):
    return logistic_slope(logistic(y))


SQUASHED_TWICE = (
    _slope_at_a_gate,
    _slope_at_a_gate,
    lambda g: 1 - np.tanh(g) ** 2,
    _slope_at_a_gate,
)
"""Slopes taken at the gates, as if these were the pre-activations."""


def slopes_with(place: int, slope: Callable) -> tuple[Callable, ...]:
    """The four slopes i f g o, with one of them replaced."""
    slopes = [logistic_slope, logistic_slope, lambda g: 1 - g**2, logistic_slope]
    slopes[place] = slope
    return tuple(slopes)


def no_slope(y):
    return np.ones_like(y)
