"""Every page in Chromium: wide and narrow, light and dark, without a network."""

from collections.abc import Iterator

import pytest

from browser import HOW_TO_ENABLE, SCHEMES, WIDTHS, chromium, find_chromium, page_at, serving
from site_pages import REQUIRED, SITE, toc_pages, why_no_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# What the theme itself does, on every page, and we cannot change from outside:
THEME_FAULTS = {
    # the search button says "Search" and shows its keys, Ctrl+K; 'previous' and 'next' likewise
    "label-content-name-mismatch",
}
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session")
def browser() -> Iterator:
    reason = why_no_site() or (None if find_chromium() else HOW_TO_ENABLE)
    if reason:
        (pytest.fail if REQUIRED else pytest.skip)(reason)
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def address(browser) -> Iterator[str]:
    with serving(SITE) as where:
        yield where


# What sticks out depends on the width, colours depend on the scheme, and neither on the other. So
# two views show every page; the pages that a reader meets first are shown in all four.
VIEWS = list(zip(WIDTHS, SCHEMES, strict=True))
EVERY_VIEW = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]
FIRST_PAGES = toc_pages()[:2]
CASES = [
    pytest.param(name, scheme, width, id=f"{name}-{scheme}-{width}")
    for name in [*toc_pages(), "search"]
    for width, scheme in (EVERY_VIEW if name in FIRST_PAGES else VIEWS)
]


@pytest.mark.parametrize(("name", "scheme", "width"), CASES)
def test_page(browser, address: str, name: str, scheme: str, width: int) -> None:
    with page_at(browser, f"{address}/{name}.html", width, scheme) as (page, seen):
        faults = [
            *outside_requests(seen, address),
            *seen["failed"],
            *seen["errors"],
            *overflow(page),
            *unset_math(page),
            *wrong_mode(page, scheme),
            *axe_faults(page),
        ]
    assert faults == []


def test_the_top_of_the_site_leads_to_the_first_page(browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/")
    page.wait_for_url(f"**/{toc_pages()[0]}.html")
    assert page.locator("article h1").count() == 1
    page.close()


def test_search_finds_a_page(browser, address: str) -> None:
    with page_at(browser, f"{address}/search.html?q=gradient", 1280, "light") as (page, seen):
        page.wait_for_selector("#search-results a")
        assert outside_requests(seen, address) == []


def outside_requests(seen: dict, address: str) -> list[str]:
    inside = (f"{address}/", "data:", "blob:")
    return [f"asks for {url}" for url in seen["requests"] if not url.startswith(inside)]


def overflow(page) -> list[str]:
    """The page itself must not scroll sideways; what sticks out is named."""
    return page.evaluate(
        """() => {
      const root = document.documentElement, room = root.clientWidth;
      if (root.scrollWidth <= room) return [];
      const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement)
        if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX))
          return true; return false; };
      const wide = [...document.querySelectorAll('body *')]
        .filter(e => e.getBoundingClientRect().right > room + 1 && !scrolls(e));
      return [`${root.scrollWidth} px wide in a window of ${room} px: ` +
        wide.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')];
    }"""
    )


def unset_math(page) -> list[str]:
    """Formulas that MathJax did not set, or set with an error in them."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.math')]
      .filter(e => !e.querySelector('mjx-container') || e.querySelector('mjx-merror'))
      .map(e => 'formula not set: ' + e.textContent.slice(0, 80))"""
    )


def wrong_mode(page, scheme: str) -> list[str]:
    theme = page.evaluate("document.documentElement.dataset.theme")
    return [] if theme == scheme else [f"shows the {theme} theme where {scheme} was asked for"]


def axe_faults(page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"axe: {fault['id']} ({fault['impact']}): {fault['help']}: "
        + " | ".join(node["html"][:150] for node in fault["nodes"][:3])
        for fault in Axe().run(page).response["violations"]
        if fault["impact"] in SERIOUS and fault["id"] not in THEME_FAULTS
    ]
