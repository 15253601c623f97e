"""rnn.cross_entropy: the loss of a language model, in nats."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "rnn/sentence"


def cross_entropy(logits, targets):
    # Any number may be taken from all logits of a step; with the largest, exp cannot overflow.
    shifted = logits - logits.max(axis=-1, keepdims=True)  # (T, B, K)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    chosen = np.take_along_axis(log_p, targets[..., None], axis=-1)  # (T, B, 1)
    return -chosen.mean()


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, K: int, shift: float | np.ndarray = 0.0) -> Probe:
        logits = 2.0 * rng.normal(size=(T, B, K)) + shift
        return Probe(name, (logits, rng.integers(K, size=(T, B))), {"T": T, "B": B, "K": K})

    steps = np.where(np.arange(4) % 2 == 0, 900.0, -900.0)[:, None, None]
    return [
        probe("random", 4, 3, 5),
        probe("one step", 1, 2, 4),
        probe("square: T = B = K", 3, 3, 3),
        probe("all logits near 900", 4, 2, 3, 900.0),
        probe("logits near 900 and near -900 in turn", 4, 3, 5, steps),
    ]


def _log_p(logits, axis=-1):
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def _chosen(values, targets):
    return np.take_along_axis(values, targets[..., None], axis=-1)[..., 0]


def _softmax_twice(logits, targets):
    return -_chosen(_log_p(np.exp(_log_p(logits))), targets).mean()


def _summed(logits, targets):
    return -_chosen(_log_p(logits), targets).sum()


def _summed_over_time(logits, targets):
    return -_chosen(_log_p(logits), targets).mean(axis=1).sum()


def _summed_over_batch(logits, targets):
    return -_chosen(_log_p(logits), targets).mean(axis=0).sum()


def _no_shift(logits, targets):
    p = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
    return -np.log(_chosen(p, targets)).mean()


def _no_shift_log_sum(logits, targets):
    return (np.log(np.exp(logits).sum(axis=-1)) - _chosen(logits, targets)).mean()


def _one_shift_for_all(logits, targets):
    return _no_shift(logits - logits.max(), targets)


def _bits(logits, targets):
    return -_chosen(_log_p(logits), targets).mean() / np.log(2.0)


def _softmax_over_batch(logits, targets):
    return -_chosen(_log_p(logits, axis=1), targets).mean()


def _softmax_over_time(logits, targets):
    return -_chosen(_log_p(logits, axis=0), targets).mean()


def _log_of_the_mean(logits, targets):
    return -np.log(np.exp(_chosen(_log_p(logits), targets)).mean())


def _no_softmax(logits, targets):
    return -_chosen(logits, targets).mean()


def _perplexity(logits, targets):
    return np.exp(-_chosen(_log_p(logits), targets).mean())


def _largest_probability(logits, targets):
    return -_log_p(logits).max(axis=-1).mean()


def _softmax_over_everything(logits, targets):
    return -_chosen(_log_p(logits, axis=None), targets).mean()


def _not_reduced(logits, targets):
    return -_chosen(_log_p(logits), targets)


def _wide_spread(function, probe: Probe) -> str | None:
    """Logits 900, 0, -900 in one prediction: exp overflows at the top or underflows below."""
    logits = np.array([[[900.0, 0.0, -900.0]]])
    sure, wrong = (float(function(logits, np.array([[target]]))) for target in (0, 1))
    asked = "With logits = np.array([[[900.0, 0.0, -900.0]]]) and targets = np.array"
    if not np.isfinite(sure):
        return (
            f"{asked}([[0]]) the loss is 0, but yours is {sure:.4g}. exp still overflows: subtract "
            "the largest of the logits, not their mean or the least."
        )
    if not np.isfinite(wrong):
        return (
            f"{asked}([[1]]) the loss is 900, but yours is {wrong:.4g}. The probability underflows "
            "to 0 before the log; take log-softmax directly."
        )
    if wrong < 899.0:
        return (
            f"{asked}([[1]]) the loss is 900, but yours is {wrong:.4g}. A small number added to p, "
            "or a least value of p, caps the loss; take log-softmax directly."
        )
    return None


_OVERFLOW = (
    "exp of a logit near 900 overflows, and exp of one near -900 is 0. Taking one number away from "
    "all logits of a step changes no probability: which number keeps exp at 1 or below?"
)

LOSS = CodeExercise(
    id="rnn.cross_entropy",
    title="Cross-entropy of a batch of sequences",
    page=PAGE,
    task=(
        "Write cross_entropy(logits, targets): the mean over all T * B predictions of -log p, in "
        "nats, where p is the probability that softmax(logits[t, b]) gives to targets[t, b]. "
        "logits (T, B, K) holds scores before the softmax, of any size, so p may be as small as "
        "e^-900; targets (T, B) holds ids. Return one number."
    ),
    parameters=("logits", "targets"),
    returns=(Output("loss", "()"),),
    reference=cross_entropy,
    probes=_probes,
    properties=(Property("a very wrong prediction costs what it should", _wide_spread),),
    mistakes=(
        Mistake(
            "softmax-twice",
            "The softmax is applied twice: probabilities are treated as if they were logits.",
            "The log of a softmax needs one softmax only. With two, the loss cannot come near 0.",
            _softmax_twice,
        ),
        Mistake(
            "no-softmax",
            "There is no softmax: the logits themselves are averaged.",
            "A logit is no probability. What has to be subtracted so that exp sums to 1?",
            _no_softmax,
        ),
        Mistake(
            "summed",
            "The losses are summed over all predictions, not averaged.",
            "Divide by the number of predictions, T * B; then texts of any length compare.",
            _summed,
        ),
        Mistake(
            "summed-over-time",
            "The mean is taken over the batch, but the time steps are summed.",
            "Every prediction counts the same: take the mean over both axes.",
            _summed_over_time,
        ),
        Mistake(
            "summed-over-batch",
            "The mean is taken over time, but the sequences of the batch are summed.",
            "Every prediction counts the same: take the mean over both axes.",
            _summed_over_batch,
        ),
        Mistake(
            "no-shift",
            "The numbers are right for small logits, but exp overflows for large ones.",
            _OVERFLOW,
            _no_shift,
        ),
        Mistake(
            "no-shift-log-sum",
            "The numbers are right for small logits, but the exp in log-sum-exp overflows.",
            _OVERFLOW,
            _no_shift_log_sum,
        ),
        Mistake(
            "one-shift-for-all",
            "One number is subtracted from the whole array. Steps whose logits lie far below it "
            "turn into 0 / 0.",
            "Each softmax has its own largest logit: take the maximum along the last axis and keep "
            "that axis.",
            _one_shift_for_all,
        ),
        Mistake(
            "bits",
            "This is the loss in bits (log to base 2); nats were asked for.",
            "Use the natural logarithm, np.log.",
            _bits,
        ),
        Mistake(
            "softmax-over-batch",
            "The softmax runs over axis 1, the sequences of the batch.",
            "The K probabilities of one prediction sum to 1: which axis holds them?",
            _softmax_over_batch,
        ),
        Mistake(
            "softmax-over-time",
            "The softmax runs over axis 0, the time steps.",
            "The K probabilities of one prediction sum to 1: which axis holds them?",
            _softmax_over_time,
        ),
        Mistake(
            "log-of-the-mean",
            "The probabilities are averaged first and the log is taken of the mean.",
            "The log belongs to each prediction; the mean comes last.",
            _log_of_the_mean,
        ),
        Mistake(
            "perplexity",
            "This is the perplexity, exp of the loss; the loss in nats was asked for.",
            "Leave out the last exp.",
            _perplexity,
        ),
        Mistake(
            "largest-probability",
            "The largest probability of each prediction is taken, not the target's.",
            "The loss asks what the model gave to the id in targets[t, b], likely or not.",
            _largest_probability,
        ),
        Mistake(
            "softmax-over-everything",
            "One softmax runs over the whole array, so all T * B predictions share a sum of 1.",
            "Each prediction is a distribution of its own: sum over the last axis only.",
            _softmax_over_everything,
        ),
        Mistake(
            "not-reduced",
            "The loss of every prediction is returned, an array (T, B); one number was asked for.",
            "Take the mean over all of them.",
            _not_reduced,
        ),
    ),
    hints=(
        "Three parts: log-probabilities over the last axis, the one entry that each target "
        "names, and a mean with a minus sign.",
        "log p_k = y_k - log sum_j exp(y_j). Subtract the largest y of the step first, with "
        "keepdims=True so that the shapes fit. Do not compute p first: it may underflow to 0.",
        "np.take_along_axis(log_p, targets[..., None], axis=-1) picks the target's entry at every "
        "(t, b).",
    ),
)
