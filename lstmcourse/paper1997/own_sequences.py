"""The 1997 net on a task of one's own: sequences come as arrays, training is compiled.

    net = Net(inputs=1, outputs=1, blocks=2, size=2)
    learner = OwnLearner(net, rate=0.5, seed=0)
    batch = parity.sample(rng, 1000, steps=20)
    seen = learner.train(batch.inputs, batch.targets)       the sequences, one after the other
    learner.test(batch.inputs, batch.targets).worst.max()
    learner.network()                                       for learning.paper_forward and its kin

The protocols of Tables 1 to 9 draw their sequences in compiled code; see ``learner`` for them.

Explained in: book/paper1997/limits
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lstmcourse.learning.paper_network import PaperNetwork
from lstmcourse.paper1997._options import Options, check_known
from lstmcourse.paper1997._records import Net, Paper, Protocol, TaskSettings
from lstmcourse.paper1997._weights import Weights, from_network, start_net, to_network
from lstmcourse.paper1997.engine import plan_of, work_of
from lstmcourse.paper1997.sequences import Buffers
from lstmcourse.tasks.symbols import IGNORE

__all__ = ["OwnLearner", "Seen"]


class Seen(NamedTuple):
    """What a net did on N sequences. In training: each before the weights changed."""

    errors: np.ndarray  # (N,) E
    worst: np.ndarray  # (N,) largest |d - y|
    mean: np.ndarray  # (N,) mean |d - y|


class Given(NamedTuple):
    """Sequences as the compiled code wants them."""

    symbols: np.ndarray  # (T, N) int64, or (0, 0)
    values: np.ndarray  # (T, N, D), or (0, 0, 0)
    targets: np.ndarray  # (T, N, K), 0 where there is none
    steps: np.ndarray  # (N,) up to the last target
    first: np.ndarray  # (N,) the first step with a target


class Back(NamedTuple):
    """Scratch space of the full gradient."""

    y: np.ndarray  # (T + 1, U)
    squashed: np.ndarray  # (T, U)
    s: np.ndarray  # (T + 1, C)
    shown: np.ndarray  # (T, C)
    d_out: np.ndarray  # (T, K)
    d_net: np.ndarray  # (U,)
    d_y: np.ndarray  # (U,)
    d_s: np.ndarray  # (C,)


class OwnLearner:
    """A 1997 net in training on sequences that are handed in.

    ``weights`` are the net's, ``trained`` counts training sequences.

    Args:
        net: a ``protocols.Net`` of connectivity "F" with both gates.
        rate: the learning rate.
        seed: the start weights are a pure function of it and of ``net``.
        rule: "truncated" (the paper's) or "full": the gradient through all paths.
        options: ``update``, ``output_unit``, ``output_derivative`` and the feedback switches count.

    Raises:
        ValueError: the net or an option does not fit.
    """

    def __init__(
        self,
        net: Net,
        *,
        rate: float,
        seed: int = 0,
        rule: str = "truncated",
        options: Options | None = None,
    ) -> None:
        options = Options() if options is None else options
        check_known("OwnLearner", "rule", rule, ("truncated", "full"))
        if net.connectivity != "F" or not rate > 0:
            raise ValueError(
                f"OwnLearner: connectivity={net.connectivity!r} must be 'F', and rate={rate} "
                "above 0"
            )
        if "absent" in (net.input_gate_bias, net.output_gate_bias):
            raise ValueError("OwnLearner: the net needs input and output gates; one is 'absent'")
        if rule == "full" and options.update == "step":
            raise ValueError('OwnLearner: rule="full" needs whole sequences: update="sequence"')
        self.protocol = Protocol(
            name="own", table=0, task="own", task_settings=TaskSettings(), net=net,
            rate=float(rate), error_at="every step", stop=(), success=None, trials=1, cap=1,
            paper=Paper(0, 0), options=options,
        )  # fmt: skip
        self.rule, self.trained = rule, 0
        self.weights = start_net(self.protocol, seed)
        self._plan = plan_of(self.protocol)
        self._grads = Weights(*(np.zeros_like(part) for part in self.weights))

    def train(self, inputs: Any, targets: Any) -> Seen:
        """Train on N sequences, one after the other.

        Args:
            inputs: (T, N, I) numbers, or (T, N) whole numbers: the symbol whose input is 1.
            targets: (T, N, K) with NaN where nothing is asked, or whole numbers (T, N) with IGNORE
                there: the target itself if K is 1, else the output whose target is 1. A sequence
                ends with its last target; from its first one on, every step needs one.

        Raises:
            ValueError: a shape does not fit, or a sequence has no target, or a gap between two.
        """
        found = self._run(inputs, targets, True)
        self.trained += len(found)
        return Seen(*found.T.copy())

    def test(self, inputs: Any, targets: Any) -> Seen:
        """The same without learning."""
        return Seen(*self._run(inputs, targets, False).T.copy())

    def network(self) -> PaperNetwork:
        """The net as it is, for NumPy."""
        return to_network(self.protocol, self.weights)

    def start_from(self, network: PaperNetwork) -> None:
        """Go on from these weights, which may be set by hand."""
        self.weights = from_network(self.protocol, network)

    def _run(self, inputs: Any, targets: Any, learn: bool) -> np.ndarray:
        from lstmcourse.paper1997._compiled_own import run_given

        given = _given(self.protocol.net, inputs, targets)
        net, longest = self.protocol.net, int(given.steps.max(initial=1))
        dense = given.values.shape[2]
        sequence = Buffers(
            np.zeros(longest, np.int64),
            np.zeros((longest, dense)),
            np.zeros((longest, net.outputs)),
        )
        sizes = (0,) * net.blocks, (0,) * net.size, (0,) * dense
        found = np.zeros((len(given.steps), 3))
        run_given(
            sizes, self.weights, self._plan, self._grads, work_of(self.protocol, sequence), given,
            sequence, self.rule == "full", _back(net, longest), learn, found,
        )  # fmt: skip
        return found


def _back(net: Net, steps: int) -> Back:
    cells, units = net.blocks * net.size, net.blocks * (2 + net.size)
    shapes = (
        (steps + 1, units), (steps, units), (steps + 1, cells), (steps, cells),
        (steps, net.outputs), units, units, cells,
    )  # fmt: skip
    return Back(*(np.zeros(shape) for shape in shapes))


def _given(net: Net, inputs: Any, targets: Any) -> Given:
    """The arguments of ``train``, checked."""
    inputs, targets = np.asarray(inputs), np.asarray(targets)
    if targets.ndim == 2 and np.issubdtype(targets.dtype, np.integer):
        targets = _from_labels(targets, net.outputs)
    symbols = inputs.ndim == 2 and np.issubdtype(inputs.dtype, np.integer)
    steps, count = inputs.shape[:2] if inputs.ndim > 1 else (0, 0)
    if (not symbols and inputs.shape != (steps, count, net.inputs)) or targets.shape != (
        steps,
        count,
        net.outputs,
    ):
        raise ValueError(
            f"inputs {inputs.shape} and targets {targets.shape} must be (T, N, {net.inputs}), or "
            f"(T, N) symbols, and (T, N, {net.outputs})"
        )
    asked = np.isfinite(targets).all(axis=-1)
    if not asked.any(axis=0).all():
        raise ValueError("every sequence needs a step with a target; some have none")
    first, last = asked.argmax(axis=0), steps - 1 - asked[::-1].argmax(axis=0)
    if not np.array_equal(asked.sum(axis=0), last - first + 1):
        raise ValueError("from its first target on, every step of a sequence needs one")
    within = np.arange(steps)[:, None] <= last
    if symbols and np.any(within & ((inputs < 0) | (inputs >= net.inputs))):
        raise ValueError(f"symbols must be 0 to {net.inputs - 1}; some are not")
    return Given(
        np.ascontiguousarray(inputs, np.int64) if symbols else np.zeros((0, 0), np.int64),
        np.zeros((0, 0, 0)) if symbols else np.ascontiguousarray(inputs, float),
        np.ascontiguousarray(np.where(np.isfinite(targets), targets, 0.0), float),
        last + 1,
        first,
    )


def _from_labels(labels: np.ndarray, outputs: int) -> np.ndarray:
    """Whole numbers (T, N) with IGNORE as targets (T, N, K) with NaN."""
    if outputs == 1:
        targets = labels[..., None].astype(float)
    else:
        targets = (labels[..., None] == np.arange(outputs)).astype(float)
    return np.where((labels == IGNORE)[..., None], np.nan, targets)
