"""The engine: the 1997 net, learning on-line by the paper's truncated rule, compiled with Numba.

    net = start_net(PROTOCOLS["6a"], seed=0)          the weights a trial starts with
    grads, ys, error = sequence_gradient(protocol, net, inputs, targets)

The arithmetic is in ``_compiled_net`` and uses +, -, *, / of 64-bit floats in a fixed order.
There is no clipping, no momentum and no decay, as in the paper.

Source: Hochreiter and Schmidhuber (1997), sections 4 and 5, appendix A.1.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstmcourse.cells import lstm1997
from lstmcourse.paper1997._records import Protocol
from lstmcourse.paper1997._weights import Weights, from_network, mask_of, start_net, to_network
from lstmcourse.paper1997.sequences import Buffers, buffers_of

__all__ = [
    "MOST_OUTPUTS",
    "MOST_UNITS",
    "Plan",
    "SequenceGradient",
    "Weights",
    "Work",
    "from_network",
    "mask_of",
    "plan_of",
    "sequence_gradient",
    "sizes_of",
    "start_net",
    "start_state",
    "to_network",
    "work_of",
]

MOST_UNITS = 32
"""Room for units in a net; those of Table 10 have at most 12."""
MOST_OUTPUTS = 128
"""Room for output units; the nets of Table 10 have at most 101."""


class Plan(NamedTuple):
    """How a net works and learns, as numbers.

    ``mask`` is 1 for weights that exist, else 0; or a factor on the rate (``rate_into_cells``).
    """

    rate: float
    start: float  # activations before the first step
    g_scale: float  # g = g_scale * logistic + g_offset
    g_offset: float
    h_squashes: float  # h = h_squashes * (2 logistic - 1) + h_identity * s; one is 1, the other 0
    h_identity: float
    least_output_gate: float  # 0, or 1 where there is none
    linear: bool
    slope: bool
    per_step: bool
    mask: Weights
    outputs: int  # K
    few_outputs: tuple[int, ...]  # K zeros where a constant K pays, else empty


class Work(NamedTuple):
    """Scratch space: the numbers of a step with a target, and the partial derivatives.

    After a sequence ``outputs`` holds y of all its steps with a target.
    """

    below: np.ndarray  # (U + 1 + I,) what the units see: units a step earlier, bias, inputs
    squashed: np.ndarray  # (U,) the logistic function of the net inputs
    shown: np.ndarray  # (C,) h(s)
    growth: np.ndarray  # (2 C,) by which s depends on the net inputs of input gates and cells
    partials: np.ndarray  # ((U + 1 + I) * 2 C,)
    d_h: np.ndarray  # (C,)
    rows: np.ndarray  # (U + 1 + I,) int64, rows of partials that may differ from 0
    is_listed: np.ndarray  # (U + 1 + I,) bool, whether an input's row stands there
    outputs: np.ndarray  # (L, K)


def sizes_of(protocol: Protocol, buffers: Buffers) -> tuple[tuple[int, ...], ...]:
    """Tuples of the lengths J, S and D, which the compiler reads as constants."""
    net = protocol.net
    return (0,) * net.blocks, (0,) * net.size, (0,) * buffers.values.shape[1]


def plan_of(protocol: Protocol) -> Plan:
    """The protocol's net and options as numbers.

    Raises:
        ValueError: the net has no input gates, which no row of the paper asks for, or more units
            or outputs than the engine has room for, or shortcuts from inputs that are numbers.
    """
    net, options = protocol.used_net, protocol.options
    if net.input_gate_bias == "absent":
        raise ValueError("the engine needs input gates; input_gate_bias must not be 'absent'")
    units = net.blocks * (2 + net.size)
    if max(units, 2 * net.blocks * net.size) > MOST_UNITS:
        raise ValueError(
            f"{net.blocks} blocks of {net.size} cells are too many for the engine: gates and cells "
            f"together, and twice the cells, must not be more than {MOST_UNITS}"
        )
    if net.outputs > MOST_OUTPUTS:
        raise ValueError(
            f"{net.outputs} outputs are too many for the engine, which has room for {MOST_OUTPUTS}"
        )
    if options.shortcuts and buffers_of(protocol).values.shape[1]:
        raise ValueError(
            f"row {protocol.name}: shortcuts=True is for inputs that are symbols, one-hot"
        )
    every_step = protocol.error_at == "every step"
    g_scale, g_offset = {"2": (4.0, -2.0), "1": (1.0, 0.0)}[net.g]
    rate = protocol.rate if options.rate is None else options.rate
    mask = mask_of(protocol)
    mask.hidden.reshape(-1, units)[:units, 2 * net.blocks :] *= options.rate_into_cells
    return Plan(
        rate=float(rate * options.error_factor),
        start=float(options.start_activation),
        g_scale=g_scale,
        g_offset=g_offset,
        h_squashes=float(net.h != "identity"),
        h_identity=float(net.h == "identity"),
        least_output_gate=float(net.output_gate_bias == "absent"),
        linear=options.output_unit == "linear",
        slope=options.output_derivative,
        per_step=options.update == "step",
        mask=mask,
        outputs=net.outputs,
        few_outputs=(0,) * net.outputs if every_step and net.outputs <= 8 else (),
    )


def work_of(protocol: Protocol, buffers: Buffers) -> Work:
    """Scratch space for sequences of these buffers."""
    net = protocol.net
    cells, units = net.blocks * net.size, net.blocks * (2 + net.size)
    rows = units + 1 + net.inputs
    return Work(
        below=np.zeros(rows),
        squashed=np.zeros(units),
        shown=np.zeros(cells),
        growth=np.zeros(2 * cells),
        partials=np.zeros(rows * 2 * cells),
        d_h=np.zeros(cells),
        rows=np.arange(rows),
        is_listed=np.zeros(rows, bool),
        outputs=np.zeros(buffers.targets.shape),
    )


class SequenceGradient(NamedTuple):
    """One sequence, seen by the engine."""

    grads: Weights  # dE/dw by the truncated rule; 0 for weights that do not exist
    ys: np.ndarray  # (T, K), NaN where there is no target
    error: float  # E


def sequence_gradient(
    protocol: Protocol, weights: Weights, inputs: Any, targets: Any
) -> SequenceGradient:
    """The gradient of one sequence's E by the truncated rule; nothing is changed.

    Args:
        protocol: gives the net, the options and whether inputs are numbers or symbols.
        weights: from ``start_net`` or ``from_network``.
        inputs: (T, I) numbers, or (T,) symbols where the task's inputs are one-hot.
        targets: (T, K), NaN in all steps before the first one with a target.

    Raises:
        ValueError: a shape does not fit, or a target is missing after the first one.
    """
    from lstmcourse.paper1997._compiled_net import run_sequence

    targets = np.asarray(targets, float)
    empty, steps = buffers_of(protocol), len(targets)
    dense = empty.values.shape[1] > 0
    wanted = (steps, protocol.net.inputs) if dense else (steps,)
    asked = np.isfinite(targets).all(axis=-1) if targets.ndim == 2 else np.zeros(0, bool)
    first = int(np.argmax(asked)) if asked.any() else steps
    if (
        np.shape(inputs) != wanted
        or targets.shape != (steps, protocol.net.outputs)
        or not asked[first:].all()
        or not np.isnan(targets[:first]).all()
    ):
        raise ValueError(
            f"sequence_gradient: inputs {np.shape(inputs)} and targets {targets.shape} must be "
            f"{wanted} and (T, {protocol.net.outputs}), with targets from one step on to the end"
        )
    buffers = Buffers(
        np.zeros(steps, np.int64) if dense else np.array(inputs, np.int64),
        np.array(inputs, float) if dense else np.zeros((steps, 0)),
        np.where(np.isnan(targets), 0.0, targets),
    )
    plan, work = plan_of(protocol)._replace(per_step=False), work_of(protocol, buffers)
    grads = Weights(*(np.zeros_like(part) for part in weights))
    error, *_ = run_sequence(
        sizes_of(protocol, empty), weights, plan, grads, work, buffers, steps, first, True
    )
    ys = np.where(np.isnan(targets), np.nan, work.outputs)
    kept = (part * exists for part, exists in zip(grads, mask_of(protocol), strict=True))
    return SequenceGradient(Weights(*kept), ys, error)


def start_state(protocol: Protocol) -> lstm1997.State:
    """The state before the first step, for ``learning.paper_forward`` and its kin; one sequence.

    All zero in the literal reading; see ``Options.start_activation``.
    """
    layout, value = protocol.net.layout, float(protocol.options.start_activation)
    sizes = (layout.cells, layout.cells, layout.in_gates, layout.out_gates)
    state = lstm1997.State(*(np.full((1, size), value) for size in sizes))
    return state._replace(s=np.zeros((1, layout.cells)))
