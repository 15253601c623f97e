"""Losses: each returns the value and its derivative by the network's outputs.

Explained in: book/rnn/sentence
"""

from collections.abc import Callable

import numpy as np

from lstmcourse.tasks.symbols import IGNORE

Loss = Callable[[np.ndarray, np.ndarray], tuple[float, np.ndarray]]
"""loss(outputs, targets) -> (value, gradient by the outputs)"""


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """log p_k = y_k - log sum_j exp(y_j) over the last axis.

    The largest logit is subtracted first, which changes nothing but keeps exp from overflowing.
    """
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(logits: np.ndarray) -> np.ndarray:
    """p_k = exp(y_k) / sum_j exp(y_j) over the last axis."""
    return np.exp(log_softmax(logits))


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean of -log p_target, with p = softmax(logits).

        E = -1/N sum_n log p_n[target_n]        dE/dy_n = (p_n - onehot(target_n)) / N

    Args:
        logits: scores y before the softmax, (..., K); mostly (T, B, K).
        targets: integers 0 ... K-1 or IGNORE, (...). N counts the targets that are not IGNORE.

    Returns:
        The loss in nats as a Python float, and its derivative by the logits, (..., K).

    Raises:
        TypeError: targets are not integers.
        ValueError: the shapes do not match, a target lies outside 0 ... K-1, or none counts.
    """
    if not np.issubdtype(targets.dtype, np.integer):
        raise TypeError(f"cross_entropy: targets must be integers, but are {targets.dtype}")
    if targets.shape != logits.shape[:-1]:
        raise ValueError(
            f"cross_entropy: logits have shape {logits.shape}, so targets must have shape "
            f"{logits.shape[:-1]}, but have {targets.shape}"
        )
    counted = targets != IGNORE
    count = int(counted.sum())
    if count == 0:
        raise ValueError("cross_entropy: no target counts, so there is no mean to take")
    classes = logits.shape[-1]
    chosen = targets[counted]
    if chosen.min() < 0 or chosen.max() >= classes:
        raise ValueError(
            f"cross_entropy: targets must lie in 0 ... {classes - 1} or be IGNORE = {IGNORE}, "
            f"but range from {chosen.min()} to {chosen.max()}"
        )

    log_p = log_softmax(logits[counted])  # (N, K)
    each = np.arange(count)
    d_counted = np.exp(log_p)
    d_counted[each, chosen] -= 1
    d_logits = np.zeros_like(logits)
    d_logits[counted] = d_counted / count
    return float(-log_p[each, chosen].mean()), d_logits


def squared_error(outputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
    """Half the squared error, averaged over all entries.

        E = 1/N sum_n 1/2 (y_n - d_n)^2         dE/dy_n = (y_n - d_n) / N

    N is the number of entries of ``outputs``. The half makes the derivative plain; PyTorch's
    ``mse_loss`` is twice as large.

    Args:
        outputs: y, any shape; mostly (T, B, K).
        targets: d, the same shape.

    Returns:
        The loss as a Python float, and its derivative by the outputs, in their shape.

    Raises:
        ValueError: the shapes differ (nothing is broadcast), or there are no entries.
    """
    if outputs.shape != targets.shape:
        raise ValueError(
            f"squared_error: outputs have shape {outputs.shape} and targets {targets.shape}; "
            "the two must be equal"
        )
    if outputs.size == 0:
        raise ValueError("squared_error: there are no outputs, so there is no mean to take")
    errors = outputs - targets
    return float(0.5 * np.mean(errors**2)), (errors / errors.size).astype(outputs.dtype)


def at_last_step(loss: Loss) -> Loss:
    """The same loss for tasks that ask once, at the end: only the outputs of step T count.

    The new loss takes outputs (T, B, K) and the targets of the last step alone, (B,) or (B, K).
    Its gradient is zero at all earlier steps.
    """

    def last(outputs: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        if len(outputs) == 0:
            raise ValueError("at_last_step: the sequences have no steps, so no last one either")
        d_outputs = np.zeros_like(outputs)
        value, d_outputs[-1] = loss(outputs[-1], targets)
        return value, d_outputs

    return last
