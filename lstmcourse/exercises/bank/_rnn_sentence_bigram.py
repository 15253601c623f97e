"""rnn.bigram: a language model that counts pairs."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "rnn/sentence"


def bigram_table(ids, K):
    counts = np.ones((K, K))  # add-one smoothing: every pair starts with one
    np.add.at(counts, (ids[:-1], ids[1:]), 1)  # row: the symbol now, column: the next one
    return counts / counts.sum(axis=1, keepdims=True)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, N: int, K: int) -> Probe:
        # Low ids are frequent, the last id never occurs, and the end differs from the start.
        ids = rng.choice(K - 1, size=N, p=_falling(K - 1))
        if N > 3:
            ids[:3], ids[-1] = 0, K - 2
        return Probe(name, (ids, K), {"K": K})

    return [
        probe("random, with a symbol that never occurs", 40, 5),
        probe("longer text", 200, 7),
        probe("few pairs", 6, 4),
        probe("a single id, so no pair", 1, 3),
    ]


def _falling(K: int) -> np.ndarray:
    weights = 1.0 / (1.0 + np.arange(K))
    return weights / weights.sum()


def _counts(ids, K):
    counts = np.zeros((K, K))
    np.add.at(counts, (ids[:-1], ids[1:]), 1)
    return counts


def _rows(counts):
    return counts / counts.sum(axis=1, keepdims=True)


def _transposed(ids, K):
    return bigram_table(ids, K).T


def _no_smoothing(ids, K):
    return _rows(_counts(ids, K))


def _zero_rows(ids, K):
    counts = _counts(ids, K)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _over_columns(ids, K):
    counts = 1 + _counts(ids, K)
    return counts / counts.sum(axis=0, keepdims=True)


def _no_keepdims(ids, K):
    counts = 1 + _counts(ids, K)
    return counts / counts.sum(axis=1)


def _whole_table(ids, K):
    counts = 1 + _counts(ids, K)
    return counts / counts.sum()


def _counted_once(ids, K):
    counts = np.ones((K, K))
    counts[ids[:-1], ids[1:]] += 1
    return _rows(counts)


def _old_denominator(ids, K):
    counts = _counts(ids, K)
    return (counts + 1) / counts.sum(axis=1, keepdims=True)


def _wraps(ids, K):
    counts = np.ones((K, K))
    np.add.at(counts, (ids, np.roll(ids, -1)), 1)
    return _rows(counts)


def _not_divided(ids, K):
    return 1 + _counts(ids, K)


def _last_id_counted(ids, K):
    followed = np.bincount(ids.astype(np.intp), minlength=K)[:, None]
    return (_counts(ids, K) + 1) / (followed + K)


def _one_below(ids, K):
    counts = _counts(ids, K)
    return (counts + 1) / (counts.sum(axis=1, keepdims=True) + 1)


def _logs(ids, K):
    return np.log(bigram_table(ids, K))


def _rows_sum_to_one(function, probe: Probe) -> str | None:
    table = np.asarray(function(*probe.args), dtype=float)
    worst = float(np.abs(table.sum(axis=1) - 1.0).max())
    return None if worst < 1e-4 else f"a row sums to {1.0 + worst:.4g} or {1.0 - worst:.4g}."


BIGRAM = CodeExercise(
    id="rnn.bigram",
    title="A bigram model",
    page=PAGE,
    task=(
        "Write bigram_table(ids, K): the table (K, K) whose entry [i, j] is the probability that "
        "symbol j comes right after symbol i. Count the pairs of neighbours in ids (N,), add one "
        "to every count, and divide so that every row sums to one."
    ),
    parameters=("ids", "K"),
    returns=(Output("table", "(K, K)"),),
    reference=bigram_table,
    probes=_probes,
    properties=(Property("every row sums to one", _rows_sum_to_one),),
    mistakes=(
        Mistake(
            "transposed",
            "Rows and columns are in each other's place: the columns sum to one.",
            "The symbol that is known, the first of the pair, chooses the row.",
            _transposed,
        ),
        Mistake(
            "no-smoothing",
            "The one is not added. A symbol that never occurs then has a row of 0 / 0.",
            "Let every count start at one.",
            _no_smoothing,
        ),
        Mistake(
            "zero-rows",
            "The one is not added, so a pair that was not seen has probability 0 and would cost an "
            "infinite loss.",
            "Let every count start at one; then no row needs a special case.",
            _zero_rows,
        ),
        Mistake(
            "over-columns",
            "The counts are divided by the column sums.",
            "The row is what is known. All that may follow it shares the probability 1.",
            _over_columns,
        ),
        Mistake(
            "no-keepdims",
            "The row sums are broadcast along the wrong axis: column j is divided by the sum of "
            "row j.",
            "A sum over axis 1 has shape (K,), and NumPy lines that up with the columns. Its shape "
            "should be (K, 1).",
            _no_keepdims,
        ),
        Mistake(
            "whole-table",
            "The counts are divided by the number of all pairs, which gives the probability of a "
            "pair, not of the next symbol.",
            "Each row is a distribution of its own and sums to one.",
            _whole_table,
        ),
        Mistake(
            "counted-once",
            "A pair that occurs many times is counted once only.",
            "counts[i, j] += 1 with arrays of indices writes each place once, however often the "
            "pair repeats. np.add.at, or a loop, counts all of them.",
            _counted_once,
        ),
        Mistake(
            "old-denominator",
            "The one is added above the fraction, but not below it, so rows sum to more than one.",
            "Add the ones first; divide by the sums of the new counts.",
            _old_denominator,
        ),
        Mistake(
            "wraps-around",
            "The last id is paired with the first one, a pair that is not in the text.",
            "N ids have N - 1 pairs of neighbours. np.roll makes N.",
            _wraps,
        ),
        Mistake(
            "not-divided",
            "These are counts; the division by the row sums is missing.",
            "Probabilities of what may come next sum to one in every row.",
            _not_divided,
        ),
        Mistake(
            "last-id-counted",
            "The denominator counts every occurrence of a symbol, also the last id of the text, "
            "which nothing follows.",
            "count(context) counts occurrences that are followed by something: the row sum of the "
            "table of counts.",
            _last_id_counted,
        ),
        Mistake(
            "one-below",
            "Below the fraction 1 is added, not K, so rows sum to more than one.",
            "Each of the K counts of a row grew by one. By how much did their sum grow?",
            _one_below,
        ),
        Mistake(
            "logs",
            "These are log-probabilities; the probabilities were asked for.",
            "Return the table before the log is taken.",
            _logs,
        ),
    ),
    hints=(
        "Two steps: a table of counts, then a division by the sum of each row.",
        "The pairs are (ids[:-1], ids[1:]). Start from np.ones((K, K)).",
        "np.add.at(counts, (first, second), 1) counts repeated pairs too. Sum with "
        "axis=1, keepdims=True.",
    ),
)
