"""Nanoseconds per step of the 1997 net in training: the compiled engine against other ways.

    python benchmarks/engine.py --quick                 a check run, under a minute
    python benchmarks/engine.py --out engine.json

All of them train the same nets, those of the adding problem (row 4-1) and of the temporal order
problem (row 6a), on-line by the truncated rule, in float64, on one thread; a step is one step of
one sequence, forward and with its share of the gradient and of the weight change.

    engine          lstmcourse.paper1997, one trial, sequence generation included
    lanes           the same with several trials at once, side by side in vector registers
    NumPy           the same rule, forward in time with two partial derivatives per cell
    NumPy x 30      the same, 30 trials at once, each with weights of its own
    PyTorch x 30    autograd, y(t-1) detached, 30 trials at once (torch.bmm)
    PyTorch         autograd, y(t-1) detached, one sequence after the other

The others get their sequences for nothing. Before the clock starts, their gradients are compared
with the engine's; that lanes give the engine's trials, bit by bit, is a test of the package. They
take turns; of each the median over its turns counts, in CPU seconds of this process,
so that other work on the machine counts little.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # read when NumPy loads

import numpy as np  # noqa: E402

from lstmcourse.paper1997 import engine, lanes  # noqa: E402
from lstmcourse.paper1997.learner import Learner  # noqa: E402
from lstmcourse.paper1997.protocols import PROTOCOLS, Criterion, Protocol  # noqa: E402
from lstmcourse.paper1997.sequences import draw  # noqa: E402

ROWS = ("4-1", "6a")
TRIALS = 30
STEPS = 105
AIMS = {"NumPy": 150.0, "NumPy x 30": 7.0, "PyTorch x 30": 35.0, "PyTorch": 800.0}
AIM_ENGINE, AIM_LANES = 140.0, 50.0


class Case(NamedTuple):
    """Weights and one sequence for each of N trials; no leading axis for a single trial."""

    protocol: Protocol
    hidden: np.ndarray  # (N, M, U), rows: units, bias, inputs
    output: np.ndarray  # (N, C + 1, K)
    inputs: np.ndarray  # (N, T, I)
    target: np.ndarray  # (N, K), of the last step


def make_case(name: str, trials: int | None) -> Case:
    """The nets of trials 0, 1, ... and of each the first training sequence of 105 steps."""
    protocol = PROTOCOLS[name]
    net = protocol.net
    units = net.blocks * (2 + net.size)
    hidden, output, inputs, targets = [], [], [], []
    for seed in range(trials or 1):
        weights = engine.start_net(protocol, seed)
        hidden.append(weights.hidden.reshape(-1, units))
        output.append(weights.output.reshape(-1, net.outputs))
        drawn = next(d for n in range(999) if len((d := draw(protocol, seed, n)).inputs) == STEPS)
        inputs.append(drawn.inputs)
        targets.append(drawn.targets[-1])
    arrays = (np.array(part) for part in (hidden, output, inputs, targets))
    return Case(protocol, *(array if trials else array[0] for array in arrays))


def numpy_gradients(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """dE/dhidden and dE/doutput by the paper's recursions, forward in time."""
    net = case.protocol.net
    J, S, C = net.blocks, net.size, net.blocks * net.size
    lead = case.inputs.shape[:-2]
    U, M = case.hidden.shape[-1], case.hidden.shape[-2]
    z = np.zeros((*lead, M))  # y(t - 1), 1, x(t)
    z[..., U] = 1.0
    s = np.zeros((*lead, C))
    partials = np.zeros((*lead, M, 2 * C))
    growth = np.empty((*lead, 2 * C))
    block = np.repeat(np.arange(J), S)
    for t in range(STEPS):
        z[..., U + 1 :] = case.inputs[..., t, :]
        squashed = 1 / (1 + np.exp(-(z[..., None, :] @ case.hidden)[..., 0, :]))
        gate, cell = squashed[..., block], squashed[..., 2 * J :]
        out = squashed[..., J + block]
        g = 4 * cell - 2
        s = s + gate * g
        growth[..., :C] = g * gate * (1 - gate)
        growth[..., C:] = 4 * gate * cell * (1 - cell)
        partials += z[..., None] * growth[..., None, :]
        shown = 2 / (1 + np.exp(-s)) - 1
        if t < STEPS - 1:
            z[..., : 2 * J] = squashed[..., : 2 * J]
            z[..., 2 * J : U] = out * shown
    h = np.concatenate([out * shown, np.ones((*lead, 1))], axis=-1)
    y = 1 / (1 + np.exp(-(h[..., None, :] @ case.output)[..., 0, :]))
    d_net = (y - case.target) * y * (1 - y)
    d_h = (case.output @ d_net[..., None])[..., :C, 0]
    d_s = d_h * out * 0.5 * (1 - shown**2)
    by_gate, by_cell = partials[..., :C] * d_s[..., None, :], partials[..., C:] * d_s[..., None, :]
    d_out = (d_h * shown).reshape(*lead, J, S).sum(-1)
    d_out = d_out * squashed[..., J : 2 * J] * (1 - squashed[..., J : 2 * J])
    d_hidden = np.concatenate(
        [
            by_gate.reshape(*lead, M, J, S).sum(-1),
            z[..., None] * d_out[..., None, :],
            by_cell,
        ],
        axis=-1,
    )
    return d_hidden, h[..., None] * d_net[..., None, :]


def torch_gradients(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """The same by automatic differentiation, with y(t - 1) detached."""
    import torch

    net = case.protocol.net
    J, S, C = net.blocks, net.size, net.blocks * net.size
    lead, U = case.inputs.shape[:-2], case.hidden.shape[-1]
    hidden = torch.from_numpy(case.hidden).requires_grad_()
    output = torch.from_numpy(case.output).requires_grad_()
    xs, target = torch.from_numpy(case.inputs), torch.from_numpy(case.target)
    one = torch.ones((*lead, 1), dtype=torch.float64)
    y = torch.zeros((*lead, U), dtype=torch.float64)
    s = torch.zeros((*lead, C), dtype=torch.float64)
    for t in range(STEPS):
        z = torch.cat([y.detach(), one, xs[..., t, :]], dim=-1)
        squashed = torch.sigmoid((z.unsqueeze(-2) @ hidden).squeeze(-2))
        gates, cell = squashed[..., : 2 * J], squashed[..., 2 * J :]
        both = gates.repeat_interleave(S, dim=-1)
        s = s + both[..., :C] * (4 * cell - 2)
        h = both[..., C:] * (2 * torch.sigmoid(s) - 1)
        y = torch.cat([gates, h], dim=-1)
    found = torch.sigmoid((torch.cat([h, one], dim=-1).unsqueeze(-2) @ output).squeeze(-2))
    (0.5 * (target - found) ** 2).sum().backward()
    return hidden.grad.numpy(), output.grad.numpy()


def check_gradients(case: Case, single: Case) -> None:
    """Raise unless all ways give the gradient that the engine gives."""
    pairs = [(f(single), single, None) for f in (numpy_gradients, torch_gradients)]
    pairs += [(f(case), case, TRIALS - 1) for f in (numpy_gradients, torch_gradients)]
    for grads, taken, trial in pairs:
        chosen = taken if trial is None else Case(case.protocol, *(a[trial] for a in case[1:]))
        grads = grads if trial is None else [part[trial] for part in grads]
        protocol = case.protocol
        dense = protocol.net.inputs == 2
        targets = np.full((STEPS, protocol.net.outputs), np.nan)
        targets[-1] = chosen.target
        weights = engine.Weights(chosen.hidden.ravel(), chosen.output.ravel(), np.zeros(0))
        wanted = engine.sequence_gradient(
            protocol, weights, chosen.inputs if dense else chosen.inputs.argmax(-1), targets
        ).grads
        for ours, theirs in zip(wanted, grads, strict=False):
            worst = np.abs(ours - theirs.ravel()).max()
            if not worst < 1e-12:
                raise AssertionError(f"{protocol.name}: the gradients differ by {worst:.1e}")


def contestants(name: str) -> dict[str, tuple[Callable[[], Any], Callable[[], int]]]:
    """For each way: a function that trains for a while, and the steps it has made in all."""
    single, many = make_case(name, None), make_case(name, TRIALS)
    check_gradients(many, single)
    learner = Learner(PROTOCOLS[name], 0)
    learner.train(1)

    def trainer(gradients: Callable[[Case], tuple[np.ndarray, np.ndarray]], case: Case) -> Any:
        made = [0]
        case = case._replace(hidden=case.hidden.copy(), output=case.output.copy())

        def train() -> None:
            d_hidden, d_output = gradients(case)
            case.hidden[:] -= case.protocol.rate * d_hidden
            case.output[:] -= case.protocol.rate * d_output
            made[0] += STEPS * (len(case.inputs) if case.inputs.ndim == 3 else 1)

        return train, lambda: made[0]

    def together() -> Any:
        endless = replace(PROTOCOLS[name], stop=(Criterion("last", 2000, 0.0),))
        trials, made = lanes.Lanes(endless, 10**9, lanes.LANES), [0]
        for lane in range(lanes.LANES):
            trials.start(lane, seed=lane)

        def train() -> None:
            trials.advance(100 * STEPS)
            made[0] += 100 * STEPS * lanes.LANES

        return train, lambda: made[0]

    return {
        "engine": (lambda: learner.train(100), lambda: learner.steps),
        "lanes": together(),
        "NumPy": trainer(numpy_gradients, single),
        "NumPy x 30": trainer(numpy_gradients, many),
        "PyTorch x 30": trainer(torch_gradients, many),
        "PyTorch": trainer(torch_gradients, single),
    }


def measure(name: str, turns: int) -> dict[str, float]:
    """Median nanoseconds per step of each way; they take turns."""
    ways = contestants(name)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(turns):
        for way, (train, steps) in ways.items():
            before, start = steps(), time.process_time()
            train()
            spent = time.process_time() - start
            taken[way].append(1e9 * spent / (steps() - before))
    return {way: statistics.median(times) for way, times in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=ROWS)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--quick", action="store_true", help="5 turns")
    parser.add_argument("--out", type=Path, help="write the result to this .json file as well")
    options = parser.parse_args()
    import numba
    import torch

    torch.set_num_threads(1)
    versions = {"numpy": np.__version__, "numba": numba.__version__, "torch": torch.__version__}
    print(", ".join(f"{name} {version}" for name, version in versions.items()))
    found = {}
    for row in options.rows:
        found[row] = measure(row, 5 if options.quick else options.turns)
        ours = found[row]["engine"]
        print(f"\nrow {row:14s} ns per step      ratio        aim")
        print(f"{'engine':14s} {ours:15.0f} {'':10s} {AIM_ENGINE:6.0f} ns at most")
        side = found[row]["lanes"]
        print(f"{'lanes':14s} {side:15.0f} {side / ours:10.2f} {AIM_LANES:6.0f} ns at most")
        for way, aim in AIMS.items():
            print(f"{way:14s} {found[row][way]:15.0f} {found[row][way] / ours:10.1f} {aim:8.0f}")
    if options.out:
        from records import processor

        record = {
            "command": " ".join(["python", "benchmarks/engine.py", *sys.argv[1:]]),
            **versions,
            "processor": processor(),
            "processors": os.cpu_count(),
            "nanoseconds_per_step": found,
        }
        options.out.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
