"""Exercises of the page on temporal order (book/paper1997/temporal-order)."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_temporal_order_generator import GENERATOR
from lstmcourse.exercises.bank._paper1997_temporal_order_questions import ORDER

EXERCISES = (GENERATOR, ORDER)
