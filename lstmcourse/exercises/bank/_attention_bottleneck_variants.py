"""Known mistakes of attention.padded_loss: what counts, and what it is divided by."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import Mistake


def log_softmax(logits, axis=-1):
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def loss_with(logits, targets, counts=None, number=None, log_p=None):
    """The reference, with what counts, the number and the log-probabilities exchanged."""
    log_p = log_softmax(logits) if log_p is None else log_p
    counts = targets != 0 if counts is None else counts
    number = max(counts.sum(), 1) if number is None else number
    wanted = np.arange(logits.shape[-1]) == targets[..., None]
    counts = counts[..., None]
    loss = -np.where(wanted & counts, log_p, 0.0).sum() / number
    return loss, (np.exp(log_p) - wanted) * counts / number


def _padding_counts(logits, targets):
    return loss_with(logits, targets, counts=np.ones(targets.shape, bool))


def _divided_by_everything(logits, targets):
    return loss_with(logits, targets, number=targets.size)


def _only_in_the_number(logits, targets):
    everything = np.ones(targets.shape, bool)
    return loss_with(logits, targets, counts=everything, number=(targets != 0).sum())


def _end_left_out(logits, targets):
    return loss_with(logits, targets, counts=targets > 2)


def _inverted(logits, targets):
    return loss_with(logits, targets, counts=targets == 0)


def _summed(logits, targets):
    return loss_with(logits, targets, number=1)


def _per_sentence(logits, targets):
    return loss_with(logits, targets, number=targets.shape[1])


def _mean_of_means(logits, targets):
    counts = targets != 0
    parts = [
        loss_with(logits[:, b : b + 1], targets[:, b : b + 1], counts[:, b : b + 1])
        for b in range(targets.shape[1])
    ]
    losses, grads = zip(*parts, strict=True)
    return np.mean(losses), np.concatenate(grads, axis=1) / targets.shape[1]


def _logits_masked(logits, targets):
    masked = logits * (targets != 0)[..., None]
    return loss_with(masked, targets, np.ones(targets.shape, bool))


def _shifted_again(logits, targets):
    loss, d = loss_with(logits[:-1], targets[1:])
    return loss, np.concatenate([d, np.zeros_like(logits[:1])])


def _bits(logits, targets):
    loss, d_logits = loss_with(logits, targets)
    return loss / np.log(2), d_logits / np.log(2)


def _gradient_at_padding(logits, targets):
    loss, _ = loss_with(logits, targets)
    _, d_logits = _only_in_the_number(logits, targets)
    return loss, d_logits


def _gradient_not_divided(logits, targets):
    loss, d_logits = loss_with(logits, targets)
    return loss, d_logits * (targets != 0).sum()


def _gradient_divided_by_everything(logits, targets):
    loss, _ = loss_with(logits, targets)
    return loss, _divided_by_everything(logits, targets)[1]


def _gradient_sign(logits, targets):
    loss, d_logits = loss_with(logits, targets)
    return loss, -d_logits


def _gradient_without_one_hot(logits, targets):
    loss, _ = loss_with(logits, targets)
    counts = (targets != 0)[..., None]
    return loss, np.exp(log_softmax(logits)) * counts / counts.sum()


MISTAKES = (
    Mistake(
        "padding-counts",
        "The padding counts: the net is asked to say PAD, again and again, behind every END.",
        "Two places know about padding: the sum and the number it is divided by. Both have to "
        "leave out targets that are 0.",
        _padding_counts,
    ),
    Mistake(
        "divided-by-everything",
        "The padding is left out of the sum, but the sum is divided by all T * B places.",
        "A mean has as many terms as its sum. How many targets count?",
        _divided_by_everything,
    ),
    Mistake(
        "only-in-the-number",
        "The sum runs over the padding too; only the number it is divided by leaves it out.",
        "Take the loss of each target times 1 or 0 before the sum.",
        _only_in_the_number,
    ),
    Mistake(
        "end-left-out",
        "END does not count, so the net never learns to stop.",
        "PAD is 0 and END is 2. Only PAD is left out.",
        _end_left_out,
    ),
    Mistake(
        "inverted",
        "Only the padding counts: the mask is the wrong way round.",
        "targets != 0 is True for what counts.",
        _inverted,
    ),
    Mistake(
        "summed",
        "The losses are summed, not averaged.",
        "Divide by the number of targets that count.",
        _summed,
    ),
    Mistake(
        "per-sentence",
        "The sum is divided by the number of sentences B, so long sentences give a large loss.",
        "The mean goes over words: divide by the number of targets that count.",
        _per_sentence,
    ),
    Mistake(
        "mean-of-means",
        "Each sentence has its own mean, and these are averaged: a word in a short sentence "
        "weighs more than a word in a long one.",
        "Every target counts the same: one sum over the batch, one division.",
        _mean_of_means,
    ),
    Mistake(
        "logits-masked",
        "The logits of the padding are set to 0. Its targets still count: each one costs about "
        "log K.",
        "The mask belongs to the losses, behind the logarithm, not to the logits.",
        _logits_masked,
    ),
    Mistake(
        "shifted-again",
        "The targets are shifted here a second time: logits[t] is compared with targets[t + 1].",
        "The targets are already one step ahead of the inputs. logits[t] answers targets[t].",
        _shifted_again,
    ),
    Mistake(
        "bits",
        "This is the loss in bits (log to base 2); nats were asked for.",
        "Use the natural logarithm, np.log.",
        _bits,
    ),
    Mistake(
        "gradient-at-padding",
        "The loss is right, but d_logits is not 0 where the target is PAD.",
        "What does not count in the loss has the derivative 0.",
        _gradient_at_padding,
    ),
    Mistake(
        "gradient-not-divided",
        "The loss is right, but d_logits is the derivative of the sum, not of the mean.",
        "The division by the number of targets belongs to the derivative as well.",
        _gradient_not_divided,
    ),
    Mistake(
        "gradient-divided-by-everything",
        "The loss is right, but d_logits is divided by all T * B places.",
        "Loss and derivative are divided by the same number.",
        _gradient_divided_by_everything,
    ),
    Mistake(
        "gradient-sign",
        "The loss is right, but d_logits has the wrong sign.",
        "A higher logit of the target makes the loss smaller.",
        _gradient_sign,
    ),
    Mistake(
        "gradient-without-one-hot",
        "The loss is right, but d_logits is the softmax alone.",
        "The derivative of -log p of the target: softmax minus something that is 1 in one place.",
        _gradient_without_one_hot,
    ),
)
