import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcourse.tasks import EnglishFrench
from lstmcourse.tasks.translation import SPECIALS, Pair

TASK = EnglishFrench()
MANY = TASK.sample(np.random.default_rng(7), 6000, (2, 14))

# An own, small grammar of French, written apart from the package's tables.
FEMININE = {"fille", "tante", "voiture", "maison", "école"}
MASCULINE = {"garçon", "oncle", "chien", "chat", "livre", "arbre", "jardin"}
ARTICLES = {
    "m": {"le", "un", "mon", "ce", "cet", "l'"},
    "f": {"la", "une", "ma", "mon", "cette", "l'"},
    "plural": {"les", "mes", "ces"},
}
ALL_ARTICLES = set().union(*ARTICLES.values())
STEMS = {"petit", "noir", "vert", "fatigué", "étudiant"}
ENDINGS = {"m": "", "f": "e", "mp": "s", "fp": "es"}
SINGER = {"m": "chanteur", "f": "chanteuse", "mp": "chanteurs", "fp": "chanteuses"}
PRONOUNS = {
    "je": "m", "j'": "m", "tu": "m", "il": "m", "elle": "f", "nous": "mp", "ils": "mp",
}  # fmt: skip
PERSON = {"je": 0, "j'": 0, "tu": 1, "il": 2, "elle": 2, "nous": 3, "ils": 4}
VERBS = [
    "suis es est sommes sont".split(),
    "vois vois voit voyons voient".split(),
    "dors dors dort dormons dorment".split(),
    *[[stem + e for e in ("e", "es", "e", "ons", "ent")] for stem in ("aim", "cherch", "chant")],
]
FORMS = {form for verb in VERBS for form in verb}
VOWEL = re.compile("[aeiouhâéèêô]")


def adjective(stem_or_word, kind):
    """The right form of an adjective or a profession for m, f, mp or fp."""
    return SINGER[kind] if stem_or_word == "chanteur" else stem_or_word + ENDINGS[kind]


def kind_of(noun):
    one = noun if noun in FEMININE | MASCULINE else noun.removesuffix("s")
    assert one in FEMININE | MASCULINE, noun
    return ("f" if one in FEMININE else "m") + ("p" if one != noun else "")


def described(word):
    """The stem of an adjective form, or None."""
    return next((s for s in STEMS if word in {s + e for e in ENDINGS.values()}), None)


def noun_phrase(words):
    """Check one noun phrase at the start of `words`; return its kind and the rest."""
    article, *rest = words
    small = rest.pop(0) if rest[0].startswith("petit") else None
    kind = kind_of(rest[0])
    assert article in ARTICLES["plural" if "p" in kind else kind], words
    if small:
        assert small == adjective("petit", kind), words
    following = small or rest[0]
    if article in ("le", "la", "ma", "ce"):
        assert not VOWEL.match(following), words
    if article in ("l'", "cet"):
        assert VOWEL.match(following), words
    if article == "mon" and kind == "f":
        assert VOWEL.match(following), words
    rest = rest[1:]
    if rest and described(rest[0]) not in (None, "étudiant", "petit"):
        assert rest[0] == adjective(described(rest[0]), kind), words
        rest = rest[1:]
    return kind, rest


def check_clause(words):
    if words[0] in PRONOUNS:
        kind, person, rest = PRONOUNS[words[0]], PERSON[words[0]], words[1:]
        assert words[0] != "j'" or VOWEL.match(rest[0])
        assert words[0] != "je" or not VOWEL.match(rest[0]), words
    else:
        kind, rest = noun_phrase(words)
        person = 4 if "p" in kind else 2
    negated = rest[0] in ("ne", "n'")
    if negated:
        assert (rest[0] == "n'") == bool(VOWEL.match(rest[1])), words
        rest = rest[1:]
    if rest[0] not in FORMS:
        assert rest[0] in {"me", "m'", "te", "t'", "le", "la", "l'", "nous", "les"}, words
        elided = rest[0].endswith("'")
        assert rest[0] in ("nous", "les") or elided == bool(VOWEL.match(rest[1])), words
        rest = rest[1:]
    verb, *rest = rest
    assert verb in {forms[person] for forms in VERBS}, words
    if negated:
        assert rest.pop(0) == "pas", words
    assert "pas" not in rest
    if rest and rest[0] == "souvent":
        rest = rest[1:]
    if verb in VERBS[0]:
        stem = "chanteur" if rest[0].startswith("chanteu") else described(rest[0])
        assert rest[0] == adjective(stem, kind), words
        rest = rest[1:]
    elif rest and rest[0] in ALL_ARTICLES:
        assert not (negated and rest[0] in ("un", "une")), words
        rest = noun_phrase(rest)[1]
    if rest and rest[0] in ("dans", "avec"):
        rest = noun_phrase(rest[1:])[1]
    elif rest and rest[0] == "ici":
        rest = rest[1:]
    assert rest in ([], ["aujourd'hui"]), words


def clauses(target):
    text = " ".join(target)
    for found in re.finditer(r"parce (que|qu') (\S+)", text):
        assert (found[1] == "qu'") == bool(VOWEL.match(found[2])), text
    return [c.split() for c in re.split(r" (?:et|mais|quand|parce que|parce qu') ", text)]


def test_the_french_follows_the_rules():
    for pair in MANY:
        for clause in clauses(pair.target):
            check_clause(clause)


@pytest.mark.parametrize(
    "wrong",
    [
        "le fille dort", "la fille est petit", "je aime la fille", "j' vois la fille",
        "elle ne voit la fille", "elle voit la verte voiture", "il le aime", "il voit le",
        "elle est une étudiante", "le arbre est vert", "ce oncle dort", "ma école est petite",
        "les chats noir dorment", "les chats dort", "elle est chanteur", "l' petit oncle dort",
        "il ne voit pas un chien", "nous voyons nous pas",
    ],
)  # fmt: skip
def test_the_checker_of_this_test_refuses_wrong_french(wrong):
    with pytest.raises((AssertionError, IndexError, TypeError)):
        for clause in clauses(wrong.split()):
            check_clause(clause)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("i am a student", "je suis étudiant"),
        ("she is a student", "elle est étudiante"),
        ("the aunts are singers", "les tantes sont chanteuses"),
        ("i love a tree", "j' aime un arbre"),
        ("i do not love the tree", "je n' aime pas l' arbre"),
        ("i do not love him", "je ne l' aime pas"),
        ("he loves me", "il m' aime"),
        ("we often look for her", "nous la cherchons souvent"),
        ("she sees the small black cats", "elle voit les petits chats noirs"),
        ("the green car is small", "la voiture verte est petite"),
        ("this uncle sees this small tree", "cet oncle voit ce petit arbre"),
        ("an aunt sings in my school", "une tante chante dans mon école"),
        ("an aunt sings in my small school", "une tante chante dans ma petite école"),
        ("they do not sleep here today", "ils ne dorment pas ici aujourd'hui"),
        ("i sleep because an aunt sings", "je dors parce qu' une tante chante"),
        ("i sleep because the aunt sings", "je dors parce que la tante chante"),
        ("you are not tired when i sing", "tu n' es pas fatigué quand je chante"),
    ],
)
def test_sentences_by_hand(english, french):
    assert " ".join(TASK.translate(english).target) == french


@settings(max_examples=60, deadline=None)
@given(words=st.integers(2, 90), seed=st.integers(0, 2**32 - 1))
def test_the_length_is_exact(words, seed):
    for pair in TASK.sample(np.random.default_rng(seed), 3, words):
        assert len(pair.source) == words
        assert TASK.translate(pair.source) == pair
        for clause in clauses(pair.target):
            check_clause(clause)


def test_a_range_of_lengths_is_drawn_evenly():
    counts = Counter(len(p.source) for p in TASK.sample(np.random.default_rng(0), 6000, (3, 8)))
    assert sorted(counts) == [3, 4, 5, 6, 7, 8]
    assert min(counts.values()) > 850


def test_the_target_is_a_function_of_the_source():
    pairs = TASK.sample(np.random.default_rng(3), 20_000, (2, 5))
    targets = {}
    for pair in pairs:
        assert targets.setdefault(pair.source, pair.target) == pair.target
    assert len(targets) < len(pairs) / 2  # many sentences came more than once


def test_i_am_a_student_is_drawn_and_right():
    student = TASK.translate("i am a student")
    assert student == Pair(
        ("i", "am", "a", "student"), ("je", "suis", "étudiant"), ((0, 1), (1, 0), (3, 0))
    )
    assert student in TASK.sample(np.random.default_rng(0), 3000, 4)


def test_links_point_at_the_source():
    for pair in MANY:
        assert len(pair.links) == len(pair.target)
        for links in pair.links:
            assert links and len(set(links)) == len(links)
            assert all(0 <= place < len(pair.source) for place in links)


def test_links_name_the_word_and_what_it_agrees_with():
    pair = TASK.translate("they do not look for the small green cars in my school")
    said = {
        french: [pair.source[place] for place in links]
        for french, links in zip(pair.target, pair.links, strict=True)
    }
    assert said == {
        "ils": ["they"],
        "ne": ["not", "look"],
        "cherchent": ["look", "for", "they"],
        "pas": ["not"],
        "les": ["the", "cars", "small"],
        "petites": ["small", "cars"],
        "voitures": ["cars"],
        "vertes": ["green", "cars"],
        "dans": ["in"],
        "mon": ["my", "school"],
        "école": ["school"],
    }


def test_a_changed_source_word_changes_only_linked_words():
    # One word of the source is exchanged; where both sentences have the same shape, every output
    # word that differs must name that position among its links.
    checked = 0
    swaps = {"boy": "aunt", "she": "we", "car": "tree", "black": "green", "see": "love",
             "the": "my", "sees": "loves", "i": "they", "him": "her"}  # fmt: skip
    for pair in MANY:
        for place, word in enumerate(pair.source):
            other = list(pair.source)
            other[place] = swaps.get(word, word)
            if other[place] == word:
                continue
            try:
                changed = TASK.translate(other)
            except ValueError:
                continue
            if [link[0] for link in changed.links] != [link[0] for link in pair.links]:
                continue
            rows = zip(pair.target, changed.target, pair.links, strict=True)
            for old, new, links in rows:
                assert old == new or place in links, (pair, other)
            checked += 1
    assert checked > 1000


def test_word_frequencies_are_sane():
    pairs = TASK.sample(np.random.default_rng(1), 6000, (3, 12))
    for side, vocabulary in ((0, TASK.source_vocabulary), (1, TASK.target_vocabulary)):
        counts = Counter(word for pair in pairs for word in pair[side])
        assert set(counts) == set(vocabulary.symbols[3:])
        total = sum(counts.values())
        assert max(counts.values()) < 0.08 * total
        assert min(counts.values()) > 0.0003 * total
    assert len(TASK.source_vocabulary) <= 110 and len(TASK.target_vocabulary) <= 115


def test_encode_and_decode_are_inverse():
    pairs = MANY[:300]
    sources, targets = TASK.encode(pairs)
    assert min(min(ids) for ids in sources + targets) >= 3
    for pair, source, target in zip(pairs, sources, targets, strict=True):
        assert TASK.decode(source, "source") == pair.source
        assert TASK.decode(target) == pair.target
        assert TASK.decode([1, *target, 2, 0, 0, 5]) == pair.target


def test_the_special_symbols_come_first():
    for vocabulary in (TASK.source_vocabulary, TASK.target_vocabulary):
        assert vocabulary.symbols[:3] == SPECIALS == ("<pad>", "<start>", "<end>")


def test_the_same_generator_gives_the_same_pairs():
    first = TASK.sample(np.random.default_rng(5), 20, (3, 30))
    assert first == EnglishFrench().sample(np.random.default_rng(5), 20, (3, 30))
    assert first != TASK.sample(np.random.default_rng(6), 20, (3, 30))
    assert TASK.sample(np.random.default_rng(5), 0, 4) == []


@pytest.mark.parametrize(
    ("words", "error", "text"),
    [
        (1, ValueError, "words must be at least 2"),
        (201, ValueError, "at most 200"),
        ((9, 3), ValueError, "least <= most"),
        ((3, 4, 5), ValueError, "one number or"),
        (4.0, TypeError, "whole number"),
        ((3, "x"), TypeError, "whole number"),
    ],
)
def test_a_wrong_length_is_refused(words, error, text):
    with pytest.raises(error, match=text):
        TASK.sample(np.random.default_rng(0), 1, words)


def test_a_wrong_generator_is_refused():
    with pytest.raises(TypeError, match="default_rng"):
        TASK.sample(0, 1, 4)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("", "empty"),
        ("i am a Student", "'Student' is not among"),
        ("<start> i am", "'<start>' is not among"),
        ("i is a student", r"'is' \(position 1\).*expected: 'am'"),
        ("a uncle sleeps", r"'a' \(position 0\).*expected: 'an'"),
        ("he sings and", "the end.*a subject"),
        ("he sings he sleeps", r"'he' \(position 2\).*and, but"),
        ("he sees", "the end.*an object"),
        ("he sing", r"'sing' \(position 1\).*'sings'"),
        ("the sleeps", "a noun"),
        ("he does sleep", "not"),
        ("they are a student", r"'a' \(position 2\)"),
        ("he sleeps in her", "a determiner"),
        ("this boys sing", r"'this' \(position 0\).*the or my or these, before 'boys'"),
        ("he sees a dogs", r"'a' \(position 2\).*before 'dogs'"),
        ("these boy sings", r"'these' \(position 0\).*before 'boy'"),
        ("he does not see a dog", r"'a' \(position 4\).*the, my, this"),
        ("we see us", r"'us' \(position 2\).*not 'we' itself"),
    ],
)
def test_a_sentence_outside_the_grammar_is_refused(sentence, text):
    with pytest.raises(ValueError, match=text):
        TASK.translate(sentence)


def test_encode_and_decode_say_what_is_wrong():
    with pytest.raises(TypeError, match="list of pairs"):
        TASK.encode(MANY[0])
    with pytest.raises(ValueError, match="side"):
        TASK.decode([3], "french")
    with pytest.raises(ValueError, match=r"0\.\."):
        TASK.decode([1000])
    with pytest.raises(TypeError, match="words"):
        TASK.translate([1, 2])
