"""The error of the output gate: warm-up of book/cec/truncated-rule."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._cec_truncated_rule_backward import PAGE
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def output_gate_error(d_h, shown, y_out):
    d_y_out = (d_h * shown).sum(axis=1)  # (B,), each cell is a place where the gate acts
    return d_y_out * y_out * (1 - y_out)  # f' from the value of the gate


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, S: int, size: float = 1.0) -> Probe:
        shown = np.tanh(size * rng.normal(size=(B, S)) / 2)
        y_out = 1 / (1 + np.exp(-size * rng.normal(size=B)))
        return Probe(name, (rng.normal(size=(B, S)), shown, y_out), {"B": B, "S": S})

    return [
        probe("random", 2, 3),
        probe("square: B = S", 4, 4),
        probe("one cell", 3, 1),
        probe("one sequence", 1, 4),
        probe("large net inputs", 3, 2, size=3.0),
    ]


def _not_summed(d_h, shown, y_out):
    return d_h * shown * (y_out * (1 - y_out))[:, None]


def _averaged(d_h, shown, y_out):
    return (d_h * shown).mean(axis=1) * y_out * (1 - y_out)


def _summed_before(d_h, shown, y_out):
    return d_h.sum(axis=1) * shown.sum(axis=1) * y_out * (1 - y_out)


def _no_slope(d_h, shown, y_out):
    return (d_h * shown).sum(axis=1)


def _cell_output(d_h, shown, y_out):
    return (d_h * shown * y_out[:, None]).sum(axis=1) * y_out * (1 - y_out)


def _slope_as_tanh(d_h, shown, y_out):
    return (d_h * shown).sum(axis=1) * (1 - y_out**2)


def _over_sequences(d_h, shown, y_out):
    total = (d_h * shown).sum(axis=0)
    slope = y_out * (1 - y_out)
    return total * (slope if len(slope) == len(total) else slope.mean())


def _slope_of_h(d_h, shown, y_out):
    return (d_h * 0.5 * (1 - shown**2)).sum(axis=1) * y_out * (1 - y_out)


OUTPUT_GATE_ERROR = CodeExercise(
    id="cec.output_gate_error",
    title="The error of the output gate",
    page=PAGE,
    task=(
        "Write output_gate_error(d_h, shown, y_out) for one step of one block of S cells. "
        "d_h (B, S) is the derivative of E by the cell outputs, shown (B, S) is h(s), and "
        "y_out (B,) the output gate. Return the derivative of E by the net input of the output "
        "gate, (B,), as far as it goes through the cell outputs of this step."
    ),
    parameters=("d_h", "shown", "y_out"),
    returns=(Output("d_net_out", "(B,)"),),
    reference=output_gate_error,
    probes=_probes,
    mistakes=(
        Mistake(
            "not-summed",
            "There is one value per cell; the cells of a block share one output gate.",
            "The gate acts in S places. What happens to the effects of one number in several "
            "places?",
            _not_summed,
        ),
        Mistake(
            "averaged",
            "The error is averaged over the cells; it is a sum.",
            "Each cell is one more place where the gate acts, and effects add up.",
            _averaged,
        ),
        Mistake(
            "summed-before",
            "d_h and h(s) are summed over the cells before they are multiplied.",
            "Cell by cell first: how much does E change when this cell shows more of its h(s)?",
            _summed_before,
        ),
        Mistake(
            "no-slope",
            "The slope of f is missing: this is the error at y_out, not at its net input.",
            "y_out = f(net_out), so there is one more factor.",
            _no_slope,
        ),
        Mistake(
            "cell-output",
            "The cell output y_out h(s) stands where h(s) alone belongs.",
            "The derivative of y_out h(s) by y_out has no y_out left.",
            _cell_output,
        ),
        Mistake(
            "slope-as-tanh",
            "f' is taken as 1 - y^2, the slope of tanh; f is the logistic function.",
            "f = 1 / (1 + exp(-net)). Write its slope in terms of f.",
            _slope_as_tanh,
        ),
        Mistake(
            "over-sequences",
            "The sum runs over the sequences; it has to run over the cells of the block.",
            "Axis 0 holds the sequences, axis 1 the cells. Sequences do not share a gate value.",
            _over_sequences,
        ),
        Mistake(
            "slope-of-h",
            "The slope of h stands where h(s) itself belongs.",
            "On the way to the output gate the error does not pass through h.",
            _slope_of_h,
        ),
    ),
    hints=(
        "The gate acts on the cells: y_c = y_out h(s), once for each of the S cells.",
        "First the derivative by y_out: a sum over the cells, axis 1.",
        "Then through f: multiply by y_out (1 - y_out).",
    ),
)
