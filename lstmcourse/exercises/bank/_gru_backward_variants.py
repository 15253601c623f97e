"""Defective backward steps of the GRU: what ``gru.backward_step`` recognises."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._gru_backward_parts import (
    SQUASHED_TWICE,
    logistic,
    logistic_slope,
    no_slope,
    slopes_with,
    step_with,
    tanh_slope,
)
from lstmcourse.exercises.model import Mistake


def _reset_before(x_part, h_prev, W_h, b_hn, dh):
    """Forward and backward of the cell whose reset gate comes before the product."""
    x_r, x_z, x_n = np.split(x_part, 3, axis=1)
    W_r, W_z, W_n = np.split(W_h, 3, axis=1)
    r, z = logistic(x_r + h_prev @ W_r), logistic(x_z + h_prev @ W_z)
    n = np.tanh(x_n + (r * h_prev) @ W_n + b_hn)
    da_n = dh * (1 - z) * (1 - n**2)
    d_rh = da_n @ W_n.T
    da_r = d_rh * h_prev * r * (1 - r)
    da_z = dh * (h_prev - n) * z * (1 - z)
    dW_h = np.concatenate([h_prev.T @ da_r, h_prev.T @ da_z, (r * h_prev).T @ da_n], axis=1)
    dh_prev = dh * z + d_rh * r + da_r @ W_r.T + da_z @ W_z.T
    return np.concatenate([da_r, da_z, da_n], axis=1), dh_prev, dW_h, da_n.sum(axis=0)


def _b_hn_outside(x_part, h_prev, W_h, b_hn, dh):
    """Forward and backward of a cell whose b_hn is not multiplied by the reset gate."""
    x_r, x_z, x_n = np.split(x_part, 3, axis=1)
    h_r, h_z, h_n = np.split(h_prev @ W_h, 3, axis=1)
    r, z = logistic(x_r + h_r), logistic(x_z + h_z)
    n = np.tanh(x_n + r * h_n + b_hn)
    da_n = dh * (1 - z) * tanh_slope(n)
    da_r, da_z = da_n * h_n * logistic_slope(r), dh * (h_prev - n) * logistic_slope(z)
    to_h = np.concatenate([da_r, da_z, da_n * r], axis=1)
    da = np.concatenate([da_r, da_z, da_n], axis=1)
    return da, dh * z + to_h @ W_h.T, h_prev.T @ to_h, da_n.sum(axis=0)


def _one(r):
    return 1.0


MISTAKES = (
    Mistake(
        "no-way-past-the-gates",
        "The way through z h_{t-1} is missing: dh_prev holds what comes through the gates alone.",
        "h_{t-1} stands in h_t itself, beside z. Which factor does that give?",
        step_with(keep=lambda dh, z: 0.0),
    ),
    Mistake(
        "only-past-the-gates",
        "dh_prev is dh z alone; what comes back through r, z and n is missing.",
        "h_{t-1} also acts on all three pre-activations.",
        step_with(through_gates=lambda to_h, W_h: 0.0),
    ),
    Mistake(
        "no-r-on-the-way-to-h",
        "The reset gate is missing on the way from a_n back to h_{t-1}.",
        "r stands between the product h W_hn and a_n.",
        step_with(r_to_h=_one),
    ),
    Mistake(
        "no-r-in-dW_h",
        "The reset gate is missing in the block n of dW_h.",
        "W_hn acts through r times its product, not straight on a_n.",
        step_with(r_to_W=_one),
    ),
    Mistake(
        "no-r-in-db_hn",
        "The reset gate is missing in db_hn; it would be the gradient of b_n.",
        "b_hn stands inside the bracket that r multiplies. That is why it is a bias of its own.",
        step_with(r_to_b=_one),
    ),
    Mistake(
        "no-r-at-all",
        "The reset gate is missing wherever the error goes back through the product with W_hn.",
        "Three results need it: dh_prev, dW_h and db_hn.",
        step_with(r_to_h=_one, r_to_W=_one, r_to_b=_one),
    ),
    Mistake(
        "r-in-da",
        "The block n of da is multiplied by r; a_n comes after the reset gate.",
        "What x adds to a_n is not reset. r belongs to the way to h alone.",
        step_with(r_to_da=lambda r: r),
    ),
    Mistake(
        "sign-of-dz",
        "dz has the wrong sign.",
        "In (1 - z) n + z h, which one grows with z?",
        step_with(dz=lambda dh, h, n: dh * (n - h)),
    ),
    Mistake(
        "dz-without-n",
        "dz = dh h_{t-1}: z acts on the share of the candidate too.",
        "z stands in two places in h_t, once with a minus.",
        step_with(dz=lambda dh, h, n: dh * h),
    ),
    Mistake(
        "dz-without-h",
        "dz = -dh n: z acts on the share of the old state too.",
        "z stands in two places in h_t.",
        step_with(dz=lambda dh, h, n: -dh * n),
    ),
    Mistake(
        "z-for-one-minus-z",
        "dn uses z where 1 - z belongs.",
        "How much of the candidate is in the new state?",
        step_with(dn=lambda dh, z: dh * z),
    ),
    Mistake(
        "one-minus-z-for-z",
        "The way past the gates has the factor 1 - z; it is z here.",
        "In this convention z = 1 keeps the old state.",
        step_with(keep=lambda dh, z: dh * (1 - z)),
    ),
    Mistake(
        "other-direction-of-z",
        "This is the backward pass for the other convention, where z = 1 writes the candidate.",
        "Here h_t = (1 - z) n + z h_{t-1}, as in PyTorch.",
        step_with(
            dz=lambda dh, h, n: dh * (n - h),
            dn=lambda dh, z: dh * z,
            keep=lambda dh, z: dh * (1 - z),
        ),
    ),
    Mistake(
        "reset-before",
        "This is the cell that resets before the product, as in the papers of 2014.",
        "Here the reset gate multiplies h W_hn + b_hn, as in PyTorch.",
        _reset_before,
    ),
    Mistake(
        "h-for-inner",
        "dr uses h_{t-1}; the reset gate multiplied h W_hn + b_hn.",
        "The derivative by one factor is the other factor.",
        step_with(dr=lambda da_n, inner, h, b_hn: da_n * h),
    ),
    Mistake(
        "no-b_hn-in-dr",
        "dr lacks the bias b_hn.",
        "What exactly did r multiply?",
        step_with(dr=lambda da_n, inner, h, b_hn: da_n * (inner - b_hn)),
    ),
    Mistake(
        "dr-from-dn",
        "dr starts from dn; the slope of the candidate's tanh is missing on the way to r.",
        "r acts inside the tanh, on a_n. Which error stands there?",
        step_with(before_r=lambda dn, da_n: dn),
    ),
    Mistake(
        "b_hn-outside",
        "b_hn stands outside the bracket that the reset gate multiplies.",
        "In PyTorch's convention r multiplies h W_hn + b_hn, the bias too.",
        _b_hn_outside,
    ),
    *(
        Mistake(
            f"no-slope-{name}",
            f"The slope of {kind} is missing between {name} and a_{name}.",
            "From a gate or candidate to its pre-activation there is one more factor.",
            step_with(slopes=slopes_with(place, no_slope)),
        )
        for place, (name, kind) in enumerate([("r", "sigmoid"), ("z", "sigmoid"), ("n", "tanh")])
    ),
    Mistake(
        "sigmoid-slope-for-n",
        "The candidate's slope is taken as n (1 - n), the slope of the sigmoid; n is a tanh.",
        "Two blocks passed a sigmoid, one a tanh.",
        step_with(slopes=slopes_with(2, logistic_slope)),
    ),
    Mistake(
        "tanh-slope-for-gates",
        "The slope of tanh is used for the two gates as well.",
        "r and z are sigmoids: their slope is y (1 - y).",
        step_with(slopes=(tanh_slope, tanh_slope, tanh_slope)),
    ),
    Mistake(
        "squashed-twice",
        "The slopes are taken at the gates, as if r, z and n were pre-activations.",
        "r, z and n have passed their nonlinearity. Its slope follows from its value.",
        step_with(slopes=SQUASHED_TWICE),
    ),
    Mistake(
        "order-zrn",
        "The blocks stand in the order z r n on the way back; W_h has r z n.",
        "The figure draws z first. The arrays have r first.",
        step_with(order=lambda r, z, n: (z, r, n)),
    ),
    Mistake(
        "averaged-over-batch",
        "dW_h and db_hn are averaged over the B sequences; they are sums.",
        "If E is a mean, its 1/B is in dh already.",
        step_with(mean=lambda grad, B: grad / B),
    ),
)
