"""Notebooks of the course: make one from a text file, execute it in place, check what is stored.

    python tools/notebooks.py convert PAGE.md book/rnn/page.ipynb [--execute]
    python tools/notebooks.py execute [PATH ...]     # default: every notebook under book/
    python tools/notebooks.py check   [PATH ...]

A notebook runs in its own folder, as in JupyterLab and in the book build. Stored outputs come from
`execute`, so that they never depend on who ran it: no times, no machine names, no progress bars.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "book"

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE_INFO = {  # without the version, which would change with every machine
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
# The learner's progress is not ours to write, and bars or thread counts must not reach the outputs.
ENVIRONMENT = {
    "LSTMCOURSE_PROGRESS": "off",
    "LSTMCOURSE_BAR": "off",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
CELL_TIMEOUT = 300  # seconds
NOT_STARTED = "Kernel died before replying to kernel_info"  # jupyter_client
DESCRIPTION_LENGTH = range(50, 161)  # what a search engine shows
ALT_LENGTH = 40  # shorter text cannot say what a plot shows
LOCAL_PATHS = [
    re.compile(r"(?<![\w.:/])/(?:home|root|tmp|Users|var/folders)/[\w.~-]"),
    re.compile(r"(?<![\w.:/])/(?:[\w.~-]+/)+(?:lstmcourse|book|site-packages|lib/python[\d.]+)/"),
    re.compile(r"[A-Za-z]:\\+Users\\+"),
    re.compile(r"\bipykernel_\d+"),
    re.compile(r"\bat 0x[0-9a-f]{6,}\b"),
]

EMBEDDED = re.compile(r"data:image/[\w.+-]+;base64,[A-Za-z0-9+/=\s]+")


def notebooks(paths: list[str] | None = None) -> list[Path]:
    """The notebooks named by `paths` (files or folders), or all notebooks of the book, sorted."""
    found: set[Path] = set()
    for path in [Path(p) for p in paths or [str(BOOK)]]:
        if path.is_dir():
            found |= {
                p
                for p in path.rglob("*.ipynb")
                if not {"_build", ".ipynb_checkpoints", ".venv"} & set(p.parts)
            }
        elif path.suffix == ".ipynb" and path.exists():
            found.add(path)
        else:
            raise SystemExit(f"{path}: no such notebook or folder")
    return sorted(p.resolve() for p in found)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


# --- reading and writing ---------------------------------------------------------------------


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def write(notebook: NotebookNode, path: Path) -> None:
    """Write atomically; nbformat sorts the keys, so a diff shows changes alone."""
    nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_text(nbformat.writes(notebook, version=4) + "\n", encoding="utf-8")
    partial.replace(path)


def tidy(notebook: NotebookNode) -> None:
    """Leave only what the author wrote and what the code computed."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    keep = {k: v for k, v in notebook.metadata.items() if k in {"myst", "lstmcourse"}}
    notebook.metadata = nbformat.from_dict(
        {**keep, "kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO}
    )
    used: set[str] = set()
    for cell in notebook.cells:
        cell.id = _cell_id(cell, used)
        for volatile in ("execution", "collapsed", "ExecuteTime", "trusted", "scrolled"):
            cell.metadata.pop(volatile, None)
        if cell.cell_type == "code":
            cell.outputs = merge_streams(cell.outputs)


def _cell_id(cell: NotebookNode, used: set[str]) -> str:
    """An id out of the cell's own text, so that editing one cell leaves the other ids alone."""
    for repeat in range(1000):
        text = f"{cell.cell_type}\n{cell.source}\n{repeat or ''}"
        name = hashlib.sha256(text.encode()).hexdigest()[:8]
        if name not in used:
            used.add(name)
            return name
    raise ValueError("a notebook holds a thousand equal cells")


def merge_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring pieces of one stream: where a print is cut depends on timing."""
    merged: list[NotebookNode] = []
    for output in outputs:
        last = merged[-1] if merged else None
        if (
            last is not None
            and output.output_type == "stream" == last.output_type
            and output.name == last.name
        ):
            last.text += output.text
        else:
            merged.append(output)
    return merged


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    return [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]


def tags(cell: NotebookNode) -> set[str]:
    return set(cell.metadata.get("tags", []))


def fingerprint(notebook: NotebookNode) -> str:
    """Of the code alone: stored with the outputs, it tells whether they still belong to it."""
    code = "\n\0\n".join(c.source for c in notebook.cells if c.cell_type == "code")
    return hashlib.sha256(code.encode()).hexdigest()[:16]


# --- the three commands ----------------------------------------------------------------------


def convert(source: Path, target: Path) -> None:
    """Make a notebook without outputs from a MyST Markdown text (jupytext's `md:myst`)."""
    import jupytext

    if target.suffix != ".ipynb":
        raise SystemExit(f"{target}: the second argument is the notebook to write (.ipynb)")
    notebook = jupytext.reads(source.read_text(encoding="utf-8"), fmt="md:myst")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    tidy(notebook)
    write(notebook, target)


def run(notebook: NotebookNode, folder: Path, timeout: int = CELL_TIMEOUT) -> float:
    """Run a notebook from the top in a fresh kernel, in `folder`; the seconds it took.

    Its cells then hold their outputs. Raises nbclient's CellExecutionError where a cell fails.
    """
    from nbclient import NotebookClient

    # A backend chosen for this shell would drop the pictures from the pages without a word.
    inherited = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    start = time.perf_counter()
    for attempts_left in (2, 1, 0):
        client = NotebookClient(
            notebook,
            timeout=timeout,
            kernel_name="python3",
            record_timing=False,
            extra_arguments=["--log-level=40"],  # no advice about transports
            resources={"metadata": {"path": str(folder)}},
        )
        try:
            client.execute(env={**inherited, **ENVIRONMENT})
            break
        except RuntimeError as error:
            # Kernels that start at the same moment can be given the same port; nothing has run yet.
            if NOT_STARTED not in str(error) or not attempts_left:
                raise
    return time.perf_counter() - start


def execute(path: Path, timeout: int = CELL_TIMEOUT) -> float:
    """Run a notebook and store its outputs in it; the seconds it took."""
    notebook = read(path)
    seconds = run(notebook, path.parent, timeout)
    notebook.metadata["lstmcourse"] = {"executed": fingerprint(notebook)}
    tidy(notebook)
    write(notebook, path)
    return seconds


def problems(path: Path) -> list[str]:
    """Everything that keeps a stored notebook from being published, each as one sentence."""
    try:
        notebook = read(path)
        nbformat.validate(notebook)
    except Exception as error:
        return [f"cannot be read as a notebook: {error}"]
    return [
        *_page_problems(notebook),
        *_execution_problems(notebook),
        *(p for n, cell in enumerate(notebook.cells, 1) for p in _cell_problems(n, cell)),
    ]


def _page_problems(notebook: NotebookNode) -> Iterator[str]:
    meta = notebook.metadata
    description = meta.get("myst", {}).get("html_meta", {}).get("description", "")
    if not isinstance(description, str) or len(description) not in DESCRIPTION_LENGTH:
        yield (
            f"metadata myst.html_meta.description has {len(str(description))} characters; "
            f"it needs {DESCRIPTION_LENGTH.start} to {DESCRIPTION_LENGTH.stop - 1}"
        )
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not _starts_with_title(first.source):
        yield "the first cell does not start with a title ('# ...')"
    if meta.get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is not 'python3'"
    if "version" in meta.get("language_info", {}):
        yield "language_info names a Python version; run tools/notebooks.py execute"


def _starts_with_title(source: str) -> bool:
    """True if a level-1 heading comes first; a label such as (rnn-bptt)= may stand above it."""
    lines = [line for line in source.splitlines() if line.strip()]
    while lines and re.fullmatch(r"\([\w:.-]+\)=", lines[0].strip()):
        lines.pop(0)
    return bool(lines) and lines[0].startswith("# ")


def _execution_problems(notebook: NotebookNode) -> Iterator[str]:
    cells = code_cells(notebook)
    if not cells:
        return
    run = [c for c in cells if "nbval-skip" not in tags(c)]
    if [c.execution_count for c in run] != sorted(c.execution_count or 0 for c in run) or any(
        not c.execution_count for c in run
    ):
        yield "not every code cell was executed, in order, from the top"
    elif notebook.metadata.get("lstmcourse", {}).get("executed") != fingerprint(notebook):
        yield "the code has changed since the outputs were stored"
    if not any(c.outputs for c in cells):
        yield "no outputs are stored"
    if not any("nbval-check-output" in tags(c) for c in cells):
        yield "no cell has the tag nbval-check-output, so no number on the page is tested"


def _cell_problems(number: int, cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type == "markdown":
        for image in re.findall(r"!\[([^\]]*)\]\([^)]*\)", cell.source):
            if not _describes(image):
                yield f"cell {number}: an image in the text has no describing alt text: {image!r}"
        return
    if cell.cell_type != "code":
        return
    where = f"cell {number} ({_first_line(cell.source)})"
    alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
    for output in cell.outputs:
        if output.output_type == "error" and "raises-exception" not in tags(cell):
            yield f"{where}: stores the error {output.get('ename')}"
        data = output.get("data", {})
        if any(kind.startswith("image/") for kind in data) and not _describes(alt):
            yield (
                f"{where}: the picture needs metadata mystnb.image.alt, a sentence of at least "
                f"{ALT_LENGTH} characters that says what it shows; it has {alt!r}"
            )
        for picture in _html_alts(data.get("text/html", "")):
            if not _describes(picture):
                yield (
                    f"{where}: each <img> in the HTML output needs an alt of at least {ALT_LENGTH} "
                    f"characters that says what it shows; one has {picture!r}"
                )
        for text in _texts(output):
            for pattern in LOCAL_PATHS:
                if match := pattern.search(text):
                    part = text[max(0, match.start() - 20) : match.end() + 30]
                    yield f"{where}: the output depends on this machine: {part!r}"
                    break
    shows = [kind for output in cell.outputs for kind in output.get("data", {})]
    if alt and cell.execution_count and not any(kind.startswith("image/") for kind in shows):
        yield f"{where}: describes a picture, but stores none"
    if "nbval-check-output" in tags(cell) and not cell.outputs:
        yield f"{where}: has the tag nbval-check-output but stores no output"


def _first_line(source: str) -> str:
    return next((line.strip() for line in source.splitlines() if line.strip()), "")[:50]


def _describes(alt: object) -> bool:
    return (
        isinstance(alt, str)
        and len(alt.strip()) >= ALT_LENGTH
        and not re.search(r"\.(png|svg|jpe?g)$", alt.strip())
    )


class _Alts(HTMLParser):
    """Collects the alt text of each picture, None where it has none."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.found.append(dict(attrs).get("alt"))


def _html_alts(html: str) -> list[str | None]:
    if "<img" not in html.lower():
        return []
    parser = _Alts()
    parser.feed(html)
    return parser.found


def _texts(output: NotebookNode) -> Iterator[str]:
    if output.output_type == "stream":
        yield output.text
    for kind, value in output.get("data", {}).items():
        if kind.startswith("text/") and isinstance(value, str):
            # What looks like a path in an encoded picture is none.
            yield EMBEDDED.sub("", value)
    if output.output_type == "error":
        yield "\n".join(output.get("traceback", []))


# --- command line ----------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("convert", help="make a notebook from a MyST Markdown text")
    one.add_argument("source", type=Path)
    one.add_argument("target", type=Path)
    one.add_argument("--execute", action="store_true", help="execute and check it as well")
    for name, help_text in [
        ("execute", "run notebooks in place and store their outputs"),
        ("check", "say what keeps stored notebooks from being published"),
    ]:
        two = commands.add_parser(name, help=help_text)
        two.add_argument("paths", nargs="*", help="notebooks or folders (default: book/)")
    options = parser.parse_args(arguments)

    if options.command == "convert":
        convert(options.source, options.target)
        print(f"wrote {shown(options.target.resolve())}")
        if not options.execute:
            return 0
        status = _execute_all([str(options.target)])
        return status or _check_all([str(options.target)])
    if options.command == "execute":
        return _execute_all(options.paths)
    return _check_all(options.paths)


def _execute_all(paths: list[str]) -> int:
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    failed, total = 0, 0.0
    for path in notebooks(paths):
        try:
            seconds = execute(path)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            failed += 1
            plain = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
            print(f"FAILED  {shown(path)} (left as it was)\n{plain}", file=sys.stderr, flush=True)
            continue
        total += seconds
        print(f"{seconds:6.1f} s  {shown(path)}", flush=True)
    print(f"{total:6.1f} s  in all" + (f", {failed} failed" if failed else ""))
    return 1 if failed else 0


def _check_all(paths: list[str]) -> int:
    count = 0
    for path in (found := notebooks(paths)):
        for problem in problems(path):
            count += 1
            print(f"{shown(path)}: {problem}")
    print(f"{len(found)} notebooks, {count} problems")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
