"""Errors of the last step and the paper's criteria on them, shared by the tasks that use them."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstmcourse.tasks._arguments import check_count


def errors(outputs: Any, answers: Any) -> np.ndarray:
    """|answer - output| of the last step, (B, K), from outputs (B, K) or (T, B, K)."""
    outputs, answers = np.asarray(outputs, float), np.asarray(answers, float)
    given = outputs[-1] if outputs.ndim == 3 and len(outputs) else outputs
    if answers.ndim != 2 or given.shape != answers.shape:
        raise ValueError(
            f"outputs of shape {outputs.shape} do not fit answers of shape {answers.shape}; "
            "expected outputs (B, K) or (T, B, K), and answers (B, K)"
        )
    return np.abs(answers - given)


def wrong_count(outputs: Any, answers: Any, tolerance: float) -> int:
    """How many sequences have an output that is off by `tolerance` or more; a NaN is wrong."""
    return int(np.sum(~(errors(outputs, answers) < tolerance).all(axis=1)))


def passes(
    off: np.ndarray, tolerance: float, mean_error: float | None, most_wrong: int, least: int
) -> bool:
    """Whether a test with these errors (B, K) has few enough wrong and a small enough mean."""
    if len(off) < least:
        raise ValueError(
            f"{len(off)} answers are too few for this criterion; test on at least {least} "
            "sequences, or lower least and most_wrong"
        )
    wrong = int(np.sum(~(off < tolerance).all(axis=1)))
    return wrong <= most_wrong and (mean_error is None or bool(off.mean() < mean_error))


def stops(worst: Any, means: Any, last: int, tolerance: float, mean_error: float) -> bool:
    """Whether the last so many sequences were all right, with a small mean error."""
    last = check_count("last", last, least=1)
    worst, means = np.ravel(np.asarray(worst, float)), np.ravel(np.asarray(means, float))
    if worst.shape != means.shape:
        raise ValueError(
            f"{len(worst)} largest and {len(means)} mean errors were given; each sequence has both"
        )
    if len(worst) < last:
        return False
    return bool(np.all(worst[-last:] < tolerance) and means[-last:].mean() < mean_error)
