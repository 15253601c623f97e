"""A small exercise of the tests' own, so that tests of the checker do not depend on the book."""

import numpy as np

from lstmcourse.exercises.model import (
    Choice,
    ChoiceExercise,
    CodeExercise,
    Feedback,
    Gradient,
    Mistake,
    NumericExercise,
    Output,
    Probe,
    Property,
)


def running_sum(xs, h0):
    hs = np.empty_like(xs)
    h = h0
    for t in range(len(xs)):
        h = 0.5 * h + xs[t]
        hs[t] = h
    return hs, h


def probes(rng):
    def probe(name, T, B):
        return Probe(name, (rng.normal(size=(T, B)), rng.normal(size=B)), {"T": T, "B": B})

    return [probe("random", 5, 3), probe("square", 4, 4), probe("one step", 1, 2)]


def no_decay(xs, h0):
    hs = np.cumsum(xs, axis=0) + h0
    return hs, hs[-1]


def no_state(xs, h0):
    return running_sum(xs, np.zeros_like(h0))


def _bounded(function, probe):
    hs, _ = function(*probe.args)
    limit = 2 * max(np.abs(probe.args[0]).max(), np.abs(probe.args[1]).max())
    return None if np.abs(hs).max() <= limit else "the state passes its bound."


TOY = CodeExercise(
    id="toy.sum",
    title="A leaky sum",
    page="toy/page",
    task="Write running_sum(xs, h0): all states hs (T, B) and the last state h (B,).",
    parameters=("xs", "h0"),
    returns=(Output("hs", "(T, B)"), Output("h", "(B,)")),
    reference=running_sum,
    probes=probes,
    mistakes=(
        Mistake("no-decay", "The old state does not decay.", "Half of it is kept.", no_decay),
        Mistake("no-state", "The first state h0 is left out.", "Start from h0.", no_state),
    ),
    hints=("First hint.", "Second hint.", "Third hint."),
    properties=(Property("bounded", _bounded),),
)


def scale(w, x):
    """d/dw of 0.5 * sum((w * x)^2)."""
    return w * x * x


GRADIENT_TOY = CodeExercise(
    id="toy.gradient",
    title="A gradient",
    page="toy/page",
    task="Write scale(w, x): the gradient dw (N,) of half the squared sum of w x.",
    parameters=("w", "x"),
    returns=(Output("dw", "(N,)"),),
    reference=scale,
    probes=lambda rng: [Probe("random", (rng.normal(size=4), rng.normal(size=4)), {"N": 4})],
    mistakes=(),
    hints=(),
    gradient=Gradient(lambda w, x: 0.5 * float(np.sum((w * x) ** 2)), {"dw": "w"}),
)

NUMBER = NumericExercise(
    id="toy.q.number",
    title="How many",
    page="toy/page",
    task="How many weights?",
    answer=640.0,
    because="10 · 20 + 20 · 20 + 20 = 620, and 20 more.",
    feedback=(
        Feedback("two-biases", "That counts two biases.", value=660.0),
        Feedback("too-small", "That is too small: the square matrix is missing.", high=400.0),
    ),
    hints=("Count the matrices first.",),
    tolerance=1e-6,
)

CHOICE = ChoiceExercise(
    id="toy.q.choice",
    title="Which one",
    page="toy/page",
    task="Which is right?",
    choices=(
        Choice("a", "The first.", "No: the first is wrong."),
        Choice("b", "The second.", "Yes: the second is right."),
        Choice("c", "The third.", "No: the third is wrong."),
    ),
    right="b",
)
