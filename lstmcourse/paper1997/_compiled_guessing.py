"""Random weight guessing: random nets on long sequences, until one is right. For Numba.

Every unit may see the input, itself, the other units and a constant 1; which weights exist, a mask
says. The last unit is the output. With H hidden units, in one step:

    h_u <- f(W_xu x + b_u + sum_r W_ru (the activations of the step before))
    y   <- f(W_xk x + b_k + sum_r W_rk (the hidden units of this step; y of the step before))
"""

import numpy as np

from lstmcourse.paper1997._compiled_math import logistic
from lstmcourse.paper1997._compiled_random import bits, integer, normal, uniform
from lstmcourse.paper1997._numba import compiled

LATCH_1, LATCH_2, TWO_SEQUENCES, PARITY = 0, 1, 2, 3


@compiled
def draw_inputs(kind, key, number, shortest, longest, signal, spread, inputs):
    """Write the inputs of sequence ``number``; returns (steps, class).

    The class is number % 2, so that a set of an even number of sequences has both equally often.
    Parity: +1 and -1 at random, with an odd (class 1) or even number of +1. Else: the first
    ``signal`` inputs are +1 (class 1) or -1, the others normal with this ``spread``.
    """
    own, wanted = bits(key, number), number % 2
    steps = shortest + integer(own, 0, longest - shortest + 1)
    if kind == PARITY:
        odd = 0
        for t in range(steps - 1):
            heads = integer(own, 1 + t, 2)
            odd ^= heads
            inputs[t] = 2.0 * heads - 1.0
        inputs[steps - 1] = 1.0 if odd != wanted else -1.0
    else:
        for t in range(signal):
            inputs[t] = 2.0 * wanted - 1.0
        for t in range(signal, steps):
            inputs[t] = spread * normal(own, 1 + t)
    return steps, wanted


@compiled(inline="always")
def _tanh(x):
    """tanh x, the same bits on every machine."""
    return 2.0 * logistic(2.0 * x) - 1.0


@compiled
def answer(kind, weights, mask, hidden, inputs, steps, before, now):
    """The output after the last step.

    Args:
        weights: (M * U,): rows are the U = hidden + 1 units, the bias, the input.
        mask: (M * U,), 1.0 where the weight exists.
        before, now: (U,) scratch space.
    """
    if kind == LATCH_1:
        # One tanh unit; the weights are its own one and the first input of each class.
        state = _tanh(weights[2] if inputs[0] > 0 else weights[1])
        for t in range(1, steps):
            state = _tanh(weights[0] * state + inputs[t])
        return state
    if kind == LATCH_2:
        state = 0.0
        for t in range(steps):
            state = _tanh(weights[0] * state + weights[1] * inputs[t] + weights[2])
        return state
    U = hidden + 1
    for u in range(U):
        before[u] = 0.0
    for t in range(steps):
        for u in range(hidden):
            value = weights[U * U + u] + weights[(U + 1) * U + u] * inputs[t]
            for r in range(U):
                value += mask[r * U + u] * weights[r * U + u] * before[r]
            now[u] = logistic(value)
        u = hidden
        value = weights[U * U + u]
        value += mask[(U + 1) * U + u] * weights[(U + 1) * U + u] * inputs[t]
        value += mask[u * U + u] * weights[u * U + u] * before[u]
        for r in range(hidden):
            value += weights[r * U + u] * now[r]
        now[u] = logistic(value)
        for u in range(U):
            before[u] = now[u]
    return now[hidden]


@compiled
def guess(kind, mask, hidden, reach, sets, lengths, targets, tolerance, key, start, count, weights):
    """Draw nets ``start``, ``start + 1``, ... until one is right on all sequences.

    Args:
        reach: weights are uniform in [-reach, reach].
        sets: (N, L) inputs; lengths: (N,); targets: (N, 2), the lowest and highest right answer.
        tolerance: what is added to them on both sides; an answer has to lie strictly between.
        weights: (M * U,), receives the net.

    Returns:
        (done, solved, steps)
    """
    before, now = np.zeros(hidden + 1), np.zeros(hidden + 1)
    all_steps = 0
    for n in range(count):
        own = bits(key, start + n)
        for m in range(len(weights)):
            weights[m] = reach * (2.0 * uniform(own, m) - 1.0)
        right = True
        for number in range(len(lengths)):
            steps = lengths[number]
            y = answer(kind, weights, mask, hidden, sets[number], steps, before, now)
            all_steps += steps
            if not targets[number, 0] - tolerance < y < targets[number, 1] + tolerance:
                right = False
                break
        if right:
            return n + 1, True, all_steps
    return count, False, all_steps
