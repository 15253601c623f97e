"""Right answers in other styles, for book/lstm/language-model."""

import math

import numpy as np


def size_quadratic(blocks, inputs, outputs, budget):
    """Solve blocks H^2 + (blocks (inputs + 1) + outputs) H + outputs = budget, and round down."""
    linear = blocks * (inputs + 1) + outputs
    root = math.isqrt(linear**2 + 4 * blocks * (budget - outputs))
    H = (root - linear) // (2 * blocks)
    while blocks * (H + 1) * (inputs + H + 2) + (H + 1) * outputs + outputs <= budget:
        H += 1
    return H


def size_table(blocks, inputs, outputs, budget):
    H = np.arange(1, budget + 1)
    counts = blocks * H * (inputs + H + 1) + H * outputs + outputs
    return H[counts <= budget].max()


def size_bisection(blocks, inputs, outputs, budget):
    low, high = 1, budget
    while high - low > 1:
        middle = (low + high) // 2
        weights = blocks * (inputs * middle + middle * middle + middle) + (middle + 1) * outputs
        low, high = (middle, high) if weights <= budget else (low, middle)
    return float(low)


def size_torch(blocks, inputs, outputs, budget):
    import torch

    H = torch.arange(1, budget + 1)
    counts = blocks * H * (inputs + H + 1) + H * outputs + outputs
    return torch.searchsorted(counts, torch.tensor(budget), right=True)


def bits_loops(logits, targets):
    costs = []
    for scores, wanted in zip(logits, targets, strict=True):
        for y, target in zip(scores, wanted, strict=True):
            if target != -1:
                largest = max(float(v) for v in y)
                log_sum = largest + math.log(sum(math.exp(float(v) - largest) for v in y))
                costs.append((log_sum - float(y[target])) / math.log(2))
    bits = sum(costs) / len(costs)
    return bits, 2.0**bits


def bits_logaddexp(logits, targets):
    counts = (targets >= 0).astype(float)
    chosen = np.take_along_axis(logits, np.maximum(targets, 0)[..., None], axis=-1)[..., 0]
    nats = ((np.logaddexp.reduce(logits, axis=-1) - chosen) * counts).sum() / counts.sum()
    return {"bits": nats / np.log(2), "perplexity": np.exp(nats)}


def bits_one_hot(logits, targets):
    K = logits.shape[-1]
    wanted = (targets[..., None] == np.arange(K)).astype(float)  # -1 gives a row of zeros
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log2_p = (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))) / np.log(2)
    bits = -(wanted * log2_p).sum() / wanted.sum()
    return [bits, np.exp2(bits)]


def bits_torch(logits, targets):
    import torch

    logits, targets = torch.as_tensor(logits), torch.as_tensor(targets)
    nats = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), ignore_index=-1
    )
    return nats / math.log(2), nats.exp()


STYLES = {
    "lstm.equal_size": {
        "quadratic formula": size_quadratic,
        "table of all sizes": size_table,
        "bisection": size_bisection,
        "torch": size_torch,
    },
    "lstm.perplexity": {
        "explicit loops": bits_loops,
        "logaddexp, dict": bits_logaddexp,
        "one-hot targets, list": bits_one_hot,
        "torch": bits_torch,
    },
}
