"""attention.shift: what the decoder reads, and what it has to say."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_bottleneck_words import MISTAKES, PAGE, shift_words
from lstmcourse.exercises.model import CodeExercise, Output, Probe


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, lengths: list[int]) -> Probe:
        B = len(lengths)
        words = rng.integers(3, 40, size=(T, B))
        words[np.arange(T)[:, None] >= np.array(lengths)] = 0
        return Probe(name, (words,), {"T": T, "B": B})

    return [
        probe("three lengths", 6, [4, 6, 2]),
        probe("no padding", 4, [4, 4, 4]),
        probe("square: T = B", 4, [1, 4, 3, 2]),
        probe("an empty sentence", 5, [3, 0]),
        probe("one word", 1, [1, 1, 0, 1]),
    ]


SHIFT = CodeExercise(
    id="attention.shift",
    title="What the decoder reads and what it says",
    page=PAGE,
    task=(
        "Write shift_words(words): words (T, B) holds B target sentences in columns, as ids from "
        "3 on, with PAD = 0 behind the short ones. Return inputs and targets, both "
        "(T + 1, B). A column of inputs is START = 1, then its words, then PAD. A column of "
        "targets is its words, then END = 2, then PAD."
    ),
    parameters=("words",),
    returns=(Output("inputs", "(T + 1, B)"), Output("targets", "(T + 1, B)")),
    reference=shift_words,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Write down both columns for a sentence 7 8 that is padded to three rows: 1 7 8 0 and "
        "7 8 2 0.",
        "The inputs are a row of ones on top of words. The targets are words on top of a row of "
        "zeros, with one END put in per column.",
        "(words != 0).sum(axis=0) counts the words of each column: that is the row of its END.",
        "targets[lengths, np.arange(B)] = 2 sets one entry in every column.",
    ),
)
