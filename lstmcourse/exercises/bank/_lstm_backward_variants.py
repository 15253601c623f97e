"""Defective backward passes over a sequence: what ``lstm.backward`` recognises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._lstm_backward_parts import (
    SQUASHED_TWICE,
    Step,
    gates_of,
    no_slope,
    slopes_with,
    step_with,
)
from lstmcourse.exercises.model import Mistake


def forward(xs, h0, c0, W_x, W_h, b):
    hs, cs, gates = [h0], [c0], []
    for x in xs:
        i, f, g, o = gates_now = gates_of(x @ W_x + hs[-1] @ W_h + b)
        cs.append(f * cs[-1] + i * g)
        hs.append(o * np.tanh(cs[-1]))
        gates.append(gates_now)
    return hs, cs, gates


def _variant(
    *,
    step: Step | None = None,
    dh_next: Callable = lambda dh: dh,
    dc_next: Callable = lambda dc: dc,
    direct: Callable = lambda d_hs, t: d_hs[t],
    carry: Callable = lambda old, new: new,
    new_c: Callable = lambda cs, t: cs[t + 1],
    order: Callable = lambda steps: reversed(range(steps)),
    collect: Callable = lambda total, new: total + new,
    entered: Callable = lambda hs, t: hs[t],
    split: Callable = lambda x, h, da: (x.T @ da, h.T @ da),
    finish: Callable = lambda grads, T, B: grads,
    start: Callable = lambda state: state,
    first: Callable = lambda d_state: d_state,
) -> Callable:
    """The reference with one of its parts replaced."""
    back = step or step_with()

    def variant(xs, h0, c0, W_x, W_h, b, d_hs):
        hs, cs, gates = forward(xs, start(h0), start(c0), W_x, W_h, b)
        grads = [np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)]
        dh, dc = np.zeros_like(h0), np.zeros_like(c0)
        for t in order(len(xs)):
            at_h, at_c = direct(d_hs, t) + dh_next(dh), dc_next(dc)
            da, new_dh, dc = back(at_h, at_c, cs[t], *gates[t], new_c(cs, t), W_h)
            dh = carry(dh, new_dh)
            new = (*split(xs[t], entered(hs, t), da), da.sum(axis=0))
            grads = [collect(total, grad) for total, grad in zip(grads, new, strict=True)]
        return (*finish(grads, len(xs), len(h0)), first(dh), first(dc))

    return variant


def _last_loss_alone(d_hs, t):
    return d_hs[t] if t == len(d_hs) - 1 else np.zeros_like(d_hs[t])


def _rows_exchanged(x, h, da):
    """One stacked weight whose rows are taken as x first, while h came first."""
    stacked = np.concatenate([h, x], axis=1).T @ da
    return stacked[: x.shape[1]], stacked[x.shape[1] :]


MISTAKES = (
    Mistake(
        "no-dh-from-the-next-step",
        "The error that step t+1 sends back through h is dropped.",
        "h_t acts in its own loss and in a_{t+1}. d_hs[t] holds only the first part.",
        _variant(dh_next=np.zeros_like),
    ),
    Mistake(
        "carousel-cut",
        "The error that step t+1 sends back through c is dropped: the way through c is cut.",
        "Two errors come from the next step: dh_next and dc_next.",
        _variant(dc_next=np.zeros_like),
    ),
    Mistake(
        "no-forget-gate-on-the-way-back",
        "The error goes from c_t to c_{t-1} without the forget gate.",
        "c_t = f_t c_{t-1} + i_t g_t. What is its derivative by c_{t-1}?",
        _variant(step=step_with(dc_prev=lambda dc_all, dc, f: dc_all)),
    ),
    Mistake(
        "forget-gate-of-the-wrong-step",
        "The error of c_{t+1} reaches c_t with the factor f_t; it passes f_{t+1}.",
        "Which forget gate stands between c_t and c_{t+1}? Then look at dc0: it needs f_1.",
        _variant(step=step_with(by_c=lambda dc, f: dc * f, dc_prev=lambda dc_all, dc, f: dc_all)),
    ),
    Mistake(
        "last-loss-alone",
        "Only d_hs of the last step is used.",
        "Every h_t has a loss of its own: d_hs[t] enters in each round.",
        _variant(direct=_last_loss_alone),
    ),
    Mistake(
        "dh-added-up",
        "dh_next is added up over the steps; each round makes a new one.",
        "Weights are used at every step and add up. The error of one state goes back once.",
        _variant(carry=lambda old, new: old + new),
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
        "forward-in-time",
        "The backward loop runs from the first step to the last.",
        "The error of step t needs that of step t+1. Which one must come first?",
        _variant(order=range),
    ),
    Mistake(
        "new-state-in-dW_h",
        "dW_h uses h_t; W_h was multiplied by h_{t-1}.",
        "dW_x and db are right. Which state entered the step?",
        _variant(entered=lambda hs, t: hs[t + 1]),
    ),
    Mistake(
        "x-and-h-rows-mixed",
        "The rows of x and of h are mixed up between dW_x and dW_h.",
        "In a stacked weight the rows stand in the order in which x and h were joined.",
        _variant(split=_rows_exchanged),
    ),
    Mistake(
        "first-state-ignored",
        "h0 and c0 play no role; the sequence starts from zeros.",
        "Change h0 or c0: your gradients should move.",
        _variant(start=np.zeros_like),
    ),
    Mistake(
        "no-dh0-dc0",
        "dh0 and dc0 are zero.",
        "What is left over after the last round of the backward loop?",
        _variant(first=np.zeros_like),
    ),
    Mistake(
        "slope-of-c",
        "The slope of tanh is taken as 1 - c^2; it is 1 - tanh(c)^2.",
        "1 - c^2 is negative for |c| > 1; a slope of tanh lies between 0 and 1.",
        _variant(step=step_with(by_h=lambda dh, o, c: dh * o * (1 - c**2))),
    ),
    Mistake(
        "no-slope-of-tanh",
        "The slope of tanh is missing between h and c.",
        "h shows tanh(c), not c. Which factor does the chain rule ask for?",
        _variant(step=step_with(by_h=lambda dh, o, c: dh * o)),
    ),
    Mistake(
        "old-c-in-tanh",
        "tanh(c) is taken of the old cell state; h_t shows the new one.",
        "Take a list that starts with c0: which of its entries did round t make?",
        _variant(new_c=lambda cs, t: cs[t]),
    ),
    Mistake(
        "c-in-output-gate",
        "do uses c where tanh(c) belongs.",
        "The output gate multiplies tanh(c_t).",
        _variant(step=step_with(do=lambda dh, dc, c: dh * c)),
    ),
    Mistake(
        "new-c-in-forget-gate",
        "df uses the new cell state c_t; the forget gate multiplied the old one.",
        "Take a list that starts with c0: which of its entries did round t read?",
        _variant(step=step_with(df=lambda dc, c_prev, c: dc * c)),
    ),
    Mistake(
        "i-and-g-exchanged",
        "di and dg are exchanged: di = dc i, dg = dc g.",
        "In i g the derivative by one factor is the other factor.",
        _variant(step=step_with(di=lambda dc, i, g: dc * i, dg=lambda dc, i, g: dc * g)),
    ),
    Mistake(
        "copied-from-f",
        "The block of i is a copy of the block of f.",
        "A line copied and not changed: i was multiplied by g, f by the old cell state.",
        _variant(step=step_with(blocks=lambda i, f, g, o: (f, f, g, o))),
    ),
    *(
        Mistake(
            f"no-slope-{name}",
            f"The slope is missing between {name} and its pre-activation.",
            "Look at the gradient block by block: the first block that is wrong names the gate.",
            _variant(step=step_with(slopes=slopes_with(place, no_slope))),
        )
        for place, name in enumerate("ifgo")
    ),
    Mistake(
        "sigmoid-slope-for-g",
        "The candidate's slope is taken as g (1 - g), the slope of the sigmoid; g is a tanh.",
        "Three blocks passed a sigmoid, one a tanh.",
        _variant(step=step_with(slopes=slopes_with(2, lambda g: g * (1 - g)))),
    ),
    Mistake(
        "squashed-twice",
        "The slopes are taken at the gates, as if i, f, g and o were pre-activations.",
        "i, f, g and o have passed their nonlinearity. Its slope follows from its value.",
        _variant(step=step_with(slopes=SQUASHED_TWICE)),
    ),
    Mistake(
        "order-ifog",
        "The blocks stand in the order i f o g on the way back, and i f g o on the way forward.",
        "The candidate is the third block in this course, as in PyTorch.",
        _variant(step=step_with(blocks=lambda i, f, g, o: (i, f, o, g))),
    ),
)
