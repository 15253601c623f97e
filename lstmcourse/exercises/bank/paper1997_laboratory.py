"""Exercises of the page on how the experiments are run (book/paper1997/laboratory)."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_laboratory_interval import INTERVAL
from lstmcourse.exercises.bank._paper1997_laboratory_questions import MEAN

EXERCISES = (INTERVAL, MEAN)
