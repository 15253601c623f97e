"""Exercises of the page book/cec/drift."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_drift_bias import BIAS_FOR
from lstmcourse.exercises.bank._cec_drift_questions import QUESTIONS
from lstmcourse.exercises.bank._cec_drift_states import DRIFT

EXERCISES = (DRIFT, BIAS_FOR, *QUESTIONS)
