"""The words of the English-French grammar: what each one is in French, form by form.

A gender is "m" or "f", a number "s" or "p". French forms of adjectives and professions stand in
the order of `FORMS`; verb forms in the order of `PERSONS`.
"""

from __future__ import annotations

from typing import NamedTuple

FORMS = (("m", "s"), ("f", "s"), ("m", "p"), ("f", "p"))
PERSONS = ((1, "s"), (2, "s"), (3, "s"), (1, "p"), (3, "p"))


class Noun(NamedTuple):
    """English singular and plural, French singular and plural, gender, and what it names."""

    one: str
    many: str
    un: str
    plusieurs: str
    gender: str
    kind: str


class Verb(NamedTuple):
    """English base form and s-form, the word that must follow ("" or "for"), French forms."""

    base: str
    third: str
    after: str
    french: tuple[str, str, str, str, str]


NOUNS = (
    Noun("boy", "boys", "garçon", "garçons", "m", "person"),
    Noun("girl", "girls", "fille", "filles", "f", "person"),
    Noun("uncle", "uncles", "oncle", "oncles", "m", "person"),
    Noun("aunt", "aunts", "tante", "tantes", "f", "person"),
    Noun("dog", "dogs", "chien", "chiens", "m", "animal"),
    Noun("cat", "cats", "chat", "chats", "m", "animal"),
    Noun("book", "books", "livre", "livres", "m", "thing"),
    Noun("tree", "trees", "arbre", "arbres", "m", "thing"),
    Noun("car", "cars", "voiture", "voitures", "f", "thing"),
    Noun("garden", "", "jardin", "", "m", "place"),
    Noun("house", "", "maison", "", "f", "place"),
    Noun("school", "", "école", "", "f", "place"),
)
"""A place has no plural here: one garden, one house, one school."""

DETERMINERS = {"s": ("the", "my", "this", "a"), "p": ("the", "my", "these")}
"""By number. "a" stands for "a" and "an"."""

BEFORE = {"small": ("petit", "petite", "petits", "petites")}
AFTER = {
    "black": ("noir", "noire", "noirs", "noires"),
    "green": ("vert", "verte", "verts", "vertes"),
    "tired": ("fatigué", "fatiguée", "fatigués", "fatiguées"),
}
ADJECTIVES = {**BEFORE, **AFTER}
"""French puts the first kind before the noun, the second behind it."""

SUITS = {
    "person": ("tired",),
    "animal": ("black", "tired"),
    "thing": ("black", "green"),
    "place": ("black", "green"),
}
"""Which adjectives of the second kind a noun can have. "small" suits everything."""

PROFESSIONS = {
    ("student", "students"): ("étudiant", "étudiante", "étudiants", "étudiantes"),
    ("singer", "singers"): ("chanteur", "chanteuse", "chanteurs", "chanteuses"),
}

SUBJECTS = {
    "i": ("je", 1, "s", "m"),
    "you": ("tu", 2, "s", "m"),
    "he": ("il", 3, "s", "m"),
    "she": ("elle", 3, "s", "f"),
    "we": ("nous", 1, "p", "m"),
    "they": ("ils", 3, "p", "m"),
}
"""English does not say the gender of i, you, we, they: here they are always masculine."""

OBJECTS = {"me": "me", "you": "te", "him": "le", "her": "la", "us": "nous", "them": "les"}

NOT_TOGETHER = {"i": ("me", "us"), "you": ("you",), "we": ("me", "us")}
"""Objects that would be the subject itself ("we see me"): French would need another verb form."""

BE = Verb("be", "is", "", ("suis", "es", "est", "sommes", "sont"))
BE_ENGLISH = {(1, "s"): "am", (2, "s"): "are", (3, "s"): "is", (1, "p"): "are", (3, "p"): "are"}

TRANSITIVE = (
    Verb("see", "sees", "", ("vois", "vois", "voit", "voyons", "voient")),
    Verb("love", "loves", "", ("aime", "aimes", "aime", "aimons", "aiment")),
    Verb("look", "looks", "for", ("cherche", "cherches", "cherche", "cherchons", "cherchent")),
)
INTRANSITIVE = (
    Verb("sleep", "sleeps", "", ("dors", "dors", "dort", "dormons", "dorment")),
    Verb("sing", "sings", "", ("chante", "chantes", "chante", "chantons", "chantent")),
)

CONJUNCTIONS = {
    "and": ("et",),
    "but": ("mais",),
    "when": ("quand",),
    "because": ("parce", "que"),
}

VOWELS = "aàâeéèêiîoôuùûyœ"
"""First letters that ask for an elision. No word here begins with an h."""

ELISIONS = {"je": "j'", "ne": "n'", "me": "m'", "te": "t'", "le": "l'", "la": "l'", "que": "qu'"}


def agree(forms: tuple[str, ...], gender: str, number: str) -> str:
    """The form of an adjective or a profession for this gender and number."""
    return forms[FORMS.index((gender, number))]


def conjugate(verb: Verb, person: int, number: str) -> str:
    """The French form of a verb for this person and number."""
    return verb.french[PERSONS.index((person, number))]


def determiner(english: str, gender: str, number: str, following: str) -> str:
    """The French determiner before the word `following`, elided where French asks for it."""
    if english == "a":
        return "un" if gender == "m" else "une"
    plural = {"the": "les", "my": "mes", "these": "ces"}
    if number == "p":
        return plural[english]
    vowel = following[0] in VOWELS
    if english == "the":
        return "l'" if vowel else "le" if gender == "m" else "la"
    if english == "my":
        return "mon" if gender == "m" or vowel else "ma"
    if gender == "f":
        return "cette"
    return "cet" if vowel else "ce"


def elide(word: str, following: str) -> str:
    """The word, with its last vowel dropped where the word `following` begins with a vowel."""
    return ELISIONS.get(word, word) if following[0] in VOWELS else word
