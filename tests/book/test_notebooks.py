"""What is stored in each notebook: outputs, alt texts, description, nothing of one machine."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import notebooks as tool
from site_pages import ROOT, source_of, toc_pages

ALL = tool.notebooks([str(ROOT / "book")])


@pytest.mark.parametrize("path", ALL, ids=lambda p: str(p.relative_to(ROOT / "book")))
def test_stored_notebook_can_be_published(path: Path) -> None:
    assert tool.problems(path) == []


def test_every_page_is_in_the_table_of_contents_and_every_entry_exists() -> None:
    pages = toc_pages()
    assert len(pages) == len(set(pages))
    assert [page for page in pages if source_of(page) is None] == []
    on_disk = {
        str(p.relative_to(ROOT).with_suffix(""))
        for p in (ROOT / "book").rglob("*")
        if p.suffix in {".md", ".ipynb"} and not {"vendor", ".ipynb_checkpoints"} & set(p.parts)
    }
    assert sorted(on_disk - set(pages)) == []


# --- the tool itself ---------------------------------------------------------------------------

DESCRIPTION = "A page that exists only to try the rules that every page of the course follows."
ALT = "A straight line that rises from zero at the left to nine at the right."
PNG = (  # one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def clean(tmp_path: Path):
    """A function that writes a notebook without problems, after `spoil` has changed it."""

    def make(spoil=lambda notebook: None) -> Path:
        numbers = new_code_cell(
            "1 + 1",
            execution_count=1,
            metadata={"tags": ["nbval-check-output"]},
            outputs=[new_output("execute_result", {"text/plain": "2"}, execution_count=1)],
        )
        plot = new_code_cell(
            "plot()",
            execution_count=2,
            metadata={"mystnb": {"image": {"alt": ALT}}},
            outputs=[new_output("display_data", {"image/png": PNG, "text/plain": "<Figure>"})],
        )
        notebook = new_notebook(cells=[new_markdown_cell("(label)=\n# Title"), numbers, plot])
        notebook.metadata["myst"] = {"html_meta": {"description": DESCRIPTION}}
        tool.tidy(notebook)
        notebook.metadata["lstmcourse"] = {"executed": tool.fingerprint(notebook)}
        spoil(notebook)
        path = tmp_path / "page.ipynb"
        nbformat.write(notebook, path)
        return path

    return make


def test_a_clean_notebook_has_no_problems(clean) -> None:
    assert tool.problems(clean()) == []


def spoil_output(notebook, output) -> None:
    notebook.cells[1].outputs = [output]


def html_output(*images: str):
    return new_output("display_data", {"text/html": f"<div>{''.join(images)}</div>"})


FAULTS = {
    "description": lambda n: n.metadata.pop("myst"),
    "title": lambda n: n.cells[0].update(source="No heading"),
    "executed, in order": lambda n: n.cells[1].update(execution_count=None),
    "code has changed": lambda n: n.cells[1].update(source="1 + 2"),
    "nbval-check-output": lambda n: n.cells[1].metadata.update(tags=[]),
    "mystnb.image.alt": lambda n: n.cells[2].metadata.update(mystnb={"image": {"alt": "plot"}}),
    "needs metadata mystnb.image.alt": lambda n: n.cells[2].metadata.pop("mystnb"),
    "stores the error": lambda n: spoil_output(
        n, new_output("error", ename="ValueError", evalue="no", traceback=["ValueError: no"])
    ),
    "depends on this machine": lambda n: spoil_output(
        n, new_output("stream", name="stdout", text="saved /home/me/course/file.txt")
    ),
    "at 0x7f": lambda n: spoil_output(
        n, new_output("stream", name="stdout", text="<function f at 0x7f12ab34cd56>")
    ),
    "alt text": lambda n: n.cells[0].update(source="# Title\n\n![](figure.png)"),
    "stores no output": lambda n: n.cells[1].update(outputs=[]),
    "each <img> in the HTML": lambda n: spoil_output(
        n, html_output(f'<img alt="{ALT}" src="a">', '<img alt="plot" src="b">')
    ),
    "one has None": lambda n: spoil_output(n, html_output('<IMG src="a">')),
    "Python version": lambda n: n.metadata.language_info.update(version="3.11.7"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_named(clean, fault: str) -> None:
    found = tool.problems(clean(FAULTS[fault]))
    assert any(fault in problem for problem in found), found


def test_web_addresses_are_not_taken_for_local_paths(clean) -> None:
    text = "https://example.org/home/lstmcourse/book/ and a/tmp/b and ratio 3/tmp"
    path = clean(lambda n: spoil_output(n, new_output("stream", name="stdout", text=text)))
    assert tool.problems(path) == []


def test_pictures_in_html_carry_their_own_alt_texts(clean) -> None:
    # Encoded pictures are long enough to hold what looks like a path.
    encoded = f"data:image/png;base64,{PNG[:-1]}+/tmp/x/book/{PNG}"
    image = f'<img src="{encoded}" alt="{ALT}">'
    assert tool.problems(clean(lambda n: spoil_output(n, html_output(image, image)))) == []
    path = clean(lambda n: spoil_output(n, html_output(image, "/tmp/x/book/y")))
    assert len(tool.problems(path)) == 1


AUTHORED = """---
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
myst:
  html_meta:
    description: A page that exists only to try how a text becomes a notebook of the course.
---

# Title

```{exercise} Step
:label: ex-step
Write it.
```

```{code-cell} ipython3
---
tags: [nbval-check-output]
mystnb:
  image:
    alt: A straight line that rises from zero to nine.
---
print(1)
print(2)
```
"""


def test_convert_keeps_text_tags_alt_and_description(tmp_path: Path) -> None:
    source, target = tmp_path / "page.md", tmp_path / "page.ipynb"
    source.write_text(AUTHORED, encoding="utf-8")
    tool.convert(source, target)
    first = target.read_bytes()
    tool.convert(source, target)
    assert target.read_bytes() == first, "the same text gives the same notebook"

    notebook = tool.read(target)
    text, code = notebook.cells
    assert text.source.startswith("# Title") and "```{exercise} Step" in text.source
    assert code.source == "print(1)\nprint(2)"
    assert code.metadata.tags == ["nbval-check-output"]
    assert code.metadata.mystnb.image.alt.startswith("A straight line")
    assert notebook.metadata.myst.html_meta.description.startswith("A page that exists")
    assert "version" not in notebook.metadata.language_info


def test_editing_one_cell_keeps_the_ids_of_the_others() -> None:
    def ids(*sources: str) -> list[str]:
        notebook = new_notebook(cells=[new_code_cell(s) for s in sources])
        tool.tidy(notebook)
        return [cell.id for cell in notebook.cells]

    before, after = ids("a", "b", "c"), ids("a", "changed", "c")
    assert (before[0], before[2]) == (after[0], after[2])
    assert len(set(ids("same", "same"))) == 2


@pytest.mark.slow
def test_execute_stores_outputs_and_is_repeatable(tmp_path: Path) -> None:
    source, target = tmp_path / "page.md", tmp_path / "page.ipynb"
    source.write_text(AUTHORED, encoding="utf-8")
    tool.convert(source, target)
    tool.execute(target)
    once = target.read_bytes()
    tool.execute(target)
    assert target.read_bytes() == once
    (output,) = tool.read(target).cells[1].outputs
    assert output.text == "1\n2\n"
    # The sample describes a picture that it does not draw, and that alone is found.
    assert tool.problems(target) == ["cell 2 (print(1)): describes a picture, but stores none"]
