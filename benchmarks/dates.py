"""Dates in three languages, read with attention and with one fixed vector: several seeds each.

    python benchmarks/dates.py --quick                               a check run, seconds
    python benchmarks/dates.py --out book/attention/dates.json       all of it, about 20 minutes

An LSTM reads a text with one date, or with two, and another LSTM writes them as ISO 8601. Three
nets: one fixed vector, dot-product attention, additive attention. The first two have exactly the
same weights; the net with additive attention has three more matrices, and a smaller hidden size
so that its weights are as many (see "nets" in the result). All three get the same texts in the
same order at the same seed, the same optimiser (Adam, rate falling in a straight line to 0),
clipping and number of updates.

The learning rate is chosen for each net on a seed of its own: the one with the most exact matches
on validation texts with one date; where two are equal the one with the lower loss. Then one run
per seed 0, 1, ... and per number of dates. Counted on texts that training never showed: new dates
(patterns of training, held-out calendar dates) and new formats (held-out patterns and held-out
dates), as many in each language. For each text with a mistake it is written down which parts of
the date are wrong.

Goes on where it was stopped: a net that the file of --out holds is not trained again, as long as
settings and versions are the same. The same seeds give the same counts with the same PyTorch, on
machines that round alike; only "seconds" differ.

Shown and discussed in: book/attention/dates
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # read when NumPy loads

import numpy as np  # noqa: E402
import records  # noqa: E402
import torch  # noqa: E402

from lstmcourse.seq2seq import (  # noqa: E402
    Seq2Seq,
    bucketed_batches,
    exact_match,
    greedy,
    pad_pairs,
    train,
)
from lstmcourse.tasks.dates import LANGUAGES, DatePair, Dates  # noqa: E402

NETS = {"fixed vector": None, "dot": "dot", "additive": "additive"}
TUNING_SEED = 100
PARTS = {"year": slice(0, 4), "month": slice(5, 7), "day": slice(8, 10)}
WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Budget:
    """What the runs may cost."""

    hidden: int = 48
    embedding: int = 16
    batch: int = 32
    pool: int = 20_000  # texts that training draws its batches from
    updates: int = 2000
    tuning_updates: int = 800
    rates: tuple[float, ...] = (0.005, 0.01, 0.02)
    clip: float = 1.0
    dates: tuple[int, ...] = (1, 2)
    tested: int = 300  # texts per language and split
    validated: int = 100  # texts per language, for the choice of the rate and the curves
    points: int = 10


QUICK = Budget(
    hidden=8, embedding=4, batch=8, pool=40, updates=4, tuning_updates=2, rates=(0.005, 0.01),
    tested=5, validated=5, points=2,
)  # fmt: skip


def make_net(name: str, hidden: int, budget: Budget) -> Seq2Seq:
    task = Dates()
    return Seq2Seq(
        len(task.source_vocabulary),
        len(task.target_vocabulary),
        embedding=budget.embedding,
        hidden=hidden,
        attention=NETS[name],
    )


def hidden_sizes(budget: Budget) -> dict[str, int]:
    """The hidden size of each net: that of the budget, or the one with the nearest weight count."""
    wanted = make_net("dot", budget.hidden, budget).weight_count()

    def distance(name: str, hidden: int) -> int:
        return abs(make_net(name, hidden, budget).weight_count() - wanted)

    options = range(budget.hidden, budget.hidden // 2, -1)
    return {name: min(options, key=lambda hidden: distance(name, hidden)) for name in NETS}


def held_out(budget: Budget, dates: int) -> dict[str, list[DatePair]]:
    """Texts for validation and for both tests: the same in every run, none of them twice."""
    parts = {
        "new dates": ("new dates", budget.tested, 10_001),
        "new formats": ("new formats", budget.tested, 10_002),
        "validation": ("new dates", budget.validated, 10_003),
    }
    seen: set[str] = set()
    found: dict[str, list[DatePair]] = {}
    for part, (split, count, seed) in parts.items():
        found[part], rng = [], np.random.default_rng(seed)
        for language in LANGUAGES:
            task, chosen = Dates(language), []
            while len(chosen) < count:
                (pair,) = task.sample(rng, 1, split=split, dates=dates)
                if pair.text not in seen:
                    seen.add(pair.text)
                    chosen.append(pair)
            found[part] += chosen
    return found


def train_net(
    name: str, hidden: int, budget: Budget, *, seed: int, dates: int, rate: float, updates: int
) -> tuple[Seq2Seq, dict[str, Any]]:
    """One net, and its curves: loss and exact match on validation texts along the way."""
    task = Dates()
    # Three streams of their own: the first weights, the texts, and the order of the texts. A net
    # of another kind gets the same texts in the same order at the same seed.
    torch.manual_seed(seed)
    model = make_net(name, hidden, budget)
    texts = task.encode(
        task.sample(np.random.default_rng([seed, dates, 1]), budget.pool, dates=dates)
    )
    order = np.random.default_rng([seed, dates, 2])
    validation = task.encode(held_out(budget, dates)["validation"])
    every = max(1, updates // budget.points)
    curve: list[float] = []

    def look(step: int, _loss: float) -> None:
        if step % every == 0:
            curve.append(_short(exact_match(model, *validation)))

    started = time.process_time()
    losses = train(
        model,
        bucketed_batches(order, *texts, batch=budget.batch),
        steps=updates,
        learning_rate=rate,
        clip=budget.clip,
        schedule="linear",
        after=look,
        progress="off",
    )
    return model, {
        "weights": model.weight_count(),
        "curve": curve,
        "curve_updates": [every * (number + 1) for number in range(len(curve))],
        "last_loss": _short(float(np.mean(losses[-every:]))),
        "seconds": round(time.process_time() - started, 1),
    }


def count_mistakes(model: Seq2Seq, pairs: list[DatePair]) -> dict[str, Any]:
    """Per language: texts, exact matches (all, and per pattern), and what is wrong in the others.

    wrong: for each number 1, 2, ... of the date in the text, and each part of the date, the number
    of texts that have it wrong. An answer that does not have the form of so many dates is counted
    under "form" alone. digits: for each of the characters of the answer, how many are wrong.
    """
    task, found = Dates(), {}
    for language in LANGUAGES:
        chosen = [pair for pair in pairs if pair.language == language]
        right, patterns, wrong = 0, {}, Counter()
        digits = np.zeros(max(len(pair.iso) for pair in chosen), int)
        for pair, answer in zip(chosen, answers(model, task, chosen), strict=True):
            good = answer == pair.iso
            right += good
            tally = patterns.setdefault(pair.pattern, [0, 0])
            tally[0] += good
            tally[1] += 1
            wrong.update(wrong_parts(answer, pair.iso))
            if answer is not None and len(answer) == len(pair.iso):
                digits += [a != b for a, b in zip(answer, pair.iso, strict=True)]
        found[language] = {
            "texts": len(chosen),
            "right": right,
            "patterns": patterns,
            "wrong": dict(sorted(wrong.items())),
            "digits": digits.tolist(),
        }
    return found


def answers(model: Seq2Seq, task: Dates, pairs: list[DatePair]) -> list[str | None]:
    """What the net writes for each text; None where it does not come to an end."""
    written: list[str | None] = []
    for start in range(0, len(pairs), 100):
        part = pairs[start : start + 100]
        sources, targets = task.encode(part)
        batch = pad_pairs(sources, targets)
        longest = max(len(target) for target in targets)
        decoded = greedy(model, batch.source, batch.source_lengths, longest=longest)
        written += [
            task.decode(ids) if finished else None
            for ids, finished in zip(decoded.ids, decoded.finished, strict=True)
        ]
    return written


def wrong_parts(answer: str | None, iso: str) -> list[str]:
    """The parts of the dates in which an answer differs: "1 year", "2 day"; or "form"."""
    right, given = iso.split(" "), (answer or "").split(" ")
    if len(given) != len(right) or not all(WRITTEN.fullmatch(date) for date in given):
        return ["form"]
    return [
        f"{number} {part}"
        for number, (one, other) in enumerate(zip(given, right, strict=True), start=1)
        for part, place in PARTS.items()
        if one[place] != other[place]
    ]


def measure(
    seeds: int, budget: Budget, say: Callable[[str], None], kept: dict[str, Any] | None = None
) -> Iterator[dict[str, Any]]:
    """All runs; yields the whole record (without command) after each trained net.

    kept: an earlier record. The nets it holds are not trained again if its settings are the same.
    """
    sizes = hidden_sizes(budget)
    settings = asdict(budget) | {
        "tuning_seed": TUNING_SEED,
        "optimiser": "Adam, beta1 0.9, beta2 0.999, rate falling linearly to 0",
        "cell": "lstm",
        "years": list(Dates().years),
        "languages": list(LANGUAGES),
    }
    settings = json.loads(json.dumps(settings))  # tuples become lists, as in the file
    nets = {
        name: {"hidden": size, "weights": make_net(name, size, budget).weight_count()}
        for name, size in sizes.items()
    }
    record: dict[str, Any] = {"settings": settings, "nets": nets, "tuning": {}, "runs": {}}
    old = kept if kept is not None and kept.get("settings") == settings else {}

    for name in NETS:
        for rate in budget.rates:
            key = f"{name}, rate {rate}"
            if key not in old.get("tuning", {}):
                _, result = train_net(
                    name, sizes[name], budget,
                    seed=TUNING_SEED, dates=1, rate=rate, updates=budget.tuning_updates,
                )  # fmt: skip
                result |= {"net": name, "rate": rate}
            else:
                result = old["tuning"][key]
            record["tuning"][key] = result
            say(f"{key}: {result['curve'][-1]:.3f} of the validation texts")
            yield record
        mine = [one for one in record["tuning"].values() if one["net"] == name]
        best = min(mine, key=lambda one: (-one["curve"][-1], one["last_loss"]))
        nets[name]["rate"] = best["rate"]

    for dates in budget.dates:
        tests = held_out(budget, dates)
        for seed in range(seeds):
            for name in NETS:
                key = f"{name}, dates {dates}, seed {seed}"
                if key not in old.get("runs", {}):
                    rate = nets[name]["rate"]
                    model, result = train_net(
                        name, sizes[name], budget,
                        seed=seed, dates=dates, rate=rate, updates=budget.updates,
                    )  # fmt: skip
                    result |= {"net": name, "dates": dates, "seed": seed, "rate": rate}
                    result["tests"] = {
                        split: count_mistakes(model, tests[split])
                        for split in ("new dates", "new formats")
                    }
                else:
                    result = old["runs"][key]
                record["runs"][key] = result
                say(f"{key}: {_told(result)}")
                yield record


def _told(result: dict[str, Any]) -> str:
    parts = [
        f"{split} " + " ".join(f"{one['right'] / one['texts']:.3f}" for one in found.values())
        for split, found in result["tests"].items()
    ]
    return "; ".join(parts) + f" ({result['seconds']} s)"


def without_seconds(record: dict[str, Any]) -> dict[str, Any]:
    """The record without what differs from run to run."""
    return record | {
        part: {key: one | {"seconds": None} for key, one in record[part].items()}
        for part in ("tuning", "runs")
    }


def _short(value: float) -> float:
    return float(f"{float(value):.5g}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="runs per net (default 5)")
    parser.add_argument("--quick", action="store_true", help="tiny nets, 4 updates: a check run")
    parser.add_argument("--out", type=Path, help="the record; a part that is there is kept")
    options = parser.parse_args(arguments)
    if options.seeds < 1:
        parser.error("--seeds must be at least 1")
    torch.set_num_threads(1)
    head = records.head("dates.py", arguments, ["numpy", "torch", "babel"])
    head |= {"quick": options.quick, "seeds": list(range(options.seeds))}
    kept = None
    if options.out and options.out.exists():
        kept = json.loads(options.out.read_text(encoding="utf-8"))
        kept = kept if kept.get("versions") == head["versions"] else None
    for record in measure(options.seeds, QUICK if options.quick else Budget(), _say, kept):
        if options.out:  # after every net: a run that is stopped has written the nets before
            records.write(options.out, head | record)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
