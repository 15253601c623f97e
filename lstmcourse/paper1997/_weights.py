"""The weights of a 1997 net as the engine holds them, how they start, and the way to NumPy's form.

``lstmcourse.paper1997.engine`` offers all of it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstmcourse.cells import lstm1997
from lstmcourse.learning.paper_network import OutputUnits, PaperNetwork
from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997._records import Protocol


class Weights(NamedTuple):
    """All weights of a net, flat, as ``_compiled_net`` wants them; gradients alike.

    With J blocks, C cells, U = 2 J + C units, I inputs, K outputs:
    """

    hidden: np.ndarray  # ((U + 1 + I) * U,), rows: units, bias, inputs
    output: np.ndarray  # ((C + 1) * K,), rows: cells, bias
    shortcuts: np.ndarray  # (I * K,), or (0,)


def mask_of(protocol: Protocol) -> Weights:
    """1.0 for each weight that exists under this protocol, 0.0 for the others."""
    net, layout = protocol.net, protocol.net.layout
    units = 2 * net.blocks + layout.cells
    columns = _columns(protocol)
    hidden = np.zeros((units + 1 + net.inputs, units))
    if layout.sources:
        hidden[:units] = protocol.feedback()
    hidden[units, columns] = protocol.biases()
    hidden[np.ix_(np.arange(units + 1, len(hidden)), columns)] = 1.0
    output = np.ones((layout.cells + 1, net.outputs))
    output[-1] = protocol.output_bias
    shortcuts = np.ones(net.inputs * net.outputs if protocol.shortcuts else 0)
    return Weights(hidden.ravel(), output.ravel(), shortcuts)


def start_net(protocol: Protocol, seed: int) -> Weights:
    """The weights before training: uniform in the row's range, then the gate biases it sets.

    A pure function of (row, seed). A weight has the same value under all options under which it
    exists, but for those that say otherwise: ``recurrent_start`` and ``input_gate_bias``.
    """
    net, mask = protocol.used_net, mask_of(protocol)
    key = counter_random.key_of(protocol.name, seed, "weights")
    counts = [len(part) for part in mask]
    drawn = net.init_range * (2 * counter_random.uniform(key, np.arange(sum(counts))) - 1)
    parts = np.split(drawn, np.cumsum(counts)[:-1])
    weights = Weights(*(part * exists for part, exists in zip(parts, mask, strict=True)))
    units = net.blocks * (2 + net.size)
    if protocol.options.recurrent_start == "zero":
        weights.hidden[: units * units] = 0.0
    for first, biases in ((0, net.input_gate_bias), (net.blocks, net.output_gate_bias)):
        if isinstance(biases, tuple):
            start = units * units + first
            weights.hidden[start : start + net.blocks] = biases
    return weights


def to_network(protocol: Protocol, weights: Weights) -> PaperNetwork:
    """The same net (or gradient) as a ``learning.PaperNetwork``, for everything NumPy can do."""
    net, layout = protocol.used_net, protocol.used_net.layout
    units, columns = net.blocks * (2 + net.size), _columns(protocol)
    hidden = weights.hidden.reshape(units + 1 + net.inputs, units)
    output = weights.output.reshape(layout.cells + 1, net.outputs)
    options = protocol.options
    return PaperNetwork(
        lstm1997.Params(
            W_x=hidden[units + 1 :, columns],
            W_h=hidden[: layout.sources, columns],
            b=hidden[units, columns[: layout.biased]],
            layout=layout,
        ),
        W_y=output[:-1].copy(),
        W_xy=weights.shortcuts.reshape(-1, net.outputs).copy(),
        b_y=output[-1].copy() if protocol.output_bias else np.zeros(0),
        output=OutputUnits(
            "identity" if options.output_unit == "linear" else "[0, 1]",
            options.output_derivative,
        ),
    )


def from_network(protocol: Protocol, network: PaperNetwork) -> Weights:
    """The inverse of ``to_network``; weights that the options forbid become 0."""
    net, layout = protocol.used_net, protocol.used_net.layout
    units, columns = net.blocks * (2 + net.size), _columns(protocol)
    hidden = np.zeros((units + 1 + net.inputs, units))
    hidden[: layout.sources, columns] = network.params.W_h
    hidden[units, columns[: layout.biased]] = network.params.b
    hidden[units + 1 :, columns] = network.params.W_x
    output = np.zeros((layout.cells + 1, net.outputs))
    output[:-1] = network.W_y
    if protocol.output_bias:
        output[-1] = network.b_y
    found = Weights(hidden.ravel(), output.ravel(), network.W_xy.ravel().astype(float))
    return Weights(*(part * exists for part, exists in zip(found, mask_of(protocol), strict=True)))


def _columns(protocol: Protocol) -> np.ndarray:
    """Where the units of the layout stand among the engine's, which always have both gates."""
    layout = protocol.net.layout
    units = np.arange(2 * layout.blocks + layout.cells)
    return units if layout.output_gates else np.delete(units, slice(layout.blocks, -layout.cells))
