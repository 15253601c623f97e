import math

import numpy as np
import pytest
import torch

from lstmcourse.seq2seq import (
    PAD,
    Seq2Seq,
    bucketed_batches,
    exact_match,
    greedy,
    loss,
    pad_pairs,
    train,
    word_accuracy,
)
from seq2seq.seq_tools import SOURCE, TARGET, batch_of, net, sentences, with_pads


def reversing(
    seed: int, count: int, words: tuple[int, int] = (6, 6)
) -> tuple[list[list[int]], list[list[int]]]:
    """Sentences of 8 symbols, and the same from the back."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(words[0], words[1] + 1, count)
    sources = sentences(rng, lengths.tolist(), 11)
    return sources, [source[::-1] for source in sources]


def test_the_loss_by_hand() -> None:
    logits = torch.zeros(3, 2, 4, dtype=torch.float64)
    logits[0, 0, 3] = math.log(5)  # its probability: 5 / 8
    targets = np.array([[3, 2], [2, PAD], [PAD, PAD]])
    wanted = (math.log(8 / 5) + 2 * math.log(4)) / 3
    assert loss(logits, targets).item() == pytest.approx(wanted, rel=1e-12)


def test_the_loss_ignores_padding() -> None:
    """Neither more padded steps nor the logits at padded steps count."""
    rng = np.random.default_rng(0)
    targets = batch_of(0, [3, 3, 3], [4, 1, 2]).targets
    logits = torch.tensor(rng.normal(size=(*targets.shape, TARGET)), requires_grad=True)
    value = loss(logits, targets)
    (gradient,) = torch.autograd.grad(value, logits)
    assert (gradient[torch.tensor(targets == PAD)] == 0).all()
    assert (gradient[torch.tensor(targets != PAD)].norm(dim=-1) > 0).all()
    more = torch.cat([logits, torch.tensor(rng.normal(size=(2, 3, TARGET)))])
    assert loss(more, with_pads(targets, 2)).item() == pytest.approx(value.item(), rel=1e-12)


@pytest.mark.parametrize(
    ("targets", "error", "message"),
    [
        ([[0, 0]], ValueError, "all of them are PAD"),
        ([[3]], ValueError, r"logits \(1, 2, 5\) and targets \(1, 1\) do not fit"),
        ([[3, 5]], ValueError, "targets lie in 3..5, but there are logits for the ids 0..4"),
        ([[3, -1]], ValueError, "targets lie in -1..3"),
        ([[3.0, 1.0]], TypeError, "must be integer ids"),
    ],
)
def test_bad_targets_are_named(targets, error, message) -> None:
    with pytest.raises(error, match=message):
        loss(torch.zeros(1, 2, 5), targets)


@pytest.mark.parametrize(("attention", "seed"), [("dot", 0), ("dot", 1), ("additive", 2)])
def test_attention_learns_to_reverse(attention, seed) -> None:
    sources, targets = reversing(seed, 2000)
    torch.manual_seed(seed)
    model = Seq2Seq(11, 11, embedding=16, hidden=32, attention=attention)
    batches = bucketed_batches(np.random.default_rng(seed), sources, targets, batch=64)
    losses = train(model, batches, steps=220, learning_rate=1e-2, schedule="linear", progress="off")
    assert len(losses) == 220 and losses[-1] < 0.1 < losses[0]
    new = reversing(seed + 100, 200)
    assert exact_match(model, *new) > 0.95
    assert exact_match(model, *new, width=3) > 0.95
    assert word_accuracy(model, *new) > 0.98
    # the heat map runs from the top right to the bottom left
    batch = pad_pairs(*new)
    said = greedy(model, batch.source, batch.source_lengths, longest=6)
    places = np.array([weights.argmax(-1) for weights in said.weights if len(weights) == 6])
    assert (np.abs(places - np.arange(5, -1, -1)) <= 1).mean() > 0.9


def test_the_first_loss_is_about_log_k_and_the_model_changes() -> None:
    model = Seq2Seq(SOURCE, TARGET, embedding=8, hidden=16, attention="dot")
    before = [weight.clone() for weight in model.parameters()]
    batches = [batch_of(n, [3, 4], [2, 3]) for n in range(3)]
    losses = train(model, batches, steps=3, learning_rate=1e-3, progress="off")
    assert losses[0] == pytest.approx(math.log(TARGET), abs=0.3)
    assert all((a != b).any() for a, b in zip(before, model.parameters(), strict=True))
    assert not model.training


def test_training_repeats_itself_with_the_same_seed() -> None:
    runs = []
    for _ in range(2):
        torch.manual_seed(5)
        model = Seq2Seq(11, 11, embedding=4, hidden=6, attention="additive", bidirectional=True)
        batches = bucketed_batches(np.random.default_rng(1), *reversing(1, 40, (2, 6)), batch=10)
        runs.append(train(model, batches, steps=6, learning_rate=1e-2, progress="off"))
    assert runs[0] == runs[1]


def test_batches_may_be_a_function_and_each_step_is_told() -> None:
    told, asked = [], []

    def batches(step: int):
        asked.append(step)
        return batch_of(step, [3], [2])

    model = net(scale=1.0)
    losses = train(
        model,
        batches,
        steps=4,
        learning_rate=1e-2,
        after=lambda step, value: told.append((step, value)),
        progress="off",
    )
    assert asked == [0, 1, 2, 3]
    assert told == list(zip([1, 2, 3, 4], losses, strict=True))


def test_clipping_bounds_the_first_step_of_the_norm() -> None:
    """Adam divides by the gradient's size, so compare the gradients it got."""
    model = net()
    train(model, [batch_of(0, [3], [2])], steps=1, learning_rate=1e-9, clip=1e-3, progress="off")
    norm = torch.stack([weight.grad.norm() for weight in model.parameters()]).norm()
    assert norm.item() == pytest.approx(1e-3, rel=1e-3)


def test_the_linear_schedule_falls_towards_zero() -> None:
    moves = []
    model = net(scale=1.0)
    batch = batch_of(0, [3], [2])
    previous = [model.output.bias.detach().clone()]

    def look(step: int, value: float) -> None:
        moves.append(float((model.output.bias.detach() - previous[0]).abs().max()))
        previous[0] = model.output.bias.detach().clone()

    train(
        model,
        [batch] * 20,
        steps=20,
        learning_rate=1e-3,
        schedule="linear",
        after=look,
        progress="off",
    )
    assert moves[0] == pytest.approx(1e-3, rel=0.01)
    assert moves[-1] < 2e-4


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"steps": -1, "learning_rate": 1.0}, "steps=-1 must be >= 0"),
        ({"steps": 1, "learning_rate": 0.0}, "learning_rate=0.0 > 0"),
        ({"steps": 1, "learning_rate": 1.0, "schedule": "cosine"}, "schedule='cosine'"),
        ({"steps": 1, "learning_rate": 1.0, "clip": 0.0}, "clip=0.0 must be positive"),
        ({"steps": 2, "learning_rate": 1e-3}, "ended after 1 of 2 steps"),
    ],
)
def test_bad_training_arguments_are_named(arguments, message) -> None:
    with pytest.raises(ValueError, match=message):
        train(net(), [batch_of(0, [2], [1])], progress="off", **arguments)


def test_a_loss_that_is_not_finite_stops_the_training() -> None:
    model = net()
    with torch.no_grad():
        model.output.bias[3] = torch.nan
    with pytest.raises(FloatingPointError, match="in step 1 the loss is nan"):
        train(model, [batch_of(0, [2], [1])], steps=1, learning_rate=1e-3, progress="off")


class Says(Seq2Seq):
    """Says word 3 after anything, then END after the second word: 3 3 END."""

    def decode_step(self, y_prev, state, memory):
        logits, state, weights = super().decode_step(y_prev, state, memory)
        seen = getattr(self, "seen", 0) if int(y_prev[0]) != 1 else 0
        self.seen = seen + 1
        logits = torch.zeros_like(logits)
        logits[:, 2 if seen == 2 else 3] = 9.0
        return logits, state, weights


def test_exact_match_wants_the_whole_sentence_and_its_end() -> None:
    model = net(made_by=Says)
    sources = [[3, 4], [4], [5], [6, 6, 6]]
    targets = [[3, 3], [3], [3, 3, 3], [3, 4]]
    assert exact_match(model, sources, targets) == 0.25
    assert exact_match(model, sources[:1], targets[:1]) == 1.0
    assert exact_match(model, sources[1:], targets[1:]) == 0.0


def test_word_accuracy_counts_words_and_ends_but_no_padding() -> None:
    model = net(scale=0.0)
    with torch.no_grad():
        model.output.bias.copy_(torch.eye(TARGET, dtype=torch.float64)[4])  # always says 4
    accuracy = word_accuracy(model, [[3], [3, 3]], [[4, 4, 5], [4]])
    assert accuracy == pytest.approx(3 / 6)  # 4 4 5 END, 4 END


@pytest.mark.parametrize("measure", [exact_match, word_accuracy])
def test_measures_do_not_depend_on_the_batch_size(measure) -> None:
    model = net(target_size=11)
    pairs = reversing(7, 30, (1, 3))
    assert measure(model, *pairs, batch=4) == measure(model, *pairs, batch=30)
    assert measure(model, *pairs, reverse=True) is not None
    for bad in (([], []), ([[3]], [])):
        with pytest.raises(ValueError, match="give as many of each"):
            measure(model, *bad)
