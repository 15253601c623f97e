"""Quick question of book/attention/bottleneck."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_bottleneck_words import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

_H, _N = 100, 40

NUMBERS = NumericExercise(
    id="attention.q.bottleneck",
    title="Numbers per word",
    page=PAGE,
    task=(
        "An LSTM encoder with 100 hidden units reads a sentence of 40 words. A decoder without "
        "attention starts from the encoder's last state and sees h_N again at every step. How many "
        "different numbers per source word does it get?"
    ),
    answer=2 * _H / _N,
    because=(
        "The last state of an LSTM is h_N and c_N, 200 numbers, whatever the sentence is. Seeing "
        "h_N again adds no new number. 200 / 40 = 5."
    ),
    feedback=(
        Feedback(
            "only-h",
            "That counts h_N only. An LSTM hands on a second state.",
            value=_H / _N,
        ),
        Feedback(
            "h-twice",
            "h_N is counted twice. The decoder sees the same 100 numbers again, not new ones.",
            value=3 * _H / _N,
        ),
        Feedback(
            "not-per-word",
            "That is the whole state. Divide it among the 40 words.",
            value=2 * _H,
        ),
        Feedback(
            "per-word-upside-down",
            "That is words per number. The question is about numbers per word.",
            value=_N / (2 * _H),
        ),
        Feedback(
            "attention",
            "With attention each word keeps its own h_n of 100 numbers. Here all but the last are "
            "thrown away.",
            value=_H,
        ),
        Feedback(
            "every-step",
            "The decoder sees h_N at every step, but it is the same vector each time.",
            value=_H * (_N + 1) / _N,
        ),
        Feedback(
            "all-states", "These are the h_n of all 40 words. The last one is left.", value=_H * _N
        ),
        Feedback(
            "too-few", "Fewer than the h_N alone brings. What does an LSTM hand on?", high=2.5
        ),
        Feedback("too-many", "Too many. Which numbers reach the decoder at all?", low=5.05),
    ),
    hints=(
        "What does an LSTM hand from one step to the next? The decoder begins with that.",
        "h_N and c_N, 100 numbers each. Seeing h_N once more tells nothing new.",
        "Divide 200 by the number of words.",
    ),
)
