"""The states of a cell that forgets: c_t = f_t c_(t-1) + write."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def leak(writes, forget, c0):
    states = np.zeros(writes.shape)
    c = c0
    for t in range(len(writes)):
        c = forget[t] * c + writes[t]  # the gate meets the old state, not the new write
        states[t] = c
    return states


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, H: int, low: float = 0.2, high: float = 0.8) -> Probe:
        writes = rng.choice((-1.0, 1.0), size=(T, H)) * rng.uniform(0.4, 1.0, size=(T, H))
        forget = rng.uniform(low, high, size=(T, H))
        c0 = rng.choice((-1.0, 1.0), size=H) * rng.uniform(0.5, 2.0, size=H)
        return Probe(name, (writes, forget, c0), {"T": T, "H": H})

    return [
        probe("random", 5, 3),
        probe("one step", 1, 4),
        probe("as many steps as cells", 4, 4),
        probe("one cell", 6, 1),
        probe("gates nearly open", 7, 2, low=0.9, high=1.0),
    ]


def _run(writes, forget, c0, update):
    states, c = np.zeros(writes.shape), c0
    for t in range(len(writes)):
        c = update(c, writes[t], forget[t])
        states[t] = c
    return states


def _no_gate(writes, forget, c0):
    return _run(writes, forget, c0, lambda c, w, f: c + w)


def _start_ignored(writes, forget, c0):
    return leak(writes, forget, 0 * c0)


def _gate_on_all(writes, forget, c0):
    return _run(writes, forget, c0, lambda c, w, f: f * (c + w))


def _gate_on_the_write(writes, forget, c0):
    return _run(writes, forget, c0, lambda c, w, f: c + f * w)


def _coupled(writes, forget, c0):
    return _run(writes, forget, c0, lambda c, w, f: f * c + (1 - f) * w)


def _upside_down(writes, forget, c0):
    return _run(writes, forget, c0, lambda c, w, f: (1 - f) * c + w)


def _one_gate_late(writes, forget, c0):
    late = np.concatenate([np.ones_like(forget[:1]), forget[:-1]])
    return leak(writes, late, c0)


def _product_from_the_start(writes, forget, c0):
    kept = np.cumprod(forget, axis=0)
    return kept * c0 + np.cumsum(kept * writes, axis=0)


def _gates_squashed(writes, forget, c0):
    return leak(writes, 1 / (1 + np.exp(-forget)), c0)


def _start_is_first_row(writes, forget, c0):
    return np.concatenate([c0[None], leak(writes, forget, c0)[:-1]])


def _start_again(writes, forget, c0):
    return forget * c0 + writes


def _squashed(writes, forget, c0):
    return np.tanh(leak(writes, forget, c0))


LEAK = CodeExercise(
    id="lstm.leak",
    title="A state that leaks",
    page="lstm/forget-gate",
    task=(
        "Write leak(writes, forget, c0): the states c_1 ... c_T, (T, H). writes (T, H) is what "
        "each step adds, forget (T, H) the openings of the forget gates, c0 (H,) the state before "
        "the first step."
    ),
    parameters=("writes", "forget", "c0"),
    returns=(Output("states", "(T, H)"),),
    reference=leak,
    probes=_probes,
    mistakes=(
        Mistake(
            "no-gate",
            "The forget gate is missing: your state is a plain sum, as in the cell of 1997.",
            "Which factor stands before c_(t-1)?",
            _no_gate,
        ),
        Mistake(
            "start-ignored",
            "The cells start at zero; c0 does not enter.",
            "Change c0: should every later state change as well?",
            _start_ignored,
        ),
        Mistake(
            "gate-on-all",
            "The forget gate also multiplies what the same step writes.",
            "Is anything of the new write old enough to be forgotten?",
            _gate_on_all,
        ),
        Mistake(
            "gate-on-write",
            "The forget gate multiplies the write and leaves the old state alone.",
            "That is what an input gate does. Which term does the forget gate belong to?",
            _gate_on_the_write,
        ),
        Mistake(
            "coupled",
            "The write is multiplied by 1 - f, as in the variant with coupled gates.",
            "Here the writes come complete; only the old state is scaled.",
            _coupled,
        ),
        Mistake(
            "upside-down",
            "The old state is multiplied by 1 - f: your gate forgets when it is open.",
            "f = 1 keeps everything. What does yours do then?",
            _upside_down,
        ),
        Mistake(
            "one-gate-late",
            "Every step uses the forget gate of the step before.",
            "Which gate stands between c_0 and c_1?",
            _one_gate_late,
        ),
        Mistake(
            "one-step-early",
            "Everything comes one step early: the first row is c0, and c_T is missing.",
            "Row 0 belongs to step 1, in which the cell has already written once.",
            _start_is_first_row,
        ),
        Mistake(
            "product-from-start",
            "Each write is multiplied by the gates up to its own step, as if it were as old as c0.",
            "Which gates does a write of step 2 still meet on its way to c_4?",
            _product_from_the_start,
        ),
        Mistake(
            "gates-squashed",
            "The logistic function is applied to the forget gates, which are openings already.",
            "forget holds numbers between 0 and 1; use them as they are.",
            _gates_squashed,
        ),
        Mistake(
            "start-again",
            "Every step starts from c0 again instead of from the state of the step before.",
            "Which variable has to be carried from step to step?",
            _start_again,
        ),
        Mistake(
            "squashed",
            "The states went through tanh; a cell squashes only what it shows.",
            "The state itself may be larger than 1.",
            _squashed,
        ),
    ),
    hints=(
        "Go forward in time and carry c along, starting with c0.",
        "Each step does two things to c: it multiplies by one number and adds another.",
        "c = forget[t] * c + writes[t], and the new c is row t of the result.",
    ),
)
