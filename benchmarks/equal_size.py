"""RNN, LSTM and GRU with the same number of weights, on four tasks, from several seeds each.

    python benchmarks/equal_size.py --quick                        a check run, seconds
    python benchmarks/equal_size.py --task adding copying --seeds 5 --out result.json

For each task and cell: the learning rate is chosen first, on seeds of its own (the rate whose
runs end with the lowest mean error on validation data; where two are equal, the one with the lower
mean over the whole learning curve). Then one run per seed 0, 1, ... with that rate, measured on
test data drawn apart from training and choice. (Only 16 different sequences exist for the task
"copying", so its test data hold nothing new.) All cells get the same training data at the same
seed, the same optimiser (Adam), clipping and number of updates. The LSTM and the LSTM with forget
bias 1 also start with the same weights, but for that bias: runs of one seed are pairs.

--keep goes on with a run that was stopped: tasks that the file holds are not run again.

The result is printed, and written as JSON with all that is needed to repeat it. The same seeds
give the same errors with the same NumPy, on machines that round alike; the text of the task
"text" depends on the Python version (its fingerprint is written down).

Shown and discussed in: book/gru/comparison
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # read when NumPy loads

import numpy as np  # noqa: E402
import records  # noqa: E402

from lstmcourse.cells import gru, lstm, rnn  # noqa: E402
from lstmcourse.learning import (  # noqa: E402
    Adam,
    at_last_step,
    compare,
    cross_entropy,
    network_forward,
    squared_error,
)
from lstmcourse.tasks import adding, copying, reber, text  # noqa: E402
from lstmcourse.tasks.symbols import char_vocabulary, one_hot  # noqa: E402

# The LSTM runs twice: with its forget bias as it is drawn (near 0), and started at 1.
CELLS: dict[str, tuple[Any, dict[str, Any]]] = {
    "RNN": (rnn, {}),
    "LSTM": (lstm, {}),
    "LSTM f=1": (lstm, {"forget_bias": 1.0}),
    "GRU": (gru, {"reset": "after", "update": "keep"}),
}
RATES = (0.003, 0.01, 0.03)
TUNING_SEEDS = (101, 102)
CLIP = 1.0
CURVE_POINTS = 20
DIGITS = 5


@dataclass(frozen=True)
class Budget:
    """What the runs may cost. Updates and weights come from the task, unless given here."""

    rates: tuple[float, ...] = RATES
    tuning_seeds: tuple[int, ...] = TUNING_SEEDS
    points: int = CURVE_POINTS
    updates: int | None = None
    weights: int | None = None
    held_out: int = 500


QUICK = Budget(
    rates=(0.003, 0.01), tuning_seeds=(101,), points=2, updates=6, weights=400, held_out=40
)


@dataclass(frozen=True)
class Task:
    """One task. `error(cell, net, part)` is the error on the "validation" or "test" data."""

    title: str
    measure: str
    inputs: int
    outputs: int
    weights: int
    updates: int
    loss: Callable
    make_batches: Callable[[np.random.Generator], Iterator[tuple[np.ndarray, np.ndarray]]]
    error: Callable[[Any, Any, str], float]
    settings: dict[str, Any]
    baselines: dict[str, float] = field(default_factory=dict)


def _held_out(draw: Callable[[np.random.Generator], Any]) -> dict[str, Any]:
    """Validation and test data: the same in every run, from seeds that no run uses."""
    return {
        part: draw(np.random.default_rng(seed))
        for part, seed in (("validation", 10_001), ("test", 10_002))
    }


def adding_task(held_out: int) -> Task:
    steps, batch = 16, 16
    data = _held_out(lambda rng: adding.sample(rng, held_out, steps))

    def error(cell: Any, net: Any, part: str) -> float:
        outputs = network_forward(cell, net, data[part].inputs)[0]
        return float(adding.absolute_errors(outputs, data[part].answers).mean())

    half = np.abs(data["test"].answers - 0.5).mean()
    return Task(
        title=f"adding, {steps} to {steps + steps // 10} steps",
        measure="mean absolute error of the sum",
        inputs=2,
        outputs=1,
        weights=1000,
        updates=900,
        loss=at_last_step(squared_error),
        make_batches=lambda rng: adding.batches(rng, batch, steps),
        error=error,
        settings={"steps": steps, "batch": batch, "held_out": held_out},
        baselines={"always 0.5": float(half)},
    )


def copying_task(held_out: int) -> Task:
    symbols, length, delay, batch = 4, 2, 10, 16
    data = _held_out(lambda rng: copying.sample(rng, held_out, symbols, length, delay))

    def error(cell: Any, net: Any, part: str) -> float:
        outputs = network_forward(cell, net, data[part].inputs)[0]
        return 1.0 - copying.accuracy(outputs, data[part].targets, symbols)

    return Task(
        title=f"copying, {length} symbols, delay {delay}",
        measure="share of symbols wrong",
        inputs=symbols + 2,
        outputs=symbols,
        weights=1000,
        updates=700,
        loss=cross_entropy,
        make_batches=lambda rng: copying.batches(rng, batch, symbols, length, delay),
        error=error,
        settings={
            "symbols": symbols,
            "length": length,
            "delay": delay,
            "batch": batch,
            "held_out": held_out,
        },
        baselines={"guessing": 1 - 1 / symbols},
    )


def reber_task(held_out: int) -> Task:
    batch = 8
    train, held = reber.train_test_sets(np.random.default_rng(10_001), 256, 2 * held_out)
    data = {
        "validation": reber.encode(held[:held_out]),
        "test": reber.encode(held[held_out:]),
    }

    def make_batches(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        while True:
            drawn = reber.encode([train[n] for n in rng.integers(len(train), size=batch)])
            yield drawn.inputs, drawn.targets

    def error(cell: Any, net: Any, part: str) -> float:
        outputs = network_forward(cell, net, data[part].inputs)[0]
        return 1.0 - float(reber.correct_steps(outputs, data[part].legal).all(axis=0).mean())

    return Task(
        title="embedded Reber grammar",
        measure="share of unseen strings with an error",
        inputs=7,
        outputs=7,
        weights=1000,
        updates=1500,
        loss=cross_entropy,
        make_batches=make_batches,
        error=error,
        settings={"training_strings": len(train), "batch": batch, "held_out": held_out},
        baselines={"guessing the second T or P": 0.5},
    )


def text_task(held_out: int) -> Task:
    steps, batch, size, share = 20, 16, 30, 0.1
    whole = text.english_text(lower=True)
    train, rest = text.split_text(whole, 2 * share)
    parts = dict(zip(("validation", "test"), text.split_text(rest, 0.5), strict=True))
    vocabulary = char_vocabulary(train, size=size)
    ids = vocabulary.encode(train)
    streams = 16

    def windows(part: str) -> list[tuple[np.ndarray, np.ndarray]]:
        found = text.language_model_batches(vocabulary.encode(parts[part]), steps, streams)
        kept = itertools.islice(found, held_out // streams)
        return [(one_hot(xs, size), targets) for xs, targets in kept]

    data = {part: windows(part) for part in parts}

    def make_batches(rng: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        across = np.arange(steps + 1)[:, None]
        while True:
            drawn = ids[rng.integers(len(ids) - steps, size=batch) + across]
            yield one_hot(drawn[:-1], size), drawn[1:]

    def error(cell: Any, net: Any, part: str) -> float:
        state, losses = None, []
        for xs, targets in data[part]:
            ys, state, _ = network_forward(cell, net, xs, state)
            losses.append(cross_entropy(ys, targets)[0])
        return float(np.mean(losses) / np.log(2))

    return Task(
        title="characters of English text",
        measure="bits per character",
        inputs=size,
        outputs=size,
        weights=2000,
        updates=500,
        loss=cross_entropy,
        make_batches=make_batches,
        error=error,
        settings={
            "steps": steps,
            "batch": batch,
            "vocabulary": size,
            "held_out": held_out // streams * streams,
            "training_characters": len(train),
            "fingerprint": text.text_fingerprint(whole),
        },
        baselines=_ngram_bits(ids, data["test"], size),
    )


def _ngram_bits(ids: np.ndarray, windows: list, size: int) -> dict[str, float]:
    """Bits per character of counting: single characters, and pairs (add-one smoothing)."""
    before = np.concatenate([xs.argmax(axis=-1).ravel() for xs, _ in windows])
    after = np.concatenate([targets.ravel() for _, targets in windows])
    single = np.bincount(ids, minlength=size) + 1.0
    pairs = np.ones((size, size))
    np.add.at(pairs, (ids[:-1], ids[1:]), 1.0)
    pairs /= pairs.sum(axis=1, keepdims=True)
    return {
        "single characters": float(-np.log2(single / single.sum())[after].mean()),
        "pairs of characters": float(-np.log2(pairs[before, after]).mean()),
    }


TASKS: dict[str, Callable[[int], Task]] = {
    "adding": adding_task,
    "copying": copying_task,
    "reber": reber_task,
    "text": text_task,
}


def measure(
    names: list[str],
    seeds: int,
    budget: Budget,
    say: Callable = print,
    kept: dict[str, Any] | None = None,
) -> Iterator[dict[str, Any]]:
    """All runs of the named tasks; yields the record (without command) after each task.

    kept: an earlier record. A task that it holds with the same settings is not run again.
    """
    settings, tasks = _settings(seeds, budget), {}
    same = kept is not None and all(kept.get(key) == settings[key] for key in settings)
    for name in names:
        task, old = TASKS[name](budget.held_out), kept["tasks"].get(name) if same else None
        head = _head(task, budget)
        if old and all(old.get(key) == head[key] for key in head):
            say(f"{task.title}: kept")
            tasks[name] = old
        else:
            tasks[name] = head | {"rows": _rows(task, head, seeds, budget, say)}
        yield settings | {"tasks": dict(tasks)}


def _settings(seeds: int, budget: Budget) -> dict[str, Any]:
    return {
        "seeds": list(range(seeds)),
        "tuning_seeds": list(budget.tuning_seeds),
        "rates": list(budget.rates),
        "optimiser": "Adam, beta1 0.9, beta2 0.999",
        "clip": CLIP,
        "cells": {name: options for name, (_, options) in CELLS.items()},
    }


def _head(task: Task, budget: Budget) -> dict[str, Any]:
    """What is known of a task before it is run."""
    return {
        "title": task.title,
        "measure": task.measure,
        "updates": budget.updates or task.updates,
        "weights_wanted": budget.weights or task.weights,
        "settings": task.settings,
        "baselines": {key: _short(value) for key, value in task.baselines.items()},
    }


def _rows(
    task: Task, head: dict[str, Any], seeds: int, budget: Budget, say: Callable
) -> list[dict[str, Any]]:
    """Tune and run every cell."""
    updates, weights = head["updates"], head["weights_wanted"]
    every = max(1, updates // budget.points)

    def run(cell_name: str, rate: float, seed: int) -> dict[str, Any]:
        entry = CELLS[cell_name]
        started = time.perf_counter()
        table = compare(
            {cell_name: entry},
            task.make_batches,
            task.loss,
            lambda: Adam(rate),
            inputs=task.inputs,
            outputs=task.outputs,
            weights=weights,
            seeds=[seed],
            steps=updates,
            clip=CLIP,
            progress="off",
            evaluate=lambda net: task.error(entry[0], net, "validation"),
            every=every,
            result=lambda cell, history: task.error(cell, history.net, "test"),
        )
        (row,), (history,) = table.rows, table.histories[cell_name]
        return {
            "hidden": row.hidden,
            "weights": row.weights,
            "error": _short(row.values[0]),
            "curve": [_short(value) for value in history.evaluations],
            "at": history.evaluation_steps.tolist(),
            "seconds": round(time.perf_counter() - started, 1),
        }

    say(f"{task.title}: {task.measure}, {updates} updates")
    rows = []
    for cell_name in CELLS:
        curves = {
            rate: np.array([run(cell_name, rate, seed)["curve"] for seed in budget.tuning_seeds])
            for rate in budget.rates
        }
        rate = min(curves, key=lambda rate: (curves[rate][:, -1].mean(), curves[rate].mean()))
        runs = [run(cell_name, rate, seed) for seed in range(seeds)]
        rows.append(
            {
                "cell": cell_name,
                "hidden": runs[0]["hidden"],
                "weights": runs[0]["weights"],
                "tuning": {str(rate): curve[:, -1].tolist() for rate, curve in curves.items()},
                "rate": rate,
                "errors": [one["error"] for one in runs],
                "curve_updates": runs[0]["at"],
                "curves": [one["curve"] for one in runs],
                "seconds": [one["seconds"] for one in runs],
            }
        )
        errors = " ".join(f"{one['error']:.4g}" for one in runs)
        say(f"  {cell_name:9s} H={runs[0]['hidden']:<3d} rate {rate:<6g} {errors}")
    return rows


def without_seconds(record: dict[str, Any]) -> dict[str, Any]:
    """The record without what differs from run to run."""
    tasks = {
        name: task | {"rows": [row | {"seconds": None} for row in task["rows"]]}
        for name, task in record["tasks"].items()
    }
    return record | {"tasks": tasks}


def _short(value: float) -> float:
    """A finite number with few digits, so that the file stays small."""
    if not np.isfinite(value):
        raise FloatingPointError(f"a run ended with the error {value}")
    return float(f"{value:.{DIGITS}g}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--task", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--seeds", type=int, default=5, help="runs per cell (default 5)")
    parser.add_argument("--quick", action="store_true", help="tiny nets, 6 updates: a check run")
    parser.add_argument("--out", type=Path, help="write the record to this file")
    parser.add_argument(
        "--keep", action="store_true", help="do not repeat tasks that --out holds as they are now"
    )
    options = parser.parse_args(arguments)
    if options.seeds < 1:
        parser.error("--seeds must be at least 1")
    head = records.head("equal_size.py", arguments, ["numpy"])
    kept = None
    if options.keep and options.out and options.out.exists():
        kept = json.loads(options.out.read_text(encoding="utf-8"))
        kept = kept if kept.get("versions") == head["versions"] else None
    record = head | {"quick": options.quick}
    budget = QUICK if options.quick else Budget()
    for part in measure(options.task, options.seeds, budget, _say, kept):
        if options.out:  # after every task: a run that is stopped has written the tasks before
            records.write(options.out, record | part)
            _say(f"written: {options.out}")


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
