"""Exercises of the page on a decoder that attends (book/attention/translation)."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_translation_greedy import GREEDY
from lstmcourse.exercises.bank._attention_translation_questions import HEATMAP
from lstmcourse.exercises.bank._attention_translation_step import DECODER_STEP

EXERCISES = (DECODER_STEP, GREEDY, HEATMAP)
