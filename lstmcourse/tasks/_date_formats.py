"""One date in one CLDR pattern, with a note of which characters came from which field.

The patterns, the names of months and weekdays and the way a language joins a list come from Babel.
"""

from __future__ import annotations

import datetime
import re
from typing import Any, NamedTuple


class Format(NamedTuple):
    """One CLDR pattern: `locale`, and the `name` it has there (a style or a skeleton).

    held_out: True keeps the pattern from training.
    """

    locale: str
    name: str
    held_out: bool = False

    @property
    def language(self) -> str:
        return self.locale[:2]


FORMATS = (
    Format("en_US", "full"),  # EEEE, MMMM d, y     Tuesday, July 14, 1987
    Format("en_US", "long"),  # MMMM d, y           July 14, 1987
    Format("en_US", "medium"),  # MMM d, y          Jul 14, 1987
    Format("en_US", "yMMMEd"),  # E, MMM d, y       Tue, Jul 14, 1987
    Format("en_US", "GyMMMd"),  # MMM d, y G        Jul 14, 1987 AD
    Format("en_GB", "long"),  # d MMMM y            14 July 1987
    Format("en_GB", "medium"),  # d MMM y           14 Jul 1987
    Format("en_AU", "yMMMMEEEEd"),  # EEEE d MMMM y Tuesday 14 July 1987
    Format("en_ZA", "yMd"),  # y/MM/dd              1987/07/14
    Format("en_GB", "full", True),  # EEEE, d MMMM y
    Format("en_GB", "yMMMEd", True),  # E, d MMM y
    Format("fr", "full"),  # EEEE d MMMM y          mardi 14 juillet 1987
    Format("fr", "long"),  # d MMMM y               14 juillet 1987
    Format("fr", "medium"),  # d MMM y              14 juil. 1987
    Format("fr", "GyMMMd"),  # d MMM y G            14 juil. 1987 ap. J.-C.
    Format("fr", "GyMMMEd"),  # E d MMM y G         mar. 14 juil. 1987 ap. J.-C.
    Format("fr_CA", "yMEd"),  # E y-MM-dd           mar. 1987-07-14
    Format("fr", "yMMMEd", True),  # E d MMM y
    Format("fr_CH", "full", True),  # EEEE, d MMMM y
    Format("ko", "full"),  # y년 MMMM d일 EEEE      1987년 7월 14일 화요일
    Format("ko", "long"),  # y년 MMMM d일           1987년 7월 14일
    Format("ko", "medium"),  # y. M. d.             1987. 7. 14.
    Format("ko", "yMMMEd"),  # y년 MMM d일 (E)      1987년 7월 14일 (화)
    Format("ko", "yMEd"),  # y. M. d. (E)           1987. 7. 14. (화)
    Format("ko", "GyMMMd"),  # G y년 MMM d일        AD 1987년 7월 14일
    Format("ko", "GyMMMEEEEd"),  # G y년 MMM d일 EEEE
    Format("ko", "yMEEEEd", True),  # y. M. d. EEEE
    Format("ko", "GyMMMEd", True),  # G y년 MMM d일 (E)
)
"""The patterns, as CLDR 47 (Babel 2.18) has them; the comments show what each one writes."""


class DatePair(NamedTuple):
    """A text and its answer.

    text: what is read. iso: what is to be written, "1987-07-14" (several: joined by a space).
    language: "en", "fr" or "ko". pattern: the CLDR pattern, for example "d MMMM y".
    date: the (first) date. dates: all k dates of the text.
    links: links[t] are the places in `text` that character t of `iso` depends on: for a digit of
        the year that digit, for a digit of the month or day all characters of the month or day;
        () for a hyphen or a space.
    """

    text: str
    iso: str
    language: str
    pattern: str
    date: datetime.date
    dates: tuple[datetime.date, ...]
    links: tuple[tuple[int, ...], ...]


_FIELDS = re.compile(r"([GyMEd])\1*")
_WIDTHS = {1: "abbreviated", 2: "abbreviated", 3: "abbreviated", 4: "wide", 5: "narrow"}


class Writer:
    """Writes dates in one format and remembers which character came from which field."""

    def __init__(self, one: Format) -> None:
        locale = _locale(one.locale)
        self.format = one
        styles, skeletons = locale.date_formats, locale.datetime_skeletons
        self.pattern = _plain((styles if one.name in styles else skeletons)[one.name].pattern)
        if "'" in self.pattern:
            raise ValueError(f"{one} has quoted text, which is not supported: {self.pattern}")
        joints = locale.list_patterns["standard"]
        self.joints = {name: _plain(joints[name]) for name in ("2", "start", "middle", "end")}
        # The pattern in pieces: (field letter, what it writes by value) or ("", {0: literal text}).
        self.pieces: list[tuple[str, dict[int, str] | None]] = []
        end = 0
        for found in _FIELDS.finditer(self.pattern):
            if found.start() > end:
                self.pieces.append(("", {0: self.pattern[end : found.start()]}))
            self.pieces.append((found[1], _written(locale, found[1], len(found[0]))))
            end = found.end()
        if end < len(self.pattern):
            self.pieces.append(("", {0: self.pattern[end:]}))

    @property
    def characters(self) -> set[str]:
        """Every character this format can write, also between several dates."""
        found = set("0123456789").union(*(joint for joint in self.joints.values())) - set("{}")
        for _, written in self.pieces:
            found.update(*(written or {}).values())
        return found

    def longest(self, dates: int) -> int:
        one = sum(4 if w is None else max(map(len, w.values())) for _, w in self.pieces)
        return one * dates + len(_joined([""] * dates, self.joints)[0])

    def write(self, dates: list[datetime.date]) -> DatePair:
        texts, spans = zip(*(self._write_one(date) for date in dates), strict=True)
        text, offsets = _joined(list(texts), self.joints)
        iso = " ".join(date.isoformat() for date in dates)
        links: list[tuple[int, ...]] = []
        for offset, span in zip(offsets, spans, strict=True):
            year, month, day = (
                tuple(range(offset + start, offset + stop))
                for start, stop in (span["y"], span["M"], span["d"])
            )
            links += [(), *((place,) for place in year), (), month, month, (), day, day]
        return DatePair(
            text, iso, self.format.language, self.pattern, dates[0], tuple(dates), tuple(links[1:])
        )

    def _write_one(self, date: datetime.date) -> tuple[str, dict[str, tuple[int, int]]]:
        values = {"": 0, "G": 1, "y": date.year, "M": date.month, "d": date.day}
        values["E"] = date.weekday()
        text, spans = "", {}
        for letter, written in self.pieces:
            value = values[letter]
            piece = str(value) if written is None else written[value]
            if letter in "yMd":
                spans[letter] = (len(text), len(text) + len(piece))
            text += piece
        return text, spans


def _written(locale: Any, letter: str, width: int) -> dict[int, str] | None:
    """What a field writes for each value; None for the year, which is written as it is."""
    if letter == "y":
        return None
    if letter == "d" or (letter == "M" and width < 3):
        last = 31 if letter == "d" else 12
        return {value: str(value).zfill(width) for value in range(1, last + 1)}
    if letter == "G":
        return {1: _plain(locale.eras[_WIDTHS[width]][1])}
    names = (locale.months if letter == "M" else locale.days)["format"][_WIDTHS[width]]
    return {value: _plain(name) for value, name in names.items()}


def _joined(texts: list[str], joints: dict[str, str]) -> tuple[str, list[int]]:
    """The texts as a list of the language, and where each of them begins."""
    text, offsets = texts[0], [0]
    for number, following in enumerate(texts[1:], start=2):
        if len(texts) == 2:
            joint = joints["2"]
        else:
            joint = joints["end" if number == len(texts) else "start" if number == 2 else "middle"]
        between = joint.removeprefix("{0}").removesuffix("{1}")
        offsets.append(len(text) + len(between))
        text += between + following
    return text, offsets


def _plain(text: str) -> str:
    """No-break spaces, wide and narrow, become plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _locale(name: str) -> Any:
    try:
        from babel import Locale
    except ImportError as error:
        raise ModuleNotFoundError(
            "lstmcourse.tasks.dates takes the patterns and names of dates from Babel, and this "
            "Python does not have it; install it with: pip install babel"
        ) from error
    return Locale.parse(name)
