"""Writes one sequence of a task into arrays that are there already. For Numba.

``write_sequence`` is a pure function of (task, key, number): it draws from counters 0, 1, 2, ...
of the stream whose key is ``bits(key, number)``.
"""

import math

from lstmcourse.paper1997._compiled_random import (
    BLOCK,
    bits,
    fill_normals,
    integer,
    normal,
    uniform,
)
from lstmcourse.paper1997._compiled_stack import stack_array
from lstmcourse.paper1997._numba import compiled
from lstmcourse.paper1997.sequences import (
    ADDING,
    EMBEDDED_REBER,
    LOCAL_LAG,
    MULTIPLICATION,
    NOISE_VARIANCE,
    RANDOM_LAG,
    TWO_SEQUENCES,
    VERY_LONG_LAG,
)

_SPREAD = math.sqrt(NOISE_VARIANCE)


@compiled
def write_sequence(task, sets, key, number, noisy_target, sequence):
    """Write sequence ``number`` of the stream ``key``.

    Args:
        task: a ``sequences.Task``.
        sets: a ``sequences.StringSets``; empty but for task 1.
        key: uint64.
        number: which sequence, from 0 on.
        noisy_target: False writes the noise-free target (task 3c).
        sequence: a ``sequences.Buffers``, long enough.

    Returns:
        (steps, first): the number of steps, and the first step with a target; all later ones
        have a target as well.
    """
    own = bits(key, number)
    if task.kind == EMBEDDED_REBER:
        chosen = integer(own, 0, len(sets.train_lengths))
        steps, first = write_string(sets.train[chosen], sets.train_lengths[chosen], sequence)
        if task.legal_targets:  # training strings are the first ones of all_strings
            for t in range(steps):
                for k in range(sets.legal.shape[2]):
                    sequence.targets[t, k] = sets.legal[chosen, t, k]
        return steps, first
    if task.kind == LOCAL_LAG or task.kind == RANDOM_LAG:
        return _lag(task, own, sequence)
    if task.kind == VERY_LONG_LAG:
        return _very_long_lag(task, own, sequence)
    if task.kind == TWO_SEQUENCES:
        return _two_sequences(task, own, noisy_target, sequence)
    if task.kind == ADDING or task.kind == MULTIPLICATION:
        return _marked_pairs(task, own, sequence)
    return _temporal_order(task, own, sequence)


@compiled
def write_string(string, length, sequence):
    """A string: read every symbol but the last, predict the next one at every step."""
    sequence.targets[: length - 1] = 0.0
    for t in range(length - 1):
        sequence.symbols[t] = string[t]
        sequence.targets[t, string[t + 1]] = 1.0
    return length - 1, 0


@compiled
def _lag(task, own, sequence):
    """2a, 2b: (y, middle, y) or (x, middle, x); the next symbol is the target, or the last one."""
    p = task.steps
    ends = p - 1 + integer(own, 0, 2)  # x is symbol p - 1, y is symbol p
    sequence.symbols[0] = ends
    for t in range(1, p):
        sequence.symbols[t] = integer(own, t, p - 1) if task.kind == RANDOM_LAG else t - 1
    sequence.targets[:p] = 0.0
    for t in range(p - 1):
        sequence.targets[t, sequence.symbols[t + 1]] = 1.0
    sequence.targets[p - 1, ends] = 1.0
    return p, p - 1 if task.only_last else 0


@compiled
def _very_long_lag(task, own, sequence):
    """2c: b, x or y, q + k distractors, e; then say whether it was x or y."""
    q, p = task.steps, task.symbols
    second = integer(own, 0, 2)
    sequence.symbols[0] = p + 1  # after the p distractors: e, b, x, y
    sequence.symbols[1] = p + 2 + second
    counter = 1
    for t in range(2, q + 2):
        sequence.symbols[t] = integer(own, counter, p)
        counter += 1
    t = q + 2
    # One more distractor with probability 9/10. The arrays have room for more of them than ever
    # come: 1000 in a row have probability 10^-46.
    while uniform(own, counter) < 0.9 and t < len(sequence.symbols) - 1:
        sequence.symbols[t] = integer(own, counter + 1, p)
        counter += 2
        t += 1
    sequence.symbols[t] = p  # e
    sequence.targets[t, 0] = 1.0 - second
    sequence.targets[t, 1] = second
    return t + 1, t


@compiled
def _two_sequences(task, own, noisy_target, sequence):
    """3a, 3b, 3c: the first N inputs tell the class, the rest is noise."""
    steps = task.steps + integer(own, 0, task.steps // 10 + 1)
    first_class = integer(own, 1, 2) == 0
    noise, mark = stack_array(), 1.0 if first_class else -1.0
    for start in range(0, steps, BLOCK):
        fill_normals(own, start + 3, noise)
        for t in range(start, min(start + BLOCK, steps)):
            value = 0.0
            if t >= task.signal or task.noisy_signal:
                value = _SPREAD * noise[t - start]
            if t < task.signal:
                value += mark
            sequence.values[t, 0] = value
    target = 1.0 if first_class else 0.0
    if task.target_noise > 0:
        target = 0.2 if first_class else 0.8
        if noisy_target:
            target += math.sqrt(task.target_noise) * normal(own, 2)
    sequence.targets[steps - 1, 0] = target
    return steps, steps - 1


@compiled
def _marked_pairs(task, own, sequence):
    """4, 5: two of the values are marked; say their sum, or their product."""
    steps = task.steps + integer(own, 0, task.steps // 10 + 1)
    first = integer(own, 1, 10)
    # The second draw counts the pairs that are still unmarked.
    least = 1 if task.second_later and first > 0 else 0
    second = least + integer(own, 2, task.steps // 2 - 1 - least)
    if second >= first:
        second += 1
    adding = task.kind == ADDING
    for t in range(steps):
        value = uniform(own, t + 3)
        sequence.values[t, 0] = 2.0 * value - 1.0 if adding else value
        sequence.values[t, 1] = 0.0
    sequence.values[first, 1] = 1.0
    sequence.values[second, 1] = 1.0
    sequence.values[steps - 1, 1] = -1.0
    if sequence.values[0, 1] == 0.0 or not task.first_marker_one:
        sequence.values[0, 1] = -1.0
    # The value of the first pair does not count: 0 in the sum, 1 in the product.
    neutral = 0.0 if adding else 1.0
    one = sequence.values[first, 0] if first > 0 else neutral
    two = sequence.values[second, 0] if second > 0 else neutral
    sequence.targets[steps - 1, 0] = 0.5 + (one + two) / 4.0 if adding else one * two
    return steps, steps - 1


@compiled
def _temporal_order(task, own, sequence):
    """6a, 6b: E, then a, b, c, d at random but for two or three X or Y, then B: which order?"""
    steps = 100 + integer(own, 0, 11)
    for t in range(1, steps - 1):
        sequence.symbols[t] = integer(own, t + 7, 4)
    sequence.symbols[0] = 4
    sequence.symbols[steps - 1] = 5
    wanted = 0
    for mark in range(task.signal):
        # Positions are counted from 1. 6a: 10-20 and 50-60; 6b: 10-20, 33-43 and 66-76.
        if mark == 0:
            start = 10
        elif task.signal == 2:
            start = 50
        else:
            start = 33 if mark == 1 else 66
        which = integer(own, 2 + 2 * mark, 2)
        sequence.symbols[start - 1 + integer(own, 1 + 2 * mark, 11)] = 6 + which
        wanted = 2 * wanted + which
    sequence.targets[steps - 1] = 0.0
    sequence.targets[steps - 1, wanted] = 1.0
    return steps, steps - 1
