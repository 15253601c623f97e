"""Quick questions of book/cec/online."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "cec/online"

_BLOCKS, _SIZE, _INPUTS = 2, 3, 8
_CELLS = _BLOCKS * _SIZE
_UNITS = _BLOCKS * (2 + _SIZE)
_ROWS = _INPUTS + _UNITS + 1

STORED = NumericExercise(
    id="cec.q.partials_stored",
    title="What is carried",
    page=PAGE,
    task=(
        "A hidden layer has 8 inputs and 2 blocks of size 3. All gates and cells of the step "
        "before feed every gate and every cell, and each of them has a bias. How many numbers are "
        "carried as partials from step to step?"
    ),
    answer=2.0 * _ROWS * _CELLS,
    because=(
        "U = 2 (2 + 3) = 10 units feed back, so M = 8 + 10 + 1 = 19. Two partials for each of "
        "C = 6 cells: 2 * 19 * 6 = 228."
    ),
    feedback=(
        Feedback(
            "one-kind",
            "That is one of the two kinds: gate weights and cell weights each need one.",
            value=1.0 * _ROWS * _CELLS,
        ),
        Feedback(
            "weights",
            "That is the number of weights, M U. Output gates need no partial, and an input gate "
            "needs one for each cell of its block.",
            value=1.0 * _ROWS * _UNITS,
        ),
        Feedback(
            "no-bias",
            "The bias is a weight from a constant 1: it has partials too.",
            value=2.0 * (_ROWS - 1) * _CELLS,
        ),
        Feedback(
            "cells-feed",
            "Gates feed back as well as cells: R = U here.",
            value=2.0 * (_INPUTS + _CELLS + 1) * _CELLS,
        ),
        Feedback(
            "inputs-only",
            "The units of the step before are entries of z too, although they count as constants.",
            value=2.0 * (_INPUTS + 1) * _CELLS,
        ),
        Feedback(
            "per-block",
            "The partials belong to cells, not to blocks: every cell has its own state.",
            value=2.0 * _ROWS * _BLOCKS,
        ),
        Feedback(
            "full",
            "That is what full RTRL carries. The truncated rule sets most of it to zero.",
            value=1.0 * (_UNITS + _CELLS) * _ROWS * _UNITS,
        ),
        Feedback("too-few", "Every cell has two partials for each entry of z.", low=0, high=200),
        Feedback("too-many", "It is 2 M C: find M and C.", low=250),
    ),
    hints=(
        "M counts the entries of z: inputs, all units of the step before, and the constant 1.",
        "Each of the C cells has two partials for each of the M entries.",
    ),
    tolerance=1e-3,
)

LONGER = ChoiceExercise(
    id="cec.q.longer_sequence",
    title="A longer sequence",
    page=PAGE,
    task=(
        "The sequences of a task become twice as long. What happens to the memory that the "
        "truncated gradient needs?"
    ),
    choices=(
        Choice(
            "a",
            "It doubles, on-line and with a tape.",
            "The partials are sums: a longer sequence adds to them, but needs no further place.",
        ),
        Choice(
            "b",
            "On-line it stays the same; the tape doubles.",
            "The partials have 2 M C numbers at every step. A tape has one entry for each step.",
        ),
        Choice(
            "c",
            "It stays the same, on-line and with a tape: the rule is truncated.",
            "The rule cuts ways through net inputs, not the carousel. Going back over the tape "
            "still takes every step.",
        ),
        Choice(
            "d",
            "On-line it grows fourfold; the tape doubles.",
            "Nothing in 2 M C depends on the length of the sequence.",
        ),
    ),
    right="b",
    hints=("In which of the shapes (M, C) and (T, ...) does T occur?",),
)

QUESTIONS = (STORED, LONGER)
