"""The layers of the package: imports only point down, files stay small, names shadow nothing."""

import ast
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "lstmcourse"
# From the top floor down. A module may import from floors below its own, and from its own folder.
FLOORS = [
    {"cli"},
    {"cli_paper"},
    {"paper1997"},
    {"exercises"},
    {"figures"},
    {"seq2seq"},
    {"interop"},
    {"learning"},
    {"tasks"},
    {"cells", "attention"},
]
FLOOR = {name: height for height, names in enumerate(reversed(FLOORS)) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))
LINES = 400


def layer(path: Path) -> str:
    """The folder or file right below the package; the package's own __init__ is '' ."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imported_layers(path: Path) -> set[str]:
    """Every layer that a module imports, at the top or inside a function."""
    package = ("lstmcourse", *path.relative_to(PACKAGE).parent.parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[tuple[str, ...]] = []
        if isinstance(node, ast.Import):
            names = [tuple(alias.name.split(".")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = base + tuple((node.module or "").split(".") if node.module else ())
            names = [(*module, alias.name) for alias in node.names]
        for name in names:
            if name[0] == "lstmcourse" and len(name) > 1:
                found.add(name[1])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_only_point_down(path: Path) -> None:
    own = layer(path)
    if own == "":
        assert imported_layers(path) <= {"exercises"}  # what a chapter needs first
        return
    assert own in FLOOR, f"{own} has no floor yet; add it to FLOORS"
    upward = {
        other
        for other in imported_layers(path)
        if other != own and FLOOR.get(other, -1) >= FLOOR[own]
    }
    if own == "cli":
        upward -= {"__version__"}
    assert upward == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_file_is_small_and_shadows_no_library(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < LINES
    assert "import *" not in text
    libraries = sys.stdlib_module_names | {"torch", "numpy", "matplotlib", "numba", "tqdm"}
    assert path.stem == "__init__" or path.stem not in libraries
