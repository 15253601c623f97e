"""Exercises of the page book/lstm/language-model."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_language_model_bits import BITS
from lstmcourse.exercises.bank._lstm_language_model_questions import SPREAD
from lstmcourse.exercises.bank._lstm_language_model_size import SIZE

EXERCISES = (SIZE, BITS, SPREAD)
