"""One trial: training until the row's criterion is met or the cap is reached, then the row's test.

    run_trial(PROTOCOLS["6a"], seed=0)

A trial is a pure function of (row, options, seed): weights and sequences come from
``counter_random``, and the engine's arithmetic leaves nothing to the machine but its speed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from lstmcourse.paper1997._records import Protocol
from lstmcourse.paper1997.learner import Learner, keeps


class Test(NamedTuple):
    """The test after training."""

    sequences: int
    wrong: int
    mean_error: float  # mean of |d - y| over sequences and outputs
    passed: bool  # whether it came out as the paper says it always did


class Trial(NamedTuple):
    """What one trial gave.

    row, seed, options: what was run; the options that are not at their default.
    solved: whether the last criterion was met within the cap.
    sequences: training sequences until then, or all of them.
    stops: (name of the criterion, sequences until it was met), in order, for those that were met.
    test: None if the row has none, or the trial is unsolved.
    grown_after: sequences after which the cell was added (2a, 2b); None if it was not, and
        elsewhere.
    steps: of training, without the tests.
    seconds: of this process on its core, training and tests.
    details: what other learners than the 1997 net have to add.
    """

    row: str
    seed: int
    options: dict[str, Any]
    solved: bool
    sequences: int
    stops: tuple[tuple[str, int], ...]
    test: Test | None
    grown_after: int | None
    cap: int
    steps: int
    seconds: float
    details: Mapping[str, Any] = MappingProxyType({})


def checked_cap(caller: str, cap: int | None, own: int) -> int:
    """``cap``, or the row's ``own`` for None; a ValueError names the caller if it is below 1."""
    cap = own if cap is None else cap
    if cap < 1:
        raise ValueError(f"{caller}: cap={cap} must be at least 1")
    return cap


def run_trial(protocol: Protocol, seed: int, *, cap: int | None = None) -> Trial:
    """Run one trial.

    Args:
        protocol: a row, with its options.
        seed: 0, 1, ...; the row's trials are seeds 0 to ``protocol.trials`` - 1.
        cap: at most so many training sequences; None: the row's own cap.

    Raises:
        ValueError: the cap is less than 1, or the net does not fit the engine.
        TypeError: the seed is not a whole number.
    """
    cap = checked_cap("run_trial", cap, protocol.cap)
    began = time.process_time()
    protocol = protocol.as_read()
    learner = Learner(protocol, seed)
    pending, stops = list(protocol.stop), []
    while pending and learner.trained < cap and learner.finite:
        criterion = pending[0]
        if learner.train_towards(criterion, cap) and learner.meets(criterion):
            stops.append((criterion.name, learner.trained))
            pending.pop(0)
    test = None
    if not pending and protocol.success is not None:
        wanted = protocol.success
        wrong, mean = learner.test(wanted, "test", wanted.sequences)
        test = Test(wanted.sequences, wrong, mean, keeps(wanted, wrong, mean))
    return Trial(
        row=protocol.name,
        seed=int(seed),
        options=protocol.options.changed(),
        solved=not pending,
        sequences=learner.trained,
        stops=tuple(stops),
        test=test,
        grown_after=learner.grown_after,
        cap=cap,
        steps=learner.steps,
        seconds=time.process_time() - began,
    )
