"""What the recorded runs share: how they are written down, so that a reader can repeat them."""

from __future__ import annotations

import json
import platform
import shlex
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def head(script: str, arguments: list[str] | None, libraries: list[str]) -> dict[str, Any]:
    """The command and the versions: the beginning of every record.

    arguments: those that ``main`` was given, None for those of the command line.
    libraries: names of modules whose versions belong to the result, besides Python and ours.
    """
    words = sys.argv[1:] if arguments is None else arguments
    return {
        "command": shlex.join(["python", f"benchmarks/{script}", *words]),
        "versions": versions(libraries),
    }


def versions(libraries: list[str]) -> dict[str, str]:
    """Version by name. "+cpu" and the like name a build of one machine, and are left out."""
    found = {name: import_module(name).__version__ for name in [*libraries, "lstmcourse"]}
    numbers = {name: version.split("+")[0] for name, version in found.items()}
    return {"python": platform.python_version()} | numbers


def write(path: Path, record: dict[str, Any]) -> None:
    """Write the record whole or not at all: a run may be stopped at any moment."""
    part = path.with_name(path.name + ".part")
    part.write_text(as_json(record) + "\n", encoding="utf-8")
    part.replace(path)


def as_json(value: Any, depth: int = 0) -> str:
    """Indented, but with every list of plain values on one line."""
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, dict) and value:
        items = [f"{json.dumps(key)}: {as_json(item, depth + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inner + item for item in items) + f"\n{outer}}}"
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        items = [as_json(item, depth + 1) for item in value]
        return "[\n" + ",\n".join(inner + item for item in items) + f"\n{outer}]"
    return json.dumps(value, ensure_ascii=False)
