"""Many trials of one row at once, in lanes of the processor's vector registers.

    for trial in run_trials(PROTOCOLS["4-1"], range(10)):
        print(trial.seed, trial.sequences)

Each trial is the one that ``run_trial`` gives, to the last bit. A lane whose trial is over takes
the next seed at once. For rows whose targets come at the end of a sequence alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997._records import Criterion, Protocol
from lstmcourse.paper1997.engine import Weights, plan_of, sizes_of, start_net
from lstmcourse.paper1997.learner import _limits, keeps
from lstmcourse.paper1997.sequences import buffers_of, string_sets, task_of
from lstmcourse.paper1997.trial import Test, Trial, checked_cap

LANES = 4
STEPS_AT_ONCE = 1_000_000
"""Steps per lane and call of the compiled code, some tenths of a second; then Ctrl-C is heard."""


class Side(NamedTuple):
    """What every step needs of all lanes, side by side: entry n of lane l at [n, l].

    With J blocks, C cells, U = 2 J + C units, D dense inputs, and H = U + 1 + D rows of weights
    (from units, bias, dense inputs):
    """

    hidden: np.ndarray  # (H * U, lanes)
    partials: np.ndarray  # (H * 2 C, lanes)
    y: np.ndarray  # (U, lanes), before the last step
    squashed: np.ndarray  # (U, lanes)
    shown: np.ndarray  # (C, lanes)
    s: np.ndarray  # (C, lanes)
    output: np.ndarray  # ((C + 1) * K, lanes)
    miss: np.ndarray  # (K, lanes), output - target of the last step
    d_s: np.ndarray  # (C, lanes), dE/ds of the last step
    d_out: np.ndarray  # (J, lanes), dE/dnet of the output gates at the last step


class Own(NamedTuple):
    """What each lane has to itself, a row of each array.

    A step needs one row of the weights of one-hot inputs. They are here; the other rows are not
    used.
    """

    hidden: np.ndarray  # (lanes, (U + 1 + I) * U)
    partials: np.ndarray  # (lanes, (U + 1 + I) * 2 C)
    symbols: np.ndarray  # (lanes, L)
    values: np.ndarray  # (lanes, L, D)
    targets: np.ndarray  # (lanes, L, K)


class Book(NamedTuple):
    """What each lane is doing, one entry a lane."""

    mode: np.ndarray  # see _compiled_lanes
    place: np.ndarray  # its step, counted through the symbols of all lanes
    left: np.ndarray  # steps that are left of its sequence
    steps: np.ndarray  # of its sequence
    ends: np.ndarray  # 1.0 at the last step of a sequence, else 0.0
    learns: np.ndarray  # the same for training sequences
    keys: np.ndarray  # (lanes, 3) uint64: training, check, test
    trained: np.ndarray  # training sequences
    all_steps: np.ndarray  # of training
    error: np.ndarray  # E of the last training sequence
    cap: np.ndarray
    until: np.ndarray  # training sequences at which to test, or to look at the error
    # The criterion, or the test after training.
    every: np.ndarray  # training sequences between two tests; 0: the last ones decide
    fresh: np.ndarray
    count: np.ndarray  # sequences of a test
    tolerance: np.ndarray
    most_wrong: np.ndarray
    mean_error: np.ndarray
    # The test that runs.
    checks: np.ndarray  # how many were made
    done: np.ndarray  # sequences
    wrong: np.ndarray
    total: np.ndarray  # sum of the sequences' mean errors
    # A learner.Recent for each lane.
    recent_worst: np.ndarray  # (lanes, window)
    recent_mean: np.ndarray
    recent_wrong: np.ndarray


_FLOATS = ("ends", "learns", "error", "tolerance", "mean_error", "total")
_HONOURED = {
    "update", "output_bias", "output_unit", "output_derivative", "gate_feedback", "cell_feedback",
    "feedback_into_cells", "start_activation", "test_every", "distinct_strings", "first_marker",
    "second_draw", "growth_window", "self_feedback", "recurrent_start", "rate", "error_factor", "g",
    "h", "input_gate_bias", "cell_bias", "shortcuts_after_growth", "stop_reading",
    "rate_into_cells",
}  # fmt: skip
"""Options that this engine follows; one that is not here may ask for what it cannot do."""


def can_use_lanes(protocol: Protocol) -> bool:
    """Whether ``run_trials`` can run this row with these options; ``run_trial`` can run any."""
    return (
        protocol.error_at == "end"
        and not protocol.shortcuts
        and protocol.net.output_gate_bias != "absent"
        and set(protocol.options.changed()) <= _HONOURED
        and all(one.kind in ("last", "fixed", "fresh") for one in protocol.stop)
    )


def run_trials(
    protocol: Protocol, seeds: Iterable[int], *, cap: int | None = None, lanes: int = LANES
) -> Iterator[Trial]:
    """Run the trials of these seeds, and give each as it ends: not in the order of the seeds.

    ``Trial.seconds`` is a trial's share of this process's time on its core: while n trials run, an
    n-th for each.

    Args:
        protocol: a row for which ``can_use_lanes``.
        seeds: any number of them.
        cap: at most so many training sequences a trial; None: the row's own cap.
        lanes: how many trials at once, a multiple of 4.

    Raises:
        ValueError: the cap is less than 1, or the row cannot be run in lanes.
        TypeError: a seed is not a whole number.
    """
    cap = checked_cap("run_trials", cap, protocol.cap)
    if lanes < 4 or lanes % 4:
        raise ValueError(f"run_trials: lanes={lanes} must be a multiple of 4")
    if not can_use_lanes(protocol):
        raise ValueError(
            f"run_trials: row {protocol.name} with options {protocol.options.changed()} does not "
            "run in lanes; use run_trial"
        )
    return Lanes(protocol.as_read(), cap, lanes).run(list(seeds))


class Lanes:
    """The lanes, and the trials in them; ``run_trials`` is made of this."""

    def __init__(self, protocol: Protocol, cap: int, lanes: int) -> None:
        from lstmcourse.paper1997 import _compiled_lanes

        self._code = _compiled_lanes
        self.protocol, self.cap = protocol, cap
        net, buffers = protocol.net, buffers_of(protocol)
        cells, units = net.blocks * net.size, net.blocks * (2 + net.size)
        dense = buffers.values.shape[1]
        rows, all_rows = units + 1 + dense, units + 1 + net.inputs
        lengths = (
            rows * units, rows * 2 * cells, units, units, cells, cells, (cells + 1) * net.outputs,
            net.outputs, cells, net.blocks,
        )  # fmt: skip
        self._side = Side(*(_aligned(length, lanes) for length in lengths))
        self._own = Own(
            np.zeros((lanes, all_rows * units)),
            np.zeros((lanes, all_rows * 2 * cells)),
            *(np.zeros((lanes, *part.shape), part.dtype) for part in buffers),
        )
        last = [criterion.sequences for criterion in protocol.stop if criterion.kind == "last"]
        window = last[0] if last else 1
        book = {
            name: np.zeros(lanes, float if name in _FLOATS else np.int64) for name in Book._fields
        }
        book["keys"] = np.zeros((lanes, 3), np.uint64)
        book["recent_worst"], book["recent_mean"] = np.zeros((2, lanes, window))
        self._book = Book(**book)
        plan = plan_of(protocol)
        self._fixed = (
            (*sizes_of(protocol, buffers), (0,) * lanes, (0,) * net.outputs),
            plan,
            Weights(*(plan.rate * part for part in plan.mask)),
            task_of(protocol),
            string_sets(protocol, 0),
        )
        self._at_work: dict[int, _Running] = {}

    def run(self, seeds: list[int]) -> Iterator[Trial]:
        waiting = seeds[::-1]
        self.advance(0)  # compiles
        lanes = len(self._book.mode)
        while waiting or self._at_work:
            began = time.process_time()
            for lane in range(lanes):
                if waiting and lane not in self._at_work:
                    self.start(lane, waiting.pop())
            share = len(self._at_work)
            self.advance(STEPS_AT_ONCE)
            ended = [lane for lane in self.waiting() if self._decide(lane)]
            spent = (time.process_time() - began) / share
            for running in self._at_work.values():
                running.seconds += spent
            for lane in ended:
                yield self._trial(lane)

    def waiting(self) -> list[int]:
        """The lanes that do not go on by themselves."""
        return np.flatnonzero(self._book.mode >= self._code.MET).tolist()

    def net(self, lane: int) -> Weights:
        """The weights of the trial in this lane."""
        hidden = self._own.hidden[lane].copy()
        hidden[: len(self._side.hidden)] = self._side.hidden[:, lane]
        return Weights(hidden, self._side.output[:, lane].copy(), np.zeros(0))

    def advance(self, steps: int) -> None:
        """So many steps in all lanes, or fewer if one of them has to wait."""
        self._code.run_lanes(*self._fixed, self._side, self._own, self._book, steps)

    def start(self, lane: int, seed: int) -> None:
        """A new trial in this lane."""
        book = self._book
        for part in book:
            part[lane] = 0
        book.keys[lane] = [
            counter_random.key_of(self.protocol.name, seed, purpose)
            for purpose in ("training", "check", "test")
        ]
        net = start_net(self.protocol, seed)
        self._own.hidden[lane], self._side.output[:, lane] = net.hidden, net.output
        self._side.hidden[:, lane] = net.hidden[: len(self._side.hidden)]
        self._side.squashed[:, lane] = self._fixed[1].start
        self._side.shown[:, lane] = 1.0
        self._side.s[:, lane] = 0.0
        self._side.partials[:, lane] = 0.0
        self._own.partials[lane] = 0.0
        book.cap[lane] = self.cap
        running = self._at_work[lane] = _Running(int(seed), list(self.protocol.stop))
        if running.pending:
            self._aim(lane, running.pending[0])
            book.mode[lane] = self._code.GO_ON
        else:
            self._test(lane)

    def _aim(self, lane: int, criterion: Criterion) -> None:
        book = self._book
        every = self.protocol.options.test_every or criterion.every
        book.every[lane] = 0 if criterion.kind == "last" else every
        book.fresh[lane] = criterion.kind == "fresh"
        book.count[lane], book.done[lane] = criterion.sequences, 0
        limits = _limits(criterion)
        book.tolerance[lane], book.most_wrong[lane], book.mean_error[lane] = limits

    def _decide(self, lane: int) -> bool:
        """What a waiting lane does next; True if its trial is over."""
        code, book, running = self._code, self._book, self._at_work[lane]
        mode = book.mode[lane]
        if mode == code.TESTED:
            wanted, wrong = self.protocol.success, int(book.wrong[lane])
            mean = float(book.total[lane] / book.done[lane])
            running.test = Test(wanted.sequences, wrong, mean, keeps(wanted, wrong, mean))
            return True
        if mode == code.ENDED:
            return True
        met = running.pending.pop(0)
        running.stops.append((met.name, int(book.trained[lane])))
        if not running.pending:
            return self._test(lane)
        if book.trained[lane] >= self.cap or not np.isfinite(book.error[lane]):
            return True
        self._aim(lane, running.pending[0])
        # Two criteria may be met at one test.
        again = running.pending[0].kind != "last"
        book.mode[lane] = code.CHECK if again else code.GO_ON
        return False

    def _test(self, lane: int) -> bool:
        """Start the test after training; True if there is none."""
        wanted = self.protocol.success
        if wanted is None:
            return True
        self._aim(lane, wanted)
        self._book.most_wrong[lane] = wanted.sequences
        self._book.mode[lane] = self._code.TEST
        return False

    def _trial(self, lane: int) -> Trial:
        book, running = self._book, self._at_work.pop(lane)
        found = Trial(
            row=self.protocol.name,
            seed=running.seed,
            options=self.protocol.options.changed(),
            solved=not running.pending,
            sequences=int(book.trained[lane]),
            stops=tuple(running.stops),
            test=running.test,
            grown_after=None,
            cap=self.cap,
            steps=int(book.all_steps[lane]),
            seconds=running.seconds,
        )
        self.rest(lane)
        return found

    def rest(self, lane: int) -> None:
        """Nothing to do in this lane: zeros, on which every step is harmless."""
        for part in self._book:
            part[lane] = 0
        for part in self._own:
            part[lane] = 0
        for part in self._side:
            part[:, lane] = 0.0


class _Running:
    """A trial in its lane."""

    def __init__(self, seed: int, pending: list[Criterion]) -> None:
        self.seed, self.pending = seed, pending
        self.stops: list[tuple[str, int]] = []
        self.test: Test | None = None
        self.seconds = 0.0


def _aligned(*shape: int) -> np.ndarray:
    """Zeros that start where a cache line does, so that no vector lies across two."""
    count = int(np.prod(shape))
    room = np.zeros(count + 8)
    start = -room.ctypes.data // 8 % 8
    return room[start : start + count].reshape(shape)
