"""One step of the GRU of the source book, as an exercise of book/gru/conventions."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from lstmcourse.exercises.bank._gru_conventions_switch import PAGE
from lstmcourse.exercises.bank._squashing import logistic
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def gru_step_before(x, h, W_x, W_h):
    W_xz, W_xr, W_xn = np.split(W_x, 3, axis=1)
    W_hz, W_hr, W_hn = np.split(W_h, 3, axis=1)
    z = 1 / (1 + np.exp(-(x @ W_xz + h @ W_hz)))
    r = 1 / (1 + np.exp(-(x @ W_xr + h @ W_hr)))
    n = np.tanh(x @ W_xn + (r * h) @ W_hn)  # the reset gate scales what the units send
    return (1 - z) * h + z * n  # z = 1 writes


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, I: int, H: int, size: float = 1.2) -> Probe:  # noqa: E741
        args = (
            size * rng.normal(size=(B, I)),
            size * rng.normal(size=(B, H)),
            1.2 * rng.normal(size=(I, 3 * H)),
            1.2 * rng.normal(size=(H, 3 * H)),
        )
        return Probe(name, args, {"B": B, "I": I, "H": H})

    return [
        probe("random", 4, 2, 3),
        probe("square: B = I = H", 3, 3, 3),
        probe("one sequence", 1, 2, 4),
        probe("large inputs and states", 4, 2, 3, size=6.0),
    ]


def _before(x_n, h, r, z, W):
    return x_n + (r * h) @ W


def _after(x_n, h, r, z, W):
    return x_n + r * (h @ W)


def _variant(
    order="zrn",
    candidate=_before,
    mix=lambda r, z, n, h: (1 - z) * h + z * n,
    gate=logistic,
    squash=np.tanh,
    gates_see_h=True,
    turn=lambda block: block,
    blocks=lambda array: np.split(array, 3, axis=1),
):
    """The step with something replaced. candidate(x_n, h, r, z, W_hn) -> a^n."""

    def variant(x, h, W_x, W_h):
        from_x = dict(zip(order, blocks(x @ W_x), strict=True))
        W = dict(zip(order, map(turn, blocks(W_h)), strict=True))
        r, z = (gate(from_x[k] + gates_see_h * (h @ W[k])) for k in "rz")
        n = squash(candidate(from_x["n"], h, r, z, W["n"]))
        return mix(r, z, n, h)

    return variant


def _keeps(r, z, n, h):
    return (1 - z) * n + z * h


def _orders() -> tuple[Mistake, ...]:
    others = ["".join(p) for p in permutations("zrn") if "".join(p) != "zrn"]
    fixes = {"rzn": "r z n is PyTorch's order. In the source book the update gate comes first."}
    return tuple(
        Mistake(
            f"order-{order}",
            f"The three blocks are read in the order {' '.join(order)}; here they stand as z r n.",
            fixes.get(order, "The columns 0 to H - 1 belong to z, then r, then n."),
            _variant(order=order),
        )
        for order in others
    )


BEFORE = CodeExercise(
    id="gru.reset_before",
    title="The GRU of the source book",
    page=PAGE,
    task=(
        "Write gru_step_before(x, h, W_x, W_h): one step of the GRU of the source book, for B "
        "sequences in rows. The reset gate comes before the product, z = 1 writes, and there are "
        "no biases. x (B, I) is the input, h (B, H) the old state; W_x (I, 3H) and W_h (H, 3H) "
        "hold the blocks z, r, n in this order. Return the new state (B, H)."
    ),
    parameters=("x", "h", "W_x", "W_h"),
    returns=(Output("h_new", "(B, H)"),),
    reference=gru_step_before,
    probes=_probes,
    mistakes=(
        Mistake(
            "z-keeps",
            "This is the other convention: z = 1 keeps the old state (PyTorch; Cho et al., 2014).",
            "Both are fine; in the source book z = 1 writes the candidate.",
            _variant(mix=_keeps),
        ),
        Mistake(
            "reset-after",
            "The reset gate multiplies the result of the product, as in PyTorch.",
            "Here the old state is reset first, entry by entry, and then multiplied by W_hn.",
            _variant(candidate=_after),
        ),
        Mistake(
            "both-as-in-pytorch",
            "z = 1 keeps, and the reset gate comes after the product: both as in PyTorch.",
            "The blocks are read in the right order; the equations are PyTorch's.",
            _variant(candidate=_after, mix=_keeps),
        ),
        Mistake(
            "pytorch",
            "This is PyTorch's GRU in all three respects: order r z n, reset after, z = 1 keeps.",
            "Look at the table of who uses what, in the row of the source book.",
            _variant(order="rzn", candidate=_after, mix=_keeps),
        ),
        Mistake(
            "order-rzn-and-keeps",
            "The blocks are read in the order r z n, and z = 1 keeps.",
            "Only the place of r is right. z comes first here, and z = 1 writes.",
            _variant(order="rzn", mix=_keeps),
        ),
        Mistake(
            "reset-on-input",
            "The reset gate multiplies the input part of the candidate.",
            "A closed reset gate makes the cell forget its past, not its input.",
            _variant(candidate=lambda x_n, h, r, z, W: r * x_n + h @ W),
        ),
        Mistake(
            "reset-on-everything",
            "The reset gate multiplies the whole pre-activation of the candidate.",
            "The input gets into the candidate unscaled, whatever r is.",
            _variant(candidate=lambda x_n, h, r, z, W: r * (x_n + h @ W)),
        ),
        Mistake(
            "reset-on-the-kept-state",
            "The reset gate also multiplies the old state in the mix.",
            "r acts inside the candidate only. What is kept is decided by z.",
            _variant(mix=lambda r, z, n, h: (1 - z) * r * h + z * n),
        ),
        Mistake(
            "z-as-reset",
            "The update gate stands in the reset gate's place.",
            "Two gates, two jobs: r inside the candidate, z in the mix.",
            _variant(candidate=lambda x_n, h, r, z, W: x_n + (z * h) @ W),
        ),
        Mistake(
            "no-reset",
            "The reset gate is missing: the candidate sees the whole old state.",
            "What does r multiply?",
            _variant(candidate=lambda x_n, h, r, z, W: x_n + h @ W),
        ),
        Mistake(
            "sigmoid-candidate",
            "The candidate goes through the logistic function.",
            "A gate lies between 0 and 1, a candidate between -1 and 1.",
            _variant(squash=logistic),
        ),
        Mistake(
            "no-tanh",
            "The candidate is not squashed.",
            "Which function keeps the state bounded?",
            _variant(squash=lambda a: a),
        ),
        Mistake(
            "tanh-gates",
            "The gates go through tanh.",
            "A gate lies between 0 and 1.",
            _variant(gate=np.tanh),
        ),
        Mistake(
            "not-a-mix",
            "The old state is kept whole: its factor 1 - z is missing.",
            "The two factors of the mix add up to 1.",
            _variant(mix=lambda r, z, n, h: h + z * n),
        ),
        Mistake(
            "candidate-whole",
            "The candidate is added whole: its factor z is missing.",
            "The two factors of the mix add up to 1.",
            _variant(mix=lambda r, z, n, h: (1 - z) * h + n),
        ),
        Mistake(
            "old-state-missing",
            "The old state is missing from the mix.",
            "With z = 0 the cell should keep its state. What does yours give?",
            _variant(mix=lambda r, z, n, h: z * n),
        ),
        Mistake(
            "r-in-the-mix",
            "The mix uses r where z belongs.",
            "r acts inside the candidate, z mixes it with the old state.",
            _variant(mix=lambda r, z, n, h: (1 - r) * h + r * n),
        ),
        Mistake(
            "candidate-without-state",
            "The candidate does not see the old state.",
            "W_h has three blocks. Which one did you not use?",
            _variant(candidate=lambda x_n, h, r, z, W: x_n),
        ),
        Mistake(
            "every-third-column",
            "Every third column is taken as a block, as if z, r, n of one unit stood side by side.",
            "A block is H neighbouring columns.",
            _variant(blocks=lambda array: [array[:, k::3] for k in range(3)]),
        ),
        Mistake(
            "gates-without-state",
            "The gates see the input only.",
            "z and r have recurrent weights too: the first 2H columns of W_h.",
            _variant(gates_see_h=False),
        ),
        Mistake(
            "transposed",
            "The recurrent blocks are transposed.",
            "States are rows here, so a block stands on the right as it is.",
            _variant(turn=np.transpose),
        ),
        *_orders(),
    ),
    hints=(
        "Split W_x and W_h into three blocks of H columns each: z, r, n. Gates first.",
        "The product of the candidate needs r, so it is a product of its own: (r * h) @ W_hn.",
        "n = tanh(x @ W_xn + (r * h) @ W_hn), and the new state is (1 - z) * h + z * n.",
    ),
)
