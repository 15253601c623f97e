"""The reference of attention.shift, and its known mistakes."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import Mistake

PAGE = "attention/bottleneck"


def shift_words(words):
    T, B = words.shape
    inputs = np.zeros((T + 1, B), dtype=int)  # 0 is PAD
    targets = np.zeros((T + 1, B), dtype=int)
    inputs[0] = 1  # START
    inputs[1:] = words  # each word is read one step after it had to be said
    targets[:T] = words
    lengths = (words != 0).sum(axis=0)
    targets[lengths, np.arange(B)] = 2  # END, right behind the last word of each sentence
    return inputs, targets


def _whole(words: np.ndarray) -> np.ndarray:
    """START y_1 ... y_L END PAD, (T + 2, B)."""
    inputs, targets = shift_words(words)
    return np.concatenate([inputs[:1], targets])


def _not_shifted(words):
    inputs, _ = shift_words(words)
    return inputs, inputs.copy()


def _sees_the_answer(words):
    _, targets = shift_words(words)
    return targets.copy(), targets


def _no_start(words):
    _, targets = shift_words(words)
    inputs = np.zeros_like(targets)
    inputs[:-1] = words
    return inputs, targets


def _pad_as_start(words):
    inputs, targets = shift_words(words)
    inputs[0] = 0
    return inputs, targets


def _start_and_end_swapped(words):
    inputs, targets = shift_words(words)
    inputs[0] = 2
    targets[targets == 2] = 1
    return inputs, targets


def _rolled(words):
    _, targets = shift_words(words)
    return np.roll(targets, 1, axis=0), targets


def _no_end(words):
    inputs, targets = shift_words(words)
    return inputs, np.where(targets == 2, 0, targets)


def _end_at_the_bottom(words):
    inputs, targets = shift_words(words)
    targets = np.where(targets == 2, 0, targets)
    targets[-1] = 2
    return inputs, targets


def _end_everywhere(words):
    inputs, targets = shift_words(words)
    return inputs, np.where(targets == 0, 2, targets)


def _end_over_the_last_word(words):
    inputs, targets = shift_words(words)
    targets = np.where(targets == 2, 0, targets)
    last = np.maximum((words != 0).sum(axis=0) - 1, 0)
    targets[last, np.arange(words.shape[1])] = 2
    return inputs, targets


def _end_in_whole_rows(words):
    inputs, targets = shift_words(words)
    targets[(words != 0).sum(axis=0)] = 2
    return inputs, targets


def _end_is_read(words):
    whole = _whole(words)
    return whole[:-1].copy(), whole[1:].copy()


def _swapped(words):
    inputs, targets = shift_words(words)
    return targets, inputs


def _one_step_short(words):
    inputs, targets = shift_words(words)
    return inputs[:-1].copy(), targets[:-1].copy()


def _batch_first(words):
    inputs, targets = shift_words(words)
    return inputs.T.copy(), targets.T.copy()


def _padding_in_front(words):
    """The words moved to the end of their column, as in a left-padded batch."""
    inputs, targets = shift_words(words)
    steps = len(targets)
    moved = [np.zeros_like(inputs), np.zeros_like(targets)]
    for b, length in enumerate((words != 0).sum(axis=0)):
        for new, old in zip(moved, (inputs, targets), strict=True):
            new[steps - length - 1 :, b] = old[: length + 1, b]
    return tuple(moved)


MISTAKES = (
    Mistake(
        "not-shifted",
        "The targets are the inputs: the loss asks for START after START, and for each word "
        "just when it is read.",
        "After reading START the decoder has to say the first word. The targets are one step "
        "ahead of the inputs.",
        _not_shifted,
    ),
    Mistake(
        "sees-the-answer",
        "The inputs are the targets: the decoder reads each word in the step in which it has to "
        "say it.",
        "A decoder that copies its input would have no loss. What does it know at step t? Only the "
        "words before.",
        _sees_the_answer,
    ),
    Mistake(
        "no-start",
        "START is missing: the first input is the first word, which should be the first target.",
        "inputs[0] is 1 in every column; the words come behind it.",
        _no_start,
    ),
    Mistake(
        "pad-as-start",
        "The first inputs are PAD (0), not START (1).",
        "An array of zeros is full of PAD. Which id tells the decoder to begin?",
        _pad_as_start,
    ),
    Mistake(
        "start-and-end-swapped",
        "The ids of START and END are swapped.",
        "Compare the first input and the last target with the ids in the task.",
        _start_and_end_swapped,
    ),
    Mistake(
        "rolled",
        "The last row of the targets came round to the top of the inputs: there must be START.",
        "np.roll does not forget the end, it moves it to the front. END is no input, either.",
        _rolled,
    ),
    Mistake(
        "no-end",
        "END is missing from the targets, so the decoder never learns to stop.",
        "Behind its last word each sentence has one more target.",
        _no_end,
    ),
    Mistake(
        "end-at-the-bottom",
        "END stands in the last row of every column, behind the padding of the short sentences.",
        "END belongs right behind the last word of each sentence. How long is each one?",
        _end_at_the_bottom,
    ),
    Mistake(
        "end-everywhere",
        "All padding of the targets is END: the loss would count many ENDs per short sentence.",
        "One END per sentence; the rest stays 0, so that the loss can leave it out.",
        _end_everywhere,
    ),
    Mistake(
        "end-over-the-last-word",
        "END stands in the place of the last word: one row too early.",
        "A sentence with L words has its last one in row L - 1. Where does END go?",
        _end_over_the_last_word,
    ),
    Mistake(
        "end-in-whole-rows",
        "END was put into whole rows, so it also covers words of longer sentences.",
        "An array of rows alone selects whole rows. Each END needs its row and its column.",
        _end_in_whole_rows,
    ),
    Mistake(
        "end-is-read",
        "END is among the inputs of the short sentences: the column was cut out of "
        "START ... END as a whole.",
        "After END nothing is read. Cutting [:-1] takes END away from the longest sentences only.",
        _end_is_read,
    ),
    Mistake(
        "swapped",
        "Inputs and targets are swapped.",
        "First what the decoder reads, then what it has to say.",
        _swapped,
    ),
    Mistake(
        "one-step-short",
        "The last row is missing, and with it the END of the longest sentences.",
        "START makes the inputs longer by one, END the targets: both have T + 1 rows.",
        _one_step_short,
    ),
    Mistake(
        "batch-first",
        "The axes are in the order (B, T + 1); time has to come first.",
        "This course keeps time on axis 0: inputs[t] holds step t of all sentences.",
        _batch_first,
    ),
    Mistake(
        "padding-in-front",
        "The padding stands in front of the short sentences.",
        "Row 0 is the first step of every sentence; the padding stays behind.",
        _padding_in_front,
    ),
)
