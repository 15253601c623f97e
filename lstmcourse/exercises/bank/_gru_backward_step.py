"""One step of the GRU backward, reset after: first exercise of book/gru/backward."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._gru_backward_parts import PAGE, values_of
from lstmcourse.exercises.bank._gru_backward_variants import MISTAKES
from lstmcourse.exercises.model import CodeExercise, Gradient, Output, Probe


def gru_backward_step(x_part, h_prev, W_h, b_hn, dh):
    # Forward once more, for the values.
    H = h_prev.shape[1]
    h_part = h_prev @ W_h  # (B, 3H): r z n
    r = 1 / (1 + np.exp(-(x_part[:, :H] + h_part[:, :H])))
    z = 1 / (1 + np.exp(-(x_part[:, H : 2 * H] + h_part[:, H : 2 * H])))
    inner = h_part[:, 2 * H :] + b_hn
    n = np.tanh(x_part[:, 2 * H :] + r * inner)
    # Backward: each factor gets the other one, then the slope.
    da_z = dh * (h_prev - n) * z * (1 - z)
    da_n = dh * (1 - z) * (1 - n**2)
    da_r = da_n * inner * r * (1 - r)
    da = np.concatenate([da_r, da_z, da_n], axis=1)
    to_h = np.concatenate([da_r, da_z, da_n * r], axis=1)  # r stands between W_hn and n
    dh_prev = dh * z + to_h @ W_h.T
    dW_h = h_prev.T @ to_h
    db_hn = (da_n * r).sum(axis=0)
    return da, dh_prev, dW_h, db_hn


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, H: int, size: float = 1.0) -> Probe:
        args = (
            size * rng.normal(size=(B, 3 * H)),
            size * rng.normal(size=(B, H)),
            0.8 * rng.normal(size=(H, 3 * H)),
            rng.normal(size=H),
            rng.normal(size=(B, H)),
        )
        return Probe(name, args, {"B": B, "H": H})

    return [
        probe("random", 4, 3),
        probe("square: B = H", 4, 4),
        probe("one sequence", 1, 5),
        probe("larger inputs and states", 3, 4, size=1.6),
    ]


def _loss(x_part, h_prev, W_h, b_hn, dh):
    _, z, n, _ = values_of(x_part, h_prev, W_h, b_hn)
    return float(np.sum(dh * ((1 - z) * n + z * h_prev)))


BACKWARD_STEP = CodeExercise(
    id="gru.backward_step",
    title="One GRU step back",
    page=PAGE,
    task=(
        "Write gru_backward_step(x_part, h_prev, W_h, b_hn, dh) for one step in PyTorch's "
        "convention: reset after the product, z = 1 keeps. x_part (B, 3H) is x W_x + b with blocks "
        "r z n, h_prev (B, H) the old state, W_h (H, 3H), b_hn (H,), and dh (B, H) the whole "
        "derivative of E by h_t. Return da (B, 3H), dh_prev (B, H), dW_h and db_hn, the "
        "derivatives of E by the pre-activations a_r, a_z, a_n, by h_prev, by W_h and by b_hn."
    ),
    parameters=("x_part", "h_prev", "W_h", "b_hn", "dh"),
    returns=(
        Output("da", "(B, 3H)"),
        Output("dh_prev", "(B, H)"),
        Output("dW_h", "(H, 3H)"),
        Output("db_hn", "(H,)"),
    ),
    reference=gru_backward_step,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Compute r, z, inner = h W_hn + b_hn and n again. Then go back from "
        "h_t = (1 - z) n + z h_prev.",
        "dz = dh (h_prev - n) and dn = dh (1 - z). With da_n in hand, dr = da_n inner.",
        "da joins da_r, da_z, da_n. On the way to h_prev, W_h and b_hn the third block is da_n r.",
        "dh_prev = dh z plus (da_r, da_z, da_n r) @ W_h.T.",
    ),
    gradient=Gradient(_loss, {"da": "x_part", "dh_prev": "h_prev", "dW_h": "W_h", "db_hn": "b_hn"}),
)
