"""Settings for every test: hypothesis without deadlines, and how the tests share the cores.

And the outputs of the notebooks that pass are kept for the book.
"""

import os

import pytest
from hypothesis import settings

from tested_outputs import KeepOutputs

# A deadline fails a test on a busy machine; the first call may also load a library.
settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# Files whose tests share nothing and take minutes together.
DIVIDED = ("test_bank.py", "test_browser.py", "test_site.py")


def scope_of(nodeid: str) -> str:
    """The tests that run in one worker: a file's, or, in a divided file, an exercise's or page's.

    All cells of a notebook are one file's tests, and need the same kernel.
    """
    file, _, name = nodeid.partition("::")
    if not file.endswith(DIVIDED) or "[" not in name:
        return file
    shared = name.partition("[")[2].rstrip("]")  # of a page: all
    return f"{file}::{shared.partition('-')[0] if file.endswith('test_bank.py') else shared}"


def pytest_configure(config: pytest.Config) -> None:
    """A hook of this file would not hear of the notebooks, which lie in another folder."""
    config.pluginmanager.register(KeepOutputs(), "tested-outputs")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """As --dist loadfile, but without one worker that sits alone on the largest file."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    return Scheduling(config, log)
