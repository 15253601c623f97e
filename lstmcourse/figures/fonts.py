"""A font with Hangul, when there is one: from the system or from koreanize-matplotlib's files.

Matplotlib draws a box for a letter its fonts do not have, and warns. Plain text tries one font
after the other, but text with a formula in it takes only the first. So the order matters:

    DejaVu Sans, NanumGothic    Hangul in plain text works; a box for Hangul beside a formula.
    NanumGothic, DejaVu Sans    Hangul works everywhere; a box for the minus sign (U+2212), which
                                NanumGothic lacks, in Matplotlib's own labels of a logarithmic axis
                                (they are formulas). `plain_log_ticks` cures that.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

HANGUL_FONT = "NanumGothic"
LATIN_FONT = "DejaVu Sans"
"""Comes with Matplotlib, so it is always there."""


def font_families(language: str = "en") -> list[str]:
    """The font families to use, first choice first; registers the bundled files if need be.

    language: "en" puts DejaVu Sans first, so that an English figure is the same with and without
    a Hangul font; "ko" puts NanumGothic first, where there is one.
    """
    if language not in ("en", "ko"):
        raise ValueError(f'language must be "en" or "ko", not {language!r}')
    if not hangul_available():
        return [LATIN_FONT]
    return [LATIN_FONT, HANGUL_FONT] if language == "en" else [HANGUL_FONT, LATIN_FONT]


def hangul_available() -> bool:
    """True when Matplotlib can draw Hangul with NanumGothic, after looking for it if need be."""
    from matplotlib import font_manager

    manager = font_manager.fontManager
    # Matplotlib keeps its list of fonts in a file; a font on it may be gone from the disk.
    if any(font.name == HANGUL_FONT and Path(font.fname).is_file() for font in manager.ttflist):
        return True
    files = bundled_files()
    for file in files:
        manager.addfont(file)
    return bool(files)


def bundled_files() -> list[Path]:
    """NanumGothic's files inside koreanize-matplotlib, found without importing that package.

    Importing it would change Matplotlib's settings.
    """
    spec = find_spec("koreanize_matplotlib")
    folders = list(spec.submodule_search_locations or []) if spec is not None else []
    return sorted(
        file
        for folder in folders
        for file in Path(folder).rglob("NanumGothic*.ttf")
        if file.stem in ("NanumGothic", "NanumGothicBold")
    )
