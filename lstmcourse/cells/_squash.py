"""Squashing functions, named by their range, with slopes that follow from the value alone."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np


class Squash(NamedTuple):
    """A function y = f(net), and its slope f'(net) written as a function of y."""

    value: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]


def logistic(net: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-net)), written with tanh, which cannot overflow."""
    return 0.5 * (1 + np.tanh(0.5 * net))


SQUASHES = {
    "[0, 1]": Squash(logistic, lambda y: y * (1 - y)),
    "[-1, 1]": Squash(lambda net: np.tanh(0.5 * net), lambda y: 0.5 * (1 - y * y)),
    "[-2, 2]": Squash(lambda net: 2 * np.tanh(0.5 * net), lambda y: 0.25 * (2 - y) * (2 + y)),
    "identity": Squash(lambda net: +net, np.ones_like),
}
"""The functions of the 1997 paper: f "[0, 1]", g "[-2, 2]" and h "[-1, 1]"; or, in
experiments 2a and 2b, g "[0, 1]" and h "identity".
"""


def check_squash(where: str, name: str, value: str) -> None:
    """Raise unless ``value`` is a name in ``SQUASHES``."""
    if not isinstance(value, str) or value not in SQUASHES:
        known = ", ".join(f'"{known}"' for known in SQUASHES)
        raise ValueError(f"{where}: {name}={value!r} must be one of {known}")
