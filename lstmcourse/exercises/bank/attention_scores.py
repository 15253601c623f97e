"""Exercises of the page on scores (book/attention/scores)."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_scores_additive import ADDITIVE
from lstmcourse.exercises.bank._attention_scores_causal import CAUSAL
from lstmcourse.exercises.bank._attention_scores_questions import SCALE

EXERCISES = (ADDITIVE, CAUSAL, SCALE)
