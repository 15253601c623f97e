"""The LSTM backward over a whole sequence: second exercise of book/lstm/backward."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._lstm_backward_parts import PAGE
from lstmcourse.exercises.bank._lstm_backward_variants import MISTAKES, forward
from lstmcourse.exercises.model import CodeExercise, Gradient, Output, Probe


def lstm_backward(xs, h0, c0, W_x, W_h, b, d_hs):
    # Forward, keeping all states and gates. Round t reads hs[t], cs[t] and makes hs[t+1], cs[t+1].
    H = h0.shape[1]
    hs, cs, gates = [h0], [c0], []
    for x in xs:
        a = x @ W_x + hs[-1] @ W_h + b  # (B, 4H): i f g o
        i, f, o = (1 / (1 + np.exp(-a[:, k * H : (k + 1) * H])) for k in (0, 1, 3))
        g = np.tanh(a[:, 2 * H : 3 * H])
        cs.append(f * cs[-1] + i * g)
        hs.append(o * np.tanh(cs[-1]))
        gates.append((i, f, g, o))
    # Backward: h and c each bring an error from the next step; after the last there is none.
    dW_x, dW_h, db = np.zeros_like(W_x), np.zeros_like(W_h), np.zeros_like(b)
    dh_next, dc_next = np.zeros_like(h0), np.zeros_like(c0)
    for t in reversed(range(len(xs))):
        i, f, g, o = gates[t]
        tanh_c = np.tanh(cs[t + 1])
        dh = d_hs[t] + dh_next
        dc = dc_next + dh * o * (1 - tanh_c**2)
        di, df, dg, do = dc * g, dc * cs[t], dc * i, dh * tanh_c
        da = np.concatenate(
            [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=1
        )
        dW_x += xs[t].T @ da
        dW_h += hs[t].T @ da
        db += da.sum(axis=0)
        dh_next, dc_next = da @ W_h.T, dc * f
    return dW_x, dW_h, db, dh_next, dc_next


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, sizes: tuple[int, int, int, int], size: float = 0.8) -> Probe:
        T, B, I, H = sizes  # noqa: E741
        args = (
            rng.normal(size=(T, B, I)),
            rng.uniform(-0.9, 0.9, size=(B, H)),
            rng.normal(size=(B, H)),
            size * rng.normal(size=(I, 4 * H)),
            size * rng.normal(size=(H, 4 * H)),
            0.5 * rng.normal(size=4 * H),
            rng.normal(size=(T, B, H)),
        )
        return Probe(name, args, {"T": T, "B": B, "I": I, "H": H})

    return [
        probe("random", (4, 2, 2, 3)),
        probe("square: I = H", (5, 2, 3, 3)),
        probe("one step", (1, 3, 2, 4)),
        probe("larger weights", (5, 3, 2, 4), size=1.4),
    ]


def _loss(xs, h0, c0, W_x, W_h, b, d_hs):
    hs, _, _ = forward(xs, h0, c0, W_x, W_h, b)
    return float(np.sum(d_hs * np.array(hs[1:])))


BACKWARD = CodeExercise(
    id="lstm.backward",
    title="The LSTM backward over a sequence",
    page=PAGE,
    task=(
        "Write lstm_backward(xs, h0, c0, W_x, W_h, b, d_hs): run the LSTM forward over xs "
        "(T, B, I) from h0 and c0 (B, H), then back. The weights have their blocks in the order "
        "i f g o. d_hs (T, B, H) holds the part of the derivative of E that reaches each h_t "
        "directly, from its own loss. Return dW_x, dW_h, db, dh0 and dc0, the derivatives of E, in "
        "this order and in the shapes of W_x, W_h, b, h0 and c0."
    ),
    parameters=("xs", "h0", "c0", "W_x", "W_h", "b", "d_hs"),
    returns=(
        Output("dW_x", "(I, 4H)"),
        Output("dW_h", "(H, 4H)"),
        Output("db", "(4H,)"),
        Output("dh0", "(B, H)"),
        Output("dc0", "(B, H)"),
    ),
    reference=lstm_backward,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Two loops: one forward that keeps all h, all c and all gates, one backward that uses "
        "them.",
        "The backward loop carries two errors, dh_next and dc_next. Both start at zero.",
        "Per round: dh = d_hs[t] + dh_next; then one lstm_backward_step gives da and the two "
        "errors for the round before.",
        "Add xs[t].T @ da, the old state's h.T @ da and da.sum(axis=0) to the weight gradients. "
        "What dh_next and dc_next hold after the loop is dh0 and dc0.",
    ),
    gradient=Gradient(_loss, {"dW_x": "W_x", "dW_h": "W_h", "db": "b", "dh0": "h0", "dc0": "c0"}),
)
