"""Exercises of the page "Why gradients vanish or explode" (book/rnn/vanishing)."""

from __future__ import annotations

from lstmcourse.exercises.bank._rnn_vanishing_bound import BOUND
from lstmcourse.exercises.bank._rnn_vanishing_flow import ERROR_FLOW
from lstmcourse.exercises.bank._rnn_vanishing_jacobian import JACOBIAN
from lstmcourse.exercises.bank._rnn_vanishing_questions import QUESTIONS

EXERCISES = (JACOBIAN, ERROR_FLOW, BOUND, *QUESTIONS)
