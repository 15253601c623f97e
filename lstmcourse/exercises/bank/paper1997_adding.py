"""Exercises of the page on the adding problem (book/paper1997/adding)."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_adding_questions import SATURATION
from lstmcourse.exercises.bank._paper1997_adding_stop import STOP

EXERCISES = (STOP, SATURATION)
