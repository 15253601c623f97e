"""Backward exercises of book/rnn/bptt: one step back, and the whole sequence."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank import _rnn_bptt_variants as wrong
from lstmcourse.exercises.bank._rnn_bptt_forward import rnn_forward
from lstmcourse.exercises.bank._rnn_bptt_step import PAGE
from lstmcourse.exercises.model import CodeExercise, Gradient, Mistake, Output, Probe


def rnn_backward_step(x, h, W_x, W_h, b, dh):
    h_new = np.tanh(x @ W_x + h @ W_h + b)  # (B, H), the step once more
    da = dh * (1 - h_new**2)  # (B, H), through tanh
    dW_x = x.T @ da  # (I, H); the product sums over the sequences
    dW_h = h.T @ da  # (H, H), with the state that entered the step
    db = da.sum(axis=0)  # (H,)
    dx = da @ W_x.T  # (B, I)
    dh_old = da @ W_h.T  # (B, H), what the step before receives
    return dW_x, dW_h, db, dx, dh_old


def _step_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, I: int, H: int, size: float = 0.6) -> Probe:  # noqa: E741
        args = (
            rng.normal(size=(B, I)),
            rng.uniform(-0.9, 0.9, size=(B, H)),
            size * rng.normal(size=(I, H)),
            size * rng.normal(size=(H, H)),
            0.5 * rng.normal(size=H),
            rng.normal(size=(B, H)),
        )
        return Probe(name, args, {"B": B, "I": I, "H": H})

    return [
        probe("random", 2, 3, 4),
        probe("square: I = H = B", 3, 3, 3),
        probe("one sequence", 1, 2, 5),
        probe("larger weights", 4, 2, 3, size=1.5),
    ]


def _step_loss(x, h, W_x, W_h, b, dh):
    return float(np.sum(dh * np.tanh(x @ W_x + h @ W_h + b)))


BACKWARD_STEP = CodeExercise(
    id="rnn.backward_step",
    title="One step back",
    page=PAGE,
    task=(
        "Write rnn_backward_step(x, h, W_x, W_h, b, dh) for the step h' = tanh(x W_x + h W_h + b). "
        "dh (B, H) is the whole derivative of E by h'. Return dW_x, dW_h, db, dx and dh_old, the "
        "derivatives of E by W_x, W_h, b, x and h, in this order and in their shapes."
    ),
    parameters=("x", "h", "W_x", "W_h", "b", "dh"),
    returns=(
        Output("dW_x", "(I, H)"),
        Output("dW_h", "(H, H)"),
        Output("db", "(H,)"),
        Output("dx", "(B, I)"),
        Output("dh_old", "(B, H)"),
    ),
    reference=rnn_backward_step,
    probes=_step_probes,
    mistakes=(
        Mistake(
            "no-slope",
            "The derivative of tanh is missing.",
            "dh is the error behind tanh; what is the error before it?",
            wrong.step_without_slope,
        ),
        Mistake(
            "tanh-twice",
            "tanh' is taken of the state, as 1 - tanh(h')^2; h' is a tanh already.",
            "With h' = tanh(a), the slope 1 - tanh(a)^2 needs no further tanh.",
            wrong.step_with_tanh_twice,
        ),
        Mistake(
            "slope-without-tanh",
            "tanh' is taken as 1 - a^2, with the pre-activation a.",
            "The slope lies between 0 and 1; 1 - a^2 can be negative. Square the state instead.",
            wrong.step_with_slope_of_a,
        ),
        Mistake(
            "slope-of-old-state",
            "tanh' is taken with the old state h instead of the new one.",
            "The tanh of this step made h', not h.",
            wrong.step_with_slope_of_old_state,
        ),
        Mistake(
            "no-transpose",
            "W_h is not transposed on the way back.",
            "W_h[j, i] leads from unit j to unit i. Back from i to j means the transpose in rows.",
            wrong.step_without_transpose,
        ),
        Mistake(
            "new-state-in-dW_h",
            "dW_h uses the new state h' instead of the old state h.",
            "W_h was multiplied by the state that entered the step.",
            wrong.step_with_new_state,
        ),
        Mistake(
            "slope-skipped-on-the-way-back",
            "dx and dh_old come from dh; they have not passed through tanh.",
            "x and h act on E through a alone, so both use the error at a.",
            wrong.step_past_tanh,
        ),
        Mistake(
            "averaged-over-batch",
            "dW_x, dW_h and db are averaged over the B sequences; they are sums.",
            "If E is a mean, its 1/B is in dh already.",
            wrong.step_averaged_over_batch,
        ),
    ),
    hints=(
        "First cross tanh: one array da (B, H), from which everything else follows.",
        "da = dh * (1 - h_new**2), with h_new computed as in rnn_step.",
        "Each of the five is a product with da. Let the shapes guide you: (I, H) can only be "
        "x.T @ da. For W_h, (H, H), the shapes do not help: use the old state, and W_h.T.",
    ),
    gradient=Gradient(
        _step_loss, {"dW_x": "W_x", "dW_h": "W_h", "db": "b", "dx": "x", "dh_old": "h"}
    ),
)


def rnn_bptt(xs, h0, W_x, W_h, b, d_hs):
    # t counts from 0 here: states[t] is the state before round t, states[t + 1] the one after it.
    states = [h0]
    for x in xs:
        states.append(np.tanh(x @ W_x + states[-1] @ W_h + b))
    # Backward: the error of a step is its own part plus what comes back from the next step.
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    dh_next = np.zeros_like(h0)  # nothing comes after the last step
    for t in reversed(range(len(xs))):
        dh = d_hs[t] + dh_next  # (B, H)
        da = dh * (1 - states[t + 1] ** 2)  # (B, H)
        dW_x += xs[t].T @ da
        dW_h += states[t].T @ da
        db += da.sum(axis=0)
        dh_next = da @ W_h.T  # (B, H), for step t - 1
    return dW_x, dW_h, db, dh_next


def bptt_probe(
    rng: np.random.Generator,
    name: str,
    sizes: tuple[int, int, int, int],
    *extra: object,
    size: float = 0.6,
) -> Probe:
    """Random arguments of rnn_bptt for sizes T, B, I, H; ``extra`` arguments follow them."""
    T, B, I, H = sizes  # noqa: E741
    args = (
        rng.normal(size=(T, B, I)),
        rng.uniform(-0.9, 0.9, size=(B, H)),
        size * rng.normal(size=(I, H)),
        size * rng.normal(size=(H, H)),
        0.5 * rng.normal(size=H),
        rng.normal(size=(T, B, H)),
    )
    return Probe(name, (*args, *extra), {"T": T, "B": B, "I": I, "H": H})


def _bptt_probes(rng: np.random.Generator) -> list[Probe]:
    return [
        bptt_probe(rng, "random", (5, 2, 3, 4)),
        bptt_probe(rng, "square: I = H", (4, 2, 3, 3)),
        bptt_probe(rng, "one step", (1, 3, 2, 4)),
        bptt_probe(rng, "larger weights", (4, 3, 2, 5), size=1.2),
    ]


def _bptt_loss(xs, h0, W_x, W_h, b, d_hs):
    return float(np.sum(d_hs * rnn_forward(xs, h0, W_x, W_h, b)))


BPTT = CodeExercise(
    id="rnn.bptt",
    title="Backpropagation through time",
    page=PAGE,
    task=(
        "Write rnn_bptt(xs, h0, W_x, W_h, b, d_hs): run the RNN forward over xs (T, B, I) from h0, "
        "then back. d_hs (T, B, H) holds the part of the derivative of E that reaches each state "
        "directly, from its own loss. Return dW_x, dW_h, db and dh0, the derivatives of E, in this "
        "order and in the shapes of W_x, W_h, b and h0."
    ),
    parameters=("xs", "h0", "W_x", "W_h", "b", "d_hs"),
    returns=(
        Output("dW_x", "(I, H)"),
        Output("dW_h", "(H, H)"),
        Output("db", "(H,)"),
        Output("dh0", "(B, H)"),
    ),
    reference=rnn_bptt,
    probes=_bptt_probes,
    mistakes=wrong.BPTT_MISTAKES,
    hints=(
        "Two loops: one forward that keeps all states h_0 ... h_T, one backward that uses them.",
        "In the backward loop keep dh_next, the error that step t + 1 sends back; it starts at "
        "zero. With t from 0, the whole error of the state that round t made is "
        "d_hs[t] + dh_next.",
        "Per round: da = dh * (1 - h_new**2), with the state that the round made; add three "
        "products to dW_x, dW_h and db, and replace dh_next by da @ W_h.T.",
        "With states = [h0, h_1, ..., h_T] and t from 0, round t read states[t] and made "
        "states[t + 1]. What is left in dh_next after the loop is dh0.",
    ),
    gradient=Gradient(_bptt_loss, {"dW_x": "W_x", "dW_h": "W_h", "db": "b", "dh0": "h0"}),
)
