"""Every test of the checker keeps its progress in a folder of its own."""

import pytest

from lstmcourse.exercises import store


@pytest.fixture(autouse=True)
def own_progress(monkeypatch, tmp_path):
    monkeypatch.delenv("LSTMCOURSE_PROGRESS", raising=False)
    monkeypatch.setenv("LSTMCOURSE_HOME", str(tmp_path))
    monkeypatch.setattr(store, "_in_memory", {})


@pytest.fixture
def toy_bank(monkeypatch):
    """Let ``check`` and its kin see the tests' own exercises instead of the book's."""
    from exercises import toy
    from lstmcourse.exercises import api

    bank = {e.id: e for e in (toy.TOY, toy.GRADIENT_TOY, toy.NUMBER, toy.CHOICE)}
    monkeypatch.setattr(api, "exercises", lambda: bank)
    return bank
