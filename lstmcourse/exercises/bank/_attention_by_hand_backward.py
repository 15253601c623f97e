"""The backward pass of dot-product attention: the second exercise of book/attention/by-hand."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_by_hand_backward_variants import MISTAKES
from lstmcourse.exercises.bank._attention_by_hand_parts import (
    PAGE,
    arrays,
    full_mask,
    holes,
    masked_softmax,
    padded,
    probe_of,
    products,
)
from lstmcourse.exercises.model import CodeExercise, Gradient, Output, Probe, Property


def dot_attention_backward(queries, keys, values, weights, d_context):
    # context = weights @ values: each factor gets the other one.
    d_values = weights.swapaxes(1, 2) @ d_context  # (B, N, V), summed over the queries
    d_weights = d_context @ values.swapaxes(1, 2)  # (B, Q, N)
    # The softmax: d_weights minus its weighted mean, times the weights.
    mean = (weights * d_weights).sum(axis=2, keepdims=True)
    d_scores = weights * (d_weights - mean)
    # scores = queries @ keys.T: each factor gets the other one.
    d_queries = d_scores @ keys
    d_keys = d_scores.swapaxes(1, 2) @ queries  # (B, N, D), summed over the queries
    return d_queries, d_keys, d_values


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name, sizes, mask, size=1.0):
        queries, keys, values = arrays(rng, sizes)
        queries = size * queries
        weights = masked_softmax(products(queries, keys), mask)
        B, Q, _, _, V = sizes
        d_context = rng.normal(size=(B, Q, V))
        return probe_of(name, [queries, keys, values, weights, d_context], sizes)

    random, square, equal = (2, 3, 5, 4, 6), (2, 4, 4, 3, 3), (3, 3, 3, 3, 3)
    one, empty = (3, 1, 4, 5, 2), (2, 3, 4, 5, 5)
    nothing = holes(*empty[:3])
    nothing[1, 1] = False
    return [
        probe("random, with masked keys", random, padded(*random[:3]), 0.7),
        probe("square: Q = N, D = V", square, holes(*square[:3])),
        probe("all sizes equal", equal, full_mask(*equal[:3])),
        probe("one query", one, padded(*one[:3])),
        probe("a query that may look at nothing", empty, nothing),
        probe("one key allowed", square, ~holes(*square[:3])),
    ]


def _loss(queries, keys, values, weights, d_context):
    """The scalar whose derivatives are wanted, with the keys masked that have the weight 0."""
    now = masked_softmax(products(queries, keys), weights > 0)
    return float(np.sum(d_context * (now @ values)))


def _keys_add_up_to_zero(function, probe):
    """The same vector added to all keys changes nothing: the errors at the keys sum to zero."""
    _, d_keys, _ = function(*probe.args)
    d_keys = np.asarray(d_keys)
    if np.abs(d_keys.sum(axis=1)).max() > 1e-3 * max(np.abs(d_keys).max(), 1e-3):
        return "the errors of the keys of a sequence do not add up to 0"
    return None


BACKWARD = CodeExercise(
    id="attention.dot_backward",
    title="Dot-product attention, backward",
    page=PAGE,
    task=(
        "Write dot_attention_backward(queries, keys, values, weights, d_context): queries "
        "(B, Q, D), keys (B, N, D), values (B, N, V); weights (B, Q, N) are what the forward pass "
        "gave, 0 for masked keys; d_context (B, Q, V) is the derivative of E by the context. The "
        "scores were plain dot products. Return d_queries, d_keys and d_values, in the shapes of "
        "queries, keys and values."
    ),
    parameters=("queries", "keys", "values", "weights", "d_context"),
    returns=(
        Output("d_queries", "(B, Q, D)"),
        Output("d_keys", "(B, N, D)"),
        Output("d_values", "(B, N, V)"),
    ),
    reference=dot_attention_backward,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Walk back: context = weights @ values gives d_values and d_weights; the softmax turns "
        "d_weights into d_scores; scores = queries @ keys.T gives d_queries and d_keys.",
        "For C = A @ B: dA = dC @ B.T and dB = A.T @ dC. The shapes allow nothing else when all "
        "sizes differ.",
        "d_scores = weights * (d_weights - mean), where mean is the mean of d_weights with the "
        "weights, one number for each query.",
        "No mask is needed: a masked key has the weight 0, and each of its errors has this factor.",
    ),
    properties=(Property("the errors at the keys add up to zero", _keys_add_up_to_zero),),
    gradient=Gradient(_loss, {"d_queries": "queries", "d_keys": "keys", "d_values": "values"}),
)
