import numpy as np
import pytest

from lstmcourse.figures import ScoreRow, plot_scoreboard, use_style

RNG = np.random.default_rng(0)
ROWS = [
    ScoreRow("6a", "9", 31_390, RNG.integers(15_000, 80_000, 20), 20, 313_900),
    ScoreRow("6b", "9", 571_100, [], 10, 5_711_000),
    ScoreRow("2c-1", "3", 30_000, [51_000, 94_000], 20, 300_000),
    ScoreRow("2c-9", "3", 203_000, [], 0, 609_000),
]


def line(ax, label, number=0):
    """Line ``number`` of those that look like the legend's entry."""
    handles, labels = ax.get_legend_handles_labels()
    like = handles[labels.index(label)]
    found = [
        one for one in ax.lines
        if (one.get_marker(), one.get_color()) == (like.get_marker(), like.get_color())
    ]  # fmt: skip
    return found[number]


def test_each_row_shows_paper_trials_and_share(draw, check_texts):
    use_style()
    ax = draw(plot_scoreboard(ROWS))
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["6a", "6b", "2c-1", "2c-9"]
    places = ax.get_yticks()
    assert list(np.diff(places) > 1) == [False, True, False]  # a gap between two tables
    assert line(ax, "paper", 2).get_xdata() == [30_000]
    np.testing.assert_array_equal(line(ax, "a trial").get_xdata(), ROWS[0].counts)
    assert line(ax, "median").get_xdata() == [np.median(ROWS[0].counts)]
    # An arrow at the cap where a trial is unsolved: 6b and 2c-1.
    caps = [one for one in ax.lines if one.get_marker() == ">"]
    assert [one.get_xdata()[0] for one in caps] == [5_711_000, 300_000]
    assert [text.get_text() for text in ax.texts] == ["20/20", "0/10", "2/20", "not run", "solved"]
    check_texts(ax)
    low, high = ax.get_xlim()
    assert low < 15_000 and high > 5_711_000 and ax.get_xscale() == "log"


def test_unsolved_trials_count_as_above_every_other(draw):
    use_style()
    ax = draw(plot_scoreboard([ScoreRow("x", "1", 10, [8, 6, 4], 5, 100)]))
    assert line(ax, "median").get_xdata() == [8]
    bar = next(one for one in ax.lines if one.get_linewidth() == 5)
    assert list(bar.get_xdata()) == [6, 100]  # the upper quartile is beyond the cap
    ax = draw(plot_scoreboard([ScoreRow("x", "1", 10, [8, 6], 5, 100)]))
    assert "median" not in ax.get_legend_handles_labels()[1]
    ax = draw(plot_scoreboard([ScoreRow("x", "1", 10, [], 5, 100)]))
    labels = ax.get_legend_handles_labels()[1]
    assert labels == ["a factor of 2", "paper", "cap, unsolved"]


def test_all_rows_of_the_paper_fit_a_phone(draw, check_texts):
    use_style()
    rows = [
        ScoreRow(f"row {n}", str(n // 4), 10.0 ** (4 + n % 3), [2e4, 9e5], 20, 1e6)
        for n in range(31)
    ]
    ax = draw(plot_scoreboard(rows))
    check_texts(ax)
    boxes = [tick.get_window_extent() for tick in ax.get_yticklabels()]
    assert all(upper.y0 >= lower.y1 - 1 for upper, lower in zip(boxes, boxes[1:], strict=False))
    assert ax.figure.get_size_inches()[1] < 14


def test_rows_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="no rows"):
        plot_scoreboard([])
    with pytest.raises(ValueError, match="2 counts of solved trials but trials=1"):
        plot_scoreboard([ScoreRow("x", "1", 10, [3, 4], 1, 100)])
    with pytest.raises(ValueError, match="row x: the axis is logarithmic"):
        plot_scoreboard([ScoreRow("x", "1", 0, [], 1, 100)])


def test_titles_verdicts_and_an_arrow_that_no_diamond_covers(draw, check_texts):
    use_style()
    rows = [
        ScoreRow("6a", "6", 31_390, [30_000] * 20, 20, 313_900, "reproduces"),
        ScoreRow("6b", "6", 571_100, [], 10, 5_711_000, "open"),
        ScoreRow("4-3", "4", 853_000, [], 10, 853_000, "open"),
    ]
    ax = draw(plot_scoreboard(rows, titles={"6": "6: temporal order", "4": "4: adding"}))
    check_texts(ax)
    shown = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert {"20/20 reproduces", "0/10 open"} <= set(shown)
    first, second, third = ax.get_yticks()
    assert first - 1 < shown["6: temporal order"] < first
    assert second < shown["4: adding"] < third
    caps = [one.get_ydata()[0] for one in ax.lines if one.get_marker() == ">"]
    assert caps[0] == second and caps[1] > third
