"""What the paper leaves open, as named options of a protocol."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from numbers import Integral, Real
from typing import Any


class Changeable:
    """What the options of all rows share, whatever the learner."""

    def changed(self) -> dict[str, Any]:
        """The options that are not at their default."""
        default = type(self)()
        names = [one.name for one in fields(self)]
        return {n: getattr(self, n) for n in names if getattr(self, n) != getattr(default, n)}


def with_changes(row: Any, changes: dict[str, Any]) -> Any:
    """The same row with other options.

    Raises:
        TypeError: there is no such option; the message lists those that exist.
        ValueError: the option cannot have this value.
    """
    known = [one.name for one in fields(row.options)]
    unknown = sorted(set(changes) - set(known))
    if unknown:
        raise TypeError(f"no option {', '.join(unknown)}; the options are {', '.join(known)}")
    return replace(row, options=replace(row.options, **changes))


@dataclass(frozen=True)
class Options(Changeable):
    """What the paper leaves open, and departures from it. The defaults are the literal reading.

    update: "sequence": the weights change after each sequence, by the sum over its steps; "step":
        at every step with a target. The paper does not say which; with a target at the end only,
        both are the same.
    output_bias: None: as Table 10 says. True or False overrules it.
    output_unit: "logistic" as the paper says, or "linear".
    output_derivative: False leaves f'_k out of the error signal. The paper has it (eq. 19).
    gate_feedback: False: the gates of the step before feed nothing. The paper feeds them back,
        and its weight counts include them.
    cell_feedback: False: the same for the cell outputs of the step before.
    feedback_into_cells: False: cells see the inputs alone; gates still receive the step before.
    self_feedback: "own": of the recurrent activations a cell receives its own output alone; gates
        receive all. "all", the paper's, lets every gate and cell feed every cell.
    recurrent_start: "zero": recurrent weights start at 0, and learn. The paper draws all weights
        alike.
    rate_into_cells: the recurrent weights into cells learn with the rate times this factor. 0:
        they keep the value they start with. The paper has one rate for all weights.
    rate: None: Table 10's. A number overrules it.
    error_factor: 2: the weights follow the printed objective, sum (d - y)^2. Its factor 2 is left
        out of the rule that the paper then writes (eq. 19). It multiplies the rate, not E.
    g, h: None: Table 10's. "1", "2" and "1", "identity" as in ``Net``.
    input_gate_bias: None: as Table 10 says. A number: all input gates have a bias that starts
        there, also where the row has none: the paper's remedy against drifting cell states.
    cell_bias: None: as Table 10 says. True or False overrules it.
    start_activation: gates and cell outputs before the first step. 0 by the text of experiments
        1 and 3; 0.5 in the authors' later program.
    test_every: training sequences between two tests; None: the number in the row. The paper does
        not say how often experiments 1 to 3 were tested.
    distinct_strings: experiment 1 draws its 256 training and 256 test strings so that none occurs
        twice in a set. The paper does not say so; half or more of 256 random strings are repeated.
    string_targets: experiment 1 asks for the "next" symbol of the string; "legal": for all symbols
        that may come next. The paper has the former; its success is counted on the latter.
    targets_at: experiments 2a and 2b predict the next symbol at every step. "end": the last one
        alone, which is all that the success of 2b asks for. The paper has 2b trained as 2a.
    shortcuts: True: weights from the inputs to the outputs, as the later nets for this grammar
        have (Gers et al., 2000). The paper has them in 2a and 2b alone, which have them anyhow.
        For inputs that are symbols.
    shortcuts_after_growth: experiments 2a and 2b. "frozen": once the cell is there, the weights
        from the inputs to the outputs no longer change. The paper does not say whether they do.
    first_marker, second_draw: experiments 4 and 5, see ``tasks.adding``: what the first pair shows
        when it is drawn, and whether the second draw may hit it.
    stop_reading: experiments 4 and 6 stop when the "average training error" is small and the last
        2000 sequences are right. "both": as printed, with the mean |d - y| of the same 2000.
        "average": that mean alone. "last": the last 2000 right, and no mean. It is also what the
        mean square would ask: errors below 0.04 have squares below 0.0016.
    growth_window: experiments 2a and 2b add the cell once the error has stopped decreasing: when
        its mean over so many sequences fell by less than 1 % (``learning.has_stalled``). The
        paper gives no criterion; without the cell the error of 2a falls for ever, as one over the
        number of sequences, and 50 adds the cell after about 4,000. 0: it is there from the start.
    """

    update: str = "sequence"
    output_bias: bool | None = None
    output_unit: str = "logistic"
    output_derivative: bool = True
    gate_feedback: bool = True
    cell_feedback: bool = True
    feedback_into_cells: bool = True
    self_feedback: str = "all"
    recurrent_start: str = "drawn"
    rate_into_cells: float = 1.0
    rate: float | None = None
    error_factor: float = 1.0
    g: str | None = None
    h: str | None = None
    input_gate_bias: float | None = None
    cell_bias: bool | None = None
    start_activation: float = 0.0
    test_every: int | None = None
    distinct_strings: bool = False
    string_targets: str = "next"
    targets_at: str = "every step"
    shortcuts: bool = False
    first_marker: str = "minus"
    second_draw: str = "unmarked"
    stop_reading: str = "both"
    growth_window: int = 50
    shortcuts_after_growth: str = "learn"

    def __post_init__(self) -> None:
        for name, known in _KNOWN.items():
            check_known("Options", name, getattr(self, name), known)
        for name, wanted in _NUMBERS.items():
            _check_number(name, getattr(self, name), wanted)
        if self.test_every is not None and self.test_every < 1:
            raise ValueError(f"Options: test_every={self.test_every} must be at least 1, or None")
        if self.growth_window < 0:
            raise ValueError(f"Options: growth_window={self.growth_window} must not be negative")
        if self.error_factor not in (1, 2):
            raise ValueError(f"Options: error_factor={self.error_factor} must be 1 or 2")
        if not self.rate_into_cells >= 0:
            raise ValueError(
                f"Options: rate_into_cells={self.rate_into_cells} must not be negative"
            )
        if self.rate is not None and not self.rate > 0:
            raise ValueError(f"Options: rate={self.rate} must be above 0, or None")


_SWITCH = (True, False)
_KNOWN: dict[str, tuple[Any, ...]] = {
    "update": ("sequence", "step"),
    "output_bias": (None, *_SWITCH),
    "output_unit": ("logistic", "linear"),
    "output_derivative": _SWITCH,
    "gate_feedback": _SWITCH,
    "cell_feedback": _SWITCH,
    "feedback_into_cells": _SWITCH,
    "self_feedback": ("all", "own"),
    "recurrent_start": ("drawn", "zero"),
    "g": (None, "1", "2"),
    "h": (None, "1", "identity"),
    "cell_bias": (None, *_SWITCH),
    "distinct_strings": _SWITCH,
    "string_targets": ("next", "legal"),
    "targets_at": ("every step", "end"),
    "shortcuts": _SWITCH,
    "first_marker": ("minus", "one"),
    "second_draw": ("unmarked", "later"),
    "stop_reading": ("both", "average", "last"),
    "shortcuts_after_growth": ("learn", "frozen"),
}


CONCERNS: dict[str, tuple[str, ...]] = {
    "distinct_strings": ("embedded Reber grammar",),
    "string_targets": ("embedded Reber grammar",),
    "targets_at": ("noise-free lag", "no local regularities"),
    "growth_window": ("noise-free lag", "no local regularities"),
    "shortcuts_after_growth": ("noise-free lag", "no local regularities"),
    "first_marker": ("adding", "multiplication"),
    "second_draw": ("adding", "multiplication"),
}
"""Options about some tasks alone; with the other tasks they would change nothing."""

ABOUT_RECURRENCE = (
    "gate_feedback", "cell_feedback", "feedback_into_cells", "self_feedback", "recurrent_start",
    "rate_into_cells", "shortcuts",
)  # fmt: skip
"""Options that would change nothing in a net of connectivity "B"."""

_NUMBERS: dict[str, tuple[type, ...]] = {
    "rate_into_cells": (Real,),
    "rate": (Real, type(None)),
    "error_factor": (Real,),
    "input_gate_bias": (Real, type(None)),
    "start_activation": (Real,),
    "test_every": (Integral, type(None)),
    "growth_window": (Integral,),
}


def _check_number(name: str, value: Any, wanted: tuple[type, ...]) -> None:
    number = isinstance(value, wanted) and not isinstance(value, bool)
    if not number or (value is not None and not math.isfinite(value)):
        kind = "whole number" if Integral in wanted else "finite number"
        none = ", or None" if type(None) in wanted else ""
        raise ValueError(f"Options: {name}={value!r} must be a {kind}{none}")


def check_known(record: str, name: str, value: Any, options: Iterable[Any]) -> None:
    """Raise a ValueError unless ``value`` is one of ``options``."""
    if not any(value is option or (value == option and option not in (True, False))
               for option in options):  # fmt: skip
        listed = ", ".join(repr(option) for option in options)
        raise ValueError(f"{record}: {name}={value!r} must be one of {listed}")
