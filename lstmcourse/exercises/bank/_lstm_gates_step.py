"""One forward step of an LSTM, as an exercise of book/lstm/gates."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._lstm_gates_mistakes import OTHER_MISTAKES
from lstmcourse.exercises.bank._lstm_gates_orders import order_mistakes
from lstmcourse.exercises.model import CodeExercise, Output, Probe

PAGE = "lstm/gates"


def lstm_step(x, h, c, W_x, W_h, b):
    a = x @ W_x + h @ W_h + b  # (B, 4H)
    a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (B, H) each
    i = 1 / (1 + np.exp(-a_i))  # which share is written
    f = 1 / (1 + np.exp(-a_f))  # which share is kept
    g = np.tanh(a_g)  # the content, of either sign
    o = 1 / (1 + np.exp(-a_o))  # which share is shown
    c = f * c + i * g
    h = o * np.tanh(c)
    return h, c


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, inputs: int, H: int, size: float = 1.0) -> Probe:
        args = (
            rng.normal(size=(B, inputs)),
            rng.normal(size=(B, H)),
            1.5 * rng.normal(size=(B, H)),
            size * rng.normal(size=(inputs, 4 * H)),
            size * rng.normal(size=(H, 4 * H)),
            size * rng.normal(size=4 * H),
        )
        return Probe(name, args, {"B": B, "I": inputs, "H": H})

    return [
        probe("random", 3, 4, 5),
        probe("one sequence, I = H", 1, 3, 3),
        probe("large pre-activations", 4, 3, 2, size=4.0),
    ]


STEP = CodeExercise(
    id="lstm.step",
    title="One step of an LSTM",
    page=PAGE,
    task=(
        "Write lstm_step(x, h, c, W_x, W_h, b): one step of an LSTM. x (B, I) is the input, "
        "h and c (B, H) are the states before the step, W_x (I, 4H), W_h (H, 4H) and b (4H,) the "
        "weights, with the blocks in the order i f g o. Return the new h and the new c, "
        "both (B, H)."
    ),
    parameters=("x", "h", "c", "W_x", "W_h", "b"),
    returns=(Output("h", "(B, H)"), Output("c", "(B, H)")),
    reference=lstm_step,
    probes=_probes,
    mistakes=(*order_mistakes(), *OTHER_MISTAKES),
    hints=(
        "All four pre-activations are one product: x @ W_x + h @ W_h + b, of shape (B, 4H).",
        "np.split(a, 4, axis=1) gives the blocks i f g o. Three go through the sigmoid, g through "
        "tanh.",
        "First c = f * c + i * g, then h = o * np.tanh(c) with the new c.",
    ),
)
