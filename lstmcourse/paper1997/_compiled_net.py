"""One sequence through a 1997 net, with its truncated gradient, forward in time. For Numba.

The plain form of the same mathematics is ``lstmcourse.learning.online1997``. Units stand in the
order of ``cells.lstm1997``: input gates, output gates, cells. With M = U + 1 + I rows:

    row 0 ... U - 1       from unit r, one step earlier
    row U                 bias
    row U + 1 + i         from input i

All matrices are flat: entry [m, u] of the hidden weights is hidden[m * U + u]. Numbers of blocks,
cells per block and dense inputs come as tuples of that length, which the compiler knows, so that
every inner loop of ``run_sequence`` has a constant length. The other functions are needed at steps
with a target only, and read the sizes from the arrays.
"""

import numpy as np

from lstmcourse.paper1997._compiled_math import logistic
from lstmcourse.paper1997._compiled_stack import stack_array
from lstmcourse.paper1997._numba import compiled


@compiled
def run_sequence(sizes, net, plan, grads, work, sequence, steps, first, learn):
    """Run one sequence; with ``learn``, add its gradient to ``grads`` (or change the weights).

    Args:
        sizes: three tuples of int64 whose lengths are J, S and D (dense inputs, 0 for one-hot).
        net, grads: ``engine.Weights``: hidden (M * U,), output ((C + 1) * K,), shortcuts (I * K,).
        plan: an ``engine.Plan``.
        work: an ``engine.Work``; all of it is overwritten.
        sequence: a ``sequences.Buffers``.
        steps, first: the number of steps, and the first step with a target.

    Returns:
        (error, worst, mean): E = 1/2 sum (d - y)^2, and the largest and the mean of |d - y| over
        all outputs of all steps with a target; then the largest at the last step.
    """
    J, S, D = len(sizes[0]), len(sizes[1]), len(sizes[2])
    C, G = J * S, 2 * J
    U = G + C
    W, partials = net.hidden, work.partials
    y, squashed, growth = stack_array(), stack_array(), stack_array()
    s, shown = stack_array(), stack_array()
    K = sequence.targets.shape[1]
    error, total, worst, last_worst = 0.0, 0.0, 0.0, 0.0

    for c in range(C):
        s[c] = 0.0
    for u in range(U):
        y[u] = plan.start
    if learn:
        partials[:] = 0.0
    for t in range(steps):
        # The row of the one that is 1, or the first of the dense rows.
        row = U + 1 if D else U + 1 + sequence.symbols[t]
        for u in range(U):
            squashed[u] = W[U * U + u]
        for r in range(U):
            for u in range(U):
                squashed[u] += y[r] * W[r * U + u]
        if D == 0:
            for u in range(U):
                squashed[u] += W[row * U + u]
        for d in range(D):
            for u in range(U):
                squashed[u] += sequence.values[t, d] * W[(U + 1 + d) * U + u]
        for u in range(U):
            squashed[u] = logistic(squashed[u])
        for j in range(J):  # the least is 0, or 1 where there is no output gate
            squashed[J + j] = max(squashed[J + j], plan.least_output_gate)
        for c in range(C):
            gate, cell = squashed[c // S], squashed[G + c]
            g = plan.g_scale * cell + plan.g_offset
            s[c] += gate * g
            growth[c] = g * gate * (1.0 - gate)
            growth[C + c] = gate * plan.g_scale * cell * (1.0 - cell)
        for c in range(C):
            # One of the two factors is 1, the other 0.
            shown[c] = plan.h_squashes * (2.0 * logistic(s[c]) - 1.0) + plan.h_identity * s[c]
        if learn:
            # ds/dw: by the weights of the input gates (columns 0 ... C - 1) and of the cells.
            for r in range(U):
                for k in range(2 * C):
                    partials[r * 2 * C + k] += y[r] * growth[k]
            for k in range(2 * C):
                partials[U * 2 * C + k] += growth[k]
            if D == 0:
                for k in range(2 * C):
                    partials[row * 2 * C + k] += growth[k]
            for d in range(D):
                for k in range(2 * C):
                    partials[(U + 1 + d) * 2 * C + k] += sequence.values[t, d] * growth[k]
        if t >= first:
            for u in range(U):
                work.y[u], work.squashed[u] = y[u], squashed[u]
            for c in range(C):
                work.shown[c] = shown[c]
            step = _output_step(net, plan, grads, work, sequence, t, row, learn)
            error += step[0]
            total += step[1]
            last_worst = step[2]
            worst = max(worst, last_worst)
        for u in range(G):
            y[u] = squashed[u]
        for c in range(C):
            y[G + c] = squashed[J + c // S] * shown[c]
    return error, worst, total / (K * max(1, steps - first)), last_worst


@compiled
def _output_step(net, plan, grads, work, sequence, t, row, learn):
    """Outputs of a step with a target, its errors, and its gradient.

    Returns (E, sum of |d - y|, largest |d - y|) of this step.
    """
    U, C = len(work.y), len(work.d_h)
    J = (U - C) // 2
    S = C // J
    K = sequence.targets.shape[1]
    squashed, shown, outputs, d_h = work.squashed, work.shown, work.outputs, work.d_h
    shortcuts = len(net.shortcuts) > 0
    symbol = row - U - 1
    error, total, worst = 0.0, 0.0, 0.0
    for c in range(C):
        d_h[c] = 0.0
    for k in range(K):
        value = net.output[C * K + k]
        for c in range(C):
            value += net.output[c * K + k] * squashed[J + c // S] * shown[c]
        if shortcuts:
            value += net.shortcuts[symbol * K + k]
        outputs[t, k] = value
    if not plan.linear:
        for k in range(K):
            outputs[t, k] = logistic(outputs[t, k])
    for k in range(K):
        value = outputs[t, k]
        miss = value - sequence.targets[t, k]
        error += 0.5 * miss * miss
        total += abs(miss)
        # A NaN counts as an error that no tolerance allows.
        worst = max(worst, abs(miss)) if miss == miss else np.inf
        d_net = miss
        if plan.slope and not plan.linear:
            d_net *= value * (1.0 - value)
        if learn:
            for c in range(C):
                d_h[c] += net.output[c * K + k] * d_net
                grads.output[c * K + k] += squashed[J + c // S] * shown[c] * d_net
            grads.output[C * K + k] += d_net
            if shortcuts:
                grads.shortcuts[symbol * K + k] += d_net
    if learn:
        _add_hidden_gradient(net, plan, grads, work, sequence, t, row)
        if plan.per_step:
            change_weights(net, plan, grads)
    return error, total, worst


@compiled
def _add_hidden_gradient(net, plan, grads, work, sequence, t, row):
    """What the error at the cell outputs, ``work.d_h``, asks of all weights into hidden units."""
    U, C, D = len(work.y), len(work.d_h), sequence.values.shape[1]
    G = U - C
    J = G // 2
    S = C // J
    M = len(net.hidden) // U
    y, squashed, shown, d_h, d_s = work.y, work.squashed, work.shown, work.d_h, work.d_s
    partials, hidden = work.partials, grads.hidden
    for c in range(C):
        slope = plan.h_identity + plan.h_squashes * 0.5 * (1.0 - shown[c] * shown[c])
        d_s[c] = d_h[c] * squashed[J + c // S] * slope
    for m in range(M):
        for j in range(J):
            for v in range(S):
                c = j * S + v
                hidden[m * U + j] += d_s[c] * partials[m * 2 * C + c]
                hidden[m * U + G + c] += d_s[c] * partials[m * 2 * C + C + c]
    for j in range(J):
        d_out = 0.0
        for v in range(S):
            d_out += d_h[j * S + v] * shown[j * S + v]
        d_out *= squashed[J + j] * (1.0 - squashed[J + j])
        for r in range(U):
            hidden[r * U + J + j] += d_out * y[r]
        hidden[U * U + J + j] += d_out
        if D == 0:
            hidden[row * U + J + j] += d_out
        for d in range(D):
            hidden[(U + 1 + d) * U + J + j] += d_out * sequence.values[t, d]


@compiled
def change_weights(net, plan, grads):
    """w <- w - rate dE/dw for the weights that exist, and the gradient back to zero."""
    for n in range(len(net.hidden)):
        net.hidden[n] -= plan.rate * plan.mask.hidden[n] * grads.hidden[n]
        grads.hidden[n] = 0.0
    for n in range(len(net.output)):
        net.output[n] -= plan.rate * plan.mask.output[n] * grads.output[n]
        grads.output[n] = 0.0
    for n in range(len(net.shortcuts)):
        net.shortcuts[n] -= plan.rate * plan.mask.shortcuts[n] * grads.shortcuts[n]
        grads.shortcuts[n] = 0.0
