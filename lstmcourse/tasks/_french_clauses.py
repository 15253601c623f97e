"""One clause of the English-French grammar: in English, in French with its links, and read back.

A clause is a subject, a predicate and perhaps where and when. `english` and `french` write it;
`parse` reads English words back into a clause, so any sentence of the grammar can be translated.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from lstmcourse.tasks import _french_words as lexicon
from lstmcourse.tasks._french_words import Noun, Verb

Token = tuple[str, tuple[int, ...]]
"""A French word and the source positions it depends on; the first is the word it translates."""


class NounPhrase(NamedTuple):
    """A determiner, up to one adjective before and one behind the French noun, and a noun."""

    determiner: str
    noun: Noun
    number: str
    before: str = ""
    after: str = ""


class Clause(NamedTuple):
    """What a clause says. Exactly one of adjective, profession and verb is given.

    subject: a pronoun ("i") or a noun phrase. item: the object, a pronoun, a noun phrase or None.
    place: None, "here", or ("in" | "with", noun phrase).
    """

    subject: str | NounPhrase
    verb: Verb | None = None
    item: str | NounPhrase | None = None
    adjective: str = ""
    profession: tuple[str, str] | None = None
    negated: bool = False
    often: bool = False
    place: str | tuple[str, NounPhrase] | None = None
    today: bool = False

    def features(self) -> tuple[int, str, str]:
        """Person, number and gender of the subject."""
        if isinstance(self.subject, str):
            return lexicon.SUBJECTS[self.subject][1:]
        return 3, self.subject.number, self.subject.noun.gender


def _phrase_words(phrase: NounPhrase) -> list[str]:
    noun = phrase.noun.one if phrase.number == "s" else phrase.noun.many
    rest = [word for word in (phrase.before, phrase.after, noun) if word]
    first = "an" if phrase.determiner == "a" and rest[0][0] in "aeiou" else phrase.determiner
    return [first, *rest]


def english(clause: Clause) -> list[str]:
    """The English words of a clause."""
    return [word for part in _parts(clause) for word in part[1]]


@lru_cache(maxsize=20_000)  # short clauses come again and again
def written(clause: Clause) -> tuple[tuple[str, ...], tuple[Token, ...]]:
    """The English words of a clause, and the French ones with links that count from its start."""
    return tuple(english(clause)), tuple(french(clause))


def _parts(clause: Clause) -> list[tuple[str, list[str]]]:
    """The English words in order, grouped by what they do: (role, words)."""
    person, number, _ = clause.features()
    subject = clause.subject
    words = [("subject", [subject] if isinstance(subject, str) else _phrase_words(subject))]
    third = (person, number) == (3, "s")
    often = ("often", ["often"] if clause.often else [])
    if clause.verb is None:
        words.append(("verb", [lexicon.BE_ENGLISH[person, number]]))
        words += [("not", ["not"] if clause.negated else []), often]
        if clause.profession is None:
            words.append(("what", [clause.adjective]))
        else:
            one, many = clause.profession
            words += [("a", ["a"]), ("what", [one])] if number == "s" else [("what", [many])]
    else:
        plain = clause.negated or not third
        if clause.negated:
            words += [("do", ["does" if third else "do"]), ("not", ["not"])]
        words += [often, ("verb", [clause.verb.base if plain else clause.verb.third])]
        words.append(("for", [clause.verb.after] if clause.verb.after else []))
    if clause.item is not None:
        item = clause.item
        words.append(("item", [item] if isinstance(item, str) else _phrase_words(item)))
    if clause.place == "here":
        words.append(("place", ["here"]))
    elif clause.place is not None:
        words += [("place", [clause.place[0]]), ("where", _phrase_words(clause.place[1]))]
    words.append(("today", ["today"] if clause.today else []))
    return words


def french(clause: Clause) -> list[Token]:
    """The French words of a clause, with links that count from its first English word.

    Order: subject, ne, object pronoun, verb, pas, souvent, object or adjective, place, time.
    """
    at: dict[str, int] = {}
    start = 0
    for role, words in _parts(clause):
        at[role] = start
        start += len(words)
    person, number, gender = clause.features()
    out: list[Token] = []
    if isinstance(clause.subject, str):
        head = at["subject"]
        out.append((lexicon.SUBJECTS[clause.subject][0], (head,)))
    else:
        head = _head(clause.subject, at["subject"])
        out += _french_phrase(clause.subject, at["subject"])
    if clause.negated:
        out.append(("ne", (at["not"],)))
    if isinstance(clause.item, str):
        out.append((lexicon.OBJECTS[clause.item], (at["item"],)))
    form = lexicon.conjugate(clause.verb or lexicon.BE, person, number)
    own = (at["verb"], at["for"]) if clause.verb and clause.verb.after else (at["verb"],)
    out.append((form, (*own, head)))
    if clause.negated:
        out.append(("pas", (at["not"],)))
    if clause.often:
        out.append(("souvent", (at["often"],)))
    if clause.verb is None:
        forms = (
            lexicon.PROFESSIONS[clause.profession]
            if clause.profession
            else lexicon.ADJECTIVES[clause.adjective]
        )
        out.append((lexicon.agree(forms, gender, number), (at["what"], head)))
    if isinstance(clause.item, NounPhrase):
        out += _french_phrase(clause.item, at["item"])
    if clause.place == "here":
        out.append(("ici", (at["place"],)))
    elif clause.place is not None:
        preposition = {"in": "dans", "with": "avec"}[clause.place[0]]
        out.append((preposition, (at["place"],)))
        out += _french_phrase(clause.place[1], at["where"])
    if clause.today:
        out.append(("aujourd'hui", (at["today"],)))
    return _elided(out, isinstance(clause.item, str))


def _elided(tokens: list[Token], pronoun: bool) -> list[Token]:
    """Shorten je, ne and the object pronoun before a vowel; they depend on the next word too."""
    out: list[Token] = []
    following: Token | None = None
    for place in range(len(tokens) - 1, -1, -1):
        word, links = tokens[place]
        if following is not None and word in ("je", "ne", "me", "te"):
            token = (lexicon.elide(word, following[0]), (*links, following[1][0]))
        elif pronoun and word in ("le", "la") and len(links) == 1:
            token = (lexicon.elide(word, following[0]), (*links, following[1][0]))
        else:
            token = (word, links)
        out.append(token)
        following = token
    return out[::-1]


def _head(phrase: NounPhrase, start: int) -> int:
    return start + len(_phrase_words(phrase)) - 1


def _french_phrase(phrase: NounPhrase, start: int) -> list[Token]:
    """Determiner, adjective, noun, adjective. Determiner and adjectives depend on the noun too."""
    head = _head(phrase, start)
    gender, number = phrase.noun.gender, phrase.number
    rest: list[Token] = [(phrase.noun.un if number == "s" else phrase.noun.plusieurs, (head,))]
    links: tuple[int, ...] = (start, head)
    if phrase.before:
        form = lexicon.agree(lexicon.BEFORE[phrase.before], gender, number)
        rest.insert(0, (form, (start + 1, head)))
        # "l' école" but "la petite école": the word in between decides as well.
        links = (start, head, start + 1)
    if phrase.after:
        form = lexicon.agree(lexicon.AFTER[phrase.after], gender, number)
        rest.append((form, (head - 1, head)))
    first = lexicon.determiner(phrase.determiner, gender, number, rest[0][0])
    return [(first, links), *rest]
