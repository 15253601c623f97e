"""One step forward as an exercise of book/rnn/bptt."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "rnn/bptt"


def rnn_step(x, h, W_x, W_h, b):
    a = x @ W_x + h @ W_h + b  # (B, H)
    return np.tanh(a)


def _step_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, I: int, H: int, size: float = 1.0) -> Probe:  # noqa: E741
        args = (
            rng.normal(size=(B, I)),
            rng.uniform(-0.9, 0.9, size=(B, H)),
            size * rng.normal(size=(I, H)),
            size * rng.normal(size=(H, H)),
            rng.normal(size=H),
        )
        return Probe(name, args, {"B": B, "I": I, "H": H})

    return [
        probe("random", 2, 3, 4),
        probe("square: I = H = B", 3, 3, 3),
        probe("one sequence", 1, 2, 5),
        probe("large pre-activations", 4, 2, 3, size=20.0),
    ]


def _step_without_bias(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h)


def _step_without_tanh(x, h, W_x, W_h, b):
    return x @ W_x + h @ W_h + b


def _step_with_sigmoid(x, h, W_x, W_h, b):
    return 0.5 * (1.0 + np.tanh(0.5 * (x @ W_x + h @ W_h + b)))


def _step_with_transpose(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h.T + b)


def _step_without_state(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + b)


def _step_with_weights_swapped(x, h, W_x, W_h, b):
    return np.tanh(h @ W_x + x @ W_h + b)


def _step_with_weights_on_the_left(x, h, W_x, W_h, b):
    return np.tanh(W_x @ x + W_h @ h + b)  # raises wherever the sizes differ


STEP = CodeExercise(
    id="rnn.step",
    title="One step of the RNN",
    page=PAGE,
    task=(
        "Write rnn_step(x, h, W_x, W_h, b): the next hidden state tanh(x W_x + h W_h + b), shape "
        "(B, H), from the input x (B, I), the old state h (B, H) and the weights."
    ),
    parameters=("x", "h", "W_x", "W_h", "b"),
    returns=(Output("h_next", "(B, H)"),),
    reference=rnn_step,
    probes=_step_probes,
    mistakes=(
        Mistake(
            "no-bias", "The bias b is left out.", "Add b to the pre-activation.", _step_without_bias
        ),
        Mistake(
            "no-tanh",
            "This is the pre-activation; tanh is missing.",
            "The state is tanh of the sum, so every entry lies between -1 and 1.",
            _step_without_tanh,
        ),
        Mistake(
            "sigmoid",
            "The logistic sigmoid is used where tanh belongs.",
            "The sigmoid lies between 0 and 1; a state of this RNN may be negative.",
            _step_with_sigmoid,
        ),
        Mistake(
            "transposed-recurrence",
            "W_h is transposed.",
            "Rows are states here, so the weights stand on the right: h @ W_h.",
            _step_with_transpose,
        ),
        Mistake(
            "no-state",
            "The old state h is left out, so nothing is remembered.",
            "Two things enter the step: the input through W_x and the old state through W_h.",
            _step_without_state,
        ),
        Mistake(
            "weights-swapped",
            "W_x and W_h are in each other's place.",
            "W_x has as many rows as x has entries; W_h is square.",
            _step_with_weights_swapped,
        ),
        Mistake(
            "weights-on-the-left",
            "The weights stand on the left, as in W_x @ x; that fits columns, but sequences are "
            "rows here.",
            "x is (B, I) and W_x is (I, H). In which order do the two fit together?",
            _step_with_weights_on_the_left,
        ),
    ),
    hints=(
        "Two products and a sum: what does the input bring, what does the old state bring?",
        "The pre-activation is a = x @ W_x + h @ W_h + b.",
        "Return np.tanh(a). Do not write into x or h.",
    ),
)
