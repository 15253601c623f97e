"""One vector for a whole sentence, against attention: accuracy by length, several seeds each.

    python benchmarks/bottleneck.py --quick                          a check run, seconds
    python benchmarks/bottleneck.py --jobs 2 --out book/attention/bottleneck.json

Encoder and decoder of `lstmcourse.seq2seq` translate sentences of the English-French grammar
(`lstmcourse.tasks.translation`). The nets differ in their cell, in whether the decoder sees one
fixed vector or attends by dot product, and in whether the source is reversed. For one cell and one
size all of them have the same number of weights. Two nets ("larger") have twice the hidden units
and twice the updates.

All nets get the same sentences in the same order at the same seed (the longer training begins
with them), the same optimiser (Adam, the rate falls in a straight line to 0) and clipping. All
sentences of one batch have the same number of source words, drawn evenly from 4..50. The rate is
chosen for each net on a seed of its own and shorter runs: the one with the most right words on
validation sentences. Then one run per seed 0, 1, ...

Counted on fresh sentences of exactly 10, 20, 30 and 50 source words, the same for all nets:
    exact    share of sentences whose greedy translation is right as a whole
    overlap  words of the greedy translation that are in the right one, at any position:
             sum over words of min(count here, count there) / max(length here, length there)
    words    share of words right under teacher forcing (the right words before it are given)
    fifths   the same for the first, second ... last fifth of the sentence

Goes on where it was stopped: a net that the file of --out holds is not trained again, as long as
settings and versions are the same. The same seeds give the same counts with the same PyTorch, on
machines that round alike; only "seconds" differ.

Shown and discussed in: book/attention/bottleneck and book/attention/translation
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # read when NumPy loads

import numpy as np  # noqa: E402
import records  # noqa: E402
import torch  # noqa: E402

from lstmcourse.seq2seq import (  # noqa: E402
    PairBatch,
    Seq2Seq,
    exact_match,
    greedy,
    pad_pairs,
    train,
    word_accuracy,
)
from lstmcourse.tasks.translation import EnglishFrench  # noqa: E402

TUNING_SEED = 100
VALIDATION, TEST = 1001, 1002  # parts of the seeds of held-out sentences
DIGITS = 4


@dataclass(frozen=True)
class Net:
    """One kind of net. It is trained for `longer` times the updates, from at most `seeds` seeds."""

    cell: str
    attention: str | None
    reverse: bool = False
    wider: int = 1
    longer: int = 1
    seeds: int = 5


NETS = {
    "LSTM, fixed vector": Net("lstm", None),
    "LSTM, fixed vector, reversed": Net("lstm", None, reverse=True),
    "GRU, fixed vector": Net("gru", None),
    "LSTM, attention": Net("lstm", "dot"),
    "GRU, attention": Net("gru", "dot"),
    "LSTM, fixed vector, larger": Net("lstm", None, wider=2, longer=2, seeds=3),
    "LSTM, fixed vector, reversed, larger": Net("lstm", None, True, wider=2, longer=2, seeds=3),
}


@dataclass(frozen=True)
class Budget:
    """What the runs may cost."""

    embedding: int = 32
    hidden: int = 64
    batch: int = 64
    updates: int = 1500
    tuning_updates: int = 300
    rates: tuple[float, ...] = (0.005, 0.01, 0.02)
    clip: float = 1.0
    shortest: int = 4  # source words in training
    longest: int = 50
    lengths: tuple[int, ...] = (10, 20, 30, 50)
    tested: int = 500  # sentences per length
    tuned_on: int = 100


QUICK = Budget(
    embedding=6,
    hidden=8,
    batch=8,
    updates=3,
    tuning_updates=2,
    rates=(0.005, 0.01),
    tested=4,
    tuned_on=3,
)

GRAMMAR = EnglishFrench()


class Batches:
    """The batches of one seed; batch k depends on the seed and k alone. The last seed is kept."""

    def __init__(self, budget: Budget) -> None:
        self.budget, self.seed, self.made = budget, None, []

    def of(self, seed: int, reverse: bool) -> Callable[[int], PairBatch]:
        if seed != self.seed:
            self.seed, self.made = seed, []

        def batch(step: int) -> PairBatch:
            while len(self.made) <= step:
                rng = np.random.default_rng([seed, len(self.made)])
                words = int(rng.integers(self.budget.shortest, self.budget.longest + 1))
                pairs = GRAMMAR.sample(rng, self.budget.batch, words)
                self.made.append(pad_pairs(*GRAMMAR.encode(pairs)))
            found = self.made[step]
            # All sentences of a batch are equally long, so there is no padding to keep behind.
            return found._replace(source=found.source[::-1].copy()) if reverse else found

        return batch


def held_out(part: int, words: int, count: int) -> tuple[list[list[int]], list[list[int]]]:
    """Sentences that are the same for every net, drawn apart from all training seeds."""
    return GRAMMAR.encode(GRAMMAR.sample(np.random.default_rng([part, words]), count, words))


def trained(
    net: Net, rate: float, seed: int, updates: int, budget: Budget, batches: Batches
) -> tuple[Seq2Seq, list[float]]:
    """A net after its updates, and its losses."""
    torch.manual_seed(seed)
    model = make(net, budget)
    losses = train(
        model,
        batches.of(seed, net.reverse),
        steps=updates,
        learning_rate=rate,
        clip=budget.clip,
        schedule="linear",
        progress="off",
    )
    return model, losses


def make(net: Net, budget: Budget) -> Seq2Seq:
    return Seq2Seq(
        len(GRAMMAR.source_vocabulary),
        len(GRAMMAR.target_vocabulary),
        embedding=budget.embedding,
        hidden=budget.hidden * net.wider,
        cell=net.cell,
        attention=net.attention,
    )


def tune(net: Net, rate: float, seed: int, budget: Budget, batches: Batches) -> float:
    """The share of right words on validation sentences, mean over the lengths."""
    model, _ = trained(net, rate, seed, budget.tuning_updates, budget, batches)
    shares = [
        word_accuracy(model, *held_out(VALIDATION, words, budget.tuned_on), reverse=net.reverse)
        for words in budget.lengths
    ]
    return _short(float(np.mean(shares)))


def run(net: Net, rate: float, seed: int, budget: Budget, batches: Batches) -> dict[str, Any]:
    """One trained net and what it gets right."""
    updates = budget.updates * net.longer
    batch = batches.of(seed, net.reverse)
    batch(updates - 1)  # drawing the sentences is not part of the net's time
    started = time.perf_counter()
    model, losses = trained(net, rate, seed, updates, budget, batches)
    seconds = round(time.perf_counter() - started, 1)
    counts = [
        counted(model, *held_out(TEST, words, budget.tested), net.reverse)
        for words in budget.lengths
    ]
    points = np.array_split(losses, min(20, len(losses)))
    return {
        **{key: [count[key] for count in counts] for key in counts[0]},
        "curve": [_short(float(part.mean())) for part in points],
        "seconds": seconds,
    }


@torch.no_grad()
def counted(
    model: Seq2Seq, sources: list[list[int]], targets: list[list[int]], reverse: bool
) -> dict[str, Any]:
    """exact, overlap, words and fifths (see the top of this file) of sentences of one length."""
    padded = pad_pairs(sources, targets, reverse=reverse)
    longest = max(len(target) for target in targets) + 5
    said = greedy(model, padded.source, padded.source_lengths, longest=longest).ids
    logits, _ = model(padded.source, padded.source_lengths, padded.inputs)
    right = logits.argmax(-1).numpy() == padded.targets  # (T, B)
    fifths = np.zeros((2, 5))
    for column, target in enumerate(targets):
        for place in range(len(target)):
            fifths[:, 5 * place // len(target)] += right[place, column], 1
    overlaps = [overlap(a, b) for a, b in zip(said, targets, strict=True)]
    return {
        "exact": _short(exact_match(model, sources, targets, reverse=reverse)),
        "overlap": _short(float(np.mean(overlaps))),
        "words": _short(word_accuracy(model, sources, targets, reverse=reverse)),
        "fifths": [_short(share) for share in fifths[0] / fifths[1]],
    }


def overlap(said: list[int], target: list[int]) -> float:
    """The share of words that two sentences have in common, wherever they stand."""
    common = sum((Counter(said) & Counter(target)).values())
    return common / max(len(said), len(target))


def baselines(budget: Budget) -> dict[str, list[float]]:
    """The overlap of a right translation with that of another sentence of the same length."""
    found = []
    for words in budget.lengths:
        targets = held_out(TEST, words, budget.tested)[1]
        others = targets[1:] + targets[:1]
        shares = [overlap(a, b) for a, b in zip(targets, others, strict=True)]
        found.append(_short(float(np.mean(shares))))
    return {"overlap with another sentence": found}


Job = tuple[str, int, float]
"""A net's name, a seed and a learning rate. The tuning seed makes it a tuning run."""


def train_all(jobs: list[Job], budget: Budget) -> Iterator[tuple[str, int, float, Any]]:
    """(name, seed, rate, result) of one job after the other."""
    batches = Batches(budget)
    for name, seed, rate in jobs:
        task = tune if seed == TUNING_SEED else run
        yield name, seed, rate, task(NETS[name], rate, seed, budget, batches)


def work(jobs: list[Job], budget: Budget, put: Callable) -> None:
    """The same in a process of its own; `put` takes each result."""
    torch.set_num_threads(1)
    for result in train_all(jobs, budget):
        put(result)


def results(
    jobs: list[Job], budget: Budget, processes: int
) -> Iterator[tuple[str, int, float, Any]]:
    """The results of all jobs as they are ready; the nets of one seed share a process."""
    if processes == 1:
        yield from train_all(jobs, budget)
        return
    by_seed: dict[Any, list[Job]] = {}
    for job in jobs:  # tuning has one seed: there the rates are shared out
        _, seed, rate = job
        by_seed.setdefault((seed, rate) if seed == TUNING_SEED else seed, []).append(job)
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(processes, context) as pool:
        queue = manager.Queue()
        waiting = [pool.submit(work, part, budget, queue.put) for part in by_seed.values()]
        for _ in jobs:
            while queue.empty() and not any(one.done() and one.exception() for one in waiting):
                time.sleep(0.2)
            for one in waiting:
                if one.done():
                    one.result()  # raises what went wrong there
            yield queue.get()


def settings(seeds: int, budget: Budget, only: list[str]) -> dict[str, Any]:
    """What is known before anything is run."""
    nets = {}
    for name in only:
        net = NETS[name]
        nets[name] = asdict(net) | {
            "hidden": budget.hidden * net.wider,
            "updates": budget.updates * net.longer,
            "seeds": list(range(min(seeds, net.seeds))),
            "weights": make(net, budget).weight_count(),
        }
    return {
        "settings": json.loads(json.dumps(asdict(budget))),
        "optimiser": "Adam, beta1 0.9, beta2 0.999, rate falling linearly to 0",
        "tuning_seed": TUNING_SEED,
        "vocabularies": [len(GRAMMAR.source_vocabulary), len(GRAMMAR.target_vocabulary)],
        "nets": nets,
    }


def measure(
    known: dict[str, Any],
    only: list[str],
    budget: Budget,
    processes: int,
    save: Callable,
    say: Callable,
) -> None:
    """Fill the record `known` (it may hold earlier results) with the nets named in `only`."""
    started = time.perf_counter()
    nets = {name: known["nets"][name] for name in only}
    known["baselines"] = baselines(budget)
    tuning, runs = known["tuning"], known["runs"]
    jobs = [
        (name, TUNING_SEED, rate)
        for name in nets
        for rate in budget.rates
        if str(rate) not in tuning.setdefault(name, {})
    ]
    say(f"{len(jobs)} tuning runs")
    for name, _, rate, share in results(jobs, budget, processes):
        tuning[name][str(rate)] = share
        save()
        say(f"{_minutes(started)} {name}, rate {rate}: {share:.3f} of the words")
    for name in nets:
        nets[name]["rate"] = float(max(tuning[name], key=tuning[name].get))
    done = {(one["net"], one["seed"]) for one in runs}
    jobs = [
        (name, seed, nets[name]["rate"])
        for seed in range(max(len(net["seeds"]) for net in nets.values()))
        for name, net in nets.items()
        if seed in net["seeds"] and (name, seed) not in done
    ]
    say(f"{len(jobs)} runs; {len(runs)} are there already")
    for count, (name, seed, rate, result) in enumerate(results(jobs, budget, processes), 1):
        runs.append({"net": name, "seed": seed, "rate": rate} | result)
        runs.sort(key=lambda one: (list(NETS).index(one["net"]), one["seed"]))
        save()
        exact = " ".join(f"{share:.3f}" for share in result["exact"])
        words = " ".join(f"{share:.3f}" for share in result["words"])
        say(f"{_minutes(started)} {count}/{len(jobs)} {name}, seed {seed}: {exact} words {words}")
    save()


def _minutes(started: float) -> str:
    return f"{(time.perf_counter() - started) / 60:5.1f} min"


def _short(value: float) -> float:
    if not np.isfinite(value):
        raise FloatingPointError(f"a run ended with the share {value}")
    return float(f"{value:.{DIGITS}g}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="runs per net (default 5)")
    parser.add_argument("--jobs", type=int, default=1, help="processes (default 1)")
    parser.add_argument("--only", nargs="+", choices=list(NETS), metavar="NET", default=list(NETS))
    parser.add_argument("--quick", action="store_true", help="tiny nets, 3 updates: a check run")
    parser.add_argument("--out", type=Path, help="write the record to this file")
    options = parser.parse_args(arguments)
    if options.seeds < 1 or options.jobs < 1:
        parser.error(f"--seeds {options.seeds} and --jobs {options.jobs} must be at least 1")
    torch.set_num_threads(1)
    budget = QUICK if options.quick else Budget()
    only = [name for name in NETS if name in options.only]
    record = records.head("bottleneck.py", arguments, ["numpy", "torch"])
    record |= {"quick": options.quick} | settings(options.seeds, budget, only)
    record |= {"tuning": {}, "runs": []}
    if options.out and options.out.exists():
        _keep(record, json.loads(options.out.read_text(encoding="utf-8")))

    def save() -> None:
        if options.out:
            records.write(options.out, record)

    measure(record, only, budget, options.jobs, save, lambda line: print(line, flush=True))


def _keep(record: dict[str, Any], old: dict[str, Any]) -> None:
    """Take over what an earlier record has of the same nets, made with the same settings."""
    same = all(old.get(key) == record[key] for key in ("versions", "quick", "settings"))
    if not same:
        raise SystemExit(
            "--out holds a record with other settings or versions; give another file, or move "
            "the old one away"
        )
    nets = {}
    for name in NETS:  # nets that are not asked for this time stay as they are
        if name in record["nets"] or name in old["nets"]:
            nets[name] = dict(old["nets"].get(name, {})) | record["nets"].get(name, {})
            seeds = {one["seed"] for one in old["runs"] if one["net"] == name}
            nets[name]["seeds"] = sorted(seeds | set(nets[name]["seeds"]))
    record["nets"], record["tuning"], record["runs"] = nets, old["tuning"], old["runs"]


if __name__ == "__main__":
    main()
