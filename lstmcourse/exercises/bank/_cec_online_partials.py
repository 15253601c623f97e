"""The two partials of a block, one step on: a code exercise of book/cec/online."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "cec/online"


def next_partials(by_gate, by_cell, z, y_in, g):
    slope_f = y_in * (1 - y_in)  # f'(net_in), one number
    slope_g = (2 - g) * (2 + g) / 4  # g'(net_c), (S,)

    # The old partials stay as they are; entry [m, v] gets what weight m does to cell v now.
    new_by_gate = by_gate + np.outer(z, g * slope_f)
    new_by_cell = by_cell + np.outer(z, y_in * slope_g)
    return new_by_gate, new_by_cell


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, M: int, S: int, old: float = 1.0, far: bool = False) -> Probe:
        args = (
            old * rng.normal(size=(M, S)),
            old * rng.normal(size=(M, S)),
            rng.uniform(0.4, 1.5, M) * rng.choice([-1.0, 1.0], M),
            float(rng.uniform(0.93, 0.99) if far else rng.choice([0.25, 0.75])),
            rng.uniform(1.6 if far else 0.5, 1.95 if far else 1.5, S) * rng.choice([-1.0, 1.0], S),
        )
        return Probe(name, args, {"M": M, "S": S})

    return [
        probe("random", 5, 2),
        probe("one cell", 4, 1),
        probe("square: M = S", 3, 3),
        probe("first step", 3, 2, old=0.0),
        probe("open gate, large g", 4, 3, far=True),
    ]


def _step(old=1.0, to_gate=None, to_cell=None, swapped=False, use_z=True):
    """The step with one part replaced.

    old: number or function of y_in that multiplies the old partials.
    to_gate, to_cell: functions of (y_in, g) that give what multiplies z; None is the right one.
    swapped: each partial gets what belongs to the other.
    """

    def variant(by_gate, by_cell, z, y_in, g):
        gate = g * y_in * (1 - y_in) if to_gate is None else to_gate(y_in, g)
        cell = y_in * (4 - g**2) / 4 if to_cell is None else to_cell(y_in, g)
        if swapped:
            gate, cell = cell, gate
        kept = old(y_in) if callable(old) else old
        source = z if use_z else np.ones_like(z)
        return kept * by_gate + np.outer(source, gate), kept * by_cell + np.outer(source, cell)

    return variant


PARTIALS = CodeExercise(
    id="cec.partials",
    title="The two partials, one step on",
    page=PAGE,
    task=(
        "Write next_partials(by_gate, by_cell, z, y_in, g) for one block of 1997: from the "
        "partials of the step before, (M, S) each, with z (M,), the input gate y_in (a number) "
        "and g = g(net_c) (S,) of this step, return the partials of this step, (M, S) each. "
        "by_gate[m, v] is ds[v] / dw_in[m], by_cell[m, v] is ds[v] / dw_c[m, v]."
    ),
    parameters=("by_gate", "by_cell", "z", "y_in", "g"),
    returns=(Output("by_gate", "(M, S)"), Output("by_cell", "(M, S)")),
    reference=next_partials,
    probes=_probes,
    mistakes=(
        Mistake(
            "no-gate-slope",
            "The slope of the input gate, y_in (1 - y_in), is missing in by_gate.",
            "A weight moves net_in. What stands between net_in and y_in?",
            _step(to_gate=lambda y_in, g: g),
        ),
        Mistake(
            "forgets",
            "The old partials are multiplied by y_in, as a gate on the carousel would do.",
            "Differentiate s_t = s_(t-1) + y_in g: which factor stands before s_(t-1)?",
            _step(old=lambda y_in: y_in),
        ),
        Mistake(
            "leaks",
            "The old partials are multiplied by 1 - y_in, as in a unit that mixes old and new.",
            "Differentiate s_t = s_(t-1) + y_in g: which factor stands before s_(t-1)?",
            _step(old=lambda y_in: 1 - y_in),
        ),
        Mistake(
            "overwrites",
            "The old partials are overwritten: only what this step adds is returned.",
            "The state is a sum over all steps, and so is its derivative.",
            _step(old=0.0),
        ),
        Mistake(
            "g-slope-of-tanh",
            "The slope of g is taken as 1 - g^2; g lies between -2 and 2 and has another slope.",
            "g(net) = 2 tanh(net / 2), so g' = (2 - g)(2 + g) / 4.",
            _step(to_cell=lambda y_in, g: y_in * (1 - g**2)),
        ),
        Mistake(
            "no-input-gate",
            "The input gate y_in is missing in by_cell.",
            "s gets y_in g(net_c): what multiplies g' there?",
            _step(to_cell=lambda y_in, g: (4 - g**2) / 4),
        ),
        Mistake(
            "mixed-up",
            "The two are mixed up: by_gate gets y_in g' z, and by_cell gets g f' z.",
            "Which factor of y_in g does a weight of the input gate move, and which stays?",
            _step(swapped=True),
        ),
        Mistake(
            "slope-of-g-in-by-gate",
            "by_gate uses the slope g' where g itself belongs.",
            "A weight of the input gate does not move net_c, so g is a constant factor here.",
            _step(to_gate=lambda y_in, g: (4 - g**2) / 4 * y_in * (1 - y_in)),
        ),
        Mistake(
            "gate-for-its-slope",
            "by_gate uses the gate y_in where its slope belongs.",
            "You need the derivative of f at net_in, which follows from y_in.",
            _step(to_gate=lambda y_in, g: g * y_in),
        ),
        Mistake(
            "summed-too-early",
            "by_gate holds the sum over the block's cells; each cell needs a partial of its own.",
            "The sum over the cells comes later, when each cell's error is known.",
            _step(to_gate=lambda y_in, g: np.full_like(g, g.sum()) * y_in * (1 - y_in)),
        ),
        Mistake(
            "no-z",
            "The entry z[m] that the weight multiplies is missing.",
            "net_in is the sum of w_in[m] z[m]: what is its derivative by w_in[m]?",
            _step(use_z=False),
        ),
    ),
    hints=(
        "s_t = s_(t-1) + y_in g. Take the derivative of each summand, by each kind of weight.",
        "A weight of the gate moves y_in by f' z[m]; a weight of the cell moves g by g' z[m].",
        "To by_gate add g f' z[m], to by_cell add y_in g' z[m], with f' = y_in (1 - y_in) and "
        "g' = (2 - g)(2 + g) / 4.",
        "np.outer(z, v) has entry [m, v] = z[m] v[v]. Write into no argument.",
    ),
)
