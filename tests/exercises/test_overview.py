"""The tables over the whole bank, and the command line."""

import json

import pytest

from lstmcourse import catalogue, check, progress
from lstmcourse.cli import main
from lstmcourse.exercises.bank import exercises


def test_the_catalogue_lists_every_exercise():
    assert list(catalogue()) == list(exercises())
    assert len(catalogue()) == len(exercises())
    text = repr(catalogue())
    for name, exercise in exercises().items():
        assert name in text and exercise.page in text
    assert "function" not in text


def test_progress_counts_pages():
    check("start.affine", exercises()["start.affine"].reference)
    check("start.q.weights", 6)
    assert progress().solved == 1 and progress().total == len(exercises())
    assert "| how-to-use | 1 of 2 | start.q.weights |" in progress().to_markdown()


def run(capsys, *arguments):
    status = main(arguments)
    return status, *capsys.readouterr()


def test_the_command_line(capsys):
    assert "start.affine" in run(capsys, "catalogue")[1]
    assert "solved  [progress]" in run(capsys, "progress")[1]
    assert len(json.loads(run(capsys, "progress", "--format", "json")[1])) == len(exercises())
    assert "| page | solved |" in run(capsys, "progress", "--format", "markdown")[1]
    assert "Hint 1 of 3" in run(capsys, "hint", "start.affine")[1]
    assert "You have not tried" in run(capsys, "solution", "start.affine")[1]
    assert "1 file deleted." in run(capsys, "forget", "start.affine")[1]


def test_the_command_line_refuses_clearly(capsys):
    status, _, error = run(capsys, "forget")
    assert status == 2 and "repeat it with --yes" in error
    status, _, error = run(capsys, "forget", "start.afine")
    assert status == 2 and "Did you mean 'start.affine'" in error
    with pytest.raises(SystemExit) as leaving:
        main(["--version"])
    assert leaving.value.code == 0
