"""``lstmcourse paper list``, ``run``, ``report``: the experiments of 1997 on the command line."""

from __future__ import annotations

import argparse
import ast
import shlex
import sys
from dataclasses import fields
from typing import Any

FOLDER = "paper1997-trials"


def add_commands(commands: Any) -> None:
    """Add ``paper`` to the subcommands of the parser."""
    about = "Run the experiments of the LSTM paper of 1997 again, and see what they gave."
    paper = commands.add_parser(
        "paper", help="the experiments of the 1997 paper", description=about
    )
    actions = paper.add_subparsers(dest="action", required=True, metavar="ACTION")
    rows = {
        "nargs": "*",
        "metavar": "ROW",
        "help": 'a name ("6a"), the first part of names ("2", "2c", "modern"), or a pattern '
        '("4-*")',
    }
    listed = actions.add_parser(
        "list", help="all rows of the paper's tables, and what they need",
        description="The rows: their trials, the paper's mean number of sequences, our cap.",
    )  # fmt: skip
    listed.add_argument("rows", **rows)
    run = actions.add_parser(
        "run", help="run trials; default: all LSTM rows",
        description="Run the trials of these rows; without ROW: of all LSTM rows, for an hour "
        "or more. Each finished trial is kept at once: stop with Ctrl-C, go on with --resume.",
        epilog="The options of an LSTM row, for --set: " + ", ".join(_option_names()),
    )  # fmt: skip
    _add_run(run, rows)
    report = actions.add_parser(
        "report", help="what the trials in these folders gave",
        description="One line for each row, reading and cap: solved of total with its 95 % "
        "interval, median and quartiles of all trials, mean of the solved, the paper's mean.",
    )  # fmt: skip
    report.add_argument("folders", nargs="+", metavar="DIR", help="a folder, or a .jsonl file")
    report.add_argument("--format", choices=("text", "markdown", "json"), default="text")


def _option_names() -> list[str]:
    from lstmcourse.paper1997._options import Options

    return [one.name for one in fields(Options)]


def _add_run(run: argparse.ArgumentParser, rows: dict[str, Any]) -> None:
    run.add_argument("rows", **rows)
    run.add_argument("--trials", type=int, metavar="N", help="per row; default: as in the paper")
    run.add_argument("--first-seed", type=int, default=0, metavar="N", help="default: 0")
    run.add_argument("--jobs", type=int, metavar="J", help="processes; default: one per core")
    run.add_argument("--out", default=FOLDER, metavar="DIR", help=f"default: {FOLDER}")
    run.add_argument("--backend", choices=("local", "dask"), default="local")
    run.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, such as tcp://host:8786")
    run.add_argument("--resume", action="store_true", help="go on with what is in the folder")
    run.add_argument("--cap", type=int, metavar="N", help="sequences until a trial is unsolved")
    run.add_argument(
        "--set", action="append", default=[], metavar="OPTION=VALUE", dest="options",
        help="what the paper leaves open, such as output_unit=linear; may be repeated",
    )  # fmt: skip
    run.add_argument(
        "--lanes", choices=("on", "off"), default="on",
        help="several trials at once in vector registers; the results are the same",
    )  # fmt: skip


def answer(options: argparse.Namespace) -> object:
    """What to print; a run that Ctrl-C ends raises ``SystemExit`` with status 130."""
    if options.action == "list":
        return _list(options.rows)
    if options.action == "report":
        return _report(options.folders, options.format)
    return _run(options)


def _list(patterns: list[str]) -> str:
    from lstmcourse.learning.text_table import aligned
    from lstmcourse.paper1997.all_rows import ROWS, find_rows

    rows = find_rows(patterns) if patterns else list(ROWS.values())
    table = [("row", "table", "trials", "paper", "cap", "task")]
    for row in rows:
        paper = getattr(row.paper, "sequences", None)
        numbers = (row.table, row.trials, "-" if paper is None else f"{paper:,}", f"{row.cap:,}")
        table.append((row.name, *map(str, numbers), row.task))
    return aligned(table)


def _report(folders: list[str], form: str) -> str:
    from lstmcourse.paper1997 import reporting
    from lstmcourse.paper1997.trial_store import read_trials

    records, problems = read_trials(*folders)
    for problem in problems:
        print(f"lstmcourse: {problem}", file=sys.stderr)
    if not records:
        raise ValueError(f"no finished trial in {', '.join(folders)}")
    forms = {
        "text": reporting.as_table, "markdown": reporting.as_markdown, "json": reporting.as_json
    }  # fmt: skip
    return forms[form](reporting.summarise(records))


def _run(options: argparse.Namespace) -> object:
    from lstmcourse.paper1997.all_rows import find_rows
    from lstmcourse.paper1997.protocols import PROTOCOLS
    from lstmcourse.paper1997.running import Interrupted, run

    rows = find_rows(options.rows) if options.rows else list(PROTOCOLS.values())
    rows = [_with_options(row, options.options) for row in rows]
    report = shlex.join(["lstmcourse", "paper", "report", options.out])
    print(f"lstmcourse: trials go to {options.out}; see them with: {report}", file=sys.stderr)
    try:
        return run(
            rows, out=options.out, trials=options.trials, first_seed=options.first_seed,
            jobs=options.jobs, backend=options.backend, scheduler=options.scheduler,
            resume=options.resume, cap=options.cap, lanes=options.lanes == "on",
        )  # fmt: skip
    except Interrupted as stopped:
        there = stopped.summary.kept + stopped.summary.finished
        print(
            f"lstmcourse: stopped; {there} of {stopped.summary.trials} trials are kept; "
            f"go on with: {_again(options)}",
            file=sys.stderr,
        )
        raise SystemExit(130) from None


def _with_options(row: Any, settings: list[str]) -> Any:
    for setting in settings:
        name, equals, text = map(str.strip, setting.partition("="))
        if not equals:
            raise ValueError(f"--set {setting}: write OPTION=VALUE")
        if not hasattr(row, "with_options"):
            raise ValueError(f"row {row.name} has no options to set")
        row = _with_option(row, name, text)
    return row


def _with_option(row: Any, name: str, text: str) -> Any:
    value = _value(text)
    try:
        return row.with_options(**{name: value})
    except TypeError as error:
        raise ValueError(error.args[0]) from error
    except ValueError:
        if value == text:
            raise
        try:
            return row.with_options(**{name: text})  # "2" is a name, in g=2
        except ValueError:
            pass
        raise


def _value(text: str) -> Any:
    words = {"true": True, "false": False, "none": None}
    if text.lower() in words:
        return words[text.lower()]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def _again(options: argparse.Namespace) -> str:
    """The command that goes on where this one was stopped."""
    words = ["lstmcourse", "paper", "run", *options.rows]
    for name in ("trials", "jobs", "scheduler", "cap"):
        if getattr(options, name) is not None:
            words += [f"--{name}", str(getattr(options, name))]
    if options.first_seed:
        words += ["--first-seed", str(options.first_seed)]
    for setting in options.options:
        words += ["--set", setting]
    for name, default in (("out", FOLDER), ("backend", "local"), ("lanes", "on")):
        if getattr(options, name) != default:
            words += [f"--{name}", getattr(options, name)]
    return shlex.join([*words, "--resume"])
