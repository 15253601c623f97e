"""The small compiled functions, and the cache that must not outlive a change of the source."""

import importlib.util
import os
import sys

import numpy as np
import pytest

from lstmcourse.paper1997 import _compiled_math, _numba
from lstmcourse.paper1997._numba import compiled


def test_exp_and_logistic_are_accurate():
    @compiled
    def both(x):
        return _compiled_math.exp(x), _compiled_math.logistic(x)

    for x in [*np.linspace(-699, 699, 500), *np.linspace(-2, 2, 101), 0.0, -0.0, 1e-300]:
        exp, logistic = both(x)
        assert exp == pytest.approx(np.exp(x), rel=1e-15, abs=0)
        assert logistic == pytest.approx(1 / (1 + np.exp(-x)), rel=1e-15, abs=0)
    assert both(5000.0)[1] == 1.0 and 0.0 < both(-5000.0)[1] < 1e-300


def fresh_module(path):
    spec = importlib.util.spec_from_file_location("tiny", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pickle looks types up there
    spec.loader.exec_module(module)
    return module


def test_cache_is_used_until_a_source_of_the_engine_changes(tmp_path, monkeypatch):
    path = tmp_path / "tiny.py"
    path.write_text(
        "from lstmcourse.paper1997._numba import compiled\n\n\n"
        "@compiled\ndef successor(x):\n    return x + 1\n"
    )
    hits = []
    for fingerprint in ("one", "one", "other"):
        monkeypatch.setattr(_numba, "FINGERPRINT", fingerprint)
        successor = fresh_module(path).successor
        assert successor(1) == 2
        hits.append(sum(successor.stats.cache_hits.values()))
    assert hits == [0, 1, 0]


def test_cache_of_types_that_are_gone_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "tiny.py"
    monkeypatch.setitem(sys.modules, "tiny", None)
    for fingerprint, name in (("one", "Old"), ("other", "New")):
        monkeypatch.setattr(_numba, "FINGERPRINT", fingerprint)
        path.write_text(
            "from typing import NamedTuple\n\n"
            "from lstmcourse.paper1997._numba import compiled\n\n\n"
            f"class {name}(NamedTuple):\n    x: float\n\n\n"
            "@compiled\ndef successor(record):\n    return record.x + 1\n"
        )
        # Numba's own check, by time and size, must not be what saves us.
        os.utime(path, (0, 0))
        module = fresh_module(path)
        assert module.successor(getattr(module, name)(1.0)) == 2.0


def test_fingerprint_covers_all_compiled_code():
    names = {source.name for source in _numba.SOURCES}
    loaded = {
        name.rpartition(".")[2] + ".py" for name in sys.modules if "paper1997._compiled" in name
    }
    assert loaded and loaded <= names
