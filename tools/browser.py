"""Chromium over a folder of HTML files, without any network: for the tests and the screenshots."""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HOW_TO_ENABLE = (
    "no Chromium found: install it (Debian: apt-get install chromium) or Chrome, or name one with "
    "CHROMIUM=/path/to/chrome, then run 'make book site-test'"
)
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
PLACES = [
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # a request to another host fails at once instead of waiting for a name server
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
WIDTHS = [1280, 390]  # a laptop and a phone
HEIGHT = 900
SCHEMES = ["light", "dark"]


def find_chromium() -> str | None:
    """The browser to use, or None. CHROMIUM in the environment comes first."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else shutil.which(named)
    found = (shutil.which(name) for name in NAMES)
    return next((p for p in [*found, *(p for p in PLACES if Path(p).exists())] if p), None)


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A running browser (Playwright's)."""
    from playwright.sync_api import sync_playwright

    executable = find_chromium()
    if executable is None:
        raise RuntimeError(HOW_TO_ENABLE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that closes drops its connections; that is no fault."""


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; gives the address, without a final slash."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# Resolves when MathJax has set every formula; at once on a page that loads no MathJax.
MATH_IS_SET = """() => new Promise(done => {
  const loads = document.querySelector('script[src*="mathjax"]');
  const wait = () => window.MathJax?.startup?.promise
    ? window.MathJax.startup.promise.then(() => done(true))
    : loads ? setTimeout(wait, 20) : done(false);
  wait();
})"""


@contextlib.contextmanager
def watched_tab(browser: Any) -> Iterator[tuple[Any, dict[str, list[str]]]]:
    """An empty tab, and a record of what its pages ask for and complain about.

    A tab serves for many pages: what they share, MathJax above all, then comes from the cache.
    """
    context = browser.new_context(reduced_motion="reduce")
    seen: dict[str, list[str]] = {"requests": [], "failed": [], "errors": []}
    page = context.new_page()
    page.on("request", lambda request: seen["requests"].append(request.url))

    def on_response(answer: Any) -> None:
        if answer.status >= 400:
            seen["failed"].append(f"{answer.status} {answer.url}")

    def on_console(message: Any) -> None:
        if message.type == "error":
            seen["errors"].append(message.text)

    page.on("response", on_response)
    page.on("console", on_console)
    page.on("pageerror", lambda error: seen["errors"].append(f"exception: {error}"))
    try:
        yield page, seen
    finally:
        context.close()


def load(page: Any, seen: dict[str, list[str]], address: str, width: int, scheme: str) -> None:
    """Show a page as on a reader's first visit, with its formulas set; the record starts anew."""
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=scheme)
    for record in seen.values():
        record.clear()
    page.goto(address, wait_until="load")
    page.evaluate(MATH_IS_SET)
    page.evaluate("() => document.fonts.ready.then(() => true)")


# Resolves when a change of the window has been laid out and has reached every script: the theme
# makes what now scrolls reachable by keyboard 300 ms later, and timers fire in their order.
IS_DRAWN = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
  setTimeout(() => document.fonts.ready.then(() => done(true)), 500))))"""


def turn(page: Any, width: int, scheme: str) -> None:
    """Show the page that is there in another width and colour scheme."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(IS_DRAWN)


@contextlib.contextmanager
def page_at(browser: Any, address: str, width: int, scheme: str) -> Iterator[tuple[Any, dict]]:
    """A loaded page in a tab of its own, and what it asked for and complained about."""
    with watched_tab(browser) as (page, seen):
        load(page, seen, address, width, scheme)
        yield page, seen
