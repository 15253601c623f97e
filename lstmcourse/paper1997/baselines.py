"""The recurrent nets that Tables 1 and 2 compare with: rows that run as those of the 1997 net do.

    ROWS["rtrl-2a-1"].run(seed=0)          a Trial
    ROWS["elman-1"].with_options(update="sequence").run(seed=0)

rtrl-2a-1 to -5    task 2a by RTRL: p = 4 with the rates 1, 4 and 10; p = 10; p = 100
bptt-2a            the same net, p = 100, by BPTT
elman-1            experiment 1, an Elman net whose context is treated as an input
elman-1-bptt       the same net, with the gradient through all steps

The net of 2a has one self-recurrent hidden unit, and each layer sees all layers below it. With one
hidden unit RTRL costs no more than BPTT; the gradients are equal. Elman's net has 15 hidden units.
All units are logistic, there are no biases (so the weight counts are those of the paper), weights
start in [-0.2, 0.2] and every sequence starts with hidden units at 0.

Source: Hochreiter and Schmidhuber (1997), sections 5.1 and 5.2, Tables 1 and 2.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997._options import Changeable, check_known, with_changes
from lstmcourse.paper1997._records import Paper
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.sequences import LONGEST_STRING, StringSets, string_sets
from lstmcourse.paper1997.trial import Trial, checked_cap

__all__ = ["ROWS", "BaselineOptions", "ElmanRow", "LagRow"]

INIT_RANGE = 0.2
TOLERANCE = 0.25
HIDDEN = 15
AT_ONCE = 20_000
"""Steps of about this number of sequences of four pass between two looks for Ctrl-C."""


@dataclass(frozen=True)
class BaselineOptions(Changeable):
    """What the paper leaves open about these nets.

    update: "sequence": the weights change after each sequence; "step": after each step.
    rate: None: that of the row.
    output_derivative: False leaves f'_k out of the error signal.
    test_every: training sequences between two tests; None: the number in the row.
    """

    update: str = "sequence"
    rate: float | None = None
    output_derivative: bool = True
    test_every: int | None = None

    def __post_init__(self) -> None:
        check_known("BaselineOptions", "update", self.update, ("sequence", "step"))
        check_known("BaselineOptions", "output_derivative", self.output_derivative, (True, False))
        if self.rate is not None and not self.rate > 0:
            raise ValueError(f"BaselineOptions: rate={self.rate} must be above 0, or None")
        if self.test_every is not None and self.test_every < 1:
            raise ValueError(f"BaselineOptions: test_every={self.test_every} must be at least 1")


class _Row:
    """What both kinds of rows share."""

    def with_options(self, **changes: Any) -> Any:
        """The same row with other options.

        Raises:
            TypeError: there is no such option; the message lists those that exist.
            ValueError: the option cannot have this value.
        """
        return with_changes(self, changes)

    def __post_init__(self) -> None:
        if self.method == "bptt" and self.options.update == "step":
            raise ValueError(f'{self.name}: BPTT needs whole sequences; update must be "sequence"')


@dataclass(frozen=True)
class LagRow(_Row):
    """A row of Table 2: the net with one hidden unit on task 2a.

    method: "rtrl" or "bptt". delay: p. The success rule is that of the LSTM row: |error| of all
    outputs below 0.25 on 10,000 successive sequences. Only two sequences exist, so the net is
    tested on both.
    """

    name: str
    method: str
    delay: int
    rate: float
    trials: int
    cap: int
    paper: Paper
    every: int = 500
    options: BaselineOptions = field(default_factory=BaselineOptions)
    table: int = 2
    task: str = "noise-free lag"

    def run(self, seed: int, cap: int | None = None) -> Trial:
        """One trial, a pure function of (row, options, seed)."""
        from lstmcourse.paper1997 import _compiled_baselines as code

        cap, began = checked_cap(self.name, cap, self.cap), time.process_time()
        method = {"rtrl": code.RTRL, "bptt": code.BPTT}[self.method]
        net = lag_weights(self, seed)
        grads, work = lag_scratch(self.delay)
        key = np.uint64(counter_random.key_of(self.name, seed, "training"))
        rate = self.options.rate or self.rate
        done, solved, finite = 0, False, True
        chunk = max(1, AT_ONCE * 4 // self.delay**2 * 4)
        while done < cap and not solved and finite:
            more, solved, finite = code.train_lag(
                net, grads, work, key, done, min(chunk, cap - done), method, float(rate),
                self.options.update == "step", self.options.output_derivative,
                self.options.test_every or self.every, TOLERANCE,
            )  # fmt: skip
            done += more
        details = {"rate": rate, "hidden": 1, "weights": sum(part.size for part in net)}
        return _trial(self, seed, cap, solved, done, done * self.delay, began, details)


@dataclass(frozen=True)
class ElmanRow(_Row):
    """A row of Table 1: an Elman net on the embedded Reber grammar.

    method: "one step" or "bptt". The strings and the success rule are those of the LSTM rows; the
    paper gives no learning rate.
    """

    name: str
    method: str
    rate: float
    trials: int
    cap: int
    paper: Paper
    every: int = 200
    options: BaselineOptions = field(default_factory=BaselineOptions)
    table: int = 1
    task: str = "embedded Reber grammar"

    def run(self, seed: int, cap: int | None = None) -> Trial:
        """One trial, a pure function of (row, options, seed)."""
        from lstmcourse.paper1997 import _compiled_baselines as code

        cap, began = checked_cap(self.name, cap, self.cap), time.process_time()
        method = {"one step": code.TRUNCATED, "bptt": code.FULL}[self.method]
        sets = string_sets(PROTOCOLS["1-1"], seed)
        net = elman_weights(self, seed)
        grads, work = elman_scratch()
        key = np.uint64(counter_random.key_of(self.name, seed, "training"))
        rate = self.options.rate or self.rate
        done = steps = 0
        solved, finite, failed = False, True, np.zeros(1, np.int64)
        while done < cap and not solved and finite:
            more, more_steps, solved, finite = code.train_strings(
                net, grads, work, sets, key, done, min(AT_ONCE, cap - done), method, float(rate),
                self.options.update == "step", self.options.output_derivative,
                self.options.test_every or self.every, failed,
            )  # fmt: skip
            done, steps = done + more, steps + more_steps
        wrong = int(code.wrong_strings(net, grads, work, sets, failed, len(sets.all_lengths)))
        details = {
            "rate": rate,
            "hidden": HIDDEN,
            "weights": sum(part.size for part in net),
            "wrong_strings": wrong,
            "wrong_second_to_last": second_to_last(net, sets),
        }
        return _trial(self, seed, cap, solved, done, steps, began, details)


def _trial(
    row: Any, seed: int, cap: int, solved: bool, done: int, steps: int, began: float, details: dict
) -> Trial:
    return Trial(
        row=row.name,
        seed=int(seed),
        options=row.options.changed(),
        solved=bool(solved),
        sequences=int(done),
        stops=(("stop", int(done)),) if solved else (),
        test=None,
        grown_after=None,
        cap=cap,
        steps=int(steps),
        seconds=time.process_time() - began,
        details=details,
    )


class LagWeights(NamedTuple):
    """The net with one hidden unit; N = K = p + 1."""

    into_hidden: np.ndarray  # (N,)
    recurrent: np.ndarray  # (1,)
    from_hidden: np.ndarray  # (K,)
    shortcuts: np.ndarray  # (N * K,), rows are inputs


class LagWork(NamedTuple):
    """Scratch space."""

    hidden: np.ndarray  # (p,)
    d_hidden: np.ndarray  # (p,) what the outputs of a step ask of its h
    d_net: np.ndarray  # (p, K)
    trace: np.ndarray  # (N,) the partial derivatives of h by into_hidden


class ElmanWeights(NamedTuple):
    """Elman's net, flat, rows are sources."""

    W_x: np.ndarray  # (7 * H,)
    W_h: np.ndarray  # (H * H,)
    W_y: np.ndarray  # (H * 7,)


class ElmanWork(NamedTuple):
    """Scratch space."""

    hidden: np.ndarray  # (L + 1, H); row 0 stays 0
    outputs: np.ndarray  # (L, 7)
    d_nets: np.ndarray  # (L, 7)
    d_hidden: np.ndarray  # (L, H)


def _drawn(name: str, seed: int, sizes: tuple[int, ...]) -> list[np.ndarray]:
    key = counter_random.key_of(name, seed, "weights")
    drawn = INIT_RANGE * (2 * counter_random.uniform(key, np.arange(sum(sizes))) - 1)
    return np.split(drawn, np.cumsum(sizes)[:-1])


def lag_weights(row: LagRow, seed: int) -> LagWeights:
    """The weights before training, a pure function of (row, seed)."""
    n = row.delay + 1
    return LagWeights(*_drawn(row.name, seed, (n, 1, n, n * n)))


def lag_scratch(delay: int) -> tuple[LagWeights, LagWork]:
    """Space for gradients (those of the shortcuts are in ``work.d_net``), and for a sequence."""
    n = delay + 1
    zeros = np.zeros
    return (
        LagWeights(zeros(n), zeros(1), zeros(n), zeros(0)),
        LagWork(zeros(delay), zeros(delay), zeros((delay, n)), zeros(n)),
    )


def elman_weights(row: ElmanRow, seed: int) -> ElmanWeights:
    """The weights before training, a pure function of (row, seed)."""
    return ElmanWeights(*_drawn(row.name, seed, (7 * HIDDEN, HIDDEN**2, 7 * HIDDEN)))


def elman_scratch() -> tuple[ElmanWeights, ElmanWork]:
    """Space for gradients, and for a string."""
    sizes = (7 * HIDDEN, HIDDEN**2, 7 * HIDDEN)
    shapes = ((1, HIDDEN), (0, 7), (0, 7), (0, HIDDEN))
    return (
        ElmanWeights(*(np.zeros(size) for size in sizes)),
        ElmanWork(*(np.zeros((LONGEST_STRING + more, wide)) for more, wide in shapes)),
    )


def second_to_last(net: ElmanWeights, sets: StringSets) -> int:
    """Strings whose second-to-last symbol, T or P, is not the more active one of the two."""
    from lstmcourse.paper1997 import _compiled_baselines as code

    grads, work = elman_scratch()
    wrong = 0
    for string, length in zip(sets.all_strings, sets.all_lengths, strict=True):
        code.string_sequence(net, grads, work, string, length - 1, 0, 0.0, False, True, False)
        asked, other = string[length - 2], 3 - string[length - 2]  # T is symbol 1, P symbol 2
        wrong += not work.outputs[length - 3, asked] > work.outputs[length - 3, other]
    return int(wrong)


def _rows() -> list[Any]:
    never = 5_000_000
    lags = (
        # method, p, rate, trials, cap, sequences, success: Table 2
        ("rtrl", 4, 1.0, 18, never, 1_043_000, 78),
        ("rtrl", 4, 4.0, 18, never, 892_000, 56),
        ("rtrl", 4, 10.0, 18, never, 254_000, 22),
        ("rtrl", 10, 1.0, 3, never, never, 0),
        ("rtrl", 100, 1.0, 3, 50_000, never, 0),
        ("bptt", 100, 1.0, 3, 50_000, never, 0),
    )
    rows: list[Any] = []
    for number, (method, p, rate, trials, cap, sequences, success) in enumerate(lags, start=1):
        paper = Paper(sequences, (p + 1) ** 2 + 2 * (p + 1) + 1, success)
        name = f"rtrl-2a-{number}" if method == "rtrl" else "bptt-2a"
        rows.append(LagRow(name, method, p, rate, trials, cap, paper))
    weights = 14 * HIDDEN + HIDDEN**2
    for name, method in (("elman-1", "one step"), ("elman-1-bptt", "bptt")):
        rows.append(ElmanRow(name, method, 0.1, 10, 250_000, Paper(200_000, weights, 0)))
    return rows


ROWS: Mapping[str, Any] = MappingProxyType({row.name: row for row in _rows()})
"""The rows by name, in the paper's order."""
