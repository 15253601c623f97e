"""Exercises of the pages before-1997 (delays, time constants), rtrl and guessing."""

from __future__ import annotations

from lstmcourse.exercises.bank._rnn_before_1997_delays import DELAY_LINE
from lstmcourse.exercises.bank._rnn_before_1997_guess import GUESS
from lstmcourse.exercises.bank._rnn_before_1997_leaky import LEAKY
from lstmcourse.exercises.bank._rnn_before_1997_questions import (
    DECAY,
    DELAYS,
    GUESSING,
    INFLUENCE,
)
from lstmcourse.exercises.bank._rnn_before_1997_rtrl import RTRL_STEP

EXERCISES = (DELAY_LINE, LEAKY, DELAYS, DECAY, RTRL_STEP, INFLUENCE, GUESS, GUESSING)
