"""Exercises of the page on query, key and value (book/attention/retrieval)."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_retrieval_lookup import LOOKUP
from lstmcourse.exercises.bank._attention_retrieval_questions import PERMUTE
from lstmcourse.exercises.bank._attention_retrieval_softmax import SOFTMAX

EXERCISES = (SOFTMAX, LOOKUP, PERMUTE)
