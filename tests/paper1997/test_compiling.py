"""The small compiled functions, and the cache that must not outlive a change of the source."""

import importlib.util
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


def test_fingerprint_covers_all_compiled_code():
    names = {source.name for source in _numba.SOURCES}
    loaded = {
        name.rpartition(".")[2] + ".py" for name in sys.modules if "paper1997._compiled" in name
    }
    assert loaded and loaded <= names
