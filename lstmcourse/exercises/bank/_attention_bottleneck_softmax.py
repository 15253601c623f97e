"""Known mistakes of attention.padded_loss: the way from the logits to -log p."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_bottleneck_variants import log_softmax, loss_with
from lstmcourse.exercises.model import Mistake


def _softmax_twice(logits, targets):
    return loss_with(logits, targets, log_p=log_softmax(np.exp(log_softmax(logits))))


def _softmax_over_batch(logits, targets):
    return loss_with(logits, targets, log_p=log_softmax(logits, axis=1))


def _no_shift(logits, targets):
    p = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    return loss_with(logits, targets, log_p=np.log(p))


def _softmax_over_time(logits, targets):
    return loss_with(logits, targets, log_p=log_softmax(logits, axis=0))


def _log_of_zero(logits, targets):
    with np.errstate(divide="ignore"):
        return loss_with(logits, targets, log_p=np.log(np.exp(log_softmax(logits))))


def _no_log(logits, targets):
    loss, _ = loss_with(logits, targets, log_p=np.exp(log_softmax(logits)))
    return loss, loss_with(logits, targets)[1]


def _not_normalised(logits, targets):
    loss, _ = loss_with(logits, targets, log_p=logits)
    return loss, loss_with(logits, targets)[1]


SOFTMAX_MISTAKES = (
    Mistake(
        "softmax-twice",
        "The softmax is applied twice: even a perfect net could not bring this loss near 0.",
        "Logits go in. One log-softmax is all there is.",
        _softmax_twice,
    ),
    Mistake(
        "softmax-over-batch",
        "The softmax runs over axis 1, the sentences of the batch.",
        "The K probabilities of one prediction sum to 1: which axis holds them?",
        _softmax_over_batch,
    ),
    Mistake(
        "no-shift",
        "The numbers are right for small logits, but exp overflows or underflows for large ones.",
        "Taking one number away from all logits of a step changes no probability. Which number "
        "keeps exp at 1 or below?",
        _no_shift,
    ),
    Mistake(
        "softmax-over-time",
        "The softmax runs over axis 0, the steps.",
        "The K probabilities of one prediction sum to 1: which axis holds them?",
        _softmax_over_time,
    ),
    Mistake(
        "log-of-zero",
        "A small probability has rounded to 0, and its logarithm is minus infinity.",
        "Write the logarithm of the softmax as a difference; then no p has to be formed.",
        _log_of_zero,
    ),
    Mistake(
        "no-log",
        "d_logits is right, but the loss is the mean of -p, without the logarithm.",
        "The loss of a target is -log p: 0 at p = 1, large when p is small.",
        _no_log,
    ),
    Mistake(
        "not-normalised",
        "d_logits is right, but the loss is the mean of minus the logit of the target.",
        "A logit is a score. What makes a probability out of K scores?",
        _not_normalised,
    ),
)
