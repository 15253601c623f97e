"""Known mistakes of attention.exact_match."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import Mistake


def _fitted(written, targets):
    missing = max(0, len(targets) - len(written))
    return np.pad(written, ((0, missing), (0, 0)), constant_values=-1)[: len(targets)]


def _right(written, targets):
    return ((_fitted(written, targets) == targets) | (targets == 0)).all(axis=0).mean()


def _symbols(written, targets):
    return (_fitted(written, targets) == targets)[targets != 0].mean()


def _per_sentence(written, targets):
    right = (_fitted(written, targets) == targets) & (targets != 0)
    return (right.sum(axis=0) / (targets != 0).sum(axis=0)).mean()


def _entries(written, targets):
    return (_fitted(written, targets) == targets).mean()


def _padding_counts(written, targets):
    return (_fitted(written, targets) == targets).all(axis=0).mean()


def _whole_columns(written, targets):
    return np.mean([np.array_equal(*pair) for pair in zip(written.T, targets.T, strict=True)])


def _end_left_out(written, targets):
    return ((_fitted(written, targets) == targets) | (targets <= 2)).all(axis=0).mean()


def _cut_at_the_end(written, targets):
    def text(ids):
        return ids[:-1] if ids[-1] == 2 else ids

    pairs = zip(written.T, targets.T, strict=True)
    until = [[text(_until_end(ids.tolist())) for ids in pair] for pair in pairs]
    return np.mean([one == other for one, other in until])


def _until_end(ids):
    return ids[: ids.index(2) + 1] if 2 in ids else ids


def _mask_of_the_answer(written, targets):
    written = _fitted(written, targets)
    return ((written == targets) | (written == 0)).all(axis=0).mean()


def _wrong_axis(written, targets):
    return ((_fitted(written, targets) == targets) | (targets == 0)).all(axis=1).mean()


def _any(written, targets):
    return ((_fitted(written, targets) == targets) & (targets != 0)).any(axis=0).mean()


def _number(written, targets):
    return _right(written, targets) * targets.shape[1]


def _no_mean(written, targets):
    return 1.0 * ((_fitted(written, targets) == targets) | (targets == 0)).all(axis=0)


def _by_steps(written, targets):
    return _right(written, targets) * targets.shape[1] / targets.shape[0]


def _cut(written, targets):
    steps = min(len(written), len(targets))
    return _right(written[:steps], targets[:steps])


def _first_left_out(written, targets):
    return _right(written[1:], targets[1:])


def _shifted(written, targets):
    return _right(written[1:], targets)


def _mistaken(written, targets):
    return 1.0 - _right(written, targets)


MISTAKES = (
    Mistake(
        "symbols",
        "This is the share of right symbols. One wrong symbol makes the whole answer wrong.",
        "Ask for every sentence first whether all of its symbols are right.",
        _symbols,
    ),
    Mistake(
        "per-sentence",
        "This is the mean of the sentences' shares of right symbols. One wrong symbol makes the "
        "whole answer wrong.",
        "Each sentence gives 1 or 0, nothing between.",
        _per_sentence,
    ),
    Mistake(
        "entries",
        "This is the share of equal entries of the two arrays, padding included.",
        "Ask for every sentence first whether all of its symbols are right.",
        _entries,
    ),
    Mistake(
        "padding-counts",
        "The padding of the targets is compared as well, so what a net writes behind the end mark "
        "makes a right answer wrong.",
        "Which entries of targets have to be written, and which only fill the array up?",
        _padding_counts,
    ),
    Mistake(
        "whole-columns",
        "All S steps are compared with all T steps, so what stands behind the end mark makes a "
        "right answer wrong.",
        "Up to which step does the answer of one sentence count?",
        _whole_columns,
    ),
    Mistake(
        "end-left-out",
        "The end mark is not compared, so an answer that goes on counts as right.",
        "Id 2 has to be written too. Only id 0 is left out.",
        _end_left_out,
    ),
    Mistake(
        "cut-at-the-end",
        "Both texts are cut before their end mark, so an answer that never reaches its end mark "
        "counts as right.",
        "Which part of the target has to be in written as well?",
        _cut_at_the_end,
    ),
    Mistake(
        "mask-of-the-answer",
        "The places to leave out are taken from written. A net that writes padding too early gets "
        "these symbols as a present.",
        "The targets say which places count.",
        _mask_of_the_answer,
    ),
    Mistake(
        "wrong-axis",
        "This is the share of steps at which all sentences are right.",
        "Axis 0 is time, axis 1 the sentences. Over which one must all entries be right?",
        _wrong_axis,
    ),
    Mistake(
        "any",
        "A sentence counts as soon as any of its symbols is right.",
        "An exact match needs all of them.",
        _any,
    ),
    Mistake(
        "number",
        "This is how many sentences are right. Their share was asked for.",
        "Divide by the number of sentences.",
        _number,
    ),
    Mistake(
        "no-mean",
        "This says for each sentence whether it is right. One number was asked for, their share.",
        "The mean of ones and zeros is the share of the ones.",
        _no_mean,
    ),
    Mistake(
        "by-steps",
        "The number of right sentences is divided by the number of steps.",
        "Which axis of targets counts the sentences?",
        _by_steps,
    ),
    Mistake(
        "cut",
        "Only the steps that both arrays have are compared, so an answer that was cut before its "
        "end counts as right.",
        "What follows for a target that is longer than written?",
        _cut,
    ),
    Mistake(
        "first-left-out",
        "The first symbol is not compared.",
        "written holds no start mark: its row 0 answers row 0 of targets.",
        _first_left_out,
    ),
    Mistake(
        "shifted",
        "Symbol t + 1 of the answer is compared with target t.",
        "written holds no start mark: its row 0 answers row 0 of targets.",
        _shifted,
    ),
    Mistake(
        "mistaken",
        "This is the share of sentences with a mistake.",
        "1 minus it is what was asked for.",
        _mistaken,
    ),
)
