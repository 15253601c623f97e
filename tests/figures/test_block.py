import copy

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstmcourse.cells import lstm1997
from lstmcourse.figures import BLOCK_NAMES, draw_block, use_style

PER_CELL = ["net_c", "g", "s", "shown", "h"]
PER_BLOCK = ["z", "net_in", "net_out", "y_in", "y_out"]
VALUES = {
    "z": "1, 0.5, 1",
    "net_in": 0.31,
    "net_c": -0.7,
    "net_out": -1.25,
    "y_in": 0.57688,
    "y_out": np.array([0.2227]),
    "g": -0.672,
    "s": np.float64(-0.388),
    "shown": "-0.19",
    "h": -0.0428,
}


def texts(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def lines(ax, gid):
    return [line for line in ax.lines if line.get_gid() == gid]


def middle(ax, gid):
    """Where the box of the only quantity of this name has its middle."""
    (text,) = (text for text in ax.texts if text.get_gid() == gid)
    return text.get_position()


def joins(line, begin, end, *, x=0.2, y=0.4):
    """The line leads from near one point to near the other."""
    points = line.get_xydata()
    near = np.array([x, y])
    return np.all(abs(points[0] - begin) < near) and np.all(abs(points[-1] - end) < near)


def test_the_names_are_those_of_the_code():
    # z is the joined row of x and sources; the net inputs have no field of their own.
    fields = {*lstm1997.Cache._fields, *lstm1997.State._fields} - {"x", "sources"}
    assert set(BLOCK_NAMES) == fields | {"z", "net_in", "net_c", "net_out"}
    assert all(name == label for name, label in BLOCK_NAMES.items())


@pytest.mark.parametrize("size", [1, 2, 3])
def test_cells_have_their_own_quantities_and_share_the_gates(draw, size):
    ax = draw(draw_block(size))
    for name in PER_CELL:
        assert texts(ax, name) == [name] * size
    for name in PER_BLOCK:
        assert texts(ax, name) == [name]
    assert texts(ax, "weight") == ["1.0"] * size
    symbols = [text.get_text() for text in ax.texts]
    assert symbols.count(r"$\times$") == 2 * size and symbols.count("$+$") == size
    assert symbols.count("$f$") == 2
    assert not lines(ax, "error") and not lines(ax, "cut") and not ax.axison


def test_absent_gates_are_not_drawn(draw):
    for gates, absent, products in (
        ({"input_gate": False}, {"net_in", "y_in"}, 1),
        ({"output_gate": False}, {"net_out", "y_out"}, 1),
        ({"input_gate": False, "output_gate": False}, {"net_in", "y_in", "net_out", "y_out"}, 0),
    ):
        ax = draw(draw_block(**gates, error="truncated"))
        assert {text.get_gid() for text in ax.texts} & set(BLOCK_NAMES) == set(BLOCK_NAMES) - absent
        symbols = [text.get_text() for text in ax.texts]
        assert symbols.count(r"$\times$") == symbols.count("$f$") == products
        assert len(lines(ax, "cut")) == 1 + products
        assert ("input gate" in symbols) == ("y_in" not in absent)


def test_names_and_values_are_printed_and_left_alone(draw):
    names = {"net_in": "$net^{in}$", "s": "s_t"}
    kept = copy.deepcopy((names, VALUES))
    ax = draw(draw_block(names=names, values=VALUES))
    np.testing.assert_equal((names, VALUES), kept)
    assert texts(ax, "net_in") == ["$net^{in}$"] and texts(ax, "s") == ["s_t"]
    assert texts(ax, "h") == ["h"]
    assert texts(ax, "s value") == ["\u22120.388"]
    assert texts(ax, "y_in value") == ["0.577"] and texts(ax, "y_out value") == ["0.223"]
    assert texts(ax, "shown value") == ["-0.19"] and texts(ax, "z value") == ["1, 0.5, 1"]


def test_each_cell_has_its_value(draw):
    ax = draw(draw_block(3, values={"s": [1, 2.5, "big"], "y_in": 0.5, "g": np.zeros(3)}))
    placed = {t.get_position()[0]: t.get_text() for t in ax.texts if t.get_gid() == "s value"}
    assert [placed[x] for x in sorted(placed)] == ["1", "2.5", "big"]
    assert texts(ax, "g value") == ["0"] * 3 and texts(ax, "y_in value") == ["0.5"]
    assert not texts(ax, "h value")


def test_values_of_a_step_of_the_cell_fit(draw):
    layout = lstm1997.Layout.uniform(1, 2)
    params = lstm1997.init(np.random.default_rng(0), 3, 2, layout=layout)
    state, cache = lstm1997.step(params, np.ones((1, 3)), lstm1997.zero_state(params, 1))
    values = {name: getattr(cache, name)[0] for name in ("y_in", "y_out", "g", "s", "shown")}
    ax = draw(draw_block(2, values={**values, "h": state.h[0]}))
    assert len(texts(ax, "h value")) == 2 and len(texts(ax, "y_out value")) == 1


def test_the_whole_error_goes_back_into_z_and_round_the_carousel():
    ax = draw_block(error="full")
    path = lines(ax, "error")
    assert not lines(ax, "cut") and all(line.is_dashed() for line in path)
    z = middle(ax, "z")[1]
    for name in ("net_in", "net_c", "net_out"):
        x, y = middle(ax, name)
        assert any(joins(line, (x, y), (x, z)) for line in path), name
    (x_in, y_in), (x_out, y_out) = middle(ax, "y_in"), middle(ax, "y_out")
    x, s = middle(ax, "s")
    # From the products to the gates, outwards.
    assert any(joins(line, (x, y_in), (x_in, y_in), x=0.6) for line in path)
    assert any(joins(line, (x, y_out), (x_out, y_out), x=0.6) for line in path)
    # Round the carousel: out of the sum, into s from its side.
    loops = [line for line in path if len(line.get_xydata()) == 4]
    assert len(loops) == 1
    begin, *_, end = loops[0].get_xydata()
    assert begin[1] < s and abs(end[1] - s) < 0.2 and end[0] > x


@pytest.mark.parametrize("size", [1, 3])
def test_the_truncated_error_ends_at_a_bar_before_z(size):
    ax = draw_block(size, error="truncated")
    cuts = lines(ax, "cut")
    assert len(cuts) == size + 2
    z, net = middle(ax, "z")[1], middle(ax, "net_in")[1]
    for cut in cuts:
        left, right = cut.get_xdata()
        assert z + 0.19 < cut.get_ydata()[0] < net - 0.18
        below = [
            line
            for line in lines(ax, "error")
            if left < line.get_xdata()[-1] < right and line.get_ydata().min() < net - 0.2
        ]
        assert len(below) == 1 and below[0].get_ydata().min() == cut.get_ydata()[0]
    lowest = min(line.get_ydata().min() for line in lines(ax, "error"))
    assert lowest == cuts[0].get_ydata()[0]
    # The carousels are never cut.
    assert sum(len(line.get_xydata()) == 4 for line in lines(ax, "error")) >= size


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("values", [False, True])
def test_texts_do_not_touch_and_lie_inside_the_figure(draw, size, values):
    use_style()
    given = {name: VALUES[name] if name in PER_BLOCK else [-0.0123] * size for name in BLOCK_NAMES}
    ax = draw(draw_block(size, error="truncated", values=given if values else None))
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
    whole = ax.figure.bbox
    for place, (text, box) in enumerate(boxes):
        assert whole.x0 <= box.x0 and box.x1 <= whole.x1, text
        assert whole.y0 <= box.y0 and box.y1 <= whole.y1, text
        for other, near in boxes[:place]:
            assert not box.overlaps(near), (text, other)
    assert all(text.get_fontsize() >= 12 for text in ax.texts if text.get_gid() in BLOCK_NAMES)


def test_given_axes_are_used_and_small_ones_get_small_letters(draw):
    _, axes = plt.subplots(1, 2, figsize=(6.4, 4))
    assert draw_block(ax=axes[0]) is axes[0]
    draw(draw_block(3, error="full", ax=axes[1]))
    assert len(plt.get_fignums()) == 1
    assert axes[0].texts[0].get_fontsize() < 12


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(size=0), "size must be 1, 2 or 3, not 0"),
        (dict(size=4), "not 4; a larger block"),
        (dict(size=True), "not True"),
        (dict(size=2.0), "not 2.0"),
        (dict(error="exact"), '"full", "truncated" or None, not \'exact\''),
        (dict(names={"forget": "f"}), "names has 'forget'; the quantities are z, net_in"),
        (dict(values={"c": 1.0}), "values has 'c'; the quantities are"),
        (dict(values={"y_in": 1}, input_gate=False), "'y_in', but the block is drawn without"),
        (dict(values={"s": [1, 2]}), r"values\['s'\] must be one number or text, not \[1, 2\]"),
        (dict(size=2, values={"s": 1.0}), "a list of 2, one for each cell"),
        (dict(size=2, values={"y_in": [1, 1]}), "must be one number or text"),
        (dict(values={"s": [[1.0]]}), "must be one number or text"),
        (dict(values={"s": None}), "must hold numbers or texts, not None"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_block(**arguments)
    assert not plt.get_fignums()
