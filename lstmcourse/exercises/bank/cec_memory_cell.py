"""Exercises of the page on the memory cell of 1997 (book/cec/memory-cell)."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_memory_cell_count import COUNT
from lstmcourse.exercises.bank._cec_memory_cell_questions import DOUBLED, LARGEST
from lstmcourse.exercises.bank._cec_memory_cell_step import STEP

EXERCISES = (STEP, LARGEST, COUNT, DOUBLED)
