"""Sequence to sequence: an encoder, a decoder with or without attention, training and decoding.

    batching     pad_pairs, bucketed_batches, PairVocabulary, PAD, START, END      NumPy alone
    model        Seq2Seq: nn.LSTM or nn.GRU, "dot", "scaled_dot", "additive" or no attention
    training     loss, train, exact_match, word_accuracy
    decoding     greedy, beam
    reference    decoder_params, decoder_step: one step of the decoder in NumPy

This package is what a user of PyTorch would write. The import itself needs NumPy alone; PyTorch is
loaded when a name that needs it is used for the first time.

Explained in: book/attention/translation
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lstmcourse.seq2seq.batching import (
    END,
    PAD,
    SPECIAL,
    START,
    PairBatch,
    PairVocabulary,
    bucketed_batches,
    pad_pairs,
)
from lstmcourse.seq2seq.reference import DecoderParams, decoder_params, decoder_step

if TYPE_CHECKING:
    from lstmcourse.seq2seq.decoding import Decoded, beam, greedy
    from lstmcourse.seq2seq.model import Memory, Seq2Seq
    from lstmcourse.seq2seq.training import exact_match, loss, train, word_accuracy

__all__ = [
    "END",
    "PAD",
    "SPECIAL",
    "START",
    "Decoded",
    "DecoderParams",
    "Memory",
    "PairBatch",
    "PairVocabulary",
    "Seq2Seq",
    "beam",
    "bucketed_batches",
    "decoder_params",
    "decoder_step",
    "exact_match",
    "greedy",
    "loss",
    "pad_pairs",
    "train",
    "word_accuracy",
]

_LATER = {
    "Decoded": "decoding",
    "Memory": "model",
    "Seq2Seq": "model",
    "beam": "decoding",
    "exact_match": "training",
    "greedy": "decoding",
    "loss": "training",
    "train": "training",
    "word_accuracy": "training",
}


def __getattr__(name: str) -> Any:
    """Load the module that has ``name``, and PyTorch with it."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = import_module(f"{__name__}.{_LATER[name]}")
    except ModuleNotFoundError as problem:
        if problem.name != "torch":
            raise
        raise ImportError(
            f"lstmcourse.seq2seq.{name} needs PyTorch, which is not installed; "
            'install it with: python -m pip install "lstmcourse[torch]"',
            name="torch",
        ) from None
    value = getattr(module, name)
    globals()[name] = value
    return value
