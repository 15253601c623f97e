"""Guess the weights of one tanh unit, from the page book/rnn/guessing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def guess(candidates, xs, labels):
    h = np.zeros((len(candidates), xs.shape[1]))  # one row per guess, one column per sequence
    w_x, w_h, b = candidates.T[:, :, None]  # each (N, 1)
    for x in xs:  # x (B,)
        h = np.tanh(w_x * x + w_h * h + b)
    right = np.sign(h) == labels  # (N, B)
    solves = right.all(axis=1)  # (N,): right on every sequence
    if not solves.any():
        return -1
    return int(solves.argmax())  # the first True


def _run(
    candidates: np.ndarray, xs: np.ndarray, *, recurrence: bool = True, order=(0, 1, 2)
) -> np.ndarray:
    """Last states (N, B), with the recurrence left out or the weights in another order."""
    h = np.zeros((len(candidates), xs.shape[1]))
    w_x, w_h, b = candidates.T[list(order), :, None]
    for x in xs:
        h = np.tanh(w_x * x + w_h * h * recurrence + b)
    return h


def _right(candidates, xs, labels, **how) -> np.ndarray:
    return np.sign(_run(candidates, xs, **how)) == labels


def _first(solves: np.ndarray) -> int:
    return int(solves.argmax()) if solves.any() else -1


def _any(candidates, xs, labels):
    return _first(_right(candidates, xs, labels).any(axis=1))


def _count(candidates, xs, labels):
    return int(_right(candidates, xs, labels).all(axis=1).sum())


def _last(candidates, xs, labels):
    solves = np.flatnonzero(_right(candidates, xs, labels).all(axis=1))
    return int(solves[-1]) if len(solves) else -1


def _from_one(candidates, xs, labels):
    found = guess(candidates, xs, labels)
    return found + 1 if found >= 0 else -1


def _none_is_zero(candidates, xs, labels):
    return int(_right(candidates, xs, labels).all(axis=1).argmax())


def _best(candidates, xs, labels):
    return int(_right(candidates, xs, labels).sum(axis=1).argmax())


def _first_step(candidates, xs, labels):
    return _first(_right(candidates, xs[:1], labels).all(axis=1))


def _no_recurrence(candidates, xs, labels):
    return _first(_right(candidates, xs, labels, recurrence=False).all(axis=1))


def _weights_swapped(candidates, xs, labels):
    return _first(_right(candidates, xs, labels, order=(1, 0, 2)).all(axis=1))


def _too_strict(candidates, xs, labels):
    return _first((np.abs(_run(candidates, xs) - labels) < 0.1).all(axis=1))


def _backwards(candidates, xs, labels):
    return _first(_right(candidates, xs[::-1], labels).all(axis=1))


_OTHERS: tuple[Callable[..., int], ...] = (
    guess,
    _any,
    _count,
    _last,
    _from_one,
    _first_step,
    _no_recurrence,
    _weights_swapped,
    _too_strict,
    _backwards,
)


def _rows(rng: np.random.Generator, pool: np.ndarray, xs, labels) -> list[np.ndarray] | None:
    """Guesses out of a pool, in an order that gives every wrong way another answer.

    The answer stays when the numbers move a little. Otherwise the report could say of a wrong
    program that keeps its index that it ignores an argument. None: the pool lacks a kind.
    """
    right = _right(pool, xs, labels)
    solves = right.all(axis=1)
    moved = _right(0.7 * pool + 0.1, xs, labels), _right(pool, 0.7 * xs + 0.1, labels)
    always = solves & moved[0].all(axis=1) & moved[1].all(axis=1)
    never = ~(solves | moved[0].all(axis=1) | moved[1].all(axis=1))
    some = right.any(axis=1)
    early = _right(pool, xs[:1], labels).all(axis=1)
    swapped = _right(pool, xs, labels, order=(1, 0, 2)).all(axis=1)
    back = _right(pool, xs[::-1], labels).all(axis=1)
    sure = (labels * _run(pool, xs)).min(axis=1)  # how far from 0 on the right side
    nothing = never & ~some & ~early & ~swapped & ~back
    kinds = [nothing] * rng.integers(1, 5) + [
        never & some & ~early & ~swapped & ~back,
        never & early & ~swapped & ~back,
        nothing,
        never & back & ~swapped,
        never & swapped,
        always & (sure > 0.01) & (sure < 0.5),  # the answer: right, but far from saturated
        nothing,
        solves & (sure > 0.95),
        solves & (sure > 0.95),
    ]
    if not all(kind.any() for kind in kinds):
        return None
    return [pool[rng.choice(np.flatnonzero(kind))] for kind in kinds]


def _guess_probes(rng: np.random.Generator) -> list[Probe]:
    def draw(N: int, T: int, B: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        labels = rng.permutation(np.resize([-1, 1], B))
        xs = 0.45 * rng.normal(size=(T, B))
        xs[0] = labels
        return rng.uniform(-5, 5, size=(N, 3)), xs, labels

    def probe(name: str, T: int, B: int) -> Probe:
        """All the wrong ways above give other numbers here; some guess solves the task."""
        while True:
            pool, xs, labels = draw(400, T, B)
            rows = _rows(rng, pool, xs, labels)
            if rows is None:
                continue
            args = np.array(rows), xs, labels
            given = [other(*args) for other in _OTHERS]
            if len(set(given)) == len(given):
                return Probe(name, args, {"N": len(rows), "T": T, "B": B})

    def hopeless() -> Probe:
        """No guess solves it, and the best one is not the first."""
        while True:
            args = draw(7, 5, 4)
            if guess(*args) < 0 and _best(*args) > 0 and np.abs(_run(*args[:2])).min() > 1e-3:
                return Probe("no guess solves it", args, {"N": 7, "T": 5, "B": 4})

    def one_step() -> Probe:
        candidates = rng.uniform(-5, 5, size=(4, 3))
        candidates[:, 0] = [-2.0, 1.0, 3.0, 2.0]
        candidates[:, 2] = [0.5, -2.0, 0.5, 0.5]
        args = candidates, np.array([[1.0, -1.0]]), np.array([1, -1])
        return Probe("one step", args, {"N": 4, "T": 1, "B": 2})

    return [probe("random", 5, 4), probe("square: T = B", 4, 4), hopeless(), one_step()]


GUESS = CodeExercise(
    id="rnn.guess",
    title="Guess until it works",
    page="rnn/guessing",
    task=(
        "Write guess(candidates, xs, labels): the index of the first row of candidates (N, 3) "
        "that solves the task, as an integer from 0 on, or -1 if none does. A row holds w_x, w_h "
        "and b of one tanh unit, h_t = tanh(w_x x_t + w_h h_{t-1} + b) with h_0 = 0. The inputs "
        "xs are (T, B), the labels (B,) are 1 or -1. A row solves the task if the sign of the "
        "last state is the label of the sequence, for all B sequences."
    ),
    parameters=("candidates", "xs", "labels"),
    returns=(Output("index", "()"),),
    reference=guess,
    probes=_guess_probes,
    mistakes=(
        Mistake(
            "any",
            "One right sequence is taken for a solution; a guess must be right on all of them.",
            "Look at how the answers of one guess are put together over the B sequences.",
            _any,
        ),
        Mistake(
            "count",
            "That is how many guesses solve the task, not the index of the first.",
            "You have one True or False per guess. Where is the first True?",
            _count,
        ),
        Mistake(
            "last",
            "That is the last guess that solves the task, not the first.",
            "Stop at the first success.",
            _last,
        ),
        Mistake(
            "from-one",
            "The index is one too large: the first row has the index 0.",
            "The number of trials and the index of the row differ by one.",
            _from_one,
        ),
        Mistake(
            "none-is-zero",
            "Where no guess solves the task, you return 0, and that names the first row.",
            "argmax of only False is 0. Ask first whether there is a True at all.",
            _none_is_zero,
        ),
        Mistake(
            "best",
            "Where no guess solves the task, you return the best one instead of -1.",
            "Almost right is not a solution: a guess counts only if all B answers are right.",
            _best,
        ),
        Mistake(
            "first-step",
            "You look at the state after the first step, where the signal has just come in.",
            "The question is asked at the end: which state is the last one?",
            _first_step,
        ),
        Mistake(
            "no-recurrence",
            "The old state never enters: you read the sign from the last input alone.",
            "What multiplies w_h in the step?",
            _no_recurrence,
        ),
        Mistake(
            "weights-swapped",
            "w_x and w_h have changed places.",
            "The columns of candidates are w_x, w_h, b, in this order.",
            _weights_swapped,
        ),
        Mistake(
            "too-strict",
            "You ask for a small error; here the sign of the last state decides, and no more.",
            "A last state of 0.5 answers +1, as a last state of 0.99 does.",
            _too_strict,
        ),
        Mistake(
            "backwards",
            "The sequences run backwards: the signal comes last.",
            "xs[0] holds the first inputs.",
            _backwards,
        ),
    ),
    hints=(
        "Run all guesses and all sequences together: h has the shape (N, B) and starts at 0.",
        "Give each of w_x, w_h, b the shape (N, 1); with x of shape (B,) the product is (N, B).",
        "After the loop, np.sign(h) == labels is (N, B). All B entries of a row must be True.",
        "argmax of an array of True and False is the index of the first True, if there is one.",
    ),
)
