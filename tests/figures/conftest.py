import logging

import matplotlib
import pytest

matplotlib.use("agg")


@pytest.fixture(autouse=True)
def untouched_settings():
    """Every test starts from Matplotlib's own settings and leaves no figure open."""
    import matplotlib.pyplot as plt

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.use("agg")
        yield
    plt.close("all")


@pytest.fixture
def draw(caplog):
    """Draw an Axes' whole figure; a font that lacks a glyph warns or logs, and both fail here."""

    def render(ax):
        with caplog.at_level(logging.WARNING, logger="matplotlib"):
            ax.figure.canvas.draw()
        assert [record.getMessage() for record in caplog.records] == []
        return ax

    return render
