"""Parity, strongly delayed XOR and counting: the 1997 net, its full gradient, and a modern LSTM.

    python benchmarks/limits.py --quick                 a check run, seconds
    python benchmarks/limits.py --out book/paper1997/limits.json

Each task is run at several lengths, from several seeds. The 1997 net (two blocks of two cells, all
units biased, rate 0.5) learns on-line by the paper's truncated rule, and once more by the full
gradient; both start with small weights, within 0.1 as in the paper's experiments 3 to 6, and once
more with weights up to 1. The modern LSTM (PyTorch, forget gates with bias 1, Adam, clipping, 32
sequences per update) sees the same tasks. Every so many training sequences a net is tested on
sequences of its own; it has solved the task when all of them are right, and is given up at the cap.
In parity and XOR an answer is right when it is off by less than 0.3, in counting by less than 0.2.

The result is printed, and written as JSON with all that is needed to repeat it. Trials of the 1997
net give the same numbers with the same NumPy; those of the modern LSTM depend on how PyTorch's
version and the processor round.

Shown and discussed in: book/paper1997/limits
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # read when NumPy loads

import numpy as np  # noqa: E402
import records  # noqa: E402

from lstmcourse.paper1997.own_sequences import OwnLearner  # noqa: E402
from lstmcourse.paper1997.protocols import Net  # noqa: E402
from lstmcourse.tasks import counting, delayed_xor, parity  # noqa: E402
from lstmcourse.tasks.symbols import IGNORE  # noqa: E402

TEST_SEED = 10_001
HIDDEN, ADAM_RATE, BATCH, CLIP = 8, 0.01, 32, 1.0
RATE, SMALL, LARGE = 0.5, 0.1, 1.0
MODERN = "modern LSTM"


NAMES = ("parity", "XOR", "counting")


class Drawn(NamedTuple):
    """Sequences: inputs (T, N) symbols or (T, N, 1) bits, labels (T, N), IGNORE where not asked."""

    inputs: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Task:
    """One task at one length.

    draw(rng, n): n sequences. test: what a net is tested on. every: training sequences between two
    tests. cap, modern_cap: when a trial is given up.
    """

    name: str
    length: str
    net: Net
    tolerance: float
    draw: Callable[[np.random.Generator, int], Drawn]
    test: Drawn
    every: int
    cap: int
    modern_cap: int


def parity_task(steps: int, every: int, cap: int, modern_cap: int) -> Task:
    def draw(rng: np.random.Generator, n: int) -> Drawn:
        batch = parity.sample(rng, n, steps)
        return Drawn(batch.inputs, batch.targets)

    test = parity.sample(np.random.default_rng(TEST_SEED), 256, steps, balanced=True)
    return Task(
        "parity", f"{steps} bits", Net(1, 1, 2, 2), 0.3, draw, Drawn(test.inputs, test.targets),
        every, cap, modern_cap,
    )  # fmt: skip


def xor_task(steps: int, every: int, cap: int, modern_cap: int) -> Task:
    def draw(rng: np.random.Generator, n: int) -> Drawn:
        batch = delayed_xor.sample(rng, n, steps=steps)
        return Drawn(batch.ids, batch.targets)

    # The net of experiment 6a, but for its outputs.
    net = Net(8, 1, 2, 2, input_gate_bias=(-2.0, -4.0))
    test = draw(np.random.default_rng(TEST_SEED), 256)
    return Task("XOR", f"{steps} steps", net, 0.3, draw, test, every, cap, modern_cap)


def counting_task(counts: tuple[int, int], every: int, cap: int, modern_cap: int) -> Task:
    def draw(rng: np.random.Generator, n: int) -> Drawn:
        batch = counting.sample(rng, n, counts)
        return Drawn(np.maximum(batch.ids, 0), batch.targets)

    both = counting.sample(np.random.default_rng(0), 2, counts, balanced=True)
    test = Drawn(np.maximum(both.ids, 0), both.targets)
    length = f"{counts[0]} or {counts[1]}"
    return Task(
        "counting", length, Net(2, 1, 2, 2), 0.2, draw, test, every, cap, modern_cap
    )  # fmt: skip


def tasks(quick: bool) -> list[Task]:
    """All tasks at all lengths; quick: one length each, and almost no training."""
    if quick:
        return [
            parity_task(3, 100, 200, 64), xor_task(10, 100, 200, 64),
            counting_task((3, 11), 100, 200, 64),
        ]  # fmt: skip
    return [
        *(parity_task(steps, 1000, 30_000, 48_000) for steps in (2, 3, 4, 6, 10)),
        parity_task(500, 1000, 5_000, 0),
        *(xor_task(steps, 1000, 30_000, 64_000) for steps in (10, 50, 100)),
        counting_task((3, 11), 500, 20_000, 0),
        *(counting_task((n, n + 1), 500, 20_000, 0) for n in (9, 19, 49)),
        counting_task((99, 100), 500, 20_000, 64_000),
    ]


def paper_trial(task: Task, seed: int, rule: str, init_range: float) -> dict[str, Any]:
    """One trial of the 1997 net."""
    net = replace(task.net, init_range=init_range)
    learner = OwnLearner(net, rate=RATE, seed=seed, rule=rule)
    rng = np.random.default_rng(seed)
    wrong = 1.0
    while learner.trained < task.cap and wrong > 0:
        # XOR draws one length for a whole batch: small batches.
        for _ in range(task.every // 100):
            learner.train(*task.draw(rng, 100))
        wrong = float(np.mean(~(learner.test(*task.test).worst < task.tolerance)))
    return {"seed": seed, "solved": wrong == 0, "sequences": learner.trained, "wrong": wrong}


def modern_trial(task: Task, seed: int) -> dict[str, Any]:
    """One trial of a modern LSTM; ``sequences`` are those of all updates."""
    import torch

    torch.manual_seed(seed)
    inputs = task.net.inputs
    layer, readout = torch.nn.LSTM(inputs, HIDDEN), torch.nn.Linear(HIDDEN, 1)
    with torch.no_grad():
        layer.bias_ih_l0[HIDDEN : 2 * HIDDEN] = 1.0
        layer.bias_hh_l0.zero_()
    weights = [*layer.parameters(), *readout.parameters()]
    adam = torch.optim.Adam(weights, lr=ADAM_RATE)
    rng = np.random.default_rng(seed)

    def look(drawn: Drawn) -> tuple[Any, Any]:
        dense = drawn.inputs if drawn.inputs.ndim == 3 else np.eye(inputs)[drawn.inputs]
        asked = np.nonzero(drawn.labels != IGNORE)
        states = layer(torch.tensor(dense, dtype=torch.float32))[0]
        wanted = torch.tensor(drawn.labels[asked], dtype=torch.float32)
        return readout(states[asked])[:, 0], wanted

    done, wrong = 0, 1.0
    while done < task.modern_cap and wrong > 0:
        logits, wanted = look(task.draw(rng, BATCH))
        adam.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(logits, wanted).backward()
        torch.nn.utils.clip_grad_norm_(weights, CLIP)
        adam.step()
        done += BATCH
        if done % (50 * BATCH) == 0 or done >= task.modern_cap:
            with torch.no_grad():
                logits, wanted = look(task.test)
                off = (torch.sigmoid(logits) - wanted).abs()
            wrong = float((~(off < task.tolerance)).float().mean())
    return {"seed": seed, "solved": wrong == 0, "sequences": done, "wrong": wrong}


LEARNERS: dict[str, Callable[[Task, int], dict[str, Any]]] = {
    "truncated": partial(paper_trial, rule="truncated", init_range=SMALL),
    "full": partial(paper_trial, rule="full", init_range=SMALL),
    "truncated, large": partial(paper_trial, rule="truncated", init_range=LARGE),
    "full, large": partial(paper_trial, rule="full", init_range=LARGE),
    MODERN: modern_trial,
}


def measure(
    names: list[str], quick: bool, seeds: int, modern_seeds: int, say: Callable = print
) -> Iterator[dict[str, Any]]:
    """All trials; yields the record (without command) after each row."""
    rows: list[dict[str, Any]] = []
    for task in (task for task in tasks(quick) if task.name in names):
        for learner, run in LEARNERS.items():
            modern = learner == MODERN
            cap = task.modern_cap if modern else task.cap
            if not cap:
                continue
            began = time.process_time()
            trials = [run(task, seed) for seed in range(modern_seeds if modern else seeds)]
            row = {
                "task": task.name,
                "length": task.length,
                "learner": learner,
                "cap": cap,
                "solved": [trial["solved"] for trial in trials],
                "sequences": [trial["sequences"] for trial in trials],
                "wrong": [round(trial["wrong"], 4) for trial in trials],
                "seconds": round(time.process_time() - began, 1),
            }
            rows.append(row)
            say(
                f"{task.name} {task.length:10s} {learner:20s} {sum(row['solved'])} of "
                f"{len(trials)}  {row['sequences']} {row['wrong']}"
            )
            yield {
                "net": {"rate": RATE, "small": SMALL, "large": LARGE},
                "modern": {"hidden": HIDDEN, "rate": ADAM_RATE, "batch": BATCH, "clip": CLIP},
                "rows": list(rows),
            }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--task", nargs="+", choices=NAMES, default=list(NAMES))
    parser.add_argument("--seeds", type=int, default=3, help="trials of the 1997 net (default 3)")
    parser.add_argument("--modern-seeds", type=int, default=2, help="of the LSTM (default 2)")
    parser.add_argument("--quick", action="store_true", help="almost no training: a check run")
    parser.add_argument("--out", type=Path, help="write the record to this file")
    options = parser.parse_args(arguments)
    if min(options.seeds, options.modern_seeds) < 1:
        parser.error("--seeds and --modern-seeds must be at least 1")
    import torch

    torch.set_num_threads(1)
    head = records.head("limits.py", arguments, ["numpy", "numba", "torch"])
    head["quick"] = options.quick

    def say(line: str) -> None:
        print(line, flush=True)

    for found in measure(options.task, options.quick, options.seeds, options.modern_seeds, say):
        if options.out:
            records.write(options.out, head | found)


if __name__ == "__main__":
    main()
