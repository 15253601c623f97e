import datetime
import functools
import re
import sys

import numpy as np
import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcourse.tasks import _date_formats, dates
from lstmcourse.tasks.dates import FORMATS, LANGUAGES, SPLITS, Dates

TASK = Dates()
LOCALES = {"en": ("en_US", "en_GB", "en_AU"), "fr": ("fr", "fr_CA"), "ko": ("ko",)}
ALL_DAYS = [datetime.date(1900, 1, 1) + datetime.timedelta(days) for days in range(0, 73049, 61)]


def plain(text):
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@functools.cache
def names(language, what):
    """Every wide and abbreviated name in Babel's tables, with its number."""
    found = {}
    for locale in LOCALES[language]:
        table = getattr(Locale.parse(locale), what)["format"]
        for width in ("wide", "abbreviated"):
            found.update({plain(name): number for number, name in table[width].items()})
    return sorted(found.items(), key=lambda entry: -len(entry[0]))


def read(text, language):
    """The date a text names, found without its pattern; a weekday in it must agree."""
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    (year,) = (number for number in numbers if number > 31)
    letters = re.sub(r"\d+(년|월|일)?", "#", text)
    if language == "ko" or len(numbers) == 3:
        assert numbers[0] == year, text  # all in numbers: only the order year, month, day
        month, day = numbers[1:]
    else:
        (day,) = (number for number in numbers if number != year)
        assert len(numbers) == 2, text
        month, letters = first_name(letters, names(language, "months"), r"(?<!\w){}(?!\w)")
        assert month is not None, text
    date = datetime.date(year, month, day)
    around = r"(?<!\w){}(?!\w)" if language != "ko" else r"{}"
    weekday, _ = first_name(letters, names(language, "days"), around)
    assert weekday in (None, date.weekday()), text
    return date


def first_name(text, table, around):
    for name, number in table:
        pattern = around.format(re.escape(name)) if name[-1] != "." else re.escape(name)
        if re.search(pattern, text):
            return number, re.sub(pattern, "#", text, count=1)
    return None, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("split", ["train", "new formats"])
def test_every_text_reads_back_to_its_date_and_is_what_babel_prints(language, split):
    chosen = [one for one in FORMATS if one.language == language]
    for writer in Dates(language)._choices(language, split):
        assert writer.format in chosen
        for date in ALL_DAYS[::2]:
            pair = writer.write([date])
            assert read(pair.text, language) == date == pair.date
            assert pair.iso == date.isoformat()
            printed = format_date(date, pair.pattern, locale=writer.format.locale)
            assert pair.text == plain(printed)


@pytest.mark.parametrize("one", FORMATS, ids=lambda one: f"{one.locale}-{one.name}")
def test_each_pattern_is_the_one_of_its_locale(one):
    (writer,) = (w for w in TASK._writers if w.format == one)
    date = datetime.date(1987, 3, 4)
    if one.name in ("full", "long", "medium"):
        printed = format_date(date, one.name, locale=one.locale)
    else:
        pattern = Locale.parse(one.locale).datetime_skeletons[one.name]
        printed = pattern.apply(date, one.locale)
    assert writer.write([date]).text == plain(printed)


def test_there_are_six_patterns_per_language_and_two_held_out():
    for language in LANGUAGES:
        trained, held_out = (set(TASK.patterns(language, s)) for s in ("train", "new formats"))
        assert len(trained) >= 6 and len(held_out) == 2 and not trained & held_out
        assert TASK.patterns(language, "new dates") == TASK.patterns(language, "train")


def test_a_held_out_format_writes_nothing_that_a_trained_format_writes():
    for language in LANGUAGES:
        texts = {
            split: {w.write([d]).text for w in TASK._choices(language, split) for d in ALL_DAYS}
            for split in ("train", "new formats")
        }
        assert not texts["train"] & texts["new formats"]


def test_the_pieces_of_held_out_formats_occur_in_trained_ones():
    fields = re.compile(r"([GyMEd])\1*")
    for language in LANGUAGES:
        trained = {piece[0] for p in TASK.patterns(language) for piece in fields.finditer(p)}
        characters = {c for one in LANGUAGES for p in TASK.patterns(one) for c in p}
        for pattern in TASK.patterns(language, "new formats"):
            assert {piece[0] for piece in fields.finditer(pattern)} <= trained
            assert set(pattern) <= characters


def test_the_splits_are_disjoint_by_date_in_all_languages():
    rng = np.random.default_rng(0)
    drawn = {split: TASK.sample(rng, 4000, split=split, dates=2) for split in SPLITS}
    days = {split: {d for pair in pairs for d in pair.dates} for split, pairs in drawn.items()}
    assert not days["train"] & (days["new dates"] | days["new formats"])
    assert not any(TASK.is_new(date) for date in days["train"])
    assert all(TASK.is_new(date) for date in days["new dates"] | days["new formats"])
    patterns = {split: {(p.language, p.pattern) for p in pairs} for split, pairs in drawn.items()}
    assert patterns["train"] == patterns["new dates"]
    assert not patterns["train"] & patterns["new formats"]
    assert len(patterns["train"]) + len(patterns["new formats"]) == len(FORMATS)
    for pairs in drawn.values():
        shares = np.array([sum(p.language == one for p in pairs) for one in LANGUAGES]) / 4000
        np.testing.assert_allclose(shares, 1 / 3, atol=0.03)


def test_one_date_in_ten_is_new_whatever_the_years_and_languages():
    new = np.array([TASK.is_new(date) for date in ALL_DAYS])
    assert abs(new.mean() - 0.1) < 0.03
    for other in (Dates("ko"), Dates(("fr", "en"), years=(1000, 9999))):
        assert [other.is_new(date) for date in ALL_DAYS] == new.tolist()
    half = Dates("ko", held_out=0.5)
    more = np.array([half.is_new(date) for date in ALL_DAYS])
    assert abs(more.mean() - 0.5) < 0.06 and more[new].all()


@settings(max_examples=30, deadline=None)
@given(
    count=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
    split=st.sampled_from(SPLITS),
    years=st.sampled_from([(1900, 2099), (1000, 9999), (1987, 1987)]),
)
def test_round_trips_lengths_and_links(count, seed, split, years):
    task = Dates(years=years)
    pairs = task.sample(np.random.default_rng(seed), 5, split=split, dates=count)
    sources, targets = task.encode(pairs)
    for pair, source, target in zip(pairs, sources, targets, strict=True):
        assert min(source) >= 3 and min(target) >= 3
        assert task.source_vocabulary.decode(source) == pair.text
        assert task.decode([1, *target, 2, 0, 0]) == task.decode(target) == pair.iso
        assert len(pair.iso) == 11 * count - 1 == len(pair.links)
        assert 10 * count <= len(pair.text) <= task.longest(count)
        assert pair.iso == " ".join(date.isoformat() for date in pair.dates)
        assert pair.date == pair.dates[0] and len(pair.dates) == count
        assert all(years[0] <= date.year <= years[1] for date in pair.dates)
        assert task.write(pair.dates, pair.language, pair.pattern).text == pair.text
        check_links(pair)


def check_links(pair):
    iso = pair.iso
    for number, date in enumerate(pair.dates):
        at = 11 * number
        for t in range(at, at + 4):
            assert [pair.text[n] for n in pair.links[t]] == [iso[t]]
        assert pair.links[at + 5] == pair.links[at + 6] and pair.links[at + 8] == pair.links[at + 9]
        month, day = ("".join(pair.text[n] for n in pair.links[at + t]) for t in (5, 8))
        assert int(day) == date.day
        digits = re.match(r"\d+", month)
        known = dict(names(pair.language, "months"))
        assert (int(digits[0]) if digits else known[month]) == date.month
        assert not pair.links[at + 4] and not pair.links[at + 7]
    assert all(not pair.links[t] for t in range(10, len(iso), 11))


def test_several_dates_are_joined_as_the_language_joins_a_list():
    days = [datetime.date(1987, 7, 14), datetime.date(1990, 5, 2), datetime.date(2001, 12, 31)]
    text = {
        (language, k): TASK.write(days[:k], language, pattern).text
        for language, pattern in (("en", "d MMMM y"), ("fr", "d MMM y"), ("ko", "y년 MMMM d일"))
        for k in (1, 2, 3)
    }
    assert text["en", 2] == "14 July 1987 and 2 May 1990"
    assert text["en", 3] == "14 July 1987, 2 May 1990 and 31 December 2001"
    assert text["fr", 3] == "14 juil. 1987, 2 mai 1990 et 31 déc. 2001"
    assert text["ko", 3] == "1987년 7월 14일, 1990년 5월 2일 및 2001년 12월 31일"
    assert text["ko", 1] == "1987년 7월 14일"


def test_the_longest_text_is_reached_by_some_date():
    longest = max(len(w.write([d]).text) for w in TASK._writers for d in ALL_DAYS)
    assert longest == TASK.longest() == 29
    shortest = min(len(w.write([d]).text) for w in TASK._writers for d in ALL_DAYS)
    assert shortest == 10


def test_the_vocabularies_are_closed_and_begin_with_the_special_symbols():
    for vocabulary in (TASK.source_vocabulary, TASK.target_vocabulary):
        assert vocabulary.symbols[:3] == ("<pad>", "<start>", "<end>")
    used = {c for w in TASK._writers for d in ALL_DAYS for c in w.write([d, d, d]).text}
    assert used == set(TASK.source_vocabulary.symbols[3:])
    assert not any(c in used for c in "\u00a0\u202f\u200e\u200f\ufeff")
    assert "".join(TASK.target_vocabulary.symbols[3:]) == " -0123456789"


def test_no_break_spaces_become_plain_spaces():
    assert _date_formats._plain("a\u00a0b\u202fc") == "a b c"


def test_same_seed_same_pairs_and_the_global_state_is_left_alone():
    np.random.seed(5)
    before = np.random.get_state()[1].copy()
    one, two = (TASK.sample(np.random.default_rng(3), 20, dates=2) for _ in range(2))
    assert one == two
    assert one != TASK.sample(np.random.default_rng(4), 20, dates=2)
    np.testing.assert_array_equal(np.random.get_state()[1], before)
    assert TASK.sample(np.random.default_rng(0), 0) == []


def test_without_babel_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(ModuleNotFoundError, match="Babel.*pip install babel"):
        Dates()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Dates("de"), ValueError, "languages must be"),
        (lambda: Dates(()), ValueError, "languages must be"),
        (lambda: Dates(years=(999, 2000)), ValueError, "years must be at least 1000"),
        (lambda: Dates(years=(2000, 1999)), ValueError, "first <= last"),
        (lambda: Dates(years=(2000, 2000), held_out=1e-9), ValueError, "leave no date"),
        (lambda: Dates(held_out=1.0), ValueError, "held_out"),
        (lambda: TASK.sample(0, 3), TypeError, "numpy.random.Generator"),
        (lambda: TASK.sample(np.random.default_rng(0), 3, split="test"), ValueError, "split must"),
        (lambda: TASK.sample(np.random.default_rng(0), 3, dates=0), ValueError, "dates must be"),
        (lambda: TASK.write([], "en", "d MMMM y"), ValueError, "at least one date"),
        (lambda: TASK.write(datetime.date(1, 1, 1), "en", "d MMMM y"), ValueError, "four digits"),
        (lambda: TASK.write(datetime.date(2000, 1, 1), "ko", "d MMMM y"), ValueError, "no pattern"),
        (lambda: TASK.patterns("de"), ValueError, "patterns takes"),
        (lambda: Dates("fr").patterns("en"), ValueError, "patterns takes"),
        (lambda: TASK.longest(0), ValueError, "dates must be"),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_public_names_exist():
    assert all(hasattr(dates, name) for name in dates.__all__)
