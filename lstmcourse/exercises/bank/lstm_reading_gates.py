"""Exercises of the page that reads a trained network's gates (book/lstm/reading-gates)."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_reading_gates_half_life import HALF_LIFE
from lstmcourse.exercises.bank._lstm_reading_gates_saturation import SATURATION

EXERCISES = (HALF_LIFE, SATURATION)
