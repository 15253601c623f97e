"""What many trials gave: how many were solved, and after how many sequences.

    records = load("trials")
    print(as_table(summarise(records)))

The count of a trial that is unsolved is not known: it is more than its cap. So median and
quartiles are over all trials, with the unsolved ones above every number; where they fall among
the unsolved there is no number, and a table says "> cap".
"""

from __future__ import annotations

import json
import math
import os
import textwrap
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from lstmcourse.learning.text_table import aligned
from lstmcourse.paper1997.all_rows import ROWS
from lstmcourse.paper1997.trial_store import options_key, read_trials

__all__ = [
    "COLUMNS", "Summary", "as_json", "as_markdown", "as_table", "load", "quantile", "short_number",
    "summarise", "wilson_interval",
]  # fmt: skip

WIDTH = 60
NAME_WIDTH = 6
Z95 = 1.959963984540054  # 97.5 % of a standard normal variable lies below


class Summary(NamedTuple):
    """All trials of one row with the same options and cap.

    solved, total: trials. low, high: the 95 % interval of the share that is solved (Wilson).
    median, lower_quartile, upper_quartile: of all trials; None: more than the cap.
    mean: of the solved trials alone; None if there is none.
    paper_sequences, paper_success: the paper's mean and per cent; None where it prints none.
    first_stop_median: of the first of several criteria (ST1); None: there is one only, or more
        than the cap.
    wrong: mean number of test sequences that are wrong, over trials with a test.
    seconds: of all trials together, on one core.
    """

    row: str
    options: dict[str, Any]
    solved: int
    total: int
    low: float
    high: float
    median: float | None
    lower_quartile: float | None
    upper_quartile: float | None
    mean: float | None
    cap: int
    paper_sequences: int | None
    paper_success: int | None
    first_stop_median: float | None
    wrong: float | None
    seconds: float


def load(*paths: str | os.PathLike) -> list[dict[str, Any]]:
    """The records of files or of the folders of runs, each trial once.

    Lines that are no records, and trials with two different results, are a warning.

    Raises:
        FileNotFoundError: a file is not there.
    """
    records, problems = read_trials(*paths)
    for problem in problems:
        warnings.warn(problem, stacklevel=2)
    return records


def wilson_interval(solved: int, total: int) -> tuple[float, float]:
    """Where the true share lies, with 95 % confidence, if ``solved`` of ``total`` trials are.

    With p = solved / n, the ends are

        (p + z^2 / 2n +- z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n),  z = 1.96

    Source: Wilson (1927), Probable inference, the law of succession, and statistical inference.
    Explained in: book/paper1997/laboratory

    Raises:
        ValueError: not 0 <= solved <= total, or total is 0.
    """
    if not 0 <= solved <= total or total == 0:
        raise ValueError(f"wilson_interval: {solved} of {total} is no share")
    share, z2 = solved / total, Z95 * Z95 / total
    middle = share + z2 / 2
    half = math.sqrt(z2 * (share * (1 - share) + z2 / 4))
    low, high = (middle - half) / (1 + z2), (middle + half) / (1 + z2)
    return (0.0 if solved == 0 else low), (1.0 if solved == total else high)


def quantile(counts: Sequence[float], share: float) -> float | None:
    """As NumPy's default, with interpolation; None if it is, or leans on, an infinite number."""
    ordered = sorted(counts)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    value, rest = ordered[below], place - below
    if rest > 0:
        value += (ordered[below + 1] - value) * rest
    return float(value) if math.isfinite(value) else None


def summarise(records: Iterable[Mapping[str, Any]]) -> list[Summary]:
    """One summary for each (row, options, cap), in the order of ``ROWS``."""
    groups: dict[tuple[str, str, int], list[Mapping[str, Any]]] = {}
    for record in records:
        key = record["row"], options_key(record["options"]), record["cap"]
        groups.setdefault(key, []).append(record)
    place = {name: number for number, name in enumerate(ROWS)}

    def order(key: tuple[str, str, int]) -> tuple[int, bool]:
        return place.get(key[0], len(place)), key[1] != "{}"

    return [_summary(groups[key]) for key in sorted(groups, key=order)]


def _summary(trials: list[Mapping[str, Any]]) -> Summary:
    one = trials[0]
    counts = [trial["sequences"] if trial["solved"] else math.inf for trial in trials]
    known = [count for count in counts if count < math.inf]
    firsts = [trial["stops"][0][1] if trial["stops"] else math.inf for trial in trials]
    wrong = [trial["test"]["wrong"] for trial in trials if trial["test"] is not None]
    row = ROWS.get(one["row"])
    paper = getattr(row, "paper", None)
    several = len(getattr(row, "stop", ())) > 1 or any(len(t["stops"]) > 1 for t in trials)
    low, high = wilson_interval(len(known), len(trials))
    return Summary(
        row=one["row"],
        options=dict(one["options"]),
        solved=len(known),
        total=len(trials),
        low=low,
        high=high,
        median=quantile(counts, 0.5),
        lower_quartile=quantile(counts, 0.25),
        upper_quartile=quantile(counts, 0.75),
        mean=sum(known) / len(known) if known else None,
        cap=one["cap"],
        paper_sequences=getattr(paper, "sequences", None),
        paper_success=getattr(paper, "success", None),
        first_stop_median=quantile(firsts, 0.5) if several else None,
        wrong=sum(wrong) / len(wrong) if wrong else None,
        seconds=sum(trial["seconds"] for trial in trials),
    )


def short_number(number: float | None) -> str:
    """Three digits: 940, 16.3k, 1.27M; None is "-"."""
    if number is None:
        return "-"
    for factor, unit in ((1, ""), (1e3, "k"), (1e6, "M"), (1e9, "G")):
        value = float(f"{number / factor:.3g}")
        if value < 1000:
            return f"{value:.0f}" if not unit else f"{value:#.3g}".rstrip(".") + unit
    return f"{number:.2g}"


def _or_cap(number: float | None, one: Summary) -> str:
    return f">{short_number(one.cap)}" if number is None else short_number(number)


def _quartiles(one: Summary) -> str:
    if one.lower_quartile is None:
        return "-"
    return f"{short_number(one.lower_quartile)}-{_or_cap(one.upper_quartile, one)}"


def _first_stop(one: Summary) -> str:
    return short_number(one.first_stop_median)


COLUMNS: dict[str, Callable[[Summary], str]] = {
    "solved": lambda one: f"{one.solved}/{one.total}",
    "95 %": lambda one: f"{100 * one.low:.0f}-{100 * one.high:.0f}%",
    "median": lambda one: _or_cap(one.median, one),
    "quartiles": _quartiles,
    "mean": lambda one: short_number(one.mean),
    "paper": lambda one: short_number(one.paper_sequences),
    "cap": lambda one: short_number(one.cap),
    "success": lambda one: "-" if one.paper_success is None else f"{one.paper_success}%",
    "first stop": _first_stop,
    "wrong": lambda one: "-" if one.wrong is None else f"{one.wrong:.1f}",
    "seconds": lambda one: f"{one.seconds:.0f}",
}
"""What a table can show of a summary: heading -> text."""

_USUAL = ("solved", "95 %", "median", "quartiles", "mean", "paper")


def _chosen(columns: Sequence[str] | None) -> Sequence[str]:
    columns = _USUAL if columns is None else columns
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise ValueError(f"no column {unknown[0]!r}; there are {', '.join(COLUMNS)}")
    return columns


def _options(summaries: Sequence[Summary]) -> list[str]:
    """What was changed in each; with the cap where that alone tells two of them apart."""
    texts = [
        ", ".join(f"{name}={value}" for name, value in one.options.items()) for one in summaries
    ]
    caps: dict[tuple[str, str], set[int]] = {}
    for one, text in zip(summaries, texts, strict=True):
        caps.setdefault((one.row, text), set()).add(one.cap)
    return [
        text if len(caps[one.row, text]) == 1 else f"{text}{text and ', '}cap={one.cap}"
        for one, text in zip(summaries, texts, strict=True)
    ]


def as_table(summaries: Iterable[Summary], *, columns: Sequence[str] | None = None) -> str:
    """A table as text, with the usual columns not more than 60 wide.

    A long name, or a name with options, has a line of its own above its numbers. So has a row
    that is there twice with the same options and another cap.

    Args:
        columns: headings of ``COLUMNS``; None: solved, 95 %, median, quartiles, mean, paper.
    """
    columns, summaries = _chosen(columns), list(summaries)
    body = [[COLUMNS[name](one) for name in columns] for one in summaries]
    last = max([len(columns[-1])] + [len(line[-1]) for line in body])
    labels = [
        f"{one.row}: {changed}" if changed else one.row
        for one, changed in zip(summaries, _options(summaries), strict=True)
    ]
    inside = [label if len(label) <= NAME_WIDTH else "" for label in labels]
    table = [("row", *columns)]
    table += [(name, *line) for name, line in zip(inside, body, strict=True)]
    table = [(*line[:-1], line[-1].rjust(last)) for line in table]
    head, *lines = aligned(table).split("\n")
    shown = [head]
    for label, name, line in zip(labels, inside, lines, strict=True):
        if not name:
            shown += textwrap.wrap(label, WIDTH, subsequent_indent="  ")
        shown.append(line)
    return "\n".join(shown)


def as_markdown(summaries: Iterable[Summary], *, columns: Sequence[str] | None = None) -> str:
    """The same as a Markdown table, with the options in a column."""
    columns, summaries = _chosen(columns), list(summaries)
    lines = [["row", "options", *columns], ["---", "---", *["---:"] * len(columns)]]
    for one, options in zip(summaries, _options(summaries), strict=True):
        lines.append([one.row, options, *(COLUMNS[name](one) for name in columns)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_json(summaries: Iterable[Summary]) -> str:
    """All fields of all summaries, as a JSON list of objects."""
    return json.dumps([one._asdict() for one in summaries], indent=1)
