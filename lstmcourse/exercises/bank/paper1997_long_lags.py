"""Exercises of the page on experiment 2 (book/paper1997/long-lags)."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_long_lags_generator import GENERATOR
from lstmcourse.exercises.bank._paper1997_long_lags_questions import DRIFT

EXERCISES = (GENERATOR, DRIFT)
