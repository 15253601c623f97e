"""One decoder step in NumPy equals PyTorch's."""

import itertools

import numpy as np
import pytest
import torch

from lstmcourse.cells.lstm import State
from lstmcourse.seq2seq import decoder_params, decoder_step
from seq2seq.seq_tools import ATTENDING, HIDDEN, TARGET, close, net

KINDS = list(itertools.product(("lstm", "gru"), (None, *ATTENDING)))


@pytest.mark.parametrize(("cell", "attention"), KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_parity_with_torch(cell, attention, seed) -> None:
    """Any state, any memory, pads of any content: not only those that an encoder makes."""
    words, sentences = 4, 3
    model = net(seed=seed, cell=cell, attention=attention, scale=1.5)
    rng = np.random.default_rng(seed)
    states = rng.normal(size=(words, sentences, HIDDEN))
    last, s, c = rng.normal(size=(3, sentences, HIDDEN))
    mask = np.arange(words) < np.array([[4], [1], [2]])
    y_prev = rng.integers(3, TARGET, sentences)

    tensor = torch.tensor(states)
    keys = model.key(tensor) if attention == "additive" else tensor
    memory, _ = model.encode(np.full((words, sentences), 3), [words] * sentences)
    memory = memory._replace(
        states=tensor, keys=keys, mask=torch.tensor(mask), last=torch.tensor(last)
    )
    start = (torch.tensor(s), torch.tensor(c)) if cell == "lstm" else torch.tensor(s)
    logits, state, weights = model.decode_step(y_prev, start, memory)

    own = decoder_step(
        decoder_params(model),
        y_prev,
        State(s, c) if cell == "lstm" else s,
        last if attention is None else states,
        None if attention is None else mask,
    )
    close(own[0], logits)
    close(tuple(own[1]) if cell == "lstm" else own[1], state)
    close(own[2], weights)


def test_no_mask_allows_every_word() -> None:
    params = decoder_params(net())
    rng = np.random.default_rng(0)
    states, start = rng.normal(size=(4, 2, HIDDEN)), State(*rng.normal(size=(2, 2, HIDDEN)))
    y_prev = np.array([3, 4])
    everywhere = decoder_step(params, y_prev, start, states, np.ones((2, 4), bool))
    for one, other in zip(decoder_step(params, y_prev, start, states), everywhere, strict=True):
        close(tuple(one) if isinstance(one, State) else one, other)


def test_parameters_are_copies() -> None:
    model = net(attention="additive")
    before = decoder_params(model)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(1.0)
    after = decoder_params(model)
    assert (before.embedding != after.embedding).all()
    assert (before.additive.W_q != after.additive.W_q).all()
    assert before.W_r.shape == (2 * HIDDEN, HIDDEN) and before.W_o.shape == (HIDDEN, TARGET)


@pytest.mark.parametrize(("attention", "shape"), [("dot", (2, HIDDEN)), (None, (4, 2, HIDDEN))])
def test_the_wrong_kind_of_memory_is_named(attention, shape) -> None:
    start = State(np.zeros((2, HIDDEN)), np.zeros((2, HIDDEN)))
    with pytest.raises(ValueError, match="with attention give the encoder states"):
        decoder_step(
            decoder_params(net(attention=attention)), np.array([3, 4]), start, np.zeros(shape)
        )
