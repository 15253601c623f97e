"""attention.padded_loss: cross-entropy that leaves the padding out, and its derivative."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_bottleneck_softmax import SOFTMAX_MISTAKES
from lstmcourse.exercises.bank._attention_bottleneck_variants import MISTAKES
from lstmcourse.exercises.bank._attention_bottleneck_words import PAGE
from lstmcourse.exercises.model import CodeExercise, Gradient, Output, Probe, Property


def padded_loss(logits, targets):
    shifted = logits - logits.max(axis=-1, keepdims=True)  # so that exp cannot overflow
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))  # (T, B, K)
    counts = (targets != 0)[..., None]  # False where the target is PAD
    number = counts.sum()  # real targets, END included
    wanted = np.arange(logits.shape[-1]) == targets[..., None]  # one-hot, (T, B, K)
    loss = -(log_p * wanted * counts).sum() / number
    d_logits = (np.exp(log_p) - wanted) * counts / number
    return loss, d_logits


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, lengths: list[int], T: int, K: int, size: float = 1.5) -> Probe:
        B = len(lengths)
        targets = rng.integers(3, K, size=(T, B))
        rows = np.arange(T)[:, None]
        targets[rows == np.array(lengths) - 1] = 2  # END is the last real target
        targets[rows >= np.array(lengths)] = 0
        return Probe(name, (size * rng.normal(size=(T, B, K)), targets), {"T": T, "B": B, "K": K})

    large = probe("logits near 900 and near -900 in turn", [4, 2], 4, 5)
    shift = np.where(np.arange(4) % 2 == 0, 900.0, -900.0)[:, None, None]
    large = Probe(large.name, (large.args[0] + shift, large.args[1]), large.dims)
    rare = probe("a target with a tiny probability", [3, 2], 3, 5)
    rare.args[0][0, 0, rare.args[1][0, 0]] -= 900.0  # exp(-900) is 0
    return [
        probe("three lengths", [4, 2, 3], 5, 6),
        probe("no padding", [4, 4, 4], 4, 7),
        probe("square: T = B = K", [4, 2, 3, 1], 4, 4),
        probe("much padding", [1, 6], 6, 5),
        probe("one step", [1, 1, 1], 1, 5),
        large,
        rare,
    ]


def _loss_alone(logits: np.ndarray, targets: np.ndarray) -> float:
    return float(padded_loss(logits, targets)[0])


def _padding_has_no_say(function, probe: Probe) -> str | None:
    """Two more rows of padding change nothing."""
    logits, targets = (np.array(array) for array in probe.args)
    more = np.full((2, *logits.shape[1:]), 0.5)
    before = function(logits.copy(), targets.copy())[0]
    none = np.zeros((2, targets.shape[1]), targets.dtype)
    after = function(np.concatenate([logits, more]), np.concatenate([targets, none]))[0]
    if not np.isclose(float(before), float(after), rtol=1e-6, atol=1e-12):
        return (
            "Two more rows of padding at the end change the loss. A net would be told to care "
            "about what it says behind END."
        )
    return None


LOSS = CodeExercise(
    id="attention.padded_loss",
    title="A loss that leaves the padding out",
    page=PAGE,
    task=(
        "Write padded_loss(logits, targets): the mean of -log p over all targets that are not "
        "PAD = 0, in nats, where p is what softmax(logits[t, b]) gives to targets[t, b]. END = 2 "
        "counts. logits (T, B, K) holds scores before the softmax, of any size; targets (T, B) "
        "holds ids. Return the loss and its derivative d_logits (T, B, K)."
    ),
    parameters=("logits", "targets"),
    returns=(Output("loss", "()"), Output("d_logits", "(T, B, K)")),
    reference=padded_loss,
    probes=_probes,
    mistakes=(*MISTAKES, *SOFTMAX_MISTAKES),
    hints=(
        "Take the loss without padding first. Then ask twice where padding gets in: in the sum, "
        "and in the number the sum is divided by.",
        "counts = targets != 0 is True for the targets that count. Multiply the loss of each "
        "target with it, sum, and divide by counts.sum().",
        "The derivative of one target's loss by its logits is softmax(logits) minus the one-hot "
        "vector of the target; then the same two steps as in the loss.",
        "log-softmax: subtract the largest logit of each (t, b), then the log of the sum of exp, "
        "both with keepdims=True.",
    ),
    properties=(Property("padding has no say", _padding_has_no_say),),
    gradient=Gradient(_loss_alone, {"d_logits": "logits"}),
)
