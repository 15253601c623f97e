"""The nets that Tables 1 and 2 compare with, on their tasks, many sequences per call. For Numba.

Both have logistic units and no biases, start every sequence with hidden units at 0, and follow the
gradient of E = 1/2 sum (d - y)^2. All matrices are flat, rows are sources.
"""

import numpy as np

from lstmcourse.paper1997._compiled_math import logistic
from lstmcourse.paper1997._compiled_random import bits, integer
from lstmcourse.paper1997._compiled_trial import _illegal_is_active
from lstmcourse.paper1997._numba import compiled

RTRL, BPTT = 0, 1
TRUNCATED, FULL = 0, 1


@compiled
def lag_sequence(net, grads, work, ends, method, rate, per_step, slope_used, learn):
    """One sequence of task 2a through the net with one hidden unit; then the weights change.

        h_t = f(W_x[x_t] + w h_(t-1))          y_t = f(W_xy[x_t] + W_y h_t)

    Args:
        net: ``baselines.LagWeights``.
        grads: the same arrays, for what is summed over the sequence: into_hidden, recurrent and
            from_hidden. Afterwards they hold the gradient of the sequence (per_step: 0).
        work: ``baselines.LagWork``; afterwards ``d_net`` (T, K) holds dE/dnet^k of each step.
        ends: the symbol at both ends, p - 1 or p; those between are 0, ..., p - 2.
        method: RTRL or BPTT.
        per_step: the weights change at every step (RTRL only), else after the sequence.
        slope_used: False leaves f'_k out of the error signal.
        learn: False computes outputs and errors alone.

    Returns:
        (error, worst): E, and the largest |d - y| of the sequence.
    """
    K = len(net.from_hidden)
    p = K - 1
    error, worst, before, d_recurrent = 0.0, 0.0, 0.0, 0.0
    into, from_hidden, shortcuts = net.into_hidden, net.from_hidden, net.shortcuts
    if learn:
        grads.into_hidden[:] = 0.0
        grads.recurrent[:] = 0.0
        grads.from_hidden[:] = 0.0
        work.trace[:] = 0.0
    for t in range(p):
        symbol = ends if t == 0 else t - 1
        wanted = ends if t == p - 1 else t
        h = logistic(into[symbol] + net.recurrent[0] * before)
        slope, d_h = h * (1.0 - h), 0.0
        for k in range(K):
            y = logistic(shortcuts[symbol * K + k] + from_hidden[k] * h)
            miss = y - 1.0 if k == wanted else y
            work.d_net[t, k] = miss * y * (1.0 - y) if slope_used else miss
            error += 0.5 * miss * miss
            # A NaN counts as an error that no tolerance allows.
            worst = max(worst, abs(miss)) if miss == miss else np.inf
        work.hidden[t] = h
        if not learn:
            before = h
            continue
        for k in range(K):
            d_h += from_hidden[k] * work.d_net[t, k]
            grads.from_hidden[k] += h * work.d_net[t, k]
        work.d_hidden[t] = d_h
        if method == RTRL:  # the partial derivatives of h by the weights into it
            carried = slope * net.recurrent[0]
            d_recurrent = carried * d_recurrent + slope * before
            for i in range(K):
                work.trace[i] *= carried
            work.trace[symbol] += slope
            grads.recurrent[0] += d_h * d_recurrent
            for i in range(K):
                grads.into_hidden[i] += d_h * work.trace[i]
            if per_step:
                for k in range(K):
                    shortcuts[symbol * K + k] -= rate * work.d_net[t, k]
                _change(net, grads, rate)
        before = h
    if learn and not per_step:
        if method == BPTT:
            _go_back(net, grads, work, ends)
        for t in range(p):
            symbol = ends if t == 0 else t - 1
            for k in range(K):
                shortcuts[symbol * K + k] -= rate * work.d_net[t, k]
        for i in range(K):
            into[i] -= rate * grads.into_hidden[i]
            from_hidden[i] -= rate * grads.from_hidden[i]
        net.recurrent[0] -= rate * grads.recurrent[0]
    return error, worst


@compiled
def _change(net, grads, rate):
    """w <- w - rate dE/dw, and the gradient back to zero; without the shortcuts."""
    for i in range(len(net.into_hidden)):
        net.into_hidden[i] -= rate * grads.into_hidden[i]
        net.from_hidden[i] -= rate * grads.from_hidden[i]
        grads.into_hidden[i] = grads.from_hidden[i] = 0.0
    net.recurrent[0] -= rate * grads.recurrent[0]
    grads.recurrent[0] = 0.0


@compiled
def _go_back(net, grads, work, ends):
    """BPTT: the error at h, step by step back in time."""
    p = len(net.from_hidden) - 1
    later = 0.0
    for t in range(p - 1, -1, -1):
        h = work.hidden[t]
        d_net = (work.d_hidden[t] + later) * h * (1.0 - h)
        grads.into_hidden[ends if t == 0 else t - 1] += d_net
        if t > 0:
            grads.recurrent[0] += d_net * work.hidden[t - 1]
        later = d_net * net.recurrent[0]


@compiled
def train_lag(
    net, grads, work, key, start, count, method, rate, per_step, slope_used, every, tolerance
):
    """Train on sequences ``start``, ``start + 1``, ... of the stream ``key``.

    After each ``every`` sequences both sequences of the task are tested with fixed weights, which
    are what any number of random sequences consists of; training ends when all their outputs miss
    by less than ``tolerance``.

    Returns:
        (done, solved, finite)
    """
    p = len(net.from_hidden) - 1
    for n in range(count):
        number = start + n
        ends = p - 1 + integer(bits(key, number), 0, 2)
        error, _ = lag_sequence(net, grads, work, ends, method, rate, per_step, slope_used, True)
        if error != error:
            return n + 1, False, False
        if (number + 1) % every == 0:
            worst = 0.0
            for chosen in range(p - 1, p + 1):
                found = lag_sequence(
                    net, grads, work, chosen, method, rate, per_step, slope_used, False
                )
                worst = max(worst, found[1])
            if worst < tolerance:
                return n + 1, True, True
    return count, False, True


@compiled
def string_sequence(net, grads, work, string, steps, method, rate, per_step, slope_used, learn):
    """One string of experiment 1 through an Elman net; then the weights change.

        h_t = f(W_x[x_t] + W_h h_(t-1))          y_t = f(W_y h_t)

    Args:
        net: ``baselines.ElmanWeights``: W_x (I * H,), W_h (H * H,), W_y (H * K,).
        grads: the same arrays; afterwards the gradient of the string (per_step: 0).
        work: ``baselines.ElmanWork``; afterwards ``outputs`` (T, K) holds y.
        string: symbols, steps + 1 of them; each is to be predicted from those before it.
        method: TRUNCATED treats h_(t-1) as an input, as Elman's copied context; FULL goes back
            through all steps.
        per_step, slope_used: as in ``lag_sequence``; per_step with TRUNCATED only.

    Returns:
        E of the string.
    """
    H, error = work.hidden.shape[1], 0.0
    K = len(net.W_y) // H
    W_x, W_h, W_y = net.W_x, net.W_h, net.W_y
    # Row 0 holds h before the first step, which is 0; row t + 1 is h of step t.
    hidden, d_nets, d_hidden = work.hidden, work.d_nets, work.d_hidden
    if learn:
        grads.W_x[:] = 0.0
        grads.W_h[:] = 0.0
        grads.W_y[:] = 0.0
    for t in range(steps):
        symbol, wanted = string[t], string[t + 1]
        for u in range(H):
            hidden[t + 1, u] = W_x[symbol * H + u]
        for r in range(H):
            for u in range(H):
                hidden[t + 1, u] += hidden[t, r] * W_h[r * H + u]
        for u in range(H):
            hidden[t + 1, u] = logistic(hidden[t + 1, u])
        for k in range(K):
            value = 0.0
            for u in range(H):
                value += hidden[t + 1, u] * W_y[u * K + k]
            y = logistic(value)
            work.outputs[t, k] = y
            miss = y - 1.0 if k == wanted else y
            error += 0.5 * miss * miss
            d_nets[t, k] = miss * y * (1.0 - y) if slope_used else miss
        if learn:
            for u in range(H):
                value = 0.0
                for k in range(K):
                    value += W_y[u * K + k] * d_nets[t, k]
                    grads.W_y[u * K + k] += hidden[t + 1, u] * d_nets[t, k]
                d_hidden[t, u] = value
            if method == TRUNCATED:
                _into_hidden(grads, work, symbol, t)
                if per_step:
                    change_elman(net, grads, rate)
    if learn and method == FULL:
        for t in range(steps - 1, -1, -1):
            _into_hidden(grads, work, string[t], t)
            if t > 0:  # _into_hidden has left dE/dnet of the hidden units in d_hidden
                for r in range(H):
                    for u in range(H):
                        d_hidden[t - 1, r] += W_h[r * H + u] * d_hidden[t, u]
    if learn and not per_step:
        for n in range(len(W_x)):
            W_x[n] -= rate * grads.W_x[n]
        for n in range(len(W_h)):
            W_h[n] -= rate * grads.W_h[n]
        for n in range(len(W_y)):
            W_y[n] -= rate * grads.W_y[n]
    return error


@compiled
def _into_hidden(grads, work, symbol, t):
    """From the error at h_t, in ``d_hidden``, to that at the net inputs and the weights."""
    H = work.hidden.shape[1]
    for u in range(H):
        h = work.hidden[t + 1, u]
        work.d_hidden[t, u] *= h * (1.0 - h)
        grads.W_x[symbol * H + u] += work.d_hidden[t, u]
    for r in range(H):
        for u in range(H):
            grads.W_h[r * H + u] += work.hidden[t, r] * work.d_hidden[t, u]


@compiled
def change_elman(net, grads, rate):
    """w <- w - rate dE/dw, and the gradient back to zero."""
    for n in range(len(net.W_x)):
        net.W_x[n] -= rate * grads.W_x[n]
        grads.W_x[n] = 0.0
    for n in range(len(net.W_h)):
        net.W_h[n] -= rate * grads.W_h[n]
        grads.W_h[n] = 0.0
    for n in range(len(net.W_y)):
        net.W_y[n] -= rate * grads.W_y[n]
        grads.W_y[n] = 0.0


@compiled
def train_strings(
    net, grads, work, sets, key, start, count, method, rate, per_step, slope_used, every, failed
):
    """Train on strings chosen by the stream ``key``; every ``every`` of them, test all 512.

    ``failed`` (1,) keeps the number of the string that failed the last test, which is tested first
    next time.

    Returns:
        (done, steps, solved, finite)
    """
    all_steps = 0
    for n in range(count):
        number = start + n
        chosen = integer(bits(key, number), 0, len(sets.train_lengths))
        steps = sets.train_lengths[chosen] - 1
        string = sets.train[chosen]
        error = string_sequence(
            net, grads, work, string, steps, method, rate, per_step, slope_used, True
        )
        all_steps += steps
        if error != error:
            return n + 1, all_steps, False, False
        if (number + 1) % every == 0 and wrong_strings(net, grads, work, sets, failed, 0) == 0:
            return n + 1, all_steps, True, True
    return count, all_steps, False, True


@compiled
def wrong_strings(net, grads, work, sets, failed, most):
    """How many of all strings have a step at which the legal symbols are not the most active.

    Ends when more than ``most`` are wrong.
    """
    total, wrong = len(sets.all_lengths), 0
    first = failed[0]
    for n in range(total):
        number = (first + n) % total
        steps = sets.all_lengths[number] - 1
        string = sets.all_strings[number]
        string_sequence(net, grads, work, string, steps, 0, 0.0, False, True, False)
        if _illegal_is_active(sets.legal[number], steps, work.outputs):
            failed[0] = number
            wrong += 1
            if wrong > most:
                break
    return wrong
