"""Exercises of the page from LSTM to GRU (book/gru/merging)."""

from __future__ import annotations

from lstmcourse.exercises.bank._gru_merging_questions import WEIGHTS
from lstmcourse.exercises.bank._gru_merging_step import STEP

EXERCISES = (STEP, WEIGHTS)
