"""Exercises of the page on what the 1997 net cannot do (book/paper1997/limits)."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_limits_guess import GUESS
from lstmcourse.exercises.bank._paper1997_limits_questions import LIMITS

EXERCISES = (GUESS, LIMITS)
