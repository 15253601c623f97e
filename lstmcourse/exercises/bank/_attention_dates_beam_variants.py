"""Known mistakes of attention.beam_step."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import Mistake


def _log_softmax(logits, axis=1):
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def _chosen(totals, width, order=None):
    best = np.argsort(-totals if order is None else order, axis=None)[:width]
    rows, symbols = np.divmod(best, totals.shape[1])
    return rows, symbols, totals[rows, symbols]


def _right(scores, logits, width):
    return _chosen(scores[:, None] + _log_softmax(logits), width)


def _logits_added(scores, logits, width):
    return _chosen(scores[:, None] + logits, width)


def _probabilities_added(scores, logits, width):
    return _chosen(scores[:, None] + np.exp(_log_softmax(logits)), width)


def _old_scores_forgotten(scores, logits, width):
    return _chosen(_log_softmax(logits), width)


def _multiplied(scores, logits, width):
    return _chosen(scores[:, None] * _log_softmax(logits), width)


def _over_beginnings(scores, logits, width):
    return _chosen(scores[:, None] + _log_softmax(logits, axis=0), width)


def _over_everything(scores, logits, width):
    flat = _log_softmax(logits.reshape(1, -1)).reshape(logits.shape)
    return _chosen(scores[:, None] + flat, width)


def _one_per_beginning(scores, logits, width):
    totals = scores[:, None] + _log_softmax(logits)
    symbols = totals.argmax(axis=1)
    best = totals[np.arange(len(totals)), symbols]
    rows = np.argsort(-best)[:width]
    return rows, symbols[rows], best[rows]


def _width_per_beginning(scores, logits, width):
    totals = scores[:, None] + _log_softmax(logits)
    symbols = np.argsort(-totals, axis=1)[:, :width]
    rows = np.repeat(np.arange(len(totals)), symbols.shape[1])
    return rows, symbols.ravel(), totals[rows, symbols.ravel()]


def _beginning_first(scores, logits, width):
    totals = scores[:, None] + _log_softmax(logits)
    row = int(scores.argmax())
    symbols = np.argsort(-totals[row])[:width]
    return np.full(len(symbols), row), symbols, totals[row, symbols]


def _places_mixed(scores, logits, width):
    totals = scores[:, None] + _log_softmax(logits)
    best = np.argsort(-totals, axis=None)[:width]
    symbols, rows = np.divmod(best, len(scores))
    return rows, symbols, np.sort(totals, axis=None)[::-1][:width]


def _place_as_symbol(scores, logits, width):
    rows, symbols, totals = _right(scores, logits, width)
    return rows, rows * logits.shape[1] + symbols, totals


def _swapped(scores, logits, width):
    rows, symbols, totals = _right(scores, logits, width)
    return symbols, rows, totals


def _worst(scores, logits, width):
    totals = scores[:, None] + _log_softmax(logits)
    return _chosen(totals, width, order=totals)


def _worst_first(scores, logits, width):
    return tuple(part[::-1] for part in _right(scores, logits, width))


def _not_sorted(scores, logits, width):
    rows, symbols, totals = _right(scores, logits, width)
    order = np.lexsort((symbols, rows))  # as they stand in the table
    return rows[order], symbols[order], totals[order]


def _probabilities_returned(scores, logits, width):
    rows, symbols, totals = _right(scores, logits, width)
    return rows, symbols, np.exp(totals)


def _gains_returned(scores, logits, width):
    rows, symbols, totals = _right(scores, logits, width)
    return rows, symbols, totals - scores[rows]


def _old_scores_returned(scores, logits, width):
    rows, symbols, _ = _right(scores, logits, width)
    return rows, symbols, scores[rows]


def _overflow(scores, logits, width):
    with np.errstate(all="ignore"):
        e = np.exp(logits)
        return _chosen(scores[:, None] + np.log(e / e.sum(axis=1, keepdims=True)), width)


MISTAKES = (
    Mistake(
        "logits-added",
        "The logits are added as they are. They are no log-probabilities: each row lacks its "
        "normalisation.",
        "Which function makes log-probabilities out of a row of logits?",
        _logits_added,
    ),
    Mistake(
        "probabilities-added",
        "Probabilities are added to a score that is a sum of logarithms.",
        "A product of probabilities is a sum of their logarithms.",
        _probabilities_added,
    ),
    Mistake(
        "old-scores-forgotten",
        "The scores of the beginnings are not used: only the newest symbol decides.",
        "The probability of a text is the product over all of its symbols.",
        _old_scores_forgotten,
    ),
    Mistake(
        "multiplied",
        "Scores and log-probabilities are multiplied.",
        "Probabilities multiply, so their logarithms do what?",
        _multiplied,
    ),
    Mistake(
        "over-beginnings",
        "The softmax runs over the beginnings instead of the symbols.",
        "Which symbol comes next is the question for each row on its own: axis 1.",
        _over_beginnings,
    ),
    Mistake(
        "over-everything",
        "One softmax runs over all rows together.",
        "Each beginning has its own distribution over the next symbol.",
        _over_everything,
    ),
    Mistake(
        "one-per-beginning",
        "Each beginning gets at most one continuation.",
        "The best of ALL continuations are kept; two of them may go on from the same beginning.",
        _one_per_beginning,
    ),
    Mistake(
        "width-per-beginning",
        "Each beginning keeps `width` continuations, so the beam grows with every step.",
        "`width` continuations are kept in all.",
        _width_per_beginning,
    ),
    Mistake(
        "beginning-first",
        "The best beginning is chosen first, and only it is continued.",
        "A beginning that is second now may have the best continuation.",
        _beginning_first,
    ),
    Mistake(
        "places-mixed",
        "The place in the flattened array is taken apart by the number of beginnings.",
        "A row of the array has K entries: place = row * K + symbol.",
        _places_mixed,
    ),
    Mistake(
        "place-as-symbol",
        "symbols holds places in the flattened array.",
        "A symbol is a number below K: place = row * K + symbol.",
        _place_as_symbol,
    ),
    Mistake(
        "swapped",
        "rows and symbols have changed places.",
        "First comes which beginning is continued, then by which symbol.",
        _swapped,
    ),
    Mistake(
        "worst",
        "The continuations with the lowest scores are kept.",
        "argsort sorts upwards.",
        _worst,
    ),
    Mistake(
        "worst-first",
        "The right continuations, but the best one comes last.",
        "argsort sorts upwards.",
        _worst_first,
    ),
    Mistake(
        "not-sorted",
        "The right continuations, but in the order of the table.",
        "The best comes first.",
        _not_sorted,
    ),
    Mistake(
        "probabilities-returned",
        "The returned scores are probabilities.",
        "What goes in as a log-probability comes out as one.",
        _probabilities_returned,
    ),
    Mistake(
        "gains-returned",
        "The returned scores hold the newest symbol alone.",
        "The next step needs the score of the whole beginning.",
        _gains_returned,
    ),
    Mistake(
        "old-scores-returned",
        "The returned scores lack the newest symbol.",
        "The next step needs the score of the whole beginning.",
        _old_scores_returned,
    ),
    Mistake(
        "overflow",
        "Large logits overflow: exp is taken before the largest logit is subtracted.",
        "The softmax of a row does not change when a number is subtracted from all of it.",
        _overflow,
    ),
)
