"""Plans: which parts a clause has. Every plan fixes the number of English words in advance.

So a clause of exactly n words needs no trial and error: take a plan of that length, fill it in.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, product
from typing import Any, NamedTuple

from lstmcourse.tasks import _french_words as lexicon
from lstmcourse.tasks._french_clauses import Clause, NounPhrase
from lstmcourse.tasks._french_words import Noun, Verb

Choose = Callable[[Sequence[Any]], Any]

SHORTEST, LONGEST = 2, 10
"""Words in a clause, at least and at most."""


class Plan(NamedTuple):
    """What a clause consists of; adjectives are counted (-1: there is no such noun phrase)."""

    subject: int
    negated: bool
    often: bool
    predicate: str
    verb_words: int
    item: int
    place: str
    place_adjectives: int
    today: bool


_PREDICATES = (
    # predicate, words of the verb, adjectives of the object, words, weight
    ("adjective", 1, -1, 2, 0.2),
    ("professions", 1, -1, 2, 0.06),
    ("profession", 1, -1, 3, 0.09),
    ("nothing", 1, -1, 1, 0.16),
    ("pronoun", 1, -1, 2, 0.14),
    ("pronoun", 2, -1, 3, 0.07),
    ("phrase", 1, 0, 3, 0.08),
    ("phrase", 1, 1, 4, 0.07),
    ("phrase", 1, 2, 5, 0.04),
    ("phrase", 2, 0, 4, 0.04),
    ("phrase", 2, 1, 5, 0.03),
    ("phrase", 2, 2, 6, 0.02),
)
_SUBJECTS = ((-1, 1, 0.5), (0, 2, 0.2), (1, 3, 0.2), (2, 4, 0.1))
_PLACES = (
    ("", -1, 0, 0.66),
    ("here", -1, 1, 0.06),
    ("in", 0, 3, 0.1),
    ("in", 1, 4, 0.05),
    ("with", 0, 3, 0.08),
    ("with", 1, 4, 0.05),
)
_OFTEN = {False: 0.88, True: 0.12}
_NEGATED = {False: 0.7, True: 0.3}
_TODAY = {False: 0.88, True: 0.12}


@cache
def plans() -> dict[int, tuple[list[Plan], list[float]]]:
    """For every clause length its plans and their running sums of weights."""
    found: dict[int, tuple[list[Plan], list[float]]] = {}
    for subject, predicate, negated, often, place, today in product(
        _SUBJECTS, _PREDICATES, _NEGATED, _OFTEN, _PLACES, _TODAY
    ):
        name, verb_words, item, words, _ = predicate
        being = name in ("adjective", "profession", "professions")
        if being and place[0] in ("in", "with", "here"):
            continue
        if name.startswith("profession") and (often or today):
            continue
        length = subject[1] + words + often + place[2] + today
        length += negated * (1 if being else 2)
        if not SHORTEST <= length <= LONGEST:
            continue
        weight = subject[-1] * predicate[-1] * place[-1]
        weight *= _NEGATED[negated] * _OFTEN[often] * _TODAY[today]
        plan = Plan(subject[0], negated, often, name, verb_words, item, place[0], place[1], today)
        entries, weights = found.setdefault(length, ([], []))
        entries.append(plan)
        weights.append(weight)
    return {n: (entries, list(accumulate(ws))) for n, (entries, ws) in sorted(found.items())}


@cache
def lengths_for(words: int) -> tuple[list[int], list[float]]:
    """Clause lengths that may come next with `words` words left, and running sums of weights.

    What is left after the clause must be nothing, or a conjunction and one more clause.
    """
    able = plans()
    fits = [n for n in able if n == words or words - n >= SHORTEST + 1]
    return fits, list(accumulate(able[n][1][-1] for n in fits))


def weighted(u: float, running: list[float]) -> int:
    """The place that a number u in [0, 1) falls into, among running sums of weights."""
    return min(bisect(running, u * running[-1]), len(running) - 1)


def _suitable(kinds: tuple[str, ...], number: str) -> list[Noun]:
    return [noun for noun in lexicon.NOUNS if noun.kind in kinds and (number == "s" or noun.many)]


_ALIVE = ("person", "animal")
_KINDS = {kinds: {number: _suitable(kinds, number) for number in "sp"} for kinds in (
    ("person",), _ALIVE, ("person", "animal", "thing"), ("place",),
)}  # fmt: skip


def _phrase(
    choose: Choose, kinds: tuple[str, ...], number: str, adjectives: int, definite: bool = False
) -> NounPhrase:
    noun = choose(_KINDS[kinds][number])
    determiners = lexicon.DETERMINERS[number]
    determiner = choose([d for d in determiners if d != "a"] if definite else determiners)
    before = after = ""
    if adjectives == 2 or (adjectives == 1 and choose((True, False, False))):
        before = choose(tuple(lexicon.BEFORE))
    if adjectives == 2 or (adjectives == 1 and not before):
        after = choose(lexicon.SUITS[noun.kind])
    return NounPhrase(determiner, noun, number, before, after)


def fill(plan: Plan, choose: Choose) -> Clause:
    """A clause of this plan; `choose` picks one entry of a sequence."""
    name = plan.predicate
    number = {"profession": "s", "professions": "p"}.get(name) or choose("sssspp")
    if plan.subject < 0:
        subject: Any = choose([s for s, entry in lexicon.SUBJECTS.items() if entry[2] == number])
    else:
        kinds: tuple[str, ...] = _ALIVE
        if name == "adjective":
            kinds = ("person", "animal", "thing")
        elif name.startswith("profession"):
            kinds = ("person",)
        subject = _phrase(choose, kinds, number, plan.subject)
    said: dict[str, Any] = {
        "subject": subject, "negated": plan.negated, "often": plan.often, "today": plan.today,
    }  # fmt: skip
    if name == "adjective":
        kind = "person" if isinstance(subject, str) else subject.noun.kind
        said["adjective"] = choose(("small", *lexicon.SUITS[kind]))
    elif name.startswith("profession"):
        said["profession"] = choose(tuple(lexicon.PROFESSIONS))
    elif name == "nothing":
        said["verb"] = choose(lexicon.INTRANSITIVE)
    else:
        said["verb"] = choose(_with_words(plan.verb_words))
        if name == "pronoun":
            taboo = lexicon.NOT_TOGETHER.get(subject, ()) if isinstance(subject, str) else ()
            said["item"] = choose([item for item in lexicon.OBJECTS if item not in taboo])
        else:
            # "not ... a dog" would need "pas de": negated objects are definite.
            kinds = ("person", "animal", "thing")
            said["item"] = _phrase(choose, kinds, choose("ssp"), plan.item, plan.negated)
    if plan.place == "here":
        said["place"] = "here"
    elif plan.place == "in":
        said["place"] = ("in", _phrase(choose, ("place",), "s", plan.place_adjectives))
    elif plan.place == "with":
        said["place"] = ("with", _phrase(choose, _ALIVE, choose("sssp"), plan.place_adjectives))
    return Clause(**said)


@cache
def _with_words(count: int) -> tuple[Verb, ...]:
    return tuple(verb for verb in lexicon.TRANSITIVE if 1 + bool(verb.after) == count)
