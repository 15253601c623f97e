"""lstm.equal_size: hidden units for a budget of weights."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "lstm/language-model"


def equal_size(blocks, inputs, outputs, budget):
    def count(H):
        cell = blocks * H * (inputs + H + 1)  # W_x, W_h and b of all blocks
        readout = (H + 1) * outputs  # W_y and b_y, once
        return cell + readout

    H = 0
    while count(H + 1) <= budget:
        H = H + 1
    return H


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, blocks: int, inputs: int, outputs: int, H: int, spare: int) -> Probe:
        budget = blocks * H * (inputs + H + 1) + H * outputs + outputs + spare
        return Probe(name, (blocks, inputs, outputs, budget))

    def next_costs(blocks: int, inputs: int, outputs: int, H: int) -> int:
        return blocks * (inputs + 2 * H + 2) + outputs

    some = int(rng.integers(12, 24))
    few, many = int(rng.integers(3, 7)), int(rng.integers(30, 50))
    one_short = next_costs(4, few, 2, some) - 1
    left = next_costs(4, many, 1, some) - 4 * (some + 1) - 2  # short by more than the biases
    return [
        probe("LSTM, one weight short of one unit more", 4, few, 2, some, one_short),
        probe("LSTM, the budget fits exactly", 4, few + 1, 3, some + 1, 0),
        probe("tanh RNN", 1, few, 5, some + 7, 3),
        probe("GRU, many outputs", 3, few, many, some, 1),
        probe("LSTM, many inputs and outputs", 4, many, many + 1, some + 3, 20),
        probe(
            "RNN, short by less than its outputs",
            1,
            few,
            many,
            some,
            next_costs(1, few, many, some) - 4,
        ),
        probe("LSTM, short by two", 4, 2, 1, some + 2, next_costs(4, 2, 1, some + 2) - 2),
        probe("LSTM, more than half of a unit is left", 4, many, 1, some, left),
    ]


def _largest(count, budget):
    H = 0
    while count(H + 1) <= budget:
        H += 1
    return H


def _blocks_ignored(blocks, inputs, outputs, budget):
    return equal_size(1, inputs, outputs, budget)


def _no_readout(blocks, inputs, outputs, budget):
    return _largest(lambda H: blocks * H * (inputs + H + 1), budget)


def _no_bias(blocks, inputs, outputs, budget):
    return _largest(lambda H: blocks * H * (inputs + H) + H * outputs + outputs, budget)


def _no_readout_bias(blocks, inputs, outputs, budget):
    return _largest(lambda H: blocks * H * (inputs + H + 1) + H * outputs, budget)


def _two_biases(blocks, inputs, outputs, budget):
    return _largest(lambda H: blocks * H * (inputs + H + 2) + H * outputs + outputs, budget)


def _no_recurrent(blocks, inputs, outputs, budget):
    return _largest(lambda H: blocks * H * (inputs + 1) + H * outputs + outputs, budget)


def _readout_per_block(blocks, inputs, outputs, budget):
    return _largest(lambda H: blocks * (H * (inputs + H + 1) + H * outputs + outputs), budget)


def _recurrent_once(blocks, inputs, outputs, budget):
    return _largest(lambda H: blocks * H * (inputs + 1) + H * H + H * outputs + outputs, budget)


def _first_over(blocks, inputs, outputs, budget):
    return equal_size(blocks, inputs, outputs, budget) + 1


def _strictly_below(blocks, inputs, outputs, budget):
    return equal_size(blocks, inputs, outputs, budget - 1)


def _nearest(blocks, inputs, outputs, budget):
    H = equal_size(blocks, inputs, outputs, budget)

    def count(H):
        return blocks * H * (inputs + H + 1) + H * outputs + outputs

    return H if budget - count(H) <= count(H + 1) - budget else H + 1


def _fits(function, probe: Probe) -> str | None:
    blocks, inputs, outputs, budget = probe.args
    H = float(np.asarray(function(*probe.args)))
    if H != round(H):
        return f"{H:.4g} is not a whole number of hidden units."
    if blocks * H * (inputs + H + 1) + H * outputs + outputs > budget:
        return f"H = {H:.0f} takes more than the budget of {budget} weights."
    return None


SIZE = CodeExercise(
    id="lstm.equal_size",
    title="Hidden units for a weight budget",
    page=PAGE,
    task=(
        "Write equal_size(blocks, inputs, outputs, budget): the largest number of hidden units H "
        "for which a network has at most budget weights. The cell has blocks * H * (inputs + H + 1)"
        " weights, the readout (H + 1) * outputs. blocks is 1 for a tanh RNN, 3 for a GRU with one "
        "bias, 4 for an LSTM. Return an integer; H = 1 always fits."
    ),
    parameters=("blocks", "inputs", "outputs", "budget"),
    returns=(Output("H", "()"),),
    reference=equal_size,
    probes=_probes,
    properties=(Property("the network fits the budget", _fits),),
    mistakes=(
        Mistake(
            "blocks-ignored",
            "The number of blocks is ignored: every cell is counted as a tanh RNN.",
            "An LSTM has weights for i, f, g and o. Where does the factor belong?",
            _blocks_ignored,
        ),
        Mistake(
            "no-readout",
            "The readout is not counted.",
            "(H + 1) * outputs weights turn the hidden state into the outputs; they count too.",
            _no_readout,
        ),
        Mistake(
            "no-bias",
            "The biases of the cell are not counted.",
            "Each block has one bias per hidden unit.",
            _no_bias,
        ),
        Mistake(
            "no-readout-bias",
            "The biases of the readout are not counted.",
            "The readout has one bias per output.",
            _no_readout_bias,
        ),
        Mistake(
            "two-biases",
            "Two biases per unit and block are counted, as PyTorch has them.",
            "Here each block has one bias per unit.",
            _two_biases,
        ),
        Mistake(
            "no-recurrent",
            "The recurrent weights are not counted.",
            "W_h has H rows, and H columns for each block.",
            _no_recurrent,
        ),
        Mistake(
            "recurrent-once",
            "The recurrent weights are counted for one block only.",
            "Every block sees the old hidden state through weights of its own.",
            _recurrent_once,
        ),
        Mistake(
            "readout-per-block",
            "The readout is counted per block, or the whole budget is divided by blocks.",
            "The readout sees h alone. It is there once, whatever the cell.",
            _readout_per_block,
        ),
        Mistake(
            "first-over",
            "This is the first H that is over the budget.",
            "The network may have at most so many weights: take the H before.",
            _first_over,
        ),
        Mistake(
            "strictly-below",
            "A network with exactly the budget's number of weights is turned away.",
            "At most: equal is allowed.",
            _strictly_below,
        ),
        Mistake(
            "nearest",
            "This is the H whose count comes nearest to the budget, also from above.",
            "At most the budget was asked for (hidden_for of the package takes the nearest).",
            _nearest,
        ),
    ),
    hints=(
        "Write a small function that counts the weights for a given H.",
        "The count grows with H. So start small and go on while the next H still fits.",
        "Add up blocks * H * (inputs + H + 1) and (H + 1) * outputs in count(H). Then: while "
        "count(H + 1) <= budget, make H one larger.",
    ),
)
