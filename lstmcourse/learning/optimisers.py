"""Optimisers: from weights and their gradient to new weights.

An optimiser keeps its own memory (velocities, moments), so use one object per training run.
``step`` never changes the arrays it is given.

Explained in: book/rnn/clipping
"""

from typing import Protocol

import numpy as np

from lstmcourse.learning.trees import Tree, map_tree


class Optimiser(Protocol):
    """What ``train`` needs of an optimiser."""

    def step(self, params: Tree, grads: Tree) -> Tree:
        """New weights from the old ones and their gradient."""


class SGD:
    """Gradient descent, with momentum if wanted.

        v <- momentum * v + g           (v starts at 0)
        w <- w - rate * v

    The same as ``torch.optim.SGD``.
    """

    def __init__(self, rate: float, momentum: float = 0.0) -> None:
        _check_rate("SGD", rate)
        _check_fraction("SGD", "momentum", momentum)
        self.rate = float(rate)  # a NumPy scalar would turn float32 weights into float64
        self.momentum = float(momentum)
        self._velocity: Tree = None

    def step(self, params: Tree, grads: Tree) -> Tree:
        """New weights; params and grads are trees of the same form and are not changed."""
        if self._velocity is None:
            self._velocity = map_tree(np.zeros_like, grads)
        self._velocity = map_tree(lambda v, g: self.momentum * v + g, self._velocity, grads)
        return map_tree(lambda w, v: w - self.rate * v, params, self._velocity)


class Adam:
    """Steps of nearly equal size for every weight (Kingma and Ba, 2015, algorithm 1).

        m <- beta1 * m + (1 - beta1) * g            m and s start at 0
        s <- beta2 * s + (1 - beta2) * g^2
        w <- w - rate * m_hat / (sqrt(s_hat) + eps)

    where m_hat = m / (1 - beta1^n) and s_hat = s / (1 - beta2^n) make up for the start at 0 in
    step n = 1, 2, ... The same as ``torch.optim.Adam``.
    """

    def __init__(
        self, rate: float = 1e-3, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        _check_rate("Adam", rate)
        _check_fraction("Adam", "beta1", beta1)
        _check_fraction("Adam", "beta2", beta2)
        self.rate = float(rate)
        self.beta1 = float(beta1)
        self.beta2 = float(beta2)
        self.eps = float(eps)
        self._steps = 0
        self._mean: Tree = None
        self._square: Tree = None

    def step(self, params: Tree, grads: Tree) -> Tree:
        """New weights; params and grads are trees of the same form and are not changed."""
        if self._steps == 0:
            self._mean = self._square = map_tree(np.zeros_like, grads)
        self._steps += 1
        beta1, beta2 = self.beta1, self.beta2
        self._mean = map_tree(lambda m, g: beta1 * m + (1 - beta1) * g, self._mean, grads)
        self._square = map_tree(lambda s, g: beta2 * s + (1 - beta2) * g**2, self._square, grads)
        start1 = 1 - beta1**self._steps
        start2 = 1 - beta2**self._steps

        def update(w: np.ndarray, m: np.ndarray, s: np.ndarray) -> np.ndarray:
            return w - self.rate * (m / start1) / (np.sqrt(s / start2) + self.eps)

        return map_tree(update, params, self._mean, self._square)


def _check_rate(where: str, rate: float) -> None:
    if not rate > 0:
        raise ValueError(f"{where}: rate={rate} must be above 0")


def _check_fraction(where: str, name: str, value: float) -> None:
    if not 0 <= value < 1:
        raise ValueError(f"{where}: {name}={value} must lie in 0 <= {name} < 1")
