"""Random weight guessing: draw a net, try it, throw it away; rows that run as the others do.

    ROWS["guess-parity-1"].run(seed=0)     a Trial; its ``sequences`` are guessed NETS

guess-latch-1            latch I: one tanh unit; its own weight and the first input of each class
guess-latch-2            latch II: one tanh unit that sees itself, the input (1 or -1) and a bias
guess-two-sequences-1    experiment 3a with clean signal, net A1 with one hidden unit
guess-two-sequences-2    the same, net A2
guess-parity-1, -2, -3   parity of 500 to 600 bits: A1; A2; A2 whose hidden units do not see
                         themselves

A1 is fully connected: one input, one output, n hidden units. A2 has 10 hidden units; each sees the
input, the output and itself, and the output sees all. All units are logistic and have a bias.
Hidden units come first in a step, then the output, as in the paper's own experiments. All weights
are uniform in [-100, 100]. A net is right when it is so on 100 training and 100 test sequences of
500 to 600 steps, 50 of each class, which stay the same during a trial.

Right means |error| < 0.1 after the last step. The targets are 0 and 1, in latch II -1 and 1. Those
of latch I are -0.8 and 0.8, which a saturated tanh overshoots by 0.2; there an answer beyond them
is right as well.

The 1997 paper gives no counts. Those in ``paper`` are from the companion papers on guessing; what
they leave open (the number of first inputs that tell the class, the order within a step) is ours.

Source: Schmidhuber, Hochreiter and Bengio (2001), Evaluating benchmark problems by random
guessing; Hochreiter and Schmidhuber (1997), section 5, "guessing".
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997._options import Changeable, check_known, with_changes
from lstmcourse.paper1997._records import Paper
from lstmcourse.paper1997.trial import Trial, checked_cap

__all__ = ["ROWS", "GuessingOptions", "GuessingRow", "Guessed", "Sequences", "guess_once"]

SET = 100
TOLERANCE = 0.1
AT_ONCE = 2000
"""Nets between two looks for Ctrl-C."""
NOT_REACHED = 10.0
MOST = 200_000


@dataclass(frozen=True)
class GuessingOptions(Changeable):
    """What may be changed.

    noise_variance: of the inputs after the first, in the latch and two-sequence tasks. The papers
        say 0.2; the counts they print come out with 0.04, a standard deviation of 0.2.
    hidden_self: None: as the row says whether hidden units see themselves. The count printed for
        parity with A1 comes out where they do not.
    reach: weights are uniform in [-reach, reach].
    shortest, longest: the lengths of the sequences, both included.
    """

    noise_variance: float = 0.2
    hidden_self: bool | None = None
    reach: float = 100.0
    shortest: int = 500
    longest: int = 600

    def __post_init__(self) -> None:
        check_known("GuessingOptions", "hidden_self", self.hidden_self, (None, True, False))
        if not self.noise_variance >= 0:
            raise ValueError(
                f"GuessingOptions: noise_variance={self.noise_variance} must not be negative"
            )
        if not self.reach > 0 or not 1 <= self.shortest <= self.longest:
            raise ValueError(
                f"GuessingOptions: reach={self.reach} must be above 0, and the lengths "
                f"{self.shortest} to {self.longest} from 1 on, the shorter one first"
            )


class Sequences(NamedTuple):
    """The 100 training and 100 test sequences of a trial, padded with 0."""

    inputs: np.ndarray  # (N, L)
    lengths: np.ndarray  # (N,)
    labels: np.ndarray  # (N,) 0 or 1


class Guessed(NamedTuple):
    """The last net of a trial."""

    nets: int  # how many were drawn
    solved: bool
    weights: np.ndarray  # (M, U): rows are the units, the bias, the input
    steps: int


@dataclass(frozen=True)
class GuessingRow:
    """One task with one kind of net.

    kind: "latch I", "latch II", "two sequences" or "parity".
    hidden: number of hidden units; 0 for the latches, which have one tanh unit in all.
    full: hidden units see each other (A1); False: only themselves and the output (A2).
    itself: hidden units see themselves.
    signal: the number of first inputs that tell the class.
    """

    name: str
    table: int
    task: str
    kind: str
    hidden: int
    full: bool
    itself: bool
    signal: int
    trials: int
    cap: int
    paper: Paper
    options: GuessingOptions = field(default_factory=GuessingOptions)

    def with_options(self, **changes: Any) -> GuessingRow:
        """The same row with other options.

        Raises:
            TypeError: there is no such option; the message lists those that exist.
            ValueError: the option cannot have this value.
        """
        return with_changes(self, changes)

    @property
    def weight_shape(self) -> tuple[int, int]:
        """(M, U) of the matrix of weights; the latches have 3 weights in one row."""
        units = self.hidden + 1
        return (1, 3) if self.kind.startswith("latch") else (units + 2, units)

    def mask(self) -> np.ndarray:
        """Which weights exist, (M, U) of 0.0 and 1.0; rows are the units, the bias, the input."""
        exist = np.ones(self.weight_shape)
        if self.hidden:
            among = exist[: self.hidden, : self.hidden]
            among *= 1.0 if self.full else np.eye(self.hidden)
            own = self.options.hidden_self
            if not (self.itself if own is None else own):
                np.fill_diagonal(among, 0.0)
        return exist

    def sequences(self, seed: int) -> Sequences:
        """The sequences of a trial: 100 for training, then 100 for the test."""
        from lstmcourse.paper1997 import _compiled_guessing as code

        shortest, longest = self.options.shortest, self.options.longest
        spread = math.sqrt(self.options.noise_variance)
        inputs, lengths = np.zeros((2 * SET, longest)), np.zeros(2 * SET, np.int64)
        for n in range(2 * SET):
            purpose = "training" if n < SET else "test"
            key = np.uint64(counter_random.key_of(self.name, seed, purpose))
            lengths[n], _ = code.draw_inputs(
                self._code, key, n % SET, shortest, longest, self.signal, spread, inputs[n]
            )
        return Sequences(inputs, lengths, np.arange(2 * SET) % 2)

    @property
    def _code(self) -> int:
        return ("latch I", "latch II", "two sequences", "parity").index(self.kind)

    def limits(self, labels: np.ndarray) -> np.ndarray:
        """(N, 2): the lowest and the highest right answer for each class."""
        if self.kind == "latch I":
            both = np.array([[-NOT_REACHED, -0.8], [0.8, NOT_REACHED]])
        elif self.kind == "latch II":
            both = np.array([[-1.0, -1.0], [1.0, 1.0]])
        else:
            both = np.array([[0.0, 0.0], [1.0, 1.0]])
        return both[labels]

    def guess(self, seed: int, cap: int | None = None) -> Guessed:
        """Draw nets until one is right on all sequences, or ``cap`` of them."""
        from lstmcourse.paper1997 import _compiled_guessing as code

        cap = checked_cap(self.name, cap, self.cap)
        drawn = self.sequences(seed)
        limits, mask = self.limits(drawn.labels), self.mask()
        key = np.uint64(counter_random.key_of(self.name, seed, "weights"))
        weights = np.zeros(mask.size)
        done, steps, solved = 0, 0, False
        while done < cap and not solved:
            more, solved, more_steps = code.guess(
                self._code, mask.ravel(), self.hidden, float(self.options.reach), drawn.inputs,
                drawn.lengths, limits, TOLERANCE, key, done, min(AT_ONCE, cap - done), weights,
            )  # fmt: skip
            done, steps = done + more, steps + more_steps
        return Guessed(done, bool(solved), weights.reshape(mask.shape) * mask, steps)

    def run(self, seed: int, cap: int | None = None) -> Trial:
        """One trial, a pure function of (row, options, seed); its ``sequences`` are nets."""
        began = time.process_time()
        found = self.guess(seed, cap)
        return Trial(
            row=self.name,
            seed=int(seed),
            options=self.options.changed(),
            solved=found.solved,
            sequences=found.nets,
            stops=(("stop", found.nets),) if found.solved else (),
            test=None,
            grown_after=None,
            cap=self.cap if cap is None else cap,
            steps=found.steps,
            seconds=time.process_time() - began,
            details={
                "counted": "guessed nets",
                "hidden": self.hidden,
                "weights": int(self.mask().sum()),
            },
        )


def guess_once(row: GuessingRow, weights: np.ndarray, inputs: np.ndarray) -> float:
    """The answer of the net with these weights (M, U) after the inputs (T,)."""
    from lstmcourse.paper1997 import _compiled_guessing as code

    units = row.hidden + 1
    inputs = np.array(inputs, float)
    return code.answer(
        row._code, np.array(weights, float).ravel(), row.mask().ravel(), row.hidden, inputs,
        len(inputs), np.zeros(units), np.zeros(units),
    )  # fmt: skip


def _rows() -> list[GuessingRow]:
    two, latch, parity = "two sequences", "latch", "parity, 500 to 600 bits"
    rows = (
        # name, task, kind, hidden, full, itself, trials, cap, nets, weights
        ("guess-latch-1", latch, "latch I", 0, True, True, 40, MOST, 6, 3),
        ("guess-latch-2", latch, "latch II", 0, True, True, 40, MOST, 22, 3),
        ("guess-two-sequences-1", two, two, 1, True, True, 20, MOST, 718, 8),
        ("guess-two-sequences-2", two, two, 10, False, True, 5, 30_000, 718, 53),
        ("guess-parity-1", parity, "parity", 1, True, True, 20, MOST, 2906, 8),
        ("guess-parity-2", parity, "parity", 10, False, True, 20, MOST, 2797, 53),
        ("guess-parity-3", parity, "parity", 10, False, False, 20, MOST, 250, 43),
    )
    return [
        GuessingRow(
            name, 4 if task == two else 0, task, kind, hidden, full, itself, 1, trials, cap,
            Paper(nets, weights, 100),
        )
        for name, task, kind, hidden, full, itself, trials, cap, nets, weights in rows
    ]  # fmt: skip


ROWS: Mapping[str, GuessingRow] = MappingProxyType({row.name: row for row in _rows()})
"""The rows by name."""
