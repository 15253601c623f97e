"""Minibatches of the very sequences that the rows' trials use. For Numba; used by ``modern``."""

from lstmcourse.paper1997._compiled_sequences import write_sequence
from lstmcourse.paper1997._numba import compiled


@compiled
def write_batch(task, sets, key, start, noisy, one, symbols, values, classes, numbers, lengths):
    """Write sequences ``start``, ``start + 1``, ... of the stream ``key``, one per column.

    Args:
        task, sets, key, noisy, one: as in ``write_sequence``; ``one`` is scratch space.
        symbols, values: (L, B) int64 and (L, B, D), the inputs; one of the two is used.
        classes: (L, B) int64, the number of the output whose target is largest; -1 where there is
            no target.
        numbers: (B, K), the targets of the last step.
        lengths: (B,) int64.

    Returns:
        The longest length.
    """
    longest = 0
    for b in range(len(lengths)):
        steps, first = write_sequence(task, sets, key, start + b, noisy, one)
        _copy_in(one, steps, first, b, symbols, values, classes, numbers)
        lengths[b] = steps
        longest = max(longest, steps)
    return longest


@compiled
def _copy_in(one, steps, first, b, symbols, values, classes, numbers):
    """One sequence into column b; what lies behind its end is set to symbol 0 and to zeros."""
    L, D, K = values.shape[0], values.shape[2], numbers.shape[1]
    for t in range(L):
        inside = t < steps
        symbols[t, b] = one.symbols[t] if inside and D == 0 else 0
        for d in range(D):
            values[t, b, d] = one.values[t, d] if inside else 0.0
        classes[t, b] = -1
        if inside and t >= first:
            best = 0
            for k in range(K):
                if one.targets[t, k] > one.targets[t, best]:
                    best = k
            classes[t, b] = best
    for k in range(K):
        numbers[b, k] = one.targets[steps - 1, k]
