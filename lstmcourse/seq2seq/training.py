"""Train a sequence-to-sequence net, and count what it gets right.

Explained in: book/attention/bottleneck and book/attention/translation
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from lstmcourse.learning.progress_lines import make_reporter
from lstmcourse.seq2seq.batching import PAD, PairBatch, pad_pairs
from lstmcourse.seq2seq.decoding import beam, greedy
from lstmcourse.seq2seq.model import Seq2Seq


def loss(logits: Tensor, targets: Any) -> Tensor:
    """Cross-entropy per word: E = - mean of log softmax(logits_t)[y_t] over all real targets.

    logits: (T, B, K), before any softmax. targets: ids (T, B); where they are PAD they do not
    count, neither in the sum nor in the number it is divided by.

    Raises:
        ValueError: shapes do not fit, an id is out of range, or all targets are PAD.
        TypeError: targets are not integers.

    Explained in: book/attention/bottleneck
    """
    targets = targets if isinstance(targets, Tensor) else torch.tensor(np.asarray(targets))
    if targets.is_floating_point() or targets.dtype == torch.bool:
        raise TypeError(f"loss: targets are {targets.dtype}, but must be integer ids")
    if logits.shape[:-1] != targets.shape:
        raise ValueError(
            f"loss: logits {tuple(logits.shape)} and targets {tuple(targets.shape)} do not fit; "
            "they are (T, B, K) and (T, B)"
        )
    if not bool((targets != PAD).any()):
        raise ValueError("loss: no target is a word, all of them are PAD; the mean is not defined")
    least, most = (int(value) for value in targets.aminmax())
    if least < 0 or most >= logits.shape[-1]:
        raise ValueError(
            f"loss: targets lie in {least}..{most}, but there are logits for the ids "
            f"0..{logits.shape[-1] - 1}"
        )
    return F.cross_entropy(
        logits.flatten(0, -2), targets.long().flatten().to(logits.device), ignore_index=PAD
    )


def train(
    model: Seq2Seq,
    batches: Iterable[PairBatch] | Callable[[int], PairBatch],
    *,
    steps: int,
    learning_rate: float,
    clip: float | None = 1.0,
    schedule: str = "constant",
    after: Callable[[int, float], None] | None = None,
    progress: str | None = None,
) -> list[float]:
    """Train with Adam and teacher forcing; the model is changed.

    Args:
        model: the net.
        batches: ``PairBatch`` after ``PairBatch`` (see ``bucketed_batches``), or a function from
            the step number 0, 1, ... to a batch.
        steps: the number of updates.
        learning_rate: of Adam.
        clip: the greatest norm of the whole gradient; None for no clipping.
        schedule: "constant", or "linear": the rate falls in a straight line towards 0.
        after: called after each update with its number 1, 2, ... and the loss before it.
        progress: "bar", "text", "off" or None, as in ``lstmcourse.learning.train``; on stderr.

    Returns:
        The loss of each step, before its update.

    Raises:
        ValueError: an argument is out of range, or the batches end before the steps do.
        FloatingPointError: the loss or the gradient is no longer finite.

    Explained in: book/attention/bottleneck
    """
    if steps < 0 or not learning_rate > 0:
        raise ValueError(f"train: steps={steps} must be >= 0, learning_rate={learning_rate} > 0")
    if schedule not in ("constant", "linear"):
        raise ValueError(f'train: schedule={schedule!r} must be "constant" or "linear"')
    if clip is not None and not clip > 0:
        raise ValueError(f"train: clip={clip} must be positive, or None for no clipping")
    source = map(batches, range(steps)) if callable(batches) else iter(batches)
    weights = list(model.parameters())
    optimiser = _adam(weights, learning_rate)
    losses: list[float] = []
    reporter = make_reporter(progress, steps)
    model.train()
    try:
        for step in range(1, steps + 1):
            batch = next(source, None)
            if batch is None:
                raise ValueError(
                    f"train: the batches ended after {step - 1} of {steps} steps; "
                    "bucketed_batches never ends, and itertools.cycle repeats a list"
                )
            logits, _ = model(batch.source, batch.source_lengths, batch.inputs)
            value = loss(logits, batch.targets)
            optimiser.zero_grad()
            value.backward()
            limit = torch.inf if clip is None else clip
            norm = float(torch.nn.utils.clip_grad_norm_(weights, limit))
            losses.append(value.item())
            if not np.isfinite(losses[-1]) or not np.isfinite(norm):
                raise FloatingPointError(
                    f"train: in step {step} the loss is {losses[-1]} and the gradient norm "
                    f"{norm}; use a smaller learning rate, or clip the gradient (clip=1.0)"
                )
            if schedule == "linear":
                for group in optimiser.param_groups:
                    group["lr"] = learning_rate * (1 - (step - 1) / steps)
            optimiser.step()
            reporter.update(step, losses[-1], norm)
            if after is not None:
                after(step, losses[-1])
    finally:
        reporter.close()
        model.eval()
    return losses


def exact_match(
    model: Seq2Seq,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    *,
    reverse: bool = False,
    width: int = 1,
    batch: int = 256,
) -> float:
    """The share of sentences whose whole translation is right, END in its place included.

    sources, targets: lists of word ids, as for ``pad_pairs``. reverse: as in training.
    width: 1 decodes greedily, more with a beam of this width. Sentences are decoded in groups of
        ``batch`` of about equal length, and the beam looks no further than the longest target of
        the group; so with a beam the share may depend a little on ``batch``.
    """
    right = 0
    for rows in _in_groups(sources, targets, batch):
        picked = [targets[n] for n in rows]
        padded = pad_pairs([sources[n] for n in rows], picked, reverse=reverse)
        longest = max(1, max(len(target) for target in picked))  # anything longer is wrong anyway
        given = (model, padded.source, padded.source_lengths)
        if width == 1:
            decoded = greedy(*given, longest=longest)
        else:
            decoded = beam(*given, width=width, longest=longest)
        right += sum(
            finished and ids == list(target)
            for ids, target, finished in zip(decoded.ids, picked, decoded.finished, strict=True)
        )
    return right / len(sources)


@torch.no_grad()
def word_accuracy(
    model: Seq2Seq,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    *,
    reverse: bool = False,
    batch: int = 256,
) -> float:
    """The share of target words, END included, that get the largest logit under teacher forcing.

    Each word is said after the right words before it, so one mistake does not cause the next.
    """
    right = total = 0
    for rows in _in_groups(sources, targets, batch):
        padded = pad_pairs([sources[n] for n in rows], [targets[n] for n in rows], reverse=reverse)
        logits, _ = model(padded.source, padded.source_lengths, padded.inputs)
        counts = padded.targets != PAD
        right += int(((logits.argmax(-1).cpu().numpy() == padded.targets) & counts).sum())
        total += int(counts.sum())
    return right / total


def _adam(weights: list[Tensor], learning_rate: float) -> torch.optim.Optimizer:
    """Adam; all weights in one compiled loop, where this PyTorch has one for them."""
    try:
        return torch.optim.Adam(weights, lr=learning_rate, fused=True)
    except RuntimeError:
        return torch.optim.Adam(weights, lr=learning_rate)


def _in_groups(
    sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]], batch: int
) -> list[list[int]]:
    """The numbers of the sentences in groups of about equal length."""
    if len(sources) != len(targets) or not len(sources):
        raise ValueError(
            f"{len(sources)} sources and {len(targets)} targets were given; "
            "give as many of each, and at least one"
        )
    if batch < 1:
        raise ValueError(f"batch={batch} must be at least 1")
    order = sorted(range(len(sources)), key=lambda n: (len(sources[n]), len(targets[n])))
    return [order[start : start + batch] for start in range(0, len(order), batch)]
