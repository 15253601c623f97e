"""Exercises of the pages book/rnn/sentence and book/rnn/reach."""

from __future__ import annotations

from lstmcourse.exercises.bank._rnn_sentence_accuracy import ACCURACY
from lstmcourse.exercises.bank._rnn_sentence_bigram import BIGRAM
from lstmcourse.exercises.bank._rnn_sentence_loss import LOSS
from lstmcourse.exercises.bank._rnn_sentence_pairs import PAIRS
from lstmcourse.exercises.bank._rnn_sentence_questions import PERPLEXITY, UNIFORM_LOSS, WINDOW

EXERCISES = (PAIRS, LOSS, BIGRAM, UNIFORM_LOSS, PERPLEXITY, ACCURACY, WINDOW)
