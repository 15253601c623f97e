"""Exercises of the pages on backpropagation through time (book/rnn/bptt, book/rnn/bptt-cost)."""

from __future__ import annotations

from lstmcourse.exercises.bank._rnn_bptt_backward import BACKWARD_STEP, BPTT
from lstmcourse.exercises.bank._rnn_bptt_forward import FORWARD
from lstmcourse.exercises.bank._rnn_bptt_questions import BY_HAND, PARAMETERS, SUM, TRUNCATION
from lstmcourse.exercises.bank._rnn_bptt_step import STEP
from lstmcourse.exercises.bank._rnn_bptt_truncated import TRUNCATED

EXERCISES = (STEP, PARAMETERS, FORWARD, BACKWARD_STEP, BY_HAND, BPTT, SUM, TRUNCATED, TRUNCATION)
