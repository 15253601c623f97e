"""Exercises of the page book/cec/online."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_online_gradient import TRUNCATED_UPDATE
from lstmcourse.exercises.bank._cec_online_partials import PARTIALS
from lstmcourse.exercises.bank._cec_online_questions import QUESTIONS

EXERCISES = (PARTIALS, TRUNCATED_UPDATE, *QUESTIONS)
