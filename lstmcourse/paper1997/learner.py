"""A net in training: what a trial does step by step, and what a book page looks into.

learner = Learner(PROTOCOLS["6a"], seed=0)
learner.train(1000)
to_network(learner.protocol, learner.net)         the net after 1000 sequences, for NumPy
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstmcourse.learning.construction import has_stalled
from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997._records import Criterion, Protocol
from lstmcourse.paper1997.engine import (
    Weights,
    plan_of,
    sizes_of,
    start_net,
    work_of,
)
from lstmcourse.paper1997.sequences import buffers_of, string_sets, task_of

MOST_AT_ONCE = 5000
"""Training sequences per call of the compiled code; Ctrl-C is heard between two calls."""


class Recent(NamedTuple):
    """The last training sequences, entry number % window, for the criterion "last"."""

    worst: np.ndarray  # (window,) largest |d - y| of each
    mean: np.ndarray  # (window,) mean |d - y| of each
    wrong: np.ndarray  # (1,) int64, how many of them miss the tolerance


class Learner:
    """A net in training, with all that the compiled code needs.

    ``net`` are the weights, ``trained`` counts training sequences, ``errors`` holds E of the last
    ones, oldest first.
    """

    def __init__(self, protocol: Protocol, seed: int) -> None:
        from lstmcourse.paper1997 import _compiled_trial

        self._code = _compiled_trial
        self.protocol = protocol
        self.net = start_net(protocol, seed)
        self.trained = self.steps = 0
        self.finite = True
        self.grown_after: int | None = None
        self.errors = self._no_errors = np.zeros(0)
        self._plan = plan_of(protocol)
        self._buffers = buffers_of(protocol)
        self._sizes = sizes_of(protocol, self._buffers)
        self._work = work_of(protocol, self._buffers)
        self._grads = Weights(*(np.zeros_like(part) for part in self.net))
        self._task, self._sets = task_of(protocol), string_sets(protocol, seed)
        self._keys = {
            purpose: np.uint64(counter_random.key_of(protocol.name, seed, purpose))
            for purpose in ("training", "check", "test")
        }
        last = [criterion for criterion in protocol.stop if criterion.kind == "last"]
        window = last[0].sequences if last else 1
        self._recent = Recent(np.zeros(window), np.zeros(window), np.zeros(1, np.int64))
        self._checks = self._failed = 0
        self._met = False
        self._waiting: tuple[Weights, Weights] | None = None
        if protocol.net.connectivity == "B" and protocol.options.growth_window:
            self._put_cell_aside()

    def train(self, count: int, criterion: Criterion | None = None) -> bool:
        """Train on the next ``count`` sequences, fewer if a criterion "last" is met on the way."""
        limits = (0.0, -1, np.inf) if criterion is None else _limits(criterion)
        errors = np.empty(count)
        done, met, steps, _, _ = self._run(
            self._code.TRAIN, "training", self.trained, count, limits, errors
        )
        self.trained += done
        self.steps += steps
        kept = max(1, 2 * self.protocol.options.growth_window)
        self.errors = np.concatenate([self.errors, errors[:done]])[-kept:]
        self.finite = bool(np.isfinite(self.errors[-1])) if len(self.errors) else True
        return met

    def train_towards(self, criterion: Criterion, cap: int) -> bool:
        """Train until the criterion is to be looked at next; False if that is not yet."""
        left = cap - self.trained
        if criterion.kind == "last":
            self._met = self.train(min(left, MOST_AT_ONCE), criterion)
            return self._met
        if self._met:  # two criteria may be met at one test
            self._met = False
            return True
        every = self.protocol.options.test_every or criterion.every
        count = every - self.trained % every
        window = self.protocol.options.growth_window
        if self._waiting is not None:
            count = min(count, window - self.trained % window)
        self.train(min(count, left, MOST_AT_ONCE))
        if self._waiting is not None and self.trained % window == 0:
            if has_stalled(self.errors, window):
                self._add_cell()
        return self.trained % every == 0

    def meets(self, criterion: Criterion) -> bool:
        """Whether the net as it is meets the criterion."""
        if criterion.kind == "last":
            return True  # the training loop has said so
        if criterion.kind == "strings":
            strings = len(self._sets.all_lengths)
            done, _, _, wrong, _ = self._run(
                self._code.TEST_STRINGS, "check", self._failed, strings, (0.0, 0, np.inf)
            )
            # The string that failed is the first one next time: it fails most often.
            self._failed = (self._failed + done - 1) % strings
            return wrong == 0
        wrong, mean = self.test(criterion, "check", criterion.most_wrong)
        self._checks += 1
        self._met = keeps(criterion, wrong, mean)
        return self._met

    def test(self, criterion: Criterion, purpose: str, most_wrong: int) -> tuple[int, float]:
        """(wrong, mean error) on test sequences; ends early once more than most_wrong are wrong."""
        fresh = criterion.kind == "fresh" and purpose == "check"
        mode = self._code.TEST_LAST_STEP if criterion.last_step else self._code.TEST
        start = self._checks * criterion.sequences if fresh else 0
        tolerance, _, mean_error = _limits(criterion)
        limits = (tolerance, most_wrong, mean_error)
        *_, wrong, mean = self._run(mode, purpose, start, criterion.sequences, limits)
        return int(wrong), float(mean)

    def _run(
        self,
        mode: int,
        purpose: str,
        start: int,
        count: int,
        limits: tuple[float, int, float],
        errors: np.ndarray | None = None,
    ) -> tuple[int, bool, int, int, float]:
        errors = self._no_errors if errors is None else errors
        return self._code.run_many(
            mode, self._sizes, self.net, self._plan, self._grads, self._work, self._task,
            self._sets, self._keys[purpose], start, count, self._recent, errors, limits,
            self._buffers,
        )  # fmt: skip

    def _put_cell_aside(self) -> None:
        """Train the shortcuts alone at first: no weight into or out of the cell exists."""
        self._waiting = (
            Weights(*(part.copy() for part in self.net)),
            Weights(*(part.copy() for part in self._plan.mask)),
        )
        for weights in (self.net, self._plan.mask):
            weights.hidden[:] = 0.0
            weights.output[: -self.protocol.net.outputs] = 0.0

    def _add_cell(self) -> None:
        """The cell with its input gate, with the weights that were drawn for it."""
        drawn, mask = self._waiting
        outputs = self.protocol.net.outputs
        for weights, kept in ((self.net, drawn), (self._plan.mask, mask)):
            weights.hidden[:] = kept.hidden
            weights.output[:-outputs] = kept.output[:-outputs]
        if self.protocol.options.shortcuts_after_growth == "frozen":
            self._plan.mask.shortcuts[:] = 0.0
        self._waiting, self.grown_after = None, self.trained


def _limits(criterion: Criterion) -> tuple[float, int, float]:
    mean = np.inf if criterion.mean_error is None else criterion.mean_error
    return float(criterion.tolerance), int(criterion.most_wrong), float(mean)


def keeps(criterion: Criterion, wrong: int, mean: float) -> bool:
    """Whether a test with so many wrong sequences and this mean error meets the criterion."""
    limit = criterion.mean_error
    return wrong <= criterion.most_wrong and (limit is None or mean < limit)
