"""Exercises of the page on the truncated rule (book/cec/truncated-rule)."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_truncated_rule_backward import TRUNCATED_BACKWARD
from lstmcourse.exercises.bank._cec_truncated_rule_gate import OUTPUT_GATE_ERROR
from lstmcourse.exercises.bank._cec_truncated_rule_questions import STATE_ERROR, WHO_LEARNS

EXERCISES = (OUTPUT_GATE_ERROR, TRUNCATED_BACKWARD, STATE_ERROR, WHO_LEARNS)
