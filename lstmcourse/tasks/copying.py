"""The copying task: read a few symbols, wait, and write them down again in the same order.

    step       0 .. S-1     S .. S+D-1    S+D      S+D+1 .. S+D+S
    input      a1 .. aS     blanks        marker   blanks
    target     -            -             -        a1 .. aS

S = `length` symbols out of K = `symbols` are to be kept for D = `delay` steps of blanks; the marker
says that the answer is due. T = 2 S + D + 1 steps in all. Each answer lies S + D + 1 steps behind
the input it repeats, so the distance is the same for all of them, and the order has to be kept too.

    After Hochreiter and Schmidhuber 1997 (long time lags); in the form of Arjovsky, Shah and
    Bengio 2016, whose time lag is D + 1, with K = 8 and S = 10: T = (D + 1) + 20.

Success: at least 99 % of the symbols right on fresh sequences (`solved`).

Explained in: book/gru/comparison
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks._arguments import check_count, check_float_dtype, check_rng
from lstmcourse.tasks.symbols import IGNORE, one_hot

_BLANKS = ("ignore", "class")


class CopyingBatch(NamedTuple):
    """A batch of B sequences of T = 2 S + D + 1 steps.

    ids: (T, B), int64: symbols are 0..K-1, the blank is K, the marker K + 1.
    inputs: (T, B, K + 2), the same as one-hot vectors.
    targets: (T, B): the S symbols at the last S steps; before that IGNORE (blanks="ignore") or
        the blank, K (blanks="class").
    """

    ids: np.ndarray
    inputs: np.ndarray
    targets: np.ndarray


def sample(
    rng: np.random.Generator,
    batch: int,
    symbols: int = 8,
    length: int = 10,
    delay: int = 20,
    *,
    blanks: str = "ignore",
    dtype: Any = np.float64,
) -> CopyingBatch:
    """Draw B = `batch` sequences; every symbol is equally likely, independent of the others.

    symbols: how many different symbols there are, K >= 2.
    length: how many of them are to be copied, S >= 1.
    delay: how many blanks stand between the last of them and the marker, D >= 0.
    blanks: "ignore" asks for an answer at the last S steps only, and a readout with K outputs is
        enough. "class" asks for a blank at all steps before, as Arjovsky et al. do, and needs
        K + 1 outputs.
    """
    rng, dtype = check_rng(rng), check_float_dtype(dtype)
    batch = check_count("batch", batch, least=1)
    steps = total_steps(length, delay)
    symbols = check_count("symbols", symbols, least=2)
    _check_blanks(blanks)

    ids = np.full((steps, batch), symbols, np.int64)
    ids[:length] = rng.integers(symbols, size=(length, batch))
    ids[length + delay] = symbols + 1
    targets = np.full((steps, batch), IGNORE if blanks == "ignore" else symbols, np.int64)
    targets[-length:] = ids[:length]
    return CopyingBatch(ids, one_hot(ids, symbols + 2, dtype), targets)


def batches(
    rng: np.random.Generator, batch: int, *arguments: int, **options: Any
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fresh (inputs (T, B, K + 2), targets (T, B)) without end; arguments as for `sample`."""
    while True:
        _, inputs, targets = sample(rng, batch, *arguments, **options)
        yield inputs, targets


def total_steps(length: int, delay: int) -> int:
    """T = 2 S + D + 1."""
    length = check_count("length", length, least=1)
    return 2 * length + check_count("delay", delay, least=0) + 1


def baseline_loss(symbols: int, length: int, delay: int, *, blanks: str = "ignore") -> float:
    """The least mean cross-entropy, in nats, of a network that remembers no symbol.

        blanks="ignore":  log K             mean over the S steps that ask
        blanks="class":   S log(K) / T      mean over all T steps

    Such a network can still count the steps since the marker, so it gets every blank right for
    nothing; at each of the S answers it can do no better than a uniform guess among K symbols.
    """
    steps = total_steps(length, delay)
    guess = math.log(check_count("symbols", symbols, least=2))
    _check_blanks(blanks)
    return guess if blanks == "ignore" else length * guess / steps


def accuracy(logits: Any, targets: Any, symbols: int) -> float:
    """The share of the symbols that are copied right, 0..1. Blanks do not count.

    logits: (T, B, K) or, with the blank as a class, (T, B, K + 1). targets: (T, B).
    symbols: K, so that the blank can be told from a symbol. A NaN is never right.
    """
    right, counted = _answers(logits, targets, symbols)
    return right / counted


def solved(
    logits: Any, targets: Any, symbols: int, *, threshold: float = 0.99, least: int = 100
) -> bool:
    """True when at least `threshold` of the symbols are right: the task's success criterion.

    Use fresh sequences. Fewer than `least` answers cannot tell 99 % from 100 %, so they raise a
    ValueError.
    """
    right, counted = _answers(logits, targets, symbols)
    if counted < least:
        raise ValueError(
            f"{counted} answers are too few for this criterion; test on at least {least} symbols"
        )
    return right / counted >= threshold


def _answers(logits: Any, targets: Any, symbols: int) -> tuple[int, int]:
    logits, targets = np.asarray(logits), np.asarray(targets)
    symbols = check_count("symbols", symbols, least=2)
    if logits.ndim != targets.ndim + 1 or logits.shape[:-1] != targets.shape:
        raise ValueError(
            f"logits {logits.shape} must have the shape of targets {targets.shape} and one more "
            "axis, the classes, at the end"
        )
    if logits.shape[-1] not in (symbols, symbols + 1):
        raise ValueError(
            f"logits {logits.shape} have {logits.shape[-1]} classes; symbols={symbols} needs "
            f"{symbols}, or {symbols + 1} with the blank as a class"
        )
    counts = (targets >= 0) & (targets < symbols)
    if not counts.any():
        raise ValueError("no target is a symbol, so there is nothing to count")
    answers = logits[counts]
    right = (answers.argmax(axis=-1) == targets[counts]) & ~np.isnan(answers).any(axis=-1)
    return int(right.sum()), int(counts.sum())


def _check_blanks(blanks: str) -> None:
    if blanks not in _BLANKS:
        raise ValueError(f'blanks must be "ignore" or "class", not {blanks!r}')
