import io
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from lstmcourse.figures import StepPlayer, attention_steps, use_style
from lstmcourse.figures.attention_steps import _Scene

WORDS = ["i", "am", "a", "student"]
QUERY = np.array([2.0, -1.0])
KEYS = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [2.0, 1.0]])
VALUES = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 0.5], [2.0, 0.0, 4.0]])
READOUT = {"suis": 0.05, "étudiant": 0.8, "je": 0.15}
ALL = dict(query=QUERY, keys=KEYS, values=VALUES, words=WORDS, state=[0.5, -1], readout=READOUT)


@cache
def made():
    return attention_steps(**ALL)


def scene(scale=1.0):
    return _Scene(QUERY, KEYS, VALUES, WORDS, scale, np.array([0.5, -1.0]), READOUT)


def texts(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


def test_the_numbers_are_those_of_the_course():
    from lstmcourse import attention

    context, weights, _ = attention.dot(QUERY[None], KEYS, VALUES, scale=0.7)
    np.testing.assert_allclose(scene(0.7).weights, weights[0], rtol=1e-12)
    np.testing.assert_allclose(scene(0.7).context, context[0], rtol=1e-12)


def test_each_step_adds_to_the_picture(draw):
    use_style()
    drawn = [draw(scene().draw(step)) for step in range(1, 7)]
    for gid, first, shown in [
        ("key", 1, ["1", "0", "0", "1", "0", "0", "2", "1"]),
        ("query", 1, ["2", "−1"]),
        ("score", 2, ["2", "−1", "0", "3"]),
        ("how", 2, ["2·1 + −1·0", "2·0 + −1·1", "2·0 + −1·0", "2·2 + −1·1"]),
        ("weight", 3, ["0.26", "0.01", "0.03", "0.70"]),
        (
            "weighted",
            4,
            ["0.26", "0", "0", "0", "0.01", "0", "0", "0", "0.02", "1.39", "0", "2.79"],
        ),
        ("candidate", 6, ["étudiant", "je", "suis"]),
        ("state", 6, ["0.5", "−1"]),
    ]:
        for step, ax in enumerate(drawn, start=1):
            assert texts(ax, gid) == (shown if step >= first else []), (gid, step)
    assert texts(drawn[4], "context") == ["1.65", "0.01", "2.8"]
    # All pictures are equally large, and what is there already stays where it is.
    assert len({tuple(ax.figure.get_size_inches()) for ax in drawn}) == 1
    places = [[t.get_position() for t in ax.texts if t.get_gid() == "key"] for ax in drawn]
    assert all(place == places[0] for place in places)


def test_captions_and_alt_texts_hold_the_numbers():
    player = made()
    assert isinstance(player, StepPlayer) and len(player) == 6
    captions, alts, _ = zip(*player.steps, strict=True)
    assert "The highest score, 3, has “student”" in captions[1]
    assert "“student” gets 0.70" in captions[2]
    assert captions[4].endswith("(1.65, 0.01, 2.8).")
    assert "“étudiant” with 0.80" in captions[5]
    assert "i (1, 0), am (0, 1), a (0, 0), student (2, 1)" in alts[0]
    assert "student 3" in alts[1] and "student 0.70" in alts[2] and "je 0.15" in alts[5]
    assert plt.get_fignums() == []


def test_without_state_five_steps_and_a_scale_is_named():
    player = attention_steps(QUERY, KEYS, VALUES, WORDS, scale=0.5)
    assert len(player) == 5
    assert "times 0.5" in player.steps[1][0] and "1.5, has" in player.steps[1][0]


def test_long_vectors_become_strips(draw):
    use_style()
    rng = np.random.default_rng(0)
    long = dict(query=rng.normal(size=40), keys=rng.normal(size=(10, 40)))
    long |= dict(values=rng.normal(size=(10, 33)), words=["longish"] * 10)
    player = attention_steps(**long, state=rng.normal(size=7), readout={"<end>": 0.9, "a": 0.1})
    assert len(player) == 6 and "strips of 40 colours" in player.steps[0][1]
    zeros = attention_steps(np.zeros(40), np.zeros((1, 40)), np.zeros((1, 9)), ["a"])
    assert "0 0" not in zeros.steps[0][1]


def test_pictures_have_one_size_and_equal_arguments_give_equal_bytes():
    kept = [array.copy() for array in (QUERY, KEYS, VALUES)]
    player = attention_steps(**ALL)
    sizes = {Image.open(io.BytesIO(png)).size for _, _, png in player.steps}
    assert len(sizes) == 1 and sizes.pop()[0] == 960
    for before, after in zip(kept, (QUERY, KEYS, VALUES), strict=True):
        np.testing.assert_array_equal(before, after)
    assert made()._repr_html_() == player._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(query=KEYS), r"query must be one vector, \(D,\)"),
        (dict(keys=QUERY), "keys must be a row for each word"),
        (dict(query=[1.0]), "the query has 1 entries and the keys have 2"),
        (dict(values=VALUES[:3]), "values must have a row for each of the 4 words, not 3"),
        (dict(keys=[[1, 2], [3]]), "keys must be an array of numbers"),
        (dict(query=[1.0, np.inf]), "query must hold finite numbers"),
        (dict(words=["a"] * 11), "words must be 1 to 10"),
        (dict(scale=np.nan), "scale must be a finite number"),
        (dict(state=None), "state and readout go together"),
        (dict(readout={}), "at least one output word"),
        (dict(readout={"je": 1.5}), r"readout\['je'\] is 1.5; a probability"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        attention_steps(**{**ALL, **arguments})
    assert plt.get_fignums() == []
