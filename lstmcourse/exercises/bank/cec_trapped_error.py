"""Exercises of the page book/cec/trapped-error."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_trapped_error_code import TRAPPED_ERROR
from lstmcourse.exercises.bank._cec_trapped_error_questions import QUESTIONS

EXERCISES = (TRAPPED_ERROR, *QUESTIONS)
