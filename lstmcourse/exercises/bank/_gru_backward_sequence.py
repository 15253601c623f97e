"""The GRU backward over a sequence, reset before: second exercise of book/gru/backward."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._gru_backward_parts import PAGE
from lstmcourse.exercises.bank._gru_backward_sequence_variants import MISTAKES, forward
from lstmcourse.exercises.model import CodeExercise, Gradient, Output, Probe


def gru_backward(xs, h0, W_x, W_h, b, d_hs):
    # Forward, keeping all states and gates. Round t reads hs[t] and makes hs[t + 1].
    H = h0.shape[1]
    W_gates, W_n = W_h[:, : 2 * H], W_h[:, 2 * H :]
    hs, kept = [h0], []
    for x in xs:
        h, a_x = hs[-1], x @ W_x + b
        gates = 1 / (1 + np.exp(-(a_x[:, : 2 * H] + h @ W_gates)))
        r, z = gates[:, :H], gates[:, H:]
        n = np.tanh(a_x[:, 2 * H :] + (r * h) @ W_n)
        hs.append((1 - z) * n + z * h)
        kept.append((r, z, n))
    # Backward.
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    dh_next = np.zeros_like(h0)
    for t in reversed(range(len(xs))):
        h, (r, z, n) = hs[t], kept[t]
        dh = d_hs[t] + dh_next
        da_z = dh * (h - n) * z * (1 - z)
        da_n = dh * (1 - z) * (1 - n**2)
        d_rh = da_n @ W_n.T  # the error at r h, behind the product
        da_r = d_rh * h * r * (1 - r)
        da_gates = np.concatenate([da_r, da_z], axis=1)
        da = np.concatenate([da_gates, da_n], axis=1)
        dW_x += xs[t].T @ da
        dW_h += np.concatenate([h.T @ da_gates, (r * h).T @ da_n], axis=1)
        db += da.sum(axis=0)
        dh_next = dh * z + d_rh * r + da_gates @ W_gates.T
    return dW_x, dW_h, db, dh_next


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, sizes: tuple[int, int, int, int], size: float = 0.9) -> Probe:
        T, B, I, H = sizes  # noqa: E741
        args = (
            rng.normal(size=(T, B, I)),
            rng.normal(size=(B, H)),
            size * rng.normal(size=(I, 3 * H)),
            size * rng.normal(size=(H, 3 * H)),
            0.5 * rng.normal(size=3 * H),
            rng.normal(size=(T, B, H)),
        )
        return Probe(name, args, {"T": T, "B": B, "I": I, "H": H})

    return [
        probe("random", (4, 2, 2, 3)),
        probe("square: I = H", (5, 2, 3, 3)),
        probe("one step", (1, 3, 2, 4)),
        probe("larger weights", (5, 3, 2, 4), size=1.4),
    ]


def _loss(xs, h0, W_x, W_h, b, d_hs):
    hs, _ = forward(xs, h0, W_x, W_h, b)
    return float(np.sum(d_hs * np.array(hs[1:])))


BACKWARD = CodeExercise(
    id="gru.backward",
    title="The GRU backward, reset before",
    page=PAGE,
    task=(
        "Write gru_backward(xs, h0, W_x, W_h, b, d_hs) for the GRU that resets before the product: "
        "n = tanh(x W_xn + b_n + (r h) W_hn), and z = 1 keeps. Run it forward over xs (T, B, I) "
        "from h0 (B, H), then back. The blocks of the weights stand in the order r z n; there is "
        "no b_hn. d_hs (T, B, H) holds the direct part of the derivative by each h_t. Return dW_x, "
        "dW_h, db and dh0, the derivatives of E, in the shapes of W_x, W_h, b and h0."
    ),
    parameters=("xs", "h0", "W_x", "W_h", "b", "d_hs"),
    returns=(
        Output("dW_x", "(I, 3H)"),
        Output("dW_h", "(H, 3H)"),
        Output("db", "(3H,)"),
        Output("dh0", "(B, H)"),
    ),
    reference=gru_backward,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Two loops: one forward that keeps all h and the gates r, z, n, one backward that uses "
        "them and carries dh_next.",
        "da_z and da_n are those of the other convention. New is the way from da_n back: first "
        "across W_hn, d_rh = da_n @ W_hn.T, then to both factors of r h.",
        "dh_next has four parts: dh z, d_rh r, and what a_r and a_z send back over W_hr and W_hz.",
        "dW_h: h.T @ da_r, h.T @ da_z and (r * h).T @ da_n side by side.",
    ),
    gradient=Gradient(_loss, {"dW_x": "W_x", "dW_h": "W_h", "db": "b", "dh0": "h0"}),
)
