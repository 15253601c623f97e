import copy

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstmcourse.figures import use_style
from lstmcourse.figures.attention_graph import ATTENTION_NAMES, draw_attention


def texts(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def errors(ax):
    return [line.get_xydata() for line in ax.lines if line.get_gid() == "error"]


def place(ax, gid):
    (text,) = (text for text in ax.texts if text.get_gid() == gid)
    return np.array(text.get_position())


def arrives(ax, name, x=0.75, y=0.65):
    """Some red line ends beside or above the box of a quantity."""
    return any(np.all(abs(line[-1] - place(ax, name)) < (x, y)) for line in errors(ax))


def test_the_names_are_those_of_the_code():
    assert ATTENTION_NAMES[0] == "query" and ATTENTION_NAMES[-1] == "context"
    assert {name.split("[")[0] for name in ATTENTION_NAMES[1:-1]} == {
        "keys",
        "scores",
        "weights",
        "values",
    }


def test_every_quantity_stands_there_once_and_no_error_is_drawn(draw):
    ax = draw(draw_attention())
    assert all(texts(ax, name) == [name] for name in ATTENTION_NAMES)
    assert not errors(ax) and not ax.axison
    symbols = [text.get_text() for text in ax.texts]
    assert symbols.count(r"$\times$") == 3 and symbols.count("$+$") == 1
    assert symbols.count("softmax") == 1


def test_the_graph_is_read_from_the_bottom_up():
    ax = draw_attention()
    for n in range(3):
        column = ("query", f"scores[{n}]", f"weights[{n}]", "context")
        assert np.all(np.diff([place(ax, name)[1] for name in column]) > 0)
        assert place(ax, f"scores[{n}]")[0] == place(ax, f"weights[{n}]")[0]


def test_the_error_reaches_every_quantity_but_the_context():
    ax = draw_attention(backward=True)
    assert all(line.is_dashed() for line in ax.lines if line.get_gid() == "error")
    for name in ATTENTION_NAMES[:-1]:
        assert arrives(ax, name), name
    # It leaves the context downwards, and comes to the query from each of the three keys.
    assert sum(bool(np.all(abs(e[0] - place(ax, "context")) < (0.3, 0.5))) for e in errors(ax)) == 1
    query = place(ax, "query")
    ends = np.array([line[-1] for line in errors(ax)])
    assert np.sum(np.all(abs(ends - query) < (0.2, 0.6), axis=1)) == 3


def test_values_and_errors_are_printed_and_left_alone(draw):
    given = {"query": np.array([0.69315, -1.0]), "scores[0]": np.array([[1.38629]]), "context": "?"}
    wrong = {"query": [2, -3], "scores[0]": -0.25}
    labels = {"context": r"$\bar v$"}
    kept = copy.deepcopy((given, wrong, labels))
    ax = draw(draw_attention(given, errors=wrong, names=labels))
    np.testing.assert_equal((given, wrong, labels), kept)
    assert texts(ax, "context") == [r"$\bar v$"]
    assert texts(ax, "query value") == ["(0.693, \u22121)"]
    assert texts(ax, "query error value") == ["(2, \u22123)"]
    assert texts(ax, "scores[0] value") == ["1.39"] and texts(ax, "context value") == ["?"]
    assert texts(ax, "scores[0] error value") == ["\u22120.25"]
    assert not texts(ax, "keys[0] value")


@pytest.mark.parametrize("values", [False, True])
def test_texts_do_not_touch_and_lie_inside_the_figure(draw, check_texts, values):
    use_style()
    given = dict.fromkeys(ATTENTION_NAMES, (-0.792, 0.792)) if values else None
    ax = draw(draw_attention(given, True, errors=given))
    check_texts(ax)


@pytest.mark.parametrize("filled", [False, True])
def test_boxes_do_not_touch(filled):
    given = dict.fromkeys(ATTENTION_NAMES, 1.0) if filled else None
    ax = draw_attention(given, errors=given)
    boxes = [p.get_bbox() for p in ax.patches if hasattr(p, "get_boxstyle")]
    assert len(boxes) == len(ATTENTION_NAMES) + 1
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[:number])


def test_given_axes_are_used():
    _, ax = plt.subplots(figsize=(6.4, 7))
    assert draw_attention(ax=ax) is ax
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(values={"key": 1}), "values has 'key'; the quantities are query, keys"),
        (dict(values={"query": [1, 2, 3]}), r"values\['query'\] must hold numbers or texts"),
        (dict(values={"query": [1, None]}), r"values\['query'\] must hold numbers or texts"),
        (dict(errors={"context": None}), r"errors\['context'\] must hold numbers or texts"),
        (dict(names={"keys": "k"}), "names has 'keys'"),
        (dict(backward="through"), "backward must be True or False, not 'through'"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_attention(**arguments)
    assert not plt.get_fignums()
