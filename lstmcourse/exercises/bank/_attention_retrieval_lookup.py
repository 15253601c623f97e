"""One query looks something up: the second exercise of book/attention/retrieval."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank._attention_retrieval_softmax import PAGE
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property


def soft_lookup(query, keys, values):
    scores = keys @ query  # (N,): one dot product for each key
    powers = np.exp(scores - scores.max())  # shifted, so that nothing overflows
    weights = powers / powers.sum()
    context = weights @ values  # (V,): the weighted mean of the values
    return context, weights


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, N: int, D: int, V: int, score: float = 0.0, apart: float = 1.0) -> Probe:
        if score:
            # Whole numbers, exact in float32: scores score, score + apart, ... in some order.
            query = np.zeros(D)
            query[:2] = 1.0
            keys = rng.integers(-1, 2, size=(N, D)).astype(float)
            keys[:, 0], keys[:, 1] = score, apart * rng.permutation(N)
        else:
            query, keys = rng.normal(size=D), rng.normal(size=(N, D))
        args = (query, keys, rng.normal(size=(N, V)))
        return Probe(name, args, {"N": N, "D": D, "V": V})

    return [
        probe("random", 5, 3, 4),
        probe("keys and values of one size", 6, 4, 4),
        probe("as many entries as sizes", 3, 3, 3),
        probe("one entry", 1, 3, 2),
        probe("large scores", 4, 3, 2, 800.0),
        probe("large negative scores", 5, 4, 3, -900.0),
        probe("scores far apart", 4, 3, 2, 500.0, 1000.0),
    ]


def _order_does_not_matter(function, probe: Probe) -> str | None:
    query, keys, values = probe.args
    before = np.asarray(function(query.copy(), keys.copy(), values.copy())[0])
    turned = np.roll(np.arange(len(keys)), 1)
    after = np.asarray(function(query.copy(), keys[turned], values[turned])[0])
    if np.abs(before - after).max() > 1e-4:
        return "The context changes when the entries, keys and values together, change places."
    return None


def _keys_matter(function, probe: Probe) -> str | None:
    query, keys, values = probe.args
    if len(keys) == 1:
        return None
    before = np.asarray(function(query.copy(), keys.copy(), values.copy())[0])
    after = np.asarray(function(query.copy(), np.roll(keys, 1, axis=0), values.copy())[0])
    if np.abs(before - after).max() < 1e-6:
        return "The context stays the same when the keys alone change places: it ignores them."
    return None


def _softmax(scores: np.ndarray, shift: Callable = np.max) -> np.ndarray:
    powers = np.exp(scores - shift(scores))
    return powers / powers.sum()


def _look_up(
    *,
    score: Callable = lambda q, k, v: k @ q,
    weigh: Callable = _softmax,
    collect: Callable = lambda w, k, v: w @ v,
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(query, keys, values):
        weights = weigh(score(query, keys, values))
        return collect(weights, keys, values), weights

    return variant


def _direction(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


_MISTAKES = (
    Mistake(
        "keys-as-values",
        "The keys are mixed, not the values: the context has the size of a key.",
        "Keys decide how much; what is added up is another array.",
        _look_up(collect=lambda w, k, v: w @ k),
    ),
    Mistake(
        "values-as-keys",
        "The query is compared with the values, which works only where they have its size.",
        "By which of the two arrays is an entry found?",
        _look_up(score=lambda q, k, v: v @ q),
    ),
    Mistake(
        "ignores-the-keys",
        "The weights ignore the keys: every entry gets the same one.",
        "Which two arrays does the score of an entry compare?",
        _look_up(score=lambda q, k, v: 0.0 * (k @ q)),
    ),
    Mistake(
        "takes-the-best",
        "Only the best entry is returned: a hard choice, as in a dictionary.",
        "Every entry gives something, in proportion to its weight.",
        _look_up(weigh=lambda scores: np.eye(len(scores))[scores.argmax()]),
    ),
    Mistake(
        "mean-instead-of-sum",
        "The weighted values are averaged, so the context is too small by the factor N.",
        "The weights add up to 1 already: a weighted mean is their plain sum.",
        _look_up(collect=lambda w, k, v: w @ v / len(v)),
    ),
    Mistake(
        "no-softmax",
        "The scores themselves are used as weights; they can be negative and add up to anything.",
        "What makes scores positive, with the sum 1?",
        _look_up(weigh=lambda scores: scores),
    ),
    Mistake(
        "no-exponential",
        "The scores are divided by their sum, without the exponential.",
        "A negative score must give a small positive weight.",
        _look_up(weigh=lambda scores: scores / scores.sum()),
    ),
    Mistake(
        "not-normalised",
        "The exponentials are not divided by their sum.",
        "The weights are to add up to 1.",
        _look_up(weigh=lambda scores: np.exp(scores - scores.max())),
    ),
    Mistake(
        "no-shift",
        "The largest score is not subtracted, so the exponential overflows, or all of them are 0.",
        "softmax(e) = softmax(e - c). Which c makes every exponent at most 0?",
        _look_up(weigh=lambda scores: np.exp(scores) / np.exp(scores).sum()),
    ),
    Mistake(
        "smallest-subtracted",
        "The smallest score is subtracted, so the largest exponential can overflow.",
        "After the shift no exponent may be positive.",
        _look_up(weigh=lambda scores: _softmax(scores, np.min)),
    ),
    Mistake(
        "twice",
        "The softmax is applied twice, so the weights are much too equal.",
        "The weights are ready after one softmax.",
        _look_up(weigh=lambda scores: _softmax(_softmax(scores))),
    ),
    Mistake(
        "scores-as-mixture",
        "The values are mixed by the scores; the weights are computed, but not used.",
        "The context is a weighted mean. Which array holds the weights?",
        lambda query, keys, values: ((keys @ query) @ values, _softmax(keys @ query)),
    ),
    Mistake(
        "scores-returned",
        "The scores are returned in place of the weights.",
        "Which of your arrays adds up to 1?",
        lambda query, keys, values: (_softmax(keys @ query) @ values, keys @ query),
    ),
    Mistake(
        "not-added-up",
        "The weighted values are not added up: there is still a row for each entry.",
        "The context is one vector, the sum over all entries.",
        _look_up(collect=lambda w, k, v: w[:, None] * v),
    ),
    Mistake(
        "scaled",
        "The scores are divided by the square root of D; this exercise wants the plain product.",
        "That is scaled dot-product attention; the last page of this part has it.",
        _look_up(score=lambda q, k, v: k @ q / np.sqrt(len(q))),
    ),
    Mistake(
        "mean-of-products",
        "The scores are divided by D, as in a mean of products.",
        "A dot product is a sum.",
        _look_up(score=lambda q, k, v: k @ q / len(q)),
    ),
    Mistake(
        "cosine",
        "Query and keys are divided by their lengths: this is the cosine, not the dot product.",
        "A long key is found more easily than a short one with the same direction.",
        _look_up(score=lambda q, k, v: _direction(k) @ _direction(q)),
    ),
    Mistake(
        "distance",
        "The score is minus the squared distance from the query to the key.",
        "The score wanted here is the dot product.",
        _look_up(score=lambda q, k, v: -((k - q) ** 2).sum(axis=1)),
    ),
    Mistake(
        "sign",
        "The sign is turned round: the entry that fits worst gets the largest weight.",
        "Which exponential grows with the score?",
        _look_up(score=lambda q, k, v: -(k @ q)),
    ),
)

LOOKUP = CodeExercise(
    id="attention.lookup",
    title="A soft dictionary",
    page=PAGE,
    task=(
        "Write soft_lookup(query, keys, values): one query (D,), keys (N, D) and values (N, V). "
        "The score of an entry is the dot product of the query with its key, not scaled. Return "
        "context (V,), the weighted mean of the values, and weights (N,). Nothing may overflow or "
        "give NaN, even if scores are in the thousands and far apart."
    ),
    parameters=("query", "keys", "values"),
    returns=(Output("context", "(V,)"), Output("weights", "(N,)")),
    reference=soft_lookup,
    probes=_probes,
    mistakes=_MISTAKES,
    hints=(
        "Three steps: scores from query and keys, weights from scores, context from weights and "
        "values.",
        "keys @ query gives all N dot products at once. For one query no axis is needed.",
        "The weights come from a softmax, shifted by the largest score; weights @ values adds up "
        "the weighted values.",
    ),
    properties=(
        Property("the order of the entries does not matter", _order_does_not_matter),
        Property("the keys matter", _keys_matter),
    ),
)
