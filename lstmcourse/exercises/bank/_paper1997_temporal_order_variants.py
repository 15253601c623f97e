"""What learners do instead of ``lab.temporal_order``: one changed line each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

START, TRIGGER, X = 4, 5, 6
WINDOWS = {2: (10, 50), 3: (10, 33, 66)}


def _making(
    *,
    first: int = 1,
    ends: tuple[int | None, int | None] = (START, TRIGGER),
    last: int = -1,
    windows: dict[int, tuple[int, ...]] = WINDOWS,
    flipped: bool = False,
    offset_of: Callable[[np.ndarray], np.ndarray] = np.asarray,
    class_of: Callable[[list[int]], int] = lambda marks: int("".join(map(str, marks)), 2),
) -> Callable:
    def temporal_order(fillers, offsets, marks):
        symbols, marks = np.array(fillers), [int(mark) for mark in np.asarray(marks)]
        for place, symbol in zip((0, last), ends, strict=True):
            if symbol is not None:
                symbols[place] = symbol
        starts = np.array(windows[len(marks)])
        symbols[starts - first + offset_of(np.asarray(offsets))] = [
            X + (1 - mark if flipped else mark) for mark in marks
        ]
        target = np.zeros(2 ** len(marks))
        target[class_of(marks)] = 1.0
        return symbols, target

    return temporal_order


counted_from_0 = _making(first=0)
counted_from_e = _making(first=2)
no_start = _making(ends=(None, TRIGGER))
no_trigger = _making(ends=(START, None))
ends_exchanged = _making(ends=(TRIGGER, START))
trigger_at_100 = _making(last=99)
marks_exchanged = _making(flipped=True)
read_backwards = _making(class_of=lambda marks: int("".join(map(str, marks[::-1])), 2))
classes_turned_round = _making(class_of=lambda marks: int("".join(str(1 - m) for m in marks), 2))
order_lost = _making(class_of=sum)
windows_of_6b = _making(windows={2: (10, 33), 3: (10, 33, 66)})
one_offset = _making(offset_of=lambda offsets: 0 * offsets + offsets[0])
offsets_added_up = _making(offset_of=np.cumsum)
