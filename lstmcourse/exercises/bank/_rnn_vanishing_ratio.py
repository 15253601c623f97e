"""How the gradient by W_h divides into an early and a recent part."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def long_short_ratio(states, W_h, d_h, k):
    early, recent = np.zeros_like(W_h), np.zeros_like(W_h)
    for t in range(len(states) - 1, 0, -1):  # T, T - 1, ..., 1
        delta = d_h * (1 - states[t] ** 2)  # dE/da_t
        part = np.outer(states[t - 1], delta)  # what step t adds to dE/dW_h
        if t <= k:
            early = early + part
        else:
            recent = recent + part
        d_h = delta @ W_h.T  # dE/dh_(t-1)
    return np.linalg.norm(early) / np.linalg.norm(recent)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, H: int, k: int, largest: float = 0.8) -> Probe:
        states = rng.uniform(-largest, largest, size=(T + 1, H))
        args = (states, rng.normal(size=(H, H)), rng.normal(size=H), k)
        return Probe(name, args, {"T": T, "H": H, "k": k})

    return [
        probe("random", 6, 3, 3),
        probe("one early step", 4, 5, 1),
        probe("one recent step", 5, 4, 4),
        probe("two steps", 2, 3, 1),
        probe("one unit", 5, 1, 2),
        probe("nearly saturated", 6, 4, 2, largest=0.97),
    ]


def _parts(states, W_h, d_h, *, slope=True, earlier=1, transposed=True, slope_from=0):
    """What the steps 1 ... T add to dE/dW_h, (T, H, H)."""
    parts = []
    for t in range(len(states) - 1, 0, -1):
        delta = d_h * (1 - states[t - slope_from] ** 2) if slope else d_h
        parts.append(np.outer(states[t - earlier], delta))
        d_h = delta @ (W_h.T if transposed else W_h)
    return np.array(parts[::-1])


def _ratio(parts, k):
    return np.linalg.norm(parts[:k].sum(axis=0)) / np.linalg.norm(parts[k:].sum(axis=0))


def _no_slope(states, W_h, d_h, k):
    return _ratio(_parts(states, W_h, d_h, slope=False), k)


def _slope_not_passed_on(states, W_h, d_h, k):
    parts = []
    for t in range(len(states) - 1, 0, -1):
        parts.append(np.outer(states[t - 1], d_h * (1 - states[t] ** 2)))
        d_h = d_h @ W_h.T  # should be delta
    return _ratio(np.array(parts[::-1]), k)


def _slope_of_previous_state(states, W_h, d_h, k):
    return _ratio(_parts(states, W_h, d_h, slope_from=1), k)


def _state_of_the_same_step(states, W_h, d_h, k):
    return _ratio(_parts(states, W_h, d_h, earlier=0), k)


def _not_transposed(states, W_h, d_h, k):
    return _ratio(_parts(states, W_h, d_h, transposed=False), k)


def _upside_down(states, W_h, d_h, k):
    return 1 / _ratio(_parts(states, W_h, d_h), k)


def _share_of_the_whole(states, W_h, d_h, k):
    parts = _parts(states, W_h, d_h)
    return np.linalg.norm(parts[:k].sum(axis=0)) / np.linalg.norm(parts.sum(axis=0))


def _sum_of_norms(states, W_h, d_h, k):
    sizes = np.linalg.norm(_parts(states, W_h, d_h), axis=(1, 2))
    return sizes[:k].sum() / sizes[k:].sum()


def _step_k_is_recent(states, W_h, d_h, k):
    return _ratio(_parts(states, W_h, d_h), k - 1)


def _counted_from_the_end(states, W_h, d_h, k):
    return _ratio(_parts(states, W_h, d_h), len(states) - 1 - k)


def _spectral_norm(states, W_h, d_h, k):
    parts = _parts(states, W_h, d_h)
    early, recent = parts[:k].sum(axis=0), parts[k:].sum(axis=0)
    return np.linalg.norm(early, 2) / np.linalg.norm(recent, 2)


LONG_SHORT_RATIO = CodeExercise(
    id="rnn.long_short_ratio",
    title="The early part and the recent part",
    page="rnn/small-gradient",
    task=(
        "Write long_short_ratio(states, W_h, d_h, k): the norm of the early part of dE/dW_h (steps "
        "1 to k) divided by the norm of the recent part (steps k+1 to T), a number. states "
        "(T+1, H) holds h_0, h_1, ..., h_T of one sequence, W_h is (H, H), d_h (H,) is dE/dh_T, "
        "the only error, and 1 <= k < T. The norm is the root of the sum of all squares."
    ),
    parameters=("states", "W_h", "d_h", "k"),
    returns=(Output("ratio", "()"),),
    reference=long_short_ratio,
    probes=_probes,
    mistakes=(
        Mistake(
            "no-slope",
            "The slopes tanh' are missing on the way back.",
            "d_h is the error at h_t. What turns it into the error at a_t?",
            _no_slope,
        ),
        Mistake(
            "slope-not-passed-on",
            "Each delta_t has its slope, but the error that goes back one step lacks it.",
            "What goes back through W_h is delta_t, the error at a_t, not the error at h_t.",
            _slope_not_passed_on,
        ),
        Mistake(
            "previous-slope",
            "The slopes come from the states one step too early.",
            "delta_t belongs to a_t, and h_t = tanh(a_t): which state gives that slope?",
            _slope_of_previous_state,
        ),
        Mistake(
            "same-step",
            "The error of step t is paired with h_t; W_h multiplied h_(t-1).",
            "Look at a_t = ... + h_(t-1) W_h: what does the derivative by W_h leave over?",
            _state_of_the_same_step,
        ),
        Mistake(
            "not-transposed",
            "The error goes back through W_h where its transpose is needed.",
            "Forward it is h @ W_h. Which way round must the matrix stand on the way back?",
            _not_transposed,
        ),
        Mistake(
            "upside-down",
            "The fraction is upside down: this is recent by early.",
            "Which of the two parts should come out small when the gradient vanishes?",
            _upside_down,
        ),
        Mistake(
            "share-of-whole",
            "This divides by the whole gradient; the task asks for the recent part alone.",
            "Below the fraction line stand only the steps after k.",
            _share_of_the_whole,
        ),
        Mistake(
            "sum-of-norms",
            "The norms of the single steps are added; the matrices should be added first.",
            "The steps of one part can cancel each other. Take one norm per part.",
            _sum_of_norms,
        ),
        Mistake(
            "step-k-recent",
            "Step k is counted as recent; the early part holds the steps 1 to k - 1 here.",
            "Step k still belongs to the early part. Mind where the counting of t starts.",
            _step_k_is_recent,
        ),
        Mistake(
            "counted-from-the-end",
            "The early part holds all but the last k steps.",
            "The early steps are 1 to k. In which order did you collect the parts?",
            _counted_from_the_end,
        ),
        Mistake(
            "spectral-norm",
            "This is the spectral norm; the task asks for the root of the sum of all squares.",
            "See the second argument of np.linalg.norm, and what happens without it.",
            _spectral_norm,
        ),
    ),
    hints=(
        "Go back from step T and keep what each step adds to dE/dW_h. Then add up both parts.",
        "Step t adds np.outer(states[t - 1], delta) with delta = d_h * (1 - states[t]**2).",
        "After each step, d_h = delta @ W_h.T. A step is early if t <= k.",
    ),
)
