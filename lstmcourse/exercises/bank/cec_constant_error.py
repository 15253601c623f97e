"""Exercises of the page book/cec/constant-error."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_constant_error_carousel import CAROUSEL
from lstmcourse.exercises.bank._cec_constant_error_left import ERROR_LEFT
from lstmcourse.exercises.bank._cec_constant_error_questions import QUESTIONS

EXERCISES = (ERROR_LEFT, CAROUSEL, *QUESTIONS)
