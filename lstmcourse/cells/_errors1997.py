"""The way back of the 1997 cell: what reaches every net input and state, by either rule.

``lstmcourse.cells.lstm1997.errors`` states the equations, checks the arguments and calls one of
these. Sizes: T steps, B sequences, C cells, G gates, U units.
"""

from typing import NamedTuple

import numpy as np

from lstmcourse.cells._arrays1997 import Errors, Params, State, Tape
from lstmcourse.cells._layout1997 import Layout
from lstmcourse.cells._squash import SQUASHES


class Factors(NamedTuple):
    """What an error is multiplied with on its way through one step."""

    h_to_s: np.ndarray  # (T, B, C) y^out h'(s)
    s_to_net: np.ndarray  # (T, B, C) y^in g'(net^c)
    gates_to_net: np.ndarray  # (T, B, G) f'(net^in), f'(net^out)


def factors_of(layout: Layout, tape: Tape) -> Factors:
    """They depend on the forward pass alone, so all steps go at once."""
    slope_f = SQUASHES["[0, 1]"].slope
    return Factors(
        h_to_s=layout.to_cells(tape.y_out) * layout.squash_h.slope(tape.shown),
        s_to_net=layout.to_cells(tape.y_in) * layout.squash_g.slope(tape.g),
        gates_to_net=np.concatenate([slope_f(tape.y_in), slope_f(tape.y_out)], axis=2),
    )


def full_errors(params: Params, tape: Tape, d_hs: np.ndarray, d_state: State) -> Errors:
    """Step by step: what reaches the net inputs of step t + 1 comes back to step t by W_h."""
    layout = params.layout
    factors = factors_of(layout, tape)
    d_nets = np.zeros((*d_hs.shape[:2], layout.units), d_hs.dtype)
    d_ss = np.zeros_like(d_hs)
    d_h, d_s, d_in, d_out = d_state
    for t in reversed(range(len(d_hs))):
        d_h = d_h + d_hs[t]
        d_s = d_s + d_h * factors.h_to_s[t]
        d_in = d_in + layout.to_gates(d_s * tape.g[t], layout.in_gates)
        d_out = d_out + layout.to_gates(d_h * tape.shown[t], layout.out_gates)

        d_net = d_nets[t]  # a view: writing fills d_nets
        d_net[:, : layout.gates] = np.concatenate([d_in, d_out], axis=1) * factors.gates_to_net[t]
        d_net[:, layout.gates :] = d_s * factors.s_to_net[t]
        d_ss[t] = d_s

        d_units = np.zeros_like(d_net)
        # The sources are the last R units: all of them, or the cells, or none.
        d_units[:, layout.units - layout.sources :] = d_net @ params.W_h.T
        d_in, d_out, d_h = layout.split(d_units)
    return Errors(d_nets, d_ss, State(d_h, d_s, d_in, d_out))


def truncated_errors(params: Params, tape: Tape, d_hs: np.ndarray, d_state: State) -> Errors:
    """All steps at once: with the way through W_h cut, time enters only as a sum over later steps.

    dE/ds_t is the sum, over all steps from t on, of what enters the carousel there.
    """
    layout = params.layout
    if len(d_hs) == 0:
        no_nets = np.zeros((0, d_hs.shape[1], layout.units), d_hs.dtype)
        return Errors(no_nets, d_hs, d_state)
    factors = factors_of(layout, tape)
    d_h = d_hs.copy()
    d_h[-1] += d_state.h
    d_ss = np.cumsum((d_h * factors.h_to_s)[::-1], axis=0)[::-1] + d_state.s
    d_in = layout.to_gates(d_ss * tape.g, layout.in_gates)
    d_out = layout.to_gates(d_h * tape.shown, layout.out_gates)
    d_in[-1] += d_state.y_in
    d_out[-1] += d_state.y_out
    d_gates = np.concatenate([d_in, d_out], axis=2) * factors.gates_to_net
    d_nets = np.concatenate([d_gates, d_ss * factors.s_to_net], axis=2)
    before = State(*map(np.zeros_like, d_state))._replace(s=d_ss[0].copy())
    return Errors(d_nets, d_ss, before)
