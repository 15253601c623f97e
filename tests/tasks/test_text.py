import re
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.tasks import (
    char_vocabulary,
    english_text,
    language_model_batches,
    split_text,
    text,
    text_fingerprint,
    word_vocabulary,
)

PAGE = """The "while" statement
*********************

The "while" statement is used for *repeated execution* as long as
an expression is true, says the built-
in help [1]:

   while_stmt ::= "while" expression

* This first item of a list is a whole sentence that goes on
  for two lines.

* This second item also holds enough words to stay in.

+-----+-----+
| a   | b   |

   >>> print("This is code, and code does not count as prose.")

Note:

  An indented note with the author\u2019s own words is prose as well.

Too few words here.
"""


def test_cleaning_keeps_sentences_and_drops_the_rest():
    assert text.clean_topics([PAGE, PAGE]) == (
        'The "while" statement is used for repeated execution as long as an expression is true, '
        "says the built-in help:\n"
        "This first item of a list is a whole sentence that goes on for two lines.\n"
        "This second item also holds enough words to stay in.\n"
        "An indented note with the author's own words is prose as well.\n"
    )


def test_english_text_is_long_prose_in_a_small_character_set():
    prose = english_text()
    paragraphs = prose.splitlines()
    assert len(prose) > 100_000
    assert set(prose) <= text.CHARACTERS
    assert len(paragraphs) == len(set(paragraphs)) > 500
    assert all(re.search(r"[.:!?]\)?$", paragraph) for paragraph in paragraphs)
    assert not re.search(r"\*\*\*|::=|>>>|  ", prose)
    spaces = prose.count(" ") / len(prose)
    assert 0.12 < spaces < 0.22


def test_english_text_is_the_same_on_every_call():
    assert english_text() == english_text()
    lower = english_text(lower=True)
    assert lower == english_text().lower()
    assert text_fingerprint() == text_fingerprint(english_text())
    assert text_fingerprint(lower) != text_fingerprint()


def test_fingerprint_is_the_start_of_the_sha256():
    assert text_fingerprint("abc") == "ba7816bf8f01"
    with pytest.raises(TypeError, match="one string, not list"):
        text_fingerprint(["abc"])


def test_frequent_words_are_english():
    vocabulary = word_vocabulary(english_text(lower=True), size=200)
    assert len(vocabulary) == 200
    assert {"the", "of", "a", "is", "to"} <= set(vocabulary.symbols[:15])
    assert len(char_vocabulary(english_text())) <= len(text.CHARACTERS)


def test_missing_help_topics_say_what_to_do(monkeypatch):
    text._cleaned_topics.cache_clear()
    monkeypatch.setitem(sys.modules, "pydoc_data.topics", None)
    try:
        with pytest.raises(ModuleNotFoundError, match="Pyodide.*local Jupyter.*text of your own"):
            english_text()
    finally:
        text._cleaned_topics.cache_clear()


def test_split_cuts_between_paragraphs():
    train, test = split_text(english_text(), 0.1)
    assert train + test == english_text()
    assert train.endswith("\n")
    assert 0.09 < len(test) / len(english_text()) <= 0.1
    assert not set(train.splitlines()) & set(test.splitlines())


def test_split_of_one_line_is_exact():
    assert split_text("abcdefghij", 0.3) == ("abcdefg", "hij")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("abc", 0.0), ValueError, "strictly between 0 and 1"),
        (("abc", 1.5), ValueError, "strictly between 0 and 1"),
        (("abc", "half"), TypeError, "must be a number"),
        (("a", 0.1), ValueError, "leaves one part empty"),
        ((b"abc",), TypeError, "one string, not bytes"),
    ],
)
def test_bad_splits_say_what_is_wrong(arguments, error, message):
    with pytest.raises(error, match=message):
        split_text(*arguments)


@given(
    count=st.integers(2, 200),
    steps=st.integers(1, 9),
    batch=st.integers(1, 7),
    start=st.integers(0),
)
def test_batches_are_contiguous_streams_with_shifted_targets(count, steps, batch, start):
    ids = np.arange(count) + start % 1000
    if (count - 1) // batch < steps:
        with pytest.raises(ValueError, match=f"at least {batch * steps + 1} are needed"):
            language_model_batches(ids, steps, batch)
        return
    windows = list(language_model_batches(ids, steps, batch))
    length = (count - 1) // batch
    assert len(windows) == length // steps
    for inputs, targets in windows:
        assert inputs.shape == targets.shape == (steps, batch)
        # The ids count up, so the next symbol is the symbol plus one.
        np.testing.assert_array_equal(targets, inputs + 1)
    streams = np.concatenate([inputs for inputs, _ in windows])
    expected = ids[0] + np.arange(batch) * length + np.arange(len(streams))[:, None]
    np.testing.assert_array_equal(streams, expected)


def test_batches_are_copies():
    ids = np.arange(20)
    inputs, targets = next(language_model_batches(ids, 4, 2))
    inputs[:] = targets[:] = -5
    np.testing.assert_array_equal(ids, np.arange(20))
    assert next(language_model_batches(ids, 4, 2))[0].min() == 0


def test_bad_ids_raise_at_the_call():
    with pytest.raises(TypeError, match="one-dimensional integer array"):
        language_model_batches(np.zeros((3, 3), int), 1, 1)
    with pytest.raises(TypeError, match="dtype float64"):
        language_model_batches([0.5, 1.0], 1, 1)
    with pytest.raises(ValueError, match="batch must be at least 1"):
        language_model_batches(np.arange(9), 1, 0)
