import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from lstmcourse.figures import fonts, hangul_available, new_axes, plain_log_ticks, style, use_style

needs_hangul = pytest.mark.skipif(not hangul_available(), reason="NanumGothic is not installed")


def luminance(colour):
    parts = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colour", [*style.PALETTE, style.INK, style.MUTED, style.ERROR])
def test_lines_and_text_stand_out_from_the_card(colour):
    assert contrast(colour, style.CARD) >= 4.5


def test_style_file_and_constants_agree():
    use_style()
    settings = matplotlib.rcParams
    cycle = ["#" + colour.lstrip("#") for colour in settings["axes.prop_cycle"].by_key()["color"]]
    assert tuple(cycle) == style.PALETTE
    for name in ("figure.facecolor", "axes.facecolor", "savefig.facecolor"):
        assert matplotlib.colors.to_hex(settings[name]).upper() == style.CARD
    for name in ("text.color", "axes.labelcolor", "axes.titlecolor", "xtick.labelcolor"):
        assert contrast(matplotlib.colors.to_hex(settings[name]), style.CARD) >= 4.5
    assert settings["savefig.transparent"] is False
    assert settings["figure.dpi"] == 150
    assert settings["figure.figsize"][0] == style.WIDTH
    assert min(settings["font.size"], settings["axes.labelsize"]) >= 11


def test_colours_differ_for_colour_blind_eyes():
    # Viénot, Brettel and Mollon 1999: what a dichromat sees of linear RGB.
    red = np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]])
    green = np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]])
    colours = np.array([matplotlib.colors.to_rgb(colour) for colour in style.PALETTE])
    for eye in (np.eye(3), red, green):
        seen = np.clip(colours**2.2 @ eye.T, 0, 1) ** (1 / 2.2)
        apart = np.linalg.norm(seen[:, None] - seen[None], axis=-1) + np.eye(len(seen))
        # The first three colours carry most figures; later ones also differ by their marker.
        assert apart[:3, :3].min() > 0.2
    assert len(set(style.MARKERS)) == len(style.PALETTE)


def test_only_use_style_changes_settings():
    before = dict(matplotlib.rcParams)
    ax = new_axes()
    assert dict(matplotlib.rcParams) == before
    assert matplotlib.colors.to_hex(ax.figure.get_facecolor()).upper() == style.CARD
    use_style()
    assert dict(matplotlib.rcParams) != before


@needs_hangul
@pytest.mark.parametrize("language", ["en", "ko"])
def test_hangul_titles_have_all_their_glyphs(draw, language):
    use_style(language)
    ax = new_axes()
    ax.plot([-3, 3], [-1.5, 1.5])
    ax.set_title("기울기 소실 \u2212 장단기 기억")
    draw(ax)


@needs_hangul
def test_korean_style_draws_hangul_beside_a_formula_and_on_a_log_axis(draw):
    use_style("ko")
    ax = new_axes()
    ax.plot([1e-5, 1e3])
    ax.set_yscale("log")
    plain_log_ticks(ax.yaxis)
    ax.set_title("기울기 $w^{-q}$")
    draw(ax)
    labels = [tick.get_text() for tick in ax.get_yticklabels()]
    assert "$10^{-3}$" in [label.replace("{10^{-3}}", "10^{-3}") for label in labels]


def test_without_a_hangul_font_there_is_dejavu_and_no_warning(draw, monkeypatch):
    monkeypatch.setattr(fonts, "hangul_available", lambda: False)
    for language in ("en", "ko"):
        assert fonts.font_families(language) == ["DejaVu Sans"]
        use_style(language)
        ax = new_axes()
        ax.semilogy([1e-5, 1e3])
        ax.set_title("Norm \u2212 lag")
        draw(ax)


@needs_hangul
def test_font_order_follows_the_language():
    assert fonts.font_families() == ["DejaVu Sans", "NanumGothic"]
    assert fonts.font_families("ko") == ["NanumGothic", "DejaVu Sans"]
    with pytest.raises(ValueError, match='"en" or "ko", not \'fr\''):
        fonts.font_families("fr")


@pytest.mark.skipif(find_spec("koreanize_matplotlib") is None, reason="no bundled font")
def test_bundled_font_is_found_without_importing_its_package(monkeypatch):
    assert {file.stem for file in fonts.bundled_files()} >= {"NanumGothic"}
    code = (
        "import sys; from matplotlib import font_manager as f\n"
        "f.fontManager.ttflist = [e for e in f.fontManager.ttflist if e.name != 'NanumGothic']\n"
        "from lstmcourse.figures import hangul_available\n"
        "assert hangul_available()\n"
        "assert any(e.name == 'NanumGothic' for e in f.fontManager.ttflist)\n"
        "assert 'koreanize_matplotlib' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_importing_the_figures_opens_no_window_and_loads_no_torch():
    code = (
        "import sys, lstmcourse.figures\n"
        "assert not {'matplotlib.pyplot', 'torch'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "file", sorted(Path(style.__file__).parent.glob("*.py")), ids=lambda f: f.stem
)
def test_figures_show_nothing_and_import_no_other_layer(file):
    source = file.read_text(encoding="utf-8")
    assert "plt.show(" not in source.replace("`plt.show()`", "")
    assert not re.search(r"(from|import) lstmcourse(?!\.figures)", source)
    assert file.stem == "style" or not re.search(r"rcParams(\[.*\] =|\.update)", source)
