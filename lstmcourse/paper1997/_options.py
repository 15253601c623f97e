"""What the paper leaves open, as named options of a protocol."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Options:
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
    start_activation: gates and cell outputs before the first step. 0 by the text of experiments
        1 and 3; 0.5 in the authors' later program.
    test_every: training sequences between two tests; None: the number in the row. The paper does
        not say how often experiments 1 to 3 were tested.
    distinct_strings: experiment 1 draws its 256 training and 256 test strings so that none occurs
        twice in a set. The paper does not say so; half or more of 256 random strings are repeated.
    first_marker, second_draw: experiments 4 and 5, see ``tasks.adding``: what the first pair shows
        when it is drawn, and whether the second draw may hit it.
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
    start_activation: float = 0.0
    test_every: int | None = None
    distinct_strings: bool = False
    first_marker: str = "minus"
    second_draw: str = "unmarked"
    growth_window: int = 50

    def __post_init__(self) -> None:
        check_known("Options", "update", self.update, ("sequence", "step"))
        check_known("Options", "output_unit", self.output_unit, ("logistic", "linear"))
        check_known("Options", "first_marker", self.first_marker, ("minus", "one"))
        check_known("Options", "second_draw", self.second_draw, ("unmarked", "later"))
        check_known("Options", "output_bias", self.output_bias, (None, True, False))
        for name in _SWITCHES:
            check_known("Options", name, getattr(self, name), (True, False))
        if self.test_every is not None and self.test_every < 1:
            raise ValueError(f"Options: test_every={self.test_every} must be at least 1, or None")
        if self.growth_window < 0:
            raise ValueError(f"Options: growth_window={self.growth_window} must not be negative")

    def changed(self) -> dict[str, Any]:
        """The options that are not at their default."""
        default = Options()
        names = [one.name for one in fields(self)]
        return {n: getattr(self, n) for n in names if getattr(self, n) != getattr(default, n)}


_SWITCHES = (
    "output_derivative", "gate_feedback", "cell_feedback", "feedback_into_cells",
    "distinct_strings",
)  # fmt: skip


def check_known(record: str, name: str, value: Any, options: Iterable[Any]) -> None:
    """Raise a ValueError unless ``value`` is one of ``options``."""
    if not any(value is option or (value == option and option not in (True, False))
               for option in options):  # fmt: skip
        listed = ", ".join(repr(option) for option in options)
        raise ValueError(f"{record}: {name}={value!r} must be one of {listed}")
