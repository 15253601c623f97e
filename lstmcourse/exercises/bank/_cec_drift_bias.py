"""The input-gate bias that keeps a drifting cell teachable for T steps."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def bias_for(slope, net_c, T):
    h = np.sqrt(1 - 2 * slope)  # because h'(s) = (1 - h(s)**2) / 2
    s_max = np.log((1 + h) / (1 - h))  # h(s) = tanh(s / 2), solved for s
    g = np.abs(2 * np.tanh(net_c / 2))
    y_in = s_max / (T * g)  # T equal steps lead from 0 to s_max
    return np.log(y_in / (1 - y_in))  # the logistic function, solved for its argument


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, C: int, T: int, slope: tuple[float, float], sign: int = 0) -> Probe:
        signs = rng.choice((-1.0, 1.0), size=C) if sign == 0 else float(sign)
        net_c = signs * rng.uniform(2.0, 3.5, size=C)
        return Probe(name, (float(rng.uniform(*slope)), net_c, T), {"T": T, "C": C})

    return [
        probe("random", 4, 6, (0.40, 0.44)),
        probe("net inputs above zero", 3, 5, (0.41, 0.45), sign=1),
        probe("net inputs below zero", 3, 7, (0.42, 0.46), sign=-1),
        probe("one cell", 1, 4, (0.42, 0.46)),
        probe("few steps", 2, 3, (0.42, 0.46)),
        probe("as many steps as cells", 5, 5, (0.42, 0.46)),
        probe("a low slope, many steps", 3, 60, (0.01, 0.05)),
    ]


def _largest_state(slope):
    h = np.sqrt(1 - 2 * slope)
    return np.log((1 + h) / (1 - h))


def _g(net_c):
    return np.abs(2 * np.tanh(net_c / 2))


def _logit(y_in):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log(y_in / (1 - y_in))


def _log(slope, net_c, T):
    return np.log(_largest_state(slope) / (T * _g(net_c)))


def _opening(slope, net_c, T):
    return _largest_state(slope) / (T * _g(net_c))


def _no_steps(slope, net_c, T):
    return _logit(_largest_state(slope) / _g(net_c))


def _one_step_less(slope, net_c, T):
    return _logit(_largest_state(slope) / ((T - 1) * _g(net_c)))


def _no_g(slope, net_c, T):
    return _logit(_largest_state(slope) / T) + 0 * net_c


def _net_for_g(slope, net_c, T):
    return _logit(_largest_state(slope) / (T * np.abs(net_c)))


def _g_half_range(slope, net_c, T):
    return _logit(2 * _largest_state(slope) / (T * _g(net_c)))


def _no_absolute(slope, net_c, T):
    return _logit(_largest_state(slope) / (T * 2 * np.tanh(net_c / 2)))


def _sign(slope, net_c, T):
    return -bias_for(slope, net_c, T)


def _slope_without_half(slope, net_c, T):
    return bias_for(slope / 2, net_c, T)


def _state_without_two(slope, net_c, T):
    return _logit(_largest_state(slope) / (2 * T * _g(net_c)))


def _exponential(slope, net_c, T):
    return _logit(np.log(2 / slope) / (T * _g(net_c)))


def _h_for_s(slope, net_c, T):
    return _logit(np.sqrt(1 - 2 * slope) / (T * _g(net_c)))


BIAS_FOR = CodeExercise(
    id="cec.bias_for",
    title="Drift cured",
    page="cec/drift",
    task=(
        "Write bias_for(slope, net_c, T): the largest input-gate bias of each cell with which "
        "h'(s_T) is still at least slope, (C,). net_c (C,) holds the net input of each cell, the "
        "same in all T steps. The bias is all of net^in, s_0 = 0, g has the range [-2, 2] and h "
        "the range [-1, 1]. slope lies between 0 and 1/2, and no cell needs a gate wider open "
        "than 1."
    ),
    parameters=("slope", "net_c", "T"),
    returns=(Output("biases", "(C,)"),),
    reference=bias_for,
    probes=_probes,
    mistakes=(
        Mistake(
            "log",
            "The last step takes the logarithm of y_in; that inverts exp, not the logistic.",
            "Solve y = 1 / (1 + exp(-b)) for b.",
            _log,
        ),
        Mistake(
            "opening",
            "This is the opening y_in of the gate; the bias that gives it is asked.",
            "y_in = f(b). What undoes f?",
            _opening,
        ),
        Mistake(
            "no-steps",
            "T is missing: a single step may use up all of the largest state.",
            "How far does the state get in T equal steps?",
            _no_steps,
        ),
        Mistake(
            "one-step-less",
            "This counts T - 1 writings; from s_0 = 0 to s_T there are T.",
            "How often has the cell written when it holds s_1?",
            _one_step_less,
        ),
        Mistake(
            "no-g",
            "g is missing: every cell gets the same bias whatever its net input.",
            "What does one step add to the state?",
            _no_g,
        ),
        Mistake(
            "net-for-g",
            "The net input stands where g(net_c) belongs.",
            "The cell writes y_in times g(net_c), and g never exceeds 2.",
            _net_for_g,
        ),
        Mistake(
            "g-half-range",
            "Your g lies between -1 and 1; the one of the cell reaches from -2 to 2.",
            "Write g with tanh. What stands in front of it?",
            _g_half_range,
        ),
        Mistake(
            "no-absolute",
            "A negative net input gives nan: its sign went into the logarithm.",
            "h'(s) is the same for s and -s. Does the direction of the drift matter?",
            _no_absolute,
        ),
        Mistake(
            "sign",
            "The sign of the bias is wrong: this one opens the gate.",
            "A smaller y_in must give a smaller bias.",
            _sign,
        ),
        Mistake(
            "slope-without-half",
            "The slope is taken as 1 - h^2, without the half.",
            "h(s) = tanh(s / 2). What is its slope at s = 0?",
            _slope_without_half,
        ),
        Mistake(
            "state-without-two",
            "The largest state is half of the right one: h was inverted as if it were tanh(s).",
            "h(s) = tanh(s / 2), so s is twice the inverse tanh of h.",
            _state_without_two,
        ),
        Mistake(
            "exponential",
            "h'(s) was taken as 2 exp(-|s|), which only holds far out.",
            "Solve h'(s) = slope exactly, by way of h(s).",
            _exponential,
        ),
        Mistake(
            "h-for-s",
            "The largest h(s) stands where the largest s belongs.",
            "You know h(s). What is s?",
            _h_for_s,
        ),
    ),
    hints=(
        "Three steps back: which h(s) has this slope, which s has this h, which y_in leads there?",
        "h = sqrt(1 - 2 slope), and s = log((1 + h) / (1 - h)).",
        "T y_in |g(net_c)| = s gives y_in. Then solve y_in = 1 / (1 + exp(-b)) for b.",
    ),
)
