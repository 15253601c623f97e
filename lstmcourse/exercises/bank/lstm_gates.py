"""Exercises of the page on the gates one by one (book/lstm/gates)."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_gates_hand_set import HAND_SET
from lstmcourse.exercises.bank._lstm_gates_questions import WEIGHTS
from lstmcourse.exercises.bank._lstm_gates_step import STEP

EXERCISES = (STEP, HAND_SET, WEIGHTS)
