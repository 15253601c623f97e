"""The self-grading core: ask with ``check``, get a ``Report`` that says which mistake was made.

Layout: ``model`` says what an exercise is, ``bank`` holds the exercises, ``pipeline`` grades
code, ``quick`` grades numbers and choices, ``diagnosis`` and ``signatures`` name mistakes,
``report`` and ``display`` show the result, ``store`` keeps progress.
Explained in: book/how-to-use.
"""

from lstmcourse.exercises.api import catalogue, check, forget, hint, probes, progress, solution
from lstmcourse.exercises.report import Report

__all__ = [
    "Report",
    "catalogue",
    "check",
    "forget",
    "hint",
    "probes",
    "progress",
    "solution",
]
