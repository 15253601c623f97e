"""The training loop.

Explained in: book/rnn/sentence
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.cells import Cell
from lstmcourse.learning.bptt import BpttResult, bptt, truncated_bptt
from lstmcourse.learning.clipping import clip_by_global_norm, global_norm
from lstmcourse.learning.losses import Loss
from lstmcourse.learning.network import Network
from lstmcourse.learning.optimisers import Optimiser
from lstmcourse.learning.progress_lines import make_reporter

Batch = tuple[np.ndarray, np.ndarray]
"""(xs, targets): inputs (T, B, I) and what the loss expects."""


class History(NamedTuple):
    """A training run, ready to plot. Entry n - 1 of losses and norms belongs to step n."""

    losses: np.ndarray  # (steps,) loss before each update
    norms: np.ndarray  # (steps,) norm of the gradient before clipping
    evaluations: np.ndarray  # (E, ...) what ``evaluate`` returned
    evaluation_steps: np.ndarray  # (E,) after how many updates
    net: Network  # the trained weights


def train(
    cell: Cell,
    net: Network,
    batches: Iterable[Batch] | Callable[[int], Batch],
    loss: Loss,
    optimiser: Optimiser,
    *,
    steps: int,
    clip: float | None = None,
    window: int | None = None,
    carry: bool = False,
    progress: str | None = None,
    evaluate: Callable[[Network], Any] | None = None,
    every: int = 100,
) -> History:
    """Train ``net`` for ``steps`` updates and return what happened.

    Args:
        cell: a module of ``lstmcourse.cells``.
        net: the weights to start from; they are not changed.
        batches: (xs, targets) pairs, one per step; or a function from the step number 0, 1, ...
            to such a pair.
        loss: loss(outputs, targets) -> (value, derivative by the outputs).
        optimiser: an ``SGD`` or ``Adam``; one that was used before goes on from where it was.
        steps: the number of updates.
        clip: the greatest gradient norm allowed; None for no clipping.
        window: cut the gradient into windows of this many steps (``truncated_bptt``).
        carry: start each batch in the final state of the one before, for batches that continue
            the same sequences.
        progress: "bar", "text" or "off". None uses the environment variable LSTMCOURSE_BAR if it
            is set; otherwise a bar in a terminal or notebook, and ten lines of text elsewhere or
            where CI is set. All of it goes to stderr.
        evaluate: called with the network after every ``every`` updates and after the last one;
            returns a number (or an array, always of the same shape).

    Raises:
        ValueError: an argument is out of range, or the batches end before the steps do.
        FloatingPointError: the loss or the gradient is no longer finite.
    """
    if steps < 0 or every < 1:
        raise ValueError(f"train: steps={steps} must be at least 0 and every={every} at least 1")
    source = _numbered(batches, steps)
    state = None
    losses, norms, evaluations, evaluation_steps = [], [], [], []
    reporter = make_reporter(progress, steps)
    try:
        for step, (xs, targets) in enumerate(source, start=1):
            result = _gradient(cell, net, xs, targets, loss, window, state)
            grads, norm = result.grads, global_norm(result.grads)
            if not np.isfinite(result.loss) or not np.isfinite(norm):
                raise FloatingPointError(
                    f"train: in step {step} the loss is {result.loss} and the gradient norm "
                    f"{norm}; use a smaller rate, or clip the gradient (clip=1.0)"
                )
            if clip is not None:
                grads, _ = clip_by_global_norm(grads, clip)
            net = optimiser.step(net, grads)
            state = result.state if carry else None

            losses.append(result.loss)
            norms.append(norm)
            reporter.update(step, result.loss, norm)
            if evaluate is not None and (step % every == 0 or step == steps):
                evaluations.append(evaluate(net))
                evaluation_steps.append(step)
    finally:
        reporter.close()
    return History(
        losses=np.array(losses, float),
        norms=np.array(norms, float),
        evaluations=np.array(evaluations),
        evaluation_steps=np.array(evaluation_steps, int),
        net=net,
    )


def _gradient(
    cell: Cell,
    net: Network,
    xs: np.ndarray,
    targets: np.ndarray,
    loss: Loss,
    window: int | None,
    state: Any,
) -> BpttResult:
    if window is None:
        return bptt(cell, net, xs, targets, loss, state)
    return truncated_bptt(cell, net, xs, targets, loss, window, state)


def _numbered(batches: Iterable[Batch] | Callable[[int], Batch], steps: int) -> Iterator[Batch]:
    """Exactly ``steps`` batches."""
    if callable(batches):
        yield from map(batches, range(steps))
        return
    source = iter(batches)
    for step in range(steps):
        try:
            yield next(source)
        except StopIteration:
            raise ValueError(
                f"train: the batches ended after {step} of {steps} steps; pass a function from "
                "the step number to a batch, or repeat them with itertools.cycle"
            ) from None
