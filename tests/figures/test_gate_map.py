import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstmcourse.figures import GatePanels, plot_gates, use_style

WORDS = ["tom", "was", "watching", "tv", "."]
OPENINGS = {"i": [1.0, 0.0, 0.0, 0.0, 0.1], "f": [0.0, 1.0, 1.0, 1.0, 0.9]}
UNITS = np.linspace(0, 1, 15).reshape(3, 5)


def tick_texts(axis):
    return [text.get_text() for text in axis.get_ticklabels()]


def test_a_row_for_each_gate_and_a_column_for_each_word(draw):
    use_style()
    panels = plot_gates(OPENINGS, WORDS)
    assert isinstance(panels, GatePanels) and panels.states is None
    ax = draw(panels.gates)
    assert tick_texts(ax.xaxis) == WORDS and tick_texts(ax.yaxis) == ["i", "f"]
    shown = [mesh.get_array().ravel() for mesh in ax.collections]
    np.testing.assert_array_equal(shown, list(OPENINGS.values()))
    assert {mesh.get_clim() for mesh in ax.collections} == {(0.0, 1.0)}
    assert ax.yaxis_inverted()


def test_bands_of_units_keep_their_names_and_a_gap(draw):
    kept = UNITS.copy()
    ax = draw(plot_gates({"i": UNITS, "f": 1 - UNITS}, WORDS, names=["a", "b", "c"]).gates)
    np.testing.assert_array_equal(UNITS, kept)
    assert tick_texts(ax.yaxis) == ["a", "b", "c"] * 2
    assert [text.get_text() for text in ax.texts if text.get_gid() == "band"] == ["i", "f"]
    ticks = ax.get_yticks()
    assert ticks[3] - ticks[2] > ticks[1] - ticks[0]
    box = ax.texts[0].get_window_extent()
    for label in ax.get_yticklabels():
        assert box.x1 <= label.get_window_extent().x0
    assert tick_texts(plot_gates(UNITS, WORDS).gates.yaxis) == ["1", "2", "3"]


def test_states_get_a_panel_with_two_signs(draw):
    states = {"g": [1.0, 0, 0, 0, -0.5], "c": [1.0, -2.0, np.nan, 1, 1]}
    panels = plot_gates(OPENINGS, WORDS, states=states)
    draw(panels.gates)
    top, bottom = (panel.get_window_extent() for panel in panels)
    assert top.y0 > bottom.y1
    assert {mesh.get_clim() for mesh in panels.states.collections} == {(-2.0, 2.0)}
    colours = panels.states.collections[0].get_cmap()
    assert colours(0.0) != colours(1.0)
    assert panels.states.get_xlim() == panels.gates.get_xlim() == (-0.5, 4.5)
    assert tick_texts(panels.states.xaxis) == WORDS


def test_given_axes_share_their_place(draw):
    use_style()
    figure, axes = plt.subplots(1, 2, figsize=(10, 4))
    panels = plot_gates(OPENINGS, WORDS, states=UNITS, ax=axes[0])
    assert panels.gates is axes[0]
    assert plot_gates(OPENINGS, WORDS, ax=axes[1]).gates is axes[1]
    assert plt.get_fignums() == [figure.number]
    draw(axes[0])


def test_one_word_zeros_and_many_rows_are_drawn(draw):
    draw(plot_gates({"i": [0.5]}, ["tom"], states={"c": [0.0]}).gates)
    draw(plot_gates({"i": [np.nan]}, "tom").gates)
    many = {gate: np.full((9, 5), 0.5) for gate in "ifo"}
    draw(plot_gates(many, WORDS, states=np.zeros((9, 5))).gates)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(words=[]), "at least one word"),
        (dict(gates={}), "gates must hold at least one row"),
        (dict(gates={"i": [0.5]}), r"gates\['i'\] must have shape \(5,\) or \(rows, 5\)"),
        (dict(gates=UNITS.T), "try the transpose"),
        (dict(gates={"i": [0, 0, 0, 0, 1.5]}), r"gates\['i'\] hold 1.5; an opening"),
        (dict(gates={"i": [[1, 2], [1]]}), "must be numbers"),
        (dict(gates=UNITS, names=["a"]), "1 labels were given for 3 rows"),
        (dict(states={"c": [0.0]}), r"states\['c'\] must have shape"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        plot_gates(**{"gates": OPENINGS, "words": WORDS, **arguments})
    assert not plt.get_fignums()


def test_axes_without_a_place_in_a_grid_cannot_be_shared():
    ax = plt.figure().add_axes((0.1, 0.1, 0.8, 0.8))
    plot_gates(OPENINGS, WORDS, ax=ax)
    with pytest.raises(ValueError, match="no place in a grid"):
        plot_gates(OPENINGS, WORDS, states=UNITS, ax=ax)
