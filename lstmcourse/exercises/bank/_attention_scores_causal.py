"""Self-attention with a causal mask: the second exercise of book/attention/scores."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_scores_causal_variants import MISTAKES
from lstmcourse.exercises.bank._attention_scores_parts import PAGE
from lstmcourse.exercises.model import CodeExercise, Output, Probe, Property


def causal_attention(xs, W_q, W_k, W_v):
    queries, keys, values = xs @ W_q, xs @ W_k, xs @ W_v
    scores = queries @ keys.T / np.sqrt(queries.shape[1])  # (T, T)
    past = np.tril(np.ones(scores.shape, dtype=bool))  # row t is True up to column t
    scores = np.where(past, scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)
    return weights @ values, weights


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, I: int, D: int, V: int) -> Probe:  # noqa: E741
        args = [rng.normal(size=shape) for shape in ((T, I), (I, D), (I, D), (I, V))]
        return Probe(name, tuple(args), {"T": T, "I": I, "D": D, "V": V})

    return [
        probe("random", 5, 3, 4, 6),
        probe("more features than steps", 4, 6, 3, 2),
        probe("square: T = I = D = V", 4, 4, 4, 4),
        probe("one step", 1, 3, 4, 2),
        _large("large scores", rng, [30.0, -20.0, 40.0, 10.0]),
        _large("a large score in the future", rng, [1.0, 2.0, 60.0]),
        _large("steps with scores far apart", rng, [40.0, -40.0, 30.0, -30.0]),
        _large("all scores far below 0", rng, [6.0, 10.0, 8.0], sign=-1.0),
    ]


def _large(name: str, rng: np.random.Generator, sizes: list[float], *, sign: float = 1.0) -> Probe:
    """Scores are whole numbers (D = 4 has the root 2), so that float32 is exact as well."""
    T = len(sizes)
    xs = np.column_stack([sizes, 2.0 * rng.permutation(T), np.ones(T)])
    W_q, W_k = np.zeros((3, 4)), np.zeros((3, 4))
    W_q[0, 0] = 2.0 * sign
    W_q[2, 1] = W_q[2, 2] = 2.0
    W_k[0, 0], W_k[1, 1], W_k[2, 2] = 40.0, 1.0, 1.0
    return Probe(name, (xs, W_q, W_k, rng.normal(size=(3, 5))), {"T": T})


def _blind_to_the_future(function, probe: Probe) -> str | None:
    xs, *weights = probe.args
    changed = xs.copy()
    changed[-1] += 1.0
    for name, one, two in zip(
        ("context", "weights"), function(xs, *weights), function(changed, *weights), strict=True
    ):
        if np.abs(np.asarray(one)[:-1] - np.asarray(two)[:-1]).max(initial=0.0) > 1e-4:
            return f"{name} of an earlier step changes with the last input"
    return None


CAUSAL = CodeExercise(
    id="attention.causal",
    title="Self-attention that sees only the past",
    page=PAGE,
    task=(
        "Write causal_attention(xs, W_q, W_k, W_v): scaled dot-product self-attention of one "
        "sequence. xs (T, I) becomes queries by W_q (I, D), keys by W_k (I, D) and values by W_v "
        "(I, V). Step t may look at the steps up to t, itself included. Return context (T, V) and "
        "weights (T, T): weights[t, n] is what step t gives to step n. Scores of thousands must "
        "not overflow."
    ),
    parameters=("xs", "W_q", "W_k", "W_v"),
    returns=(Output("context", "(T, V)"), Output("weights", "(T, T)")),
    reference=causal_attention,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Three products make queries, keys and values. Then it is scaled dot-product attention "
        "with a mask.",
        "np.tril(np.ones((T, T), dtype=bool)) is True on the diagonal and below it: in row t, "
        "columns 0 to t.",
        "The mask belongs between scores and softmax: np.where(mask, scores, -np.inf). Then "
        "subtract each row's maximum. Every row has one, because a step may look at itself.",
    ),
    properties=(Property("the future has no influence", _blind_to_the_future),),
)
