"""The adding problem: two numbers far apart are marked; say their sum at the end.

Every input is a pair (value, marker). Values are uniform in [-1, 1]. Two pairs carry the marker 1,
the first and the last pair carry -1, all others 0. At the last step the answer is due:

    answer = 0.5 + (X1 + X2) / 4          X1, X2: the two marked values; the answer is in [0, 1]

A value counts as 0 when the pair that is drawn happens to be the first pair of the sequence.

    Hochreiter and Schmidhuber 1997, Experiment 4. Length random in T .. T + T/10.
    One marked pair is drawn from the first ten pairs, the other from the first T/2 - 1 pairs that
    are still unmarked. So at least T/2 steps lie between it and the answer: the smallest lag that
    the paper lists. (Counting T/2 - 1 pairs with the marked one among them would make that lag
    T/2 + 1.)

The paper leaves two points open. Both are options here:

    first_marker  what a drawn first pair shows. "minus" (default): -1, as every first pair, so the
                  network sees one marker 1 only. "one": 1, and the network has to know from the
                  position that the value is not to be added.
    second_draw   "unmarked" (default): any of the still unmarked pairs, the first pair of the
                  sequence among them; its value then counts as 0 as well. "later": never the
                  first pair.

Success, from Experiment 4: an answer is right if its absolute error is below 0.04. Training stops
when the last 2000 sequences were all right and their mean absolute error is below 0.01
(`stop_training`). The paper's nets then had at most 3 wrong answers in 2560 fresh sequences and a
mean error below 0.01 (`adding_solved`).

Explained in: book/gru/comparison
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks import _last_step
from lstmcourse.tasks._arguments import check_count, check_float_dtype, check_rng

TOLERANCE = 0.04
MEAN_ERROR = 0.01
TEST_SEQUENCES = 2560
MOST_WRONG = 3
LAST_SEQUENCES = 2000
BASELINE_VARIANCE = 1 / 24
"""The mean of (0.5 - answer)^2: what a net reaches that always says 0.5 (a drawn first pair, whose
value counts as 0, makes it a little less). `squared_error` takes half of it, 1/48."""


class AddingBatch(NamedTuple):
    """A batch of B sequences of T steps.

    inputs: (T, B, 2), values inputs[..., 0] and markers inputs[..., 1].
    answers: (B, 1), 0.5 + (X1 + X2) / 4: the targets of the last step. Fits a network with one
        output and the loss at_last_step(squared_error).
    marked: (B, 2), the steps of the two drawn pairs, int64.
    """

    inputs: np.ndarray
    answers: np.ndarray
    marked: np.ndarray


def sample(
    rng: np.random.Generator,
    batch: int,
    steps: int,
    *,
    fixed_length: bool = False,
    first_among: int = 10,
    first_marker: str = "minus",
    second_draw: str = "unmarked",
    dtype: Any = np.float64,
) -> AddingBatch:
    """Draw B = `batch` sequences with the length parameter T = `steps`.

    fixed_length: False (default, the paper): the length is drawn from steps .. steps + steps // 10,
        both included, once for the whole batch. True: it is exactly `steps`.
    first_among: the first marked pair is one of the first so many, 10 in the paper. Lower it for
        sequences of fewer than 11 steps.
    first_marker, second_draw: see the top of this module.

    The two draws do not depend on the length that was drawn.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    steps = check_count("steps", steps, least=6)
    first_among = check_count("first_among", first_among, least=1)
    if first_among > steps - 1:
        raise ValueError(
            f"first_among={first_among} reaches beyond the pairs of a sequence of steps={steps} "
            "that can be marked (all but the last one); lower first_among or raise steps"
        )
    if first_marker not in ("minus", "one"):
        raise ValueError(f'first_marker must be "minus" or "one", not {first_marker!r}')
    if second_draw not in ("unmarked", "later"):
        raise ValueError(f'second_draw must be "unmarked" or "later", not {second_draw!r}')
    total = steps if fixed_length else int(rng.integers(steps, steps + steps // 10, endpoint=True))

    first = rng.integers(first_among, size=batch)
    # The pair that is drawn second is number n among the still unmarked ones; from the first drawn
    # pair on, that is pair n + 1. Number 0 is the first pair, unless that one is drawn already.
    least = (first > 0) if second_draw == "later" else np.zeros(batch, bool)
    second = rng.integers(least.astype(int), steps // 2 - 1)
    second += second >= first
    marked = np.stack([first, second], axis=1).astype(np.int64)

    inputs = np.zeros((total, batch, 2))
    inputs[..., 0] = rng.uniform(-1.0, 1.0, (total, batch))
    columns = np.arange(batch)[:, None]
    inputs[marked, columns, 1] = 1.0
    inputs[-1, :, 1] = -1.0
    unseen = inputs[0, :, 1] != 1.0 if first_marker == "one" else np.ones(batch, bool)
    inputs[0, unseen, 1] = -1.0

    values = np.where(marked == 0, 0.0, inputs[marked, columns, 0])
    answers = 0.5 + values.sum(axis=1, keepdims=True) / 4
    return AddingBatch(inputs.astype(dtype), answers.astype(dtype), marked)


def batches(
    rng: np.random.Generator, batch: int, steps: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, 2), answers (B, 1)) without end; `options` are those of `sample`."""
    while True:
        drawn = sample(rng, batch, steps, **options)
        yield drawn.inputs, drawn.answers


def absolute_errors(outputs: Any, answers: Any) -> np.ndarray:
    """|output - answer| of each sequence, (B,).

    outputs: (B,) or (B, 1), or all outputs (T, B, 1), of which the last step counts.
    answers: (B,) or (B, 1).
    """
    outputs, answers = np.asarray(outputs, float), np.asarray(answers, float)
    given = outputs[-1] if outputs.ndim == 3 and len(outputs) else outputs
    flat, expected = _column(given), _column(answers)
    if flat is None or expected is None or flat.shape != expected.shape:
        raise ValueError(
            f"outputs of shape {outputs.shape} do not fit answers of shape {answers.shape}; "
            "expected (B,), (B, 1) or (T, B, 1) outputs and (B,) or (B, 1) answers"
        )
    return np.abs(flat - expected)


def wrong_count(outputs: Any, answers: Any, *, tolerance: float = TOLERANCE) -> int:
    """How many answers are off by `tolerance` or more; a NaN counts as wrong."""
    return int(np.sum(~(absolute_errors(outputs, answers) < tolerance)))


def adding_solved(
    outputs: Any,
    answers: Any,
    *,
    tolerance: float = TOLERANCE,
    mean_error: float = MEAN_ERROR,
    most_wrong: int = MOST_WRONG,
    least: int = TEST_SEQUENCES,
) -> bool:
    """True when a test comes out as in the paper: mean error < 0.01 and at most 3 wrong answers.

    Test on `least` = 2560 fresh sequences or more; for a smaller test lower both `least` and
    `most_wrong`. Shapes as in `absolute_errors`. Raises ValueError when there are fewer.
    """
    errors = absolute_errors(outputs, answers)[:, None]
    return _last_step.passes(errors, tolerance, mean_error, most_wrong, least)


def stop_training(
    errors: Any,
    *,
    last: int = LAST_SEQUENCES,
    tolerance: float = TOLERANCE,
    mean_error: float = MEAN_ERROR,
) -> bool:
    """Whether the paper would stop here, given the absolute errors so far, one per sequence.

    True when the last 2000 sequences were all right and their mean absolute error is below 0.01.
    The paper's "average training error" has no stated window and no stated norm; it is taken here
    over the same 2000 sequences and as an absolute error. (A squared error would add nothing to
    the first condition: 0.04 squared is 0.0016.) False while there are fewer than `last`.
    """
    last = check_count("last", last, least=1)
    recent = np.ravel(np.asarray(errors, float))[-last:]
    if len(recent) < last:
        return False
    return bool(np.all(recent < tolerance) and recent.mean() < mean_error)


def _column(array: np.ndarray) -> np.ndarray | None:
    """(B,) from (B,) or (B, 1), else None."""
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    return array if array.ndim == 1 else None
