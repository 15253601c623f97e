"""The 1997 net on sequences that are handed in, and its full gradient. For Numba."""

import numpy as np

from lstmcourse.paper1997._compiled_math import logistic
from lstmcourse.paper1997._compiled_net import change_weights, run_sequence
from lstmcourse.paper1997._numba import compiled


@compiled
def run_given(sizes, net, plan, grads, work, given, sequence, full, back, learn, found):
    """Run sequences one after the other; with ``learn`` the weights change after each.

    Args:
        sizes, net, plan, grads, work, sequence: as in ``run_sequence``.
        given: an ``own_sequences.Given``.
        full: the full gradient (once per sequence), else the truncated rule.
        back: an ``own_sequences.Back``, used by ``full`` alone.
        found: (N, 3), receives E and the largest and mean |d - y| of each sequence.
    """
    for n in range(len(given.steps)):
        steps, first = given.steps[n], given.first[n]
        for t in range(steps):
            if given.symbols.shape[0]:
                sequence.symbols[t] = given.symbols[t, n]
            for d in range(sequence.values.shape[1]):
                sequence.values[t, d] = given.values[t, n, d]
            for k in range(sequence.targets.shape[1]):
                sequence.targets[t, k] = given.targets[t, n, k]
        if full and learn:
            error, worst, mean = full_sequence(net, plan, grads, work, back, sequence, steps, first)
        else:
            error, worst, mean, _ = run_sequence(
                sizes, net, plan, grads, work, sequence, steps, first, learn
            )
        if learn and (full or not plan.per_step):
            change_weights(net, plan, grads)
        found[n, 0], found[n, 1], found[n, 2] = error, worst, mean


@compiled
def full_sequence(net, plan, grads, work, back, sequence, steps, first):
    """One sequence and its full gradient, by going back through all steps; arguments as above.

    Nothing is cut: the error goes on through gates and cells to the step before. The plain form is
    ``cells.lstm1997.backward(rule="full")``.
    """
    U, C = len(work.squashed), len(work.d_h)
    G = U - C
    J = G // 2
    S = C // J
    D, K = sequence.values.shape[1], sequence.targets.shape[1]
    W, y, squashed, s, shown = net.hidden, back.y, back.squashed, back.s, back.shown
    d_net, d_y, d_s, d_out = back.d_net, back.d_y, back.d_s, back.d_out
    error, total, worst = 0.0, 0.0, 0.0
    for u in range(U):
        y[0, u] = plan.start
    for c in range(C):
        s[0, c] = 0.0
    for t in range(steps):
        row = U + 1 if D else U + 1 + sequence.symbols[t]
        for u in range(U):
            value = W[U * U + u]
            for r in range(U):
                value += y[t, r] * W[r * U + u]
            if D == 0:
                value += W[row * U + u]
            for d in range(D):
                value += sequence.values[t, d] * W[(U + 1 + d) * U + u]
            squashed[t, u] = logistic(value)
        for j in range(J):
            squashed[t, J + j] = max(squashed[t, J + j], plan.least_output_gate)
        for u in range(G):
            y[t + 1, u] = squashed[t, u]
        for c in range(C):
            g = plan.g_scale * squashed[t, G + c] + plan.g_offset
            s[t + 1, c] = s[t, c] + squashed[t, c // S] * g
            shown[t, c] = (
                plan.h_squashes * (2.0 * logistic(s[t + 1, c]) - 1.0)
                + plan.h_identity * s[t + 1, c]
            )
            y[t + 1, G + c] = squashed[t, J + c // S] * shown[t, c]
        for k in range(K):
            d_out[t, k] = 0.0
            if t < first:
                continue
            value = net.output[C * K + k]
            for c in range(C):
                value += net.output[c * K + k] * y[t + 1, G + c]
            if not plan.linear:
                value = logistic(value)
            work.outputs[t, k] = value
            miss = value - sequence.targets[t, k]
            error += 0.5 * miss * miss
            total += abs(miss)
            worst = max(worst, abs(miss)) if miss == miss else np.inf
            d_out[t, k] = miss
            if plan.slope and not plan.linear:
                d_out[t, k] *= value * (1.0 - value)
            for c in range(C):
                grads.output[c * K + k] += y[t + 1, G + c] * d_out[t, k]
            grads.output[C * K + k] += d_out[t, k]

    for u in range(U):
        d_y[u] = 0.0
    for c in range(C):
        d_s[c] = 0.0
    for t in range(steps - 1, -1, -1):
        row = U + 1 if D else U + 1 + sequence.symbols[t]
        for c in range(C):
            for k in range(K):
                d_y[G + c] += net.output[c * K + k] * d_out[t, k]
        for j in range(J):
            d_in, d_gate = d_y[j], d_y[J + j]
            opened, let_in = squashed[t, J + j], squashed[t, j]
            for v in range(S):
                c = j * S + v
                cell = squashed[t, G + c]
                slope = plan.h_identity + plan.h_squashes * 0.5 * (1.0 - shown[t, c] ** 2)
                d_gate += d_y[G + c] * shown[t, c]
                d_s[c] += d_y[G + c] * opened * slope
                d_in += d_s[c] * (plan.g_scale * cell + plan.g_offset)
                d_net[G + c] = d_s[c] * let_in * plan.g_scale * cell * (1.0 - cell)
            d_net[j] = d_in * let_in * (1.0 - let_in)
            d_net[J + j] = d_gate * opened * (1.0 - opened)
        for u in range(U):
            for r in range(U):
                grads.hidden[r * U + u] += y[t, r] * d_net[u]
            grads.hidden[U * U + u] += d_net[u]
            if D == 0:
                grads.hidden[row * U + u] += d_net[u]
            for d in range(D):
                grads.hidden[(U + 1 + d) * U + u] += sequence.values[t, d] * d_net[u]
        for r in range(U):
            d_y[r] = 0.0
            for u in range(U):
                d_y[r] += W[r * U + u] * d_net[u]
    return error, worst, total / (K * max(1, steps - first))
