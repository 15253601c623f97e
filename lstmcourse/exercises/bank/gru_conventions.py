"""Exercises of the page on the conventions of the GRU (book/gru/conventions)."""

from __future__ import annotations

from lstmcourse.exercises.bank._gru_conventions_before import BEFORE
from lstmcourse.exercises.bank._gru_conventions_questions import AGREE
from lstmcourse.exercises.bank._gru_conventions_switch import SWITCH

EXERCISES = (SWITCH, BEFORE, AGREE)
