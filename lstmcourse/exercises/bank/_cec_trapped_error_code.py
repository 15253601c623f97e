"""Entry and exit factors of a trapped error: the code exercise of book/cec/trapped-error."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "cec/trapped-error"


def trapped_error(s, y_in, y_out, g):
    shown = np.tanh(s[-1] / 2)  # h(s_T)
    entry = y_out[-1] * 0.5 * (1 - shown**2)  # once, at the last step
    at_cell = entry * y_in * 0.25 * (2 - g) * (2 + g)
    at_gate = entry * g * y_in * (1 - y_in)
    return at_cell, at_gate


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, size: float = 1.0) -> Probe:
        args = (
            size * rng.uniform(0.5, 1.5, T) * rng.choice([-1.0, 1.0], T),
            rng.uniform(0.1, 0.9, T),
            rng.uniform(0.1, 0.9, T),
            rng.uniform(0.3, 1.9, T) * rng.choice([-1.0, 1.0], T),
        )
        return Probe(name, args, {"T": T})

    return [probe("random", 5), probe("one step", 1), probe("a far state", 4, size=3.0)]


def _exits(y_in, g):
    return y_in * 0.25 * (2 - g) * (2 + g), g * y_in * (1 - y_in)


def _gate_of_every_step(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    entry = y_out * 0.5 * (1 - np.tanh(s[-1] / 2) ** 2)
    return entry * to_cell, entry * to_gate


def _slope_of_every_step(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    entry = y_out[-1] * 0.5 * (1 - np.tanh(s / 2) ** 2)
    return entry * to_cell, entry * to_gate


def _entry_of_every_step(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    entry = y_out * 0.5 * (1 - np.tanh(s / 2) ** 2)
    return entry * to_cell, entry * to_gate


def _by_lag(s, y_in, y_out, g):
    at_cell, at_gate = trapped_error(s, y_in, y_out, g)
    return at_cell[::-1], at_gate[::-1]


def _last_step_only(s, y_in, y_out, g):
    last = np.arange(len(s)) == len(s) - 1
    at_cell, at_gate = trapped_error(s, y_in, y_out, g)
    return at_cell * last, at_gate * last


def _exits_multiplied(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    entry = y_out[-1] * 0.5 * (1 - np.tanh(s[-1] / 2) ** 2)
    return (
        entry * np.cumprod(to_cell[::-1])[::-1],
        entry * np.cumprod(to_gate[::-1])[::-1],
    )


def _slope_of_tanh(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    entry = y_out[-1] * (1 - np.tanh(s[-1] / 2) ** 2)
    return entry * to_cell, entry * to_gate


def _h_is_tanh(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    entry = y_out[-1] * (1 - np.tanh(s[-1]) ** 2)
    return entry * to_cell, entry * to_gate


def _state_for_its_value(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    entry = y_out[-1] * 0.5 * (1 - s[-1] ** 2)
    return entry * to_cell, entry * to_gate


def _no_output_gate(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    entry = 0.5 * (1 - np.tanh(s[-1] / 2) ** 2)
    return entry * to_cell, entry * to_gate


def _no_entry_slope(s, y_in, y_out, g):
    to_cell, to_gate = _exits(y_in, g)
    return y_out[-1] * to_cell, y_out[-1] * to_gate


def _g_slope_of_tanh(s, y_in, y_out, g):
    entry = y_out[-1] * 0.5 * (1 - np.tanh(s[-1] / 2) ** 2)
    return entry * y_in * (1 - g**2), entry * g * y_in * (1 - y_in)


def _no_gate_slope(s, y_in, y_out, g):
    entry = y_out[-1] * 0.5 * (1 - np.tanh(s[-1] / 2) ** 2)
    return entry * y_in * 0.25 * (2 - g) * (2 + g), entry * g


def _no_input_gate(s, y_in, y_out, g):
    entry = y_out[-1] * 0.5 * (1 - np.tanh(s[-1] / 2) ** 2)
    return entry * 0.25 * (2 - g) * (2 + g), entry * g * y_in * (1 - y_in)


def _gate_slope_from_state(s, y_in, y_out, g):
    entry = y_out[-1] * 0.5 * (1 - np.tanh(s[-1] / 2) ** 2)
    return entry * y_in * 0.25 * (2 - g) * (2 + g), entry * s * y_in * (1 - y_in)


TRAPPED_ERROR = CodeExercise(
    id="cec.trapped_error",
    title="Entry and exit",
    page=PAGE,
    task=(
        "Write trapped_error(s, y_in, y_out, g) for one cell of 1997: from its states, gates and "
        "g(net_c) at every step, each (T,), and an error of 1 at its output at the last step, "
        "return the errors at net_c and at net_in of every step, each (T,), by the truncated rule."
    ),
    parameters=("s", "y_in", "y_out", "g"),
    returns=(Output("at_cell", "(T,)"), Output("at_gate", "(T,)")),
    reference=trapped_error,
    probes=_probes,
    mistakes=(
        Mistake(
            "output-gate-of-every-step",
            "The output gate of every step scales the error; it enters at the last step only.",
            "Which value of y_out does the error pass on its way in?",
            _gate_of_every_step,
        ),
        Mistake(
            "slope-of-every-step",
            "The slope h'(s) is taken at every step; the error passes h at the last step only.",
            "At which step does the error go from the output into the state?",
            _slope_of_every_step,
        ),
        Mistake(
            "entry-of-every-step",
            "y_out and h'(s) are taken at every step; the error enters at the last one only.",
            "How often does the error go from an output into the state?",
            _entry_of_every_step,
        ),
        Mistake(
            "by-lag",
            "The errors stand in the order of the lag, the last step first.",
            "Entry t of a result belongs to entry t of y_in and g.",
            _by_lag,
        ),
        Mistake(
            "last-step-only",
            "The error leaves at the last step only; before it there are zeros.",
            "The carousel carries the error back to every earlier step. What leaves there?",
            _last_step_only,
        ),
        Mistake(
            "exits-multiplied",
            "The exit factors of all later steps are multiplied in; the carousel itself has "
            "factor 1.",
            "An exit is a side door: it scales the copy that leaves, not what goes on.",
            _exits_multiplied,
        ),
        Mistake(
            "h-slope-of-tanh",
            "The slope of h is taken as 1 - h^2; h(s) = tanh(s / 2) has half of that.",
            "Derive tanh(s / 2) by s: the inner derivative is 1/2.",
            _slope_of_tanh,
        ),
        Mistake(
            "h-is-tanh",
            "h is taken as tanh(s); the h of 1997 is tanh(s / 2).",
            "h(s) = 2 f(s) - 1. Which tanh is that, and what is its slope?",
            _h_is_tanh,
        ),
        Mistake(
            "state-instead-of-h",
            "The slope of h is computed from s itself: (1 - s^2) / 2.",
            "h' = (1 - h^2) / 2 needs the value h(s).",
            _state_for_its_value,
        ),
        Mistake(
            "no-output-gate",
            "The output gate is left out.",
            "y_c = y_out h(s): what is its derivative by s?",
            _no_output_gate,
        ),
        Mistake(
            "no-entry-slope",
            "The slope h'(s) at the entry is left out.",
            "The error passes the squashing h before it reaches the state.",
            _no_entry_slope,
        ),
        Mistake(
            "g-slope-of-tanh",
            "The slope of g is taken as 1 - g^2; g lies between -2 and 2 and has another slope.",
            "g(net) = 2 tanh(net / 2), so g' = (2 - g)(2 + g) / 4.",
            _g_slope_of_tanh,
        ),
        Mistake(
            "no-gate-slope",
            "The slope of the input gate, y_in (1 - y_in), is missing in the error at net_in.",
            "Between net_in and y_in stands the logistic function.",
            _no_gate_slope,
        ),
        Mistake(
            "no-input-gate",
            "The input gate is missing in the error at net_c.",
            "s gets y_in g(net_c): what multiplies g' there?",
            _no_input_gate,
        ),
        Mistake(
            "state-instead-of-g",
            "The error at net_in uses the state s where g(net_c) belongs.",
            "What does the input gate multiply in s_t = s_(t-1) + y_in g(net_c)?",
            _gate_slope_from_state,
        ),
    ),
    hints=(
        "First the entry: one number, from the last step alone.",
        "entry = y_out h'(s) at the last step, with h' = (1 - h^2) / 2 and h = tanh(s / 2).",
        "The exits of step t are y_in (2 - g)(2 + g) / 4 and g y_in (1 - y_in), each of step t.",
    ),
)
