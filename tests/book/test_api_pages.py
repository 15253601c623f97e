"""How plain docstrings become pages (tools/course_sphinx.py), and what the pages hold."""

import importlib
import inspect
import re
from collections import Counter
from textwrap import dedent
from typing import NamedTuple

import pytest
from docutils.core import publish_doctree
from docutils.utils import SystemMessage

import course_sphinx
from site_pages import ROOT


def rst(text: str, names: set[str] = frozenset(), pages: set[str] = frozenset()) -> str:
    return "\n".join(course_sphinx.to_rst(dedent(text).strip().splitlines(), pages, names))


def parsed(text: str, names: set[str] = frozenset()) -> str:
    """As docutils reads it; any warning is an error."""
    settings = {"report_level": 1, "halt_level": 2, "warning_stream": False}
    try:
        return publish_doctree(rst(text, names), settings_overrides=settings).pformat()
    except SystemMessage as problem:
        raise AssertionError(problem) from None


def test_indented_equations_keep_their_shape() -> None:
    tree = parsed("""
        The recurrence:

            a = x W_x + h W_h
            h' = tanh(a)

        and no more.
        """)
    assert "<literal_block" in tree
    assert "a = x W_x + h W_h\n        h' = tanh(a)\n" in tree


def test_an_equation_right_under_its_sentence_is_set_apart() -> None:
    tree = parsed("Write\n    dE/dh = *everything* | that `counts`\nfor it.")
    assert "dE/dh = *everything* | that `counts`" in tree
    assert tree.count("<paragraph>") == 2


def test_mathematics_is_not_markup() -> None:
    text = "The norm |f'(net) w| * 2, a product *args, W_ and a `quote and h_{t-1}."
    assert text.replace("\n", " ") in parsed(text)


def test_sections_become_lists_with_joined_lines() -> None:
    tree = parsed("""
        Run it.

        Args:
            xs: the inputs, (T, B, I);
                T may be 0.
            d_hs, d_state: derivatives.

        Returns:
            The states h_1 ... h_T.

        Raises:
            ValueError: a shape does not fit.
        """)
    assert tree.count("<bullet_list") == 3
    assert "the inputs, (T, B, I); T may be 0." in tree
    for name in ("xs", "d_hs", "d_state", "ValueError"):
        assert re.search(rf"<literal>\s+{name}\n", tree)


def test_parameters_without_a_section_become_a_list() -> None:
    text = """
        Draw it.

        steps: how many steps
            (default 4).
        ax: where to draw.

        Layout: this is a sentence.
        """
    tree = parsed(text, names={"steps", "ax"})
    assert tree.count("<list_item>") == 2
    assert "how many steps (default 4)." in tree
    assert "Layout: this is a sentence." in tree


def test_a_page_that_exists_becomes_a_link() -> None:
    text = "Explained in: book/rnn/bptt and book/cec/cell"
    assert rst(text, pages={"book/rnn/bptt"}).strip() == (
        "Explained in: :doc:`/book/rnn/bptt` and book/cec/cell"
    )


def test_fields_of_a_named_tuple_carry_their_comments() -> None:
    class Sample(NamedTuple):
        W_x: int  # (I, H)
        b: int

    assert course_sphinx.field_list(Sample) == ["- ``W_x``: (I, H)", ""]
    assert course_sphinx.field_list(int) == []


# --- the pages ---------------------------------------------------------------------------------

API = ROOT / "book/appendix/api"
DIRECTIVE = re.compile(r"^\.\. auto(?:module|class):: (\S+)", re.MULTILINE)
REPORT = "lstmcourse.exercises.report.Report"  # the one class with an entry of its own
LAYERS = sorted(path.parent.name for path in (ROOT / "lstmcourse").glob("*/__init__.py"))


def documented() -> list[str]:
    return [name for page in API.glob("*.md") for name in DIRECTIVE.findall(page.read_text())]


def test_no_module_stands_on_two_pages() -> None:
    assert [name for name, times in Counter(documented()).items() if times > 1] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_every_public_name_of_a_layer_has_its_page(layer: str) -> None:
    package = importlib.import_module(f"lstmcourse.{layer}")
    entries = set(documented())
    if package.__name__ in entries:  # with all that it imports
        return
    modules = [importlib.import_module(entry) for entry in entries if entry != REPORT]
    shown = {name for module in modules for name in getattr(module, "__all__", [])}
    missing = []
    for name in getattr(package, "__all__", []):
        value = getattr(package, name)
        home = value.__name__ if inspect.ismodule(value) else getattr(value, "__module__", "")
        if (
            home.startswith("lstmcourse.")
            and not {home, f"{home}.{name}"} & entries
            and name not in shown
        ):
            missing.append(name)
    assert missing == []


def test_the_index_names_every_page() -> None:
    pages = {path.stem for path in API.glob("*.md")} - {"index"}
    linked = re.findall(r"\{doc\}`([\w-]+)`", (API / "index.md").read_text())
    assert sorted(linked) == sorted(pages)
