"""Defective backward passes over a sequence: what ``gru.backward`` recognises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._gru_backward_parts import (
    SLOPES,
    logistic,
    logistic_slope,
    no_slope,
    slopes_with,
)
from lstmcourse.exercises.model import Mistake


def _before(r, h, W_n):
    return (r * h) @ W_n


def _after(r, h, W_n):
    return r * (h @ W_n)


def _keep(n, h, z):
    return (1 - z) * n + z * h


def _write(n, h, z):
    return (1 - z) * h + z * n


def forward(xs, h0, W_x, W_h, b, from_h: Callable = _before, mix: Callable = _keep):
    W_r, W_z, W_n = np.split(W_h, 3, axis=1)
    hs, kept = [h0], []
    for x in xs:
        h = hs[-1]
        a_r, a_z, a_n = np.split(x @ W_x + b, 3, axis=1)
        r, z = logistic(a_r + h @ W_r), logistic(a_z + h @ W_z)
        n = np.tanh(a_n + from_h(r, h, W_n))
        kept.append((r, z, n))
        hs.append(mix(n, h, z))
    return hs, kept


def _variant(
    *,
    dh_next: Callable = lambda dh: dh,
    order: Callable = lambda steps: reversed(range(steps)),
    collect: Callable = lambda total, new: total + new,
    finish: Callable = lambda grads, T, B: grads,
    dz: Callable = lambda dh, h, n: dh * (h - n),
    dn: Callable = lambda dh, z: dh * (1 - z),
    slopes: tuple[Callable, ...] = SLOPES,
    behind: Callable = lambda da_n, W_n, r: da_n @ W_n.T,
    dr: Callable = lambda d_rh, da_n, h, W_n: d_rh * h,
    to_h: Callable = lambda d_rh, r: d_rh * r,
    keep: Callable = lambda dh, z: dh * z,
    entered: Callable = lambda hs, t: hs[t],
    entered_n: Callable = lambda r, h: r * h,
    n_to_W: Callable = lambda da_n, r: da_n,
    start: Callable = lambda h0: h0,
    first: Callable = lambda dh0: dh0,
    from_h: Callable = _before,
    mix: Callable = _keep,
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(xs, h0, W_x, W_h, b, d_hs):
        hs, kept = forward(xs, start(h0), W_x, W_h, b, from_h, mix)
        W_r, W_z, W_n = np.split(W_h, 3, axis=1)
        grads = [np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)]
        back = np.zeros_like(h0)
        for t in order(len(xs)):
            h, (r, z, n) = hs[t], kept[t]
            dh = d_hs[t] + dh_next(back)
            da_z = dz(dh, h, n) * slopes[1](z)
            da_n = dn(dh, z) * slopes[2](n)
            d_rh = behind(da_n, W_n, r)
            da_r = dr(d_rh, da_n, h, W_n) * slopes[0](r)
            da = np.concatenate([da_r, da_z, da_n], axis=1)
            left = entered(hs, t)
            dW_h = np.concatenate(
                [left.T @ da_r, left.T @ da_z, entered_n(r, left).T @ n_to_W(da_n, r)],
                axis=1,
            )
            new = (xs[t].T @ da, dW_h, da.sum(axis=0))
            grads = [collect(total, grad) for total, grad in zip(grads, new, strict=True)]
            back = keep(dh, z) + to_h(d_rh, r) + da_r @ W_r.T + da_z @ W_z.T
        return (*finish(grads, len(xs), len(h0)), first(back))

    return variant


MISTAKES = (
    Mistake(
        "no-dh-from-the-next-step",
        "The error that step t+1 sends back is dropped.",
        "d_hs[t] holds the direct part of dE/dh_t alone.",
        _variant(dh_next=np.zeros_like),
    ),
    Mistake(
        "forward-in-time",
        "The backward loop runs from the first step to the last.",
        "The error of step t needs that of step t+1. Which one must come first?",
        _variant(order=range),
    ),
    Mistake(
        "written-over",
        "The weight gradients hold the first time step alone.",
        "Each step adds its part: += instead of =.",
        _variant(collect=lambda total, new: new),
    ),
    Mistake(
        "averaged-over-time",
        "The weight gradients are averaged over the T steps; they are sums.",
        "If E is a mean, its 1/T is in d_hs already.",
        _variant(finish=lambda grads, T, B: [grad / T for grad in grads]),
    ),
    Mistake(
        "averaged-over-batch",
        "The weight gradients are averaged over the B sequences; they are sums.",
        "If E is a mean, its 1/B is in d_hs already.",
        _variant(finish=lambda grads, T, B: [grad / B for grad in grads]),
    ),
    Mistake(
        "first-state-ignored",
        "h0 plays no role; the sequence starts from zeros.",
        "Change h0: your gradients should move.",
        _variant(start=np.zeros_like),
    ),
    Mistake(
        "no-dh0",
        "dh0 is zero, but error reaches the first state too.",
        "What is left over after the last round of the backward loop?",
        _variant(first=np.zeros_like),
    ),
    Mistake(
        "no-way-past-the-gates",
        "The way through z h_{t-1} is missing on the way back.",
        "h_{t-1} stands in h_t itself, beside z.",
        _variant(keep=lambda dh, z: 0.0),
    ),
    Mistake(
        "no-r-on-the-way-to-h",
        "The reset gate is missing on the way from r h back to h.",
        "The error at the product r h goes to both factors, each time with the other one.",
        _variant(to_h=lambda d_rh, r: d_rh),
    ),
    Mistake(
        "no-way-through-n",
        "The way through the candidate is missing in what goes back to h_{t-1}.",
        "h_{t-1} acts on r, on z, on h_t, and on n through r h.",
        _variant(to_h=lambda d_rh, r: 0.0),
    ),
    Mistake(
        "h-for-r-h",
        "The block n of dW_h uses h; W_hn was multiplied by r h.",
        "What stands to the left of W_hn in this convention?",
        _variant(entered_n=lambda r, h: h),
    ),
    Mistake(
        "dr-past-the-product",
        "dr = da_n h: the error did not go back through W_hn.",
        "The reset gate comes before the product. First cross W_hn, then the factor h.",
        _variant(dr=lambda d_rh, da_n, h, W_n: da_n * h),
    ),
    Mistake(
        "reset-after",
        "The way back through the candidate is that of the cell that resets after the product.",
        "Here W_hn is multiplied by r h, so the error crosses W_hn before it meets r.",
        _variant(
            dr=lambda d_rh, da_n, h, W_n: da_n * (h @ W_n),
            behind=lambda da_n, W_n, r: (da_n * r) @ W_n.T,
            to_h=lambda d_rh, r: d_rh,
        ),
    ),
    Mistake(
        "reset-after-everywhere",
        "This is the cell that resets after the product, forward and back.",
        "Here the reset gate multiplies h, and W_hn comes after it.",
        _variant(
            from_h=_after,
            dr=lambda d_rh, da_n, h, W_n: da_n * (h @ W_n),
            behind=lambda da_n, W_n, r: (da_n * r) @ W_n.T,
            to_h=lambda d_rh, r: d_rh,
            entered_n=lambda r, h: h,
            n_to_W=lambda da_n, r: da_n * r,
        ),
    ),
    Mistake(
        "new-state-in-dW_h",
        "dW_h uses h_t; W_h was multiplied by h_{t-1}.",
        "dW_x and db are right. Which state entered the step?",
        _variant(entered=lambda hs, t: hs[t + 1]),
    ),
    Mistake(
        "sign-of-dz",
        "dz has the wrong sign.",
        "In (1 - z) n + z h, which one grows with z?",
        _variant(dz=lambda dh, h, n: dh * (n - h)),
    ),
    Mistake(
        "dz-without-n",
        "dz = dh h_{t-1}: z acts on the share of the candidate too.",
        "z stands in two places in h_t, once with a minus.",
        _variant(dz=lambda dh, h, n: dh * h),
    ),
    Mistake(
        "z-for-one-minus-z",
        "dn uses z where 1 - z belongs.",
        "How much of the candidate is in the new state?",
        _variant(dn=lambda dh, z: dh * z),
    ),
    Mistake(
        "other-direction-of-z",
        "This is the cell in which z = 1 writes the candidate.",
        "Here z = 1 keeps: h_t = (1 - z) n + z h_{t-1}.",
        _variant(
            mix=_write,
            dz=lambda dh, h, n: dh * (n - h),
            dn=lambda dh, z: dh * z,
            keep=lambda dh, z: dh * (1 - z),
        ),
    ),
    *(
        Mistake(
            f"no-slope-{name}",
            f"The slope of {kind} is missing between {name} and a_{name}.",
            "From a gate or candidate to its pre-activation there is one more factor.",
            _variant(slopes=slopes_with(place, no_slope)),
        )
        for place, (name, kind) in enumerate([("r", "sigmoid"), ("z", "sigmoid"), ("n", "tanh")])
    ),
    Mistake(
        "sigmoid-slope-for-n",
        "The candidate's slope is taken as n (1 - n), the slope of the sigmoid; n is a tanh.",
        "Two blocks passed a sigmoid, one a tanh.",
        _variant(slopes=slopes_with(2, logistic_slope)),
    ),
)
