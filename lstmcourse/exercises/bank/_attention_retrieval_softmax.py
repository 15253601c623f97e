"""A stable softmax over the keys: the first exercise of book/attention/retrieval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "attention/retrieval"


def weights_of(scores):
    # Each row has a largest score of its own; keepdims keeps it beside its row.
    shifted = scores - scores.max(axis=1, keepdims=True)  # (Q, N), at most 0
    powers = np.exp(shifted)
    return powers / powers.sum(axis=1, keepdims=True)


def _steps(rng: np.random.Generator, Q: int, N: int) -> np.ndarray:
    """Rows of small whole numbers in another order each, exact in float32 as well."""
    return rng.permuted(np.tile(np.arange(float(N)), (Q, 1)), axis=1)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, scores: np.ndarray) -> Probe:
        return Probe(name, (scores,), dict(zip("QN", scores.shape, strict=True)))

    apart = _steps(rng, 3, 4) + np.array([[900.0], [-900.0], [0.0]])
    return [
        probe("random", 1.5 * rng.normal(size=(4, 6))),
        probe("square: Q = N", 1.5 * rng.normal(size=(3, 3))),
        probe("one query", 1.5 * rng.normal(size=(1, 5))),
        probe("one key", rng.normal(size=(3, 1))),
        probe("large scores", _steps(rng, 3, 5) + 800.0),
        probe("rows far apart", apart),
        probe("scores of a row far apart", 1000.0 * _steps(rng, 2, 4)),
    ]


def _sums_to_one(function, probe: Probe) -> str | None:
    weights = np.asarray(function(np.array(probe.args[0])), dtype=float)
    if np.abs(weights.sum(axis=1) - 1).max() > 1e-4:
        return "The weights of a query do not add up to 1."
    return None


def _shift_changes_nothing(function, probe: Probe) -> str | None:
    scores = probe.args[0]
    before, after = (np.asarray(function(given)) for given in (scores.copy(), scores + 3.0))
    if np.abs(before - after).max() > 1e-3:
        return "The weights change when 3 is added to all scores."
    return None


def _softmax(scores: np.ndarray, axis: int | None = 1) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _shifted_powers(scores: np.ndarray) -> np.ndarray:
    return np.exp(scores - scores.max(axis=1, keepdims=True))


def _ratio(above: Callable, below: Callable) -> Callable:
    """A softmax with its own idea of what stands above and below the fraction line."""
    return lambda scores: above(scores) / below(scores)


def _sum(powers: Callable, axis: int | None = 1) -> Callable:
    return lambda scores: powers(scores).sum(axis=axis, keepdims=True)


def _less(shift: Callable) -> Callable:
    """Exponentials after another shift."""
    return lambda scores: np.exp(scores - shift(scores))


def _shifted_by(shift: Callable) -> Callable:
    return _ratio(_less(shift), _sum(_less(shift)))


def _log_softmax(scores: np.ndarray) -> np.ndarray:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def _no_keepdims(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(axis=1))
    return powers / powers.sum(axis=1)


_MISTAKES = (
    Mistake(
        "over-queries",
        "The softmax runs over the queries: the weights of each key add up to 1, not those of "
        "each query.",
        "Print the sums of your rows and of your columns. Which of the two should be 1?",
        lambda scores: _softmax(scores, 0),
    ),
    Mistake(
        "over-everything",
        "One softmax runs over the whole array, so all queries share one weight of 1.",
        "np.max and np.sum need an axis, or they take everything.",
        lambda scores: _softmax(scores, None),
    ),
    Mistake(
        "sum-of-all",
        "The largest scores are taken per query, but the sum below the fraction is over all.",
        "The sum needs an axis too, the same one.",
        _ratio(_shifted_powers, _sum(_shifted_powers, None)),
    ),
    Mistake(
        "no-keepdims-at-all",
        "Maximum and sum have lost their axis, so they are laid along the columns: an error, or, "
        "where there are as many queries as keys, numbers of other rows.",
        "keepdims=True keeps a maximum or a sum in the row that it belongs to.",
        _no_keepdims,
    ),
    Mistake(
        "no-keepdims",
        "The sums have lost their axis, so they are laid along the columns: an error, or, where "
        "there are as many queries as keys, rows divided by sums of other rows.",
        "keepdims=True keeps a sum in the row that it belongs to.",
        lambda scores: _shifted_powers(scores) / _shifted_powers(scores).sum(axis=1),
    ),
    Mistake(
        "no-shift",
        "The largest score is not subtracted, so the exponential of a large score overflows.",
        "softmax(e) = softmax(e - c). Which c makes every exponent at most 0?",
        _ratio(np.exp, _sum(np.exp)),
    ),
    Mistake(
        "one-maximum",
        "One maximum is subtracted from all rows, so a row of low scores underflows to 0 / 0.",
        "Each query has a softmax of its own, and so a maximum of its own.",
        _shifted_by(np.max),
    ),
    Mistake(
        "maximum-of-the-column",
        "The maximum of each column is subtracted: keys of one query are shifted differently, "
        "which does not cancel.",
        "What may be subtracted is one number for all keys of a query.",
        _shifted_by(lambda scores: scores.max(axis=0, keepdims=True)),
    ),
    Mistake(
        "smallest-subtracted",
        "The smallest score of the row is subtracted, so the largest exponential can overflow.",
        "After the shift no exponent may be positive.",
        _shifted_by(lambda scores: scores.min(axis=1, keepdims=True)),
    ),
    Mistake(
        "mean-subtracted",
        "The mean of the row is subtracted, so a score far above it overflows.",
        "After the shift no exponent may be positive.",
        _shifted_by(lambda scores: scores.mean(axis=1, keepdims=True)),
    ),
    Mistake(
        "divided-by-the-maximum",
        "The scores are divided by the largest score of their row, which changes how far apart "
        "they are.",
        "Two weights have the ratio exp(e_n - e_m). Which change of all scores keeps e_n - e_m?",
        lambda scores: _softmax(scores / scores.max(axis=1, keepdims=True)),
    ),
    Mistake(
        "shift-above-only",
        "The largest score is subtracted above the fraction line, but not below it.",
        "A shift cancels only if it stands in both places.",
        _ratio(_shifted_powers, _sum(np.exp)),
    ),
    Mistake(
        "no-exponential",
        "The scores are divided by their sum without the exponential; weights can be negative.",
        "Which function makes every score positive first?",
        _ratio(lambda scores: scores, _sum(lambda scores: scores)),
    ),
    Mistake(
        "divided-by-the-largest",
        "The exponentials are divided by the largest of them, so the best key always gets 1.",
        "The weights of a query are to add up to 1.",
        _shifted_powers,
    ),
    Mistake(
        "logarithm",
        "These are the logarithms of the weights, a log-softmax.",
        "Weights are positive. Which step is one too many, or missing at the end?",
        _log_softmax,
    ),
    Mistake(
        "logistic",
        "Each score goes through the logistic function by itself, so no key competes with another.",
        "If one key gets more, the others must get less.",
        lambda scores: 0.5 + 0.5 * np.tanh(scores / 2),
    ),
    Mistake(
        "sign",
        "The sign is turned round: the key with the lowest score gets the largest weight.",
        "Which exponential grows with the score?",
        lambda scores: _softmax(-scores),
    ),
    Mistake(
        "twice",
        "The softmax is applied twice, so the weights are much too equal.",
        "The weights are ready after one softmax.",
        lambda scores: _softmax(_softmax(scores)),
    ),
    Mistake(
        "takes-the-best",
        "The best key gets 1 and all others 0: a hard choice, as in a dictionary.",
        "Every key gets some weight, however small.",
        lambda scores: np.eye(scores.shape[1])[scores.argmax(axis=1)],
    ),
)

SOFTMAX = CodeExercise(
    id="attention.softmax",
    title="Weights out of scores",
    page=PAGE,
    task=(
        "Write weights_of(scores): scores (Q, N) hold a row for each query and a column for each "
        "key. Return the weights (Q, N): the softmax over the keys, separately for each query. "
        "Nothing may overflow or give NaN, even if scores are in the thousands and far apart."
    ),
    parameters=("scores",),
    returns=(Output("weights", "(Q, N)"),),
    reference=weights_of,
    probes=_probes,
    mistakes=_MISTAKES,
    hints=(
        "Three steps: shift, exponential, division by a sum. Each belongs to a row.",
        "scores.max(axis=1, keepdims=True) has the shape (Q, 1), so it is subtracted row by row.",
        "After the shift the largest exponent of each row is 0, and its exponential is 1: nothing "
        "overflows, and the sum is at least 1.",
    ),
    properties=(
        Property("the weights of a query add up to 1", _sums_to_one),
        Property("adding a number to all scores changes nothing", _shift_changes_nothing),
    ),
)
