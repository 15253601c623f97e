"""The pages of the book and of the built site, for the tests of the book."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
SITE = Path(os.environ.get("LSTMCOURSE_SITE", ROOT / "_build" / "html"))
REQUIRED = os.environ.get("LSTMCOURSE_REQUIRE_BROWSER") == "1"


def toc_pages() -> list[str]:
    """Every page of _toc.yml in order, as the path of its source without suffix."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    found = [toc["root"]]

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if "file" in node:
                found.append(node["file"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(toc.get("parts", []))
    walk(toc.get("chapters", []))
    return found


def source_of(page: str) -> Path | None:
    for suffix in (".ipynb", ".md"):
        if (path := ROOT / (page + suffix)).exists():
            return path
    return None


def sources() -> list[Path]:
    """What the site is made of; a newer file than the site means the site is out of date."""
    book = [p for p in (ROOT / "book").rglob("*") if p.suffix in {".ipynb", ".md", ".bib", ".css"}]
    return [*book, ROOT / "_config.yml", ROOT / "_toc.yml"]


def why_no_site() -> str | None:
    """None if the site is there and newer than its sources, else what to do about it."""
    stamp = SITE / "searchindex.js"
    if not stamp.exists():
        return "the site is not built; run 'make book' first"
    if "LSTMCOURSE_SITE" not in os.environ and not REQUIRED:
        newer = [p for p in sources() if p.stat().st_mtime > stamp.stat().st_mtime]
        if newer:
            name = newer[0].relative_to(ROOT)
            return f"the built site is older than {name}; run 'make book' first"
    return None


def html_files() -> list[Path]:
    """Every page of the site, less the tiny redirect at the top."""
    return sorted(
        p
        for p in SITE.rglob("*.html")
        if "_static" not in p.parts and 'http-equiv="Refresh"' not in p.read_text("utf-8")[:500]
    )


@functools.cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@functools.cache
def anchors(path: Path) -> frozenset[str]:
    """Everything on a page that a link can lead to."""
    found = soup(path).find_all(lambda tag: tag.has_attr("id") or tag.has_attr("name"))
    return frozenset(tag.get(key) for tag in found for key in ("id", "name") if tag.has_attr(key))


def largest_first(pages: list[str]) -> list[str]:
    """For tests that share the cores: no long page is left alone at the end."""

    def size(page: str) -> int:
        path = SITE / f"{page}.html"
        return path.stat().st_size if path.exists() else 0

    return sorted(pages, key=size, reverse=True)


def is_outside(url: str) -> bool:
    """True for an address on another host, of whatever scheme a browser would load."""
    parts = urlsplit(url)
    return bool(parts.netloc) and parts.scheme in {"", "http", "https", "ws", "wss"}


def resolve(page: Path, url: str) -> tuple[Path, str]:
    """The file and the anchor that a relative address on `page` means."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    target = page if not path else Path(os.path.normpath(page.parent / path))
    if target.is_dir():
        target /= "index.html"
    return target, unquote(parts.fragment)
