"""Reads English words back into clauses, and says which word does not fit.

The grammar is small enough for a reader that looks one word ahead.
"""

from __future__ import annotations

from lstmcourse.tasks import _french_words as lexicon
from lstmcourse.tasks._french_clauses import Clause, NounPhrase, english

_NOUNS = {noun.one: (noun, "s") for noun in lexicon.NOUNS}
_NOUNS |= {noun.many: (noun, "p") for noun in lexicon.NOUNS if noun.many}
_DETERMINERS = {"the", "my", "this", "these", "a", "an"}
_PROFESSIONS = {form: pair for pair in lexicon.PROFESSIONS for form in pair}
_VERBS = {
    form: verb
    for verb in (*lexicon.TRANSITIVE, *lexicon.INTRANSITIVE)
    for form in (verb.base, verb.third)
}
_BE = {"am", "are", "is"}


def parse(words: list[str]) -> list[tuple[str, Clause]]:
    """The clauses of a sentence, each with the conjunction before it ("" for the first)."""
    reader = _Reader(words)
    clauses = [("", reader.clause())]
    while not reader.done():
        if (joint := reader.take()) not in lexicon.CONJUNCTIONS:
            reader.refuse(reader.place - 1, "and, but, when, because, or the end")
        clauses.append((joint, reader.clause()))
    return clauses


class _Reader:
    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.place = 0

    def done(self) -> bool:
        return self.place == len(self.words)

    def ahead(self) -> str:
        return "" if self.done() else self.words[self.place]

    def take(self) -> str:
        word = self.ahead()
        self.place += 1
        return word

    def takes(self, *wanted: str) -> bool:
        """Read the next word when it is one of these."""
        if self.ahead() in wanted and not self.done():
            self.place += 1
            return True
        return False

    def refuse(self, place: int, expected: str) -> None:
        what = (
            f"the word {self.words[place]!r} (position {place})"
            if place < len(self.words)
            else "the end"
        )
        raise ValueError(
            f"the grammar cannot read {what} of {' '.join(self.words)!r}; expected: {expected}. "
            "Sentences it knows: EnglishFrench().sample(np.random.default_rng(0), 5)"
        )

    def phrase(self) -> NounPhrase:
        start = self.place
        determiner = self.take().replace("an", "a")
        before = self.take() if self.ahead() in lexicon.BEFORE else ""
        after = self.take() if self.ahead() in lexicon.AFTER else ""
        if self.ahead() not in _NOUNS:
            self.refuse(self.place, "a noun")
        noun, number = _NOUNS[self.take()]
        if determiner not in lexicon.DETERMINERS[number]:
            said = " or ".join(lexicon.DETERMINERS[number])
            self.refuse(start, f"{said}, before {self.words[self.place - 1]!r}")
        return NounPhrase(determiner, noun, number, before, after)

    def clause(self) -> Clause:
        start = self.place
        if self.ahead() in lexicon.SUBJECTS:
            said: dict = {"subject": self.take()}
        elif self.ahead() in _DETERMINERS:
            said = {"subject": self.phrase()}
        else:
            self.refuse(start, "a subject, such as i, she, the or my")
        said |= self.to_be() if self.ahead() in _BE else self.to_do(said["subject"])
        if self.takes("here"):
            said["place"] = "here"
        elif self.ahead() in ("in", "with"):
            preposition = self.take()
            if self.ahead() not in _DETERMINERS:
                self.refuse(self.place, "a determiner, such as the or my")
            said["place"] = (preposition, self.phrase())
        said["today"] = self.takes("today")
        clause = Clause(**said)
        written = english(clause)
        for offset, word in enumerate(written):
            if start + offset >= self.place or self.words[start + offset] != word:
                self.refuse(start + offset, repr(word))
        return clause

    def to_be(self) -> dict:
        self.take()
        said: dict = {"negated": self.takes("not"), "often": self.takes("often")}
        self.takes("a")
        if self.ahead() in lexicon.ADJECTIVES:
            return {**said, "adjective": self.take()}
        if self.ahead() not in _PROFESSIONS:
            self.refuse(self.place, "an adjective or a profession")
        return {**said, "profession": _PROFESSIONS[self.take()]}

    def to_do(self, subject: str | NounPhrase) -> dict:
        said: dict = {"negated": self.takes("do", "does")}
        if said["negated"] and not self.takes("not"):
            self.refuse(self.place, "not")
        said["often"] = self.takes("often")
        if self.ahead() not in _VERBS:
            self.refuse(self.place, "a verb")
        verb = said["verb"] = _VERBS[self.take()]
        if verb.after:
            self.takes(verb.after)
        if verb in lexicon.TRANSITIVE:
            if self.ahead() in lexicon.OBJECTS:
                itself = lexicon.NOT_TOGETHER.get(subject, ()) if isinstance(subject, str) else ()
                if self.ahead() in itself:
                    self.refuse(self.place, f"an object that is not {subject!r} itself")
                said["item"] = self.take()
            elif said["negated"] and self.ahead() in ("a", "an"):  # French: "pas de"
                self.refuse(self.place, "the, my, this or these, after do not and does not")
            elif self.ahead() in _DETERMINERS:
                said["item"] = self.phrase()
            else:
                self.refuse(self.place, "an object, such as him, the or my")
        return said
