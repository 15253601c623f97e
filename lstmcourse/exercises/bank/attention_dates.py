"""Exercises of the page on dates in three languages (book/attention/dates)."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_dates_beam import BEAM_STEP
from lstmcourse.exercises.bank._attention_dates_match import EXACT_MATCH
from lstmcourse.exercises.bank._attention_dates_questions import DATES

EXERCISES = (EXACT_MATCH, BEAM_STEP, DATES)
