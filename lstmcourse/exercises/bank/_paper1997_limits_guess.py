"""Exercise lab.guess: random weight guessing on the latch task."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank import _paper1997_limits_variants as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "paper1997/limits"

# What each of these nets does with the inputs of a probe, in which the first input is the class
# (+1 or -1) and one later input of one sequence is -1 times its class.
_KEEPS = np.array([4.0, 3.0, 0.2])  # right: shaken by that input, but it does not turn
_KEEPS_BETTER = np.array([9.0, 3.0, 0.2])
_TURNS_ONCE = np.array([2.0, 3.0, 0.0])  # that one sequence is wrong, all others are right
_WEAK = np.array([1.45, 0.6, 0.0])  # the sign is right, the size is not
_WEAKER = np.array([1.25, 0.4, 0.0])  # even less so
_ALWAYS_PLUS = np.array([2.5, 3.0, 9.0])
_ALWAYS_MINUS = np.array([2.5, 3.0, -9.0])
_OPPOSITE = np.array([3.0, -4.0, 0.0])  # that one sequence alone is right
_FORGETS = np.array([0.0, 6.0, 0.0])  # right at the first step alone
_SWAPPED = np.array([3.0, 4.0, 0.2])  # right if w and u change places


def first_right(nets, inputs, targets, tolerance):
    for tried, (w, u, b) in enumerate(nets, start=1):
        state = np.zeros(inputs.shape[1])  # (B,): every net begins anew
        for x in inputs:
            state = np.tanh(w * state + u * x + b)
        if np.all(np.abs(targets - state) < tolerance):
            return tried, state
    return 0, np.zeros(inputs.shape[1])


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, before: list, after: list, T: int = 7, B: int = 24) -> Probe:
        targets = rng.permutation(np.where(np.arange(B) % 2 == 0, 1.0, -1.0))
        inputs = rng.uniform(-0.1, 0.1, size=(T, B))
        inputs[0] = targets
        if T > 4:
            inputs[2 + rng.integers(T - 4), 0] = -targets[0]
        # In the order in which they were drawn, but for the right ones, which stand at the end.
        decoys = [before[n] for n in rng.permutation(len(before))]
        nets = np.array([*decoys, *after]) * rng.uniform(0.99, 1.01, (len(before) + len(after), 3))
        return Probe(name, (nets, inputs, targets, 0.1), {"T": T, "B": B})

    constant = [_ALWAYS_PLUS, _ALWAYS_MINUS]
    right = [_KEEPS, _KEEPS_BETTER, _FORGETS, _KEEPS]
    return [
        probe("nets of every kind", [*constant, _OPPOSITE, _WEAK, _FORGETS, _SWAPPED], right),
        probe("one class at a time", [], [*constant, *right]),
        probe("nearly right", [_TURNS_ONCE, _WEAK], right),
        probe("nearly all wrong", [_OPPOSITE, _FORGETS], right),
        probe("the other class first", [], [_ALWAYS_MINUS, _ALWAYS_PLUS, *right]),
        probe("nearly right in size", [], [_WEAKER, _WEAK, *right], T=4),
        probe("none is right", [*constant, _WEAK, _TURNS_ONCE, _FORGETS], []),
        probe("the first is right", [], right),
        probe("one step", constant, right, T=1, B=4),
    ]


_MISTAKES = (
    Mistake(
        "any-sequence",
        "A net counts as right once it is right on one of the sequences.",
        "A constant output is right on half of them. How many must be right?",
        wrong.search(right=lambda s, d, tol: bool(np.any(np.abs(d - s[-1]) < tol))),
    ),
    Mistake(
        "half",
        "A net counts as right when it is right on at least half of the sequences.",
        "A constant output is right on half of them.",
        wrong.search(right=lambda s, d, tol: bool(np.mean(np.abs(d - s[-1]) < tol) >= 0.5)),
    ),
    Mistake(
        "mean-error",
        "The mean error is compared with the tolerance, so one wrong sequence among many passes.",
        "Every single sequence has to miss its target by less than the tolerance.",
        wrong.search(right=lambda s, d, tol: bool(np.mean(np.abs(d - s[-1])) < tol)),
    ),
    Mistake(
        "signed-error",
        "The error is compared with its sign: target - output may be far below zero.",
        "What is the size of an error of -2?",
        wrong.search(right=lambda s, d, tol: bool(np.all(d - s[-1] < tol))),
    ),
    Mistake(
        "signed-error-turned",
        "The error is compared with its sign: output - target may be far below zero.",
        "What is the size of an error of -2?",
        wrong.search(right=lambda s, d, tol: bool(np.all(s[-1] - d < tol))),
    ),
    Mistake(
        "sign-is-enough",
        "A net counts as right when its outputs have the right signs.",
        "Which argument says how far an output may be off?",
        wrong.search(right=lambda s, d, tol: bool(np.all(d * s[-1] > 0))),
    ),
    Mistake(
        "squared-error",
        "The squared error is compared with the tolerance; below 1 a square is smaller.",
        "Which error does the task name?",
        wrong.search(right=lambda s, d, tol: bool(np.all((d - s[-1]) ** 2 < tol))),
    ),
    Mistake(
        "every-step",
        "The output has to be right at every step, not after the last one alone.",
        "A net may be shaken on the way. When is it asked?",
        wrong.search(right=lambda s, d, tol: bool(np.all(np.abs(d - s) < tol))),
    ),
    Mistake(
        "first-step",
        "The output after the first step is judged.",
        "That is no memory: the class has only just been shown. When is the net asked?",
        wrong.search(
            right=lambda s, d, tol: bool(np.all(np.abs(d - s[0]) < tol)),
            answer=lambda s: s[0],
        ),
    ),
    Mistake(
        "last-input",
        "The last input is not read.",
        "T inputs make T steps. After which one is the net asked?",
        wrong.short,
    ),
    Mistake(
        "never-right",
        "Your search finds no right net, whichever nets it is given.",
        "Print the last states of one net: is each a tanh, and do they come near -1 and 1?",
        wrong.never,
    ),
    Mistake(
        "state-carried-over",
        "A net begins in the state in which the net before it ended.",
        "Every net has a first step of its own. What stands before it?",
        wrong.search(start=lambda s: s[-1]),
    ),
    Mistake(
        "weights-swapped",
        "w and u have changed places: the state is multiplied by u, the input by w.",
        "The rows of nets are (w, u, b). Which one belongs to the state?",
        wrong.search(order=lambda net: (net[1], net[0], net[2])),
    ),
    Mistake(
        "no-bias",
        "The bias b is left out.",
        "Three numbers make a net. Which ones does your unit use?",
        wrong.search(order=lambda net: (net[0], net[1], 0.0)),
    ),
    Mistake(
        "counts-from-zero",
        "The nets are counted from 0, so the number is too small by one.",
        "How many nets have been tried when the first one is right?",
        wrong.search(number=lambda tried, found: tried - 1),
    ),
    Mistake(
        "counts-the-right-ones",
        "The number says how many of all nets are right, not how many were tried.",
        "Guessing stops at the first net that is right.",
        wrong.search(number=lambda tried, found: len(found)),
    ),
    Mistake(
        "last-one",
        "The last right net is returned, not the first one.",
        "Guessing stops at the first net that is right.",
        wrong.search(pick=lambda found: found[-1]),
    ),
    Mistake(
        "best-one",
        "All nets are tried and the one with the smallest error is returned.",
        "Guessing does not compare nets: it takes the first one that is right.",
        wrong.best,
    ),
)

GUESS = CodeExercise(
    id="lab.guess",
    title="Random weight guessing",
    page=PAGE,
    task=(
        "Write first_right(nets, inputs, targets, tolerance): nets (N, 3) holds guessed nets in "
        "the order in which they were drawn, one row (w, u, b) each. A net is one tanh unit: its "
        "state starts at 0 and becomes tanh(w state + u x + b) at every step. inputs (T, B) are B "
        "sequences, targets (B,) what the state is to be after their last step. A net is right "
        "when the absolute error is below tolerance for every sequence. Return tried, the number "
        "of nets up to and including the first right one (1 if the first is right), and outputs "
        "(B,), its states after the last step. If none is right, return 0 and zeros."
    ),
    parameters=("nets", "inputs", "targets", "tolerance"),
    returns=(Output("tried", "()"), Output("outputs", "(B,)")),
    reference=first_right,
    probes=_probes,
    mistakes=_MISTAKES,
    hints=(
        "Three loops inside each other: over nets, over steps, over sequences. The innermost one "
        "is an array of B states.",
        "for tried, (w, u, b) in enumerate(nets, start=1): begin with B zeros, go through the "
        "rows of inputs.",
        "After the last step: np.all(np.abs(targets - state) < tolerance) decides. Return at once "
        "if it is True.",
    ),
)
