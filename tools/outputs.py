"""Execute the notebooks of the book, several at once, for `make book`.

    python tools/outputs.py [--jobs N]

Their outputs go into the cache (jupyter-cache) that Jupyter Book reads while it makes the pages.
What is in there already is not executed again, nor what the tests have just executed
(tested_outputs.py). Jupyter Book's own question is only whether the code of the notebook is the
same; here the cache is emptied as soon as anything else changes that an output can depend on: the
package, the recorded data, the pinned libraries, Python.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import notebooks as tool

CACHE = tool.ROOT / "_build" / ".jupyter_cache"  # where Jupyter Book looks for it
TESTED = tool.ROOT / "_build" / ".tested_notebooks"  # executed by `make test`
KEY = "depends-on.txt"
NO_INPUT = {".ipynb", ".md", ".bib"}  # in book/ and lstmcourse/, no output depends on these


def inputs(root: Path) -> Iterator[Path]:
    """Every file beside the notebooks themselves that their outputs may depend on."""
    yield root / "requirements.txt"
    for folder in ("lstmcourse", "book"):
        for path in sorted((root / folder).rglob("*")):
            parts = path.relative_to(root).parts
            aside = parts[:2] in {("book", "site"), ("book", "vendor")}
            # Python and Numba keep what they compiled in __pycache__, also while the tests run.
            hidden = any(part.startswith(".") or part == "__pycache__" for part in parts)
            if path.is_file() and path.suffix not in NO_INPUT and not (aside or hidden):
                yield path


def key(root: Path = tool.ROOT) -> str:
    """Changes whenever one of the inputs, the environment of the kernels or Python changes."""
    digest = hashlib.sha256(f"{sys.version} {tool.ENVIRONMENT}".encode())
    for path in inputs(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def current_cache(folder: Path, wanted: str):
    """The cache of jupyter-cache in `folder`, empty unless it was filled under the key `wanted`."""
    from jupyter_cache import get_cache

    stamp = folder / KEY
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        stamp.write_text(wanted)
    return get_cache(folder)


def tested_file(folder: Path, wanted: str, path: Path, root: Path = tool.ROOT) -> Path:
    """Where the tests keep the notebook `path`, executed under the key `wanted`."""
    return folder / wanted[:16] / path.relative_to(root)


def take_in(cache, folder: Path, wanted: str, paths: list[Path], root: Path = tool.ROOT) -> int:
    """Put into the cache what the tests have executed under the key `wanted`; how many of `paths`.

    The folder is gone afterwards.
    """
    taken = 0
    for path in paths:
        kept = tested_file(folder, wanted, path, root)
        if not kept.exists():
            continue
        notebook = tool.read(kept)
        same = [cache.create_hashed_notebook(n)[1] for n in (notebook, tool.read(path))]
        if same[0] == same[1]:
            store(cache, path, notebook, notebook.metadata["lstmcourse"]["seconds"])
            taken += 1
    shutil.rmtree(folder, ignore_errors=True)
    return taken


def store(cache, path: Path, notebook, seconds: float) -> None:
    from jupyter_cache.base import CacheBundleIn

    for cell in tool.code_cells(notebook):
        # Jupyter Book joins the pieces too, but with an empty line where one begins with "\n".
        cell.outputs = tool.merge_streams(cell.outputs)
    bundle = CacheBundleIn(notebook, str(path), data={"execution_seconds": seconds})
    cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)


def outputs_of(path: Path):
    """The executed notebook and its seconds, or the error that stopped it, as text."""
    notebook = tool.read(path)
    try:
        seconds = tool.run(notebook, path.parent) if tool.code_cells(notebook) else 0.0
    except Exception as error:  # of the notebook, of its kernel, or a timeout: all belong shown
        return None, f"{type(error).__name__}: {error}"
    return notebook, seconds


def fill(cache, paths: list[Path], jobs: int) -> dict[Path, str]:
    """Execute what the cache lacks, `jobs` notebooks at a time; the errors, by notebook."""
    errors: dict[Path, str] = {}
    # Much code first, so that no long notebook is left alone at the end.
    paths = sorted(paths, key=lambda path: -sum(len(c.source) for c in code_of(path)))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        running = {pool.submit(outputs_of, path): path for path in paths}
        for done in as_completed(running):
            path, (notebook, result) = running[done], done.result()
            if notebook is None:
                errors[path] = result
                print(f"FAILED     {tool.shown(path)}", flush=True)
                continue
            store(cache, path, notebook, result)
            print(f"{result:7.1f} s  {tool.shown(path)}", flush=True)
    return errors


def code_of(path: Path) -> list:
    return tool.code_cells(tool.read(path))


def pages_of_the_book(root: Path = tool.ROOT) -> list[Path]:
    """The notebooks of _toc.yml; others that lie in book/ are their owner's."""
    names = re.findall(r"^\s*(?:- )?(?:file|root):\s*(\S+)", (root / "_toc.yml").read_text(), re.M)
    return [path for name in names if (path := root / f"{name}.ipynb").exists()]


def missing(cache, paths: list[Path]) -> list[Path]:
    """Of `paths`, those whose code the cache does not know; of equal ones, one."""
    lacking: dict[str, Path] = {}
    for path in paths:
        notebook = tool.read(path)
        try:
            cache.match_cache_notebook(notebook)
        except KeyError:
            lacking.setdefault(cache.create_hashed_notebook(notebook)[1], path)
    return list(lacking.values())


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", default="auto", help="notebooks at a time (auto: one per core)")
    options = parser.parse_args(argv)
    start = time.perf_counter()
    wanted = key()
    cache = current_cache(CACHE, wanted)
    pages = pages_of_the_book()
    taken = take_in(cache, TESTED, wanted, missing(cache, pages))
    lacking = missing(cache, pages)
    jobs = (os.cpu_count() or 1) if options.jobs == "auto" else int(options.jobs)
    errors = fill(cache, lacking, jobs) if lacking else {}
    for path, error in errors.items():
        print(f"\n{tool.shown(path)}\n{error}", file=sys.stderr)
    print(
        f"{len(lacking) - len(errors)} notebooks executed in {time.perf_counter() - start:.0f} s, "
        f"{taken} taken from the tests, {len(pages) - len(lacking) - taken} unchanged, "
        f"{len(errors)} failed"
    )
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
