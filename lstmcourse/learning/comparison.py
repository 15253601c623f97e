"""Compare cells fairly: the same number of weights, the same data, several seeds each.

Cells differ in how many weights a hidden unit costs. An LSTM has four blocks where a tanh RNN has
one, so at the same H it has about four times as many weights, and a comparison at the same H says
little. `hidden_for` finds the H that gives each network nearly the same number of weights;
`compare` trains them all. One run says little either, so each cell is trained from several seeds,
and the table shows the spread.

Explained in: book/gru/comparison
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.cells import Cell
from lstmcourse.learning.losses import Loss
from lstmcourse.learning.network import network_init, weight_count
from lstmcourse.learning.optimisers import Optimiser
from lstmcourse.learning.text_table import aligned
from lstmcourse.learning.training import Batch, History, train


def hidden_for(cell: Cell, inputs: int, outputs: int, weights: int, **options: Any) -> int:
    """The number of hidden units H whose network comes nearest to `weights` weights.

    Cell and readout count, biases too. With I inputs and K outputs:

        tanh RNN:  H (I + H + 1)  + H K + K
        LSTM:    4 H (I + H + 1)  + H K + K      (3 H more with peepholes)
        GRU:     3 H (I + H + 1)  + H K + K      (H more with reset="after")

    Nothing is assumed about the form of the cell but that its weights grow with H: the weights of
    real networks are counted. Of two that are equally near the smaller H is taken. `options` go to
    `cell.init`.

    Raises:
        ValueError: even H = 1 has more than twice as many weights as wanted.
    """

    def count(hidden: int) -> int:
        net = network_init(cell, np.random.default_rng(0), inputs, hidden, outputs, **options)
        return weight_count(net)

    if weights < 1:
        raise ValueError(f"hidden_for: weights={weights} must be at least 1")
    if count(1) > 2 * weights:
        raise ValueError(
            f"hidden_for: one hidden unit of {_name(cell)} with {inputs} inputs and {outputs} "
            f"outputs already takes {count(1)} weights; weights={weights} is too few to compare"
        )
    low, high = 1, 2
    while count(high) < weights:
        low, high = high, 2 * high
    while high - low > 1:  # count(low) < weights <= count(high), or low is 1
        middle = (low + high) // 2
        if count(middle) < weights:
            low = middle
        else:
            high = middle
    return low if weights - count(low) <= count(high) - weights else high


class ComparisonRow(NamedTuple):
    """One cell's runs."""

    name: str
    hidden: int
    weights: int
    values: np.ndarray  # (number of seeds,) one result per seed, in the order of the seeds

    @property
    def mean(self) -> float:
        return float(np.mean(self.values))

    @property
    def median(self) -> float:
        return float(np.median(self.values))

    @property
    def least(self) -> float:
        return float(np.min(self.values))

    @property
    def most(self) -> float:
        return float(np.max(self.values))


class Comparison(NamedTuple):
    """One row per cell; prints as a table, in a notebook as well.

    histories[name] are the `History` of each seed, for learning curves.
    """

    rows: tuple[ComparisonRow, ...]
    seeds: tuple[int, ...]
    measure: str
    histories: dict[str, tuple[History, ...]]

    def row(self, name: str) -> ComparisonRow:
        """The row of one cell."""
        for row in self.rows:
            if row.name == name:
                return row
        names = ", ".join(repr(row.name) for row in self.rows)
        raise KeyError(f"no row is named {name!r}; there are {names}")

    def __str__(self) -> str:
        table = aligned([_HEADINGS, *map(_cells, self.rows)])
        return f"{self.measure}, {len(self.seeds)} seeds\n{table}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in _HEADINGS)
        body = ""
        for name, *texts in map(_cells, self.rows):
            data = "".join(f"<td>{escape(text)}</td>" for text in texts)
            body += f'<tr><th scope="row">{escape(name)}</th>{data}</tr>'
        caption = escape(f"{self.measure}, {len(self.seeds)} seeds")
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )


_HEADINGS = ["cell", "hidden", "weights", "mean", "median", "min", "max", "all"]


def _cells(row: ComparisonRow) -> list[str]:
    numbers = [f"{value:.4g}" for value in (row.mean, row.median, row.least, row.most)]
    values = " ".join(f"{value:.4g}" for value in row.values)
    return [row.name, str(row.hidden), str(row.weights), *numbers, values]


def compare(
    cells: Sequence[Cell] | Mapping[str, Cell | tuple[Cell, Mapping[str, Any]]],
    make_batches: Callable[[np.random.Generator], Iterable[Batch] | Callable[[int], Batch]],
    loss: Loss,
    optimiser: Callable[[], Optimiser],
    *,
    inputs: int,
    outputs: int,
    weights: int,
    seeds: int | Iterable[int],
    steps: int,
    result: Callable[[Cell, History], float] | None = None,
    measure: str | None = None,
    tail: int = 10,
    **train_options: Any,
) -> Comparison:
    """Train each cell at equal size from several seeds and return the table of results.

    Args:
        cells: modules of ``lstmcourse.cells``; or a dict from a name to a module, or to a module
            with options of its ``init``: {"LSTM, forget bias 1": (lstm, {"forget_bias": 1.0})}.
        make_batches: called once per run with a fresh generator; returns what ``train`` takes as
            batches. All cells get the same data at the same seed.
        loss: as for ``train``.
        optimiser: called once per run, because an optimiser has a memory: lambda: Adam(0.01).
        inputs, outputs: I and K of the networks.
        weights: the number of weights that each network should come nearest to (``hidden_for``).
        seeds: a number of seeds 0, 1, ..., or the seeds themselves.
        steps: updates per run.
        result: what a run is worth, from the cell and the ``History``, say the accuracy of
            ``history.net`` on fresh data. None: the mean loss of the last ``tail`` updates.
        measure: the name of the result in the table.
        tail: see ``result``.
        train_options: further options of ``train``, such as clip, window, carry, progress.

    A seed gives two independent generators, one for the weights and one for the data. A run whose
    loss is no longer finite stops the comparison with ``train``'s FloatingPointError; a note
    names the cell and the seed.

    Raises:
        ValueError: there is no cell, no seed or no step; two cells or two seeds are the same; or
            an argument of ``hidden_for`` or ``train`` is out of range.
    """
    entries = _entries(cells)
    chosen = tuple(range(seeds)) if isinstance(seeds, int | np.integer) else tuple(seeds)
    if not entries or not chosen or steps < 1 or tail < 1:
        raise ValueError(
            f"compare: {len(entries)} cells, {len(chosen)} seeds, steps={steps} and tail={tail} "
            "must all be at least 1"
        )
    if len(set(chosen)) < len(chosen):
        raise ValueError(f"compare: seeds must all differ, or they count twice; not {chosen}")
    if measure is None:
        measure = f"loss of the last {min(tail, steps)} steps" if result is None else "result"

    rows, histories = [], {}
    for name, (cell, options) in entries.items():
        hidden = hidden_for(cell, inputs, outputs, weights, **options)
        runs, values = [], []
        for seed in chosen:
            for_weights, for_data = map(
                np.random.default_rng, np.random.SeedSequence(seed).spawn(2)
            )
            net = network_init(cell, for_weights, inputs, hidden, outputs, **options)
            batches = make_batches(for_data)
            try:
                history = train(cell, net, batches, loss, optimiser(), steps=steps, **train_options)
            except FloatingPointError as error:
                error.add_note(f"compare: this was {name} with seed {seed}")
                raise
            runs.append(history)
            values.append(
                history.losses[-tail:].mean() if result is None else result(cell, history)
            )
        rows.append(ComparisonRow(name, hidden, weight_count(net), np.array(values, float)))
        histories[name] = tuple(runs)
    return Comparison(tuple(rows), chosen, measure, histories)


def _name(cell: Cell) -> str:
    return getattr(cell, "__name__", type(cell).__name__).rpartition(".")[2]


def _entries(
    cells: Sequence[Cell] | Mapping[str, Cell | tuple[Cell, Mapping[str, Any]]],
) -> dict[str, tuple[Cell, dict[str, Any]]]:
    """name -> (cell, options of its init)."""
    if not isinstance(cells, Mapping):
        names = [_name(cell) for cell in cells]
        if len(set(names)) < len(names):
            raise ValueError(
                f"compare: the cells are named {names}; give a dict with a name of its own for "
                "each, such as {'GRU after': (gru, {'reset': 'after'}), ...}"
            )
        cells = dict(zip(names, cells, strict=True))
    return {
        name: (entry[0], dict(entry[1])) if isinstance(entry, tuple) else (entry, {})
        for name, entry in cells.items()
    }
