"""What every cell offers: the names that the functions in ``lstmcourse.learning`` rely on."""

from typing import Any, Protocol

import numpy as np


class Cell(Protocol):
    """A cell is a module (or any object) with these functions and a NamedTuple ``Params``.

    Sequences are time-major, (T, B, size). A state is one array (B, H) or a NamedTuple of arrays
    whose first axis is B. The functions change none of their arguments, keep the dtype of what
    they are given, and accept T = 0.
    """

    Params: type

    def init(self, rng: np.random.Generator, inputs: int, hidden: int, **options: Any) -> Any:
        """Draw the weights of a cell with ``inputs`` inputs and ``hidden`` hidden units."""

    def zero_state(self, params: Any, batch: int) -> Any:
        """The state before the first step, for ``batch`` sequences."""

    def step(self, params: Any, x: np.ndarray, state: Any) -> tuple[Any, Any]:
        """One step: x (B, I) and a state give the next state and a cache."""

    def forward(
        self, params: Any, xs: np.ndarray, state: Any = None
    ) -> tuple[np.ndarray, Any, Any]:
        """All steps: xs (T, B, I) give hs (T, B, H), the final state and a tape."""

    def backward(
        self, params: Any, tape: Any, d_hs: np.ndarray, d_state: Any = None
    ) -> tuple[Any, np.ndarray, Any]:
        """All gradients: of the weights (as ``Params``), of xs, and of the initial state."""
