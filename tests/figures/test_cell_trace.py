import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstmcourse.figures import TracePanels, draw_trace, use_style

RNG = np.random.default_rng(0)
ROWS = {
    "Input gates": RNG.random((50, 2)),
    "State s": RNG.normal(size=(50, 4)).cumsum(axis=0),
    "Output": RNG.random(50),
}
LABELS = {"Input gates": ["block 1", "block 2"], "Output": ["y"]}
MARKED = {14: "X", 30: "Y", 49: "B"}


def curves(panel, steps=50):
    return [line for line in panel.lines if len(line.get_xdata()) == steps]


def test_one_column(draw):
    kept = {name: values.copy() for name, values in ROWS.items()}
    panels = draw_trace(ROWS, labels=LABELS, marked=MARKED)
    assert isinstance(panels, TracePanels) and panels.before == ()
    np.testing.assert_equal(ROWS, kept)
    draw(panels.after[0])
    assert [panel.get_ylabel() for panel in panels.after] == list(ROWS)
    assert [len(curves(panel)) for panel in panels.after] == [2, 4, 1]
    for number, line in enumerate(curves(panels.after[1])):
        np.testing.assert_array_equal(line.get_ydata(), ROWS["State s"][:, number])
        assert (line.get_xdata()[0], line.get_xdata()[-1]) == (1, 50)
    assert panels.after[0].get_ylim() == (-0.08, 1.08)
    assert panels.after[1].get_ylim()[0] < ROWS["State s"].min()
    boxes = [panel.get_window_extent() for panel in panels.after]
    assert all(upper.y0 > lower.y1 for upper, lower in zip(boxes, boxes[1:], strict=False))
    assert panels.after[-1].get_xlabel() == "Step" and not panels.after[0].get_xlabel()


def test_marks_go_through_every_row_with_their_text_on_top(draw):
    panels = draw_trace(ROWS, labels=LABELS, marked=MARKED)
    for panel in panels.after:
        marks = [line.get_xdata()[0] for line in panel.lines if line.get_gid() == "mark"]
        assert marks == [15, 31, 50]
    texts = [text for text in panels.after[0].texts if text.get_gid() == "symbol"]
    assert [text.get_text() for text in texts] == ["X", "Y", "B"]
    draw(panels.after[0])
    legend = panels.after[0].get_legend().get_window_extent()
    assert not any(text.get_window_extent().overlaps(legend) for text in texts)
    bare = draw_trace(ROWS, marked=[14, 30])
    assert not bare.after[0].texts and bare.after[0].get_legend() is None


def test_before_and_after_share_the_scale_of_a_row(draw):
    use_style()
    before = {name: 0.3 * values[:40] for name, values in ROWS.items()}
    panels = draw_trace(ROWS, before=before, labels=LABELS, marked=MARKED)
    draw(panels.after[0])
    for left, right in zip(panels.before, panels.after, strict=True):
        assert left.get_ylim() == right.get_ylim()
        assert left.get_window_extent().x1 < right.get_window_extent().x0
        assert len(curves(left, 40)) == len(curves(right))
    assert panels.before[0].get_title(loc="left") == "Before learning"
    assert panels.after[0].get_title(loc="left") == "After learning"
    # The mark of the last step is beyond the shorter sequence.
    assert sum(line.get_gid() == "mark" for line in panels.before[0].lines) == 2
    whole = panels.after[0].figure.bbox
    for panel in (panels.before[0], panels.after[0]):
        box = panel.get_tightbbox()
        assert box.y1 <= whole.y1 and box.x0 >= whole.x0 and box.x1 <= whole.x1


def test_given_axes_give_their_place(draw):
    figure, axes = plt.subplots(1, 2, figsize=(8, 4))
    panels = draw_trace(ROWS, ax=axes[0])
    assert panels.after[0] is axes[0] and len(figure.axes) == 4
    draw(axes[0])
    with pytest.raises(ValueError, match="no place in a grid"):
        draw_trace(ROWS, ax=plt.figure().add_axes((0.1, 0.1, 0.8, 0.8)))


def test_one_step_and_constant_rows_are_drawn(draw):
    draw(draw_trace({"s": [2.0], "y": [[0.0, 0.0]]}).after[0])
    draw(draw_trace({"s": np.zeros(5)}).after[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(rows=[1, 2]), "rows must be a mapping"),
        (dict(rows={}), "rows must be a mapping"),
        (dict(rows={"s": np.zeros((2, 3, 4))}), r"rows\['s'\] must have shape"),
        (dict(rows={"s": ["a"]}), r"rows\['s'\] must be numbers"),
        (dict(rows={"s": [1, 2], "y": [1]}), "same number of steps, but they have 's' 2, 'y' 1"),
        (dict(rows=ROWS, before={"s": [1.0]}), "before must have the rows and curves of rows"),
        (dict(rows=ROWS, labels={"gates": []}), "labels has 'gates'; the rows are Input gates"),
        (dict(rows=ROWS, labels={"Output": ["a", "b"]}), "2 labels were given for 1 curves"),
        (dict(rows=ROWS, marked=[50]), "marked holds step 50, but there are 50 steps"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_trace(**arguments)
    assert not plt.get_fignums()
