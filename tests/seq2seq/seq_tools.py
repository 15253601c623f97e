"""Small nets, sentences and batches for the tests of seq2seq."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from lstmcourse.seq2seq import PAD, PairBatch, Seq2Seq, pad_pairs

SOURCE, TARGET, EMBEDDING, HIDDEN = 13, 9, 5, 6
ATTENDING = ("dot", "scaled_dot", "additive")


def net(
    *,
    seed: int = 0,
    cell: str = "lstm",
    attention: str | None = "dot",
    bidirectional: bool = False,
    embedding: int = EMBEDDING,
    target_size: int = TARGET,
    scale: float = 3.0,
    made_by: type[Seq2Seq] = Seq2Seq,
) -> Seq2Seq:
    """A float64 net with enlarged weights: its answers differ, its attention is uneven."""
    torch.manual_seed(seed)
    model = made_by(
        SOURCE,
        target_size,
        embedding=embedding,
        hidden=HIDDEN,
        cell=cell,
        attention=attention,
        bidirectional=bidirectional,
    ).double()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "embedding" not in name:
                weight.mul_(scale)
    return model


def sentences(
    rng: np.random.Generator, lengths: Sequence[int], size: int = SOURCE
) -> list[list[int]]:
    return [rng.integers(3, size, length).tolist() for length in lengths]


def batch_of(seed: int, source: Sequence[int], target: Sequence[int]) -> PairBatch:
    """Random pairs with these numbers of words."""
    rng = np.random.default_rng(seed)
    return pad_pairs(sentences(rng, source), sentences(rng, target, TARGET))


def with_pads(array: np.ndarray, pads: int, filled_with: int = PAD) -> np.ndarray:
    """More rows behind the last one."""
    return np.concatenate([array, np.full((pads, array.shape[1]), filled_with)])


def close(a: Any, b: Any, tolerance: float = 1e-10) -> None:
    """Tensors, arrays, or nested tuples of them, are equal but for rounding; None equals None."""
    if a is None or b is None:
        assert a is None and b is None
    elif isinstance(a, tuple):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            close(one, other, tolerance)
    else:
        a, b = (x.detach().numpy() if isinstance(x, torch.Tensor) else x for x in (a, b))
        np.testing.assert_allclose(a, b, rtol=0, atol=tolerance)
