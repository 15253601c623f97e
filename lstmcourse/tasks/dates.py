"""Dates as people write them, in English, French and Korean, and the same dates as ISO 8601.

    "Tuesday, July 14, 1987"     -> "1987-07-14"
    "14 juil. 1987 ap. J.-C."    -> "1987-07-14"
    "1987년 7월 14일 화요일"       -> "1987-07-14"

A network reads the text character by character and writes the ten characters of the answer. The
patterns and the names are those of the Unicode CLDR, read through Babel, so they are the ones that
programs print. Each text has exactly one reading: the year has four digits, and a pattern that is
all numbers has the year first (3/4/1987 is the third of April in London and the fourth of March in
New York, so no such pattern is here).

Two things are kept from training: one calendar date in ten, in all languages at once, and two
patterns of each language, whose pieces occur in other patterns. The dial is the number of dates in
one text, joined as the language joins a list ("..., ... et ...").

Lengths: 10 to 29 characters for one date; `Dates.longest(k)` tells the most for k dates in a text.
The answer has 11 k - 1 characters.

Needs Babel, which is imported when a `Dates` is made.

Explained in: book/attention/dates
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from lstmcourse.tasks._arguments import check_count, check_fraction, check_rng
from lstmcourse.tasks._date_formats import FORMATS, DatePair, Format, Writer
from lstmcourse.tasks.symbols import END, SPECIALS, Vocabulary

__all__ = ["FORMATS", "LANGUAGES", "SPECIALS", "SPLITS", "DatePair", "Dates", "Format"]

SPLITS = ("train", "new dates", "new formats")
"""What `Dates.sample` can draw: both "new" splits use dates no training text shows; the last one
writes them in patterns no training text uses, so only the pattern tells the two apart."""

LANGUAGES = ("en", "fr", "ko")


@dataclass(frozen=True)
class Dates:
    """The task. `Dates()` draws from 1900 to 2099 in three languages.

    languages: some of "en", "fr", "ko" (a single one may be a plain string); each is equally
        likely, then each of its patterns is.
    years: first and last year, both within 1000 to 9999.
    held_out: the share of calendar dates kept from training. Which ones does not depend on the
        language, the pattern or the years.

    Success is an exact match: all characters of `iso`, none before and none after.

    Raises ModuleNotFoundError where Babel is not installed.
    """

    languages: tuple[str, ...] = LANGUAGES
    years: tuple[int, int] = (1900, 2099)
    held_out: float = 0.1
    _writers: tuple[Writer, ...] = field(init=False, repr=False, compare=False)
    _ordinals: dict[bool, np.ndarray] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        languages = (self.languages,) if isinstance(self.languages, str) else tuple(self.languages)
        if not languages or len(set(languages)) < len(languages) or set(languages) - {*LANGUAGES}:
            raise ValueError(
                f"languages must be different ones of {LANGUAGES}, not {self.languages!r}"
            )
        first, last = (check_count("years", year, least=1000) for year in self.years)
        if not first <= last <= 9999:
            raise ValueError(
                f"years must be (first, last) with 1000 <= first <= last <= 9999, not {self.years}"
            )
        share = check_fraction("held_out", self.held_out)
        begin = datetime.date(first, 1, 1).toordinal()
        ordinals = np.arange(begin, datetime.date(last, 12, 31).toordinal() + 1)
        new = _is_new(ordinals, share)
        if new.all() or not new.any():
            raise ValueError(
                f"years {self.years} with held_out={share} leave no date for one of the splits; "
                "widen the years or move held_out towards 0.5"
            )
        object.__setattr__(self, "languages", languages)
        object.__setattr__(self, "_ordinals", {True: ordinals[new], False: ordinals[~new]})
        writers = tuple(Writer(one) for one in FORMATS if one.language in languages)
        object.__setattr__(self, "_writers", writers)

    def sample(
        self, rng: np.random.Generator, count: int, *, split: str = "train", dates: int = 1
    ) -> list[DatePair]:
        """Draw `count` pairs.

        split: "train"; "new dates", held-out dates in the patterns of training; or "new formats",
            held-out dates in held-out patterns.
        dates: how many dates k >= 1 one text holds, all in one pattern, joined as the language
            joins a list.
        """
        rng, count = check_rng(rng), check_count("count", count, least=0)
        dates = check_count("dates", dates, least=1)
        if split not in SPLITS:
            raise ValueError(f"split must be one of {SPLITS}, not {split!r}")
        ordinals = self._ordinals[split != "train"]
        choices = [self._choices(language, split) for language in self.languages]
        picked = ordinals[rng.integers(len(ordinals), size=(count, dates))]
        spoken = rng.integers(len(choices), size=count)
        written = rng.integers([len(choices[number]) for number in spoken])
        return [
            choices[language][pattern].write([datetime.date.fromordinal(one) for one in days])
            for language, pattern, days in zip(
                spoken.tolist(), written.tolist(), picked.tolist(), strict=True
            )
        ]

    def write(
        self, date: datetime.date | Iterable[datetime.date], language: str, pattern: str
    ) -> DatePair:
        """The pair of a given date (or of several) in a pattern of a language (see `patterns`)."""
        chosen = [date] if isinstance(date, datetime.date) else list(date)
        if not chosen:
            raise ValueError("write needs at least one date")
        for one in chosen:
            if one.year < 1000:
                raise ValueError(f"the year must have four digits, but the date is {one}")
        for writer in self._writers:
            if (writer.format.language, writer.pattern) == (language, pattern):
                return writer.write(chosen)
        raise ValueError(
            f"the language {language!r} has no pattern {pattern!r} here; see Dates.patterns"
        )

    def patterns(self, language: str, split: str = "train") -> tuple[str, ...]:
        """The CLDR patterns of one language that a split uses, in the order of `FORMATS`."""
        if language not in self.languages or split not in SPLITS:
            raise ValueError(
                f"patterns takes a language of {self.languages} and a split of {SPLITS}, "
                f"not {language!r} and {split!r}"
            )
        return tuple(writer.pattern for writer in self._choices(language, split))

    def _choices(self, language: str, split: str) -> list[Writer]:
        return [
            writer
            for writer in self._writers
            if writer.format.language == language
            and writer.format.held_out == (split == "new formats")
        ]

    def is_new(self, date: datetime.date) -> bool:
        """True when no training text shows this date."""
        return bool(_is_new(np.array([date.toordinal()]), self.held_out)[0])

    @cached_property
    def source_vocabulary(self) -> Vocabulary:
        """The special symbols, then every character a text can hold, in code-point order."""
        found = set().union(*(writer.characters for writer in self._writers))
        return Vocabulary((*SPECIALS, *sorted(found)), "character")

    @cached_property
    def target_vocabulary(self) -> Vocabulary:
        """The special symbols, then the space, the hyphen and the ten digits."""
        return Vocabulary((*SPECIALS, *" -0123456789"), "character")

    def encode(self, pairs: Iterable[DatePair]) -> tuple[list[list[int]], list[list[int]]]:
        """Ids of the texts and ids of the answers, without special symbols (see `pad_pairs`)."""
        pairs = list(pairs)
        return (
            [self.source_vocabulary.encode(pair.text).tolist() for pair in pairs],
            [self.target_vocabulary.encode(pair.iso).tolist() for pair in pairs],
        )

    def decode(self, ids: Iterable[int]) -> str:
        """The answer that ids (T,) spell: up to the first <end>, special symbols left out."""
        ids = list(ids)
        if END in ids:
            ids = ids[: ids.index(END)]
        return self.target_vocabulary.decode([one for one in ids if one > END])

    def longest(self, dates: int = 1) -> int:
        """The most characters a text with k = `dates` dates can have."""
        dates = check_count("dates", dates, least=1)
        return max(writer.longest(dates) for writer in self._writers)


def _is_new(ordinals: np.ndarray, share: float) -> np.ndarray:
    """A fixed pseudo-random choice of days, by the mixing function of splitmix64."""
    mixed = ordinals.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) < share * 2.0**53
