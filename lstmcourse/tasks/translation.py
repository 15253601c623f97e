"""Sentences to translate: a small grammar that speaks English and French.

    i am a student                          je suis étudiant
    she does not see the small black cats   elle ne voit pas les petits chats noirs
    the aunt sleeps because he loves her    la tante dort parce qu' il l' aime

French adjectives agree in gender and number and most of them stand behind the noun, object pronouns
stand before the verb, "not" is two words around it, a profession has no article, and je, ne, me,
te, le, la and que lose their vowel before another vowel. So one French word may depend on several
English words, some of them further away: `Pair.links` lists them.

The French is a function of the English: where English does not say a gender (i, you, we, they)
it is masculine, and "you" is one person (tu). So comparing a whole sentence with the one right
answer is fair.

Explained in: book/attention/bottleneck, book/attention/translation
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks import _french_words as lexicon
from lstmcourse.tasks._arguments import check_count, check_rng
from lstmcourse.tasks._french_clauses import Clause, written
from lstmcourse.tasks._french_parser import parse
from lstmcourse.tasks._french_plans import fill, lengths_for, plans, weighted
from lstmcourse.tasks.dates import DatePair as DatePair  # dates live here as well
from lstmcourse.tasks.dates import Dates as Dates
from lstmcourse.tasks.symbols import END, SPECIALS, Vocabulary

FEWEST_WORDS, MOST_WORDS = 2, 200
"""The lengths of a source sentence that `EnglishFrench.sample` can draw."""


class Pair(NamedTuple):
    """A sentence and its translation.

    source: N English words; target: T French words, elided words on their own ("j'", "aime").
    links: T tuples. links[t] holds the source positions, 0..N-1, that decide target[t]: first the
        word it translates, then the words it agrees with or is shortened for.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: tuple[tuple[int, ...], ...]


class EnglishFrench:
    """The grammar. A sentence is one clause or several, joined by and, but, when or because.

    sample(rng, count, words=8)       pairs with exactly 8 source words
    sample(rng, count, words=(3, 12)) pairs whose source length is drawn evenly from 3..12
    translate("i am a student")       the pair of a sentence that the grammar can say
    encode(pairs)                     id lists (sources, targets), without <start> and <end>
    decode(ids)                       the words of one id list, up to <end>
    source_vocabulary, target_vocabulary: `Vocabulary`; ids 0, 1, 2 are <pad>, <start>, <end>.

    Not said by this grammar: past and future, questions, "pas de" (a negated object is never
    "a ..."), plural indefinites ("des"), contractions (au, du), "we see us" for "ourselves".
    """

    def sample(
        self, rng: np.random.Generator, count: int, words: int | tuple[int, int]
    ) -> list[Pair]:
        """Draw `count` pairs whose source has exactly `words` words, or (least, most) words.

        words: from 2 to 200. Each clause has 2 to 10 words. The same generator state gives the
        same pairs, however many came before. Raises a ValueError or TypeError for other lengths.
        """
        rng = check_rng(rng)
        count = check_count("count", count, least=0)
        least, most = _length_range(words)
        lengths = rng.integers(least, most + 1, size=count).tolist()
        draws = _Draws(rng)
        return [self._pair(_draw_clauses(draws, length)) for length in lengths]

    def translate(self, source: str | Sequence[str]) -> Pair:
        """The pair of an English sentence, given as a string or as words, of this grammar.

        Raises a ValueError that names the first word that does not fit.
        """
        words = _words(source)
        if not words:
            raise ValueError("source is empty; give a sentence, for example 'i am a student'")
        for word in words:
            if word not in self.source_vocabulary or word in SPECIALS:
                raise ValueError(
                    f"the word {word!r} is not among the English words of this grammar "
                    "(lower case, no punctuation); see EnglishFrench().source_vocabulary.symbols"
                )
        return self._pair(parse(words))

    @cached_property
    def source_vocabulary(self) -> Vocabulary:
        """The English words, after the three special symbols."""
        return Vocabulary((*SPECIALS, *sorted(_english_words())), "word")

    @cached_property
    def target_vocabulary(self) -> Vocabulary:
        """The French words, after the three special symbols."""
        return Vocabulary((*SPECIALS, *sorted(_french_words())), "word")

    def encode(self, pairs: Iterable[Pair]) -> tuple[list[list[int]], list[list[int]]]:
        """Id lists of the sources and of the targets, all ids >= 3 (no special symbols)."""
        if isinstance(pairs, Pair):
            raise TypeError("encode takes a list of pairs; for one pair write encode([pair])")
        pairs = list(pairs)
        return (
            [self.source_vocabulary.encode(pair.source).tolist() for pair in pairs],
            [self.target_vocabulary.encode(pair.target).tolist() for pair in pairs],
        )

    def decode(self, ids: Iterable[int], side: str = "target") -> tuple[str, ...]:
        """The words of one id list: <start> and <pad> are left out, <end> ends it.

        side: "target" (French) or "source" (English).
        """
        if side not in ("source", "target"):
            raise ValueError(f'side must be "source" or "target", not {side!r}')
        vocabulary = self.target_vocabulary if side == "target" else self.source_vocabulary
        words: list[str] = []
        for number in np.asarray(list(ids), dtype=np.int64).tolist():
            if not 0 <= number < len(vocabulary):
                raise ValueError(f"ids must lie in 0..{len(vocabulary) - 1}, not {number}")
            if number == END:
                break
            if number > END:
                words.append(vocabulary.symbols[number])
        return tuple(words)

    @staticmethod
    def _pair(clauses: list[tuple[str, Clause]]) -> Pair:
        source: list[str] = []
        target: list[str] = []
        links: list[tuple[int, ...]] = []
        for joint, clause in clauses:
            words, tokens = written(clause)
            for word in lexicon.CONJUNCTIONS[joint] if joint else ():
                at = len(source)
                if word == "que":  # shortened before the first word of the clause
                    target.append(lexicon.elide(word, tokens[0][0]))
                    links.append((at, at + 1 + tokens[0][1][0]))
                else:
                    target.append(word)
                    links.append((at,))
            if joint:
                source.append(joint)
            start = len(source)
            source += words
            for word, places in tokens:
                target.append(word)
                links.append(tuple([start + place for place in places]))
        return Pair(tuple(source), tuple(target), tuple(links))


def _length_range(words: Any) -> tuple[int, int]:
    if isinstance(words, (tuple, list)):
        if len(words) != 2:
            raise ValueError(f"words must be one number or (least, most), not {words!r}")
        least, most = words
    else:
        least = most = words
    least = check_count("words", least, least=FEWEST_WORDS)
    most = check_count("words", most, least=FEWEST_WORDS)
    if most > MOST_WORDS:
        raise ValueError(f"words must be at most {MOST_WORDS}, but {most} was given")
    if least > most:
        raise ValueError(f"words=(least, most) needs least <= most, but ({least}, {most}) came")
    return least, most


class _Draws:
    """Numbers in [0, 1) drawn in blocks: a call per number would take most of the time."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.left: list[float] = []

    def number(self) -> float:
        if not self.left:
            self.left = self.rng.random(1024).tolist()
        return self.left.pop()

    def choose(self, options: Sequence[Any]) -> Any:
        return options[int(self.number() * len(options))]


def _draw_clauses(draws: _Draws, words: int) -> list[tuple[str, Clause]]:
    clauses: list[tuple[str, Clause]] = []
    joints = tuple(lexicon.CONJUNCTIONS)
    while words:
        joint = draws.choose(joints) if clauses else ""
        words -= bool(joint)
        lengths, running = lengths_for(words)
        length = lengths[weighted(draws.number(), running)]
        options, running = plans()[length]
        plan = options[weighted(draws.number(), running)]
        clauses.append((joint, fill(plan, draws.choose)))
        words -= length
    return clauses


def _words(sentence: str | Sequence[str]) -> list[str]:
    if isinstance(sentence, str):
        return sentence.split()
    words = list(sentence)
    if not all(isinstance(word, str) for word in words):
        raise TypeError("source must be a string or a sequence of words")
    return words


def _english_words() -> set[str]:
    found = {form for noun in lexicon.NOUNS for form in (noun.one, noun.many) if form}
    for verb in (*lexicon.TRANSITIVE, *lexicon.INTRANSITIVE):
        found |= {form for form in verb[:3] if form}
    found |= {form for pair in lexicon.PROFESSIONS for form in pair}
    found |= {*lexicon.ADJECTIVES, *lexicon.SUBJECTS, *lexicon.OBJECTS, *lexicon.CONJUNCTIONS}
    found |= {"the", "my", "this", "these", "a", "an", "am", "are", "is", "do", "does", "not"}
    return found | {"often", "here", "today", "in", "with"}


def _french_words() -> set[str]:
    found = {form for noun in lexicon.NOUNS for form in (noun.un, noun.plusieurs) if form}
    for verb in (lexicon.BE, *lexicon.TRANSITIVE, *lexicon.INTRANSITIVE):
        found |= set(verb.french)
    for table in (lexicon.ADJECTIVES, lexicon.PROFESSIONS):
        found |= {form for forms in table.values() for form in forms}
    found |= {entry[0] for entry in lexicon.SUBJECTS.values()} | set(lexicon.OBJECTS.values())
    found |= {word for words in lexicon.CONJUNCTIONS.values() for word in words}
    found |= {"le", "la", "les", "un", "une", "mon", "ma", "mes", "ce", "cet", "cette", "ces"}
    found |= set(lexicon.ELISIONS.values()) | {"ne", "pas", "souvent", "ici", "aujourd'hui"}
    return found | {"dans", "avec"}
