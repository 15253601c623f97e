import matplotlib.pyplot as plt
import pytest

from lstmcourse.figures import draw_unrolled, use_style

SENTENCE = ["Tom", "was", "...", "Mary", "said", "hi", "to"]


def texts(ax):
    return [text.get_text() for text in ax.texts if text.get_text()]


def error_path(ax):
    return [line for line in ax.lines if line.get_gid() == "error"]


def test_four_steps_by_default(draw):
    ax = draw(draw_unrolled())
    shown = texts(ax)
    for number in range(1, 5):
        assert {f"$x_{{{number}}}$", f"$h_{{{number}}}$", f"$y_{{{number}}}$"} <= set(shown)
    assert {"$W_x$", "$W_h$", "$W_y$"} <= set(shown)
    assert not ax.axison and len(ax.patches) == 4


def test_many_steps_leave_some_out(draw):
    ax = draw(draw_unrolled(100))
    hidden = [text for text in texts(ax) if text.startswith("$h")]
    assert hidden == ["$h_{1}$", "$h_{2}$", "$h_{3}$", "$h_{99}$", "$h_{100}$"]
    assert len(ax.patches) == 5


def test_a_sentence_counts_back_from_its_end(draw):
    ax = draw(draw_unrolled(inputs=SENTENCE, outputs="?", highlight=0, backward=True, lag=12))
    shown = texts(ax)
    hidden = [text for text in shown if text.startswith("$h")]
    assert hidden == ["$h_{1}$", "$h_{2}$", "$h_{T-3}$", "$h_{T-2}$", "$h_{T-1}$", "$h_{T}$"]
    assert {"Tom", "Mary", "?", "lag: 12 steps", "error"} <= set(shown)
    assert not any(text.startswith(("$x", "$y")) for text in shown)


def test_the_error_goes_from_the_output_back_to_the_highlighted_input():
    ax = draw_unrolled(inputs=list("abcde"), outputs="?", highlight=1, backward=True)
    path = error_path(ax)
    # Down from the output of step 4, over three steps to step 1, down to its input.
    assert len(path) == 1 + 3 + 1
    assert path[0].get_xdata()[0] == pytest.approx(4.1)
    for line, source in zip(path[1:4], (4, 3, 2), strict=True):
        begin, end = line.get_xdata()
        assert source > begin > end > source - 1
    assert path[-1].get_xdata()[0] == pytest.approx(1.1)
    assert path[-1].get_ydata()[0] > path[-1].get_ydata()[1]
    assert not error_path(draw_unrolled(inputs=list("abcde")))


def test_a_fading_error_grows_thinner():
    widths = [
        line.get_linewidth() for line in error_path(draw_unrolled(backward=True, fading=True))
    ]
    assert widths == sorted(widths, reverse=True) and widths[0] > 2 * widths[-1]
    assert len({line.get_linewidth() for line in error_path(draw_unrolled(backward=True))}) == 1


def test_outputs_for_some_steps_and_none_at_all():
    shown = texts(draw_unrolled(inputs=["a", "b", "c"], outputs=[None, "Y", None]))
    assert "Y" in shown and "$W_y$" in shown
    assert "$W_y$" not in texts(draw_unrolled(3, outputs=()))
    assert "lag: 1 step" in texts(draw_unrolled(2, lag=1))
    assert "far" in texts(draw_unrolled(2, lag="far"))


def test_all_text_lies_inside_the_figure_and_words_do_not_touch(draw):
    use_style()
    words = "tom was watching tv in his room .".split()
    for ax in (
        draw_unrolled(inputs=words, outputs=words),
        draw_unrolled(inputs=SENTENCE, outputs="?", backward=True, lag="all the steps between"),
        draw_unrolled(1),
    ):
        draw(ax)
        whole = ax.figure.bbox
        for text in ax.texts:
            box = text.get_window_extent()
            assert whole.x0 <= box.x0 and box.x1 <= whole.x1, text.get_text()
            assert whole.y0 <= box.y0 and box.y1 <= whole.y1, text.get_text()
        framed = sorted(
            (
                text.get_bbox_patch().get_window_extent()
                for text in ax.texts
                if text.get_bbox_patch()
            ),
            key=lambda box: (round(box.y0 / 20), box.x0),
        )
        for left, right in zip(framed, framed[1:], strict=False):
            assert left.x1 < right.x0 or left.y1 < right.y0


def test_given_axes_are_used(draw):
    _, ax = plt.subplots(figsize=(6.4, 3))
    assert draw_unrolled(3, ax=ax, lag=2) is ax
    assert len(plt.get_fignums()) == 1
    draw(ax)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (dict(steps=0), ValueError, "at least 1, not 0"),
        (dict(steps=2.5), ValueError, "whole number"),
        (dict(steps=3, inputs=["a", "b"]), ValueError, "does not fit 2 inputs"),
        (dict(inputs="tom was"), TypeError, "inputs.split"),
        (dict(inputs=["...", "a"]), ValueError, "must begin and end with a step"),
        (dict(inputs=[]), ValueError, "must begin and end with a step"),
        (dict(inputs=["a", "b"], outputs=["y"]), ValueError, "1 outputs were given for 2 columns"),
        (dict(inputs=["a", "b"], highlight=2), ValueError, "highlight=2 is not the place"),
        (dict(inputs=["a", "...", "b"], highlight=1), ValueError, "highlight=1 is not the place"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, error, message):
    with pytest.raises(error, match=message):
        draw_unrolled(**arguments)
    assert not plt.get_fignums()
