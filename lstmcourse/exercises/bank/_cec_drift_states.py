"""The states of a drifting cell, and how far open the door of its carousel stays."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def drift(net_c, net_in, s0):
    states, slopes = np.zeros(net_c.shape), np.zeros(net_c.shape)
    s = s0
    for t in range(len(net_c)):
        y_in = 1 / (1 + np.exp(-net_in[t]))
        g = 2 * np.tanh(net_c[t] / 2)
        s = s + y_in * g
        states[t] = s
        slopes[t] = (1 - np.tanh(s / 2) ** 2) / 2  # h'(s) from h(s) = tanh(s / 2)
    return states, slopes


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, mean: float = 0.0, spread: float = 1.0) -> Probe:
        nets = [centre + spread * rng.normal(size=(T, B)) for centre in (mean, -0.5)]
        signs = rng.choice((-1.0, 1.0), size=B)
        s0 = signs * rng.uniform(0.3, 1.0, size=B)
        return Probe(name, (*nets, s0), {"T": T, "B": B})

    return [
        probe("random", 5, 3),
        probe("one step", 1, 4),
        probe("as many steps as sequences", 4, 4),
        probe("one sequence", 6, 1),
        probe("net inputs of one sign", 7, 2, mean=1.5, spread=0.3),
        probe("large net inputs", 4, 3, spread=4.0),
    ]


def _logistic(net):
    return 0.5 * (1 + np.tanh(0.5 * net))


def _g(net):
    return 2 * np.tanh(net / 2)


def _slope(s):
    return (1 - np.tanh(s / 2) ** 2) / 2


def _sums(written, s0):
    return s0 + np.cumsum(written, axis=0)


def _from_states(states):
    return states, _slope(states)


def _no_gate(net_c, net_in, s0):
    return _from_states(_sums(_g(net_c), s0))


def _gate_squashes_nothing(net_c, net_in, s0):
    return _from_states(_sums(net_in * _g(net_c), s0))


def _g_in_minus_one_to_one(net_c, net_in, s0):
    return _from_states(_sums(_logistic(net_in) * np.tanh(net_c / 2), s0))


def _g_too_steep(net_c, net_in, s0):
    return _from_states(_sums(_logistic(net_in) * 2 * np.tanh(net_c), s0))


def _g_left_out(net_c, net_in, s0):
    return _from_states(_sums(_logistic(net_in) * net_c, s0))


def _replaced(net_c, net_in, s0):
    return _from_states(_logistic(net_in) * _g(net_c))


def _faded(net_c, net_in, s0):
    states, s = np.zeros_like(net_c), s0
    for t in range(len(net_c)):
        y_in = _logistic(net_in[t])
        s = (1 - y_in) * s + y_in * _g(net_c[t])
        states[t] = s
    return _from_states(states)


def _start_ignored(net_c, net_in, s0):
    return _from_states(_sums(_logistic(net_in) * _g(net_c), 0 * s0))


def _one_step_early(net_c, net_in, s0):
    states = _sums(_logistic(net_in) * _g(net_c), s0)
    return _from_states(np.concatenate([s0[None], states[:-1]]))


def _states(net_c, net_in, s0):
    return _sums(_logistic(net_in) * _g(net_c), s0)


def _slope_without_half(net_c, net_in, s0):
    states = _states(net_c, net_in, s0)
    return states, 2 * _slope(states)


def _slope_of_tanh_of_s(net_c, net_in, s0):
    states = _states(net_c, net_in, s0)
    return states, 1 - np.tanh(states) ** 2


def _slope_not_squashed(net_c, net_in, s0):
    states = _states(net_c, net_in, s0)
    return states, (1 - states**2) / 2


def _slope_of_h_of_h(net_c, net_in, s0):
    states = _states(net_c, net_in, s0)
    return states, _slope(np.tanh(states / 2))


def _slope_at_the_net_input(net_c, net_in, s0):
    return _states(net_c, net_in, s0), _slope(net_c)


def _slope_of_the_step_before(net_c, net_in, s0):
    states = _states(net_c, net_in, s0)
    return states, _slope(np.concatenate([s0[None], states[:-1]]))


DRIFT = CodeExercise(
    id="cec.drift",
    title="Drift made",
    page="cec/drift",
    task=(
        "Write drift(net_c, net_in, s0): the states s_1 ... s_T of memory cells and the slopes "
        "h'(s_1) ... h'(s_T), both (T, B). net_c (T, B) holds the net inputs of the cells, net_in "
        "(T, B) those of their input gates, s0 (B,) the states before the first step. The gate "
        "opens by the logistic function, g has the range [-2, 2] and h the range [-1, 1]."
    ),
    parameters=("net_c", "net_in", "s0"),
    returns=(Output("states", "(T, B)"), Output("slopes", "(T, B)")),
    reference=drift,
    probes=_probes,
    entrywise=True,
    mistakes=(
        Mistake(
            "no-gate",
            "The input gate is missing: every step writes all of g(net_c).",
            "What stands between g(net_c) and the state?",
            _no_gate,
        ),
        Mistake(
            "gate-not-squashed",
            "The input gate multiplies by its net input; the logistic function is missing.",
            "A gate lies between 0 and 1. Does yours, when net_in is -3?",
            _gate_squashes_nothing,
        ),
        Mistake(
            "g-half-range",
            "Your g lies between -1 and 1; the one of the cell reaches from -2 to 2.",
            "What should g come to for a very large net input?",
            _g_in_minus_one_to_one,
        ),
        Mistake(
            "g-too-steep",
            "Your g is 2 tanh(net): right range, but twice as steep as 2 tanh(net / 2).",
            "The slope of g at zero is 1. What is yours?",
            _g_too_steep,
        ),
        Mistake(
            "g-left-out",
            "The net input of the cell goes in as it is; g is missing.",
            "The cell writes y_in times g(net_c).",
            _g_left_out,
        ),
        Mistake(
            "replaced",
            "Each step replaces the state; the weight 1 of the carousel is missing.",
            "What happens to s_(t-1) in s_t = s_(t-1) + ...?",
            _replaced,
        ),
        Mistake(
            "faded",
            "The old state is multiplied by 1 - y_in, as a leaky unit does.",
            "The cell of 1997 has no forget gate: with what weight does s_(t-1) enter?",
            _faded,
        ),
        Mistake(
            "start-ignored",
            "The cells start at zero; s0 does not enter.",
            "Change s0: should every later state change as well?",
            _start_ignored,
        ),
        Mistake(
            "one-step-early",
            "Everything comes one step early: the first row is s0, and s_T is missing.",
            "Row 0 belongs to step 1, in which the cell has already written once.",
            _one_step_early,
        ),
        Mistake(
            "slope-without-half",
            "The states are right, but every slope is twice too large: 1 - h^2.",
            "h(s) is tanh(s / 2). What does the inner derivative add?",
            _slope_without_half,
        ),
        Mistake(
            "slope-of-tanh",
            "The states are right, but the slopes are those of tanh(s), not of h(s).",
            "Write h with tanh: what is its argument?",
            _slope_of_tanh_of_s,
        ),
        Mistake(
            "slope-not-squashed",
            "The states are right, but the slope is (1 - s^2) / 2; h(s) belongs there, not s.",
            "The short form of h' is written with the value h(s). It can never be negative.",
            _slope_not_squashed,
        ),
        Mistake(
            "h-twice",
            "The states are right, but the slope is taken at h(s) instead of at s: h enters twice.",
            "Either give h' the state s, or use the short form with h(s), but not both.",
            _slope_of_h_of_h,
        ),
        Mistake(
            "slope-at-net",
            "The states are right, but the slopes are those of h at the net input.",
            "Which value goes through h on its way out of the cell?",
            _slope_at_the_net_input,
        ),
        Mistake(
            "slope-of-step-before",
            "The states are right, but each slope belongs to the state one step earlier.",
            "The door of step t is h'(s_t), after the cell has written.",
            _slope_of_the_step_before,
        ),
    ),
    hints=(
        "Go forward in time and carry s along. Each step adds y_in times g.",
        "y_in = 1 / (1 + np.exp(-net_in[t])) and g = 2 * np.tanh(net_c[t] / 2).",
        "h(s) = np.tanh(s / 2), and its slope is (1 - h(s)**2) / 2.",
    ),
)
