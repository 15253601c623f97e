"""Right answers in other styles, for the exercises of book/attention/by-hand."""

import numpy as np

# --- attention.dot ------------------------------------------------------------------------------


def dot_loops(queries, keys, values, mask):
    """Query by query, over the allowed keys alone."""
    B, Q, N = mask.shape
    context, weights = np.zeros((B, Q, values.shape[2])), np.zeros((B, Q, N))
    for b in range(B):
        for t in range(Q):
            allowed = np.flatnonzero(mask[b, t])
            if not len(allowed):
                continue
            scores = np.array([float(np.dot(queries[b, t], keys[b, n])) for n in allowed])
            powers = np.exp(scores - max(scores))
            for n, weight in zip(allowed, powers / sum(powers), strict=True):
                weights[b, t, n] = weight
                context[b, t] += weight * values[b, n]
    return context, weights


def dot_log_sum(queries, keys, values, mask):
    """Logarithms of the weights: the score minus the logarithm of the sum of the powers."""
    scores = np.einsum("btd,bnd->btn", queries, keys)
    hidden = np.where(mask, scores, -np.inf)
    log_total = np.logaddexp.reduce(hidden, axis=-1)[..., None]
    with np.errstate(invalid="ignore"):
        weights = np.where(mask, np.exp(scores - log_total), 0)
    return np.einsum("btn,bnv->btv", weights, values), weights


def dot_mask_later(queries, keys, values, mask):
    """Powers first, shifted by the largest allowed score, then the mask, then the division."""
    scores = np.matmul(queries, np.transpose(keys, (0, 2, 1)))
    top = np.max(scores, axis=-1, keepdims=True, where=mask, initial=-1e300)
    powers = np.exp(np.minimum(scores - top, 0)) * mask
    weights = np.divide(
        powers, powers.sum(-1, keepdims=True), out=np.zeros_like(powers), where=mask
    )
    return weights @ values, weights


def dot_torch(queries, keys, values, mask):
    """The values give the context, the unit vectors as values give the weights."""
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    q, k, v = (torch.tensor(array) for array in (queries, keys, values))
    units = torch.eye(k.shape[1], dtype=k.dtype).expand(len(k), -1, -1)
    context, weights = (
        torch.nan_to_num(
            scaled_dot_product_attention(q, k, each, attn_mask=torch.tensor(mask), scale=1.0)
        )
        for each in (v, units)
    )
    return context, weights


# --- attention.dot_backward ---------------------------------------------------------------------


def backward_loops(queries, keys, values, weights, d_context):
    """The whole Jacobian of the softmax, for one query after the other."""
    d_queries, d_keys, d_values = map(np.zeros_like, (queries, keys, values))
    for b in range(len(queries)):
        for t, (w, d) in enumerate(zip(weights[b], d_context[b], strict=True)):
            d_scores = (np.diag(w) - np.outer(w, w)) @ (values[b] @ d)
            d_queries[b, t] = keys[b].T @ d_scores
            d_keys[b] += np.outer(d_scores, queries[b, t])
            d_values[b] += np.outer(w, d)
    return d_queries, d_keys, d_values


def backward_by_the_context(queries, keys, values, weights, d_context):
    """The mean of d_weights is the product of context and d_context."""
    context = np.einsum("btn,bnv->btv", weights, values)
    away = values[:, None] - context[:, :, None]  # (B, Q, N, V)
    d_scores = weights * np.einsum("btnv,btv->btn", away, d_context)
    return (
        np.einsum("btn,bnd->btd", d_scores, keys),
        np.einsum("btn,btd->bnd", d_scores, queries),
        np.einsum("btn,btv->bnv", weights, d_context),
    )


def backward_torch(queries, keys, values, weights, d_context):
    import torch

    leaves = [torch.tensor(array, requires_grad=True) for array in (queries, keys, values)]
    q, k, v = leaves
    scores = q @ k.transpose(1, 2)
    hidden = torch.tensor(weights == 0)
    scores = scores.masked_fill(hidden, -1e300)
    powers = torch.exp(scores - scores.amax(2, keepdim=True)) * ~hidden
    total = powers.sum(2, keepdim=True)
    now = powers / torch.where(total == 0, 1.0, total)
    return torch.autograd.grad(now @ v, leaves, torch.tensor(d_context))


STYLES = {
    "attention.dot": {
        "explicit loops": dot_loops,
        "logarithms": dot_log_sum,
        "mask after the powers": dot_mask_later,
        "torch": dot_torch,
    },
    "attention.dot_backward": {
        "whole Jacobian": backward_loops,
        "by the context": backward_by_the_context,
        "torch autograd": backward_torch,
    },
}
