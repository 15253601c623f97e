"""Take finished trials of the 1997 laboratory into the records that the book shows.

    lstmcourse paper run 2c --out trials
    python tools/lab_records.py trials

Every trial of the folders goes into one of three files in book/paper1997/results: literal.jsonl
(the rows of the paper, no option changed), readings.jsonl (options changed) or others.jsonl (other
learners). A trial is there once. Of the same trial run to several caps the largest cap is kept,
since it says all that the others say. Damaged lines, and a trial that is there twice with
different results, are reported, and nothing is written.

Execute the pages of Part 6 afterwards: their tables are made from these files.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lstmcourse.paper1997.all_rows import ROWS
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.trial_store import options_key, read_trials

RESULTS = Path(__file__).resolve().parents[1] / "book" / "paper1997" / "results"
FILES = ("literal", "readings", "others")


def file_of(record: dict[str, Any]) -> str:
    """The file, one of FILES, that a record belongs to."""
    if record["row"] not in PROTOCOLS:
        return "others"
    return "readings" if record["options"] else "literal"


def largest_caps(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One record for each (row, options, seed), in the order of the rows."""
    kept: dict[tuple[str, str, int], dict[str, Any]] = {}
    for record in records:
        key = record["row"], options_key(record["options"]), record["seed"]
        if key not in kept or record["cap"] > kept[key]["cap"]:
            kept[key] = record
    place = {name: number for number, name in enumerate(ROWS)}
    ordered = sorted(kept.items(), key=lambda item: (place[item[0][0]], *item[0][1:]))
    return [record for _, record in ordered]


def merge(folders: Iterable[str | os.PathLike], results: Path = RESULTS) -> dict[str, int]:
    """Add the trials of the folders; how many trials each file has then.

    Raises:
        ValueError: a line is no record, a row is not known, or a trial is there twice with
            different results.
    """
    files = [results / f"{name}.jsonl" for name in FILES]
    records, problems = read_trials(*folders, *(file for file in files if file.exists()))
    unknown = sorted({record["row"] for record in records} - set(ROWS))
    problems += [f"{row} is not a row of 'lstmcourse paper list'" for row in unknown]
    if problems:
        raise ValueError("nothing was written:\n  " + "\n  ".join(problems))
    grouped: dict[str, list[str]] = {name: [] for name in FILES}
    for record in largest_caps(records):
        grouped[file_of(record)].append(json.dumps(record, separators=(",", ":")) + "\n")
    for name, file in zip(FILES, files, strict=True):
        fresh = file.with_suffix(".new")
        fresh.write_text("".join(grouped[name]), encoding="utf-8")
        fresh.replace(file)
    return {name: len(lines) for name, lines in grouped.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", help="folders of 'lstmcourse paper run --out'")
    try:
        counts = merge(parser.parse_args().folders)
    except (ValueError, OSError) as error:
        raise SystemExit(f"lab_records: {error}") from None
    for name, count in counts.items():
        print(f"{name}.jsonl: {count} trials")


if __name__ == "__main__":
    main()
