"""Training and tests of a trial, many sequences per call. For Numba.

One function does both: it holds a copy of ``run_sequence``, which takes seconds to compile.
"""

import numpy as np

from lstmcourse.paper1997._compiled_net import change_weights, run_sequence
from lstmcourse.paper1997._compiled_sequences import write_sequence, write_string
from lstmcourse.paper1997._numba import compiled

TRAIN, TEST, TEST_LAST_STEP, TEST_STRINGS = 0, 1, 2, 3


@compiled
def run_many(
    mode,
    sizes,
    net,
    plan,
    grads,
    work,
    task,
    sets,
    key,
    start,
    count,
    recent,
    errors,
    limits,
    sequence,
):
    """Run sequences ``start``, ``start + 1``, ... of the stream ``key``, one after the other.

    Args:
        mode: TRAIN learns. TEST and TEST_LAST_STEP do not, and compare with noise-free targets;
            the latter looks at the last step alone. TEST_STRINGS runs the strings of ``sets``
            instead, from number ``start`` on in a circle, and ends at the first one at which the
            legal next symbols are not the most active.
        count: at most so many sequences.
        recent: a ``learner.Recent``, the last training sequences; kept up to date by TRAIN.
        errors: (at least count,), receives E of each sequence that TRAIN runs.
        limits: (tolerance, most_wrong, mean_error). TRAIN ends when at most most_wrong of
            ``recent`` miss the tolerance and their mean error is below mean_error, which may be
            infinite; never if most_wrong < 0. A test ends when more than most_wrong were wrong.
        The others: as in ``run_sequence`` and ``write_sequence``.

    Returns:
        (done, met, steps, wrong, mean): how many sequences were run; whether TRAIN kept the limits;
        the number of their steps; how many were wrong, and the mean of |d - y| (in tests).
    """
    tolerance, most_wrong, mean_error = limits
    window, all_steps, wrong, total = len(recent.worst), 0, 0, 0.0
    learn = mode == TRAIN
    for n in range(count):
        number = start + n
        if mode == TEST_STRINGS:
            number %= count
            steps, first = write_string(
                sets.all_strings[number], sets.all_lengths[number], sequence
            )
        else:
            steps, first = write_sequence(task, sets, key, number, learn, sequence)
        error, worst, mean, last = run_sequence(
            sizes, net, plan, grads, work, sequence, steps, first, learn
        )
        all_steps += steps
        total += mean
        if not learn:
            if mode == TEST_STRINGS:
                fails = _illegal_is_active(sets.legal[number], steps, work.outputs)
            else:
                fails = not (last if mode == TEST_LAST_STEP else worst) < tolerance
            wrong += fails
            if wrong > most_wrong:
                return n + 1, False, all_steps, wrong, total / (n + 1)
            continue
        if not plan.per_step:
            change_weights(net, plan, grads)
        errors[n] = error
        if most_wrong < 0:
            continue
        place = number % window
        if number >= window:
            recent.wrong[0] -= not recent.worst[place] < tolerance
        recent.wrong[0] += not worst < tolerance
        recent.worst[place] = worst
        recent.mean[place] = mean
        if number + 1 >= window and recent.wrong[0] <= most_wrong:
            if mean_error == np.inf or np.mean(recent.mean) < mean_error:
                return n + 1, True, all_steps, 0, 0.0
    return count, False, all_steps, wrong, total / max(1, count)


@compiled
def _illegal_is_active(legal, steps, outputs):
    """Whether at some step an output of no legal symbol is as large as one of a legal symbol."""
    for t in range(steps):
        least_legal, most_other = np.inf, -np.inf
        for k in range(outputs.shape[1]):
            if legal[t, k]:
                least_legal = min(least_legal, outputs[t, k])
            else:
                most_other = max(most_other, outputs[t, k])
        if not least_legal > most_other:
            return True
    return False
