"""attention.greedy: say the best word, feed it back, stop at the end."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_translation_greedy_variants import MISTAKES, MOST_CALLS
from lstmcourse.exercises.model import CodeExercise, Output, Probe

PAGE = "attention/translation"


class Decoder:
    """step(word, state) -> (logits, state): a small tanh cell, with the source already in it.

    Some decoders never say end. So a loop that waits for it is stopped after MOST_CALLS.
    """

    def __init__(self, rng: np.random.Generator, words: int, size: int) -> None:
        self.embedding = 1.5 * rng.normal(size=(words, size))
        self.W_h = 1.2 * rng.normal(size=(size, size)) / np.sqrt(size)
        self.W_o = 2.0 * rng.normal(size=(size, words))
        self.calls = 0

    def __call__(self, word: int, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise RuntimeError(
                f"step was called more than {MOST_CALLS} times; this decoder may never say end"
            )
        if np.ndim(word) > 0:
            raise ValueError(
                f"step: word must be one id, but has the shape {np.shape(word)}; "
                "the call is step(word, state)"
            )
        word = int(word)
        if not 0 <= word < len(self.embedding):
            raise ValueError(f"step: the word {word} is no id of 0..{len(self.embedding) - 1}")
        if np.shape(state) != self.W_h.shape[:1]:
            raise ValueError(
                f"step: state has the shape {np.shape(state)}, but must have "
                f"{self.W_h.shape[:1]}; step returns (logits, new state), in this order"
            )
        state = np.tanh(self.embedding[word] + state @ self.W_h)
        return state @ self.W_o, state

    def __repr__(self) -> str:
        return f"step, a decoder with {len(self.embedding)} words"


def greedy(step, state, start, end, longest):
    words = []
    word = start
    while len(words) < longest:
        logits, state = step(word, state)
        word = int(np.argmax(logits))
        if word == end:
            break
        words.append(word)
    return np.array(words, dtype=int)


def _probes(rng: np.random.Generator) -> list[Probe]:
    return [
        _probe(rng, "random", 9, ends_after=(4, 5), longest=8),
        _probe(rng, "a longer sentence", 11, ends_after=(6, 8), longest=12, telling=True),
        _probe(rng, "cut after longest words", 8, ends_after=None, longest=6, telling=True),
        _probe(rng, "end after exactly longest words", 8, ends_after=(4, 4), longest=4),
        _probe(rng, "nothing to say", 7, ends_after=(0, 0), longest=5),
        _probe(rng, "one word", 7, ends_after=(1, 1), longest=5),
    ]


def _probe(
    rng: np.random.Generator,
    name: str,
    words: int,
    ends_after: tuple[int, int] | None,
    longest: int,
    telling: bool = False,
) -> Probe:
    """Let a decoder speak without an end, then choose for end a word that comes where wanted."""
    while True:
        step, state = Decoder(rng, words, 5), rng.uniform(-0.9, 0.9, 5)
        start = int(rng.integers(words))
        said = greedy(step, state, start, -1, longest + 3).tolist()
        if ends_after is None:
            places = [word for word in range(words) if word not in said]
        else:
            low, high = ends_after
            places = [said[n] for n in range(low, high + 1) if said[n] not in said[:n]]
        places = [end for end in places if end != start]
        if not places:
            continue
        args = (step, state, start, int(rng.choice(places)), longest)
        if not telling or _telling(args):
            return Probe(name, args, {"K": words})


_EACH_WORD = ("state-not-carried", "word-not-fed-back", "one-word-late", "second-best")


def _telling(args: tuple) -> bool:
    """The mistakes that act on each word show, and give different words."""
    given = {m.id: tuple(m.variant(*args)) for m in MISTAKES if m.id in _EACH_WORD}
    return len({tuple(greedy(*args)), *given.values()}) == len(given) + 1


GREEDY = CodeExercise(
    id="attention.greedy",
    title="Greedy decoding",
    page=PAGE,
    task=(
        "Write greedy(step, state, start, end, longest): say one sentence. step(word, state) "
        "returns (logits, new state): logits (K,) over the next word after the id `word`. Begin "
        "with the word start and the given state. At each step take the word with the largest "
        "logit. Stop when it is end, or when `longest` words were said. Return the ids without "
        "start and end, as a list or an array; it may be empty."
    ),
    parameters=("step", "state", "start", "end", "longest"),
    returns=(Output("words", "(T)"),),
    reference=greedy,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "A loop that runs at most longest times: one call of step, one np.argmax, one decision.",
        "The word that you said is the next input, and the state that step returned is the next "
        "state.",
        "Test for end before you append: the end mark does not belong to the answer.",
    ),
)
