"""One forward step of a memory cell block, as an exercise of book/cec/memory-cell."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._squashing import logistic
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "cec/memory-cell"


def block_step(net_in, net_out, net_c, s):
    y_in = 1 / (1 + np.exp(-net_in))[:, None]  # (B, 1): one gate for all cells of the block
    y_out = 1 / (1 + np.exp(-net_out))[:, None]
    g = 2 * np.tanh(net_c / 2)  # (B, S), between -2 and 2
    s_new = s + y_in * g  # nothing multiplies the old state
    h = y_out * np.tanh(s_new / 2)  # squash first, then gate
    return h, s_new


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, S: int, size: float = 1.5) -> Probe:
        args = (
            size * rng.normal(size=B),
            size * rng.normal(size=B),
            size * rng.normal(size=(B, S)),
            2.0 * rng.normal(size=(B, S)),
        )
        return Probe(name, args, {"B": B, "S": S})

    return [
        probe("random", 4, 3),
        probe("square: B = S", 3, 3),
        probe("one sequence", 1, 2),
        probe("blocks of one cell", 5, 1),
        probe("large net inputs", 4, 2, size=8.0),
    ]


def _g(net):
    return 2 * np.tanh(net / 2)


def _h(s):
    return np.tanh(s / 2)


def _forgets(net_in, net_out, net_c, s):
    y_in, y_out = logistic(net_in)[:, None], logistic(net_out)[:, None]
    s_new = (1 - y_in) * s + y_in * _g(net_c)
    return y_out * _h(s_new), s_new


def _replaces(net_in, net_out, net_c, s):
    s_new = logistic(net_in)[:, None] * _g(net_c)
    return logistic(net_out)[:, None] * _h(s_new), s_new


def _gates_the_sum(net_in, net_out, net_c, s):
    s_new = logistic(net_in)[:, None] * (s + _g(net_c))
    return logistic(net_out)[:, None] * _h(s_new), s_new


def _shows_the_old_state(net_in, net_out, net_c, s):
    _, s_new = block_step(net_in, net_out, net_c, s)
    return logistic(net_out)[:, None] * _h(s), s_new


def _gate_inside_h(net_in, net_out, net_c, s):
    _, s_new = block_step(net_in, net_out, net_c, s)
    return _h(logistic(net_out)[:, None] * s_new), s_new


def _gate_inside_g(net_in, net_out, net_c, s):
    s_new = s + _g(logistic(net_in)[:, None] * net_c)
    return logistic(net_out)[:, None] * _h(s_new), s_new


def _without_h(net_in, net_out, net_c, s):
    _, s_new = block_step(net_in, net_out, net_c, s)
    return logistic(net_out)[:, None] * s_new, s_new


def _h_as_tanh(net_in, net_out, net_c, s):
    _, s_new = block_step(net_in, net_out, net_c, s)
    return logistic(net_out)[:, None] * np.tanh(s_new), s_new


def _g_as_tanh(net_in, net_out, net_c, s):
    s_new = s + logistic(net_in)[:, None] * np.tanh(net_c)
    return logistic(net_out)[:, None] * _h(s_new), s_new


def _g_as_h(net_in, net_out, net_c, s):
    s_new = s + logistic(net_in)[:, None] * np.tanh(net_c / 2)
    return logistic(net_out)[:, None] * _h(s_new), s_new


def _all_tanh(net_in, net_out, net_c, s):
    s_new = s + logistic(net_in)[:, None] * np.tanh(net_c)
    return logistic(net_out)[:, None] * np.tanh(s_new), s_new


def _without_g(net_in, net_out, net_c, s):
    s_new = s + logistic(net_in)[:, None] * net_c
    return logistic(net_out)[:, None] * _h(s_new), s_new


def _gates_not_squashed(net_in, net_out, net_c, s):
    s_new = s + net_in[:, None] * _g(net_c)
    return net_out[:, None] * _h(s_new), s_new


def _gates_swapped(net_in, net_out, net_c, s):
    return block_step(net_out, net_in, net_c, s)


def _gates_along_the_cells(net_in, net_out, net_c, s):
    s_new = s + logistic(net_in) * _g(net_c)  # raises, or spreads, wherever B differs from S
    return logistic(net_out) * _h(s_new), s_new


def _returned_the_other_way(net_in, net_out, net_c, s):
    return block_step(net_in, net_out, net_c, s)[::-1]


STEP = CodeExercise(
    id="cec.block_step",
    title="One step of a memory cell block",
    page=PAGE,
    task=(
        "Write block_step(net_in, net_out, net_c, s): one step of a block of S cells with the "
        "paper's f, g and h. net_in and net_out (B,) are the net inputs of the two gates, net_c "
        "(B, S) those of the cells, s (B, S) the old states. Return the cell outputs h and the "
        "new states s_new, both (B, S)."
    ),
    parameters=("net_in", "net_out", "net_c", "s"),
    returns=(Output("h", "(B, S)"), Output("s_new", "(B, S)")),
    reference=block_step,
    probes=_probes,
    mistakes=(
        Mistake(
            "forgets",
            "The old state is multiplied by 1 - y_in: what is written pushes out what was stored.",
            "The carousel of 1997 has the fixed weight 1.0. What multiplies the old state?",
            _forgets,
        ),
        Mistake(
            "replaced",
            "The old state is left out, so nothing is stored.",
            "The gated input is added to what the cell already holds.",
            _replaces,
        ),
        Mistake(
            "gate-on-the-sum",
            "The input gate multiplies the old state too, so a closed gate erases.",
            "The input gate stands before the sum and acts on g alone.",
            _gates_the_sum,
        ),
        Mistake(
            "old-state-shown",
            "The output shows the old state; what was just written comes out one step late.",
            "Which comes first in a step: writing or showing?",
            _shows_the_old_state,
        ),
        Mistake(
            "gate-inside-h",
            "The output gate multiplies the state before h squashes it.",
            "Follow the column of the figure upwards from s: first h, then the gate.",
            _gate_inside_h,
        ),
        Mistake(
            "gate-inside-g",
            "The input gate multiplies the net input before g squashes it.",
            "Follow the column of the figure upwards from net_c: first g, then the gate.",
            _gate_inside_g,
        ),
        Mistake(
            "no-h",
            "h is missing: the gated state itself is returned.",
            "A cell output never leaves the range from -1 to 1.",
            _without_h,
        ),
        Mistake(
            "h-is-tanh",
            "h is taken as tanh(s), which is twice as steep.",
            "h is 2 f(s) - 1. Which tanh is that?",
            _h_as_tanh,
        ),
        Mistake(
            "g-is-tanh",
            "g is taken as tanh, with the range from -1 to 1.",
            "g is 4 f(net) - 2; it ranges from -2 to 2.",
            _g_as_tanh,
        ),
        Mistake(
            "g-is-h",
            "The same function is used for g and h: g lacks its factor 2.",
            "g ranges from -2 to 2, h from -1 to 1.",
            _g_as_h,
        ),
        Mistake(
            "both-tanh",
            "g and h are both taken as tanh, as in later LSTM networks.",
            "In 1997 g is 4 f(net) - 2 and h is 2 f(s) - 1.",
            _all_tanh,
        ),
        Mistake(
            "no-g",
            "g is missing: the net input goes into the sum as it is.",
            "One step adds at most 2 to a state. Which function sees to that?",
            _without_g,
        ),
        Mistake(
            "gates-not-squashed",
            "The gates are net inputs: f is missing.",
            "A gate lies between 0 and 1.",
            _gates_not_squashed,
        ),
        Mistake(
            "gates-swapped",
            "The two gates are in each other's place.",
            "The input gate acts before the sum, the output gate after h.",
            _gates_swapped,
        ),
        Mistake(
            "gates-along-cells",
            "A gate is multiplied along the cells, not along the sequences.",
            "A gate is (B,), a state (B, S). Which axis has to be added to the gate?",
            _gates_along_the_cells,
        ),
        Mistake(
            "order-of-results",
            "The new states are returned first; the outputs come first here.",
            "Return h, s_new.",
            _returned_the_other_way,
        ),
    ),
    hints=(
        "From the bottom of the figure to the top: squash, gate, add, squash, gate.",
        "All cells of a block share a gate: y_in[:, None] has the shape (B, 1) and fits (B, S).",
        "s_new = s + y_in * g(net_c) and h = y_out * h(s_new), with g = 2 tanh(net / 2) and "
        "h = tanh(s / 2).",
    ),
)
