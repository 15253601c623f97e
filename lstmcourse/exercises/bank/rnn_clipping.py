"""Exercises of the page "Gradient clipping" (book/rnn/clipping)."""

from __future__ import annotations

from lstmcourse.exercises.bank._rnn_clipping_norm import CLIP_NORM
from lstmcourse.exercises.bank._rnn_clipping_place import CLIP_PLACE
from lstmcourse.exercises.bank._rnn_clipping_questions import ADAM, FIRST_NORM, SMALL
from lstmcourse.exercises.bank._rnn_clipping_value import CLIP_VALUE

EXERCISES = (FIRST_NORM, SMALL, CLIP_NORM, CLIP_VALUE, CLIP_PLACE, ADAM)
