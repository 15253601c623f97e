"""Real English text that every Python brings along, and batches of it for a language model.

The text is the language reference behind Python's own `help()` (module `pydoc_data.topics`),
cleaned to prose: no code blocks, no grammar rules, no tables, no headings, no repeated paragraphs.
Nothing is downloaded.

The text differs between Python versions, because the reference grows. So a number measured on it
(a loss, a vocabulary size) is comparable only at the same `text_fingerprint()`. Print it.

Explained in: book/rnn/sentence
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from lstmcourse.tasks._arguments import check_count, check_fraction

CHARACTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \n.,;:!?'\"()-_/"
)
"""The characters `english_text` may hold. A paragraph with any other is left out."""

_TO_ASCII = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u00a0": " ",
        "`": '"',
    }
)
_BULLET = re.compile(r"^(\s*)(?:[*+-]|\d+\.|[a-z]\.)\s+")
_EMPHASIS = re.compile(r"(\*{1,2})(?=\S)([^*\n]+?)(?<=\S)\1")
_FOOTNOTE = re.compile(r"\s*\[\d+\]_?")
_SENTENCE = re.compile(r"[\"'(]?[A-Z].*[.:!?]\)?$")
_WORDLIKE = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*[.,;:!?]?")
_MIN_WORDS = 6
_MIN_PLAIN_WORDS = 0.7


def english_text(*, lower: bool = False) -> str:
    """Prose paragraphs, one per line, from the help topics of the running Python.

    About 200,000 characters (Python 3.11), all of them in `CHARACTERS`. Paragraphs keep the order
    of the topics, and no paragraph occurs twice, so a part held out for testing is not a copy of
    the part used for training. lower: True maps capitals to small letters.

    Raises ModuleNotFoundError where `pydoc_data` is not installed, as in the browser's Python
    (Pyodide); the message says what to do. See `text_fingerprint` about versions.
    """
    text = _cleaned_topics()
    return text.lower() if lower else text


def text_fingerprint(text: str | None = None) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of a text (default: `english_text()`).

    Two results measured on this text can be compared only when their fingerprints are equal.
    """
    text = english_text() if text is None else text
    if not isinstance(text, str):
        raise TypeError(f"text_fingerprint takes one string, not {type(text).__name__}")
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def split_text(text: str, test_fraction: float = 0.1) -> tuple[str, str]:
    """Cut a text in two: (the first part for training, the last part for testing).

    The cut is at the first line end after the fraction asked for, so no paragraph is torn and the
    test part holds at most `test_fraction` of the characters. A text of one line is cut exactly at
    the fraction. Raises ValueError when a part would be empty.
    """
    if not isinstance(text, str):
        raise TypeError(f"split_text takes one string, not {type(text).__name__}")
    cut = round(len(text) * (1.0 - check_fraction("test_fraction", test_fraction)))
    line_end = text.find("\n", cut)
    if 0 <= line_end < len(text) - 1:
        cut = line_end + 1
    if cut == 0 or cut == len(text):
        raise ValueError(
            f"a text of {len(text)} characters with test_fraction={test_fraction} leaves one part "
            "empty; use a longer text or another fraction"
        )
    return text[:cut], text[cut:]


def language_model_batches(
    ids: Any, steps: int, batch: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Cut a long sequence of ids into windows for next-symbol prediction.

    The N ids are laid out as B = `batch` streams side by side, each one contiguous, with
    L = (N - 1) // B ids. Window number m gives

        inputs[t, b]  = ids[b L + m T + t]        (T, B), T = `steps`
        targets[t, b] = ids[b L + m T + t + 1]    (T, B)

    so column b of window m + 1 goes on exactly where column b of window m stopped, and the state
    after one window may be carried into the next. What is left after the last full window, fewer
    than T steps, is dropped. The arrays are copies, of dtype int64.

    Raises at the call (not at the first window) when ids is not a one-dimensional integer array or
    is too short for a single window.
    """
    steps = check_count("steps", steps, least=1)
    batch = check_count("batch", batch, least=1)
    ids = np.asarray(ids)
    if ids.ndim != 1 or not np.issubdtype(ids.dtype, np.integer):
        raise TypeError(
            f"ids must be a one-dimensional integer array, but it has shape {ids.shape} and dtype "
            f"{ids.dtype}; a vocabulary's encode(text) gives one"
        )
    length = (len(ids) - 1) // batch
    if length < steps:
        raise ValueError(
            f"{len(ids)} ids are too few for batch={batch} streams of steps={steps}: at least "
            f"{batch * steps + 1} are needed; use a longer text, fewer streams or fewer steps"
        )
    used = batch * length
    inputs = ids[:used].reshape(batch, length).T.astype(np.int64)
    targets = ids[1 : used + 1].reshape(batch, length).T.astype(np.int64)
    return _windows(inputs, targets, steps)


def _windows(
    inputs: np.ndarray, targets: np.ndarray, steps: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    for start in range(0, len(inputs) - steps + 1, steps):
        window = slice(start, start + steps)
        yield inputs[window].copy(), targets[window].copy()


@lru_cache(maxsize=1)
def _cleaned_topics() -> str:
    try:
        from pydoc_data.topics import topics
    except ImportError as error:
        raise ModuleNotFoundError(
            "english_text() reads pydoc_data.topics, the text behind Python's help(), and this "
            "Python does not have it (the browser's Python, Pyodide, leaves it out). Run this page "
            "in a local Jupyter, or use a text of your own in place of english_text()."
        ) from error
    return clean_topics(topics[name] for name in sorted(topics))


def clean_topics(pages: Iterable[str]) -> str:
    """Keep the prose of help pages: one paragraph per line, each different one once."""
    seen: dict[str, None] = {}
    for page in pages:
        for block in _blocks(page.translate(_TO_ASCII)):
            paragraph = _join(block)
            if _is_prose(paragraph):
                seen.setdefault(paragraph)
    return "".join(paragraph + "\n" for paragraph in seen)


def _blocks(page: str) -> Iterator[list[str]]:
    """Groups of neighbouring lines with the same indentation; an item mark starts a new group."""
    block: list[str] = []
    depth = 0
    for line in [*page.expandtabs().splitlines(), ""]:
        item = _BULLET.match(line)
        # "* text" reads as "  text": the lines that go on are indented as far as the text is.
        body = " " * item.end() + line[item.end() :] if item else line
        indent = len(body) - len(body.lstrip())
        if block and (not body.strip() or item or indent != depth):
            yield block
            block = []
        if body.strip():
            block.append(body.strip())
            depth = indent


def _join(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        # A line that ends in "built-" goes on with "in"; one that ends in " -" does not.
        text += line if re.search(r"[A-Za-z]-$", text) else " " + line
    text = _EMPHASIS.sub(r"\2", text)
    text = _FOOTNOTE.sub("", text)
    return re.sub(r" +", " ", text)


def _is_prose(paragraph: str) -> bool:
    """A sentence by its looks: a capital first, a full stop last, and mostly plain words."""
    if not _SENTENCE.match(paragraph) or not CHARACTERS.issuperset(paragraph):
        return False
    pieces = paragraph.split()
    plain = sum(_WORDLIKE.fullmatch(piece.strip("\"'()")) is not None for piece in pieces)
    return len(pieces) >= _MIN_WORDS and plain >= _MIN_PLAIN_WORDS * len(pieces)
