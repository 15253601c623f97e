"""The same tasks for a modern LSTM, and for a plain tanh RNN: the columns beside the 1997 net.

    ROWS["modern-6a"].run(seed=0)        a Trial, as of the LSTM rows
    ROWS["rnn-6a"]                       the same training of a plain RNN

A row trains ``torch.nn.LSTM`` (input, forget and output gate; full backpropagation through time)
with minibatches, Adam and gradient clipping on the very sequences of a row of the paper, and
stops by that row's own criterion. ONE setting serves all rows; see ``Setting``. Where it fails,
the row departs from it, and says so in its ``options``.

Targets that name one of several outputs, or are 0 or 1, are learnt by cross-entropy; its outputs
are probabilities, and the row's tolerances apply to them. Targets that are numbers (3c, 4, 5) are
learnt by the squared error of a linear output.

PyTorch is loaded when a row runs, not before.

Explained in: book/paper1997/adding
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997._options import Changeable, check_known, with_changes
from lstmcourse.paper1997._records import Criterion, Paper, Protocol, TaskSettings
from lstmcourse.paper1997.learner import keeps
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.sequences import buffers_of, string_sets, task_of
from lstmcourse.paper1997.trial import Test, Trial, checked_cap

__all__ = ["ROWS", "ModernRow", "Setting"]

TEST_AT_ONCE = 250


@dataclass(frozen=True)
class Setting(Changeable):
    """How a modern row is trained. The defaults are the one setting for all rows.

    hidden: H, the number of cells (or of units of the plain RNN).
    batch: sequences per update; it divides 200 and 500, the sequences between two tests.
    rate: of Adam, with its usual 0.9 and 0.999.
    clip: the gradient's norm over all weights is at most so large.
    gate_bias: what the gates' biases start at. "log T" (Tallec and Ollivier 2018): log T for
        forget gates, so that a cell keeps 1 - 1/(T + 1) of its state per step, and -log T for
        input gates, so that it takes in about as little; T is the task's length parameter, and 12,
        the mean length, in experiment 1. "one": 1 for forget gates, which is usual and keeps 0.73;
        input gates like any other bias.
    cell: "lstm" or "rnn".
    """

    hidden: int = 16
    batch: int = 20
    rate: float = 1e-2
    clip: float = 1.0
    gate_bias: str = "log T"
    cell: str = "lstm"

    def __post_init__(self) -> None:
        check_known("Setting", "cell", self.cell, ("lstm", "rnn"))
        check_known("Setting", "gate_bias", self.gate_bias, ("log T", "one"))
        if self.hidden < 1 or self.batch < 1:
            raise ValueError(f"Setting: hidden={self.hidden} and batch={self.batch} must be >= 1")
        if not (self.rate > 0 and self.clip > 0):
            raise ValueError(f"Setting: rate={self.rate} and clip={self.clip} must be positive")


@dataclass(frozen=True)
class ModernRow:
    """A row of the paper for another learner.

    protocol: the row of the paper: task, sequences, criteria.
    options: how it is trained.
    trials, cap: how many trials, and after how many training sequences one ends unsolved.
    """

    name: str
    protocol: Protocol
    options: Setting = field(default_factory=Setting)
    trials: int = 3
    cap: int = 100_000

    @property
    def table(self) -> int:
        """The paper's table."""
        return self.protocol.table

    @property
    def task(self) -> str:
        """The task's name."""
        return self.protocol.task

    @property
    def task_settings(self) -> TaskSettings:
        """The task's numbers."""
        return self.protocol.task_settings

    @property
    def paper(self) -> Paper:
        """What the paper prints for its own net."""
        return self.protocol.paper

    def with_options(self, **changes: Any) -> ModernRow:
        """The same row, trained in another way.

        Raises:
            TypeError: there is no such option; the message lists those that exist.
            ValueError: the option cannot have this value.
        """
        return with_changes(self, changes)

    def weight_count(self) -> int:
        """All trainable weights and biases."""
        net, hidden = self.protocol.net, self.options.hidden
        gates = 4 if self.options.cell == "lstm" else 1
        return gates * hidden * (net.inputs + hidden + 1) + (hidden + 1) * net.outputs

    def run(self, seed: int, cap: int | None = None) -> Trial:
        """One trial: training until the row's criterion is met or the cap is reached, then its
        test. Deterministic: a function of (row, seed) on machines with the same PyTorch.

        Raises:
            ImportError: PyTorch is not installed.
            ValueError: the cap is less than 1.
            TypeError: the seed is not a whole number.
        """
        cap = checked_cap(self.name, cap, self.cap)
        try:
            import torch
        except ImportError as error:
            raise ImportError(
                "modern rows need PyTorch; install it with: pip install torch"
            ) from error
        began, threads = time.process_time(), torch.get_num_threads()
        torch.set_num_threads(1)  # the same sums in the same order on every machine
        try:
            return _run(self, seed, cap, began)
        finally:
            torch.set_num_threads(threads)


def _run(row: ModernRow, seed: int, cap: int, began: float) -> Trial:
    learner = _Learner(row, seed)
    pending, stops = list(row.protocol.stop), []
    while pending and learner.trained < cap and learner.finite:
        learner.update(cap)
        while pending and learner.meets(pending[0]):
            stops.append((pending[0].name, learner.trained))
            pending.pop(0)
    test, wanted = None, row.protocol.success
    if not pending and wanted is not None:
        wrong, mean = learner.test(wanted, "test", 0, wanted.sequences)
        test = Test(wanted.sequences, wrong, mean, keeps(wanted, wrong, mean))
    options = row.options
    return Trial(
        row=row.name,
        seed=int(seed),
        options=options.changed(),
        solved=not pending,
        sequences=learner.trained,
        stops=tuple(stops),
        test=test,
        grown_after=None,
        cap=cap,
        steps=learner.steps,
        seconds=time.process_time() - began,
        details={
            "cell": options.cell,
            "hidden": options.hidden,
            "weights": row.weight_count(),
            "rate": options.rate,
            "batch": options.batch,
            "clip": options.clip,
            "gate_bias": options.gate_bias,
            "updates": learner.updates,
        },
    )


class _Batch(NamedTuple):
    """B sequences, as long as the longest of them."""

    symbols: np.ndarray  # (T, B)
    values: np.ndarray  # (T, B, D)
    classes: np.ndarray  # (T, B), -1 where there is no target
    numbers: np.ndarray  # (B, K), targets of the last step
    lengths: np.ndarray  # (B,)


class _Learner:
    """A modern net in training."""

    def __init__(self, row: ModernRow, seed: int) -> None:
        from lstmcourse.paper1997 import _modern_batches
        from lstmcourse.paper1997._modern_net import ModernNet

        protocol = row.protocol
        self._code, self._protocol, self._setting = _modern_batches, protocol, row.options
        self._task, self._sets = task_of(protocol), string_sets(protocol, seed)
        self._one = buffers_of(protocol)
        self._keys = {
            purpose: np.uint64(counter_random.key_of(protocol.name, seed, purpose))
            for purpose in ("training", "check", "test")
        }
        self._every_step = protocol.error_at == "every step"
        kind = "number" if protocol.task in _NUMBERS else "class"
        self._net = ModernNet(
            row.options, protocol, kind, counter_random.key_of(row.name, seed, "weights")
        )
        self.trained = self.steps = self.updates = 0
        self.finite = True
        self._worst, self._mean = np.zeros(0), np.zeros(0)
        self._checks = 0

    def update(self, cap: int) -> None:
        """One minibatch: outputs, their errors, and a step of Adam."""
        count = min(self._setting.batch, cap - self.trained)
        batch = self._draw("training", self.trained, count)
        worst, mean = self._net.learn(batch, self._every_step)
        last = [stop.sequences for stop in self._protocol.stop if stop.kind == "last"]
        if last:
            self._worst = np.append(self._worst, worst)[-last[0] :]
            self._mean = np.append(self._mean, mean)[-last[0] :]
        self.finite = bool(np.isfinite(worst).all())
        self.trained += count
        self.steps += int(batch.lengths.sum())
        self.updates += 1

    def meets(self, stop: Criterion) -> bool:
        """Whether the criterion is met now; tests happen as often as the row says."""
        if stop.kind == "last":
            wrong = int(np.sum(~(self._worst < stop.tolerance)))
            enough = len(self._worst) >= stop.sequences
            return enough and keeps(stop, wrong, float(self._mean.mean()))
        if self.trained // stop.every == (self.trained - self._setting.batch) // stop.every:
            return False
        if stop.kind == "strings":
            return self._net.strings_are_legal(self._strings(), self._sets.legal)
        start = self._checks * stop.sequences if stop.kind == "fresh" else 0
        wrong, mean = self.test(stop, "check", start, stop.most_wrong)
        self._checks += 1
        return keeps(stop, wrong, mean)

    def test(self, stop: Criterion, purpose: str, start: int, most_wrong: int) -> tuple[int, float]:
        """(wrong, mean error) on test sequences; ends early once more than most_wrong are wrong."""
        wrong, total, done = 0, 0.0, 0
        size = self._setting.batch
        while done < stop.sequences and wrong <= most_wrong:
            count = min(size, stop.sequences - done)
            batch = self._draw(purpose, start + done, count)
            worst, mean = self._net.look(batch, self._every_step and not stop.last_step)
            wrong += int(np.sum(~(worst < stop.tolerance)))
            total += float(mean.sum())
            done += count
            size = TEST_AT_ONCE  # few at first: most tests fail at once
        return wrong, total / done

    def _draw(self, purpose: str, start: int, count: int) -> _Batch:
        length = len(self._one.targets)
        batch = self._empty(length, count)
        longest = self._code.write_batch(
            self._task, self._sets, self._keys[purpose], start, purpose == "training", self._one,
            *batch,
        )  # fmt: skip
        return batch._replace(
            symbols=batch.symbols[:longest],
            values=batch.values[:longest],
            classes=batch.classes[:longest],
        )

    def _strings(self) -> _Batch:
        """All strings of experiment 1; the last symbol is asked for, not read."""
        sets = self._sets
        lengths = sets.all_lengths - 1
        longest, count = int(lengths.max()), len(lengths)
        strings = sets.all_strings[:, : longest + 1].T
        inside = np.arange(longest)[:, None] < lengths
        return self._empty(longest, count)._replace(
            symbols=np.where(inside, strings[:-1], 0),
            classes=np.where(inside, strings[1:], -1),
            lengths=lengths,
        )

    def _empty(self, length: int, count: int) -> _Batch:
        dense = self._one.values.shape[1]
        return _Batch(
            np.zeros((length, count), np.int64),
            np.zeros((length, count, dense)),
            np.zeros((length, count), np.int64),
            np.zeros((count, self._protocol.net.outputs)),
            np.zeros(count, np.int64),
        )


_NUMBERS = ("adding", "multiplication", "two sequences, noisy targets")


def _row(name: str, protocol: Protocol, setting: Setting) -> ModernRow:
    """Five trials of up to 100,000 sequences; fewer where sequences are long, to spare hours."""
    steps = protocol.task_settings.steps
    trials, cap = (5, 100_000) if steps <= 200 else (3, 40_000 if steps <= 500 else 20_000)
    return ModernRow(name, protocol, setting, trials, cap)


def _rows() -> dict[str, ModernRow]:
    named = {"1" if row.table == 1 else name: row for name, row in reversed(PROTOCOLS.items())}
    rows = {f"modern-{name}": row for name, row in reversed(named.items())}
    made = {name: _row(name, row, Setting()) for name, row in rows.items()}
    for name in ("2c-1", "3a-1", "4-1", "6a"):
        made[f"rnn-{name}"] = _row(f"rnn-{name}", PROTOCOLS[name], Setting(cell="rnn"))
    return made


ROWS = MappingProxyType(_rows())
"""All rows by name, in the paper's order; then the plain RNN's."""
