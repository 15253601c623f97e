"""Training as in 1997: one sequence after the other, plain gradient descent, no momentum.

Explained in: book/cec/online
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.cells import lstm1997
from lstmcourse.learning.online1997 import online_step, zero_partials
from lstmcourse.learning.paper_network import PaperNetwork, paper_gradient
from lstmcourse.learning.trees import leaves, map_tree

Change = Callable[[int, PaperNetwork, float], PaperNetwork]
"""change(number, net, error) -> net: called after sequence number 1, 2, ... with its error."""


class OnlineHistory(NamedTuple):
    """A training run. Entry n - 1 of ``errors`` belongs to sequence n."""

    errors: np.ndarray  # (N,) E of each sequence, before the weights changed
    watched: list[Any]  # what ``watch`` returned
    watched_after: np.ndarray  # after how many sequences
    net: PaperNetwork  # the trained weights


def train_online(
    net: PaperNetwork,
    sequences: Iterable[tuple[np.ndarray, np.ndarray]],
    *,
    rate: float,
    update: str = "sequence",
    rule: str = "truncated",
    change: Change | None = None,
    stop: Callable[[np.ndarray], bool] | None = None,
    watch: Callable[[PaperNetwork], Any] | None = None,
    every: int = 100,
) -> OnlineHistory:
    """Train on the sequences, one by one: w <- w - rate dE/dw.

    Args:
        net: the weights to start from; they are not changed.
        sequences: pairs (xs (T, B, I), targets (T, B, K)) with NaN where no target exists; the
            training ends when they do. On-line means B = 1. The state starts at zero every time.
        rate: the learning rate alpha of the paper.
        update: "sequence" changes the weights after each sequence, by the sum over its steps;
            "step" changes them after each step that has a target. The paper does not say which.
        rule: "truncated" or "full"; "full" needs update="sequence".
        change: may return another network after a sequence, such as one with one more block.
        stop: called with all errors so far after each sequence; True ends the training.
        watch: called with the network before the first and after every ``every``-th sequence.

    Raises:
        ValueError: an option is unknown, or does not fit another.
        FloatingPointError: the error or a weight is no longer finite.

    Source: Hochreiter and Schmidhuber (1997), section 5: on-line learning throughout.
    """
    if update not in ("sequence", "step"):
        raise ValueError(f'train_online: update={update!r} must be "sequence" or "step"')
    if rule not in ("truncated", "full") or (rule == "full" and update == "step"):
        raise ValueError(
            f'train_online: rule={rule!r} must be "truncated", or "full" with update="sequence"'
        )
    if not rate > 0 or every < 1:
        raise ValueError(f"train_online: rate={rate} must be above 0, every={every} at least 1")
    errors: list[float] = []
    watched = [] if watch is None else [watch(net)]
    watched_after = [] if watch is None else [0]
    for number, (xs, targets) in enumerate(sequences, start=1):
        if update == "sequence":
            result = paper_gradient(net, xs, targets, rule=rule)
            error, net = result.error, _moved(net, result.grads, rate)
        else:
            error, net = _step_by_step(net, xs, targets, rate)
        if not np.isfinite(error) or not all(np.isfinite(w).all() for _, w in leaves(net)):
            raise FloatingPointError(
                f"train_online: after sequence {number} the error is {error} and weights are not "
                f"finite; use a smaller rate than {rate}"
            )
        errors.append(error)
        if change is not None:
            net = change(number, net, error)
        if watch is not None and number % every == 0:
            watched.append(watch(net))
            watched_after.append(number)
        if stop is not None and stop(np.array(errors)):
            break
    return OnlineHistory(np.array(errors, float), watched, np.array(watched_after, int), net)


def _step_by_step(
    net: PaperNetwork, xs: np.ndarray, targets: np.ndarray, rate: float
) -> tuple[float, PaperNetwork]:
    """One sequence in which the weights change at every step that has a target."""
    batch = xs.shape[1]
    state = lstm1997.zero_state(net.params, batch)
    partials = zero_partials(net.params, batch)
    error = 0.0
    for x, target in zip(xs, targets, strict=True):
        now = online_step(net, x, target, state, partials)
        state, partials = now.state, now.partials
        error += now.error
        if not np.isnan(target).all():
            net = _moved(net, now.grads, rate)
    return error, net


def _moved(net: PaperNetwork, grads: PaperNetwork, rate: float) -> PaperNetwork:
    return map_tree(lambda weight, grad: weight - rate * grad, net, grads)
