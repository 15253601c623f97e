"""Exercises of the page book/cec/abuse."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_abuse_add import ADD
from lstmcourse.exercises.bank._cec_abuse_questions import CLOSED, FLOOR
from lstmcourse.exercises.bank._cec_abuse_stalled import STALLED

EXERCISES = (STALLED, ADD, FLOOR, CLOSED)
