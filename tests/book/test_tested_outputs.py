"""What nbval's run of a notebook leaves for the book (tools/tested_outputs.py)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import notebooks as tool
import outputs
import tested_outputs
from site_pages import ROOT

# One cell for each thing that an execution treats in its own way.
KINDS = [
    "import sys\nprint('out', flush=True)\nprint('err', file=sys.stderr, flush=True)\nprint('out')",
    "",
    "from IPython.display import HTML, Markdown, clear_output, display\n6 * 7",
    "6 * 8;",
    "display(HTML('<b>one</b>')); print('two'); display(Markdown('*three*'), metadata={'a': 1}); 4",
    "handle = display('old', display_id='shown')",
    "handle.update('new')\nprint('gone')\nclear_output()\nprint('stays')",
    "print('late'); clear_output(wait=True); print('in time')",
    "%config InlineBackend.print_figure_kwargs = {'bbox_inches': None}",
    "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1)).text(0, 0, 'drawn');",
    "1 / 0",
    "Out[2] + len(In)",
]
CONFTEST = """
from pathlib import Path
from tested_outputs import KeepOutputs

def pytest_configure(config):
    here = Path(__file__).parent
    config.pluginmanager.register(KeepOutputs(here / "kept", here, lambda: "key"))
"""


def write(path: Path, *code: str, tags: dict[int, list[str]] = {}) -> Path:  # noqa: B006
    cells = [new_code_cell(source) for source in code]
    for number, names in tags.items():
        cells[number].metadata["tags"] = names
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), *cells])
    tool.tidy(notebook)
    tool.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which pytest has run notebooks with nbval, and the plugin beside it."""
    folder = tmp_path_factory.mktemp("tested")
    (folder / "conftest.py").write_text(CONFTEST)
    pages = [
        write(folder / "kinds.ipynb", *KINDS, tags={KINDS.index("1 / 0"): ["raises-exception"]}),
        write(folder / "fails.ipynb", "1", "1 / 0"),
        write(folder / "skips.ipynb", "1", "2", tags={1: ["nbval-skip"]}),
    ]
    options = ["--nbval-lax", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *pages, *options],
        cwd=folder,
        env={**os.environ, **tool.ENVIRONMENT, "PYTHONPATH": str(ROOT / "tools")},
        capture_output=True,
        text=True,
    )
    assert "1 failed, 14 passed, 1 skipped" in done.stdout, done.stdout
    return folder


@pytest.mark.slow
def test_a_tested_notebook_is_kept_as_an_execution_would_leave_it(tested: Path) -> None:
    path = tested / "kinds.ipynb"
    kept = outputs.tested_file(tested / "kept", "key", path, tested)
    assert kept.exists(), "nbval has changed: no notebook is kept, `make book` executes all"
    notebook = tool.read(path)
    tool.run(notebook, path.parent)
    for page in (notebook, from_tests := tool.read(kept)):
        tool.tidy(page)  # where a print is cut depends on timing
    assert from_tests.cells == notebook.cells


@pytest.mark.slow
def test_only_what_passed_as_a_whole_is_kept(tested: Path) -> None:
    kept = outputs.tested_file(tested / "kept", "key", tested / "kinds.ipynb", tested)
    assert list(kept.parent.iterdir()) == [kept]


def test_the_book_takes_what_fits_and_removes_the_rest(tmp_path: Path) -> None:
    folder, cache = tmp_path / "kept", outputs.current_cache(tmp_path / "cache", "key")
    same, changed, other = (write(tmp_path / f"{name}.ipynb", name) for name in ("a", "b", "c"))
    for path, key in [(same, "key"), (changed, "key"), (other, "older key")]:
        notebook = tool.read(path)
        notebook.metadata["lstmcourse"] = {"seconds": 1.5}
        notebook.cells[1].outputs = [new_output("stream", text=text) for text in ("one", "\ntwo\n")]
        tool.write(notebook, outputs.tested_file(folder, key, path, tmp_path))
    write(changed, "b = 2")
    pages = [same, changed, other]
    assert outputs.take_in(cache, folder, "key", pages, tmp_path) == 1
    assert outputs.missing(cache, pages) == [changed, other]
    _, merged = cache.merge_match_into_notebook(tool.read(same))
    assert [output.text for output in merged.cells[1].outputs] == ["one\ntwo\n"]
    assert not folder.exists()


def message(kind: str, cell: str, kernel: str = "kernel", **content: object) -> dict:
    return {
        "msg_type": kind,
        "header": {"session": kernel, "msg_type": kind},
        "parent_header": {"msg_id": cell},
        "content": content,
    }


def ran(source: str, count: int, kernel: str = "kernel") -> list[dict]:
    cell = f"cell {count}"
    return [
        message("stream", "an earlier cell", kernel, name="stdout", text="late"),
        message("execute_input", cell, kernel, code=source, execution_count=count),
        message("stream", cell, kernel, name="stdout", text="42\n"),
        message("status", cell, kernel, execution_state="idle"),
    ]


def run_of(path: Path, *cells: list[dict]) -> tested_outputs.Run:
    return tested_outputs.Run(None, path, "key", len(cells), list(cells))


def test_only_a_run_of_this_code_in_one_kernel_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "page.ipynb", "a", "b")
    good = tested_outputs.executed(run_of(path, ran("a", 1), ran("b", 2)))
    assert [cell.outputs[0].text for cell in tool.code_cells(good)] == ["42\n", "42\n"]
    widget = ran("b", 2)
    widget.insert(2, message("comm_open", "cell 2"))
    for cells in (
        [ran("a", 1)],
        [ran("b", 1), ran("a", 2)],
        [ran("a", 1), ran("b", 2, "another kernel")],
        [ran("a", 1), ran("b", 1)],
        [ran("a", 1), []],
        [ran("a", 1), widget],
    ):
        assert tested_outputs.executed(run_of(path, *cells)) is None


@pytest.mark.parametrize("name", [*tool.ENVIRONMENT, "MPLBACKEND"])
def test_another_environment_keeps_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    for variable, value in tool.ENVIRONMENT.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.delenv("MPLBACKEND", raising=False)
    assert tested_outputs.as_for_the_book(pytestconfig)
    monkeypatch.setenv(name, "another")
    assert not tested_outputs.as_for_the_book(pytestconfig)


class Item:
    """As pytest would ask for a notebook's cell, of an nbval whose names have changed."""

    path = Path("page.ipynb")
    parent = object()


def test_an_nbval_without_these_names_runs_on() -> None:
    call = tested_outputs.KeepOutputs(Path("never written")).pytest_runtest_call(Item())
    next(call)
    with pytest.raises(StopIteration) as stop:
        call.send("result")
    assert stop.value.value == "result"
    with tested_outputs.counting(Item.parent):
        pass
