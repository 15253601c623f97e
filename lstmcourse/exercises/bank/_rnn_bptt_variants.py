"""Defective backward passes: what ``rnn.backward_step`` and ``rnn.bptt`` recognise."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from lstmcourse.exercises.model import Mistake

Arrays = tuple[np.ndarray, ...]


def _new_state(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h + b)


def _from_da(x, h, W_x, W_h, da):
    return x.T @ da, h.T @ da, da.sum(axis=0), da @ W_x.T, da @ W_h.T


def step_without_slope(x, h, W_x, W_h, b, dh):
    return _from_da(x, h, W_x, W_h, dh)


def step_with_tanh_twice(x, h, W_x, W_h, b, dh):
    new = _new_state(x, h, W_x, W_h, b)
    return _from_da(x, h, W_x, W_h, dh * (1 - np.tanh(new) ** 2))


def step_with_slope_of_a(x, h, W_x, W_h, b, dh):
    a = x @ W_x + h @ W_h + b
    return _from_da(x, h, W_x, W_h, dh * (1 - a**2))


def step_with_slope_of_old_state(x, h, W_x, W_h, b, dh):
    return _from_da(x, h, W_x, W_h, dh * (1 - h**2))


def _right_da(x, h, W_x, W_h, b, dh):
    return dh * (1 - _new_state(x, h, W_x, W_h, b) ** 2)


def step_without_transpose(x, h, W_x, W_h, b, dh):
    da = _right_da(x, h, W_x, W_h, b, dh)
    return x.T @ da, h.T @ da, da.sum(axis=0), da @ W_x.T, da @ W_h


def step_with_new_state(x, h, W_x, W_h, b, dh):
    da = _right_da(x, h, W_x, W_h, b, dh)
    new = _new_state(x, h, W_x, W_h, b)
    return x.T @ da, new.T @ da, da.sum(axis=0), da @ W_x.T, da @ W_h.T


def step_past_tanh(x, h, W_x, W_h, b, dh):
    da = _right_da(x, h, W_x, W_h, b, dh)
    return x.T @ da, h.T @ da, da.sum(axis=0), dh @ W_x.T, dh @ W_h.T


def step_averaged_over_batch(x, h, W_x, W_h, b, dh):
    da = _right_da(x, h, W_x, W_h, b, dh)
    mean = da / len(x)
    return x.T @ mean, h.T @ mean, mean.sum(axis=0), da @ W_x.T, da @ W_h.T


def _bptt(
    xs,
    h0,
    W_x,
    W_h,
    b,
    d_hs,
    *,
    future: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda da, W_h: da @ W_h.T,
    slope: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray] = lambda h, a, old: 1 - h**2,
    through_tanh: Callable[..., np.ndarray] = lambda own, back, slope: (own + back) * slope,
    entered: Callable[[list[np.ndarray], int], np.ndarray] = lambda states, t: states[t],
    start: Callable[[np.ndarray], np.ndarray] = lambda h0: h0,
    forward_in_time: bool = False,
    accumulate: bool = True,
    finish: Callable[..., Arrays] = lambda grads, dh, da, sizes: (*grads, dh),
) -> Arrays:
    """BPTT with places to go wrong; the defaults are right."""
    steps = len(xs)
    states, pre = [start(h0)], []
    for x in xs:
        pre.append(x @ W_x + states[-1] @ W_h + b)
        states.append(np.tanh(pre[-1]))
    grads: Arrays = (np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b))
    dh_next = np.zeros_like(h0)
    da = dh_next
    for t in range(steps) if forward_in_time else reversed(range(steps)):
        da = through_tanh(d_hs[t], dh_next, slope(states[t + 1], pre[t], states[t]))
        now = (xs[t].T @ da, entered(states, t).T @ da, da.sum(axis=0))
        grads = tuple(g + n for g, n in zip(grads, now, strict=True)) if accumulate else now
        dh_next = future(da, W_h)
    return finish(grads, dh_next, da, {"T": steps, "B": h0.shape[0]})


def _without_future(xs, h0, W_x, W_h, b, d_hs):
    """Each step sees its own loss alone; dh0 is what the first step then sends back."""
    dW_x, dW_h, db, _ = _bptt(xs, h0, W_x, W_h, b, d_hs, future=lambda da, W: np.zeros_like(da))
    h1 = np.tanh(xs[0] @ W_x + h0 @ W_h + b)
    return dW_x, dW_h, db, (d_hs[0] * (1 - h1**2)) @ W_h.T


def _divided_by(letter: str) -> Callable[..., Arrays]:
    return lambda grads, dh, da, sizes: (*(g / sizes[letter] for g in grads), dh)


def _zero_at_first(states: list[np.ndarray], t: int) -> np.ndarray:
    return states[t] if t else np.zeros_like(states[0])


def _wrapped(states: list[np.ndarray], t: int) -> np.ndarray:
    return states[1:][t - 1]  # hs[t - 1], which is hs[-1] at t = 0


def _mistake(name: str, sentence: str, fix: str, **defect: Any) -> Mistake:
    return Mistake(name, sentence, fix, partial(_bptt, **defect))


BPTT_MISTAKES = (
    Mistake(
        "future-dropped",
        "The error that comes back from the next step is left out: each step sees its own loss "
        "only.",
        "h_t acts on E in two ways: through its own loss and through h_{t+1}.",
        _without_future,
    ),
    _mistake(
        "overwritten",
        "The weight gradients are overwritten at every step, so only the first time step is left.",
        "Every step uses the same weights, and each use adds its share.",
        accumulate=False,
    ),
    _mistake(
        "averaged-over-time",
        "The weight gradients are exactly 1/T of the right ones: averaged over time, not summed.",
        "If E is a mean over time, its 1/T is in d_hs already.",
        finish=_divided_by("T"),
    ),
    _mistake(
        "averaged-over-batch",
        "The weight gradients are exactly 1/B of the right ones: averaged over the sequences.",
        "If E is a mean over the sequences, its 1/B is in d_hs already.",
        finish=_divided_by("B"),
    ),
    _mistake(
        "forward-in-time",
        "The backward loop runs forward in time.",
        "The error of a step needs the error of the step after it: start at the last step.",
        forward_in_time=True,
    ),
    _mistake(
        "new-state-in-dW_h",
        "dW_h uses the state h_t that the step made; W_h was multiplied by h_{t-1}.",
        "dW_x and db are right. Which state stands beside W_h in the forward step?",
        entered=lambda states, t: states[t + 1],
    ),
    _mistake(
        "no-transpose",
        "W_h is not transposed on the way back.",
        "Forward h @ W_h goes from unit j to unit i; the error goes from i to j. The shapes do "
        "not tell, because W_h is square.",
        future=lambda da, W_h: da @ W_h,
    ),
    _mistake(
        "no-slope",
        "The derivative of tanh is missing.",
        "Between the error of h_t and the error of a_t stands tanh.",
        slope=lambda h, a, old: np.ones_like(h),
    ),
    _mistake(
        "slope-on-own-part-only",
        "Only d_hs is multiplied by the slope of tanh; what comes back from the next step is not.",
        "Both parts reach h_t, and all of h_t comes out of the tanh. Add first.",
        through_tanh=lambda own, back, slope: own * slope + back,
    ),
    _mistake(
        "slope-of-old-state",
        "tanh' is taken with the state that entered the step instead of the one it made.",
        "The tanh of a step made h_t, not h_{t-1}.",
        slope=lambda h, a, old: 1 - old**2,
    ),
    _mistake(
        "tanh-twice",
        "tanh' is taken of the state, as 1 - tanh(h_t)^2; h_t is a tanh already.",
        "With h = tanh(a), the slope 1 - tanh(a)^2 needs no further tanh.",
        slope=lambda h, a, old: 1 - np.tanh(h) ** 2,
    ),
    _mistake(
        "slope-without-tanh",
        "tanh' is taken as 1 - a_t^2, with the pre-activation.",
        "The slope lies between 0 and 1; 1 - a^2 can be negative. Square the state instead.",
        slope=lambda h, a, old: 1 - a**2,
    ),
    _mistake(
        "h0-ignored",
        "The forward pass starts from zeros instead of h0.",
        "The first step reads h0, in the forward pass and in dW_h.",
        start=np.zeros_like,
    ),
    _mistake(
        "h0-missing-in-dW_h",
        "dW_h lacks the share of the first step, where h0 enters.",
        "The first step multiplied W_h too, by h0. Only dW_h is wrong.",
        entered=_zero_at_first,
    ),
    _mistake(
        "wraps-around",
        "dW_h takes the last state where the first step needs h0.",
        "In Python hs[t - 1] at t = 0 is hs[-1], the last element.",
        entered=_wrapped,
    ),
    _mistake(
        "dh0-zero",
        "dh0 is zero; the weight gradients are right.",
        "h0 acts on E through the first step, like every other state through the step after it.",
        finish=lambda grads, dh, da, sizes: (*grads, np.zeros_like(dh)),
    ),
    _mistake(
        "dh0-one-step-short",
        "dh0 stops at the pre-activation of the first step; W_h is missing.",
        "From the first pre-activation to h0 the error still has to pass through W_h.",
        finish=lambda grads, dh, da, sizes: (*grads, da),
    ),
)
