"""A linear unit with an input gate and an output gate, from the page book/cec/gates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "cec/gates"


def gated_unit(xs, s0, w_c, w_in, b_in, w_out, b_out):
    def f(net):
        return 1 / (1 + np.exp(-net))

    states, outputs = [], []
    s = s0
    for x in xs:  # x (B, I)
        y_in = f(x @ w_in + b_in)  # (B, H), how far the input gate is open
        y_out = f(x @ w_out + b_out)  # (B, H)
        s = s + y_in * (x @ w_c)  # only what comes in is gated; the old state stays whole
        states.append(s)
        outputs.append(y_out * s)  # shown, but not put back into s
    return np.stack(states), np.stack(outputs)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, I: int, H: int, size: float = 1.0) -> Probe:  # noqa: E741
        args = (
            rng.normal(size=(T, B, I)),
            rng.choice([-1, 1], size=(B, H)) * rng.uniform(0.7, 1.5, size=(B, H)),
            rng.normal(size=(I, H)),
            size * rng.normal(size=(I, H)),
            size * rng.uniform(0.4, 1.2, size=H),
            size * rng.normal(size=(I, H)),
            -size * rng.uniform(0.4, 1.2, size=H),
        )
        return Probe(name, args, {"T": T, "B": B, "I": I, "H": H})

    return [
        probe("random", 5, 2, 3, 4),
        probe("square: B = I = H", 4, 3, 3, 3),
        probe("one step", 1, 3, 2, 4),
        probe("large net inputs", 6, 2, 4, 3, size=4.0),
    ]


def _closed_gate_keeps_the_state(function, probe):
    xs, s0, w_c, w_in, b_in, w_out, b_out = (arg.copy() for arg in probe.args)
    states, _ = function(xs, s0.copy(), w_c, w_in, np.full_like(b_in, -60.0), w_out, b_out)
    moved = float(np.abs(np.asarray(states, dtype=float) - s0).max())
    if moved > 1e-6 * (1 + np.abs(s0).max()):
        return (
            f"With b_in = -60 the input gate is closed, and still the state moves by {moved:.4g}."
        )
    return None


def _logistic(net):
    return 1 / (1 + np.exp(-net))


def _run(
    update: Callable[..., tuple] | None = None, squash: Callable = _logistic
) -> Callable[..., tuple]:
    """A variant: ``update(s, y_in, y_out, c)`` gives the state to keep, and state and output."""

    def variant(xs, s0, w_c, w_in, b_in, w_out, b_out):
        s, states, outputs = s0, [], []
        for x in xs:
            y_in, y_out = squash(x @ w_in + b_in), squash(x @ w_out + b_out)
            if update is None:
                s = s + y_in * (x @ w_c)
                shown = s, y_out * s
            else:
                s, *shown = update(s, y_in, y_out, x @ w_c)
            states.append(shown[0])
            outputs.append(shown[1])
        return np.stack(states), np.stack(outputs)

    return variant


def _state_is(new_state: Callable) -> Callable[..., tuple]:
    """A variant with another update of the state; the output is right for that state."""

    def update(s, y_in, y_out, c):
        s = new_state(s, y_in, c)
        return s, s, y_out * s

    return _run(update)


def _fed_back(s, y_in, y_out, c):
    state = s + y_in * c
    return y_out * state, state, y_out * state


def _old_state_shown(s, y_in, y_out, c):
    return s + y_in * c, s + y_in * c, y_out * s


def _output_not_gated(s, y_in, y_out, c):
    return s + y_in * c, s + y_in * c, s + y_in * c


def _only_new_shown(s, y_in, y_out, c):
    return s + y_in * c, s + y_in * c, y_out * y_in * c


def _squashed(s, y_in, y_out, c):
    s = s + y_in * np.tanh(c)
    return s, s, y_out * np.tanh(s)


def _output_squashed(s, y_in, y_out, c):
    s = s + y_in * c
    return s, s, y_out * np.tanh(s)


def _gates_one_step_late(xs, s0, w_c, w_in, b_in, w_out, b_out):
    before = np.concatenate([np.zeros_like(xs[:1]), xs[:-1]])
    y_in, y_out = _logistic(before @ w_in + b_in), _logistic(before @ w_out + b_out)
    states = s0 + np.cumsum(y_in * (xs @ w_c), axis=0)
    return states, y_out * states


def _swapped(xs, s0, w_c, w_in, b_in, w_out, b_out):
    return gated_unit(xs, s0, w_c, w_out, b_out, w_in, b_in)


def _no_biases(xs, s0, w_c, w_in, b_in, w_out, b_out):
    return gated_unit(xs, s0, w_c, w_in, 0 * b_in, w_out, 0 * b_out)


def _s0_ignored(xs, s0, w_c, w_in, b_in, w_out, b_out):
    return gated_unit(xs, 0 * s0, w_c, w_in, b_in, w_out, b_out)


GATED_UNIT = CodeExercise(
    id="cec.gated_unit",
    title="A gated unit",
    page=PAGE,
    task=(
        "Write gated_unit(xs, s0, w_c, w_in, b_in, w_out, b_out): the states s_t and the outputs "
        "y_t of H linear units with two gates each, both (T, B, H). y_in = f(x w_in + b_in), "
        "y_out = f(x w_out + b_out) with the logistic f, s_t = s_{t-1} + y_in * (x w_c), "
        "y_t = y_out * s_t. xs (T, B, I), s0 (B, H) before step 1, weights (I, H), biases (H,)."
    ),
    parameters=("xs", "s0", "w_c", "w_in", "b_in", "w_out", "b_out"),
    returns=(Output("states", "(T, B, H)"), Output("outputs", "(T, B, H)")),
    reference=gated_unit,
    probes=_probes,
    properties=(Property("a closed input gate keeps the state", _closed_gate_keeps_the_state),),
    mistakes=(
        Mistake(
            "gate-on-state",
            "The input gate multiplies the old state as well; it may only touch what comes in.",
            "What should happen to the stored content when the gate closes?",
            _state_is(lambda s, y_in, c: y_in * (s + c)),
        ),
        Mistake(
            "leaky",
            "The old state keeps only the share 1 - y_in; in the carousel it stays whole.",
            "The weight of the self-connection is 1, whatever the gate does.",
            _state_is(lambda s, y_in, c: (1 - y_in) * s + y_in * c),
        ),
        Mistake(
            "inverted",
            "The gates are upside down: 1 - y stands where y belongs.",
            "An opening of 1 lets everything through.",
            _run(squash=lambda net: 1 - _logistic(net)),
        ),
        Mistake(
            "gate-added",
            "The input gate is added; it must multiply.",
            "A closed gate is 0. Which operation makes 0 out of any input?",
            _state_is(lambda s, y_in, c: s + y_in + c),
        ),
        Mistake(
            "no-input-gate",
            "The input gate is left out: everything is written in full.",
            "Look at what s_t adds to s_{t-1}.",
            _state_is(lambda s, y_in, c: s + c),
        ),
        Mistake(
            "gate-on-state-only",
            "The input gate multiplies the old state, not what comes in; turn that round.",
            "Which of s_{t-1} and x_t should a closed input gate keep out?",
            _state_is(lambda s, y_in, c: y_in * s + c),
        ),
        Mistake(
            "squashed",
            "Input and state go through tanh; apart from its gates this unit is linear.",
            "g and h come later. Here s_t = s_{t-1} + y_in * (x w_c) and y_t = y_out * s_t.",
            _run(_squashed),
        ),
        Mistake(
            "input-squashed",
            "What comes in goes through tanh; this unit is linear apart from its gates.",
            "s_t = s_{t-1} + y_in * (x w_c), with nothing around x w_c.",
            _state_is(lambda s, y_in, c: s + y_in * np.tanh(c)),
        ),
        Mistake(
            "output-squashed",
            "The state goes through tanh before it is shown; here it is shown as it is.",
            "y_t = y_out * s_t, with nothing around s_t.",
            _run(_output_squashed),
        ),
        Mistake(
            "one-step-late",
            "The gates use the input of the step before.",
            "In this unit the gates of step t see x_t, the input that they let through or not.",
            _gates_one_step_late,
        ),
        Mistake(
            "swapped",
            "The two gates are swapped.",
            "Which of the two multiplies on the way into the state?",
            _swapped,
        ),
        Mistake(
            "fed-back",
            "The gated output goes on as the state; the state must stay as it is behind the gate.",
            "After a step with a closed output gate, what should the next step find in s?",
            _run(_fed_back),
        ),
        Mistake(
            "old-state-shown",
            "The output shows the state before the step, s_{t-1}.",
            "y_t = y_out * s_t: write first, then show.",
            _run(_old_state_shown),
        ),
        Mistake(
            "output-not-gated",
            "The output is the state itself; the output gate is left out.",
            "Two things are returned, and they differ by one factor.",
            _run(_output_not_gated),
        ),
        Mistake(
            "only-new-shown",
            "The output shows what came in at this step, not all that is stored.",
            "y_t = y_out * s_t, with the whole state.",
            _run(_only_new_shown),
        ),
        Mistake(
            "no-squash",
            "The gates lack the logistic function: they are net inputs, not openings.",
            "An opening lies between 0 and 1.",
            _run(squash=lambda net: net),
        ),
        Mistake(
            "tanh-gates",
            "The gates go through tanh; a gate needs the logistic function.",
            "An opening lies between 0 and 1. Which values has tanh?",
            _run(squash=np.tanh),
        ),
        Mistake(
            "no-biases",
            "The gate biases are left out.",
            "Each gate has a bias of its own, added to its net input.",
            _no_biases,
        ),
        Mistake(
            "s0-ignored",
            "The first state s0 is ignored: the units start from zero.",
            "The state before the first input is s0.",
            _s0_ignored,
        ),
    ),
    hints=(
        "Walk through xs from the first step to the last and keep one array s of shape (B, H).",
        "Each step has three products with x: for the input gate, the output gate and the cell. "
        "Only the gates go through f(net) = 1 / (1 + exp(-net)).",
        "s = s + y_in * (x @ w_c), and the output is y_out * s. What is kept for the next step is "
        "s, not the output.",
    ),
)
