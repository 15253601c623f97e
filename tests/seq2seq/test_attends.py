"""Attention that ignores its keys looks like attention and is none. These tests notice.

A known mistake in seq2seq code: the weights are computed from the query and the last output alone,
one number for each position, so they cannot depend on what stands at that position.
"""

import pytest
import torch
from torch import Tensor

from lstmcourse.seq2seq import START, Memory, Seq2Seq
from seq2seq.seq_tools import ATTENDING, batch_of, net


def follows_its_keys(model: Seq2Seq) -> bool:
    """Do the weights move with the encoder states, when these change places?

    The decoder state is the same in both runs, so the query is. Whatever the score, the weight of
    an encoder state then belongs to the state, not to its position.
    """
    batch = batch_of(11, [5, 5, 5], [4, 4, 4])
    memory, state = model.encode(batch.source, batch.source_lengths)
    places = torch.tensor([3, 0, 4, 1, 2])
    moved = memory._replace(states=memory.states[places], keys=memory.keys[places])
    _, _, weights = model.decode_step([START] * 3, state, memory)
    _, _, moved_weights = model.decode_step([START] * 3, state, moved)
    moves = torch.allclose(moved_weights, weights[:, places], atol=1e-12)
    return moves and bool((weights.std(dim=-1) > 1e-3).all())  # equal weights would move as well


def follows_its_query(model: Seq2Seq) -> bool:
    """Do the weights change with the decoder state?"""
    batch = batch_of(12, [5, 5, 5], [4, 4, 4])
    _, weights = model(*batch[:3])
    return bool((weights.std(dim=0).amax(dim=-1) > 1e-3).all())


def gradient_reaches_the_keys(model: Seq2Seq) -> bool:
    """Does a weight depend on the encoder states at all?"""
    batch = batch_of(13, [5, 5], [2, 2])
    memory, state = model.encode(batch.source, batch.source_lengths)
    keys = memory.keys.detach().requires_grad_()
    _, _, weights = model.decode_step([START] * 2, state, memory._replace(keys=keys))
    (gradient,) = torch.autograd.grad(
        weights[:, 0].sum(), keys, allow_unused=True, materialize_grads=True
    )
    return bool((gradient.norm(dim=-1) > 1e-6).all())


CHECKS = [follows_its_keys, follows_its_query, gradient_reaches_the_keys]
NAMES = [check.__name__ for check in CHECKS]


class IgnoresKeys(Seq2Seq):
    """The mistake: scores from the query alone, one for each position."""

    def scores(self, states: Tensor, memory: Memory) -> Tensor:
        queries = states.transpose(0, 1)
        return queries[:, :, : len(memory.keys)] + 0 * memory.keys.sum(dim=-1).T[:, None]


class IgnoresQuery(Seq2Seq):
    """Scores from the keys alone."""

    def scores(self, states: Tensor, memory: Memory) -> Tensor:
        return memory.keys.sum(dim=-1).T[:, None].expand(-1, len(states), -1)


class EqualWeights(Seq2Seq):
    """A mean over all words."""

    def scores(self, states: Tensor, memory: Memory) -> Tensor:
        return 0 * super().scores(states, memory)


class ReadsOneKey(Seq2Seq):
    """A slip of an index: every position is compared with the first key."""

    def scores(self, states: Tensor, memory: Memory) -> Tensor:
        first = memory.keys[:1].expand_as(memory.keys)
        return super().scores(states, memory._replace(keys=first))


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize("attention", ATTENDING)
def test_the_model_attends(attention, cell, bidirectional, check) -> None:
    assert check(net(attention=attention, cell=cell, bidirectional=bidirectional))


@pytest.mark.parametrize(
    ("mutant", "caught"),
    [
        (IgnoresKeys, {"follows_its_keys", "gradient_reaches_the_keys"}),
        (IgnoresQuery, {"follows_its_query"}),
        (EqualWeights, set(NAMES)),
        (ReadsOneKey, set(NAMES)),
    ],
)
def test_broken_models_are_caught(mutant, caught) -> None:
    model = net(made_by=mutant)
    assert {name for check, name in zip(CHECKS, NAMES, strict=True) if not check(model)} == caught


@pytest.mark.parametrize("attention", ATTENDING)
def test_another_source_word_moves_the_weights(attention) -> None:
    """Through the whole net: encoder, keys, weights."""
    model, batch = net(attention=attention), batch_of(14, [5, 4], [3, 3])
    _, weights = model(*batch[:3])
    other = batch.source.copy()
    other[2] = 3 + (other[2] - 2) % 10
    _, changed = model(other, *batch[1:3])
    assert ((changed - weights).abs().amax(dim=-1) > 1e-4).all()
