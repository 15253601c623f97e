import matplotlib.pyplot as plt
import pytest

from lstmcourse.figures import draw_carousel, use_style


def texts(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def error_path(ax):
    return [line for line in ax.lines if line.get_gid() == "error"]


def test_first_second_and_last_step_by_default(draw):
    ax = draw(draw_carousel())
    assert texts(ax, "unit") == ["$s$", "$s_{1}$", "$s_{2}$", "$s_{T}$"]
    # On the loop, and on each of the three arrows.
    assert texts(ax, "weight") == ["1.0"] * 4
    assert texts(ax, "activation") == ["f(x) = x"]
    assert not texts(ax, "forward") and not texts(ax, "backward") and not error_path(ax)
    assert not ax.axison


def test_values_go_forward_above_and_errors_back_below(draw):
    forward, backward = [0.7, 0.7, "...", "0.70"], (-0.25, -0.25, "...", -0.25)
    ax = draw(draw_carousel(forward_values=forward, backward_values=backward))
    assert forward == [0.7, 0.7, "...", "0.70"]
    assert texts(ax, "forward") == ["0.7", "0.7", "0.70"]
    assert texts(ax, "backward") == ["\u22120.25"] * 3
    units = {t.get_text(): t.get_position() for t in ax.texts if t.get_gid() == "unit"}
    for gid, side in (("forward", 1), ("backward", -1)):
        for text in (text for text in ax.texts if text.get_gid() == gid):
            x, y = text.get_position()
            assert side * y > 0 and any(x == unit[0] for unit in units.values())
    path = error_path(ax)
    assert len(path) == 3
    for line in path:
        begin, end = line.get_xdata()
        assert begin > end and line.is_dashed() and max(line.get_ydata()) < 0
    assert path[0].get_xdata()[0] < units["$s_{T}$"][0]


def test_steps_without_a_gap_are_numbered_and_those_after_one_count_back():
    assert texts(draw_carousel(forward_values=[1, 1, 1], symbol="y"), "unit") == [
        "$y$",
        "$y_{1}$",
        "$y_{2}$",
        "$y_{3}$",
    ]
    units = texts(draw_carousel(backward_values=[1, "\u2026", 1, 1]), "unit")
    assert units == ["$s$", "$s_{1}$", "$s_{T-1}$", "$s_{T}$"]


def test_another_weight_and_activation():
    ax = draw_carousel(weight="0.9", activation="f(x) = tanh(x)")
    assert set(texts(ax, "weight")) == {"0.9"}
    assert texts(ax, "activation") == ["f(x) = tanh(x)"]


def test_texts_do_not_touch_and_lie_inside_the_figure(draw):
    use_style()
    row = [-0.000123, 0.729, "...", 0.9, 1.0]
    ax = draw(draw_carousel(weight="0.9", forward_values=row, backward_values=row))
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    whole = ax.figure.bbox
    for place, (text, box) in enumerate(boxes):
        assert whole.x0 <= box.x0 and box.x1 <= whole.x1, text
        assert whole.y0 <= box.y0 and box.y1 <= whole.y1, text
        for other, near in boxes[:place]:
            assert not box.overlaps(near), (text, other)


def test_given_axes_are_used(draw):
    _, ax = plt.subplots(figsize=(6.4, 3))
    assert draw_carousel(forward_values=[1, 1], ax=ax) is ax
    assert len(plt.get_fignums()) == 1
    draw(ax)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(forward_values="1 1"), "forward_values must be a sequence"),
        (dict(forward_values=[1]), "forward_values has 1 entries; draw 2 to 5"),
        (dict(backward_values=[1] * 6), "backward_values has 6 entries"),
        (dict(backward_values=[]), "backward_values has 0 entries"),
        (dict(forward_values=["...", 1]), "must begin and end with a step"),
        (dict(forward_values=[1, 1], backward_values=[1, 1, 1]), "of the same length"),
        (dict(forward_values=[1, "...", 1], backward_values=[1, 1, 1]), "gaps at the same places"),
        (dict(forward_values=[1, "...", "...", 1]), 'one "..." is enough'),
        (dict(forward_values=[1, None]), "forward_values must hold numbers or texts"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_carousel(**arguments)
    assert not plt.get_fignums()
