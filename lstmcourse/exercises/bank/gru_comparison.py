"""Exercises of the page book/gru/comparison."""

from __future__ import annotations

from lstmcourse.exercises.bank._gru_comparison_permutation import PERMUTATION
from lstmcourse.exercises.bank._gru_comparison_question import CONCLUDE
from lstmcourse.exercises.bank._gru_comparison_wins import WINS

EXERCISES = (PERMUTATION, WINS, CONCLUDE)
