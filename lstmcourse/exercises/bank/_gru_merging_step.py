"""One step of a GRU in PyTorch's convention, as an exercise of book/gru/merging."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._gru_merging_parts import PARTS
from lstmcourse.exercises.bank._gru_merging_variants import MISTAKES
from lstmcourse.exercises.model import CodeExercise, Output, Probe, Property

PAGE = "gru/merging"


def gru_step(x, h, W_x, W_h, b, b_hn):
    x_r, x_z, x_n = np.split(x @ W_x + b, 3, axis=1)  # each (B, H), blocks r z n
    h_r, h_z, h_n = np.split(h @ W_h, 3, axis=1)
    r = 1 / (1 + np.exp(-(x_r + h_r)))
    z = 1 / (1 + np.exp(-(x_z + h_z)))
    n = np.tanh(x_n + r * (h_n + b_hn))  # the reset gate scales product and bias
    return (1 - z) * n + z * h  # z = 1 keeps the old state


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, I: int, H: int, size: float = 1.2) -> Probe:  # noqa: E741
        args = (
            size * rng.normal(size=(B, I)),
            size * rng.normal(size=(B, H)),
            rng.normal(size=(I, 3 * H)),
            rng.normal(size=(H, 3 * H)),
            rng.normal(size=3 * H),
            1.5 * rng.normal(size=H),
        )
        return Probe(name, args, {"B": B, "I": I, "H": H})

    return [
        probe("random", 4, 2, 3),
        probe("square: B = I = H", 3, 3, 3),
        probe("one sequence", 1, 2, 4),
        probe("one hidden unit", 5, 3, 1),
        probe("large inputs and states", 4, 2, 3, size=6.0),
    ]


def _stays_between(function, probe: Probe) -> str | None:
    """h_new is a mix of h and n, and |n| < 1."""
    h_new = np.asarray(function(*(np.array(array) for array in probe.args)), dtype=float)
    if np.any(np.abs(h_new) > 1.001 * np.maximum(np.abs(probe.args[1]), 1.0)):
        return (
            "An entry of the new state is larger than 1 and than the old entry. A mix of the old "
            "state and a tanh cannot be."
        )
    return None


STEP = CodeExercise(
    id="gru.step",
    title="One step of a GRU",
    page=PAGE,
    task=(
        "Write gru_step(x, h, W_x, W_h, b, b_hn): one step of a GRU as PyTorch computes it, for B "
        "sequences in rows. x (B, I) is the input, h (B, H) the old state. W_x (I, 3H), W_h "
        "(H, 3H) and b (3H,) hold the blocks r, z, n in this order; b_hn (H,) stands inside the "
        "reset gate. z = 1 keeps the old state. Return the new state (B, H)."
    ),
    parameters=("x", "h", "W_x", "W_h", "b", "b_hn"),
    returns=(Output("h_new", "(B, H)"),),
    reference=gru_step,
    probes=_probes,
    mistakes=(*MISTAKES, *PARTS),
    hints=(
        "First the gates: x @ W_x + b and h @ W_h have 3H columns; the first H belong to r, the "
        "next H to z, the last H to n.",
        "For r and z the two parts are added before the logistic function. For n they stay apart, "
        "because the reset gate multiplies one of them only.",
        "n = tanh(x-part + r * (h-part + b_hn)), and the new state is (1 - z) * n + z * h.",
    ),
    properties=(Property("the new state is a mix", _stays_between),),
)
