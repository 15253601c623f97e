"""The carousel over a sequence, forward and backward."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Gradient, Mistake, Output, Probe


def carousel(s0, us, d_ss):
    s, ss = s0, []
    for u in us:
        s = s + u  # the loop has weight 1, and the unit is linear
        ss.append(s)
    d_s, d_us = np.zeros_like(s0), []
    for d in d_ss[::-1]:  # from step T back to step 1
        d_s = d_s + d  # what came back from later steps, and this step's own error
        d_us.append(d_s)  # u_t enters s_t with slope 1
    return np.array(ss), np.array(d_us[::-1]), d_s


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, H: int, size: float = 1.0) -> Probe:
        args = (
            size * rng.normal(size=(B, H)),
            size * rng.normal(size=(T, B, H)),
            rng.normal(size=(T, B, H)),
        )
        return Probe(name, args, {"T": T, "B": B, "H": H})

    return [
        probe("random", 5, 3, 2),
        probe("one step", 1, 2, 3),
        probe("all sizes equal", 4, 4, 4),
        probe("one unit, one sequence", 6, 1, 1),
        probe("large values", 4, 2, 3, size=50.0),
    ]


def _loss(s0, us, d_ss):
    """A scalar whose derivative by s_t is d_ss[t - 1]."""
    return float((d_ss * (s0 + np.cumsum(us, axis=0))).sum())


def _forward_only(ss):
    """A variant with these states and the right errors."""

    def variant(s0, us, d_ss):
        _, d_us, d_s0 = carousel(s0, us, d_ss)
        return ss(s0, us), d_us, d_s0

    return variant


def _backward_only(errors):
    """A variant with the right states and these errors."""

    def variant(s0, us, d_ss):
        return (carousel(s0, us, d_ss)[0], *errors(d_ss))

    return variant


def _later(d_ss):
    """Row t: the sum of the errors of step t and of all later ones."""
    return np.cumsum(d_ss[::-1], axis=0)[::-1]


CAROUSEL = CodeExercise(
    id="cec.carousel",
    title="The carousel, forward and backward",
    page="cec/constant-error",
    task=(
        "Write carousel(s0, us, d_ss) for the unit s_t = s_(t-1) + u_t. s0 (B, H) is the state "
        "before step 1, us (T, B, H) the inputs. d_ss (T, B, H) holds the error that each step's "
        "readout sends to its own s_t. Return ss (T, B, H), the states s_1 to s_T; d_us "
        "(T, B, H), the derivatives of E by the inputs; and d_s0 (B, H), the one by s0."
    ),
    parameters=("s0", "us", "d_ss"),
    returns=(
        Output("ss", "(T, B, H)"),
        Output("d_us", "(T, B, H)"),
        Output("d_s0", "(B, H)"),
    ),
    reference=carousel,
    probes=_probes,
    gradient=Gradient(loss=_loss, blocks={"d_us": "us", "d_s0": "s0"}),
    mistakes=(
        Mistake(
            "overwritten",
            "Each input overwrites the state; the loop that brings s_(t-1) back is missing.",
            "s_t has two terms. Which one is the old state?",
            _forward_only(lambda s0, us: us.copy()),
        ),
        Mistake(
            "start-left-out",
            "The states start from 0; s0 has no effect on them.",
            "What stands in for s_(t-1) at step 1?",
            _forward_only(lambda s0, us: np.cumsum(us, axis=0)),
        ),
        Mistake(
            "always-from-the-start",
            "Every step adds its input to s0; it should add to the state of the step before.",
            "Does s change from one turn of your loop to the next?",
            _forward_only(lambda s0, us: s0 + us),
        ),
        Mistake(
            "one-step-late",
            "The states are s_0 to s_(T-1): each is stored before its input is added.",
            "The first stored state should be s_1 = s_0 + u_1.",
            _forward_only(lambda s0, us: s0 + np.cumsum(us, axis=0) - us),
        ),
        Mistake(
            "nothing-carried",
            "Each step gets its own error only; what later steps send back is missing.",
            "s_t also enters s_(t+1). With which slope?",
            _backward_only(lambda d: (d.copy(), d[0])),
        ),
        Mistake(
            "last-error-only",
            "Only the error of step T goes back; the errors that join on the way are missing.",
            "At every step an error from the readout joins the one that comes back.",
            _backward_only(lambda d: (np.repeat(d[-1:], len(d), axis=0), d[-1])),
        ),
        Mistake(
            "own-error-left-out",
            "d_us of step t counts the later errors but not the one of step t itself.",
            "u_t is part of s_t already. Add this step's error first, then store.",
            _backward_only(lambda d: (_later(d) - d, d.sum(axis=0))),
        ),
        Mistake(
            "forward-in-time",
            "The errors are added up forward in time, so each input gets the errors before it.",
            "An input can only change what comes after it. From which end must the loop start?",
            _backward_only(lambda d: (np.cumsum(d, axis=0), d.sum(axis=0))),
        ),
        Mistake(
            "not-turned-round",
            "d_us stands in the order of the way back: its first row belongs to step T.",
            "You collected from T to 1, but row 0 of d_us belongs to step 1.",
            _backward_only(lambda d: (_later(d)[::-1], d.sum(axis=0))),
        ),
        Mistake(
            "mean-over-steps",
            "The errors are averaged over the T steps; they should be added.",
            "E is a sum. Nothing divides by T.",
            _backward_only(lambda d: (_later(d) / len(d), d.mean(axis=0))),
        ),
        Mistake(
            "no-error-for-the-start",
            "d_s0 is zero, but s0 is part of every state.",
            "What error has arrived when your loop has passed step 1?",
            _backward_only(lambda d: (_later(d), np.zeros_like(d[0]))),
        ),
        Mistake(
            "start-gets-first-error-only",
            "d_s0 holds the error of step 1 only; s0 is part of every state.",
            "What error has arrived when your loop has passed step 1?",
            _backward_only(lambda d: (_later(d), d[0])),
        ),
    ),
    hints=(
        "Forward: one addition per step. Store s after the addition.",
        "Backward: s_t acts on its own readout and on s_(t+1), the latter with slope 1.",
        "Keep one running d_s. At each step from T to 1 add d_ss of that step to it.",
        "u_t and s_(t-1) both enter s_t with slope 1, so both get the running d_s.",
    ),
)
