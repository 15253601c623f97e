"""The upper bound on the error flow of 1991 and 1997."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def hochreiter_bound(W_h, q, f_max):
    n = len(W_h)
    into_unit = np.abs(W_h).sum(axis=0)  # unit i: sum over j of |W_h[j, i]|
    return n * (f_max * into_unit.max()) ** q


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, H: int, q: int, f_max: float) -> Probe:
        return Probe(name, (rng.normal(size=(H, H)), q, f_max), {"H": H, "q": q})

    return [
        probe("random", 4, 3, 0.25),
        probe("tanh", 3, 5, 1.0),
        probe("one step", 5, 1, 0.25),
        probe("one unit", 1, 4, 0.7),
        probe("many units", 8, 2, 0.5),
    ]


def _norm(W_h):
    return np.abs(W_h).sum(axis=0).max()


def _out_of_unit(W_h, q, f_max):
    return len(W_h) * (f_max * np.abs(W_h).sum(axis=1).max()) ** q


def _without_n(W_h, q, f_max):
    return (f_max * _norm(W_h)) ** q


def _one_power_less(W_h, q, f_max):
    return len(W_h) * (f_max * _norm(W_h)) ** (q - 1)


def _largest_entry(W_h, q, f_max):
    return len(W_h) * (f_max * np.abs(W_h).max()) ** q


def _signed_sum(W_h, q, f_max):
    return len(W_h) * np.abs(f_max * W_h.sum(axis=0).max()) ** q


def _slope_once(W_h, q, f_max):
    return len(W_h) * f_max * _norm(W_h) ** q


def _spectral_norm(W_h, q, f_max):
    return len(W_h) * (f_max * np.linalg.norm(W_h, 2)) ** q


def _n_inside(W_h, q, f_max):
    return (len(W_h) * f_max * _norm(W_h)) ** q


def _frobenius(W_h, q, f_max):
    return len(W_h) * (f_max * np.linalg.norm(W_h)) ** q


BOUND = CodeExercise(
    id="rnn.bound",
    title="Hochreiter's upper bound",
    page="rnn/vanishing",
    task=(
        "Write hochreiter_bound(W_h, q, f_max): the bound n (f_max ||W||_A)^q on the error flow "
        "over q steps, a plain number. W_h (H, H) multiplies rows from the right, n = H, f_max is "
        "the largest slope, and ||W||_A is the largest sum of absolute weights into one unit."
    ),
    parameters=("W_h", "q", "f_max"),
    returns=(Output("bound", "()"),),
    reference=hochreiter_bound,
    probes=_probes,
    mistakes=(
        Mistake(
            "out-of-unit",
            "The sums run over the weights that leave a unit, not over those that enter it.",
            "W_h[j, i] leads from unit j to unit i. Which axis do you sum over to fix i?",
            _out_of_unit,
        ),
        Mistake(
            "no-n",
            "The factor n in front is missing.",
            "The bound of 1997 has the number of units in front of the power.",
            _without_n,
        ),
        Mistake(
            "power",
            "The power is q - 1; one step is missing.",
            "Each of the q steps brings one factor, the first step too.",
            _one_power_less,
        ),
        Mistake(
            "largest-entry",
            "The largest single weight stands where the largest sum of weights belongs.",
            "An error reaches a unit along all its connections, and they may all add up.",
            _largest_entry,
        ),
        Mistake(
            "signed-sum",
            "The weights are added with their signs, so they cancel.",
            "A bound must hold for the worst case: take absolute values before the sum.",
            _signed_sum,
        ),
        Mistake(
            "slope-once",
            "f_max enters once; it belongs to every step.",
            "Both f_max and the norm of W stand inside the power.",
            _slope_once,
        ),
        Mistake(
            "n-inside",
            "The factor n stands inside the power; it belongs in front of it.",
            "n enters once, however many steps there are.",
            _n_inside,
        ),
        Mistake(
            "frobenius",
            "The Frobenius norm is used in place of the row-sum norm.",
            "||W||_A is a sum of absolute values, maximised over the units.",
            _frobenius,
        ),
        Mistake(
            "spectral-norm",
            "The spectral norm is used in place of the row-sum norm.",
            "||W||_A is a sum of absolute values, maximised over the units.",
            _spectral_norm,
        ),
    ),
    hints=(
        "Three parts: the number of units, one factor per step, and the power q.",
        "The weights into unit i are the column W_h[:, i]. Add their absolute values.",
        "np.abs(W_h).sum(axis=0).max() is the norm; multiply by f_max, raise to q, times len(W_h).",
    ),
)
