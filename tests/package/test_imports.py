"""What importing the package loads: NumPy alone."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import sys
import numpy, numpy.random, numpy.linalg
before = set(sys.modules)
import {module}
loaded = {{name.partition(".")[0] for name in set(sys.modules) - before}}
outside = loaded - sys.stdlib_module_names - {{"lstmcourse", "numpy"}}
print(" ".join(sorted(name for name in outside if not name.startswith("_"))))
"""


@pytest.mark.parametrize(
    "module",
    [
        "lstmcourse",
        "lstmcourse.attention",
        "lstmcourse.cells",
        "lstmcourse.tasks",
        "lstmcourse.learning",
        "lstmcourse.interop",
        "lstmcourse.seq2seq",
        "lstmcourse.exercises",
        "lstmcourse.paper1997",
        "lstmcourse.paper1997.trial",
        "lstmcourse.cli",
    ],
)
def test_import_loads_numpy_alone(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM.format(module=module)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "LSTMCOURSE_PROGRESS": "off"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
    assert done.stderr == ""


def test_figures_load_no_torch() -> None:
    program = "import sys, lstmcourse.figures; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "False"
