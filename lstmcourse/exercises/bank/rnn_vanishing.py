"""Exercises of the pages book/rnn/vanishing and book/rnn/small-gradient."""

from __future__ import annotations

from lstmcourse.exercises.bank._rnn_vanishing_bound import BOUND
from lstmcourse.exercises.bank._rnn_vanishing_flow import ERROR_FLOW
from lstmcourse.exercises.bank._rnn_vanishing_jacobian import JACOBIAN
from lstmcourse.exercises.bank._rnn_vanishing_questions import QUESTIONS
from lstmcourse.exercises.bank._rnn_vanishing_ratio import LONG_SHORT_RATIO

EXERCISES = (JACOBIAN, ERROR_FLOW, BOUND, LONG_SHORT_RATIO, *QUESTIONS)
