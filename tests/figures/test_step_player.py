import base64
import io
import re
from html.parser import HTMLParser

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from lstmcourse.figures import StepPlayer

ALT = "A straight line that rises from the left to the right, number"


def png(width=3, height=2):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, format="png")
    return file.getvalue()


def player(count=3, **changed):
    steps = [(f"Caption {n} & <b>more</b>.", f'{ALT} "{n}".', png(n + 1)) for n in range(count)]
    return StepPlayer(**{"steps": steps, "title": "A title", "label": "Some steps", **changed})


class Outline(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_html_holds_every_picture_with_its_alt_text():
    outline = Outline(player()._repr_html_())
    assert outline.open == [], "every tag is closed, in order"
    images = [attrs for tag, attrs in outline.tags if tag == "img"]
    assert [image["alt"] for image in images] == [f'{ALT} "{n}".' for n in range(3)]
    assert [(image["width"], image["height"]) for image in images] == [
        ("1", "2"),
        ("2", "2"),
        ("3", "2"),
    ]
    data = images[1]["src"].removeprefix("data:image/png;base64,")
    assert base64.b64decode(data) == png(2)
    assert outline.tags[0][1]["aria-label"] == "Some steps"


def test_nothing_in_it_is_asked_for_from_outside_or_needs_an_id():
    html = player()._repr_html_()
    html = re.sub(r"base64,[^\"]*", "", html)
    assert not re.search(r"https?:|//\w|@import|url\(|\bid=|<link|<iframe", html)
    assert {tag for tag, attrs in Outline(html).tags if "src" in attrs} == {"img"}


def test_texts_are_escaped():
    html = player(title="<i>", label='"x"')._repr_html_()
    assert "Caption 0 &amp; &lt;b&gt;more&lt;/b&gt;." in html
    assert "<strong>&lt;i&gt;</strong>" in html and 'aria-label="&quot;x&quot;"' in html


def test_without_a_script_there_are_no_buttons_and_all_pictures_show():
    html = re.sub(r"<(script|style)>.*?</\1>", "", player()._repr_html_(), flags=re.DOTALL)
    assert not re.search(r"<button|hidden|display|player-on", html)
    assert html.count("<figure>") == html.count("<img") == 3
    assert "Step 3 of 3." in html


def test_figures_and_axes_are_drawn_and_closed():
    figure, ax = plt.subplots(figsize=(4, 3))
    other = plt.figure(figsize=(8, 2))
    ax.plot(np.arange(3))
    made = player(steps=[("One.", ALT, ax), ("Two.", ALT, other)])
    assert plt.get_fignums() == []
    sizes = [Image.open(io.BytesIO(step[2])).size for step in made.steps]
    assert sizes == [(960, 720), (960, 240)]


def test_few_colours_do_not_change_what_is_seen():
    figure, ax = plt.subplots(figsize=(6, 4), facecolor="#FCFCFA")
    ax.imshow(np.random.default_rng(0).random((20, 20)), cmap="viridis")
    ax.set_title("title")
    buffer = io.BytesIO()
    figure.savefig(buffer, dpi=160)
    ((_, _, png),) = player(steps=[("One.", ALT, figure)]).steps
    before, after = (
        np.asarray(Image.open(file).convert("RGB"), dtype=int) for file in (buffer, io.BytesIO(png))
    )
    assert np.abs(before - after).max() < 20
    np.testing.assert_array_equal(before[0, 0], after[0, 0])


def test_it_has_a_text_form():
    made = player(steps=[("Very long " * 20, ALT, png()), ("Short.", ALT, png())])
    lines = repr(made).splitlines()
    assert lines[0] == "A title (2 pictures)" and lines[-1] == "2. Short."
    assert max(map(len, lines)) <= 72 and len(made) == 2


def test_equal_arguments_give_equal_html():
    assert player()._repr_html_() == player()._repr_html_()
    assert 'data-seconds="2.5"' in player(seconds=2.5)._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (dict(steps=[]), ValueError, "at least one step"),
        (dict(steps=[("a", ALT)]), TypeError, r"step 1 must be \(caption, alt, picture\)"),
        (dict(steps=[("a", "short", png())]), ValueError, "alt text of step 1 has 5 characters"),
        (dict(steps=[("", ALT, png())]), ValueError, "caption of step 1 must be a text"),
        (dict(steps=[("a", ALT, b"GIF89a")]), ValueError, "bytes of step 1 are no PNG"),
        (dict(steps=[("a", ALT, "plot.png")]), TypeError, "picture of step 1 must be a Matplotlib"),
        (dict(title=" "), ValueError, "title must be a text"),
        (dict(label=3), ValueError, "label must be a text"),
        (dict(seconds=0), ValueError, "seconds must be 1 to 600"),
        (dict(seconds=float("inf")), ValueError, "seconds must be 1 to 600"),
    ],
)
def test_bad_input_says_what_is_wrong(arguments, error, message):
    with pytest.raises(error, match=message):
        player(**arguments)
