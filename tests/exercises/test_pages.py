"""The bank and the book agree: every exercise stands on its page, and its solution is shown."""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from exercises.bank_tools import code_exercises
from lstmcourse.exercises.bank import exercises
from lstmcourse.exercises.model import ChoiceExercise

BOOK = Path(__file__).parents[2] / "book"
ALL = [pytest.param(e, id=e.id) for e in exercises().values()]


@cache
def cells(page: str, kind: str) -> tuple[str, ...]:
    notebook = nbformat.read(BOOK / f"{page}.ipynb", as_version=4)
    return tuple(cell.source for cell in notebook.cells if cell.cell_type == kind)


def plain(text: str) -> str:
    """Words only: markup, quotes and white space do not count."""
    return re.sub(r"\s+", " ", re.sub(r"[`*_$\\“”\"]", "", text)).strip()


@pytest.mark.parametrize("exercise", ALL)
def test_an_exercise_is_asked_on_its_page(exercise):
    code = "\n".join(cells(exercise.page, "code"))
    text = "\n".join(cells(exercise.page, "markdown"))
    assert f'check("{exercise.id}"' in code
    labels = {label.replace("_", "-") for label in re.findall(r":label: (\S+)", text)}
    assert "ex-" + exercise.id.replace(".", "-").replace("_", "-") in labels


@pytest.mark.parametrize("exercise", [pytest.param(e, id=e.id) for e in code_exercises()])
def test_the_stub_has_the_name_and_parameters_of_the_reference(exercise):
    code = "\n".join(cells(exercise.page, "code"))
    name, parameters = exercise.reference.__name__, ", ".join(exercise.parameters)
    flat = re.sub(r"\s+", " ", code).replace("( ", "(").replace(", )", ")")
    assert f"def {name}({parameters})" in flat
    assert f"def {name}({parameters})" in solution_code()


@cache
def solution_code() -> str:
    """The code of all solution pages, and of the page that solves its own warm-up."""
    pages = ["how-to-use"]
    pages += [f"appendix/solutions/{p.stem}" for p in (BOOK / "appendix/solutions").glob("*.ipynb")]
    code = re.sub(r"\s+", " ", "\n".join(cell for page in pages for cell in cells(page, "code")))
    return code.replace("( ", "(").replace(", )", ")")


@pytest.mark.parametrize("exercise", ALL)
def test_the_solution_page_shows_the_check(exercise):
    assert f'check("{exercise.id}"' in solution_code()


@pytest.mark.parametrize(
    "exercise", [pytest.param(e, id=e.id) for e in exercises().values() if e.kind != "code"]
)
def test_a_quick_question_has_the_words_of_the_bank(exercise):
    text = plain("\n".join(cells(exercise.page, "markdown")))
    assert plain(exercise.task) in text
    if isinstance(exercise, ChoiceExercise):
        for choice in exercise.choices:
            assert plain(choice.text) in text, choice.letter


def test_every_check_in_the_book_names_an_exercise():
    for path in sorted(BOOK.rglob("*.ipynb")):
        code = "\n".join(cells(str(path.relative_to(BOOK).with_suffix("")), "code"))
        for name in re.findall(r'\b(?:check|hint|solution|probes)\(\s*"([^"]+)"', code):
            assert name in exercises() or name == "start.afine", f"{path.name}: {name}"


@pytest.mark.parametrize("page", sorted({exercise.page for exercise in exercises().values()}))
def test_what_a_report_suggests_can_be_typed_on_its_page(page):
    """Reports say "lstmcourse.hint(...)", so the page must have imported the package."""
    assert re.search(r"^import lstmcourse$", "\n".join(cells(page, "code")), re.MULTILINE), page
