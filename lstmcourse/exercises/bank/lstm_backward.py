"""Exercises of the page on the LSTM backward pass (book/lstm/backward)."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_backward_questions import THROUGH_C
from lstmcourse.exercises.bank._lstm_backward_sequence import BACKWARD
from lstmcourse.exercises.bank._lstm_backward_step import BACKWARD_STEP

EXERCISES = (BACKWARD_STEP, BACKWARD, THROUGH_C)
