"""The built site as files: links, descriptions, alt texts, downloads, nothing from elsewhere."""

import re
from pathlib import Path

import pytest

from site_pages import (
    REQUIRED,
    SITE,
    anchors,
    html_files,
    is_outside,
    resolve,
    soup,
    source_of,
    toc_pages,
    why_no_site,
)

PAGES = toc_pages()
LOADING = [
    ("img", "src"),
    ("script", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("source", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("object", "data"),
]


@pytest.fixture(autouse=True)
def built_site() -> None:
    if reason := why_no_site():
        (pytest.fail if REQUIRED else pytest.skip)(reason)


def built(page: str) -> Path:
    path = SITE / f"{page}.html"
    assert path.exists(), f"{page} is in _toc.yml but was not built"
    return path


@pytest.mark.parametrize("page", [*PAGES, "search"])
def test_every_internal_link_and_anchor_resolves(page: str) -> None:
    path = built(page)
    broken = []
    for tag, attribute in [("a", "href"), *LOADING]:
        for element in soup(path).find_all(tag):
            url = element.get(attribute)
            if not url or is_outside(url) or re.match(r"(mailto|javascript|data|tel):", url):
                continue
            target, anchor = resolve(path, url)
            if not target.exists():
                broken.append(f"{url}: no such file")
            elif anchor and target.suffix == ".html" and anchor not in anchors(target):
                broken.append(f"{url}: no such anchor")
    assert broken == []


@pytest.mark.parametrize("page", [*PAGES, "search"])
def test_nothing_is_loaded_from_another_host(page: str) -> None:
    path = built(page)
    outside = [
        str(element)[:200]
        for tag, attribute in LOADING
        for element in soup(path).find_all(tag)
        if is_outside(element.get(attribute) or "") and "canonical" not in element.get("rel", [])
    ]
    outside += [
        style[:200]
        for element in soup(path).find_all(True)
        if is_outside_css(style := element.get("style") or "")
    ]
    outside += [
        s.string[:200] for s in soup(path).find_all("style") if is_outside_css(s.string or "")
    ]
    assert outside == []


def is_outside_css(text: str) -> bool:
    return bool(re.search(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//""", text))


def test_no_stylesheet_loads_from_another_host() -> None:
    sheets = sorted(SITE.rglob("*.css"))
    assert sheets
    assert [str(p) for p in sheets if is_outside_css(p.read_text("utf-8", errors="replace"))] == []


@pytest.mark.parametrize("page", PAGES)
def test_pictures_are_described(page: str) -> None:
    """Checkers for accessibility accept any alt text, a file name included; we do not."""
    bad = []
    for image in soup(built(page)).select("article img, .bd-article img"):
        alt = (image.get("alt") or "").strip()
        if len(alt) < 40 or "_images/" in alt or re.search(r"\.(png|svg|jpe?g)$", alt):
            bad.append(f"{image.get('src')}: {alt!r}")
    assert bad == []


@pytest.mark.parametrize("page", [*PAGES, "search"])
def test_page_has_title_description_language_and_one_main_heading(page: str) -> None:
    tree = soup(built(page))
    descriptions = [m.get("content", "") for m in tree.find_all("meta", {"name": "description"})]
    assert len(descriptions) == 1, descriptions
    assert 50 <= len(descriptions[0]) <= 160
    assert tree.html.get("lang") == "en"
    assert tree.title.get_text(strip=True)
    assert page == "search" or len(tree.select("article h1")) == 1


def test_descriptions_are_different() -> None:
    seen: dict[str, str] = {}
    for page in PAGES:
        text = soup(built(page)).find("meta", {"name": "description"})["content"]
        assert text not in seen, f"{page} and {seen[text]} share a description"
        seen[text] = page


@pytest.mark.parametrize("page", [*PAGES, "search"])
def test_favicon_exists(page: str) -> None:
    path = built(page)
    icons = [link for link in soup(path).find_all("link") if "icon" in link.get("rel", [])]
    assert icons
    for icon in icons:
        target, _ = resolve(path, icon["href"])
        assert target.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("page", [p for p in PAGES if (source_of(p) or Path()).suffix == ".ipynb"])
def test_notebook_page_offers_its_notebook(page: str) -> None:
    path = built(page)
    links = [a["href"] for a in soup(path).select("a[href$='.ipynb']") if "_sources" in a["href"]]
    offered = {resolve(path, link)[0] for link in links}
    (target,) = [t for t in offered if t.name == f"{Path(page).name}.ipynb"]
    assert target.read_bytes() == source_of(page).read_bytes()


def test_site_holds_no_page_outside_the_table_of_contents() -> None:
    pages = {str(p.relative_to(SITE).with_suffix("")) for p in html_files()}
    assert sorted(pages - set(PAGES) - {"search", "index"}) == []


def test_local_paths_do_not_reach_the_pages() -> None:
    pattern = re.compile(r"(?<![\w.:/-])/(?:home|root|tmp|Users)/[\w.~-]+|file://")
    found = [f"{p.name}: {m.group()}" for p in html_files() if (m := pattern.search(p.read_text()))]
    assert found == []
