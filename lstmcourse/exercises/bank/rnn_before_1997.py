"""Exercises of the page "Before 1997: delays, time constants, RTRL, and guessing"."""

from __future__ import annotations

from lstmcourse.exercises.bank._rnn_before_1997_memory import DELAY_LINE, LEAKY
from lstmcourse.exercises.bank._rnn_before_1997_questions import (
    DECAY,
    DELAYS,
    GUESSING,
    INFLUENCE,
)
from lstmcourse.exercises.bank._rnn_before_1997_rtrl import RTRL_STEP

EXERCISES = (DELAY_LINE, LEAKY, RTRL_STEP, DELAYS, DECAY, INFLUENCE, GUESSING)
