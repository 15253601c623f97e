"""How many weights a network of 1997 has, as an exercise of book/cec/memory-cell."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._cec_memory_cell_step import PAGE
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def count_weights(inputs, outputs, sizes, biases):
    cells = sum(sizes)
    gates = 2 * len(sizes)  # two for each block, whatever its size
    units = gates + cells
    count = units * (inputs + units)  # inputs and all units feed every unit
    count += cells * outputs  # output units see cells alone
    count += {"none": 0, "gates": gates, "units": units, "all": units + outputs}[biases]
    return count


def _probes(rng: np.random.Generator) -> list[Probe]:
    # The sizes are fixed: there are few small ones on which no two mistakes agree.
    cases = (
        ("unequal blocks", 3, 2, (1, 3), "units"),
        ("gates have biases", 2, 5, (2, 2, 1), "gates"),
        ("outputs have biases", 1, 4, (2,), "all"),
        ("no biases", 5, 3, (1, 2), "none"),
        ("one cell", 2, 1, (1,), "all"),
        ("experiment 6a", 8, 4, (2, 2), "all"),
    )
    return [
        Probe(name, (inputs, outputs, sizes, biases), {"I": inputs, "K": outputs})
        for name, inputs, outputs, sizes, biases in cases
    ]


def _count(inputs, outputs, sizes, biases, *, gates=None, units=None, sources=None, shown=None):
    """The reference with single numbers replaced."""
    cells = sum(sizes)
    gates = 2 * len(sizes) if gates is None else gates
    units = gates + cells if units is None else units
    sources = units if sources is None else sources
    shown = cells if shown is None else shown
    biased = {"none": 0, "gates": gates, "units": units, "all": units + outputs}[biases]
    return units * (inputs + sources) + shown * outputs + biased


def _without_biases(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, "none")


def _without_output_biases(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, "units" if biases == "all" else biases)


def _biases_everywhere(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, "all")


def _biases_for_units(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, "units")


def _gates_for_each_cell(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases, gates=2 * sum(sizes))


def _with_forget_gate(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases, gates=3 * len(sizes))


def _library_lstm(inputs, outputs, sizes, biases):
    cells = sum(sizes)
    return _count(inputs, outputs, sizes, biases, gates=3 * cells, sources=cells)


def _outputs_see_gates(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases, shown=2 * len(sizes) + sum(sizes))


def _outputs_see_inputs(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases, shown=inputs + sum(sizes))


def _only_cells_recur(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases, sources=sum(sizes))


def _own_block_only(inputs, outputs, sizes, biases):
    own = sum((2 + size) ** 2 for size in sizes)
    all_pairs = (2 * len(sizes) + sum(sizes)) ** 2
    return _count(inputs, outputs, sizes, biases) - all_pairs + own


def _without_recurrence(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases, sources=0)


def _gates_feed_no_gates(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases) - (2 * len(sizes)) ** 2


def _carousels_counted(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases) + sum(sizes)


def _without_outputs(inputs, outputs, sizes, biases):
    return _count(inputs, outputs, sizes, biases, shown=0)


COUNT = CodeExercise(
    id="cec.weight_count",
    title="Count the weights of a net of 1997",
    page=PAGE,
    task=(
        "Write count_weights(inputs, outputs, sizes, biases): the number of weights and biases W "
        "of a net of 1997 with full connectivity (F). sizes is a tuple with the number of cells of "
        'each block, such as (1, 3). biases is "none", "gates", "units" (gates and cells) or "all" '
        "(output units too)."
    ),
    parameters=("inputs", "outputs", "sizes", "biases"),
    returns=(Output("W", "()"),),
    reference=count_weights,
    probes=_probes,
    mistakes=(
        Mistake(
            "no-biases",
            "The biases are not counted.",
            'Each unit that has a bias adds one; only biases="none" adds nothing.',
            _without_biases,
        ),
        Mistake(
            "no-output-biases",
            'With biases="all" the biases of the output units are missing.',
            "Which units come on top of gates and cells when all have a bias?",
            _without_output_biases,
        ),
        Mistake(
            "always-all-biases",
            "Every unit is given a bias, whatever biases says.",
            "The argument has four values. How many units have a bias in each case?",
            _biases_everywhere,
        ),
        Mistake(
            "always-unit-biases",
            "Every gate and cell is given a bias, and no output unit, whatever biases says.",
            "The argument has four values. How many units have a bias in each case?",
            _biases_for_units,
        ),
        Mistake(
            "gates-per-cell",
            "Two gates are counted for each cell.",
            "The cells of a block share its two gates.",
            _gates_for_each_cell,
        ),
        Mistake(
            "forget-gate",
            "Three gates are counted for each block.",
            "Which gate was added only after 1997?",
            _with_forget_gate,
        ),
        Mistake(
            "later-lstm",
            "This counts the LSTM of today's libraries: three gates for each cell, and no gate "
            "feeds anything at the next step.",
            "In 1997 a block has two gates, and gates feed gates and cells.",
            _library_lstm,
        ),
        Mistake(
            "outputs-see-gates",
            "The output units are given weights from the gates.",
            "Output units see cells alone.",
            _outputs_see_gates,
        ),
        Mistake(
            "outputs-see-inputs",
            "The output units are given weights from the inputs.",
            "Shortcuts from inputs to outputs exist in experiments 2a and 2b only.",
            _outputs_see_inputs,
        ),
        Mistake(
            "only-cells-recur",
            "Only the cells feed the next step; the gates are left out as senders.",
            "Who sends to the units of the next step? Gates are units too.",
            _only_cells_recur,
        ),
        Mistake(
            "own-block-only",
            "Units are fed by their own block alone.",
            "Every unit is fed by the units of all blocks.",
            _own_block_only,
        ),
        Mistake(
            "no-recurrence",
            "The weights from the units of the step before are missing.",
            "Each unit is fed by the inputs and by every unit of the step before.",
            _without_recurrence,
        ),
        Mistake(
            "gates-feed-no-gates",
            "The weights from gates to gates are missing.",
            "A gate sees what a cell sees: inputs, gates and cells.",
            _gates_feed_no_gates,
        ),
        Mistake(
            "carousel-counted",
            "The carousels are counted: one weight too many for each cell.",
            "The weight of the carousel is fixed at 1.0 and never learned.",
            _carousels_counted,
        ),
        Mistake(
            "no-outputs",
            "The weights from cells to output units are missing.",
            "Three sums: into the units, into the outputs, biases.",
            _without_outputs,
        ),
    ),
    hints=(
        "Count the units first: two gates for each block, and all cells.",
        "Every unit is fed by all inputs and all units; every output unit by all cells.",
        "W = units * (inputs + units) + cells * outputs + biases.",
    ),
)
