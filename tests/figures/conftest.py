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


@pytest.fixture
def check_texts():
    """Texts of a drawn graph lie inside the figure, do not touch, and can be read on a phone."""

    def check(ax):
        drawn = [(text.get_text(), text.get_window_extent()) for text in ax.texts]
        boxes = [(text, box) for text, box in drawn if text]
        whole = ax.figure.bbox
        for number, (text, box) in enumerate(boxes):
            assert whole.x0 <= box.x0 and box.x1 <= whole.x1, text
            assert whole.y0 <= box.y0 and box.y1 <= whole.y1, text
            for other, near in boxes[:number]:
                # Rows in a box stand close: the empty rim of a letter may touch.
                tall = near.height + box.height - (max(near.y1, box.y1) - min(near.y0, box.y0))
                assert not box.overlaps(near) or tall < 0.25 * box.height, (text, other)
        assert all(text.get_fontsize() >= 9.5 for text in ax.texts if text.get_text())

    return check
