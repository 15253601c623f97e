"""Keep what the notebooks show in `make test`, so that `make book` need not execute them again.

A pytest plugin that stands beside nbval (tests/conftest.py registers it). It listens to the
messages that the kernel sends while nbval runs a notebook. When every cell has run and passed, in
order and in one kernel, it writes the notebook with these outputs into a folder, one file per
notebook and worker, which tools/outputs.py takes into its cache. What is not kept is executed by
`make book` as ever: a notebook that failed, that was run in part or has cells that nbval skips,
whose kernel had another environment, or whose cells were not counted as an execution counts them.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from nbformat import NotebookNode

import notebooks as tool
import outputs

Message = dict[str, Any]  # of a kernel, as jupyter_client gives it
# All that is used of nbval: a method of its notebook files, the way from there to jupyter_client's
# client, and two options. If they are renamed nothing is kept, and test_tested_outputs.py fails.
LISTEN_AT = "get_kernel_message"
CLIENT_AT = "kernel.kc"
OTHER_KERNELS = ("nbval_kernel_name", "nbval_current_env")


@dataclass
class Run:
    """One notebook in one kernel, as far as its cells have passed."""

    file: object
    path: Path
    wanted: str  # the key of the cache when the run began
    code: int  # how many code cells there are
    cells: list[list[Message]] = field(default_factory=list)
    seconds: float = 0.0


class KeepOutputs:
    """The plugin; `folder` is where the executed notebooks of the project at `root` go."""

    def __init__(
        self,
        folder: Path = outputs.TESTED,
        root: Path = tool.ROOT,
        key: Callable[[], str] = outputs.key,
    ) -> None:
        self.folder, self.root, self.key = folder, root, key
        self.run: Run | None = None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        file = item.parent
        if not (item.path.suffix == ".ipynb" and hasattr(file, LISTEN_AT)):
            return (yield)
        if self.run is None or self.run.file is not file:
            self.run = Run(file, item.path, self.key(), len(code_cells(tool.read(item.path))))
        run, start = self.run, time.perf_counter()
        with counting(file), listening(file) as messages:
            result = yield  # raises where the cell fails or is skipped
        run.seconds += time.perf_counter() - start
        run.cells.append(messages)
        if len(run.cells) == run.code and as_for_the_book(item.config):
            self.keep(run)
        return result

    def keep(self, run: Run) -> None:
        """Write the notebook with its outputs, unless something speaks against it."""
        notebook = executed(run)
        if notebook is None or self.key() != run.wanted:
            return
        notebook.metadata["lstmcourse"] = {"seconds": round(run.seconds, 3)}
        target = outputs.tested_file(self.folder, run.wanted, run.path, self.root)
        tool.write(notebook, target)
        for older in set(self.folder.iterdir()) - set(target.parents):
            shutil.rmtree(older, ignore_errors=True)  # of a package that has changed since


@contextmanager
def listening(file: object) -> Iterator[list[Message]]:
    """The messages that nbval reads meanwhile."""
    messages: list[Message] = []
    read = getattr(file, LISTEN_AT)

    def read_and_note(*args: Any, **kwargs: Any) -> Message:
        messages.append(message := read(*args, **kwargs))
        return message

    with patch.object(file, LISTEN_AT, read_and_note):
        yield messages


@contextmanager
def counting(file: object) -> Iterator[None]:
    """Let the kernel count the cells and remember them, as it does in JupyterLab and for the book.

    nbval asks for the contrary. Then a traceback says "Cell In[1]" wherever it arises, and a
    semicolon at the end of a cell does not silence its value.
    """
    try:
        client = attrgetter(CLIENT_AT)(file)
        execute = client.execute
    except AttributeError:
        yield
        return

    def execute_and_count(*args: Any, **options: Any) -> str:
        return execute(*args, **{**options, "store_history": True})

    with patch.object(client, "execute", execute_and_count):
        yield


def as_for_the_book(config: pytest.Config) -> bool:
    """True if a kernel that starts here has the same environment as one of tools/notebooks.py."""
    return (
        all(os.environ.get(name) == value for name, value in tool.ENVIRONMENT.items())
        and "MPLBACKEND" not in os.environ
        and not any(config.getoption(option, None) for option in OTHER_KERNELS)
    )


def executed(run: Run) -> NotebookNode | None:
    """The notebook with its outputs, or None where it must be executed for the book."""
    notebook = tool.read(run.path)
    code = code_cells(notebook)
    cells = [own_messages(messages) for messages in run.cells]
    if [code_of(messages) for messages in cells] != [cell.source for cell in code]:
        return None
    everything = [message for messages in cells for message in messages]
    if len({message["header"]["session"] for message in everything}) != 1:
        return None  # more than one kernel
    if any(message["msg_type"].startswith("comm") for message in everything):
        return None  # widgets: their state is asked for at the end of an execution
    replay(notebook, cells)
    counts = [cell.execution_count for cell in tool.code_cells(notebook)]
    return notebook if counts == list(range(1, len(counts) + 1)) else None


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """All of them, the empty ones too: nbval runs those as well."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def own_messages(messages: list[Message]) -> list[Message]:
    """Those of the cell itself: nbval reads on until the kernel says that this cell is done."""
    if not messages:
        return []
    cell = messages[-1]["parent_header"].get("msg_id")
    return [message for message in messages if message["parent_header"].get("msg_id") == cell]


def code_of(messages: list[Message]) -> str | None:
    sent = [m["content"]["code"] for m in messages if m["msg_type"] == "execute_input"]
    return sent[0] if len(sent) == 1 else None


def replay(notebook: NotebookNode, cells: list[list[Message]]) -> None:
    """Let nbclient, which executes notebooks for the book, make outputs of the messages."""
    from nbclient import NotebookClient
    from nbclient.client import CellExecutionComplete

    client = NotebookClient(notebook, record_timing=False)
    code = [(i, cell) for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    for (index, cell), messages in zip(code, cells, strict=True):
        if not cell.source.strip():
            continue  # is not executed there
        cell.outputs, cell.execution_count = [], None
        client.clear_before_next_output = False
        for message in messages:
            try:
                client.process_message(message, cell, index)
            except CellExecutionComplete:
                break
