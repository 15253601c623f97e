"""One sequence through a 1997 net, with its truncated gradient, forward in time. For Numba.

The plain form of the same mathematics is ``lstmcourse.learning.online1997``. Units stand in the
order of ``cells.lstm1997``: input gates, output gates, cells. With M = U + 1 + I rows:

    row 0 ... U - 1       from unit r, one step earlier
    row U                 bias
    row U + 1 + i         from input i

All matrices are flat: entry [m, u] of the hidden weights is hidden[m * U + u]. Numbers of blocks,
cells per block and dense inputs come as tuples of that length, which the compiler knows, so that
every inner loop over units has a constant length. Numbers are copied to the stack before they are
worked on: arrays on the heap might overlap for all the compiler knows.
"""

import numpy as np

from lstmcourse.paper1997._compiled_math import logistic
from lstmcourse.paper1997._compiled_rows import add_row, learn_output_row, learn_row
from lstmcourse.paper1997._compiled_stack import outputs_array, stack_array
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
    # Rows whose partials may differ from 0 stand in work.rows; with the error last, all are used.
    rows, listed = U + 1 + D, D == 0 and first < steps - 1
    if learn:
        partials[:] = 0.0
        if listed:
            work.is_listed[:] = False
        else:
            rows = len(W) // U
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
        if learn and t < first:
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
        if learn and listed and not work.is_listed[row]:
            work.is_listed[row] = True
            work.rows[rows] = row
            rows += 1
        if t >= first:
            for u in range(U):
                work.below[u], work.squashed[u] = y[u], squashed[u]
            for c in range(C):
                work.shown[c] = shown[c]
            for k in range(2 * C):
                work.growth[k] = growth[k]
            step = _output_step(sizes, net, plan, grads, work, sequence, t, row, learn)
            error += step[0]
            total += step[1]
            last_worst = step[2]
            worst = max(worst, last_worst)
            if learn:
                _hidden_step(sizes, net, plan, grads, work, sequence, t, row, rows, listed)
        for u in range(G):
            y[u] = squashed[u]
        for c in range(C):
            y[G + c] = squashed[J + c // S] * shown[c]
    return error, worst, total / (K * max(1, steps - first)), last_worst


@compiled(inline="always")
def _output_step(sizes, net, plan, grads, work, sequence, t, row, learn):
    """Outputs of a step with a target and its errors; with ``learn``, what they ask of the outputs.

    Writes dE/dy of the cells to ``work.d_h``. Returns (E, sum of |d - y|, largest |d - y|) of this
    step.
    """
    J, S = len(sizes[0]), len(sizes[1])
    C = J * S
    U = 2 * J + C
    few = len(plan.few_outputs) > 0
    K = len(plan.few_outputs) if few else plan.outputs
    shortcuts = len(net.shortcuts) > 0
    symbol = row - U - 1
    values, d_nets, misses = outputs_array(), outputs_array(), outputs_array()
    gates, shown, d_h = stack_array(), stack_array(), stack_array()
    error, total, worst = 0.0, 0.0, 0.0
    for c in range(C):
        gates[c], shown[c], d_h[c] = work.squashed[J + c // S], work.shown[c], 0.0
    for k in range(K):
        values[k] = net.output[C * K + k]
    for c in range(C):
        if few:
            add_row(plan.few_outputs, values, net.output, c, gates[c], shown[c])
        else:
            for k in range(K):
                values[k] += net.output[c * K + k] * gates[c] * shown[c]
    if shortcuts:
        for k in range(K):
            values[k] += net.shortcuts[symbol * K + k]
    if not plan.linear:
        for k in range(K, (K + 7) // 8 * 8):
            values[k] = 0.0
        for k in range((K + 7) // 8 * 8):
            values[k] = logistic(values[k])
    for k in range(K):
        work.outputs[t, k] = values[k]
    for k in range(K):
        misses[k] = values[k] - sequence.targets[t, k]
        d_nets[k] = misses[k]
    if plan.slope and not plan.linear:
        for k in range(K):
            d_nets[k] *= values[k] * (1.0 - values[k])
    for k in range(K):
        miss = misses[k]
        error += 0.5 * miss * miss
        total += abs(miss)
        if not abs(miss) <= worst:
            # A NaN counts as an error that no tolerance allows.
            worst = abs(miss) if miss == miss else np.inf
        if learn:
            for c in range(C):
                d_h[c] += net.output[c * K + k] * d_nets[k]
    if learn:
        for c in range(C):
            work.d_h[c] = d_h[c]
            value = gates[c] * shown[c]
            _learn_outputs(plan, net.output, grads.output, plan.mask.output, c, value, d_nets)
        _learn_outputs(plan, net.output, grads.output, plan.mask.output, C, 1.0, d_nets)
        if shortcuts:
            _learn_outputs(
                plan, net.shortcuts, grads.shortcuts, plan.mask.shortcuts, symbol, 1.0, d_nets
            )
    return error, total, worst


@compiled(inline="always")
def _learn_outputs(plan, net, grads, mask, row, value, d_nets):
    """The gradient of the weights from one source, which shows ``value``, to the outputs."""
    few, K = plan.few_outputs, plan.outputs
    if len(few) > 0 and plan.per_step:
        learn_output_row(few, (0,), plan.rate, net, grads, mask, row, value, d_nets)
    elif len(few) > 0:
        learn_output_row(few, (), plan.rate, net, grads, mask, row, value, d_nets)
    elif plan.per_step:
        for k in range(K):
            asked = 0.0 + value * d_nets[k]
            net[row * K + k] -= plan.rate * mask[row * K + k] * asked
    else:
        for k in range(K):
            grads[row * K + k] += value * d_nets[k]


@compiled(inline="always")
def _hidden_step(sizes, net, plan, grads, work, sequence, t, row, rows, listed):
    """The partial derivatives of a step with a target, and what ``work.d_h`` asks of all weights
    into hidden units.
    """
    J, S, D = len(sizes[0]), len(sizes[1]), len(sizes[2])
    C, G = J * S, 2 * J
    U = G + C
    growth, d = stack_array(), outputs_array()
    below = work.below
    for c in range(C):
        slope = plan.h_identity + plan.h_squashes * 0.5 * (1.0 - work.shown[c] * work.shown[c])
        d[c] = work.d_h[c] * work.squashed[J + c // S] * slope
        d[C + c] = d[c]
    for k in range(2 * C):
        d[2 * C + k] = 0.0
    for j in range(J):
        d_out = 0.0
        for v in range(S):
            d_out += work.d_h[j * S + v] * work.shown[j * S + v]
        d[2 * C + j] = d_out * (work.squashed[J + j] * (1.0 - work.squashed[J + j]))
    for k in range(2 * C):
        growth[k] = work.growth[k]
    below[U] = 1.0
    if D == 0:
        below[row] = 1.0
    for d_number in range(D):
        below[U + 1 + d_number] = sequence.values[t, d_number]
    for n in range(rows):
        m = work.rows[n] if listed else n
        if plan.per_step:
            learn_row(
                sizes, (0,), plan.rate, net.hidden, grads.hidden, plan.mask.hidden, work.partials,
                m, below[m], growth, d,
            )  # fmt: skip
        else:
            learn_row(
                sizes, (), plan.rate, net.hidden, grads.hidden, plan.mask.hidden, work.partials,
                m, below[m], growth, d,
            )  # fmt: skip
    if D == 0:
        below[row] = 0.0


@compiled
def change_weights(net, plan, grads):
    """w <- w - rate dE/dw for the weights that exist, and the gradient back to zero."""
    _change(net.hidden, plan.mask.hidden, grads.hidden, plan.rate)
    _change(net.output, plan.mask.output, grads.output, plan.rate)
    _change(net.shortcuts, plan.mask.shortcuts, grads.shortcuts, plan.rate)


@compiled(inline="always")
def _change(weights, mask, grads, rate):
    for n in range(len(weights)):
        weights[n] -= rate * mask[n] * grads[n]
        grads[n] = 0.0
