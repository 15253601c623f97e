"""A training step (forward and backward) of our LSTM and GRU against PyTorch's, on the CPU.

    python benchmarks/cells.py                     all 54 sizes, float32, one thread
    python benchmarks/cells.py --steps 50 --batch 1 32 --hidden 16 64 --memory
    python benchmarks/cells.py --memory --out book/appendix/benchmarks.json    what the book shows

Both sides get the same weights, inputs and upstream gradient, in the same dtype, on the same
number of threads. They take turns within one run, so that a busy moment hits both. Before a size
is timed, all gradients are compared. A ratio above 1 means that ours is slower. Inputs have as
many features as there are hidden units. "products" are the matrix products of a step alone,
through NumPy: what would be left of our seconds if everything else cost nothing. ``--memory`` runs
each side once more in a process of its own, after a tiny one, and prints how far its peak memory
rises above what it needed before. ``--out`` writes all rows, with the command, the versions and
the processor, for the page book/appendix/benchmarks.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import records

SIZES = {"steps": (50, 200, 1000), "batch": (1, 32, 128), "hidden": (16, 64, 256)}
CELLS = ("lstm", "gru")
LEAST_SECONDS = 0.2
"""A size is repeated until each side has run this long, and at least three times."""


class Row(NamedTuple):
    """One size of one cell: medians in seconds, and megabytes if they were asked for."""

    cell: str
    steps: int
    batch: int
    hidden: int
    ours: float
    torch: float
    products: float
    memory: tuple[float, float] | None


def contestants(
    cell: str, steps: int, batch: int, hidden: int, dtype: str
) -> dict[str, Callable[[], list[Any]]]:
    """The same training step twice, and its bare matrix products.

    A call of "ours" or "torch" returns the gradients of xs, W_x, W_h and b.
    """
    import numpy as np
    import torch

    from lstmcourse import cells
    from lstmcourse.interop import to_torch

    module = getattr(cells, cell)
    rng = np.random.default_rng(0)
    params = module.init(rng, hidden, hidden, dtype=dtype)
    xs = rng.normal(size=(steps, batch, hidden)).astype(dtype)
    d_hs = rng.normal(size=(steps, batch, hidden)).astype(dtype)
    theirs = to_torch(params)
    torch_xs, torch_d = torch.from_numpy(xs).requires_grad_(), torch.from_numpy(d_hs)

    def ours() -> list[Any]:
        _, _, tape = module.forward(params, xs)
        grads, d_xs, _ = module.backward(params, tape, d_hs)
        return [d_xs, grads.W_x, grads.W_h, grads.b]

    def torch_step() -> list[Any]:
        theirs.zero_grad()
        torch_xs.grad = None
        hs, _ = theirs(torch_xs)
        hs.backward(torch_d)
        found = (theirs.weight_ih_l0, theirs.weight_hh_l0, theirs.bias_ih_l0)
        return [torch_xs.grad.numpy(), *(w.grad.numpy().T for w in found)]

    flat_xs, d_as = xs.reshape(-1, hidden), np.zeros((steps * batch, params.b.size), dtype)

    def products() -> list[Any]:
        flat_xs @ params.W_x
        for t in range(steps):  # the hidden states one by one, as each needs the one before
            xs[t] @ params.W_h
        for t in range(steps):
            d_as[t * batch : (t + 1) * batch] @ params.W_h.T
        return [flat_xs.T @ d_as, flat_xs.T @ d_as, d_as @ params.W_x.T]

    return {"ours": ours, "torch": torch_step, "products": products}


def compare(sides: dict[str, Callable[[], list[Any]]], dtype: str) -> None:
    """Raise unless both sides give the same gradients."""
    import numpy as np

    tolerance = 1e-3 if dtype == "float32" else 1e-9
    for ours, theirs in zip(sides["ours"](), sides["torch"](), strict=True):
        worst = np.abs(ours - theirs).max() / np.abs(theirs).max()
        if not worst < tolerance:
            raise AssertionError(f"the gradients differ by {worst:.1e} of the largest entry")


def seconds(sides: dict[str, Callable[[], list[Any]]]) -> dict[str, float]:
    """Median seconds of each side; they take turns."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    while min(map(sum, taken.values())) < LEAST_SECONDS or len(taken["ours"]) < 3:
        for name, step in sides.items():
            start = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def peak_rise(side: str, cell: str, steps: int, batch: int, hidden: int, dtype: str) -> float:
    """Megabytes by which one step raises the memory of a fresh process at its peak (Linux)."""
    program = f"{PEAK}\nmeasure({(cell, steps, batch, hidden, dtype)!r}, {side!r})"
    folder = os.path.dirname(os.path.abspath(__file__))
    command = [sys.executable, "-c", program]
    environment = os.environ | {"PYTHONPATH": folder}
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return int(run.stdout) / 2**10


# VmHWM is the peak; writing 5 to clear_refs sets it back to what is in use now, so that the
# libraries' own start does not count.
PEAK = """
import re
import cells as benchmark

def kilobytes(name):
    return int(re.search(name + r":\\s+(\\d+)", open("/proc/self/status").read()).group(1))

def measure(size, side):
    benchmark.contestants(size[0], 2, 1, 4, size[-1])[side]()  # what a library sets up once
    step = benchmark.contestants(*size)[side]
    open("/proc/self/clear_refs", "w").write("5")
    before = kilobytes("VmRSS")
    step()
    print(kilobytes("VmHWM") - before)
"""


def measure(options: argparse.Namespace) -> list[Row]:
    """All sizes, printed as they come."""
    print(
        "cell     T    B    H   ours ms  torch ms  products  ratio"
        + "   ours MB  torch MB" * options.memory
    )
    found = []
    sizes = itertools.product(options.cell, options.hidden, options.batch, options.steps)
    for cell, hidden, batch, steps in sizes:
        size = (cell, steps, batch, hidden)
        sides = contestants(*size, options.dtype)
        compare(sides, options.dtype)
        times = seconds(sides)
        memory = None
        if options.memory:
            memory = tuple(peak_rise(side, *size, options.dtype) for side in ("ours", "torch"))
        row = Row(*size, times["ours"], times["torch"], times["products"], memory)
        found.append(row)
        text = f"{cell:4s} {steps:5d} {batch:4d} {hidden:4d} {1e3 * row.ours:9.2f} "
        text += f"{1e3 * row.torch:9.2f} {1e3 * row.products:9.2f} "
        text += f"{row.ours / row.torch:6.2f}"
        if memory:
            text += f" {memory[0]:9.1f} {memory[1]:9.1f}"
        print(text, flush=True)
    return found


def summary(rows: list[Row]) -> None:
    """Geometric means of the ratios, and how the cost of ours grows with T."""
    import numpy as np

    for cell in dict.fromkeys(row.cell for row in rows):
        ratios = np.array([row.ours / row.torch for row in rows if row.cell == cell])
        print(
            f"{cell}: geometric mean of the ratios {np.exp(np.log(ratios).mean()):.2f}, "
            f"from {ratios.min():.2f} to {ratios.max():.2f}"
        )
        floors = [row.products / row.torch for row in rows if row.cell == cell]
        floor = np.exp(np.log(floors).mean())
        print(f"{cell}: products alone, against PyTorch's whole step: {floor:.2f}")
        powers = []
        kept = [row for row in rows if row.cell == cell]
        for _, group in itertools.groupby(kept, key=lambda row: (row.hidden, row.batch)):
            group = list(group)
            if len(group) > 1:
                steps, times = [row.steps for row in group], [row.ours for row in group]
                powers.append(np.polyfit(np.log(steps), np.log(times), 1)[0])
        if powers:
            print(
                f"{cell}: seconds grow as T to the power {np.median(powers):.2f} "
                f"(median over sizes; {min(powers):.2f} to {max(powers):.2f})"
            )


def record(rows: list[Row], options: argparse.Namespace) -> dict[str, Any]:
    """What the book's page needs to show the run and to let a reader repeat it."""
    return {
        **records.timing_head("cells.py", options.dtype, options.threads),
        "rows": [row._asdict() for row in rows],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cell", nargs="+", choices=CELLS, default=CELLS)
    for name, values in SIZES.items():
        parser.add_argument(f"--{name}", nargs="+", type=int, default=values)
    parser.add_argument("--dtype", choices=("float32", "float64"), default="float32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--memory", action="store_true", help="measure the peak memory as well")
    parser.add_argument("--out", type=Path, help="write all rows to this .json file as well")
    options = parser.parse_args()
    if options.memory and not os.path.exists("/proc/self/clear_refs"):
        parser.error("--memory reads /proc and works on Linux alone; leave it out")

    # Read by the libraries when they load, so before anything imports NumPy.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(options.threads)
    import numpy as np
    import torch

    torch.set_num_threads(options.threads)
    print(
        f"NumPy {np.__version__}, PyTorch {torch.__version__}, {options.dtype}, "
        f"{options.threads} thread(s), {os.cpu_count()} processors"
    )
    rows = measure(options)
    summary(rows)
    if options.out:
        options.out.write_text(json.dumps(record(rows, options), indent=1) + "\n")


if __name__ == "__main__":
    main()
