"""Exercises of the page on the embedded Reber grammar (book/paper1997/reber)."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_reber_questions import REBER
from lstmcourse.exercises.bank._paper1997_reber_success import SUCCESS

EXERCISES = (SUCCESS, REBER)
