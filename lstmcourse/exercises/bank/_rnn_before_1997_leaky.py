"""Leaky units, from the page book/rnn/before-1997."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def leaky(xs, h0, tau):
    hs = []
    h = h0
    for x in xs:
        h = h + (x - h) / tau  # move 1/tau of the way from the old state to the input
        hs.append(h)
    return np.stack(hs)


def _leaky_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, H: int, low: float = 2.5, high: float = 8.0) -> Probe:
        args = (
            rng.normal(size=(T, B, H)),
            1 + rng.normal(size=(B, H)),
            rng.uniform(low, high, size=H),
        )
        return Probe(name, args, {"T": T, "B": B, "H": H})

    return [
        probe("random", 5, 2, 3),
        probe("square: T = B = H", 4, 4, 4),
        probe("one step", 1, 3, 2),
        probe("short time constants", 6, 2, 4, 1.0, 1.5),
        probe("long time constants", 6, 3, 2, 50.0, 200.0),
    ]


def _run(update):
    def variant(xs, h0, tau):
        hs, h = [], h0
        for x in xs:
            h = update(h, x, tau)
            hs.append(h)
        return np.stack(hs)

    return variant


def _leaky_from_zero(xs, h0, tau):
    return leaky(xs, np.zeros_like(h0), tau)


def _leaky_exponential(h, x, tau):
    keep = np.exp(-1 / tau)
    return keep * h + (1 - keep) * x


def _leaky_first_is_h0(xs, h0, tau):
    if len(xs) == 1:
        return h0[None]
    return np.concatenate([h0[None], leaky(xs[1:], h0, tau)])


def _leaky_before_the_step(xs, h0, tau):
    return np.concatenate([h0[None], leaky(xs, h0, tau)[:-1]])


def _leaky_old_input(xs, h0, tau):
    return leaky(np.concatenate([np.zeros_like(xs[:1]), xs[:-1]]), h0, tau)


LEAKY = CodeExercise(
    id="rnn.leaky",
    title="Leaky units",
    page="rnn/before-1997",
    task=(
        "Write leaky(xs, h0, tau): the states h_1, ..., h_T, shape (T, B, H), of H leaky units, "
        "h_t = h_{t-1} + (x_t - h_{t-1}) / tau, from inputs xs (T, B, H), the first state h0 "
        "(B, H) and one time constant per unit, tau (H,)."
    ),
    parameters=("xs", "h0", "tau"),
    returns=(Output("hs", "(T, B, H)"),),
    reference=leaky,
    probes=_leaky_probes,
    mistakes=(
        Mistake(
            "no-leak",
            "The unit adds up its inputs without a leak: nothing of the old state is lost.",
            "The old state keeps the share 1 - 1/tau; where does the rest go?",
            _run(lambda h, x, tau: h + x / tau),
        ),
        Mistake(
            "tau-not-inverse",
            "The step is multiplied by tau where it must be divided by it.",
            "A long time constant means slow changes: the step is (x_t - h_{t-1}) / tau.",
            _run(lambda h, x, tau: h + (x - h) * tau),
        ),
        Mistake(
            "shares-swapped",
            "The shares are swapped: the input gets 1 - 1/tau and the old state 1/tau.",
            "With a long time constant the old state must count most.",
            _run(lambda h, x, tau: h / tau + (1 - 1 / tau) * x),
        ),
        Mistake(
            "input-not-scaled",
            "The input is added in full; its share must be 1/tau.",
            "Both shares together make 1: a constant input x must end in the state x.",
            _run(lambda h, x, tau: (1 - 1 / tau) * h + x),
        ),
        Mistake(
            "only-decay",
            "The input never enters: the state only decays.",
            "Two things happen in a step: part of the old state goes, part of the input comes.",
            _run(lambda h, x, tau: (1 - 1 / tau) * h),
        ),
        Mistake(
            "h0-ignored",
            "The first state h0 is ignored: the units start from zero.",
            "The state before the first input is h0.",
            _leaky_from_zero,
        ),
        Mistake(
            "exponential",
            "The old state keeps exp(-1/tau); in steps of whole time it keeps 1 - 1/tau.",
            "The two agree only for long time constants. Take the equation as it stands.",
            _run(_leaky_exponential),
        ),
        Mistake(
            "first-is-h0",
            "The first row is h0 itself, so the first input is never used.",
            "Row 0 holds h_1, the state after the first input.",
            _leaky_first_is_h0,
        ),
        Mistake(
            "before-the-step",
            "Each row holds the state before its step, h_{t-1}, and not the state after it.",
            "Collect the state after it has moved.",
            _leaky_before_the_step,
        ),
        Mistake(
            "old-input",
            "Step t uses the input of the step before, x_{t-1}.",
            "The state h_t already contains a share of x_t.",
            _leaky_old_input,
        ),
    ),
    hints=(
        "Walk through xs from the first step to the last and keep one array h of shape (B, H).",
        "In every step h moves 1/tau of the way towards the input. tau broadcasts over the batch.",
        "h = h + (x - h) / tau makes a new array each time, so collect them and np.stack them.",
    ),
)
