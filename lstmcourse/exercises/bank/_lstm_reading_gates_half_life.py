"""How long a state lasts, as an exercise of book/lstm/reading-gates."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "lstm/reading-gates"


def half_life(fs):
    left = np.cumprod(fs, axis=0)  # (T, H): the share left after 1, 2, ... T steps
    more_than_half = left > 0.5  # true at first, then false for good
    return more_than_half.sum(axis=0) + 1


def _probes(rng: np.random.Generator) -> list[Probe]:
    def near(*openings: float, T: int) -> np.ndarray:
        fs = np.array(openings) + rng.uniform(-0.02, 0.02, (T, len(openings)))
        return np.clip(fs, 0.0, 1.0)

    exact = np.array([[0.5, 1.0], [0.9, 0.5], [0.9, 0.9]])
    return [
        Probe("five units", (near(0.8, 0.42, 0.985, 0.9, 0.7, T=8),), {"T": 8, "H": 5}),
        Probe("square: T = H", (near(0.75, 0.84, 0.6, 0.97, T=4),), {"T": 4, "H": 4}),
        Probe("exactly one half", (exact,), {"T": 3, "H": 2}),
        Probe("first closed, then open", (np.sort(near(0.7, 0.9, T=6), axis=0),), {"T": 6, "H": 2}),
        Probe("one step", (near(0.3, 0.9, 0.6, T=1),), {"T": 1, "H": 3}),
    ]


def _first(reached):
    """Number of the first true step, from 1; T + 1 where there is none."""
    return np.where(reached.any(axis=0), reached.argmax(axis=0) + 1, len(reached) + 1)


def _one_gate_alone(fs):
    return _first(fs <= 0.5)


def _losses_added(fs):
    return _first(1 - np.cumsum(1 - fs, axis=0) <= 0.5)


def _from_the_mean(fs):
    return np.log(0.5) / np.log(np.minimum(fs.mean(axis=0), 1 - 1e-9))


def _counted_from_zero(fs):
    return half_life(fs) - 1


def _never_is_the_last(fs):
    return np.minimum(half_life(fs), len(fs))


def _never_is_the_first(fs):
    return (np.cumprod(fs, axis=0) <= 0.5).argmax(axis=0) + 1


def _less_than_half(fs):
    return _first(np.cumprod(fs, axis=0) < 0.5)


def _shares_dropped(fs):
    return half_life(1 - fs)


def _one_over_e(fs):
    return _first(np.cumprod(fs, axis=0) <= np.exp(-1))


def _backwards(fs):
    return half_life(fs[::-1])


def _across_units(fs):
    return half_life(np.broadcast_to(fs.mean(axis=1, keepdims=True), fs.shape))


HALF_LIFE = CodeExercise(
    id="lstm.half_life",
    title="How long does a unit hold?",
    page=PAGE,
    task=(
        "Write half_life(fs): after how many steps is at most half left of what a unit held? fs "
        "(T, H) are the forget gates of the next T steps, nothing else is written. Return, for "
        "each of the H units, the smallest such number of steps, 1 or more; T + 1 if more than "
        "half is left after all T steps."
    ),
    parameters=("fs",),
    returns=(Output("steps", "(H,)"),),
    reference=half_life,
    probes=_probes,
    mistakes=(
        Mistake(
            "one-gate-alone",
            "You look for the first gate that is at most 1/2 by itself.",
            "Two steps with f = 0.7 leave 0.49. What becomes of the openings before?",
            _one_gate_alone,
        ),
        Mistake(
            "losses-added",
            "You add up what each step drops; each drops a share of what is left.",
            "Two steps with f = 0.7 leave 0.49, not 0.40.",
            _losses_added,
        ),
        Mistake(
            "from-the-mean",
            "You compute it from the mean opening, as if the gate stood still.",
            "The gates differ from step to step, and a number of steps is a whole number.",
            _from_the_mean,
        ),
        Mistake(
            "counted-from-zero",
            "Every number is one too small: an index, not a number of steps.",
            "After the first step, one step has passed.",
            _counted_from_zero,
        ),
        Mistake(
            "never-is-T",
            "A unit that still holds more than half after T steps gets T; T + 1 is wanted.",
            "How would you tell it from a unit that falls to half at step T?",
            _never_is_the_last,
        ),
        Mistake(
            "never-is-1",
            "A unit that never falls to half gets 1: argmax finds no step and returns 0.",
            "What does argmax return when nothing is true?",
            _never_is_the_first,
        ),
        Mistake(
            "less-than-half",
            "Exactly one half does not count as reached in your answer.",
            "At most half is to be left: which comparison is that?",
            _less_than_half,
        ),
        Mistake(
            "shares-dropped",
            "You multiply 1 - f, the shares that are dropped.",
            "An open forget gate keeps.",
            _shares_dropped,
        ),
        Mistake(
            "one-over-e",
            "You wait until 1/e is left, a time constant; half is asked for.",
            "What is the share in a half-life?",
            _one_over_e,
        ),
        Mistake(
            "backwards",
            "You go from the last step to the first.",
            "fs[0] acts first.",
            _backwards,
        ),
        Mistake(
            "across-units",
            "All units get the same number: the openings are averaged over the units.",
            "Each unit has its own gate, a column of fs.",
            _across_units,
        ),
    ),
    hints=(
        "What is left after n steps is the product of the first n openings.",
        "np.cumprod(fs, axis=0) gives that for every n and every unit.",
        "It never rises. So count for how many steps it is above one half, and add 1.",
    ),
)
