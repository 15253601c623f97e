"""Right answers of book/attention/retrieval in other styles."""

import math

import numpy as np

# --- attention.softmax --------------------------------------------------------------------------


def softmax_loops(scores):
    weights = np.empty_like(scores)
    for q, row in enumerate(scores):
        top = max(row)
        powers = [math.exp(score - top) for score in row]
        weights[q] = [power / sum(powers) for power in powers]
    return weights


def softmax_of_differences(scores):
    """1 / sum_m exp(e_m - e_n), which overflows to 1 / inf = 0 where the weight is 0."""
    apart = scores[:, None, :] - scores[:, :, None]  # (Q, N, M): e_m - e_n
    with np.errstate(over="ignore"):
        return 1 / np.exp(apart).sum(axis=2)


def softmax_by_logarithm(scores):
    return np.exp(scores - np.logaddexp.reduce(scores, axis=1)[:, None])


def softmax_columns(scores):
    columns = scores.T
    powers = np.exp(columns - columns.max(axis=0))
    return (powers / powers.sum(axis=0)).T


def softmax_of_the_course(scores):
    from lstmcourse import attention

    return attention.softmax(scores)


def softmax_torch(scores):
    import torch

    return torch.softmax(torch.tensor(scores), dim=1)


# --- attention.lookup ---------------------------------------------------------------------------


def lookup_loops(query, keys, values):
    scores = [sum(q * k for q, k in zip(query, key, strict=True)) for key in keys]
    powers = [math.exp(score - max(scores)) for score in scores]
    weights = np.array([power / sum(powers) for power in powers])
    context = np.zeros(values.shape[1])
    for weight, value in zip(weights, values, strict=True):
        context += weight * value
    return context, weights


def lookup_einsum(query, keys, values):
    scores = np.einsum("d,nd->n", query, keys)
    weights = np.exp(scores - np.logaddexp.reduce(scores))
    return np.einsum("n,nv->v", weights, values), weights


def lookup_with_the_course(query, keys, values):
    from lstmcourse import attention

    context, weights, _ = attention.dot(query[None], keys, values)
    return context[0], weights[0]


def lookup_torch(query, keys, values):
    import torch

    query, keys, values = (torch.tensor(array)[None] for array in (query[None], keys, values))
    context = torch.nn.functional.scaled_dot_product_attention(query, keys, values, scale=1.0)
    weights = torch.softmax(query @ keys.mT, dim=2)
    return context[0, 0], weights[0, 0]


STYLES = {
    "attention.softmax": {
        "explicit loops": softmax_loops,
        "differences": softmax_of_differences,
        "by the logarithm": softmax_by_logarithm,
        "columns": softmax_columns,
        "the course": softmax_of_the_course,
        "torch": softmax_torch,
    },
    "attention.lookup": {
        "explicit loops": lookup_loops,
        "einsum": lookup_einsum,
        "the course": lookup_with_the_course,
        "torch": lookup_torch,
    },
}
