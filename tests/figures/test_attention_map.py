import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstmcourse.figures import attention_map, hangul_available, use_style

SOURCE = ["i", "am", "a", "student"]
TARGET = ["je", "suis", "étudiant"]
WEIGHTS = np.array([[0.9, 0.1, 0, 0], [0.25, 0.5, 0.25, 0], [0, 0, 0.125, 0.875]])


def tick_texts(axis):
    return [text.get_text() for text in axis.get_ticklabels()]


def marked(ax, gid):
    return [thing for thing in [*ax.patches, *ax.texts] if thing.get_gid() == gid]


def test_rows_are_outputs_from_the_top_and_columns_source_words(draw):
    use_style()
    kept = WEIGHTS.copy()
    ax = draw(attention_map(WEIGHTS, SOURCE, TARGET))
    np.testing.assert_array_equal(WEIGHTS, kept)
    mesh = ax.collections[0]
    np.testing.assert_array_equal(mesh.get_array().reshape(3, 4), WEIGHTS)
    assert mesh.get_clim() == (0.0, 1.0)
    assert tick_texts(ax.xaxis) == SOURCE and tick_texts(ax.yaxis) == TARGET
    assert ax.yaxis_inverted() and not ax.xaxis_inverted()
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Source", "Output")
    assert mesh.colorbar.ax.get_ylabel() == "Weight"
    # The cell of the last output and the last word is at the bottom right, under its word.
    x, y = ax.transData.transform((3, 2))
    label = ax.get_xticklabels()[-1].get_window_extent()
    assert label.x0 < x < label.x1 and y < label.y0


def test_more_weight_is_darker():
    mesh = attention_map(WEIGHTS, SOURCE, TARGET).collections[0]
    brightness = [sum(mesh.to_rgba(weight)[:3]) for weight in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert brightness == sorted(brightness, reverse=True) and brightness[0] > 2.9


def test_links_outline_the_expected_cells(draw):
    ax = draw(attention_map(WEIGHTS, SOURCE, TARGET, links=[(0,), (0, 1), ()]))
    middles = [tuple(box.get_center()) for box in marked(ax, "link")]
    np.testing.assert_allclose(middles, [(0, 0), (0, 1), (1, 1)])
    assert not any(box.get_fill() for box in marked(ax, "link"))
    assert marked(attention_map(WEIGHTS, SOURCE, TARGET), "link") == []


def test_numbers_are_readable_on_both_ends_of_the_scale(draw):
    ax = draw(attention_map(WEIGHTS, SOURCE, TARGET, numbers=True))
    texts = marked(ax, "number")
    assert [text.get_text() for text in texts[:4]] == ["0.90", "0.10", "0.00", "0.00"]
    assert texts[0].get_color() == "white" != texts[1].get_color()
    cell = np.diff(ax.transData.transform([(0, 0), (1, 0)])[:, 0])[0]
    assert max(text.get_window_extent().width for text in texts) < cell


def test_a_text_is_its_characters_and_blanks_and_dollars_are_seen(draw):
    ax = draw(attention_map(np.eye(3), "a $", "3 a"))
    assert tick_texts(ax.xaxis) == ["a", "\u2423", r"\$"]
    assert tick_texts(ax.yaxis) == ["3", "\u2423", "a"]


@pytest.mark.skipif(not hangul_available(), reason="no font with Hangul here")
def test_hangul_is_drawn(draw):
    use_style()
    draw(attention_map(np.eye(5), "24년 3", "일월 -2", links=[(n,) for n in range(5)]))


def test_long_sentences_fit_their_columns(draw):
    use_style()
    words = [f"word{number}" for number in range(32)]
    ax = draw(attention_map(np.eye(32), words, words))
    boxes = [text.get_window_extent() for text in ax.get_xticklabels()]
    assert all(left.x1 <= right.x0 + 1 for left, right in zip(boxes, boxes[1:], strict=False))


def test_given_axes_are_used_and_zero_rows_are_drawn(draw):
    figure, axes = plt.subplots(1, 2)
    assert attention_map(np.zeros((3, 4)), SOURCE, TARGET, ax=axes[1]) is axes[1]
    assert plt.get_fignums() == [figure.number]
    draw(attention_map([[1.0]], ["i"], ["je"]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(weights=WEIGHTS.T), r"shape \(3, 4\).*not \(4, 3\); rows are outputs"),
        (dict(weights=WEIGHTS[0]), r"must have shape \(3, 4\)"),
        (dict(weights=WEIGHTS * 3), "weights hold 2.7; a weight is between 0 and 1"),
        (dict(weights=WEIGHTS * np.nan), "weights hold nan"),
        (dict(weights=[[1, 2], [1]]), "must be an array of numbers"),
        (dict(source=[]), "source must hold at least one word"),
        (dict(target=""), "target must hold at least one word"),
        (dict(links=[0, 1, 3]), "links must hold a list of source positions for each output"),
        (dict(links=[(0,)]), "links has 1 entries for 3 outputs"),
        (dict(links=[(0,), (4,), ()]), r"links\[1\] holds 4, but source words are 0 to 3"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        attention_map(**{"weights": WEIGHTS, "source": SOURCE, "target": TARGET, **arguments})
    assert not plt.get_fignums()
