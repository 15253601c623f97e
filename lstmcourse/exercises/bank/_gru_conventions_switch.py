"""Turn the update gate round by changing weights, as an exercise of book/gru/conventions."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "gru/conventions"


def switch_update(W_x, W_h, b):
    H = len(W_h)
    signs = np.ones(3 * H)
    signs[H : 2 * H] = -1  # the columns of z: sigmoid(-a) = 1 - sigmoid(a)
    return W_x * signs, W_h * signs, b * signs


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, I: int, H: int) -> Probe:  # noqa: E741
        args = (
            rng.normal(size=(I, 3 * H)),
            rng.normal(size=(H, 3 * H)),
            rng.normal(size=3 * H),
        )
        return Probe(name, args, {"I": I, "H": H})

    return [
        probe("random", 2, 3),
        probe("square: I = H", 4, 4),
        probe("many inputs", 9, 2),
        probe("one hidden unit", 3, 1),
    ]


def _signs(size, *blocks):
    signs = np.ones(3 * size)
    for block in blocks:
        signs[block * size : (block + 1) * size] = -1
    return signs


def _flip(*blocks, arrays=(0, 1, 2)):
    """The signs of these blocks in these arrays."""

    def variant(*given):
        signs = _signs(len(given[1]), *blocks)
        return tuple(a * signs if k in arrays else a.copy() for k, a in enumerate(given))

    return variant


def _on_z(change):
    """Another change of the z block."""

    def variant(W_x, W_h, b):
        H = len(W_h)
        results = []
        for array in (W_x, W_h, b):
            changed = array.copy()
            changed[..., H : 2 * H] = change(array[..., H : 2 * H])
            results.append(changed)
        return tuple(results)

    return variant


def _r_and_z_exchanged(W_x, W_h, b):
    H = len(W_h)
    order = np.r_[H : 2 * H, :H, 2 * H : 3 * H]
    return W_x[:, order], W_h[:, order], b[order]


def _interleaved(W_x, W_h, b):
    signs = np.ones(len(b))
    signs[1::3] = -1
    return W_x * signs, W_h * signs, b * signs


def _width_of_inputs(W_x, W_h, b):
    signs = np.ones(len(b))
    size = len(W_x)
    signs[size : 2 * size] = -1
    return W_x * signs, W_h * signs, b * signs


def _on_rows(W_x, W_h, b):
    """Rows H to 2H of the matrices; W_h has no such rows."""
    H = len(W_h)
    W_x, b = W_x.copy(), b.copy()
    W_x[H : 2 * H] *= -1
    b[H : 2 * H] *= -1
    return W_x, W_h.copy(), b


SWITCH = CodeExercise(
    id="gru.switch_update",
    title="Turn the update gate round",
    page=PAGE,
    task=(
        "Write switch_update(W_x, W_h, b). The arguments belong to a GRU in which z = 1 keeps the "
        "old state. Return the new W_x, W_h, b with which the other equation, where z = 1 writes, "
        "computes the same states. W_x (I, 3H), W_h (H, 3H) and b (3H,) hold the blocks r, z, n, "
        "before and after. Leave the arguments as they are."
    ),
    parameters=("W_x", "W_h", "b"),
    returns=(
        Output("W_x_new", "(I, 3H)"),
        Output("W_h_new", "(H, 3H)"),
        Output("b_new", "(3H,)"),
    ),
    reference=switch_update,
    probes=_probes,
    mistakes=(
        Mistake(
            "everything",
            "All three blocks change their signs.",
            "Only the update gate turns round. Which columns are its?",
            _flip(0, 1, 2),
        ),
        Mistake(
            "r-block",
            "The r block changes its sign instead of the z block.",
            "The order is r, z, n here. In Keras and in the source book z stands first.",
            _flip(0),
        ),
        Mistake(
            "n-block",
            "The n block changes its sign, so the candidate does.",
            "The candidate stays as it is; its factor in the mix changes.",
            _flip(2),
        ),
        Mistake(
            "both-gates",
            "Both gates change their signs.",
            "The reset gate means the same in both conventions.",
            _flip(0, 1),
        ),
        Mistake(
            "z-and-n",
            "The candidate changes its sign together with the update gate.",
            "1 - z takes the place of z. What happens to n?",
            _flip(1, 2),
        ),
        Mistake(
            "one-minus-weights",
            "The z block is 1 minus the weights; it is the gate that must become 1 - z.",
            "Which pre-activation has the logistic function 1 - sigmoid(a)?",
            _on_z(lambda block: 1 - block),
        ),
        Mistake(
            "zero",
            "The z block is set to zero, so z is one half for ever.",
            "The new gate still has to depend on input and state.",
            _on_z(np.zeros_like),
        ),
        Mistake(
            "no-W-h",
            "W_h keeps its sign, so z turns round in the first step from a zero state only.",
            "The pre-activation of z has three parts, and all of them change their signs.",
            _flip(1, arrays=(0, 2)),
        ),
        Mistake(
            "no-W-x",
            "W_x keeps its sign.",
            "The pre-activation of z has three parts, and all of them change their signs.",
            _flip(1, arrays=(1, 2)),
        ),
        Mistake(
            "no-b",
            "The bias keeps its sign.",
            "The pre-activation of z has three parts, and all of them change their signs.",
            _flip(1, arrays=(0, 1)),
        ),
        Mistake(
            "bias-only",
            "Only the bias changes its sign.",
            "The pre-activation of z has three parts, and all of them change their signs.",
            _flip(1, arrays=(2,)),
        ),
        Mistake(
            "W-h-only",
            "Only W_h changes its sign.",
            "The pre-activation of z has three parts, and all of them change their signs.",
            _flip(1, arrays=(1,)),
        ),
        Mistake(
            "W-x-only",
            "Only W_x changes its sign.",
            "The pre-activation of z has three parts, and all of them change their signs.",
            _flip(1, arrays=(0,)),
        ),
        Mistake(
            "width-of-inputs",
            "The blocks are cut with the number of rows of W_x, I, as their width.",
            "A block is H columns wide. Which array tells H?",
            _width_of_inputs,
        ),
        Mistake(
            "logistic-of-weights",
            "The z block is 1 minus the logistic function of the weights.",
            "The logistic function is in the cell. Which pre-activation makes it 1 - sigmoid(a)?",
            _on_z(lambda block: 1 - 1 / (1 + np.exp(-block))),
        ),
        Mistake(
            "exchanged",
            "The blocks of r and z change places, but their weights stay as they are.",
            "Both conventions have the order r, z, n here. What changes is a sign.",
            _r_and_z_exchanged,
        ),
        Mistake(
            "every-third-column",
            "Every third column is changed, as if r, z, n of one unit stood side by side.",
            "A block is H neighbouring columns: z has the columns H to 2H - 1.",
            _interleaved,
        ),
        Mistake(
            "rows",
            "Rows of the matrices are changed instead of columns.",
            "A row belongs to a sender, a column to a receiver. The gates are receivers.",
            _on_rows,
        ),
        Mistake(
            "unchanged",
            "The weights are returned as they are.",
            "The same numbers in the other equation are another cell.",
            _flip(),
        ),
    ),
    hints=(
        "Where one cell has z, the other has 1 - z. Everything else is the same.",
        "1 - sigmoid(a) = sigmoid(-a). So the whole pre-activation of z changes its sign.",
        "Multiply the columns H to 2H - 1 of W_x, W_h and b by -1, in copies.",
    ),
)
