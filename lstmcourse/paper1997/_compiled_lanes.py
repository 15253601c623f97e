"""Several trials at once, each in its own lane of vector registers. For Numba.

A step is that of ``_compiled_net.run_sequence``, with a ``Vector`` wherever that has a number, for
nets with output gates. Lanes do not wait for each other: each runs its own sequence. What happens
once a sequence, at its last step, is done lane by lane, by ``_compiled_net`` itself.

The arrays are those of ``lanes.py``.
"""

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from lstmcourse.paper1997._compiled_sequences import write_sequence
from lstmcourse.paper1997._compiled_vectors import Memory, Vector, logistic
from lstmcourse.paper1997._numba import compiled
from lstmcourse.paper1997.learner import MOST_AT_ONCE
from lstmcourse.paper1997.sequences import Buffers

IDLE, GO_ON, TRAIN, CHECK, TEST, MET, ENDED, TESTED = range(8)
"""What a lane is doing. From MET on it waits for ``lanes.py``."""


@compiled
def run_lanes(sizes, plan, rates, task, sets, side, own, book, steps):
    """Run all lanes, until one of them waits or they have made so many steps each.

    Args:
        sizes: four tuples of int64 whose lengths are J, S, D and the number of lanes.
        plan: an ``engine.Plan``; task, sets: as in ``write_sequence``; the same in all lanes.
        side: a ``lanes.Side``. own: a ``lanes.Own``. book: a ``lanes.Book``.
        steps: at most so many.
    """
    lanes = len(sizes[3])
    shape = (plan.g_scale, plan.g_offset, plan.h_squashes, plan.h_identity)
    squashes, slope = not plan.linear, plan.slope and not plan.linear
    waiting = False
    for lane in range(lanes):
        if book.left[lane] == 0:
            waiting |= _begin(task, sets, own, book, lane)
    while steps > 0 and not waiting:
        count = steps
        for lane in range(lanes):
            count = min(count, book.left[lane])
        for tick in range(count):
            _step(sizes, shape, side, own, book, tick)
        steps -= count
        some_end = False
        for lane in range(lanes):
            book.place[lane] += count
            book.left[lane] -= count
            ends = book.left[lane] == 0
            book.ends[lane] = ends
            book.learns[lane] = ends and book.mode[lane] == TRAIN
            some_end |= ends
        if not some_end:
            continue
        _last_step(sizes, shape, side, own, book, rates, plan.start, squashes, slope)
        for lane in range(lanes):
            if book.ends[lane]:
                _change_own_rows(sizes, rates, side, own, book, lane)
                _after_sequence(side, book, lane)
                waiting |= _begin(task, sets, own, book, lane)


class _Lanes:
    """What the code of a step is written with: the net's sizes, its arrays, and numbers.

    ``y``, ``squashed`` and all others of ``lanes.Side`` are ``Memory``; ``own_hidden``,
    ``own_partials``, ``own_values`` and ``own_targets`` the flat arrays of all lanes.
    """

    def __init__(self, context, builder, signature, args):
        self.context, self.builder = context, builder
        kinds = signature.args
        self.J, self.S, self.D, self.lanes, self.K = (part.count for part in kinds[0].types)
        self.C, self.G = self.J * self.S, 2 * self.J
        self.U = self.G + self.C
        for prefix, number in (("", 2), ("own_", 3), ("book_", 4)):
            for index, name in enumerate(kinds[number].fields):
                kind = kinds[number].types[index]
                array = context.make_array(kind)(
                    context, builder, builder.extract_value(args[number], index)
                )
                setattr(self, f"{prefix}{name}", Memory(builder, array.data, self.lanes))
                length = builder.extract_value(array.shape, kind.ndim - 1)
                setattr(self, f"{prefix}{name}_row", length)
        self.g_scale, self.g_offset, self.h_squashes, self.h_identity = (
            self.everywhere(builder.extract_value(args[1], number)) for number in range(4)
        )

    def everywhere(self, number):
        return Vector.of_one(self.builder, number, self.lanes)

    def of_each(self, memory):
        """A whole number for each lane, from an array of them."""
        return [memory.number(lane) for lane in range(self.lanes)]

    def times(self, number, factor):
        factor = ir.IntType(64)(factor) if isinstance(factor, int) else factor
        return self.builder.mul(number, factor)

    def where(self, memory):
        """The lanes whose number in this array of float64 is not 0."""
        return memory[0].is_not(0.0)

    def numbers_of(self, weights, kind):
        """The arrays of an ``engine.Weights`` that holds single numbers, not one a lane."""
        found = {}
        for index, name in enumerate(kind.fields):
            array = self.context.make_array(kind.types[index])
            value = self.builder.extract_value(weights, index)
            data = array(self.context, self.builder, value).data
            found[name] = Memory(self.builder, data, self.lanes)
        return found

    def dense_inputs(self, places):
        """The inputs at these places, one Vector for each of the D; none where they are one-hot."""
        starts = [self.times(place, self.D) for place in places]
        return self.own_values.rows(starts, self.D) if self.D else []

    def own_rows(self, length, places, width):
        """Where in an array of width columns, length numbers a lane, the row of the symbol is."""
        for lane, place in enumerate(places):
            row = self.builder.add(self.own_symbols.number(place), ir.IntType(64)(self.U + 1))
            start = self.times(length, lane)
            yield self.builder.add(start, self.times(row, width))


@intrinsic
def _step(typingctx, sizes, shape, side, own, book, tick):
    """One step in all lanes; lane l reads its input at ``book.place[l] + tick``.

    ``shape`` are (g_scale, g_offset, h_squashes, h_identity).
    """

    def generate(context, builder, signature, args):
        o = _Lanes(context, builder, signature, args)
        J, S, D, C, G, U = o.J, o.S, o.D, o.C, o.G, o.U
        W, partials = o.hidden, o.partials
        places = [builder.add(place, args[5]) for place in o.of_each(o.book_place)]
        values = o.dense_inputs(places)

        y = [o.squashed[u] for u in range(G)]  # of the step before
        y += [y[J + c // S] * o.shown[c] for c in range(C)]
        for u in range(U):
            o.y[u] = y[u]
        net = [None] * U
        if not D:
            chosen = o.own_hidden.rows(list(o.own_rows(o.own_hidden_row, places, U)), U)
        for start in range(0, U, _AT_ONCE):
            units = range(start, min(U, start + _AT_ONCE))
            for u in units:
                net[u] = W[U * U + u]
            for r in range(U):
                for u in units:
                    net[u] = net[u] + y[r] * W[r * U + u]
            for u in units:
                if not D:
                    net[u] = net[u] + chosen[u]
                for d in range(D):
                    net[u] = net[u] + values[d] * W[(U + 1 + d) * U + u]

        squashed = [logistic(net[u]) for u in range(U)]
        growth = [None] * (2 * C)
        s = [None] * C
        for c in range(C):
            gate, cell = squashed[c // S], squashed[G + c]
            g = o.g_scale * cell + o.g_offset
            s[c] = o.s[c] + gate * g
            o.s[c] = s[c]
            growth[c] = g * gate * (1.0 - gate)
            growth[C + c] = gate * o.g_scale * cell * (1.0 - cell)
        for u in range(U):
            o.squashed[u] = squashed[u]
        for c in range(C):
            o.shown[c] = o.h_squashes * (2.0 * logistic(s[c]) - 1.0) + o.h_identity * s[c]

        for r in range(U):
            for k in range(2 * C):
                partials[r * 2 * C + k] += y[r] * growth[k]
        for k in range(2 * C):
            partials[U * 2 * C + k] += growth[k]
        if not D:
            o.own_partials.add_to_rows(list(o.own_rows(o.own_partials_row, places, 2 * C)), growth)
        for d in range(D):
            for k in range(2 * C):
                partials[(U + 1 + d) * 2 * C + k] += values[d] * growth[k]
        return context.get_dummy_value()

    return types.none(sizes, shape, side, own, book, tick), generate


_AT_ONCE = 4


@intrinsic
def _last_step(typingctx, sizes, shape, side, own, book, rates, start, squashes, slope):
    """What the last step of a sequence is for, in the lanes where ``book.ends``.

    Outputs and their misses; in the lanes where ``book.learns`` the gradient and the change of all
    weights that are side by side; and the state before the next sequence.
    """

    def generate(context, builder, signature, args):
        o = _Lanes(context, builder, signature, args)
        J, S, D, C, G, U, K = o.J, o.S, o.D, o.C, o.G, o.U, o.K
        partials, rate_of = o.partials, o.numbers_of(args[5], signature.args[5])
        ends, learns = o.where(o.book_ends), o.where(o.book_learns)
        places = [builder.sub(place, ir.IntType(64)(1)) for place in o.of_each(o.book_place)]
        values = o.dense_inputs(places)
        targets = o.own_targets.rows([o.times(place, K) for place in places], K)
        y, squashed = ([part[u] for u in range(U)] for part in (o.y, o.squashed))
        shown = [o.shown[c] for c in range(C)]
        changed = []

        def change(weights, part, n, gradient):
            new = weights[n] - o.everywhere(rate_of[part].number(n)) * gradient
            changed.append((weights, n, new.where(learns, weights[n])))

        d_h = [0.0] * C
        for k in range(K):
            value = o.output[C * K + k]
            for c in range(C):
                value = value + o.output[c * K + k] * squashed[J + c // S] * shown[c]
            value = logistic(value).where(args[7], value)
            miss = value - targets[k]
            o.miss[k] = miss
            d_net = (miss * (value * (1.0 - value))).where(args[8], miss)
            for c in range(C):
                d_h[c] = d_h[c] + o.output[c * K + k] * d_net
                gradient = 0.0 + squashed[J + c // S] * shown[c] * d_net
                change(o.output, "output", c * K + k, gradient)
            change(o.output, "output", C * K + k, 0.0 + d_net)

        d_s, d_out = [], []
        for c in range(C):
            h_slope = o.h_identity + o.h_squashes * 0.5 * (1.0 - shown[c] * shown[c])
            d_s.append(d_h[c] * squashed[J + c // S] * h_slope)
            o.d_s[c] = d_s[c]
        for j in range(J):
            d = 0.0
            for c in range(j * S, j * S + S):
                d = d + d_h[c] * shown[c]
            d_out.append(d * (squashed[J + j] * (1.0 - squashed[J + j])))
            o.d_out[j] = d_out[j]
        for m in range(U + 1 + D):
            for j in range(J):
                by_gate = 0.0
                for c in range(j * S, j * S + S):
                    by_gate = by_gate + d_s[c] * partials[m * 2 * C + c]
                    by_cell = 0.0 + d_s[c] * partials[m * 2 * C + C + c]
                    change(o.hidden, "hidden", m * U + G + c, by_cell)
                change(o.hidden, "hidden", m * U + j, by_gate)
                seen = d_out[j] if m == U else d_out[j] * (y[m] if m < U else values[m - U - 1])
                change(o.hidden, "hidden", m * U + J + j, 0.0 + seen)
            for k in range(2 * C):
                old = partials[m * 2 * C + k]
                partials[m * 2 * C + k] = old.same(0.0).where(ends, old)
        for weights, n, new in changed:
            weights[n] = new
        for c in range(C):
            o.s[c] = shown[c].same(0.0).where(ends, o.s[c])
            o.shown[c] = shown[c].same(1.0).where(ends, shown[c])  # y = gate * shown = start
        for u in range(U):
            o.squashed[u] = o.everywhere(args[6]).where(ends, squashed[u])
        return context.get_dummy_value()

    return types.none(sizes, shape, side, own, book, rates, start, squashes, slope), generate


@compiled
def _change_own_rows(sizes, rates, side, own, book, lane):
    """The weights from one-hot inputs, which are not side by side; then their partials are 0."""
    J, S, D = len(sizes[0]), len(sizes[1]), len(sizes[2])
    C, G = J * S, 2 * J
    U = G + C
    if D > 0:
        return
    W, partials, learns = own.hidden[lane], own.partials[lane], book.learns[lane] != 0
    for m in range(U + 1, len(W) // U):
        if learns:
            for j in range(J):
                by_gate = 0.0
                for v in range(S):
                    c = j * S + v
                    by_gate += side.d_s[c, lane] * partials[m * 2 * C + c]
                    by_cell = 0.0 + side.d_s[c, lane] * partials[m * 2 * C + C + c]
                    W[m * U + G + c] -= rates.hidden[m * U + G + c] * by_cell
                W[m * U + j] -= rates.hidden[m * U + j] * by_gate
        for k in range(2 * C):
            partials[m * 2 * C + k] = 0.0
    if learns:
        row = U + 1 + own.symbols[lane, book.steps[lane] - 1]
        for j in range(J):
            seen = 0.0 + side.d_out[j, lane]
            W[row * U + J + j] -= rates.hidden[row * U + J + j] * seen


@compiled
def _after_sequence(side, book, lane):
    """The errors of a sequence that has ended, and what they mean for the trial."""
    error, total, worst, K = 0.0, 0.0, 0.0, len(side.miss)
    for k in range(K):
        miss = side.miss[k, lane]
        error += 0.5 * miss * miss
        total += abs(miss)
        # A NaN counts as an error that no tolerance allows.
        worst = max(worst, abs(miss)) if not np.isnan(miss) else np.inf
    if book.mode[lane] == TRAIN:
        _after_training(book, lane, error, worst, total / K)
    elif book.mode[lane] != IDLE:
        _after_test(book, lane, worst, total / K)


@compiled
def _begin(task, sets, own, book, lane):
    """Write the lane's next sequence; True if it waits instead."""
    if book.mode[lane] == GO_ON:
        _go_on(book, lane)
    mode = book.mode[lane]
    if mode >= MET:
        return True
    sequence = Buffers(own.symbols[lane], own.values[lane], own.targets[lane])
    length = len(sequence.symbols)
    steps = length  # an idle lane runs what is there, over and over
    if mode == TRAIN:
        steps, _ = write_sequence(
            task, sets, book.keys[lane, 0], book.trained[lane], True, sequence
        )
    elif mode != IDLE:
        if book.done[lane] == 0:
            book.wrong[lane], book.total[lane] = 0, 0.0
        start = book.checks[lane] * book.count[lane] if book.fresh[lane] and mode == CHECK else 0
        key = book.keys[lane, 1 if mode == CHECK else 2]
        steps, _ = write_sequence(task, sets, key, start + book.done[lane], False, sequence)
    book.place[lane], book.left[lane], book.steps[lane] = lane * length, steps, steps
    return False


@compiled
def _after_training(book, lane, error, worst, mean):
    """As ``_compiled_trial.run_many`` and ``Learner.train_towards`` after a training sequence."""
    number = book.trained[lane]
    book.trained[lane] += 1
    book.all_steps[lane] += book.steps[lane]
    book.error[lane] = error
    if book.every[lane] == 0:
        tolerance, window = book.tolerance[lane], book.recent_worst.shape[1]
        place = number % window
        if number >= window:
            book.recent_wrong[lane] -= not book.recent_worst[lane, place] < tolerance
        book.recent_wrong[lane] += not worst < tolerance
        book.recent_worst[lane, place] = worst
        book.recent_mean[lane, place] = mean
        if number + 1 >= window and book.recent_wrong[lane] <= book.most_wrong[lane]:
            limit = book.mean_error[lane]
            if limit == np.inf or np.mean(book.recent_mean[lane]) < limit:
                book.mode[lane] = MET
                return
    if book.trained[lane] == book.until[lane]:
        if book.every[lane] > 0 and book.trained[lane] % book.every[lane] == 0:
            book.mode[lane], book.done[lane] = CHECK, 0
        else:
            _go_on(book, lane)


@compiled
def _after_test(book, lane, worst, mean):
    """As ``_compiled_trial.run_many`` and ``Learner.meets`` after a test sequence."""
    book.done[lane] += 1
    book.total[lane] += mean
    book.wrong[lane] += not worst < book.tolerance[lane]
    wrong, most, limit = book.wrong[lane], book.most_wrong[lane], book.mean_error[lane]
    if wrong <= most and book.done[lane] < book.count[lane]:
        return
    if book.mode[lane] == TEST:
        book.mode[lane] = TESTED
        return
    book.checks[lane] += 1
    if wrong <= most and (limit == np.inf or book.total[lane] / book.done[lane] < limit):
        book.mode[lane] = MET
    else:
        _go_on(book, lane)


@compiled
def _go_on(book, lane):
    """Train until the next test, unless the trial is at its end."""
    trained, cap, every = book.trained[lane], book.cap[lane], book.every[lane]
    if trained >= cap or not np.isfinite(book.error[lane]):
        book.mode[lane] = ENDED
        return
    count = min(cap - trained, MOST_AT_ONCE)
    if every > 0:
        count = min(count, every - trained % every)
    book.mode[lane], book.until[lane] = TRAIN, trained + count
