"""Dot-product attention with a mask: the first exercise of book/attention/by-hand."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_by_hand_dot_variants import MISTAKES
from lstmcourse.exercises.bank._attention_by_hand_parts import (
    PAGE,
    arrays,
    full_mask,
    holes,
    padded,
    probe_of,
)
from lstmcourse.exercises.model import CodeExercise, Output, Probe, Property


def dot_attention(queries, keys, values, mask):
    scores = queries @ keys.swapaxes(1, 2)  # (B, Q, N)
    scores = np.where(mask, scores, -np.inf)
    # The largest allowed score becomes 0. A query that may look at nothing has none.
    largest = scores.max(axis=2, keepdims=True)
    largest = np.where(mask.any(axis=2, keepdims=True), largest, 0.0)
    powers = np.exp(scores - largest)  # exp(-inf) is exactly 0
    total = powers.sum(axis=2, keepdims=True)
    weights = powers / np.where(total == 0, 1.0, total)
    return weights @ values, weights


def _integers(rng, sizes, first_query, first_key):
    """Whole numbers, exact in float32 too: each score is first_query * first_key plus little."""
    B, Q, N, D, V = sizes
    queries = rng.integers(-1, 2, size=(B, Q, D)).astype(float)
    keys = rng.integers(-1, 2, size=(B, N, D)).astype(float)
    # The sums of the little parts differ for each seed: no two keys alike for the first query.
    queries[:, :, 1] = 1.0
    keys[:, :, 1] = rng.permuted(np.tile(np.arange(N), (B, 1)), axis=1)
    queries[..., 0], keys[..., 0] = first_query, first_key
    return [queries, keys, rng.normal(size=(B, N, V))]


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name, sizes, mask, args=None):
        given = arrays(rng, sizes) if args is None else args
        return probe_of(name, [*given, mask], sizes)

    random, free, square = (3, 2, 5, 4, 6), (3, 4, 5, 3, 2), (2, 4, 4, 3, 3)
    one, empty, large = (3, 1, 4, 5, 2), (2, 3, 4, 5, 5), (2, 3, 4, 3, 3)
    nothing = holes(*empty[:3])
    nothing[1, 1] = False
    hidden = full_mask(*large[:3])
    hidden[:, :, -1] = False
    high = _integers(rng, large, 40.0, 25.0)  # scores near 1000, and -4000 for one key
    high[1][:, 0, 0] = -100.0
    beside = _integers(rng, large, 20.0, -10.0)  # scores near -200, and 600 where masked
    beside[1][:, -1, 0] = 30.0
    low = _integers(rng, large, 20.0, -50.0)  # scores near -1000, and -2000 where masked
    low[1][:, -1, 0] = -100.0
    apart = _integers(rng, large, 20.0, 20.0)
    apart[0][:, 1, 0] = -50.0  # 400 for the other queries, -1000 for this one
    return [
        probe("random", random, padded(*random[:3])),
        probe("nothing masked", free, full_mask(*free[:3])),
        probe("square: Q = N, D = V", square, holes(*square[:3])),
        probe("one query", one, padded(*one[:3])),
        probe("a query that may look at nothing", empty, nothing),
        probe("large scores", large, full_mask(*large[:3]), high),
        probe("a large score at a masked key", large, hidden, beside),
        probe("low scores", large, hidden, low),
        probe("queries with scores far apart", large, full_mask(*large[:3]), apart),
    ]


def _no_influence(function, probe):
    queries, keys, values, mask = probe.args
    hidden = ~mask.any(axis=1)[..., None]  # (B, N, 1): keys that no query may look at
    before = function(queries, keys, values, mask)
    after = function(
        queries, np.where(hidden, -keys, keys), np.where(hidden, values + 7.0, values), mask
    )
    for name, one, two in zip(("context", "weights"), before, after, strict=True):
        if np.abs(np.asarray(one) - np.asarray(two)).max() > 1e-4:
            return f"{name} changes when a masked key and its value change"
    return None


DOT = CodeExercise(
    id="attention.dot",
    title="Dot-product attention",
    page=PAGE,
    task=(
        "Write dot_attention(queries, keys, values, mask): queries (B, Q, D), keys (B, N, D), "
        "values (B, N, V), and mask (B, Q, N) with True where the query may look at the key. The "
        "score is the plain dot product, not scaled. Return context (B, Q, V) and weights "
        "(B, Q, N). A masked key has the weight 0; a query that may look at nothing has weights "
        "and context 0."
    ),
    parameters=("queries", "keys", "values", "mask"),
    returns=(Output("context", "(B, Q, V)"), Output("weights", "(B, Q, N)")),
    reference=dot_attention,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Four lines: scores, mask, softmax over the keys, weighted sum of the values. For a batch, "
        "keys.swapaxes(1, 2) is the transpose of each sequence's keys.",
        "The mask belongs between scores and softmax: np.where(mask, scores, -np.inf).",
        "Subtract each query's largest allowed score, with keepdims=True, before np.exp.",
        "A query that may look at nothing has the largest score -inf, and then the sum 0. Replace "
        "the one by 0 and the other by 1, for these queries alone.",
    ),
    properties=(Property("a key that nobody may look at has no influence", _no_influence),),
)
