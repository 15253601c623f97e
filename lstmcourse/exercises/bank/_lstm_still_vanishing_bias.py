"""The forget-gate bias that gives a wanted half-life."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def forget_bias(half_life):
    f = 0.5 ** (1 / half_life)  # f ** half_life is one half
    return np.log(f / (1 - f))  # the logistic function, solved for its argument


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, low: float, high: float, H: int) -> Probe:
        return Probe(name, (rng.uniform(low, high, size=H),), {"H": H})

    return [
        probe("random", 2.5, 30, 5),
        Probe("whole steps", (np.array([2.0, 3.0, 10.0, 25.0]),), {"H": 4}),
        probe("long", 100, 1000, 3),
        probe("less than a step", 0.3, 0.8, 2),
        probe("one unit", 3, 12, 1),
    ]


def _logit(f):
    with np.errstate(all="ignore"):
        return np.log(f / (1 - f))


def _opening(half_life):
    return 0.5 ** (1 / half_life)


def _minus(half_life):
    return -forget_bias(half_life)


def _log_of_f(half_life):
    return np.log(_opening(half_life))


def _without_log(half_life):
    f = _opening(half_life)
    return f / (1 - f)


def _inverse_tanh(half_life):
    return np.arctanh(_opening(half_life))


def _time_constant(half_life):
    return _logit(np.exp(-1 / half_life))


def _ordinary_power(half_life):
    return _logit(0.5**half_life)


def _linear(half_life):
    return _logit(1 - 0.5 / half_life)


def _one_over(half_life):
    return np.log(np.abs(half_life - 1))  # f = 1 - 1 / T


def _log_of_T(half_life):
    return np.log(half_life)


def _approximation(half_life):
    return np.log(half_life / np.log(2))


def _decimal(half_life):
    f = _opening(half_life)
    return np.log10(f / (1 - f))


def _squared(half_life):
    return _logit(0.5 ** (1 / (2 * half_life)))


FORGET_BIAS = CodeExercise(
    id="lstm.forget_bias",
    title="The bias for a half-life",
    page="lstm/still-vanishing",
    task=(
        "Write forget_bias(half_life): the biases of forget gates, (H,), with which half of the "
        "cell state is left after half_life steps. half_life (H,) holds one positive number for "
        "each unit. The bias is all of the gate's pre-activation."
    ),
    parameters=("half_life",),
    returns=(Output("biases", "(H,)"),),
    reference=forget_bias,
    probes=_probes,
    entrywise=True,
    mistakes=(
        Mistake(
            "opening",
            "You return the opening f of the gate, not the bias that leads to it.",
            "Which number must go into the logistic function for f to come out?",
            _opening,
        ),
        Mistake(
            "minus",
            "Every bias has the wrong sign: the longer it should keep, the more your gate closes.",
            "A positive bias opens a gate.",
            _minus,
        ),
        Mistake(
            "log-of-f",
            "You return ln f; that inverts the exponential function, not the logistic one.",
            "Solve f = 1 / (1 + e^(-b)) for b.",
            _log_of_f,
        ),
        Mistake(
            "without-log",
            "You return f / (1 - f); the logarithm is missing.",
            "Solve f = 1 / (1 + e^(-b)) for b, to the end.",
            _without_log,
        ),
        Mistake(
            "arctanh",
            "You invert tanh; a gate opens by the logistic function.",
            "Which function makes f from the bias?",
            _inverse_tanh,
        ),
        Mistake(
            "time-constant",
            "After half_life steps your gates leave 1/e, about 37%, instead of one half.",
            "f to the power half_life must be 0.5.",
            _time_constant,
        ),
        Mistake(
            "power",
            "Your f is 0.5 to the power half_life; the root is wanted.",
            "f to the power half_life must be 0.5. Solve for f.",
            _ordinary_power,
        ),
        Mistake(
            "linear",
            "Your f is 1 - 0.5 / half_life, as if each step took the same amount.",
            "Each step takes the same share of what is left.",
            _linear,
        ),
        Mistake(
            "one-over",
            "Your f is 1 - 1 / half_life, which gives the bias ln(half_life - 1).",
            "How much is left after half_life steps with this f?",
            _one_over,
        ),
        Mistake(
            "log-of-steps",
            "Your bias is ln(half_life); the half is not in it.",
            "With it f is half_life / (1 + half_life). What is left after half_life steps?",
            _log_of_T,
        ),
        Mistake(
            "approximation",
            "You return ln(half_life / ln 2), which is close only where the half-life is long.",
            "Solve for f first, without an approximation, and then for the bias.",
            _approximation,
        ),
        Mistake(
            "decimal",
            "You took the decimal logarithm.",
            "The logistic function is made with e.",
            _decimal,
        ),
        Mistake(
            "quarter",
            "Your gates need twice as long: half is left after 2 half_life steps.",
            "Check: f to the power half_life.",
            _squared,
        ),
    ),
    hints=(
        "First find the opening: f to the power half_life is one half.",
        "f = 0.5 ** (1 / half_life). Now solve f = 1 / (1 + e^(-b)) for b.",
        "b = ln(f / (1 - f)).",
    ),
)
