"""Looking into a net of the laboratory: how its errors fall, and what its cells do over a sequence.

    protocol = PROTOCOLS["6a"]
    curve = learning_curve(protocol, seed=0, every=500)        a trial, measured on the way
    drawn = draw(protocol, 0, 0, purpose="test")
    before = trace(protocol, curve.nets[0], drawn.inputs)      gates, s and outputs, step by step
    after = trace(protocol, curve.net, drawn.inputs)
    by_role(protocol, curve.net, 200)["distractor"].written    mean |s_t - s_{t-1}| of each cell

Training is the engine's. What is shown of a net is plain NumPy: ``learning.paper_forward``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.cells import lstm1997
from lstmcourse.learning import paper_forward
from lstmcourse.paper1997._records import Criterion, Protocol
from lstmcourse.paper1997.engine import Weights, start_state, to_network
from lstmcourse.paper1997.learner import Learner
from lstmcourse.paper1997.sequences import (
    ADDING,
    EMBEDDED_REBER,
    KINDS,
    LOCAL_LAG,
    MULTIPLICATION,
    RANDOM_LAG,
    TWO_SEQUENCES,
    VERY_LONG_LAG,
    Drawn,
    draw,
    string_sets,
)


class Curve(NamedTuple):
    """A trial that was looked at on the way.

    sequences: (n,) training sequences before each look; the first is 0.
    wrong: (n,) share of the check sequences that missed the row's tolerance (experiment 1: of the
        strings with a step at which a legal next symbol was not the most active).
    error: (n,) mean of |d - y| over check sequences and outputs.
    nets: the weights at the counts that were asked for, at 0 and at the end.
    solved, stops: as in ``trial.Trial``; the same numbers as ``run_trial`` gives.
    learner: the net in training, to go on with.
    """

    sequences: np.ndarray
    wrong: np.ndarray
    error: np.ndarray
    nets: dict[int, Weights]
    solved: bool
    stops: tuple[tuple[str, int], ...]
    learner: Learner

    @property
    def net(self) -> Weights:
        """The weights at the end."""
        return self.nets[self.learner.trained]


class Trace(NamedTuple):
    """One sequence through a net: T steps, J blocks, C cells, K outputs."""

    inputs: np.ndarray  # (T, I)
    in_gates: np.ndarray  # (T, J) y^in
    out_gates: np.ndarray  # (T, J) y^out; (T, 0) where there is none
    g: np.ndarray  # (T, C) g(net^c), what a cell is offered
    s: np.ndarray  # (T, C) internal states
    h: np.ndarray  # (T, C) cell outputs, y^out h(s)
    ys: np.ndarray  # (T, K) net outputs

    @property
    def written(self) -> np.ndarray:
        """(T, C): y^in g, what each step adds to s."""
        return np.diff(self.s, axis=0, prepend=0.0)


class RoleMeans(NamedTuple):
    """What a net does at the steps of one role, averaged over all of them."""

    steps: int  # how many
    in_gates: np.ndarray  # (J,) mean of y^in
    out_gates: np.ndarray  # (J,) mean of y^out
    written: np.ndarray  # (C,) mean of |s_t - s_{t-1}|
    state: np.ndarray  # (C,) mean of |s_t|


def learning_curve(
    protocol: Protocol,
    seed: int,
    *,
    every: int,
    cap: int | None = None,
    checks: int = 256,
    snapshots: Iterable[int] = (),
) -> Curve:
    """Run a trial and measure the net every so many training sequences.

    Measuring changes nothing: the trial is the one that ``run_trial`` runs. The check sequences
    are the same at every look.

    Args:
        protocol: a row, with its options.
        seed: the trial.
        every: training sequences between two looks; the end is looked at as well.
        cap: at most so many training sequences; None: the row's own cap.
        checks: how many check sequences (experiment 1: all strings, whatever this says).
        snapshots: counts of training sequences at which to keep the weights.

    Raises:
        ValueError: every, cap or checks is less than 1.
    """
    cap = protocol.cap if cap is None else cap
    if min(every, cap, checks) < 1:
        raise ValueError(
            f"learning_curve: every={every}, cap={cap} and checks={checks} must be at least 1"
        )
    protocol = protocol.as_read()
    learner, wanted = Learner(protocol, seed), sorted(set(snapshots))
    looks, nets = [(0, *_look(learner, seed, checks))], {0: _copy(learner.net)}
    pending, stops = list(protocol.stop), []
    while pending and learner.trained < cap and learner.finite:
        look = (learner.trained // every + 1) * every
        until = min(cap, look, *(count for count in wanted if count > learner.trained))
        criterion = pending[0]
        if learner.train_towards(criterion, until) and learner.meets(criterion):
            stops.append((criterion.name, learner.trained))
            pending.pop(0)
        if learner.trained in wanted:
            nets[learner.trained] = _copy(learner.net)
        if learner.trained == look:
            looks.append((look, *_look(learner, seed, checks)))
    if looks[-1][0] != learner.trained:
        looks.append((learner.trained, *_look(learner, seed, checks)))
    nets[learner.trained] = _copy(learner.net)
    sequences, wrong, error = (np.array(column) for column in zip(*looks, strict=True))
    return Curve(sequences, wrong, error, nets, not pending, tuple(stops), learner)


def trace(protocol: Protocol, net: Weights, inputs: Any) -> Trace:
    """Run one sequence through the net and keep what its units do.

    Args:
        protocol: the row, with the options under which the net was trained.
        net: weights, such as ``curve.nets[0]`` or ``learner.net``.
        inputs: (T, I) numbers, such as ``draw(...).inputs``, or (T,) symbols.

    Raises:
        ValueError: the inputs do not fit the net.
    """
    inputs = np.asarray(inputs)
    if inputs.ndim == 1:
        inputs = np.eye(protocol.net.inputs)[inputs]
    if inputs.ndim != 2 or inputs.shape[1] != protocol.net.inputs:
        raise ValueError(
            f"trace: inputs {inputs.shape} must be (T, {protocol.net.inputs}) numbers, or (T,) "
            "symbols"
        )
    network = to_network(protocol, net)
    ys, _, tape = paper_forward(network, inputs[:, None], start_state(protocol))
    cells = tape.cell_tape
    kept = (cells.y_in, cells.y_out, cells.g, cells.s, tape.hs, ys)
    return Trace(inputs, *(array[:, 0] for array in kept))


def by_role(
    protocol: Protocol,
    net: Weights,
    sequences: int | Iterable[Drawn] = 100,
    roles: Callable[[Protocol, Drawn], np.ndarray] | None = None,
) -> dict[str, RoleMeans]:
    """Gates and cell states by the role of the step, over many sequences.

    Args:
        protocol, net: as in ``trace``.
        sequences: the sequences, or how many test sequences of trial 0.
        roles: gives the role of each step of a sequence, (T,) of str; None: ``roles_of``.

    Returns:
        The means for every role, in the order in which the roles occur first.
    """
    if isinstance(sequences, int):
        sequences = [draw(protocol, 0, n, purpose="test") for n in range(sequences)]
    roles = roles_of if roles is None else roles
    steps: dict[str, list[tuple[np.ndarray, ...]]] = {}
    for drawn in sequences:
        seen = trace(protocol, net, drawn.inputs)
        numbers = seen.in_gates, seen.out_gates, np.abs(seen.written), np.abs(seen.s)
        for role, *values in zip(roles(protocol, drawn), *numbers, strict=True):
            steps.setdefault(str(role), []).append(tuple(values))
    return {
        role: RoleMeans(len(rows), *(np.mean(one, axis=0) for one in zip(*rows, strict=True)))
        for role, rows in steps.items()
    }


def roles_of(protocol: Protocol, drawn: Drawn) -> np.ndarray:
    """What each step of a sequence is there for, (T,) of str.

    1: "start", "kept" (T or P), "inner", "asked" (the kept symbol is next), "end".
    2a, 2b: "kept", "distractor", "asked".
    2c: "start", "signal" (x or y), "distractor", "trigger".
    3: "signal", "noise", "asked" (noise as well, but the last step, which has the target).
    4, 5: "first", "marked", "unmarked", "asked".
    6: "start", "signal" (X or Y), "distractor", "trigger".
    """
    kind, steps = KINDS[protocol.task], len(drawn.inputs)
    between = {EMBEDDED_REBER: "inner", TWO_SEQUENCES: "noise"}
    between |= dict.fromkeys((ADDING, MULTIPLICATION), "unmarked")
    roles = np.full(steps, between.get(kind, "distractor"), "<U10")
    if kind == EMBEDDED_REBER:
        roles[[0, 1, -2, -1]] = "start", "kept", "asked", "end"
    elif kind in (LOCAL_LAG, RANDOM_LAG):
        roles[[0, -1]] = "kept", "asked"
    elif kind == VERY_LONG_LAG:
        roles[[0, 1, -1]] = "start", "signal", "trigger"
    elif kind == TWO_SEQUENCES:
        roles[: protocol.task_settings.signal] = "signal"
        roles[-1] = "asked"
    elif kind in (ADDING, MULTIPLICATION):
        roles[drawn.inputs[:, 1] == 1.0] = "marked"
        roles[[0, -1]] = "first", "asked"
    else:
        roles[drawn.symbols >= 6] = "signal"
        roles[[0, -1]] = "start", "trigger"
    return roles


def _copy(net: Weights) -> Weights:
    return Weights(*(part.copy() for part in net))


def _look(learner: Learner, seed: int, checks: int) -> tuple[float, float]:
    """(share of wrong check sequences, mean error)."""
    goal = learner.protocol.stop[-1]
    if goal.kind == "strings":
        return _look_at_strings(learner, seed)
    look = Criterion("fixed", checks, goal.tolerance, last_step=goal.last_step)
    wrong, mean = learner.test(look, "check", checks)
    return wrong / checks, mean


def _look_at_strings(learner: Learner, seed: int) -> tuple[float, float]:
    """The same for all strings of experiment 1, which have no tolerance."""
    protocol, sets = learner.protocol, string_sets(learner.protocol, seed)
    steps = sets.all_lengths - 1  # the last symbol is predicted, not read
    symbols = sets.all_strings[:, : steps.max() + 1]
    one_hot = np.eye(protocol.net.inputs)[np.maximum(symbols, 0)]  # (n, T + 1, 7)
    state = [np.repeat(part, len(symbols), axis=0) for part in start_state(protocol)]
    network = to_network(protocol, learner.net)
    ys, _, _ = paper_forward(network, one_hot[:, :-1].swapaxes(0, 1), lstm1997.State(*state))
    ys, legal = ys.swapaxes(0, 1), sets.legal[:, : steps.max()]
    counts = np.arange(steps.max()) < steps[:, None]  # (n, T)
    least_legal = np.where(legal, ys, np.inf).min(axis=2)
    most_other = np.where(legal, -np.inf, ys).max(axis=2)
    wrong = (counts & ~(least_legal > most_other)).any(axis=1)
    misses = np.abs(one_hot[:, 1:] - ys).mean(axis=2)
    means = np.where(counts, misses, 0.0).sum(axis=1) / steps
    return float(wrong.mean()), float(means.mean())
