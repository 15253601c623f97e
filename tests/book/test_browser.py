"""Every page in Chromium: wide and narrow, light and dark, without a network."""

from collections.abc import Iterator

import pytest

from browser import (
    HOW_TO_ENABLE,
    SCHEMES,
    WIDTHS,
    chromium,
    find_chromium,
    load,
    page_at,
    serving,
    turn,
    watched_tab,
)
from site_pages import REQUIRED, SITE, largest_first, toc_pages, why_no_site

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


@pytest.fixture(scope="session")
def tab(browser) -> Iterator[tuple]:
    with watched_tab(browser) as page_and_record:
        yield page_and_record


# What sticks out depends on the width, colours depend on the scheme, and neither on the other. So
# two views show every page: it is loaded in one and turned to the other, every second page the
# other way round. The pages that a reader meets first are shown in all four views.
TWO_VIEWS = list(zip(WIDTHS, SCHEMES, strict=True))
OTHER_TWO = list(zip(WIDTHS, reversed(SCHEMES), strict=True))
FIRST_PAGES = toc_pages()[:2]
CASES = [
    (name, TWO_VIEWS if number % 2 == 0 else TWO_VIEWS[::-1])
    for number, name in enumerate(largest_first([*toc_pages(), "search"]))
] + [(name, OTHER_TWO) for name in FIRST_PAGES]


@pytest.mark.parametrize(
    ("name", "views"),
    [
        pytest.param(name, views, id="-".join([name, *(f"{w}-{s}" for w, s in views)]))
        for name, views in CASES
    ],
)
def test_page(tab, address: str, name: str, views: list[tuple[int, str]]) -> None:
    page, seen = tab
    faults = []
    for number, (width, scheme) in enumerate(views):
        if number == 0:
            load(page, seen, f"{address}/{name}.html", width, scheme)
        else:
            turn(page, width, scheme)
        here = [
            *overflow(page),
            *unset_math(page),
            *wrong_mode(page, scheme),
            *axe_faults(page),
        ]
        faults += [f"{width} px, {scheme}: {fault}" for fault in here]
    assert [*outside_requests(seen, address), *seen["failed"], *seen["errors"], *faults] == []


# One letter of a long text that is too pale, in code and in a formula, in and out of sight.
PALE = """<!doctype html><html lang="en"><title>t</title><main><h1>t</h1>
<pre hidden><b>word</b><i style="color: #ccc">word</i></pre>
<pre><b>def</b> <b>step</b> <i style="color: #ccc">pale</i> <b>word</b></pre>
<p>so <mjx-container><i>sin</i> <i>cos</i> <u style="color: #bbb">tanh</u></mjx-container></p>
</main>"""


def test_a_pale_letter_among_many_is_found(tab) -> None:
    page, _ = tab
    page.set_content(PALE)
    (fault,) = axe_faults(page)
    assert "color-contrast" in fault and ">pale</i>" in fault and ">tanh</u>" in fault
    page.set_content(PALE.replace("#ccc", "#333").replace("#bbb", "#333"))
    assert axe_faults(page) == []


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


# A page of code has thousands of coloured words, and a few kinds of them. axe judges the contrast
# of the first visible one of each kind: same place in the page, same colours and size from there
# inwards. In running text, where backgrounds vary, it judges every element.
MARK_REPEATS = """() => {
  const kinds = new Set(), repeats = [];
  const look = element => {
    const s = getComputedStyle(element);
    return [s.color, s.backgroundColor, s.backgroundImage, s.opacity, s.filter, s.textShadow,
      s.mixBlendMode, s.fontSize, s.fontWeight].join('|');
  };
  for (const container of document.querySelectorAll('pre, dt.sig, mjx-container')) {
    let place = '';
    for (let e = container; e; e = e.parentElement)
      place += `${e.tagName}.${e.className} ${look(e)}>`;
    const room = container.getBoundingClientRect();
    for (const element of container.querySelectorAll('*')) {
      element.removeAttribute('data-repeats');
      const box = element.getBoundingClientRect();
      const inSight = box.width && box.height && box.left >= room.left && box.right <= room.right &&
        element.checkVisibility({visibilityProperty: true, opacityProperty: true});
      if (!inSight) continue;
      let kind = place;
      for (let e = element; e !== container; e = e.parentElement) kind += look(e) + '<';
      if (kinds.has(kind)) repeats.push(element); else kinds.add(kind);
    }
  }
  for (const element of repeats) element.setAttribute('data-repeats', '');
}"""
# Without the style sheets axe would ask for once more, for a rule that is off by default.
RUN_AXE = """async () => {
  axe.configure({rules: [{id: 'color-contrast', selector: ':not([data-repeats])'}]});
  const options = {resultTypes: ['violations'], preload: {assets: ['media']}};
  return (await axe.run(document, options)).violations;
}"""


def axe_faults(page) -> list[str]:
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(MARK_REPEATS)
    return [
        f"axe: {fault['id']} ({fault['impact']}): {fault['help']}: "
        + " | ".join(node["html"][:150] for node in fault["nodes"][:3])
        for fault in page.evaluate(RUN_AXE)
        if fault["impact"] in SERIOUS and fault["id"] not in THEME_FAULTS
    ]
