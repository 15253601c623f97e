import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lstmcourse.seq2seq import END, START, Seq2Seq, beam, greedy, pad_pairs
from seq2seq.seq_tools import ATTENDING, batch_of, close, net

KINDS = list(itertools.product(("lstm", "gru"), (None, *ATTENDING)))


def scores_of(model: Seq2Seq, source, lengths, ids: list[list[int]], finished) -> np.ndarray:
    """The sums of log-probabilities by teacher forcing, END included where it was said."""
    pairs = pad_pairs([[3]] * len(ids), ids)
    logits, _ = model(source, lengths, pairs.inputs)
    log_probabilities = logits.log_softmax(-1).detach().numpy()
    return np.array(
        [
            sum(
                log_probabilities[t, n, word]
                for t, word in enumerate([*said, END] if ends else said)
            )
            for n, (said, ends) in enumerate(zip(ids, finished, strict=True))
        ]
    )


def best_by_trying_all(model: Seq2Seq, source, lengths, longest: int) -> tuple[float, list[int]]:
    """The most probable sentence of at most ``longest`` words that ends, of one source."""
    words = range(3, model.target_size)
    tried = [
        list(said)
        for count in range(longest + 1)
        for said in itertools.product(words, repeat=count)
    ]
    repeated = np.repeat(source, len(tried), axis=1)
    scores = scores_of(model, repeated, list(lengths) * len(tried), tried, [True] * len(tried))
    return scores.max(), tried[int(scores.argmax())]


@pytest.mark.parametrize(("cell", "attention"), KINDS)
def test_greedy_takes_the_best_word_at_each_step(cell, attention) -> None:
    model, batch = net(cell=cell, attention=attention), batch_of(0, [4, 2, 3], [1, 1, 1])
    said = greedy(model, batch.source, batch.source_lengths, longest=7)
    for n, (ids, finished) in enumerate(zip(said.ids, said.finished, strict=True)):
        alone = batch.source[: batch.source_lengths[n], n : n + 1]
        inputs = np.array([[START, *ids]]).T
        logits, weights = model(alone, [len(alone)], inputs)
        logits[:, :, :2] = -torch.inf  # PAD and START are never said
        wanted = logits[:, 0].argmax(-1).tolist()
        assert wanted[: len(ids)] == ids
        assert (wanted[len(ids)] == END) == finished
        assert finished or len(ids) == 7
        if attention is None:
            assert said.weights is None
        else:
            assert said.weights[n].shape == (len(ids), len(alone))
            close(said.weights[n], weights[: len(ids), 0])


@settings(max_examples=40)
@given(st.integers(0, 999), st.sampled_from(KINDS), st.integers(1, 6))
def test_a_beam_of_one_is_greedy(seed, kind, longest) -> None:
    cell, attention = kind
    model = net(seed=seed, cell=cell, attention=attention)
    batch = batch_of(seed, [4, 1, 3, 2], [1] * 4)
    given_source = (model, batch.source, batch.source_lengths)
    one, other = (
        greedy(*given_source, longest=longest),
        beam(*given_source, width=1, longest=longest),
    )
    assert one.ids == other.ids
    assert one.finished.tolist() == other.finished.tolist()
    close(one.scores, other.scores)
    if attention is not None:
        for weights, others in zip(one.weights, other.weights, strict=True):
            close(weights, others)


@settings(max_examples=25)
@given(st.integers(0, 999), st.sampled_from(KINDS), st.integers(1, 5), st.sampled_from([0.0, 1.0]))
def test_scores_are_sums_of_log_probabilities(seed, kind, width, penalty) -> None:
    cell, attention = kind
    model = net(seed=seed, cell=cell, attention=attention)
    batch = batch_of(seed, [4, 1, 3], [1] * 3)
    source = (batch.source, batch.source_lengths)
    said = beam(model, *source, width=width, longest=6, length_penalty=penalty)
    close(said.scores, scores_of(model, *source, said.ids, said.finished))
    if attention is not None:
        inputs = pad_pairs([[3]] * 3, said.ids).inputs
        _, weights = model(*source, inputs)
        for n, ids in enumerate(said.ids):
            close(said.weights[n], weights[: len(ids), n, : batch.source_lengths[n]])


@pytest.mark.parametrize("seed", range(8))
def test_a_wide_beam_finds_the_best_of_all_sentences(seed) -> None:
    """Three words, up to four of them: 121 sentences."""
    model = net(seed=seed, target_size=6, attention=("dot", None, "additive")[seed % 3])
    batch = batch_of(seed, [3], [1])._replace(targets=None)
    source = (batch.source, batch.source_lengths)
    score, ids = best_by_trying_all(model, *source, longest=4)
    found = beam(model, *source, width=4**5, longest=4)
    assert found.ids == [ids]
    close(found.scores, np.array([score]))
    assert found.finished.all()


def test_a_beam_can_beat_greedy() -> None:
    """The first word that looks best leads nowhere: 0.4 x 0.5 beats 0.6 x 0.2."""

    class Trap(Seq2Seq):
        def decode_step(self, y_prev, state, memory):
            _, state, weights = super().decode_step(y_prev, state, memory)
            after = {
                START: [0, 0, 0, 0.6, 0.4, 0],
                3: [0, 0, 0.2, 0.4, 0.2, 0.2],
                4: [0, 0, 0.5, 0.2, 0.2, 0.1],
                5: [0, 0, 0.7, 0.1, 0.1, 0.1],
            }
            return torch.tensor([after[int(y)] for y in y_prev]).log(), state, weights

    model, batch = net(made_by=Trap, target_size=6), batch_of(0, [2], [1])
    source = (model, *batch[:2])
    assert greedy(*source, longest=1).finished.tolist() == [False]
    assert greedy(*source, longest=1).ids == [[3]]
    for width in (2, 3, 50):
        found = beam(*source, width=width, longest=1)
        assert found.ids == [[4]]
        assert found.scores[0] == pytest.approx(np.log(0.4 * 0.5))


def test_the_length_penalty_favours_longer_sentences() -> None:
    lengths = []
    for penalty in (0.0, 1.0, 3.0):
        count = 0
        for seed in range(8):
            model, batch = net(seed=seed, target_size=6), batch_of(seed, [3, 2], [1, 1])
            said = beam(*(model, *batch[:2]), width=300, longest=4, length_penalty=penalty)
            count += sum(map(len, said.ids))
            for ids, score in zip(said.ids, said.scores, strict=True):
                assert score <= 0 and len(ids) <= 4
        lengths.append(count)
    assert lengths[0] < lengths[1] <= lengths[2]


def test_the_best_by_mean_is_found_too() -> None:
    """With a penalty of 1 the wide beam maximises the mean log-probability per word."""
    model, batch = net(seed=4, target_size=6), batch_of(4, [3], [1])
    words = [list(w) for n in range(5) for w in itertools.product(range(3, 6), repeat=n)]
    source = (np.repeat(batch.source, len(words), 1), [3] * len(words))
    scores = scores_of(model, *source, words, [True] * len(words))
    means = scores / np.array([len(said) + 1 for said in words])
    said = beam(model, *batch[:2], width=4**5, longest=4, length_penalty=1.0)
    assert said.ids == [words[int(means.argmax())]]
    close(said.scores, scores[[int(means.argmax())]])


def test_the_search_goes_on_while_a_longer_sentence_may_win() -> None:
    """By mean, (0.125 x 0.9) ** (1/2) beats 0.25, although 0.125 alone is behind 0.25."""

    class Late(Seq2Seq):
        def decode_step(self, y_prev, state, memory):
            _, state, weights = super().decode_step(y_prev, state, memory)
            after = {START: [0, 0, 0.25, *[0.125] * 6], 4: [0, 0, 0.9, 0.1, *[0] * 5]}
            rows = [after.get(int(y), [0, 0, 0.1, 0.9, *[0] * 5]) for y in y_prev]
            return torch.tensor(rows).log(), state, weights

    model, batch = net(made_by=Late), batch_of(0, [2], [1])
    source = (model, *batch[:2])
    assert beam(*source, width=7, longest=1, length_penalty=0.0).ids == [[]]
    found = beam(*source, width=7, longest=1, length_penalty=1.0)
    assert found.ids == [[4]]
    assert found.scores[0] == pytest.approx(np.log(0.125 * 0.9))


@pytest.mark.parametrize("decode", [greedy, lambda *a, **k: beam(*a, width=3, **k)])
def test_batches_and_padding_do_not_change_a_translation(decode) -> None:
    model, batch = net(bidirectional=True), batch_of(3, [4, 1, 3], [1] * 3)
    together = decode(model, batch.source, batch.source_lengths, longest=5)
    for n, length in enumerate(batch.source_lengths):
        alone = decode(model, batch.source[:length, n : n + 1], [length], longest=5)
        assert alone.ids == [together.ids[n]]
        close(alone.scores, together.scores[[n]])
        close(alone.weights[0], together.weights[n])


def test_end_after_the_longest_sentence_still_counts() -> None:
    """A net that says the words 3, 4 and then END, made by hand out of the readout's bias."""

    class Counts(Seq2Seq):
        def decode_step(self, y_prev, state, memory):
            logits, state, weights = super().decode_step(y_prev, state, memory)
            following = {START: 3, 3: 4, 4: END, END: END}
            wanted = torch.tensor([following[int(y)] for y in y_prev])
            return torch.nn.functional.one_hot(wanted, 9) * 20.0, state, weights

    model, batch = net(made_by=Counts), batch_of(0, [2], [1])
    for longest, ids, finished in ((1, [3], False), (2, [3, 4], True), (5, [3, 4], True)):
        for said in (
            greedy(model, *batch[:2], longest=longest),
            beam(model, *batch[:2], width=1, longest=longest),
        ):
            assert said.ids == [ids]
            assert said.finished.tolist() == [finished]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"width": 0, "longest": 3}, "width=0 must be an integer of at least 1"),
        ({"width": 2, "longest": 0}, "longest=0"),
        ({"width": 2.0, "longest": 3}, "width=2.0"),
        ({"width": 2, "longest": 3, "length_penalty": -1.0}, "length_penalty=-1.0 must be 0 or"),
    ],
)
def test_bad_arguments_are_named(arguments, message) -> None:
    batch = batch_of(0, [2], [1])
    with pytest.raises(ValueError, match=message):
        beam(net(), *batch[:2], **arguments)


def test_decoding_leaves_no_graph_behind() -> None:
    model, batch = net(), batch_of(0, [2], [1])
    greedy(model, *batch[:2], longest=2)
    assert all(weight.grad is None for weight in model.parameters())
