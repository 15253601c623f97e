"""Known mistakes of attention.greedy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import Mistake

MOST_CALLS = 100
"""How often a probe's decoder can be called."""


def _greedy(
    *,
    first: Callable = lambda start, end: start,
    choose: Callable = lambda logits, start, end: int(np.argmax(logits)),
    feed: Callable = lambda words, start: words[-1],
    stop: Callable = lambda word, end: word == end,
    keep_end: bool = False,
    keep_start: bool = False,
    carry: bool = True,
    steps: int = 0,
    cut: Callable = lambda words: words,
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(step, state, start, end, longest):
        said, word = [], first(start, end)
        for _ in range(longest + steps):
            logits, new = step(word, state)
            state = new if carry else state
            chosen = choose(logits, start, end)
            if stop(chosen, end):
                said += [chosen] * keep_end
                break
            said.append(chosen)
            word = feed(said, start)
        return np.array([start] * keep_start + cut(said), dtype=int)

    return variant


def _second_best(logits, start, end):
    return int(np.argsort(logits)[-2])


def _without_end(logits, start, end):
    return int(np.argmax(np.where(np.arange(len(logits)) == end, -np.inf, logits)))


def _end_skipped(step, state, start, end, longest):
    said = _greedy(stop=lambda word, end: False)(step, state, start, end, longest)
    return said[said != end]


MISTAKES = (
    Mistake(
        "no-end",
        "Words go on after the end mark.",
        "What has to happen when the chosen word is end?",
        _greedy(stop=lambda word, end: False),
    ),
    Mistake(
        "end-skipped",
        "The end mark is left out, but words go on after it.",
        "End means that nothing follows. Does your loop stop there?",
        _end_skipped,
    ),
    Mistake(
        "end-kept",
        "The end mark is part of the answer.",
        "Look for the end before the word is added.",
        _greedy(keep_end=True),
    ),
    Mistake(
        "start-kept",
        "The start mark is part of the answer.",
        "start is the first input. It is never said.",
        _greedy(keep_start=True),
    ),
    Mistake(
        "both-kept",
        "The start mark and the end mark are part of the answer.",
        "Neither of the two is a word of the sentence.",
        _greedy(keep_start=True, keep_end=True),
    ),
    Mistake(
        "longest-ignored",
        "The loop waits for end. A decoder may never say it.",
        "What stops the loop after longest words?",
        _greedy(steps=2 * MOST_CALLS),
    ),
    Mistake(
        "state-not-carried",
        "Every step begins in the state that was given, so the decoder forgets what it has said.",
        "step returns two things. Where does the second one go?",
        _greedy(carry=False),
    ),
    Mistake(
        "word-not-fed-back",
        "Every step reads start again. The decoder has to read the word that it said last.",
        "What is the first argument of the second call of step?",
        _greedy(feed=lambda words, start: start),
    ),
    Mistake(
        "one-word-late",
        "Each step reads the word before the last one.",
        "Word t is the input of step t + 1.",
        _greedy(feed=lambda words, start: words[-2] if len(words) > 1 else start),
    ),
    Mistake(
        "end-first",
        "The first input is end instead of start.",
        "Which of the two marks says that nothing was said yet?",
        _greedy(first=lambda start, end: end),
    ),
    Mistake(
        "worst-word",
        "The least probable word is chosen.",
        "argmin or argmax?",
        _greedy(choose=lambda logits, start, end: int(np.argmin(logits))),
    ),
    Mistake(
        "second-best",
        "The second best word is chosen.",
        "np.argsort sorts upwards: where does the largest logit end up?",
        _greedy(choose=_second_best),
    ),
    Mistake(
        "largest-size",
        "The logit of the largest absolute value wins. A logit far below 0 is an unlikely word.",
        "Compare the logits as they are.",
        _greedy(choose=lambda logits, start, end: int(np.argmax(np.abs(logits)))),
    ),
    Mistake(
        "end-forbidden",
        "end is never chosen: the best word other than end is taken in its place.",
        "When end has the largest logit, the sentence is over.",
        _greedy(choose=_without_end),
    ),
    Mistake(
        "one-too-many",
        "The answer may have one word more than longest.",
        "Count the words when the loop has run longest times.",
        _greedy(steps=1),
    ),
    Mistake(
        "one-too-few",
        "The answer is cut one word before longest.",
        "Count the words when the loop has run longest times.",
        _greedy(steps=-1),
    ),
    Mistake(
        "last-word-lost",
        "The last word is cut off, whatever it is.",
        "Is the last element of your list the end mark at this moment?",
        _greedy(cut=lambda words: words[:-1]),
    ),
)
