"""Exercises of the page on dot-product attention by hand (book/attention/by-hand)."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_by_hand_backward import BACKWARD
from lstmcourse.exercises.bank._attention_by_hand_dot import DOT
from lstmcourse.exercises.bank._attention_by_hand_questions import JACOBIAN

EXERCISES = (DOT, BACKWARD, JACOBIAN)
