"""The command line: ``catalogue``, ``progress``, ``hint``, ``solution``, ``forget``, ``paper``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import lstmcourse
from lstmcourse import cli_paper


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, 2 for a wrong argument, 1 if it failed."""
    parser = argparse.ArgumentParser(
        prog="lstmcourse", description="Companion of the course on recurrent memory."
    )
    parser.add_argument("--version", action="version", version=lstmcourse.__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("catalogue", help="list all exercises")
    shown = commands.add_parser("progress", help="show where you stand")
    shown.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    for name, help_text in (("hint", "the next hint"), ("solution", "the solution")):
        command = commands.add_parser(name, help=f"{help_text} of an exercise")
        command.add_argument("exercise", help="its id, such as rnn.step")
    forget = commands.add_parser("forget", help="delete what is kept of your progress")
    forget.add_argument("exercise", nargs="?", help="its id; without one: everything")
    forget.add_argument("--yes", action="store_true", help="needed to delete everything")
    cli_paper.add_commands(commands)
    options = parser.parse_args(arguments)
    try:
        print(_answer(options))
    except (LookupError, ValueError, ImportError, OSError) as error:
        message = error.args[0] if isinstance(error, LookupError) else error
        print(f"lstmcourse: {message}", file=sys.stderr)
        return 2
    except RuntimeError as error:
        print(f"lstmcourse: {error}", file=sys.stderr)
        return 1
    return 0


def _answer(options: argparse.Namespace) -> object:
    if options.command == "paper":
        return cli_paper.answer(options)
    if options.command == "catalogue":
        return lstmcourse.catalogue()
    if options.command == "progress":
        shown = lstmcourse.progress()
        return {"json": shown.to_json, "markdown": shown.to_markdown}.get(
            options.format, shown.__str__
        )()
    if options.command == "hint":
        return lstmcourse.hint(options.exercise)
    if options.command == "solution":
        return lstmcourse.solution(options.exercise)
    if options.exercise is None and not options.yes:
        raise ValueError("this deletes all your progress; repeat it with --yes")
    return lstmcourse.forget(options.exercise)


if __name__ == "__main__":
    sys.exit(main())
