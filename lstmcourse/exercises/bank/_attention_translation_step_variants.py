"""Known mistakes of attention.decoder_step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import Mistake


def _softmax(scores, axis=1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _weigh(scores, mask):
    return _softmax(np.where(mask, scores, -np.inf))


def _mean(weights, memory):
    return np.einsum("bn,nbh->bh", weights, memory)


def _step(
    *,
    query: Callable = lambda old, new: new,
    score: Callable = lambda q, memory: np.einsum("bh,nbh->bn", q, memory),
    weigh: Callable = _weigh,
    collect: Callable = lambda w, memory, mask: _mean(w, memory),
    join: Callable = lambda context, old, new: [context, new],
    squash: Callable = np.tanh,
    finish: Callable = lambda logits: logits,
    cell: Callable = np.tanh,
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(e, s, memory, mask, W_x, W_h, b, W_r, b_r, W_o, b_o):
        new = cell(e @ W_x + s @ W_h + b)
        with np.errstate(all="ignore"):
            weights = weigh(score(query(s, new), memory), mask)
        context = collect(weights, memory, mask)
        hidden = squash(np.concatenate(join(context, s, new), axis=1) @ W_r + b_r)
        return finish(hidden @ W_o + b_o), new, weights

    return variant


def _no_shift(scores, mask):
    powers = np.where(mask, np.exp(scores), 0.0)
    return powers / powers.sum(axis=1, keepdims=True)


def _over_the_batch(scores, mask):
    with np.errstate(all="ignore"):
        return np.nan_to_num(_softmax(np.where(mask, scores, -np.inf), axis=0))


def _old_state_returned(*args):
    logits, _, weights = _step()(*args)
    return logits, args[1], weights


def _last_real(weights, memory, mask):
    last = mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)
    return memory[last, np.arange(len(last))]


def _scaled(q, memory):
    return np.einsum("bh,nbh->bn", q, memory) / np.sqrt(q.shape[1])


def _reshaped(e, s, memory, *others):
    N, B, H = memory.shape
    return _step()(e, s, memory.reshape(B, N, H).swapaxes(0, 1), *others)


MISTAKES = (
    Mistake(
        "old-query",
        "The query is the old state. Bahdanau et al. do so; this exercise asks with the new state, "
        "as Luong et al. do.",
        "Which state has read the word that was said before?",
        _step(query=lambda old, new: old),
    ),
    Mistake(
        "keys-ignored",
        "Every word gets the same weight: the weights do not depend on the encoder states.",
        "The score of a word is the dot product of the query with the state of THIS word.",
        _step(score=lambda q, memory: np.zeros(memory.shape[1::-1])),
    ),
    Mistake(
        "reshaped",
        "A reshape has put words of one sentence into another: it keeps the order of the numbers, "
        "and does not exchange the axes N and B.",
        "Which function exchanges two axes?",
        _reshaped,
    ),
    Mistake(
        "no-mask",
        "The mask is not used, so padding gets weight.",
        "Where mask is False the weight has to be exactly 0.",
        _step(weigh=lambda scores, mask: _softmax(scores)),
    ),
    Mistake(
        "mask-inverted",
        "The mask is the wrong way round: only padding is looked at.",
        "True means that there is a word.",
        _step(weigh=lambda scores, mask: _softmax(np.where(mask, -np.inf, scores))),
    ),
    Mistake(
        "zero-score",
        "Padding gets the score 0. That is a score like any other, and exp(0) is 1.",
        "Which score becomes the weight 0?",
        _step(weigh=lambda scores, mask: _softmax(np.where(mask, scores, 0.0))),
    ),
    Mistake(
        "mask-after-softmax",
        "The weights of padding are set to 0 after the softmax, so the others no longer add up "
        "to 1.",
        "Mask the scores, or divide once more.",
        _step(weigh=lambda scores, mask: _softmax(scores) * mask),
    ),
    Mistake(
        "over-the-batch",
        "The softmax runs over the sentences of the batch instead of the source words.",
        "The weights of ONE sentence add up to 1. Which axis holds its words?",
        _step(weigh=_over_the_batch),
    ),
    Mistake(
        "scaled",
        "The scores are divided by the root of H. That is the scaled dot product; the plain one "
        "was asked for.",
        "Leave the scale out.",
        _step(score=_scaled),
    ),
    Mistake(
        "overflow",
        "Large scores overflow: exp is taken before the largest score is subtracted.",
        "A softmax does not change when the same number is subtracted from all scores.",
        _step(weigh=_no_shift),
    ),
    Mistake(
        "last-row",
        "The readout gets the last row of memory instead of the weighted mean; for short "
        "sentences that row is padding.",
        "The context vector uses the weights.",
        _step(collect=lambda w, memory, mask: memory[-1]),
    ),
    Mistake(
        "fixed-vector",
        "The readout gets the encoder state of the last word at every step. That is the fixed "
        "vector: the weights are computed, and not used.",
        "The context vector is the weighted mean of all encoder states.",
        _step(collect=_last_real),
    ),
    Mistake(
        "plain-mean",
        "The readout gets the plain mean over all rows of memory.",
        "Each encoder state counts by its weight.",
        _step(collect=lambda w, memory, mask: memory.mean(axis=0)),
    ),
    Mistake(
        "swapped",
        "State and context vector have changed places in the readout.",
        "The first H rows of W_r belong to the context vector.",
        _step(join=lambda context, old, new: [new, context]),
    ),
    Mistake(
        "old-state-read",
        "The readout sees the old state.",
        "The new state has read the word that was said before.",
        _step(join=lambda context, old, new: [context, old]),
    ),
    Mistake(
        "old-state-returned",
        "The old state is returned, so the next step starts from it once more.",
        "The next step needs s_new.",
        _old_state_returned,
    ),
    Mistake(
        "no-tanh-in-readout",
        "The tanh between the two layers of the readout is missing.",
        "Compare the readout with the task.",
        _step(squash=lambda a: a),
    ),
    Mistake(
        "no-tanh-in-cell",
        "The tanh of the cell is missing.",
        "Compare s_new with the task.",
        _step(cell=lambda a: a),
    ),
    Mistake(
        "probabilities",
        "Probabilities are returned. The loss and the decoding take logits, and a second softmax "
        "would flatten them.",
        "Return what stands before the softmax over the output words.",
        _step(finish=_softmax),
    ),
)
