import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstmcourse.figures import draw_sequence, use_style

NAMES = "abcdEBXY"
TEXT = (
    "E" + "abcd" * 3 + "X" + "dcba" * 9 + "Y" + "abcd" * 12 + "B"
)  # 100 symbols, X at 13, Y at 50


def with_gid(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def symbols(ax):
    """All symbols and gaps, in reading order."""
    kinds = ("symbol", "marked", "gap")
    texts = [text for text in ax.texts if text.get_gid() in kinds]
    texts.sort(key=lambda text: (-text.get_position()[1], text.get_position()[0]))
    return "".join(text.get_text() for text in texts)


def test_all_symbols_in_rows(draw, check_texts):
    use_style()
    ax = draw(draw_sequence(list(TEXT), marked=[13, 50], target="R"))
    assert symbols(ax) == TEXT
    assert with_gid(ax, "marked") == ["X", "Y"] and with_gid(ax, "target") == ["R"]
    assert with_gid(ax, "step") == ["1", "14", "51", "100"]
    assert len({text.get_position()[1] for text in ax.texts if text.get_gid() == "symbol"}) > 4
    assert not ax.axison
    check_texts(ax)


def test_the_middle_can_be_left_out(draw, check_texts):
    use_style()
    ax = draw(draw_sequence(list(TEXT), marked=[13, -50], target="R", around=1))
    assert symbols(ax) == "Ea\u2026dXd\u2026aYa\u2026dB"
    check_texts(ax)
    assert symbols(draw_sequence(list("abcde"), around=0)) == "a\u2026e"
    # A gap of one symbol would be as long as the symbol.
    assert symbols(draw_sequence(list("abcde"), marked=2, around=0)) == "abcde"


def test_one_hot_vectors_and_numbers_are_symbols_too():
    ids = np.array([NAMES.index(letter) for letter in TEXT])
    vectors = np.eye(len(NAMES))[ids]
    kept = vectors.copy()
    assert symbols(draw_sequence(vectors, names=NAMES)) == TEXT
    assert symbols(draw_sequence(ids, names=list(NAMES))) == TEXT
    np.testing.assert_array_equal(vectors, kept)


def test_long_names_get_wider_boxes(draw, check_texts):
    use_style()
    names = ["b", "x", *[f"a{number}" for number in range(990, 1010)], "e"]
    ax = draw(draw_sequence(names, marked=1, target="distractor"))
    check_texts(ax)
    assert symbols(ax) == "".join(names)


def test_values_with_markers(draw, check_texts):
    use_style()
    rng = np.random.default_rng(0)
    values = np.stack([rng.uniform(-1, 1, 105), np.zeros(105)], axis=1)
    values[[4, 40], 1], values[[0, -1], 1] = 1.0, -1.0
    kept = values.copy()
    ax = draw(draw_sequence(values, names=["value", "marker"], marked=[4, 40], target=0.525))
    np.testing.assert_array_equal(values, kept)
    marks = [line for line in ax.lines if line.get_gid() == "marked"]
    assert [list(line.get_xdata()) for line in marks] == [[5, 41], [5, 41]]
    assert with_gid(ax, "name") == ["value", "marker"]
    assert with_gid(ax, "target") == ["target\n0.525"]
    check_texts(ax)


@pytest.mark.parametrize("steps", [1, 10, 1000])
def test_one_line_of_any_length(draw, steps):
    values = np.random.default_rng(0).normal(size=steps)
    ax = draw(draw_sequence(values, target=1))
    assert with_gid(ax, "target") == ["target\n1"]
    assert ax.get_xlabel() == "Step"
    drawn = [line for line in ax.lines if len(line.get_xdata()) == steps]
    assert len(drawn) >= 1
    draw(draw_sequence(values[:, None] * 0))


def test_given_axes_are_used(draw):
    _, axes = plt.subplots(2, figsize=(6.4, 4))
    assert draw_sequence(list("abc"), ax=axes[0]) is axes[0]
    assert draw_sequence([0.5, 1.0], ax=axes[1]) is axes[1]
    draw(axes[0])
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(inputs=[]), "shape"),
        (dict(inputs=np.zeros((2, 3, 4))), r"must have shape \(T,\) or \(T, D\)"),
        (dict(inputs=[object()]), "must be texts, or numbers"),
        (dict(inputs=np.eye(5)), "one-hot vectors of 5 symbols; give names"),
        (dict(inputs=np.eye(5), names="abc"), "give names, one for each"),
        (dict(inputs=[0, 7], names="abc"), "hold the symbol 7, but 3 names"),
        (dict(inputs=np.full((4, 5), 0.5)), "too many; at most 4"),
        (dict(inputs=np.full((4, 2), 0.5), names=["one"]), "1 labels were given for 2 lines"),
        (dict(inputs=list("abc"), marked=[3]), "marked holds step 3, but there are 3 steps"),
        (dict(inputs=list("abc"), around=-1), "around must be a whole number"),
        (dict(inputs=[0.5, 1.0], around=1), "around shortens sequences of symbols"),
        (dict(inputs=list("abc"), target=[1, 2]), "target must be a number or a text"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        draw_sequence(**arguments)
    assert not plt.get_fignums()
