import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstmcourse.figures import StatePanels, plot_states, style, use_style

TIMES = np.arange(1, 7)
STATES = np.array([[0.0, 1.0, 1.0, 2.0, 2.0, 2.0], [0.0, 0.5, -0.5, -1.0, -1.0, -1.5]])
GATES = {"y_in": np.linspace(0, 1, 6), "y_out": np.full(6, 0.5)}


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_states_alone_are_one_panel(draw):
    panels = plot_states(TIMES, STATES[0])
    assert isinstance(panels, StatePanels)
    assert panels.gates is None and panels.inputs is None
    (line,) = panels.states.lines
    np.testing.assert_array_equal(line.get_xydata().T, [TIMES, STATES[0]])
    assert panels.states.get_xlabel() == "Time step" and panels.states.get_legend() is None
    assert len(panels.states.figure.axes) == 1
    draw(panels.states)


def test_gates_and_inputs_get_panels_of_their_own_below(draw):
    kept = STATES.copy(), {label: values.copy() for label, values in GATES.items()}
    inputs = [0, 1, -1, 0, 0.5, None]
    panels = plot_states(TIMES, STATES, gates=GATES, inputs=inputs, labels=["cell 1", "cell 2"])
    np.testing.assert_array_equal(STATES, kept[0])
    np.testing.assert_equal(GATES, kept[1])
    assert inputs == [0, 1, -1, 0, 0.5, None]
    draw(panels.states)
    top, middle, bottom = (panel.get_window_extent() for panel in panels)
    assert top.y0 > middle.y1 and middle.y0 > bottom.y1
    assert top.height > middle.height > bottom.height
    assert legend(panels.states) == ["cell 1", "cell 2"] and legend(panels.gates) == list(GATES)
    # A legend lies between its panel and the one above it.
    box = panels.gates.get_legend().get_window_extent()
    assert top.y0 > box.y1 and box.y0 > middle.y1 - 1
    for line, values in zip(panels.gates.lines, GATES.values(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)
    colours = [line.get_color() for panel in panels[:2] for line in panel.lines]
    assert len(set(colours)) == 4
    assert panels.states.get_xlim() == panels.inputs.get_xlim() == panels.gates.get_xlim()
    assert panels.inputs.get_xlabel() == "Time step" and not panels.states.get_xlabel()
    (ticks,) = panels.inputs.collections
    heights = [segment[-1][1] for segment in ticks.get_segments() if len(segment)]
    assert heights[:5] == [0, 1, -1, 0, 0.5]


def test_symbols_stand_at_their_times(draw):
    panels = plot_states(TIMES, STATES[0], inputs=["B", None, "T", "", "P", "E"])
    placed = {text.get_position()[0]: text.get_text() for text in panels.inputs.texts}
    assert placed == {1: "B", 3: "T", 5: "P", 6: "E"}
    assert panels.gates is None and panels.inputs is not None
    draw(panels.states)


def test_given_axes_share_their_place(draw):
    use_style()
    figure, axes = plt.subplots(1, 2, figsize=(8, 4))
    panels = plot_states(TIMES, STATES, gates=GATES, ax=axes[0])
    assert panels.states is axes[0] and len(figure.axes) == 3
    assert plot_states(TIMES, STATES, ax=axes[1]).states is axes[1]
    assert plt.get_fignums() == [figure.number]
    draw(axes[0])
    assert panels.gates.get_window_extent().x1 < axes[1].get_window_extent().x0
    for panel in panels[:2]:
        assert panel.get_facecolor() == panels.states.get_facecolor()


def test_one_time_step_and_gaps_are_drawn(draw):
    draw(plot_states([3], [0.5], gates={"y_in": [1.0]}, inputs=[0.0]).states)
    draw(plot_states([3], [0.5], inputs=["a"]).states)
    draw(plot_states(TIMES, [0, 1, np.nan, 1, 2, 3], gates={"y_in": [np.nan] * 6}).states)
    assert plot_states(TIMES, STATES[0]).states.lines[0].get_color() == style.colour(0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(times=[[1, 2]]), r"times must have shape \(T,\)"),
        (dict(times=[]), "T at least 1"),
        (dict(times=TIMES[::-1]), "times must increase"),
        (dict(states=STATES[:, :3]), r"shape \(6,\) or \(cells, 6\).* not \(2, 3\)"),
        (dict(states=STATES.T), "try states.T"),
        (dict(states=[[1, 2], [1]]), "rows of the same length"),
        (dict(labels=["one"]), "1 labels were given for 2 states"),
        (dict(gates=[0.5] * 6), "gates must be a mapping"),
        (dict(gates={"y_in": [0.5]}), r"gates\['y_in'\] has shape \(1,\)"),
        (dict(gates={"y_in": [0, 0, 0, 0, 0, 1.5]}), "holds 1.5; an opening"),
        (dict(inputs=[1, 2]), r"inputs must have shape \(6,\)"),
        (dict(inputs=["a", "b"]), r"inputs must have shape \(6,\)"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        plot_states(**{"times": TIMES, "states": STATES, **arguments})
    assert not plt.get_fignums()


def test_axes_without_a_place_in_a_grid_cannot_be_shared():
    ax = plt.figure().add_axes((0.1, 0.1, 0.8, 0.8))
    plot_states(TIMES, STATES, ax=ax)
    with pytest.raises(ValueError, match="no place in a grid"):
        plot_states(TIMES, STATES, gates=GATES, ax=ax)
