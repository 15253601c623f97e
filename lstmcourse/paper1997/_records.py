"""The records that a protocol is made of. ``lstmcourse.paper1997.protocols`` offers them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.cells.lstm1997 import Layout
from lstmcourse.paper1997._options import (
    ABOUT_RECURRENCE,
    CONCERNS,
    Options,
    check_known,
    with_changes,
)

if TYPE_CHECKING:
    from lstmcourse.paper1997.trial import Trial

GateBias = tuple[float, ...] | str | None


@dataclass(frozen=True)
class Net:
    """A network of Table 10.

    inputs, outputs: I and K.
    blocks, size: J memory cell blocks of S cells each.
    connectivity: "F": all gates and cells feed all gates and cells, cells alone feed the outputs.
        "B": no trainable recurrence, and shortcuts from the inputs to the outputs.
    bias: "gates", "hidden" (gates and cells), "all" (hidden and output units) or "none".
    output_gate_bias, input_gate_bias: what they start at, one number per block; None: drawn like
        the weights (or without a bias); "absent": there is no such gate.
    g: "2" for [-2, 2], "1" for the logistic function.
    h: "1" for [-1, 1], "identity" for h(s) = s.
    init_range: all weights start uniform in [-init_range, init_range].
    """

    inputs: int
    outputs: int
    blocks: int
    size: int
    connectivity: str = "F"
    bias: str = "all"
    output_gate_bias: GateBias = None
    input_gate_bias: GateBias = None
    g: str = "2"
    h: str = "1"
    init_range: float = 0.1

    def __post_init__(self) -> None:
        check_known("Net", "connectivity", self.connectivity, ("F", "B"))
        check_known("Net", "bias", self.bias, ("gates", "hidden", "all", "none"))
        check_known("Net", "g", self.g, ("2", "1"))
        check_known("Net", "h", self.h, ("1", "identity"))

    @property
    def layout(self) -> Layout:
        """The hidden layer as ``cells.lstm1997`` describes it."""
        return Layout.uniform(
            self.blocks,
            self.size,
            input_gates=self.input_gate_bias != "absent",
            output_gates=self.output_gate_bias != "absent",
            recurrence="units" if self.connectivity == "F" else "none",
            biases={"gates": "gates", "none": "none"}.get(self.bias, "units"),
            g={"2": "[-2, 2]", "1": "[0, 1]"}[self.g],
            h={"1": "[-1, 1]", "identity": "identity"}[self.h],
        )


@dataclass(frozen=True)
class TaskSettings:
    """The numbers of a task; what does not apply is 0.

    steps: T, p or q: the length parameter of the task. symbols: p of task 2c. signal: N of task 3.
    noisy_signal: task 3b. target_noise: the variance in task 3c. strings: size of the sets of
    task 1.
    """

    steps: int = 0
    symbols: int = 0
    signal: int = 0
    noisy_signal: bool = False
    target_noise: float = 0.0
    strings: int = 0


@dataclass(frozen=True)
class Criterion:
    """When training stops, or what a test asks.

    kind: "last": the last ``sequences`` training sequences; "fixed": the same test sequences at
        every test; "fresh": new test sequences at every test; "strings": every step of all
        training and test strings of experiment 1.
    tolerance: a sequence is wrong unless all outputs miss their target by less.
    most_wrong: at most so many may be wrong.
    mean_error: the mean of |target - output|, over sequences and outputs, must be below; None: any.
    every: training sequences between two tests.
    last_step: True: only the last step of a sequence counts (2b).
    name: such as "ST1".
    """

    kind: str
    sequences: int
    tolerance: float
    most_wrong: int = 0
    mean_error: float | None = None
    every: int = 1
    last_step: bool = False
    name: str = "stop"

    def __post_init__(self) -> None:
        check_known("Criterion", "kind", self.kind, ("last", "fixed", "fresh", "strings"))


@dataclass(frozen=True)
class Paper:
    """What the paper prints for a row; None where it prints nothing.

    sequences: mean number of training sequences to success. first_stop: the same for ST1.
    success: % of the trials. weights: their number. wrong: of 2560 test sequences.
    misclassified: fraction of the test sequences. error: "MSE" of Table 8, or the mean absolute
    difference of Table 6.
    """

    sequences: int
    weights: int
    success: int | None = None
    first_stop: int | None = None
    wrong: int | None = None
    misclassified: float | None = None
    error: float | None = None


@dataclass(frozen=True)
class Protocol:
    """Everything about one row of Tables 1 to 9, LSTM only.

    name: as in Table 10 ("1-1" ... "6b"), with the row's number, or its n_seq, where a table has
        several rows for one of them ("3a-2", "5-140").
    error_at: "every step" or "end": where targets are given.
    stop: the criteria, in the order in which they are to be reached; the last one is success.
    success: the test after training; None where the paper has none.
    trials, cap: how many trials; a trial ends unsolved after ``cap`` training sequences (ours: ten
        times the paper's mean, three times for sequences of more than 200 steps).
    """

    name: str
    table: int
    task: str
    task_settings: TaskSettings
    net: Net
    rate: float
    error_at: str
    stop: tuple[Criterion, ...]
    success: Criterion | None
    trials: int
    cap: int
    paper: Paper
    options: Options = field(default_factory=Options)

    def with_options(self, **changes: Any) -> Protocol:
        """The same row with other options.

        Raises:
            TypeError: there is no such option; the message lists those that exist.
            ValueError: the option cannot have this value, or is not about this row's task.
        """
        changed = with_changes(self, changes)
        for name in changed.options.changed():
            changed._must_concern(name)
        return changed

    def _must_concern(self, option: str) -> None:
        """Else a trial would be recorded as another reading, and be the literal one."""
        tasks = CONCERNS.get(option, (self.task,))
        if self.task not in tasks:
            raise ValueError(
                f"row {self.name}: {option} changes nothing here; it is for: {', '.join(tasks)}"
            )
        if self.net.connectivity == "B" and option in ABOUT_RECURRENCE:
            raise ValueError(
                f"row {self.name}: {option} changes nothing here: the net has no weights from the "
                "step before, and has those from inputs to outputs"
            )

    def run(self, seed: int, cap: int | None = None) -> Trial:
        """One trial; see ``trial.run_trial``."""
        from lstmcourse.paper1997.trial import run_trial

        return run_trial(self, seed, cap=cap)

    @property
    def output_bias(self) -> bool:
        """Whether the output units have a bias."""
        chosen = self.options.output_bias
        return self.net.bias == "all" if chosen is None else chosen

    @property
    def used_net(self) -> Net:
        """``net`` as the options change it: g, h, the biases and where they start."""
        net, options = self.net, self.options
        g, h, start = options.g or net.g, options.h or net.h, options.input_gate_bias
        input_gates = net.input_gate_bias if start is None else (float(start),) * net.blocks
        biased = self.biases()
        cells, gates = biased[-net.layout.cells :].any(), biased.any()
        bias = net.bias
        if not (bias == "all" and cells):
            bias = "hidden" if cells else "gates" if gates else "none"
        return replace(net, g=g, h=h, bias=bias, input_gate_bias=input_gates)

    def as_read(self) -> Protocol:
        """The same row with its stop criteria as ``options.stop_reading`` says."""
        reading = self.options.stop_reading
        if reading == "both":
            return self
        changes = {
            "average": lambda stop: {"most_wrong": stop.sequences},
            "last": lambda stop: {"mean_error": None},
        }[reading]
        both = [stop.kind == "last" and stop.mean_error is not None for stop in self.stop]
        if not all(both):
            raise ValueError(
                f"row {self.name}: stop_reading={reading!r} is for rows that ask for an average "
                "error and for the last sequences being right, those of experiments 4 and 6"
            )
        return replace(self, stop=tuple(replace(stop, **changes(stop)) for stop in self.stop))

    def biases(self) -> np.ndarray:
        """Which units have a bias, (U,) of bool in the layout's order of units."""
        layout, options = self.net.layout, self.options
        has = np.arange(layout.units) < layout.biased
        if options.input_gate_bias is not None:
            has[: layout.in_gates] = True
        if options.cell_bias is not None:
            has[layout.gates :] = options.cell_bias
        return has

    @property
    def shortcuts(self) -> bool:
        """Whether the inputs feed the outputs."""
        return self.net.connectivity == "B" or self.options.shortcuts

    def feedback(self) -> np.ndarray:
        """Which recurrent weights exist, (R, U) of bool in the layout's order of units."""
        layout = self.net.layout
        allowed = np.ones((layout.sources, layout.units), bool)
        if layout.sources:
            allowed[: layout.gates] &= self.options.gate_feedback
            allowed[layout.gates :] &= self.options.cell_feedback
            allowed[:, layout.gates :] &= self.options.feedback_into_cells
            if self.options.self_feedback == "own":
                into_cells = np.zeros((layout.sources, layout.cells), bool)
                into_cells[layout.gates :] = np.eye(layout.cells, dtype=bool)
                allowed[:, layout.gates :] &= into_cells
        return allowed

    def weight_count(self) -> int:
        """All trainable weights and biases; with the default options the W of Table 10."""
        net, units = self.net, self.net.layout.units
        count = net.inputs * units + int(np.sum(self.feedback())) + int(np.sum(self.biases()))
        count += net.layout.cells * net.outputs + net.outputs * self.output_bias
        return count + net.inputs * net.outputs * self.shortcuts
