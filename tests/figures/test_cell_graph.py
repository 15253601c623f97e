import copy

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstmcourse.cells import gru, lstm
from lstmcourse.figures import GRU_NAMES, LSTM_NAMES, draw_gru_cell, draw_lstm_cell, use_style

DRAWINGS = {
    "lstm": (draw_lstm_cell, LSTM_NAMES, {}),
    "gru": (draw_gru_cell, GRU_NAMES, {}),
    "gru before": (draw_gru_cell, GRU_NAMES, {"reset": "before"}),
    "gru write": (draw_gru_cell, GRU_NAMES, {"update": "write"}),
}
EACH = pytest.mark.parametrize(
    ("function", "names", "how"), [pytest.param(*given, id=key) for key, given in DRAWINGS.items()]
)


def texts(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def lines(ax, gid):
    return [line for line in ax.lines if line.get_gid() == gid]


def place(ax, gid):
    (text,) = (text for text in ax.texts if text.get_gid() == gid)
    return np.array(text.get_position())


def reaches(ax, begin, end, gid="error", x=0.5, y=0.45):
    """Some red line leads from near one quantity to near another one."""
    near = np.array([x, y])
    return any(
        np.all(abs(line.get_xydata()[0] - place(ax, begin)) < near)
        and np.all(abs(line.get_xydata()[-1] - place(ax, end)) < near)
        for line in lines(ax, gid)
    )


def test_the_names_are_those_of_the_code():
    assert {"c", "tanh_c", "x"} <= set(LSTM_NAMES) & {*lstm.Cache._fields}
    assert {"x", "r", "z", "n", "inner"} <= set(GRU_NAMES) & {*gru.Cache._fields}


@EACH
def test_every_quantity_stands_there_once_and_no_error_is_drawn(draw, function, names, how):
    ax = draw(function(**how))
    assert all(texts(ax, name) == [name] for name in names)
    assert not lines(ax, "error") and not lines(ax, "error through") and not ax.axison
    symbols = [text.get_text() for text in ax.texts]
    assert symbols.count(r"$\times$") == 3 and symbols.count("$+$") == 1
    assert symbols.count("1\u2212") == (1 if "gru" in function.__name__ else 0)


@EACH
def test_the_error_goes_back_and_the_way_through_the_memory_is_thick(function, names, how):
    ax = function(backward=True, **how)
    through, rest = lines(ax, "error through"), lines(ax, "error")
    assert rest and all(line.is_dashed() for line in (*through, *rest))
    assert min(line.get_linewidth() for line in through) > max(li.get_linewidth() for li in rest)
    # Straight back to the old state, along the top.
    heights = {round(float(y), 6) for line in through for y in line.get_ydata()}
    assert len(heights) == 1
    assert all(np.all(np.diff(line.get_xdata()) < 0) for line in through)
    old = "c_prev" if function is draw_lstm_cell else "h_prev"
    ends = [line.get_xdata()[-1] for line in through]
    assert min(ends) == pytest.approx(place(ax, old)[0] + 0.39, abs=0.06)


def test_the_errors_of_the_lstm_reach_every_gate_and_both_inputs():
    ax = draw_lstm_cell(backward=True)
    for gate in "ifgo":
        assert reaches(ax, gate, f"a_{gate}"), gate
    assert reaches(ax, "a_o", "h_prev", x=4.0)
    ends = [line.get_xydata()[-1] for line in lines(ax, "error")]
    for name in ("i", "f", "g", "o", "x"):
        assert any(np.all(abs(end - place(ax, name)) < (0.2, 0.3)) for end in ends), name


@pytest.mark.parametrize("reset", ["after", "before"])
def test_the_errors_of_the_gru_reach_every_gate_and_both_inputs(reset):
    ax = draw_gru_cell(backward=True, reset=reset)
    for gate in "rzn":
        assert reaches(ax, gate, f"a_{gate}"), gate
    ends = [line.get_xydata()[-1] for line in lines(ax, "error")]
    for name in ("r", "z", "n", "inner", "x", "h_prev"):
        assert any(np.all(abs(end - place(ax, name)) < (0.45, 0.3)) for end in ends), name


@EACH
def test_the_way_through_the_memory_alone(function, names, how):
    ax = function(backward="through", **how)
    assert len(lines(ax, "error through")) >= 3 and not lines(ax, "error")


@EACH
def test_values_and_errors_are_printed_and_left_alone(draw, function, names, how):
    values = {"x": 1, "h_prev": np.array([[-0.12345]]), "h": "?"}
    errors, labels = {"h": np.float64(0.25), "x": -3}, {"h": "$h_t$"}
    kept = copy.deepcopy((values, errors, labels))
    ax = draw(function(values, errors=errors, names=labels, **how))
    np.testing.assert_equal((values, errors, labels), kept)
    assert texts(ax, "h") == ["$h_t$"]
    assert texts(ax, "h_prev value") == ["\u22120.123"] and texts(ax, "h value") == ["?"]
    assert texts(ax, "h error value") == ["0.25"] and texts(ax, "x error value") == ["\u22123"]
    assert not texts(ax, "r value") and not texts(ax, "h_prev error value")


@EACH
@pytest.mark.parametrize("values", [False, True])
def test_texts_do_not_touch_and_lie_inside_the_figure(
    draw, check_texts, function, names, how, values
):
    use_style()
    given = dict.fromkeys(names, -0.0123) if values else None
    ax = draw(function(given, True, errors=given, **how))
    check_texts(ax)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.71448, "0.714"),
        (-0.01234, "\u22120.0123"),
        (0.0087649, "0.0088"),
        (-0.009996, "\u22120.01"),
        (0.00002, "2e\u221205"),
        (0, "0"),
        (-0.0, "0"),
        (1234.5, "1.23e+03"),
    ],
)
def test_numbers_are_rounded_once_and_fit_a_box(value, printed):
    assert texts(draw_lstm_cell({"c": value}), "c value") == [printed]


def test_given_axes_are_used():
    _, ax = plt.subplots(figsize=(6.4, 5))
    assert draw_lstm_cell(ax=ax) is ax
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (draw_lstm_cell, dict(values={"z": 1}), "values has 'z'; the quantities are x, h_prev"),
        (draw_lstm_cell, dict(values={"c": [1, 2]}), r"values\['c'\] must hold numbers or texts"),
        (draw_lstm_cell, dict(errors={"c": None}), r"errors\['c'\] must hold numbers or texts"),
        (draw_lstm_cell, dict(names={"C": "c"}), "names has 'C'"),
        (
            draw_lstm_cell,
            dict(backward="h"),
            "backward must be True, False or \"through\", not 'h'",
        ),
        (draw_gru_cell, dict(values={"c": 1}), "values has 'c'; the quantities are x, h_prev, a_r"),
        (draw_gru_cell, dict(reset="never"), 'reset must be "after" or "before"'),
        (draw_gru_cell, dict(update="z"), 'update must be "keep" or "write"'),
    ],
)
def test_bad_input_says_what_is_wrong(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(**arguments)
    assert not plt.get_fignums()
