"""Checks of what a user gives to a sequence-to-sequence net, with messages that help."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor


def check_size(name: str, value: Any, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"Seq2Seq: {name}={value!r} must be an integer")
    if value < least:
        raise ValueError(f"Seq2Seq: {name}={value} must be at least {least}")


def check_choice(name: str, value: Any, choices: tuple[str | None, ...]) -> None:
    if value not in choices:
        known = ", ".join(repr(choice) for choice in choices)
        raise ValueError(f"Seq2Seq: {name}={value!r} is not known; choose one of {known}")


def ids_tensor(name: str, ids: Any, size: int, device: torch.device) -> Tensor:
    """Ids as an int64 tensor on ``device``; each in 0 ... size - 1, at least one."""
    ids = _integers(name, ids)
    if not ids.numel():
        raise ValueError(
            f"Seq2Seq: {name} has the shape {tuple(ids.shape)}, so it is empty; "
            "a batch needs at least one sentence and one step"
        )
    least, most = (int(value) for value in ids.aminmax())
    if least < 0 or most >= size:
        wrong = least if least < 0 else most
        raise ValueError(
            f"Seq2Seq: {name} holds the id {wrong}, but the net was made for {size} symbols, "
            f"0..{size - 1}; was it encoded with another vocabulary?"
        )
    return ids.to(device)


def lengths_tensor(lengths: Any, steps: int, *batch: int) -> Tensor:
    """Lengths (B,) as an int64 tensor on the CPU, where packing wants them."""
    lengths = _integers("lengths", lengths).cpu()
    if tuple(lengths.shape) != batch:
        raise ValueError(
            f"Seq2Seq: lengths {tuple(lengths.shape)} and source {(steps, *batch)} do not fit; "
            "source is (N, B), lengths (B,)"
        )
    least, most = (int(value) for value in lengths.aminmax())
    if least < 1 or most > steps:
        wrong = least if least < 1 else most
        raise ValueError(
            f"Seq2Seq: a length is {wrong}, but must lie in 1..{steps}, the words of source"
        )
    return lengths


def _integers(name: str, given: Any) -> Tensor:
    tensor = given if isinstance(given, Tensor) else torch.tensor(np.asarray(given))
    if tensor.is_floating_point() or tensor.is_complex() or tensor.dtype == torch.bool:
        raise TypeError(
            f"Seq2Seq: {name} is {tensor.dtype}, but must be integers: ids, not vectors"
        )
    return tensor.long()
