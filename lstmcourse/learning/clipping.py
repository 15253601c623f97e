"""Gradient clipping: limit how far one step can go.

Explained in: book/rnn/clipping
"""

import numpy as np

from lstmcourse.learning.trees import Tree, leaves, map_tree


def global_norm(grads: Tree) -> float:
    """The 2-norm of all entries of all blocks together: sqrt(sum_blocks sum_entries g^2).

    The largest entry is divided out first, so squares neither overflow nor vanish.
    """
    arrays = [np.asarray(array, np.float64) for _, array in leaves(grads) if np.size(array)]
    largest = max((np.max(np.abs(array)) for array in arrays), default=0.0)
    if largest == 0 or not np.isfinite(largest):
        return float(largest)
    return float(largest * np.sqrt(sum(np.sum((array / largest) ** 2) for array in arrays)))


def clip_by_global_norm(grads: Tree, max_norm: float) -> tuple[Tree, float]:
    """Shorten the gradient to length ``max_norm`` if it is longer; keep its direction.

        g <- g * min(1, max_norm / ||g||)

    Args:
        grads: the gradient, a tree of arrays; it is not changed.
        max_norm: the greatest length allowed, above 0.

    Returns:
        The clipped gradient, and the norm before clipping.

    Raises:
        ValueError: max_norm is not above 0.
        FloatingPointError: the gradient holds inf or nan, which no factor can repair.

    Source: Pascanu, Mikolov and Bengio (2013), algorithm 1. PyTorch's ``clip_grad_norm_`` adds
    1e-6 to the norm before it divides.
    """
    if not max_norm > 0:
        raise ValueError(f"clip_by_global_norm: max_norm={max_norm} must be above 0")
    norm = global_norm(grads)
    if not np.isfinite(norm):
        raise FloatingPointError(
            "clip_by_global_norm: the gradient holds inf or nan, so clipping cannot repair it; "
            "look for overflow in the forward pass, or use smaller initial weights"
        )
    factor = min(1.0, float(max_norm) / norm) if norm > 0 else 1.0
    return map_tree(lambda grad: grad * factor, grads), norm


def clip_by_value(grads: Tree, limit: float) -> Tree:
    """Move every entry into [-limit, limit] on its own; this can turn the gradient's direction.

    Raises:
        ValueError: limit is not above 0.
    """
    if not limit > 0:
        raise ValueError(f"clip_by_value: limit={limit} must be above 0")
    limit = float(limit)
    return map_tree(lambda grad: np.clip(grad, -limit, limit), grads)
