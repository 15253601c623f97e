"""Exercises of the page book/cec/errata."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_errata_code import EXPECTED_LENGTH, LARGEST_MSE
from lstmcourse.exercises.bank._cec_errata_questions import QUESTIONS

EXERCISES = (LARGEST_MSE, EXPECTED_LENGTH, *QUESTIONS)
