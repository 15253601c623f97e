"""Exercises of the page on the GRU backward pass (book/gru/backward)."""

from __future__ import annotations

from lstmcourse.exercises.bank._gru_backward_questions import KEPT
from lstmcourse.exercises.bank._gru_backward_sequence import BACKWARD
from lstmcourse.exercises.bank._gru_backward_step import BACKWARD_STEP

EXERCISES = (BACKWARD_STEP, BACKWARD, KEPT)
