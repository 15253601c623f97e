"""Exercise lab.temporal_order: one sequence of experiment 6, from its description."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank import _paper1997_temporal_order_variants as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "paper1997/temporal-order"


def temporal_order(fillers, offsets, marks):
    starts = {2: (10, 50), 3: (10, 33, 66)}[len(marks)]  # counted from 1
    symbols = np.array(fillers)  # a copy: 0, 1, 2, 3 are a, b, c, d
    symbols[0], symbols[-1] = 4, 5  # E and B
    number = 0
    for start, offset, mark in zip(starts, offsets, marks, strict=True):
        symbols[start - 1 + offset] = 6 + mark  # X or Y
        number = 2 * number + mark
    target = np.zeros(2 ** len(marks))
    target[int(number)] = 1.0
    return symbols, target


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, steps: int, marks: tuple[int, ...], offsets: tuple[int, ...]) -> Probe:
        args = rng.integers(4, size=steps), np.array(offsets), np.array(marks)
        return Probe(name, args, {"T": steps, "K": 2 ** len(marks)})

    def offsets(count: int) -> tuple[int, ...]:
        # Different ones, and not the first or the last of a window.
        return tuple(int(n) for n in 1 + rng.permutation(9)[:count])

    return [
        probe("two marks, XY", 100, (0, 1), offsets(2)),
        probe("two marks, YX, a longer sequence", 107, (1, 0), offsets(2)),
        probe("three marks, XYY", 104, (0, 1, 1), offsets(3)),
        probe("three marks, YXX", 110, (1, 0, 0), offsets(3)),
        probe("the first places", 103, (0, 0), (0, 0)),
        probe("the last places", 109, (1, 1, 1), (10, 10, 10)),
    ]


GENERATOR = CodeExercise(
    id="lab.temporal_order",
    title="A sequence of X and Y among distractors",
    page=PAGE,
    task=(
        "Write temporal_order(fillers, offsets, marks): one sequence of experiment 6. fillers (T,) "
        "are numbers 0 to 3, a distractor a, b, c or d for every step; marks are 2 or 3 numbers, 0 "
        "for X and 1 for Y; offsets are as many numbers, 0 to 10. Return symbols (T,), numbers in "
        "the order a b c d E B X Y, and target (K,), zeros with a single one, K = 4 or 8. The "
        "first symbol is E, the last one is B. With two marks they stand at steps 10 and 50, with "
        "three at steps 10, 33 and 66, each plus its offset; steps are counted from 1. All other "
        "steps keep their distractor. Classes are in the order XX XY YX YY, or XXX XXY XYX XYY "
        "YXX YXY YYX YYY."
    ),
    parameters=("fillers", "offsets", "marks"),
    returns=(Output("symbols", "(T,)"), Output("target", "(K,)")),
    reference=temporal_order,
    probes=_probes,
    mistakes=(
        Mistake(
            "counted-from-0",
            "The marks stand one step too late: the places of the task are counted from 1.",
            "The first step, number 1, is symbols[0]. Where is step 10?",
            wrong.counted_from_0,
        ),
        Mistake(
            "counted-from-E",
            "The marks stand one step too early.",
            "The E is step 1 itself. Where is step 10?",
            wrong.counted_from_e,
        ),
        Mistake(
            "no-start",
            "The first step holds a distractor, not E.",
            "Which symbol does every sequence begin with?",
            wrong.no_start,
        ),
        Mistake(
            "no-trigger",
            "The last step holds a distractor, not B: the net never learns when to answer.",
            "Which symbol does every sequence end with?",
            wrong.no_trigger,
        ),
        Mistake(
            "ends-exchanged",
            "The sequence begins with B and ends with E.",
            "Which of the two is the start, and which number does it have in a b c d E B X Y?",
            wrong.ends_exchanged,
        ),
        Mistake(
            "trigger-at-100",
            "B stands at step 100, whatever the length.",
            "Sequences have 100 to 110 steps. Which step is the last one?",
            wrong.trigger_at_100,
        ),
        Mistake(
            "marks-exchanged",
            "X and Y are exchanged in the symbols.",
            "Which mark is number 0, and which symbol is number 6?",
            wrong.marks_exchanged,
        ),
        Mistake(
            "read-backwards",
            "The target reads the marks from the last to the first: XY and YX are exchanged.",
            "In the list of classes the first mark changes slowest.",
            wrong.read_backwards,
        ),
        Mistake(
            "classes-turned-round",
            "The target takes X for Y and Y for X: the list of classes is read from its end.",
            "XX and XXX are the first classes. Which mark counts 0?",
            wrong.classes_turned_round,
        ),
        Mistake(
            "order-lost",
            "The target counts how many Y there are; XY and YX get the same class.",
            "The classes differ in the order, not only in the number of Y.",
            wrong.order_lost,
        ),
        Mistake(
            "windows-of-6b",
            "With two marks the second one stands at step 33 plus its offset.",
            "The places depend on the number of marks.",
            wrong.windows_of_6b,
        ),
        Mistake(
            "one-offset",
            "All marks take the first offset.",
            "Every mark has an offset of its own.",
            wrong.one_offset,
        ),
        Mistake(
            "offset-from-the-mark-before",
            "The offsets are added up from mark to mark.",
            "A mark's place does not depend on where the mark before it stands.",
            wrong.offsets_added_up,
        ),
    ),
    hints=(
        "Begin with a copy of fillers, then write the E, the B and the marks into it.",
        "Step 10, counted from 1, is symbols[9].",
        "The class number is the marks read as binary digits: YXY is 1 0 1, class 5. Go through "
        "the marks from the first on: number = 2 * number + mark.",
    ),
)
