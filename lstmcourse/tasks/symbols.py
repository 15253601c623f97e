"""Symbols and numbers: vocabularies, one-hot vectors, and the mark for "no target here".

A network reads numbers. A `Vocabulary` gives every symbol (a character or a word) one number, its
id, and `one_hot` turns ids into the vectors a cell takes as input.

Explained in: book/rnn/sentence
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lstmcourse.tasks._arguments import check_count, check_float_dtype

IGNORE = -1
"""A target with this value does not count: the loss and the accuracy skip that step."""

UNKNOWN = "<unk>"
"""The symbol that stands for every character or word a vocabulary does not hold."""

PAD, START, END = 0, 1, 2
"""Ids in a vocabulary of sentences: what fills up, what begins and what ends one."""

SPECIALS = ("<pad>", "<start>", "<end>")
"""The symbols of PAD, START and END, in this order: the first three of such a vocabulary."""

_WORD = re.compile(r"<unk>|[A-Za-z]+(?:['-][A-Za-z]+)*|[0-9]+|[^\sA-Za-z0-9]")


def words(text: str) -> list[str]:
    """Split a text into words, numbers and single punctuation marks, in lower case.

    "Tom's TV, in 1997." becomes ["tom's", "tv", ",", "in", "1997", "."]. An apostrophe or a hyphen
    inside a word stays in the word.
    """
    if not isinstance(text, str):
        raise TypeError(f"words() takes one string, not {type(text).__name__}")
    return _WORD.findall(text.lower())


@dataclass(frozen=True)
class Vocabulary:
    """A fixed list of V symbols; the id of a symbol is its place in the list, 0..V-1.

    symbols: the V different symbols, in id order.
    unit: "character" or "word". It decides how `encode` splits a string (characters one by one, or
        `words`) and how `decode` joins symbols (with nothing, or with a space).

    When "<unk>" is one of the symbols, `encode` maps every symbol it does not know to it. When it
    is not, `encode` raises a ValueError that names the first unknown symbol.
    """

    symbols: tuple[str, ...]
    unit: str = "word"
    _ids: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.unit not in ("character", "word"):
            raise ValueError(f'unit must be "character" or "word", not {self.unit!r}')
        if isinstance(self.symbols, str):
            raise TypeError("symbols must be a sequence of strings; for characters use list(text)")
        symbols = tuple(self.symbols)
        ids = {symbol: number for number, symbol in enumerate(symbols)}
        if len(ids) != len(symbols):
            twice = [symbol for symbol, count in Counter(symbols).items() if count > 1]
            raise ValueError(f"every symbol may appear once, but these repeat: {twice[:5]}")
        if not symbols:
            raise ValueError("a vocabulary needs at least one symbol, but symbols is empty")
        object.__setattr__(self, "symbols", symbols)
        object.__setattr__(self, "_ids", ids)

    def __len__(self) -> int:
        return len(self.symbols)

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._ids

    @property
    def unknown(self) -> int | None:
        """The id of "<unk>", or None when this vocabulary has no such symbol."""
        return self._ids.get(UNKNOWN)

    def id(self, symbol: str) -> int:
        """The id of one symbol; "<unk>"'s id, or a ValueError, when it is not known."""
        number = self._ids.get(symbol, self.unknown)
        if number is None:
            raise ValueError(
                f"the {self.unit} {symbol!r} is not among the {len(self)} symbols of this "
                f'vocabulary, and it has no "{UNKNOWN}"; build the vocabulary from a text that '
                "holds it, or with a limit (min_count or size) so that it gets one"
            )
        return number

    def split(self, text: str | Iterable[str]) -> list[str]:
        """Split a string into this vocabulary's units; a list of symbols is taken as it is."""
        if isinstance(text, str):
            return list(text) if self.unit == "character" else words(text)
        return list(text)

    def encode(self, text: str | Iterable[str]) -> np.ndarray:
        """Ids (N,), int64, of a string or of a sequence of N symbols."""
        symbols = self.split(text)
        return np.fromiter((self.id(symbol) for symbol in symbols), np.int64, len(symbols))

    def decode(self, ids: Iterable[int]) -> str:
        """The text of a one-dimensional sequence of ids: characters joined, or words and spaces."""
        numbers = np.asarray(ids if isinstance(ids, np.ndarray) else list(ids))
        if numbers.ndim != 1:
            raise ValueError(
                f"decode takes a one-dimensional sequence of ids, but the shape is {numbers.shape};"
                " for a batch (T, B) decode one column at a time: ids[:, 0]"
            )
        _check_ids(numbers, len(self))
        joint = "" if self.unit == "character" else " "
        return joint.join(self.symbols[number] for number in numbers)


def char_vocabulary(
    text: str, *, min_count: int = 1, size: int | None = None, unknown: bool | None = None
) -> Vocabulary:
    """The characters of a text, the most frequent first (equal counts: alphabetical).

    min_count: a character seen fewer times is left out.
    size: at most this many symbols, "<unk>" included.
    unknown: True adds "<unk>" as id 0, False leaves it out, None adds it only if some character
        of the text was left out.
    """
    if not isinstance(text, str):
        raise TypeError(f"char_vocabulary takes one string, not {type(text).__name__}")
    return _build(list(text), "character", min_count, size, unknown)


def word_vocabulary(
    text: str | Sequence[str],
    *,
    min_count: int = 1,
    size: int | None = None,
    unknown: bool | None = True,
) -> Vocabulary:
    """The words of a text (see `words`) or of a list of words, the most frequent first.

    The arguments are those of `char_vocabulary`; here "<unk>" is added unless `unknown=False`,
    because a new text nearly always has a new word.
    """
    symbols = words(text) if isinstance(text, str) else list(text)
    return _build(symbols, "word", min_count, size, unknown)


def _build(
    symbols: list[str], unit: str, min_count: int, size: int | None, unknown: bool | None
) -> Vocabulary:
    check_count("min_count", min_count, least=1)
    if not symbols:
        raise ValueError(f"the text holds no {unit}s, so there is no vocabulary to build")
    counts = Counter(symbols)
    counts.pop(UNKNOWN, None)
    ranked = sorted(counts, key=lambda symbol: (-counts[symbol], symbol))
    kept = [symbol for symbol in ranked if counts[symbol] >= min_count]
    if size is not None:
        check_count("size", size, least=1)
        # When something has to go, or the caller asks for it, one place is for "<unk>".
        needs_place = unknown or (unknown is None and (size < len(kept) or len(kept) < len(ranked)))
        kept = kept[: size - 1 if needs_place else size]
    if unknown is None:
        unknown = len(kept) < len(ranked)
    return Vocabulary(((UNKNOWN,) if unknown else ()) + tuple(kept), unit)


def one_hot(ids: Any, size: int, dtype: Any = np.float64) -> np.ndarray:
    """Vectors of `size` zeros with a single one: ids (...) -> (..., size).

    Entry [..., k] is 1 where the id equals k, else 0. Raises when an id is not an integer or lies
    outside 0..size-1.
    """
    size = check_count("size", size, least=1)
    dtype = check_float_dtype(dtype)
    ids = np.asarray(ids)
    _check_ids(ids, size)
    vectors = np.zeros((*ids.shape, size), dtype)
    np.put_along_axis(vectors, ids.astype(np.int64)[..., None], 1, axis=-1)
    return vectors


def _check_ids(ids: np.ndarray, size: int) -> None:
    if ids.size == 0:
        return
    if not np.issubdtype(ids.dtype, np.integer):
        raise TypeError(f"ids must be integers, but their dtype is {ids.dtype}")
    least, most = int(ids.min()), int(ids.max())
    if least < 0 or most >= size:
        wrong = least if least < 0 else most
        hint = " (-1 is IGNORE: a target, not an input)" if wrong == IGNORE else ""
        raise ValueError(f"ids must lie in 0..{size - 1}, but {wrong} was given{hint}")
