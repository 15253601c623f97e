"""Tasks 2a and 2b with a shorter lag than the paper's 100: what adding the cell does.

    python benchmarks/short_lags.py --out book/paper1997/results/short_lags.json

The rows 2a and 2b as they are, but with p + 1 inputs and outputs and p steps. Seeds 0 to 5, at most
20,000 sequences each. About half a minute.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from lstmcourse.paper1997.protocols import PROTOCOLS, Protocol, TaskSettings

CAP, TRIALS = 20_000, 6
RUNS = (
    ("2a", 20, {}),
    ("2a", 20, {"growth_window": 0}),
    ("2a", 20, {"growth_window": 20}),
    ("2a", 20, {"growth_window": 200}),
    ("2a", 20, {"update": "step"}),
    ("2a", 20, {"shortcuts_after_growth": "frozen"}),
    ("2a", 20, {"rate": 0.3}),
    ("2b", 20, {}),
    ("2b", 20, {"growth_window": 0}),
    ("2b", 20, {"update": "step"}),
)


def shortened(name: str, p: int) -> Protocol:
    """Row 2a or 2b with a delay of p steps."""
    row = PROTOCOLS[name]
    net = replace(row.net, inputs=p + 1, outputs=p + 1)
    return replace(row, net=net, task_settings=TaskSettings(steps=p))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    found = []
    for name, p, options in RUNS:
        protocol = shortened(name, p).with_options(**options)
        trials = [protocol.run(seed, CAP) for seed in range(TRIALS)]
        found.append(
            {
                "row": name, "p": p, "options": options, "cap": CAP,
                "solved": [trial.sequences for trial in trials if trial.solved],
                "trials": TRIALS,
                "grown_after": [trial.grown_after for trial in trials if trial.grown_after],
            }
        )  # fmt: skip
        print(found[-1], flush=True)
        lines = ",\n ".join(json.dumps(one) for one in found)
        out.write_text(f"[{lines}]\n")


if __name__ == "__main__":
    main()
