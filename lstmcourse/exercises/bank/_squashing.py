"""The logistic function and its slope, for the defective variants of many exercises.

References do not use it: what ``solution`` shows has to stand alone.
"""

from __future__ import annotations

import numpy as np


def logistic(a):
    return 1 / (1 + np.exp(-a))


def logistic_slope(y):
    """The slope of ``logistic`` where its value is y."""
    return y * (1 - y)
