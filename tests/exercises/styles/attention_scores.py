"""Right answers of book/attention/scores in other styles."""

import numpy as np

# --- attention.additive -------------------------------------------------------------------------


def additive_loops(queries, keys, values, W_q, W_k, v):
    """Pair by pair."""
    scores = np.array([[np.tanh(q @ W_q + k @ W_k) @ v for k in keys] for q in queries])
    weights = np.array([np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in scores])
    context = np.array(
        [sum(w * value for w, value in zip(row, values, strict=True)) for row in weights]
    )
    return context, weights


def additive_concatenated(queries, keys, values, W_q, W_k, v):
    """As in Luong et al.: one weight matrix for query and key side by side ("concat")."""
    Q, N = len(queries), len(keys)
    W = np.concatenate([W_q, W_k])
    pairs = np.concatenate([np.repeat(queries, N, axis=0), np.tile(keys, (Q, 1))], axis=1)
    scores = (np.tanh(pairs @ W) @ v).reshape(Q, N)
    log_total = np.logaddexp.reduce(scores, axis=1)
    weights = np.exp(scores - log_total[:, None])
    return weights @ values, weights


def additive_einsum(queries, keys, values, W_q, W_k, v):
    hidden = np.tanh(
        np.einsum("qd,da->qa", queries, W_q)[:, np.newaxis] + np.einsum("nk,ka->na", keys, W_k)
    )
    scores = np.einsum("qna,a->qn", hidden, v)
    powers = np.exp(scores - np.max(scores, axis=-1)[:, np.newaxis])
    weights = powers / np.einsum("qn->q", powers)[:, np.newaxis]
    return np.einsum("qn,nv->qv", weights, values), weights


def additive_of_the_course(queries, keys, values, W_q, W_k, v):
    from lstmcourse import attention

    params = attention.AdditiveParams(W_q, W_k, v)
    context, weights, _ = attention.additive(params, queries, keys, values)
    return context, weights


def additive_torch(queries, keys, values, W_q, W_k, v):
    import torch

    arrays = (queries, keys, values, W_q, W_k, v)
    queries, keys, values, W_q, W_k, v = (torch.tensor(array) for array in arrays)
    scores = torch.tanh((queries @ W_q).unsqueeze(1) + keys @ W_k) @ v
    weights = torch.softmax(scores, dim=-1)
    return weights @ values, weights


# --- attention.causal ---------------------------------------------------------------------------


def causal_steps(xs, W_q, W_k, W_v):
    """Step by step, each with the part of the sequence that it may see: no mask at all."""
    T = len(xs)
    context, weights = np.zeros((T, W_v.shape[1])), np.zeros((T, T))
    for t in range(T):
        seen = xs[: t + 1]
        scores = (seen @ W_k) @ (xs[t] @ W_q) / W_q.shape[1] ** 0.5
        powers = np.exp(scores - scores.max())
        weights[t, : t + 1] = powers / powers.sum()
        context[t] = weights[t, : t + 1] @ (seen @ W_v)
    return context, weights


def causal_added_mask(xs, W_q, W_k, W_v):
    """A large negative number is as good as -inf here: no row is masked entirely."""
    T, D = len(xs), W_k.shape[1]
    scores = (xs @ W_q @ W_k.T @ xs.T) * D**-0.5
    scores = scores + np.triu(np.full((T, T), -1e9), 1)
    scores -= scores.max(axis=1)[:, None]
    weights = np.exp(scores) / np.exp(scores).sum(axis=1)[:, None]
    return weights @ xs @ W_v, weights


def causal_of_the_course(xs, W_q, W_k, W_v):
    from lstmcourse import attention

    mask = np.tri(len(xs), dtype=bool)
    context, weights, _ = attention.scaled_dot(xs @ W_q, xs @ W_k, xs @ W_v, mask)
    return context, weights


def causal_torch(xs, W_q, W_k, W_v):
    """PyTorch's function, asked a second time for its weights with the unit matrix as values."""
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    xs, W_q, W_k, W_v = (torch.tensor(array)[None] for array in (xs, W_q, W_k, W_v))
    queries, keys = xs @ W_q, xs @ W_k
    unit = torch.eye(xs.shape[1], dtype=xs.dtype)[None]
    context, weights = (
        scaled_dot_product_attention(queries, keys, values, is_causal=True)[0]
        for values in (xs @ W_v, unit)
    )
    return context, weights


STYLES = {
    "attention.additive": {
        "explicit loops": additive_loops,
        "concatenated": additive_concatenated,
        "einsum": additive_einsum,
        "the course": additive_of_the_course,
        "torch": additive_torch,
    },
    "attention.causal": {
        "step by step": causal_steps,
        "added mask": causal_added_mask,
        "the course": causal_of_the_course,
        "torch": causal_torch,
    },
}
