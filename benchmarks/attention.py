"""Scaled dot-product attention, forward and backward: ours against PyTorch's, on the CPU.

    python benchmarks/attention.py                     all seven sizes, float32, one thread
    python benchmarks/attention.py --size 32,50,64 8,512,64 --seconds 2
    python benchmarks/attention.py --out attention.json       all rows and the versions

A size is B,T,D: a batch of B, with T queries, T keys and T values of D features each. PyTorch has
two ways, and we are compared with the faster one at each size: scaled_dot_product_attention
("sdpa") and softmax(Q K^T / sqrt(D)) V written out ("written"). All get the same arrays and the
same upstream gradient, in the same dtype, on the same number of threads. They take turns within
one run, so that a busy moment hits all of them. Before a size is timed, all gradients are compared.
A ratio above 1 means that ours is slower.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import records

SIZES = ((1, 16, 16), (1, 64, 64), (32, 16, 16), (32, 50, 64), (128, 50, 64), (32, 200, 64))
SIZES += ((8, 512, 64),)
LEAST_TIMES = 5


class Row(NamedTuple):
    """One size: median seconds of each side."""

    batch: int
    steps: int
    features: int
    ours: float
    sdpa: float
    written: float

    @property
    def ratio(self) -> float:
        """Ours against the faster of PyTorch's two ways."""
        return self.ours / min(self.sdpa, self.written)


def contestants(
    batch: int, steps: int, features: int, dtype: str
) -> dict[str, Callable[[], list[Any]]]:
    """The same training step three times; a call returns the gradients of q, k and v."""
    import numpy as np
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    from lstmcourse import attention

    rng = np.random.default_rng(0)
    shape = (batch, steps, features)
    q, k, v, d_context = (rng.normal(size=shape).astype(dtype) for _ in range(4))
    theirs = [torch.from_numpy(array.copy()).requires_grad_() for array in (q, k, v)]
    torch_d = torch.from_numpy(d_context)

    def ours() -> list[Any]:
        _, _, tape = attention.scaled_dot(q, k, v)
        return list(attention.dot_backward(tape, d_context))

    def written(q: Any, k: Any, v: Any) -> Any:
        return torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(features), dim=-1) @ v

    def step(attend: Callable[..., Any]) -> list[Any]:
        for tensor in theirs:
            tensor.grad = None
        attend(*theirs).backward(torch_d)
        return [tensor.grad.numpy() for tensor in theirs]

    return {
        "ours": ours,
        "sdpa": lambda: step(scaled_dot_product_attention),
        "written": lambda: step(written),
    }


def compare(sides: dict[str, Callable[[], list[Any]]], dtype: str) -> None:
    """Raise unless all sides give the same gradients."""
    import numpy as np

    tolerance = 1e-4 if dtype == "float32" else 1e-10
    found = {name: [array.copy() for array in step()] for name, step in sides.items()}
    for name in ("sdpa", "written"):
        for ours, theirs in zip(found["ours"], found[name], strict=True):
            worst = np.abs(ours - theirs).max() / np.abs(theirs).max()
            if not worst < tolerance:
                raise AssertionError(f"{name}: gradients differ by {worst:.1e} of the largest")


def seconds(sides: dict[str, Callable[[], list[Any]]], least: float) -> dict[str, float]:
    """Median seconds of each side; they take turns, until each has run ``least`` seconds."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    while min(map(sum, taken.values())) < least or len(taken["ours"]) < LEAST_TIMES:
        for name, step in sides.items():
            start = time.perf_counter()
            step()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def measure(options: argparse.Namespace) -> list[Row]:
    """All sizes, printed as they come."""
    print("   B    T    D   ours ms   sdpa ms  written  ratio")
    found = []
    for size in options.size:
        sides = contestants(*size, options.dtype)
        compare(sides, options.dtype)
        row = Row(*size, **seconds(sides, options.seconds))
        found.append(row)
        print(
            f"{row.batch:4d} {row.steps:4d} {row.features:4d} {1e3 * row.ours:9.3f} "
            f"{1e3 * row.sdpa:9.3f} {1e3 * row.written:8.3f} {row.ratio:6.2f}",
            flush=True,
        )
    ratios = [row.ratio for row in found]
    print(
        f"geometric mean of the ratios {statistics.geometric_mean(ratios):.2f}, "
        f"from {min(ratios):.2f} to {max(ratios):.2f}"
    )
    return found


def record(rows: list[Row], options: argparse.Namespace) -> dict[str, Any]:
    """What a page needs to show the run and to let a reader repeat it."""
    return {
        **records.timing_head("attention.py", options.dtype, options.threads),
        "geometric_mean": statistics.geometric_mean([row.ratio for row in rows]),
        "rows": [row._asdict() | {"ratio": row.ratio} for row in rows],
    }


def size_of(text: str) -> tuple[int, int, int]:
    """B,T,D from the command line."""
    batch, steps, features = map(int, text.split(","))
    return batch, steps, features


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", nargs="+", type=size_of, default=SIZES, metavar="B,T,D")
    parser.add_argument("--dtype", choices=("float32", "float64"), default="float32")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.3, help="for each side of each size")
    parser.add_argument("--out", type=Path, help="write all rows to this .json file as well")
    options = parser.parse_args()

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
    if options.out:
        options.out.write_text(json.dumps(record(rows, options), indent=1) + "\n")


if __name__ == "__main__":
    main()
