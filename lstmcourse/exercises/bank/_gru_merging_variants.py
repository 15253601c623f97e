"""Known mistakes in one step of a GRU (gru.step)."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from lstmcourse.exercises.bank._squashing import logistic
from lstmcourse.exercises.model import Mistake


def _parts(x, h, W_x, W_h, order="rzn"):
    """x W_x, h W_h as blocks by letter, without biases."""
    from_x = dict(zip(order, np.split(x @ W_x, 3, axis=1), strict=True))
    from_h = dict(zip(order, np.split(h @ W_h, 3, axis=1), strict=True))
    return from_x, from_h


def _step(
    x,
    h,
    W_x,
    W_h,
    b,
    b_hn,
    *,
    order="rzn",
    candidate=None,
    mix=lambda r, z, n, h: (1 - z) * n + z * h,
    gate=logistic,
    squash=np.tanh,
):
    """The step with one thing replaced. candidate(x_n, h_n, b_n, b_hn, r, rh_n) -> a^n."""
    from_x, from_h = _parts(x, h, W_x, W_h, order)
    biases = dict(zip(order, np.split(b, 3), strict=True))
    r = gate(from_x["r"] + from_h["r"] + biases["r"])
    z = gate(from_x["z"] + from_h["z"] + biases["z"])
    if candidate is None:
        a = from_x["n"] + biases["n"] + r * (from_h["n"] + b_hn)
    else:
        place = order.index("n")
        W_n = np.split(W_h, 3, axis=1)[place]
        a = candidate(from_x["n"], from_h["n"], biases["n"], b_hn, r, (r * h) @ W_n)
    return mix(r, z, squash(a), h)


def _variant(**options):
    return lambda *args: _step(*args, **options)


def _mixed(mix):
    return _variant(mix=mix)


def _candidate(candidate):
    return _variant(candidate=candidate)


def _writes(r, z, n, h):
    return (1 - z) * h + z * n


def _before(x_n, h_n, b_n, b_hn, r, rh_n):
    return x_n + b_n + rh_n + b_hn


def _gates_from_input(x, h, W_x, W_h, b, b_hn):
    from_x, from_h = _parts(x, h, W_x, W_h)
    b_r, b_z, b_n = np.split(b, 3)
    r, z = logistic(from_x["r"] + b_r), logistic(from_x["z"] + b_z)
    return (1 - z) * np.tanh(from_x["n"] + b_n + r * (from_h["n"] + b_hn)) + z * h


def _transposed(x, h, W_x, W_h, b, b_hn):
    turned = np.concatenate([block.T for block in np.split(W_h, 3, axis=1)], axis=1)
    return _step(x, h, W_x, turned, b, b_hn)


def _without_biases(x, h, W_x, W_h, b, b_hn):
    return _step(x, h, W_x, W_h, np.zeros_like(b), b_hn)


_ORDER_FIX = {
    "zrn": "z r n is the order of Keras and of the source book. Which block comes first here?",
}


def _orders() -> tuple[Mistake, ...]:
    others = ["".join(p) for p in permutations("rzn") if "".join(p) != "rzn"]
    return tuple(
        Mistake(
            f"order-{order}",
            f"The three blocks are read in the order {' '.join(order)}; here they stand as r z n.",
            _ORDER_FIX.get(order, "The columns 0 to H - 1 belong to r, then z, then n."),
            _variant(order=order),
        )
        for order in others
    )


MISTAKES = (
    Mistake(
        "z-writes",
        "This is the other convention: z = 1 writes the candidate (Chung et al., 2014, and the "
        "source book).",
        "Both conventions are fine; this exercise wants the one of PyTorch and Cho et al.: z = 1 "
        "keeps the old state.",
        _mixed(_writes),
    ),
    Mistake(
        "reset-before",
        "The reset gate multiplies the old state before the product with W_hn.",
        "This is the other place of r (Chung et al., 2014, and the source book). PyTorch "
        "multiplies the result of the product.",
        _candidate(_before),
    ),
    Mistake(
        "both-other-conventions",
        "z = 1 writes and the reset gate comes before the product: the GRU of Chung et al. (2014).",
        "It is a GRU too. PyTorch's keeps the old state at z = 1 and resets after the product.",
        _variant(candidate=_before, mix=_writes),
    ),
    Mistake(
        "bias-outside-reset",
        "b_hn is added outside the reset gate.",
        "Outside, b_hn would only be a second b_n. What does r multiply?",
        _candidate(lambda x_n, h_n, b_n, b_hn, r, rh_n: x_n + b_n + r * h_n + b_hn),
    ),
    Mistake(
        "both-biases-inside",
        "Both biases of the candidate stand inside the reset gate.",
        "One of them belongs to the input part, which the reset gate leaves alone.",
        _candidate(lambda x_n, h_n, b_n, b_hn, r, rh_n: x_n + r * (h_n + b_n + b_hn)),
    ),
    Mistake(
        "biases-swapped",
        "The two biases of the candidate are in each other's place.",
        "The n block of b goes with the input, b_hn with the old state.",
        _candidate(lambda x_n, h_n, b_n, b_hn, r, rh_n: x_n + b_hn + r * (h_n + b_n)),
    ),
    Mistake(
        "no-b-hn",
        "b_hn is left out.",
        "One argument of the function does not appear in your candidate.",
        _candidate(lambda x_n, h_n, b_n, b_hn, r, rh_n: x_n + b_n + r * h_n),
    ),
    Mistake(
        "no-b",
        "The bias b is left out.",
        "All three blocks have a part of b.",
        _without_biases,
    ),
    Mistake(
        "reset-on-input",
        "The reset gate multiplies the input part of the candidate instead of the state part.",
        "A closed reset gate makes the cell forget its past, not its input.",
        _candidate(lambda x_n, h_n, b_n, b_hn, r, rh_n: r * (x_n + b_n) + h_n + b_hn),
    ),
    Mistake(
        "reset-on-everything",
        "The reset gate multiplies the whole pre-activation of the candidate.",
        "The input gets into the candidate unscaled, whatever r is.",
        _candidate(lambda x_n, h_n, b_n, b_hn, r, rh_n: r * (x_n + b_n + h_n + b_hn)),
    ),
    Mistake(
        "reset-on-the-kept-state",
        "The reset gate also multiplies the old state in the mix.",
        "r acts inside the candidate only. What is kept is decided by z.",
        _mixed(lambda r, z, n, h: (1 - z) * n + z * r * h),
    ),
    Mistake(
        "no-reset",
        "The reset gate is missing: the candidate sees the whole old state.",
        "Something multiplies the state part of the candidate.",
        _candidate(lambda x_n, h_n, b_n, b_hn, r, rh_n: x_n + b_n + h_n + b_hn),
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
        "The new state would not stay bounded. Which function is missing?",
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
        "The candidate is added whole: its factor 1 - z is missing.",
        "The two factors of the mix add up to 1.",
        _mixed(lambda r, z, n, h: n + z * h),
    ),
    Mistake(
        "r-in-the-mix",
        "The mix uses r where z belongs.",
        "r acts inside the candidate, z mixes it with the old state.",
        _mixed(lambda r, z, n, h: (1 - r) * n + r * h),
    ),
    Mistake(
        "gates-without-state",
        "The gates see the input only.",
        "r and z have recurrent weights too: the first 2H columns of W_h.",
        _gates_from_input,
    ),
    Mistake(
        "transposed",
        "The recurrent blocks are transposed.",
        "States are rows here, so a block stands on the right as it is: h @ W.",
        _transposed,
    ),
    *_orders(),
)
