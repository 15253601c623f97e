"""Right answers in other styles, for the exercises of book/rnn/clipping."""

import numpy as np


def norm_one_long_vector(grads, max_norm):
    flat = np.concatenate([np.ravel(grad) for grad in grads])
    norm = np.linalg.norm(flat)
    if norm <= max_norm:
        return [grad.copy() for grad in grads], norm
    return [grad / norm * max_norm for grad in grads], norm


def norm_of_norms(grads, max_norm):
    norm = np.hypot.reduce([np.linalg.norm(grad) for grad in grads])
    return [grad * max_norm / max(norm, max_norm) for grad in grads], norm


def norm_loops(grads, max_norm):
    total = 0.0
    for grad in grads:
        for entry in grad.flat:
            total += float(entry) ** 2
    norm = total**0.5
    factor = 1.0
    if norm > max_norm:
        factor = max_norm / norm
    return [np.array([factor * g for g in grad.flat]).reshape(grad.shape) for grad in grads], norm


def norm_torch(grads, max_norm):
    import torch

    params = [torch.nn.Parameter(torch.zeros(grad.shape, dtype=torch.float64)) for grad in grads]
    for param, grad in zip(params, grads, strict=True):
        param.grad = torch.tensor(grad)
    norm = torch.nn.utils.clip_grad_norm_(params, max_norm)
    return [param.grad for param in params], norm


def value_where(grad, limit):
    clipped = np.where(grad > limit, limit, np.where(grad < -limit, -limit, grad))
    product = np.vdot(grad, clipped)
    return clipped, product / (np.linalg.norm(grad) * np.linalg.norm(clipped))


def value_loops(grad, limit):
    clipped = np.array([max(-limit, min(limit, g)) for g in grad.flat]).reshape(grad.shape)
    product = squares = clipped_squares = 0.0
    for g, c in zip(grad.flat, clipped.flat, strict=True):
        product += g * c
        squares += g * g
        clipped_squares += c * c
    return clipped, product / (squares * clipped_squares) ** 0.5


def value_torch(grad, limit):
    import torch

    grad = torch.as_tensor(grad)
    clipped = grad.clamp(-limit, limit)
    cosine = torch.nn.functional.cosine_similarity(grad.flatten(), clipped.flatten(), dim=0)
    return clipped, cosine


def place_cleared_at_both_ends(model, optimiser, clip, max_norm):
    optimiser.zero_grad()
    model.backward()
    clip(model.grads, max_norm)
    optimiser.step()
    optimiser.zero_grad()


def place_clipped_by_hand(model, optimiser, clip, max_norm):
    optimiser.zero_grad()
    model.backward()
    norm = np.sqrt(sum(np.sum(grad**2) for grad in model.grads))
    model.grads = [grad * min(1.0, max_norm / norm) for grad in model.grads]
    optimiser.step()


def place_measures_first(model, optimiser, clip, max_norm):
    optimiser.zero_grad()
    model.backward()
    norm = clip(model.grads, np.inf)
    if norm > max_norm:
        clip(model.grads, max_norm=max_norm)
    optimiser.step()


def place_returns_the_norm(model, optimiser, clip, max_norm):
    for grad in model.grads:
        grad[...] = 0
    model.backward()
    norm = clip(model.grads, max_norm)
    optimiser.step()
    return norm


STYLES = {
    "rnn.clip_norm": {
        "one long vector": norm_one_long_vector,
        "norm of norms": norm_of_norms,
        "explicit loops": norm_loops,
        "torch": norm_torch,
    },
    "rnn.clip_value": {
        "where": value_where,
        "explicit loops": value_loops,
        "torch": value_torch,
    },
    "rnn.clip_place": {
        "cleared at both ends": place_cleared_at_both_ends,
        "clipped by hand": place_clipped_by_hand,
        "measures first": place_measures_first,
        "returns the norm": place_returns_the_norm,
    },
}
