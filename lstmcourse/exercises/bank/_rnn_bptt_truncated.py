"""Truncated BPTT as an exercise of book/rnn/bptt-cost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._rnn_bptt_backward import bptt_probe
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

COST_PAGE = "rnn/bptt-cost"


def rnn_truncated(xs, h0, W_x, W_h, b, d_hs, window):
    # Forward as always: the state crosses the edges of the windows.
    states = [h0]
    for x in xs:
        states.append(np.tanh(x @ W_x + states[-1] @ W_h + b))
    # Backward: at the last step of a window nothing comes back from the next one. t is from 0.
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    dh_next = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        if (t + 1) % window == 0:
            dh_next = np.zeros_like(h0)
        da = (d_hs[t] + dh_next) * (1 - states[t + 1] ** 2)
        dW_x += xs[t].T @ da
        dW_h += states[t].T @ da
        db += da.sum(axis=0)
        dh_next = da @ W_h.T
    return dW_x, dW_h, db


def _probes(rng: np.random.Generator) -> list[Probe]:
    return [
        bptt_probe(rng, "T = 7, window 3", (7, 2, 3, 4), 3, size=0.7),
        bptt_probe(rng, "T = 5, window 2, I = H", (5, 2, 3, 3), 2, size=0.7),
        bptt_probe(rng, "window longer than the sequence", (4, 3, 2, 5), 9),
        bptt_probe(rng, "window 1", (4, 1, 3, 2), 1),
        bptt_probe(rng, "one step", (1, 3, 2, 4), 2),
    ]


def _truncated(
    xs,
    h0,
    W_x,
    W_h,
    b,
    d_hs,
    last_of_window: Callable[[int], bool],
    *,
    start_anew: Callable[[int], bool] = lambda t: False,
    keep_own: bool = True,
    counted: Callable[[int], bool] = lambda t: True,
):
    """The backward pass with the cuts, resets and steps that a variant asks for."""
    states, entered = [h0], []
    for t, x in enumerate(xs):
        entered.append(np.zeros_like(h0) if start_anew(t) else states[-1])
        states.append(np.tanh(x @ W_x + entered[-1] @ W_h + b))
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    dh_next = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        cut = last_of_window(t)
        dh = d_hs[t] + (0 if cut else dh_next)
        dh = np.zeros_like(h0) if (cut and not keep_own) or not counted(t) else dh
        da = dh * (1 - states[t + 1] ** 2)
        dW_x, dW_h, db = dW_x + xs[t].T @ da, dW_h + entered[t].T @ da, db + da.sum(axis=0)
        dh_next = da @ W_h.T
    return dW_x, dW_h, db


def _never_cut(*args):
    return _truncated(*args[:6], lambda t: False)


def _cut_everywhere(*args):
    return _truncated(*args[:6], lambda t: True)


def _cut_one_late(*args):
    window = args[6]
    return _truncated(*args[:6], lambda t: t % window == 0)


def _from_the_end(*args):
    steps, window = len(args[0]), args[6]
    return _truncated(*args[:6], lambda t: (steps - 1 - t) % window == 0)


def _state_reset(*args):
    window = args[6]
    return _truncated(
        *args[:6],
        lambda t: (t + 1) % window == 0,
        start_anew=lambda t: t > 0 and t % window == 0,
    )


def _own_error_lost(*args):
    window = args[6]
    return _truncated(*args[:6], lambda t: (t + 1) % window == 0, keep_own=False)


def _rest_dropped(*args):
    steps, window = len(args[0]), args[6]
    full = steps - steps % window
    return _truncated(*args[:6], lambda t: (t + 1) % window == 0, counted=lambda t: t < full)


def _last_window_only(*args):
    steps, window = len(args[0]), args[6]
    first = (steps - 1) // window * window
    return _truncated(*args[:6], lambda t: False, counted=lambda t: t >= first)


def _averaged_over_windows(*args):
    windows = -(-len(args[0]) // args[6])
    return tuple(grad / windows for grad in rnn_truncated(*args))


def _sliding(xs, h0, W_x, W_h, b, d_hs, window):
    """The error of each step goes back through `window` steps, its own among them."""
    total = None
    for t in range(len(xs)):
        alone = np.zeros_like(d_hs)
        alone[t] = d_hs[t]
        first = t - window + 1
        grads = _truncated(
            xs, h0, W_x, W_h, b, alone, lambda s, first=first: s == first - 1,
            counted=lambda s, first=first: s >= first,
        )  # fmt: skip
        total = grads if total is None else tuple(a + g for a, g in zip(total, grads, strict=True))
    return total


TRUNCATED = CodeExercise(
    id="rnn.truncated",
    title="Truncated backpropagation through time",
    page=COST_PAGE,
    task=(
        "Write rnn_truncated(xs, h0, W_x, W_h, b, d_hs, window): like rnn_bptt, but no error "
        "crosses the edge of a window. Steps 1 ... window form the first window, and so on; the "
        "last window may be shorter. The state does cross the edges. Return dW_x, dW_h and db."
    ),
    parameters=("xs", "h0", "W_x", "W_h", "b", "d_hs", "window"),
    returns=(Output("dW_x", "(I, H)"), Output("dW_h", "(H, H)"), Output("db", "(H,)")),
    reference=rnn_truncated,
    probes=_probes,
    mistakes=(
        Mistake(
            "not-cut",
            "This is the full gradient: the error crosses the edges of the windows.",
            "At the last step of a window, what comes back from the next step is dropped.",
            _never_cut,
        ),
        Mistake(
            "cut-everywhere",
            "The error is cut at every step, as if the window were one step long.",
            "Inside a window the error goes back as in rnn_bptt.",
            _cut_everywhere,
        ),
        Mistake(
            "edge-off-by-one",
            "The windows are cut one step off: the first one is one step long.",
            "Python counts from 0. With window = 3 the first window holds t = 0, 1, 2.",
            _cut_one_late,
        ),
        Mistake(
            "windows-from-the-end",
            "The windows are counted from the end of the sequence.",
            "The first window starts at the first step; the last one may be shorter.",
            _from_the_end,
        ),
        Mistake(
            "state-reset",
            "The state is set to zero at the edges; only the error is to be cut there.",
            "Run forward through the whole sequence, as without windows.",
            _state_reset,
        ),
        Mistake(
            "own-error-lost",
            "At the edge the step's own error d_hs[t] is dropped too.",
            "Only the error that comes from the next window is cut.",
            _own_error_lost,
        ),
        Mistake(
            "rest-dropped",
            "The last, shorter window does not count.",
            "T need not be a multiple of window; the rest at the end is a window as well.",
            _rest_dropped,
        ),
        Mistake(
            "last-window-only",
            "This is the gradient of the last window alone; the earlier windows are lost.",
            "Every window adds its share. Where are dW_x, dW_h and db set to zero?",
            _last_window_only,
        ),
        Mistake(
            "averaged-over-windows",
            "The gradients are averaged over the windows, not summed.",
            "E is the sum of the losses of all steps, so the windows add up.",
            _averaged_over_windows,
        ),
        Mistake(
            "sliding",
            "Here every error goes back through `window` steps, across the edges. That is another "
            "form of truncation, with a sliding window.",
            "This exercise has fixed windows, as a training loop that detaches the state makes "
            "them.",
            _sliding,
        ),
    ),
    hints=(
        "Start from rnn_bptt. The forward pass stays as it is.",
        "Before you add dh_next to d_hs[t], ask: is step t the last of its window?",
        "With t from 0, the last steps are t = window - 1, 2 * window - 1, ...: there "
        "(t + 1) % window is 0. Set dh_next to zeros there.",
    ),
)
