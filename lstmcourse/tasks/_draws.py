"""Draws that several generators make alike."""

from __future__ import annotations

import numpy as np

from lstmcourse.tasks._arguments import check_count


def draw_steps(rng: np.random.Generator, steps: int, longest: int | None) -> int:
    """T of a batch: `steps`, or with `longest` one of steps..longest, both included."""
    if longest is None:
        return steps
    return int(rng.integers(steps, check_count("longest", longest, least=steps), endpoint=True))
