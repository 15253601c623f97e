"""Right answers of book/paper1997/limits in other styles."""

import math

import numpy as np

# --- lab.guess ----------------------------------------------------------------------------------


def guess_loops(nets, inputs, targets, tolerance):
    steps, batch = inputs.shape
    tried = 0
    for net in nets:
        tried += 1
        w, u, b = (float(number) for number in net)
        outputs = []
        for n in range(batch):
            state = 0.0
            for t in range(steps):
                state = math.tanh(w * state + u * float(inputs[t, n]) + b)
            if abs(state - float(targets[n])) >= tolerance:
                break
            outputs.append(state)
        else:
            return tried, outputs
    return 0, [0.0] * batch


def guess_all_at_once(nets, inputs, targets, tolerance):
    """All nets and sequences together, (N, B); then the first row that is right."""
    w, u, b = (column[:, None] for column in nets.T)
    states = np.zeros((len(nets), len(targets)))
    for x in inputs:
        states = np.tanh(w * states + u * x + b)
    right = (abs(states - targets) < tolerance).all(axis=1)
    if not right.any():
        return 0, np.zeros(len(targets))
    first = right.argmax()
    return first + 1, states[first]


def guess_generator(nets, inputs, targets, tolerance):
    def answers(net):
        state = 0 * targets
        for x in inputs:
            state = np.tanh(net @ np.array([state, x, np.ones_like(x)]))
        return state

    found = ((n + 1, answers(net)) for n, net in enumerate(nets))
    right = (pair for pair in found if np.max(np.abs(pair[1] - targets)) < tolerance)
    return next(right, (0, np.zeros_like(targets)))


STYLES = {
    "lab.guess": {
        "explicit loops, ends a net at its first wrong sequence": guess_loops,
        "all nets at once": guess_all_at_once,
        "a generator": guess_generator,
    },
}
