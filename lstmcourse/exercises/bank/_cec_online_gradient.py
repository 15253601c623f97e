"""The gradient of one step's error for the weights of one block, from its partials."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "cec/online"


def block_gradient(d_h, y_out, shown, z, by_gate, by_cell):
    d_s = d_h * y_out * 0.5 * (1 - shown**2)  # dE_t/ds_t, (S,)
    d_net_out = y_out * (1 - y_out) * np.sum(d_h * shown)  # one number for the block

    d_w_in = by_gate @ d_s  # sum over the cells of the block
    d_w_out = d_net_out * z  # the output gate acts at once: no partial
    d_w_c = by_cell * d_s  # each cell has its own error
    return d_w_in, d_w_out, d_w_c


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, M: int, S: int, low: float = 0.2, high: float = 0.6) -> Probe:
        args = (
            rng.uniform(0.5, 1.5, S) * (-1.0) ** np.arange(S) * rng.choice([-1.0, 1.0]),
            float(rng.choice([0.2, 0.3, 0.7, 0.8])),
            rng.uniform(low, high, S) * rng.choice([-1.0, 1.0], S),
            rng.normal(size=M),
            rng.normal(size=(M, S)),
            rng.normal(size=(M, S)),
        )
        return Probe(name, args, {"M": M, "S": S})

    return [
        probe("random", 5, 2),
        probe("one cell", 4, 1),
        probe("square: M = S", 3, 3),
        probe("far states", 4, 3, low=0.8, high=0.98),
    ]


def _gradient(slope=None, gate=None, out=None, pool=np.sum, of_in=None, of_c=None, sign=1.0):
    """The gradient with one part replaced; None is the right one.

    slope: function of shown, in place of h'.
    gate: function of y_out, in place of y_out in dE/ds.
    out: function of (d_h, y_out, shown, z, by_gate, d_s) that gives d_w_out.
    pool: how the cells of a block are put together for its gates.
    of_in, of_c: functions of (by_gate, by_cell, d_s).
    """

    def variant(d_h, y_out, shown, z, by_gate, by_cell):
        d_s = d_h * (y_out if gate is None else gate(y_out))
        d_s = d_s * ((1 - shown**2) / 2 if slope is None else slope(shown))
        d_w_in = pool(by_gate * d_s, axis=1) if of_in is None else of_in(by_gate, by_cell, d_s)
        d_w_out = y_out * (1 - y_out) * pool(d_h * shown, axis=0) * z
        if out is not None:
            d_w_out = out(d_h, y_out, shown, z, by_gate, d_s)
        d_w_c = by_cell * d_s if of_c is None else of_c(by_gate, by_cell, d_s)
        return sign * d_w_in, sign * d_w_out, sign * d_w_c

    return variant


TRUNCATED_UPDATE = CodeExercise(
    id="cec.truncated_update",
    title="The gradient of one step",
    page=PAGE,
    task=(
        "Write block_gradient(d_h, y_out, shown, z, by_gate, by_cell) for one block of 1997: from "
        "d_h = dE_t/dh_t (S,), the output gate y_out (a number), shown = h(s_t) (S,), z (M,) and "
        "the partials by_gate and by_cell (M, S) of this step, return dE_t/dw_in (M,), "
        "dE_t/dw_out (M,) and dE_t/dw_c (M, S) by the truncated rule."
    ),
    parameters=("d_h", "y_out", "shown", "z", "by_gate", "by_cell"),
    returns=(Output("d_w_in", "(M,)"), Output("d_w_out", "(M,)"), Output("d_w_c", "(M, S)")),
    reference=block_gradient,
    probes=_probes,
    mistakes=(
        Mistake(
            "mean-over-cells",
            "The gates get the mean over the cells of the block; they need the sum.",
            "The block's gates act on every cell, and derivatives over several ways add up.",
            _gradient(pool=np.mean),
        ),
        Mistake(
            "not-summed-over-cells",
            "d_w_in has one column per cell; the block shares one input gate, one weight per z[m].",
            "The gate acts on every cell, and derivatives over several ways add up.",
            _gradient(of_in=lambda by_gate, by_cell, d_s: by_gate * d_s),
        ),
        Mistake(
            "first-cell-only",
            "The gates get the error of the first cell alone.",
            "All cells of a block share its gates: add up what each of them says.",
            _gradient(pool=lambda values, axis: np.take(values, 0, axis=axis)),
        ),
        Mistake(
            "no-state-slope",
            "The slope h'(s) is missing between the output and the state.",
            "h_t = y_out h(s_t): differentiate by s_t.",
            _gradient(slope=np.ones_like),
        ),
        Mistake(
            "h-slope-of-tanh",
            "The slope of h is taken as 1 - h^2; h(s) = tanh(s / 2) has half of that.",
            "Differentiate tanh(s / 2) by s: the inner derivative is 1/2.",
            _gradient(slope=lambda shown: 1 - shown**2),
        ),
        Mistake(
            "no-output-gate",
            "The output gate y_out is missing between the output and the state.",
            "h_t = y_out h(s_t): differentiate by s_t.",
            _gradient(gate=lambda y_out: 1.0),
        ),
        Mistake(
            "no-gate-slope",
            "The slope of the output gate, y_out (1 - y_out), is missing in d_w_out.",
            "A weight moves net_out. What stands between net_out and y_out?",
            _gradient(out=lambda d_h, y_out, shown, z, by_gate, d_s: np.sum(d_h * shown) * z),
        ),
        Mistake(
            "output-gate-by-partials",
            "d_w_out is built from a partial; the weights of the output gate do not move the "
            "state.",
            "Under the truncated rule the output gate acts in its own step only, through z.",
            _gradient(
                out=lambda d_h, y_out, shown, z, by_gate, d_s: (
                    y_out * (1 - y_out) * (by_gate @ (d_h * shown))
                )
            ),
        ),
        Mistake(
            "output-gate-through-state",
            "d_w_out uses the error of the state, d_s, where the error of the output belongs.",
            "h_t = y_out h(s_t): differentiate by y_out. No slope of h occurs.",
            _gradient(
                out=lambda d_h, y_out, shown, z, by_gate, d_s: (
                    y_out * (1 - y_out) * np.sum(d_s * shown) * z
                )
            ),
        ),
        Mistake(
            "not-what-is-shown",
            "h(s) is missing in d_w_out: the gate multiplies it.",
            "h_t = y_out h(s_t): differentiate by y_out.",
            _gradient(
                out=lambda d_h, y_out, shown, z, by_gate, d_s: y_out * (1 - y_out) * np.sum(d_h) * z
            ),
        ),
        Mistake(
            "partials-mixed-up",
            "The partials are mixed up: d_w_in uses by_cell and d_w_c uses by_gate.",
            "by_gate is the derivative by the weights of the input gate.",
            _gradient(
                of_in=lambda by_gate, by_cell, d_s: by_cell @ d_s,
                of_c=lambda by_gate, by_cell, d_s: by_gate * d_s,
            ),
        ),
        Mistake(
            "cells-summed",
            "d_w_c multiplies every cell's partial by the summed error of the block.",
            "A weight of one cell moves that cell's state only.",
            _gradient(of_c=lambda by_gate, by_cell, d_s: by_cell * d_s.sum()),
        ),
        Mistake(
            "sign",
            "The sign is turned: this is the direction of the update, -dE/dw.",
            "Return the derivative itself; the minus belongs to w - rate dE/dw.",
            _gradient(sign=-1.0),
        ),
    ),
    hints=(
        "First dE_t/ds_t of each cell, from h_t = y_out h(s_t).",
        "d_s = d_h y_out h'(s) with h' = (1 - shown^2) / 2. For d_w_in sum d_s by_gate over the "
        "cells; for d_w_c multiply each column of by_cell by its own d_s.",
        "The output gate needs no partial: sum d_h shown over the cells, times y_out (1 - y_out), "
        "times z.",
    ),
)
