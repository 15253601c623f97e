"""Exercises of the page on the fixed vector (book/attention/bottleneck)."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_bottleneck_loss import LOSS
from lstmcourse.exercises.bank._attention_bottleneck_questions import NUMBERS
from lstmcourse.exercises.bank._attention_bottleneck_shift import SHIFT

EXERCISES = (SHIFT, LOSS, NUMBERS)
