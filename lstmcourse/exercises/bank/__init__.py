"""The exercises themselves, one file per chapter. Add a chapter's module name to CHAPTERS."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from lstmcourse.exercises.model import Exercise

CHAPTERS: tuple[str, ...] = (
    "start",
    "rnn_sentence",
    "rnn_bptt",
    "rnn_vanishing",
    "rnn_clipping",
    "rnn_before_1997",
    "cec_constant_error",
    "cec_weight_conflict",
    "cec_gates",
    "cec_memory_cell",
    "cec_trapped_error",
    "cec_truncated_rule",
    "cec_online",
    "cec_abuse",
    "cec_drift",
    "cec_errata",
    "lstm_forget_gate",
    "lstm_gates",
    "lstm_reading_gates",
    "lstm_backward",
    "lstm_still_vanishing",
    "lstm_pytorch_weights",
    "lstm_pytorch_states",
    "lstm_language_model",
    "lstm_time_series",
    "gru_merging",
    "gru_conventions",
    "gru_backward",
    "gru_comparison",
    "attention_bottleneck",
    "attention_retrieval",
    "attention_by_hand",
    "attention_translation",
    "attention_dates",
    "attention_scores",
    "paper1997_laboratory",
    "paper1997_reber",
    "paper1997_long_lags",
    "paper1997_two_sequences",
    "paper1997_adding",
    "paper1997_multiplication",
    "paper1997_temporal_order",
    "paper1997_limits",
    "paper1997_scoreboard",
)


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises by id, in the order of the book.

    Raises ValueError when two exercises share an id.
    """
    found: dict[str, Exercise] = {}
    for chapter in CHAPTERS:
        for exercise in import_module(f"{__name__}.{chapter}").EXERCISES:
            if exercise.id in found:
                raise ValueError(f"two exercises share the id {exercise.id!r}; rename one")
            found[exercise.id] = exercise
    return found
