"""What the recorded runs share: how they are written down, so that a reader can repeat them."""

from __future__ import annotations

import json
import os
import platform
import re
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


def timing_head(script: str, dtype: str, threads: int) -> dict[str, Any]:
    """The same for a run that measures seconds: the machine counts as well."""
    import numpy as np
    import torch

    return {
        "command": " ".join(["python", f"benchmarks/{script}", *sys.argv[1:]]),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "torch": torch.__version__,
        "system": platform.system(),
        "processor": processor(),
        "processors": os.cpu_count(),
        "dtype": dtype,
        "threads": threads,
    }


def processor() -> str:
    """The processor's name and caches, where the system tells them."""
    try:
        info = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    name = re.search(r"^model name\s*: (.*)$", info, re.MULTILINE)
    caches = []
    for folder in sorted(Path("/sys/devices/system/cpu/cpu0/cache").glob("index*")):
        level, size = ((folder / part).read_text().strip() for part in ("level", "size"))
        if level != "1":
            caches.append(f"L{level} {size}")
    return ", ".join([name[1] if name else platform.machine(), *caches])


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
