"""The step player where readers meet it: mouse, keyboard, phone, two on a page, no JavaScript."""

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image

from browser import HOW_TO_ENABLE, chromium, find_chromium
from lstmcourse.figures import StepPlayer
from site_pages import REQUIRED

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def picture(height):
    file = io.BytesIO()
    Image.new("RGB", (960, height), "white").save(file, format="png")
    return file.getvalue()


def player(name):
    heights = (300, 600, 450)
    steps = [
        (f"{name}, caption {n}." + " It is long." * 9 * n, f"Picture {n}: {'x' * 40}", picture(h))
        for n, h in enumerate(heights, start=1)
    ]
    return StepPlayer(steps, title=name, label=name, seconds=2)._repr_html_()


PAGE = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="background: #121212"><main><h1 style="color: white">t</h1>
{player("first")}{player("second")}</main></body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator:
    if not find_chromium():
        (pytest.fail if REQUIRED else pytest.skip)(HOW_TO_ENABLE)
    with chromium() as running:
        yield running


@pytest.fixture
def show(browser):
    """A function that shows the page with two players; any error of a script fails the test."""
    contexts, errors = [], []

    def open_page(html=PAGE, clock=False, **options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: request.url[:5] == "data:" or errors.append(request.url))
        if clock:
            page.clock.install(time=0)
            page.clock.pause_at(1000)
        page.set_content(html)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def shown(page):
    """The captions that can be seen, by player."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.lstmcourse-player')].map(player =>
      [...player.querySelectorAll('figure')].flatMap((figure, n) =>
        getComputedStyle(figure.querySelector('img')).visibility === 'visible' &&
        getComputedStyle(figure.querySelector('figcaption')).visibility === 'visible'
          ? [n + 1] : []))"""
    )


def press(page, name, which=0):
    # Forced: Playwright waits where a button says that it leads nowhere just now.
    page.get_by_role("button", name=name, exact=True).nth(which).click(force=True)


def test_buttons_step_and_stop_at_the_ends(show):
    page = show()
    assert shown(page) == [[1], [1]]
    press(page, "Previous")
    assert shown(page) == [[1], [1]]
    press(page, "Next")
    assert shown(page) == [[2], [1]], "each player steps by itself"
    press(page, "Next")
    press(page, "Next")
    assert shown(page) == [[3], [1]]
    first, second = page.get_by_role("group").all()
    assert first.get_by_role("button", name="Next").get_attribute("aria-disabled") == "true"
    assert first.get_by_role("status").inner_text().startswith("Step 3 of 3")
    press(page, "Next", 1)
    press(page, "Previous")
    assert shown(page) == [[2], [2]]


def test_only_the_shown_step_is_read_out_and_a_change_is_announced(show):
    page = show()
    first = page.get_by_role("group", name="first")
    assert first.get_by_role("img").count() == 1
    press(page, "Next")
    assert re.fullmatch(r"Picture 2: x+", first.get_by_role("img").get_attribute("alt"))
    told = " ".join(first.get_by_role("status").text_content().split())
    assert told.startswith("Step 2 of 3: first, caption 2. It is long.")


def test_the_keyboard_alone_is_enough(show):
    page = show()
    for name in ("Previous", "Play", "Next"):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == name
    page.keyboard.press("Enter")
    assert shown(page) == [[2], [1]]
    for key, step in [("ArrowRight", 3), ("Home", 1), ("End", 3), ("ArrowLeft", 2), ("Space", 3)]:
        page.keyboard.press(key)
        assert shown(page) == [[step], [1]], key
    # At the end the focus is still there, and keys with a modifier belong to the browser.
    assert page.evaluate("document.activeElement.textContent") == "Next"
    page.keyboard.press("Shift+Home")
    assert shown(page) == [[3], [1]]
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert shown(page) == [[3], [3]]


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_play_starts_by_hand_and_stops_at_the_last_step(show, motion):
    page = show(clock=True, reduced_motion=motion)
    page.clock.run_for(20_000)
    assert shown(page) == [[1], [1]], "it never starts by itself"
    press(page, "Play", 1)
    assert shown(page) == [[1], [2]]
    assert page.get_by_role("button", name="Stop").count() == 1
    page.clock.run_for(1_900)
    assert shown(page) == [[1], [2]]
    page.clock.run_for(200)
    assert shown(page) == [[1], [3]]
    assert page.get_by_role("button", name="Stop").count() == 0
    page.clock.run_for(20_000)
    assert shown(page) == [[1], [3]]
    press(page, "Play", 1)
    assert shown(page) == [[1], [1]], "from the end it starts anew"
    press(page, "Stop")
    page.clock.run_for(20_000)
    assert shown(page) == [[1], [1]]
    press(page, "Play", 1)
    press(page, "Previous", 1)
    page.clock.run_for(20_000)
    assert shown(page) == [[1], [1]], "another button ends Play"
    # Nothing moves between two steps.
    moving = "[...document.querySelectorAll('.lstmcourse-player *')].filter(e => { const s = "
    moving += "getComputedStyle(e); return s.animationName !== 'none' || "
    moving += "s.transitionDuration !== '0s'; }).length"
    assert page.evaluate(moving) == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_buttons_and_picture_stay_in_place_and_fit_the_window(show, width):
    page = show(viewport={"width": width, "height": 900})
    boxes = []
    for step in range(3):
        if step:
            press(page, "Next")
        group = page.get_by_role("group", name="first")
        image, button = group.get_by_role("img"), group.get_by_role("button", name="Next")
        boxes.append((image.bounding_box(), button.bounding_box(), group.bounding_box()))
    for image, button, group in boxes:
        assert (image["x"], image["y"]) == (boxes[0][0]["x"], boxes[0][0]["y"])
        assert button == boxes[0][1] and group == boxes[0][2]
        assert button["height"] >= 40
        assert image["width"] > 0.88 * group["width"]
        assert image["y"] + image["height"] <= group["y"] + group["height"]
    heights = [image["height"] for image, _, _ in boxes]
    assert heights[1] == pytest.approx(2 * heights[0], abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_tall_picture_is_seen_whole_beside_its_buttons(show):
    steps = [(f"Caption {n}.", f"Picture {n}: {'x' * 40}", picture(1200)) for n in (1, 2)]
    tall = StepPlayer(steps, title="tall", label="tall")._repr_html_()
    page = show(f"<!doctype html><body>{tall}</body>", viewport={"width": 1280, "height": 720})
    group, image = page.get_by_role("group").bounding_box(), page.get_by_role("img").bounding_box()
    assert group["height"] < 720
    assert image["width"] / image["height"] == pytest.approx(960 / 1200, rel=0.01)


def test_without_javascript_all_pictures_stand_below_each_other(show):
    page = show(java_script_enabled=False, viewport={"width": 390, "height": 900})
    assert page.get_by_role("button").count() == 0
    images = [image.bounding_box() for image in page.get_by_role("img").all()]
    assert len(images) == 6
    for above, below in zip(images, images[1:], strict=False):
        assert above["y"] + above["height"] < below["y"]


def test_stripped_of_scripts_and_styles_it_still_shows_everything(show):
    """What a notebook shows as long as it is not trusted."""
    page = show(re.sub(r"<(script|style)>.*?</\1>", "", PAGE, flags=re.DOTALL))
    assert page.get_by_role("button").count() == 0
    assert shown(page) == [[1, 2, 3], [1, 2, 3]]
    assert page.get_by_text("Step 2 of 3.").count() == 2


def test_on_paper_all_pictures_stand_below_each_other(show):
    page = show()
    page.emulate_media(media="print")
    assert shown(page) == [[1, 2, 3], [1, 2, 3]]
    assert not page.get_by_role("button").first.is_visible()


def test_html_put_in_later_works_too(show):
    """JupyterLab sets innerHTML, where scripts do not run, and replaces each script by a copy."""
    page = show("<!doctype html><html lang='en'><title>t</title><main></main></html>")
    page.evaluate(
        """html => { const host = document.createElement('div');
      host.innerHTML = html;
      for (const script of host.querySelectorAll('script')) {
        const copy = document.createElement('script');
        copy.textContent = script.textContent;
        script.replaceWith(copy);
      }
      document.querySelector('main').append(host); }""",
        player("first") + player("second"),
    )
    press(page, "Next", 1)
    assert shown(page) == [[1], [2]]
    assert page.get_by_role("button").count() == 6, "set up once"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_is_found(show, scheme):
    from axe_playwright_python.base import AXE_SCRIPT

    page = show(color_scheme=scheme)
    press(page, "Next")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async () => (await axe.run(document)).violations")
    assert [f"{fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in found] == []
