"""Exercises of the page "A sentence that needs memory" (book/rnn/sentence)."""

from __future__ import annotations

from lstmcourse.exercises.bank._rnn_sentence_bigram import BIGRAM
from lstmcourse.exercises.bank._rnn_sentence_loss import LOSS
from lstmcourse.exercises.bank._rnn_sentence_pairs import PAIRS
from lstmcourse.exercises.bank._rnn_sentence_questions import QUESTIONS

EXERCISES = (PAIRS, LOSS, BIGRAM, *QUESTIONS)
