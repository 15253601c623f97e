"""Pictures of every page of the built site, for people to look at.

    python tools/screenshots.py FOLDER [--site _build/html] [PAGE ...]

Writes PAGE-1280-light.png and so on: two widths, light and dark, each the full page.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from browser import SCHEMES, WIDTHS, chromium, page_at, serving

ROOT = Path(__file__).resolve().parent.parent


def pages(site: Path) -> list[str]:
    return sorted(
        str(path.relative_to(site).with_suffix(""))
        for path in site.rglob("*.html")
        if "_static" not in path.parts and path != site / "index.html"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", nargs="*", help="such as book/rnn/bptt (default: all)")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    options = parser.parse_args()
    if not (options.site / "searchindex.js").exists():
        print("The site is not built; run 'make book' first.", file=sys.stderr)
        return 1
    options.folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with chromium() as browser, serving(options.site) as address:
        for name in options.pages or pages(options.site):
            for width in WIDTHS:
                for scheme in SCHEMES:
                    with page_at(browser, f"{address}/{name}.html", width, scheme) as (page, _):
                        file = f"{name.replace('/', '-')}-{width}-{scheme}.png"
                        page.screenshot(path=options.folder / file, full_page=True)
                        count += 1
    print(f"{count} pictures in {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
