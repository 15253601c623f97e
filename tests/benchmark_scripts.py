"""Loads a script of ``benchmarks/`` for its test.

The folder is not on pytest's path: ``benchmarks/cells.py`` would hide the folder ``tests/cells``.
"""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).parents[1] / "benchmarks"


def load_script(name: str) -> ModuleType:
    """The script as a module, with the modules of its own folder in reach while it loads."""
    sys.path.insert(0, str(FOLDER))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(FOLDER))
