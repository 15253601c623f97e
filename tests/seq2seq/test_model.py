import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.seq2seq import START, Seq2Seq, loss
from seq2seq.seq_tools import ATTENDING, HIDDEN, SOURCE, TARGET, batch_of, close, net, with_pads

KINDS = list(itertools.product(("lstm", "gru"), (None, *ATTENDING), (False, True)))
kinds = pytest.mark.parametrize(("cell", "attention", "bidirectional"), KINDS)
attending = pytest.mark.parametrize("attention", ATTENDING)


@kinds
def test_shapes(cell, attention, bidirectional) -> None:
    model = net(cell=cell, attention=attention, bidirectional=bidirectional)
    batch = batch_of(0, [4, 2, 3], [1, 5, 0])
    logits, weights = model(batch.source, batch.source_lengths, batch.inputs)
    assert logits.shape == (6, 3, TARGET)
    assert (weights is None) if attention is None else (weights.shape == (6, 3, 4))
    memory, state = model.encode(batch.source, batch.source_lengths)
    assert memory.states.shape == (4, 3, HIDDEN)
    assert memory.mask.shape == (3, 4)
    assert memory.last.shape == (3, HIDDEN)
    assert (state[0] if cell == "lstm" else state).shape == (3, HIDDEN)


@kinds
def test_step_by_step_equals_all_steps_at_once(cell, attention, bidirectional) -> None:
    model = net(cell=cell, attention=attention, bidirectional=bidirectional)
    batch = batch_of(1, [4, 2, 3], [3, 5, 2])
    logits, weights = model(batch.source, batch.source_lengths, batch.inputs)
    memory, state = model.encode(batch.source, batch.source_lengths)
    for t, y_prev in enumerate(batch.inputs):
        step_logits, state, step_weights = model.decode_step(y_prev, state, memory)
        close(step_logits, logits[t])
        close(step_weights, None if weights is None else weights[t])


@kinds
def test_padding_changes_nothing(cell, attention, bidirectional) -> None:
    """More pads behind source and target: same logits, same weights, same loss, same gradient."""
    model = net(cell=cell, attention=attention, bidirectional=bidirectional)
    batch = batch_of(2, [4, 2, 3], [3, 5, 2])
    padded = batch._replace(
        source=with_pads(batch.source, 3),
        inputs=with_pads(batch.inputs, 2),
        targets=with_pads(batch.targets, 2),
    )
    results = []
    for given_batch in (batch, padded):
        model.zero_grad()
        logits, weights = model(given_batch.source, given_batch.source_lengths, given_batch.inputs)
        value = loss(logits, given_batch.targets)
        value.backward()
        grads = [weight.grad for weight in model.parameters()]
        results.append((logits, weights, value, grads))
    (logits, weights, value, grads), (more_logits, more_weights, more_value, more_grads) = results
    close(more_logits[: len(logits)], logits)
    close(more_value, value)
    for one, other in zip(more_grads, grads, strict=True):
        close(one, other)
    if weights is not None:
        close(more_weights[: len(weights), :, :4], weights)
        assert (more_weights[:, :, 4:] == 0).all()


@kinds
def test_each_sentence_is_as_if_alone(cell, attention, bidirectional) -> None:
    """The last encoder state too: it is the one of the last word, not of the last pad."""
    model = net(cell=cell, attention=attention, bidirectional=bidirectional)
    batch = batch_of(3, [4, 1, 3], [3, 3, 3])
    memory, state = model.encode(batch.source, batch.source_lengths)
    logits, weights = model(batch.source, batch.source_lengths, batch.inputs)
    for n, length in enumerate(batch.source_lengths):
        alone = batch.source[:length, n : n + 1]
        own_memory, own_state = model.encode(alone, [length])
        close(own_memory.last[0], memory.last[n])
        close(own_memory.states[:, 0], memory.states[:length, n])
        pairs = zip(own_state, state, strict=True) if cell == "lstm" else [(own_state, state)]
        for own, of_batch in pairs:
            close(own[0], of_batch[n])
        own_logits, own_weights = model(alone, [length], batch.inputs[:, n : n + 1])
        close(own_logits[:, 0], logits[:, n])
        if weights is not None:
            close(own_weights[:, 0], weights[:, n, :length])


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 4)), min_size=1, max_size=4),
    st.sampled_from(ATTENDING),
    st.integers(0, 99),
)
def test_weights_are_a_distribution_over_the_words(sizes, attention, seed) -> None:
    batch = batch_of(seed, *zip(*sizes, strict=True))
    _, weights = net(seed=seed, attention=attention)(*batch[:3])
    close(weights.sum(-1), torch.ones(weights.shape[:2], dtype=torch.float64), 1e-12)
    assert (weights >= 0).all()
    pads = np.arange(len(batch.source)) >= batch.source_lengths[:, None]
    assert (weights.detach().numpy()[:, pads] == 0).all()  # exactly


def test_what_stands_in_a_pad_does_not_matter() -> None:
    model = net(attention="dot", bidirectional=True)
    batch = batch_of(5, [5, 2], [3, 3])
    other = batch.source.copy()
    other[2:, 1] = SOURCE - 1
    close(model(*batch[:3]), model(other, *batch[1:3]))


@pytest.mark.parametrize("attention", [None, *ATTENDING])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_gradients_reach_the_encoder(cell, attention) -> None:
    """The word vectors of every source word, also of the first of a long sentence."""
    model = net(cell=cell, attention=attention)
    batch = batch_of(6, [6, 3], [4, 2])
    logits, _ = model(*batch[:3])
    loss(logits, batch.targets).backward()
    used = np.unique(batch.source[batch.source > 0])
    assert (model.source_embedding.weight.grad[used].norm(dim=1) > 1e-6).all()
    assert (model.source_embedding.weight.grad[0] == 0).all()  # PAD has no gradient
    for name, weight in model.named_parameters():
        assert weight.grad.norm() > 0, name


@attending
def test_gradient_reaches_every_encoder_state_directly(attention) -> None:
    """Through the context vector, not only through the last state."""
    model = net(attention=attention)
    batch = batch_of(7, [5, 5], [3, 3])
    memory, state = model.encode(batch.source, batch.source_lengths)
    states = memory.states.detach().requires_grad_()
    keys = model.key(states) if attention == "additive" else states
    logits, _, _ = model.decode_step(
        [START, START], state, memory._replace(states=states, keys=keys)
    )
    (gradient,) = torch.autograd.grad(logits.square().sum(), states)
    assert (gradient.norm(dim=-1) > 1e-6).all()


def test_without_attention_only_the_last_state_counts() -> None:
    model = net(attention=None)
    batch = batch_of(8, [5, 3], [3, 3])
    memory, state = model.encode(batch.source, batch.source_lengths)
    same = model.decode_step([START] * 2, state, memory._replace(states=memory.states * 0))
    close(same[0], model.decode_step([START] * 2, state, memory)[0], 0)
    other = model.decode_step([START] * 2, state, memory._replace(last=-memory.last))
    assert (other[0] - same[0]).abs().max() > 1e-3


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_dot_attention_adds_no_weights(cell, bidirectional) -> None:
    counts = {
        kind: net(cell=cell, attention=kind, bidirectional=bidirectional).weight_count()
        for kind in (None, *ATTENDING)
    }
    assert counts["dot"] == counts["scaled_dot"] == counts[None]
    assert counts["additive"] == counts[None] + 2 * HIDDEN**2 + HIDDEN


def test_weight_count_by_hand() -> None:
    model = Seq2Seq(7, 5, embedding=3, hidden=4)
    lstm = 4 * (3 * 4 + 4 * 4 + 4 + 4)  # PyTorch has two biases
    readout = 8 * 4 + 4 + 4 * 5 + 5
    assert model.weight_count() == 7 * 3 + 5 * 3 + 2 * lstm + readout


def test_same_seed_same_net_and_same_start_for_dot_and_none() -> None:
    torch.manual_seed(3)
    one = Seq2Seq(7, 5, embedding=3, hidden=4, attention="dot")
    torch.manual_seed(3)
    other = Seq2Seq(7, 5, embedding=3, hidden=4)
    for a, b in zip(one.parameters(), other.parameters(), strict=True):
        assert torch.equal(a, b)


def test_tensors_and_arrays_are_both_taken() -> None:
    model, batch = net(), batch_of(9, [3, 2], [2, 2])
    tensors = [torch.tensor(array) for array in batch]
    close(model(*batch[:3]), model(*tensors[:3]))
    close(model(*batch[:3]), model(*(array.astype(np.int32) for array in batch[:3])))
    read_only = batch.source.copy()
    read_only.setflags(write=False)
    model(read_only, batch.source_lengths, batch.inputs)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (
            {"source": [[3, SOURCE]]},
            ValueError,
            f"source holds the id {SOURCE}, .* 0..{SOURCE - 1}",
        ),
        ({"source": [[3, -1]]}, ValueError, "source holds the id -1"),
        ({"inputs": [[1, TARGET]]}, ValueError, f"inputs holds the id {TARGET}"),
        ({"source": [[3.0, 4.0]]}, TypeError, "source is torch.float64, but must be integers"),
        ({"inputs": [[True, False]]}, TypeError, "inputs is torch.bool"),
        ({"source": np.zeros((0, 2), int)}, ValueError, "source has the shape .0, 2., so it is"),
        ({"source": np.zeros((3, 0), int)}, ValueError, "at least one sentence"),
        ({"lengths": [1, 2]}, ValueError, "a length is 2, but must lie in 1..1"),
        ({"lengths": [0, 1]}, ValueError, "a length is 0"),
        ({"lengths": [1, 1, 1]}, ValueError, r"lengths \(3,\) and source \(1, 2\) do not fit"),
        ({"lengths": [1.0, 1.0]}, TypeError, "lengths is torch.float64"),
        ({"inputs": [[1, 1, 1]]}, ValueError, r"inputs \(1, 3\) must be \(T, B\) with the B = 2"),
        ({"source": [3, 4]}, ValueError, r"source is \(N, B\)"),
    ],
)
def test_bad_input_is_named(change, error, message) -> None:
    given_arrays = {"source": [[3, 4]], "lengths": [1, 1], "inputs": [[1, 1]], **change}
    with pytest.raises(error, match=message):
        net()(**given_arrays)


@pytest.mark.parametrize("words", [[1, 1, 1], [[1], [1]], 1])
def test_a_step_wants_one_word_for_each_sentence(words) -> None:
    model, batch = net(), batch_of(0, [3, 2], [1, 1])
    memory, state = model.encode(batch.source, batch.source_lengths)
    with pytest.raises(ValueError, match=r"y_prev .* must be \(B,\) with the B = 2 of memory"):
        model.decode_step(words, state, memory)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"cell": "rnn"}, ValueError, "cell='rnn' is not known; choose one of 'lstm', 'gru'"),
        ({"attention": "general"}, ValueError, "choose one of None, 'dot', 'scaled_dot', 'addit"),
        ({"hidden": 5, "bidirectional": True}, ValueError, "hidden=5 is odd"),
        ({"hidden": 0}, ValueError, "hidden=0 must be at least 1"),
        ({"embedding": 2.0}, TypeError, "embedding=2.0 must be an integer"),
        ({"source_size": 3}, ValueError, "source_size=3 must be at least 4"),
    ],
)
def test_bad_sizes_and_choices_are_named(change, error, message) -> None:
    sizes = {"source_size": 7, "target_size": 5, "embedding": 3, "hidden": 4, **change}
    with pytest.raises(error, match=message):
        Seq2Seq(**sizes)
