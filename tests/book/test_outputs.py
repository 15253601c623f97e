"""How the notebooks are executed for the book (tools/outputs.py)."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import notebooks as tool
import outputs
from site_pages import source_of, toc_pages


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in (
        "requirements.txt",
        "lstmcourse/cells/rnn.py",
        "book/page.ipynb",
        "book/runs.json",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    return tmp_path


@pytest.mark.parametrize(
    "name",
    ["requirements.txt", "lstmcourse/cells/rnn.py", "lstmcourse/new.py", "book/runs.json"],
)
def test_what_outputs_depend_on_changes_the_key(project: Path, name: str) -> None:
    before = outputs.key(project)
    (project / name).write_text("2")
    assert outputs.key(project) != before


def test_a_renamed_file_changes_the_key(project: Path) -> None:
    before = outputs.key(project)
    (project / "book/runs.json").rename(project / "book/others.json")
    assert outputs.key(project) != before


@pytest.mark.parametrize(
    "name",
    [
        "book/page.ipynb",
        "book/text.md",
        "book/site/a.css",
        "lstmcourse/__pycache__/a.pyc",
        "lstmcourse/paper1997/__pycache__/engine.train-1.py311.nbi",
        "x.py",
    ],
)
def test_what_outputs_do_not_depend_on_keeps_the_key(project: Path, name: str) -> None:
    before = outputs.key(project)
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text("2")
    assert outputs.key(project) == before


def write(path: Path, *code: str) -> Path:
    notebook = new_notebook(cells=[new_code_cell(source) for source in code])
    tool.tidy(notebook)
    nbformat.write(notebook, path)
    return path


def test_the_notebooks_of_the_table_of_contents_are_executed() -> None:
    of_toc = [path for page in toc_pages() if (path := source_of(page)) and path.suffix == ".ipynb"]
    assert outputs.pages_of_the_book() == of_toc


@pytest.mark.slow
def test_the_cache_holds_what_ran_and_nothing_that_failed(tmp_path: Path, capfd) -> None:
    good = write(tmp_path / "good.ipynb", "print(6 * 7)")
    same = write(tmp_path / "same.ipynb", "print(6 * 7)")
    bad = write(tmp_path / "bad.ipynb", "x = 1", "x / 0")
    pages = [good, same, bad]

    cache = outputs.current_cache(tmp_path / "cache", "a")
    assert len(outputs.missing(cache, pages)) == 2, "equal code runs once"
    errors = outputs.fill(cache, outputs.missing(cache, pages), jobs=2)
    assert list(errors) == [bad]
    assert "ZeroDivisionError" in errors[bad] and "x / 0" in errors[bad]

    again = outputs.current_cache(tmp_path / "cache", "a")
    assert outputs.missing(again, pages) == [bad]
    _, merged = again.merge_match_into_notebook(tool.read(same))
    assert merged.cells[0].outputs[0].text == "42\n"

    emptied = outputs.current_cache(tmp_path / "cache", "b")
    assert len(outputs.missing(emptied, pages)) == 2
