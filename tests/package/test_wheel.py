"""The wheel: what is in it, and that it runs in the browser's Python (Pyodide, under Node)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PROGRAM = HERE / "browser_program.py"
PYODIDE = Path(os.environ.get("LSTMCOURSE_PYODIDE", ROOT.parent / "shared" / "pyodide"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `make dist` builds it, without network."""
    folder = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_is_pure_python_and_complete(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        str(p.relative_to(ROOT)) for p in (ROOT / "lstmcourse").rglob("*") if p.suffix == ".py"
    }
    assert sources <= names
    others = {"lstmcourse.mplstyle", "step_player.css", "step_player.js"}
    assert {f"lstmcourse/figures/{name}" for name in others} <= names


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    (info,) = tops - {"lstmcourse"}
    assert info.endswith(".dist-info")
    assert [n for n in names if "test" in n.lower() or "__pycache__" in n] == []


def test_wheel_names_license_dependency_and_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    read = {n.split("/")[-1]: archive.read(n).decode() for n in archive.namelist() if "info/" in n}
    assert "License-Expression: BSD-3-Clause" in read["METADATA"]
    required = [
        line
        for line in read["METADATA"].splitlines()
        if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert required == ["Requires-Dist: numpy>=1.26"]
    assert "lstmcourse = lstmcourse.cli:main" in read["entry_points.txt"]


@pytest.mark.pyodide
@pytest.mark.slow
def test_wheel_runs_in_the_browsers_python(wheel: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; Node 18 or newer runs this test")
    if not (PYODIDE / "pyodide.mjs").exists():
        pytest.skip(
            "no Pyodide files; unpack Pyodide 0.27.7 with its numpy wheel into a folder and "
            "name it, LSTMCOURSE_PYODIDE=/path/to/folder"
        )
    script = HERE / "run_in_pyodide.mjs"
    in_browser = run([node, str(script), str(PYODIDE), str(wheel), str(PROGRAM)])
    here = run([sys.executable, "-c", f"{PROGRAM.read_text()}\nprint(result)"])

    assert set(in_browser["numbers"]) == set(here["numbers"])
    for name, values in here["numbers"].items():
        np.testing.assert_allclose(in_browser["numbers"][name], values, rtol=1e-10, atol=1e-12)

    assert in_browser["verdicts"] == here["verdicts"]
    for exercise, (right, *wrong) in in_browser["verdicts"].items():
        assert right == "correct", exercise
        assert "correct" not in wrong, exercise


def run(command: list[str]) -> dict:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "LSTMCOURSE_PROGRESS": "off"},
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])
