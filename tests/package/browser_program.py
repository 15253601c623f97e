"""Runs in CPython and in the browser's Python alike; both must print the same (see test_wheel)."""

import json
import os

os.environ["LSTMCOURSE_PROGRESS"] = "off"

import numpy as np

import lstmcourse
from lstmcourse.cells import rnn
from lstmcourse.exercises.bank import exercises


def numbers() -> dict[str, list[float]]:
    """A cell forward and backward, every result as a flat list."""
    rng = np.random.default_rng(1997)
    steps, batch, inputs, hidden = 7, 3, 4, 5
    params = rnn.init(rng, inputs, hidden)
    xs = rng.normal(size=(steps, batch, inputs))
    state = rng.normal(size=(batch, hidden))
    hs, last, tape = rnn.forward(params, xs, state)
    grads, d_xs, d_state = rnn.backward(params, tape, rng.normal(size=hs.shape))
    arrays = {"hs": hs, "last": last, "d_xs": d_xs, "d_state": d_state, **grads._asdict()}
    return {name: array.ravel().tolist() for name, array in arrays.items()}


def verdicts() -> dict[str, list[str]]:
    """For every code exercise: the right answer, and every known mistake by its name."""
    found = {}
    for name, exercise in exercises().items():
        if exercise.kind != "code":
            continue
        right = lstmcourse.check(name, exercise.reference)
        wrong = [lstmcourse.check(name, mistake.variant) for mistake in exercise.mistakes]
        found[name] = [right.status, *(r.mistake.id if r.mistake else r.status for r in wrong)]
    return found


result = json.dumps({"numbers": numbers(), "verdicts": verdicts()})
