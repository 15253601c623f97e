"""Defective variants of lstm.perplexity, one documented defect each."""

from __future__ import annotations

import numpy as np


def log_p(logits, axis=-1):
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def costs(logits, targets, axis=-1):
    """Minus the log of the target's probability (T, B); 0 where nothing is asked."""
    ids = np.where(targets == -1, 0, targets)
    chosen = np.take_along_axis(log_p(logits, axis), ids[..., None], axis=-1)[..., 0]
    return np.where(targets == -1, 0.0, -chosen)


def both(nats):
    return nats / np.log(2), np.exp(nats)


def mean(logits, targets):
    return costs(logits, targets).sum() / (targets != -1).sum()


def ignored_counted(logits, targets):
    return both(costs(logits, targets).mean())


def last_class(logits, targets):
    K = logits.shape[-1]
    return both(costs(logits, targets % K).mean())


def class_zero(logits, targets):
    return both(costs(logits, np.maximum(targets, 0)).mean())


def zero_ignored(logits, targets):
    return both(mean(logits, np.where(targets == 0, -1, targets)))


def negative(logits, targets):
    return both(-mean(logits, targets))


def nats(logits, targets):
    nats = mean(logits, targets)
    return nats, np.exp(nats)


def two_to_the_nats(logits, targets):
    nats = mean(logits, targets)
    return nats / np.log(2), 2**nats


def e_to_the_bits(logits, targets):
    bits = mean(logits, targets) / np.log(2)
    return bits, np.exp(bits)


def two_to_the_nats_both(logits, targets):
    nats = mean(logits, targets)
    return nats, 2**nats


def times_log_two(logits, targets):
    nats = mean(logits, targets)
    return nats * np.log(2), np.exp(nats)


def swapped(logits, targets):
    return both(mean(logits, targets))[::-1]


def summed(logits, targets):
    nats = costs(logits, targets).sum()
    return both(nats)


def mean_of_sequences(logits, targets):
    each = costs(logits, targets).sum(axis=0) / (targets != -1).sum(axis=0)
    return both(each.mean())


def mean_of_steps(logits, targets):
    asked = (targets != -1).sum(axis=1)
    each = costs(logits, targets).sum(axis=1)[asked > 0] / asked[asked > 0]
    return both(each.mean())


def mean_of_perplexities(logits, targets):
    each = costs(logits, targets).sum(axis=0) / (targets != -1).sum(axis=0)
    return mean(logits, targets) / np.log(2), np.exp(each).mean()


def mean_of_inverses(logits, targets):
    inverse = np.exp(costs(logits, targets))[targets != -1]
    return mean(logits, targets) / np.log(2), inverse.mean()


def no_shift(logits, targets):
    p = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    p = np.take_along_axis(p, np.maximum(targets, 0)[..., None], axis=-1)[..., 0]
    return both(-np.log(p[targets != -1]).mean())


def entropy(logits, targets):
    log_ps = log_p(logits)[targets != -1]
    return both(-(np.exp(log_ps) * log_ps).sum(axis=-1).mean())
