"""One GRU step backward with exchangeable parts: defects of the exercise are made from it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._squashing import logistic, logistic_slope

PAGE = "gru/backward"


def tanh_slope(y):
    return 1 - y**2


def no_slope(y):
    return np.ones_like(y)


SLOPES = (logistic_slope, logistic_slope, tanh_slope)
"""From r, z and n to their pre-activations."""


def slopes_with(place: int, slope: Callable) -> tuple[Callable, ...]:
    """The three slopes r z n, with one of them replaced."""
    return (*SLOPES[:place], slope, *SLOPES[place + 1 :])


def _slope_at_a_gate(y):
    return logistic_slope(logistic(y))


SQUASHED_TWICE = (_slope_at_a_gate, _slope_at_a_gate, lambda n: tanh_slope(np.tanh(n)))
"""Slopes taken at the gates, as if these were the pre-activations."""


def values_of(x_part, h_prev, W_h, b_hn):
    x_r, x_z, x_n = np.split(x_part, 3, axis=1)
    h_r, h_z, h_n = np.split(h_prev @ W_h, 3, axis=1)
    r, z = logistic(x_r + h_r), logistic(x_z + h_z)
    return r, z, np.tanh(x_n + r * (h_n + b_hn)), h_n + b_hn


def step_with(
    *,
    dz: Callable = lambda dh, h, n: dh * (h - n),
    dn: Callable = lambda dh, z: dh * (1 - z),
    dr: Callable = lambda da_n, inner, h, b_hn: da_n * inner,
    keep: Callable = lambda dh, z: dh * z,
    before_r: Callable = lambda dn, da_n: da_n,
    slopes: tuple[Callable, Callable, Callable] = SLOPES,
    r_to_h: Callable = lambda r: r,
    r_to_W: Callable = lambda r: r,
    r_to_b: Callable = lambda r: r,
    r_to_da: Callable = lambda r: 1.0,
    through_gates: Callable = lambda to_h, W_h: to_h @ W_h.T,
    order: Callable = lambda r, z, n: (r, z, n),
    mean: Callable = lambda grad, B: grad,
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(x_part, h_prev, W_h, b_hn, dh):
        r, z, n, inner = values_of(x_part, h_prev, W_h, b_hn)
        da_z = dz(dh, h_prev, n) * slopes[1](z)
        da_n = dn(dh, z) * slopes[2](n)
        da_r = dr(before_r(dn(dh, z), da_n), inner, h_prev, b_hn) * slopes[0](r)

        def joined(factor):
            return np.concatenate(order(da_r, da_z, da_n * factor), axis=1)

        return (
            joined(r_to_da(r)),
            keep(dh, z) + through_gates(joined(r_to_h(r)), W_h),
            mean(h_prev.T @ joined(r_to_W(r)), len(dh)),
            mean((da_n * r_to_b(r)).sum(axis=0), len(dh)),
        )

    return variant
