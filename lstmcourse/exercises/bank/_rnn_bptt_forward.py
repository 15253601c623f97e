"""The RNN over a whole sequence as an exercise of book/rnn/bptt."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._rnn_bptt_step import PAGE
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def rnn_forward(xs, h0, W_x, W_h, b):
    h = h0
    hs = []
    for x in xs:  # x: (B, I), one time step of every sequence
        h = np.tanh(x @ W_x + h @ W_h + b)  # (B, H); the old state of the next round
        hs.append(h)
    return np.stack(hs)  # (T, B, H)


def _forward_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, I: int, H: int, size: float = 0.7) -> Probe:  # noqa: E741
        args = (
            rng.normal(size=(T, B, I)),
            rng.uniform(-0.9, 0.9, size=(B, H)),
            size * rng.normal(size=(I, H)),
            size * rng.normal(size=(H, H)),
            rng.normal(size=H),
        )
        return Probe(name, args, {"T": T, "B": B, "I": I, "H": H})

    return [
        probe("random", 5, 2, 3, 4),
        probe("square: T = B, I = H", 4, 4, 3, 3),
        probe("one step", 1, 3, 2, 4),
        probe("one sequence", 6, 1, 3, 2),
        probe("large pre-activations", 4, 2, 3, 5, size=10.0),
    ]


def _forward_from_zero(xs, h0, W_x, W_h, b):
    return rnn_forward(xs, np.zeros_like(h0), W_x, W_h, b)


def _forward_not_carried(xs, h0, W_x, W_h, b):
    return np.stack([np.tanh(x @ W_x + h0 @ W_h + b) for x in xs])


def _forward_reversed_time(xs, h0, W_x, W_h, b):
    return rnn_forward(xs[::-1], h0, W_x, W_h, b)[::-1]


def _forward_reversed_result(xs, h0, W_x, W_h, b):
    return rnn_forward(xs, h0, W_x, W_h, b)[::-1]


def _forward_without_bias(xs, h0, W_x, W_h, b):
    return rnn_forward(xs, h0, W_x, W_h, np.zeros_like(b))


def _forward_without_tanh(xs, h0, W_x, W_h, b):
    h, hs = h0, []
    for x in xs:
        h = x @ W_x + h @ W_h + b
        hs.append(h)
    return np.stack(hs)


def _forward_starting_with_h0(xs, h0, W_x, W_h, b):
    return np.concatenate([h0[None], rnn_forward(xs, h0, W_x, W_h, b)[:-1]])


def _forward_shifted_inputs(xs, h0, W_x, W_h, b):
    return rnn_forward(np.roll(xs, 1, axis=0), h0, W_x, W_h, b)


def _forward_batch_first(xs, h0, W_x, W_h, b):
    return rnn_forward(xs.swapaxes(0, 1), h0, W_x, W_h, b)


def _forward_last_only(xs, h0, W_x, W_h, b):
    return rnn_forward(xs, h0, W_x, W_h, b)[-1]


def _forward_stacked_batch_first(xs, h0, W_x, W_h, b):
    return rnn_forward(xs, h0, W_x, W_h, b).swapaxes(0, 1)


def _forward_same_array(xs, h0, W_x, W_h, b):
    h, hs = h0.copy(), []
    for x in xs:
        h[:] = np.tanh(x @ W_x + h @ W_h + b)  # writes into the array that hs holds already
        hs.append(h)
    return np.stack(hs)


FORWARD = CodeExercise(
    id="rnn.forward",
    title="The RNN over a whole sequence",
    page=PAGE,
    task=(
        "Write rnn_forward(xs, h0, W_x, W_h, b): all hidden states h_1 ... h_T as one array "
        "hs (T, B, H), from the inputs xs (T, B, I), the first state h0 (B, H) and the weights."
    ),
    parameters=("xs", "h0", "W_x", "W_h", "b"),
    returns=(Output("hs", "(T, B, H)"),),
    reference=rnn_forward,
    probes=_forward_probes,
    mistakes=(
        Mistake(
            "h0-ignored",
            "The first state h0 is not used: the sequence starts from zeros.",
            "Which state does the first step see? An array of zeros read at hs[t - 1] with t = 0 "
            "gives its last element, which is still zero.",
            _forward_from_zero,
        ),
        Mistake(
            "state-not-carried",
            "Every step starts from h0, so no step knows about the one before it.",
            "The state that a step returns is the old state of the next step.",
            _forward_not_carried,
        ),
        Mistake(
            "reversed-time",
            "The inputs are read from the last to the first.",
            "Forward means: t = 0 first. Only the backward pass goes the other way.",
            _forward_reversed_time,
        ),
        Mistake(
            "reversed-result",
            "The states are right, but stored from the last to the first.",
            "hs[0] belongs to the first input.",
            _forward_reversed_result,
        ),
        Mistake(
            "no-bias", "The bias b is left out.", "Add b at every step.", _forward_without_bias
        ),
        Mistake(
            "no-tanh",
            "tanh is missing: the states are the pre-activations.",
            "The state is tanh of the sum; a large state would show at once.",
            _forward_without_tanh,
        ),
        Mistake(
            "starts-with-h0",
            "hs starts with h0 and leaves out the last state.",
            "h0 is known before the first step; hs[0] is the state after the first input.",
            _forward_starting_with_h0,
        ),
        Mistake(
            "inputs-shifted",
            "Step t reads the input of the step before it.",
            "The formulas count from 1, Python counts from 0: h_t belongs to x_t, not x_{t-1}.",
            _forward_shifted_inputs,
        ),
        Mistake(
            "batch-first",
            "The loop runs over the sequences instead of the time steps.",
            "Time is the first axis of xs: its shape is (T, B, I).",
            _forward_batch_first,
        ),
        Mistake(
            "result-batch-first",
            "The result has the order (B, T, H): the states are right, but time is not the first "
            "axis.",
            "Along which axis do you stack the T states? hs[0] is the state of all B sequences "
            "after the first step.",
            _forward_stacked_batch_first,
        ),
        Mistake(
            "same-array",
            "All T states are equal to the last one: hs holds one and the same array T times.",
            "h[:] = ... writes into the array that is in the list already. Make a new array at "
            "every step.",
            _forward_same_array,
        ),
        Mistake(
            "last-only",
            "Only the last state is returned.",
            "All T states are asked for, in one array of shape (T, B, H).",
            _forward_last_only,
        ),
    ),
    hints=(
        "It is rnn_step, T times. What has to survive from one round to the next?",
        "Keep a variable h that starts as h0; each round replaces it and appends it to a list.",
        "for x in xs: h = np.tanh(x @ W_x + h @ W_h + b); hs.append(h). "
        "At the end np.stack(hs) has the shape (T, B, H).",
    ),
)
