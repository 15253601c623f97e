"""Additive attention: the first exercise of book/attention/scores."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_scores_additive_variants import MISTAKES
from lstmcourse.exercises.bank._attention_scores_parts import PAGE
from lstmcourse.exercises.model import CodeExercise, Output, Probe, Property


def additive_attention(queries, keys, values, W_q, W_k, v):
    from_queries, from_keys = queries @ W_q, keys @ W_k  # (Q, A) and (N, A)
    hidden = np.tanh(from_queries[:, None] + from_keys[None, :])  # (Q, N, A): every pair
    scores = hidden @ v  # (Q, N)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)  # over the keys
    return weights @ values, weights


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, Q: int, N: int, D: int, K: int, V: int, A: int) -> Probe:
        shapes = ((Q, D), (N, K), (N, V), (D, A), (K, A))
        args = [rng.normal(size=shape) for shape in shapes]
        return Probe(name, (*args, 1.5 * rng.normal(size=A)), {"Q": Q, "N": N, "A": A})

    return [
        probe("random", 3, 5, 4, 2, 6, 7),
        probe("square: all sizes 4", 4, 4, 4, 4, 4, 4),
        probe("one query", 1, 6, 3, 5, 2, 4),
        probe("one hidden unit", 4, 3, 2, 5, 6, 1),
        _large(rng),
    ]


def _large(rng: np.random.Generator) -> Probe:
    """Scores of thousands. Each tanh is exactly -1, 0 or 1, so float32 is exact as well."""
    queries = np.array([[4.0, 0.0], [-4.0, 0.0], [0.0, 1.0]])  # up, down, and the keys decide
    keys = rng.permutation(np.repeat(np.eye(3), 2, axis=0))[:5]
    W_q, W_k = np.full((2, 4), 40.0), 40.0 * rng.integers(-1, 2, size=(3, 4))
    W_q[1] = 0.0
    v = rng.integers(700, 900, size=4).astype(float)
    return Probe("large scores", (queries, keys, rng.normal(size=(5, 2)), W_q, W_k, v), {"N": 5})


def _between(function, probe: Probe) -> str | None:
    context, weights = (np.asarray(array) for array in function(*probe.args))
    values = probe.args[2]
    if np.abs(weights.sum(axis=1) - 1).max() > 1e-3:
        return "the weights of a query do not add up to 1"
    slack = 1e-3 * (1 + np.abs(values).max())
    if np.any(context > values.max(axis=0) + slack) or np.any(context < values.min(axis=0) - slack):
        return "a context lies outside the values, which a weighted mean cannot"
    return None


ADDITIVE = CodeExercise(
    id="attention.additive",
    title="Additive attention",
    page=PAGE,
    task=(
        "Write additive_attention(queries, keys, values, W_q, W_k, v): queries (Q, D), keys "
        "(N, K), values (N, V); W_q (D, A), W_k (K, A) and v (A,) are the weights of the additive "
        "score. Return context (Q, V) and weights (Q, N). Scores of thousands must not overflow."
    ),
    parameters=("queries", "keys", "values", "W_q", "W_k", "v"),
    returns=(Output("context", "(Q, V)"), Output("weights", "(Q, N)")),
    reference=additive_attention,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Bring both to the size A first: queries @ W_q is (Q, A), keys @ W_k is (N, A).",
        "Every query meets every key, so the hidden layer is (Q, N, A). Put an axis of length 1 "
        "into each of the two with None, and their sum has all pairs.",
        "scores = np.tanh(sum of the two parts) @ v has the shape (Q, N). From there on it is a "
        "stable softmax over axis 1 and a product with the values.",
    ),
    properties=(Property("the context is a weighted mean", _between),),
)
