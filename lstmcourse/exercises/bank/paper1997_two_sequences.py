"""Exercises of the page on experiment 3 (book/paper1997/two-sequences)."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_two_sequences_generator import GENERATOR
from lstmcourse.exercises.bank._paper1997_two_sequences_questions import GUESS

EXERCISES = (GENERATOR, GUESS)
