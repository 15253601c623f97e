"""The generated sequences against the paper's text, with its slips corrected."""

import numpy as np
import pytest

from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997.protocols import PROTOCOLS
from lstmcourse.paper1997.sequences import draw, string_sets
from lstmcourse.tasks.reber_grammar import EMBEDDED, SYMBOLS

MANY = 3000


def many(name, count=MANY, **options):
    protocol = PROTOCOLS[name].with_options(**options)
    return [draw(protocol, 3, number) for number in range(count)]


def lengths_of(drawn):
    return np.array([len(one.inputs) for one in drawn])


def asked_at_the_end_alone(drawn):
    return all(np.isnan(one.targets[:-1]).all() and np.isfinite(one.targets[-1]).all()
               for one in drawn)  # fmt: skip


@pytest.mark.parametrize("name", PROTOCOLS)
def test_shapes_and_purity(name):
    protocol = PROTOCOLS[name]
    first, again = draw(protocol, 0, 5), draw(protocol, 0, 5)
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
    assert first.inputs.shape == (len(first.targets), protocol.net.inputs)
    assert first.targets.shape[1] == protocol.net.outputs
    if first.symbols is not None:
        np.testing.assert_array_equal(first.inputs.argmax(axis=1), first.symbols)
        np.testing.assert_array_equal(first.inputs.sum(axis=1), 1)
    if protocol.error_at == "every step":
        assert np.isfinite(first.targets).all()
    else:
        assert asked_at_the_end_alone([first])

    def alike(other):
        return all(np.array_equal(a, b, equal_nan=True) for a, b in zip(first, other, strict=True))

    others = [draw(protocol, 0, 5, purpose="check"), draw(protocol, 0, 5, purpose="test")]
    others += [draw(protocol, 0, number) for number in range(6, 18)]
    others += [draw(protocol, seed, 5) for seed in (1, 2)]
    assert not all(alike(other) for other in others)


def test_reber_strings():
    sets = [string_sets(PROTOCOLS["1-1"], seed) for seed in range(6)]
    assert sets[0] is sets[3] and not np.array_equal(sets[0].train, sets[1].train)
    for one in sets[:3]:
        texts = [
            "".join(SYMBOLS.symbols[n] for n in row[:length])
            for row, length in zip(one.all_strings, one.all_lengths, strict=True)
        ]
        assert len(texts) == 512 and all(map(EMBEDDED.accepts, texts))
        assert not set(texts[:256]) & set(texts[256:])
        assert 85 < len(set(texts[:256])) < 125  # about 100 distinct strings, by the fact sheet
        shortest = np.mean(one.train_lengths == 9)
        assert abs(one.train_lengths.mean() - 12) < 0.8 and 0.15 < shortest < 0.35
        assert 14.5 < one.all_lengths[256:].mean() < 18.5
        for text, legal in zip(texts, one.legal, strict=True):
            for wanted, row in zip(EMBEDDED.legal_next(text), legal, strict=False):
                assert {SYMBOLS.symbols[n] for n in np.flatnonzero(row)} == wanted
    distinct = string_sets(PROTOCOLS["1-1"].with_options(distinct_strings=True), 0)
    assert len({tuple(row) for row in distinct.all_strings}) == 512


def test_reber_targets_may_be_all_legal_symbols():
    legal, two = many("1-3", 50, string_targets="legal"), 0
    for one, plain in zip(legal, many("1-3", 50), strict=True):
        np.testing.assert_array_equal(one.symbols, plain.symbols)
        assert (one.targets >= plain.targets).all() and set(np.unique(one.targets)) == {0, 1}
        text = "".join(SYMBOLS.symbols[k] for k in one.symbols)
        for target, may in zip(one.targets, EMBEDDED.legal_next(text), strict=True):
            assert {SYMBOLS.symbols[k] for k in np.flatnonzero(target)} == may
            two += len(may) == 2
    assert two > 100


def test_reber_training_reads_strings_of_the_training_set():
    sets = string_sets(PROTOCOLS["1-3"], 3)
    known = {tuple(row[row >= 0]) for row in sets.train}
    seen = set()
    for one in many("1-3"):
        string = (*one.symbols, one.targets[-1].argmax())
        np.testing.assert_array_equal(one.targets.argmax(axis=1), string[1:])
        np.testing.assert_array_equal(one.targets.sum(axis=1), 1)
        seen.add(string)
    assert seen == known


def test_noise_free_lag():
    drawn = many("2a", 400)
    firsts = [one.symbols[0] for one in drawn]
    assert set(firsts) == {99, 100} and abs(np.mean(firsts) - 99.5) < 0.1
    for one in drawn:
        np.testing.assert_array_equal(one.symbols[1:], np.arange(99))
        np.testing.assert_array_equal(
            one.targets.argmax(axis=1), [*one.symbols[1:], one.symbols[0]]
        )
        np.testing.assert_array_equal(one.targets.sum(axis=1), 1)


def test_no_local_regularities():
    drawn = many("2b", 400)
    middles = np.array([one.symbols[1:] for one in drawn])
    assert middles.min() == 0 and middles.max() == 98
    shares = np.bincount(middles.ravel()) / middles.size
    np.testing.assert_allclose(shares, 1 / 99, atol=0.003)
    for one in drawn:
        assert one.targets[-1].argmax() == one.symbols[0] >= 99


@pytest.mark.parametrize("name", ["2a", "2b"])
def test_a_lag_may_be_asked_at_the_end_alone(name):
    for one, usual in zip(many(name, 20, targets_at="end"), many(name, 20), strict=True):
        np.testing.assert_array_equal(one.symbols, usual.symbols)
        np.testing.assert_array_equal(one.targets[-1], usual.targets[-1])
        assert np.isnan(one.targets[:-1]).all()


@pytest.mark.parametrize("name", ["2c-1", "2c-9"])
def test_very_long_lag(name):
    drawn = many(name)
    q, p = {"2c-1": (50, 50), "2c-9": (1000, 50)}[name]
    lengths = lengths_of(drawn) + 1  # the last symbol is a target only
    assert lengths.min() == q + 4 and abs(lengths.mean() - (q + 13)) < 0.6
    assert abs(np.mean(lengths == q + 4) - 0.1) < 0.02
    assert asked_at_the_end_alone(drawn)
    e, b, x, y = range(p, p + 4)
    counts = np.zeros(p)
    for one in drawn:
        assert one.symbols[0] == b and one.symbols[-1] == e and one.symbols[1] in (x, y)
        np.testing.assert_array_equal(one.targets[-1], np.eye(2)[one.symbols[1] - x])
        counts += np.bincount(one.symbols[2:-1], minlength=p)
    assert abs(np.mean([one.symbols[1] == x for one in drawn]) - 0.5) < 0.04
    np.testing.assert_allclose(counts / counts.sum(), 1 / p, atol=0.002)


@pytest.mark.parametrize("name", ["3a-1", "3b-2", "3c-1"])
def test_two_sequences(name):
    drawn = many(name)
    signal = PROTOCOLS[name].task_settings.signal
    lengths = lengths_of(drawn)
    assert set(lengths) == set(range(100, 111)) and abs(lengths.mean() - 105) < 0.3
    assert asked_at_the_end_alone(drawn)
    starts = np.array([one.inputs[:signal, 0] for one in drawn])
    noise = np.concatenate([one.inputs[signal:, 0] for one in drawn])
    targets = np.array([one.targets[-1, 0] for one in drawn])
    assert abs(noise.mean()) < 0.005 and abs(noise.var() - 0.2) < 0.003
    first = targets > 0.5 if name != "3c-1" else starts[:, 0] > 0
    assert abs(first.mean() - 0.5) < 0.04
    if name == "3b-2":
        signs = np.where(first, 1.0, -1.0)
        assert abs((starts[:, 0] - signs).var() - 0.2) < 0.02
    else:
        np.testing.assert_array_equal(starts, np.where(first, 1.0, -1.0)[:, None] + 0 * starts)
    if name != "3c-1":
        assert set(targets) == {0.0, 1.0}
        return
    clean = np.where(first, 0.2, 0.8)
    assert abs((targets - clean).mean()) < 0.02 and abs((targets - clean).var() - 0.1) < 0.01
    tested = [draw(PROTOCOLS[name], 3, number, purpose="test") for number in range(50)]
    for one in tested:  # a test compares with the noise-free target
        assert one.targets[-1, 0] == (0.2 if one.inputs[0, 0] > 0 else 0.8)


@pytest.mark.parametrize("name", ["4-1", "4-2", "5-140"])
@pytest.mark.parametrize("second_draw", ["unmarked", "later"])
@pytest.mark.parametrize("first_marker", ["minus", "one"])
def test_marked_pairs(name, first_marker, second_draw):
    drawn = many(name, 1500, first_marker=first_marker, second_draw=second_draw)
    steps, adding = PROTOCOLS[name].task_settings.steps, name[0] == "4"
    lengths = lengths_of(drawn)
    assert lengths.min() >= steps and lengths.max() <= steps * 1.1
    assert abs(lengths.mean() - 1.05 * steps) < 0.01 * steps
    assert asked_at_the_end_alone(drawn)
    values = np.concatenate([one.inputs[:, 0] for one in drawn])
    low, mean, variance = (-1, 0, 1 / 3) if adding else (0, 0.5, 1 / 12)
    assert low <= values.min() and values.max() < 1
    assert abs(values.mean() - mean) < 0.01 and abs(values.var() - variance) < 0.01
    neutral = 0.0 if adding else 1.0
    first_was_drawn = 0
    for one in drawn:
        markers = one.inputs[:, 1]
        assert markers[-1] == -1 and set(markers) <= {-1.0, 0.0, 1.0}
        marked = np.flatnonzero(markers == 1)
        first_was_drawn += len(marked) < 2 or marked[0] == 0
        assert markers[0] == (1 if len(marked) and marked[0] == 0 else -1)
        assert marked[-1] < steps // 2  # so at least T/2 steps lie between it and the target
        xs = [one.inputs[n, 0] if n else neutral for n in marked] + [neutral] * 2
        wanted = 0.5 + (xs[0] + xs[1]) / 4 if adding else xs[0] * xs[1]
        assert one.targets[-1, 0] == pytest.approx(wanted, abs=1e-15)
        if len(marked) == 2:
            assert marked[0] < 10
    chance = 0.1 + (0.9 / (steps // 2 - 1) if second_draw == "unmarked" else 0)
    assert abs(first_was_drawn / len(drawn) - chance) < 0.03


@pytest.mark.parametrize("name", ["6a", "6b"])
def test_temporal_order(name):
    drawn = many(name)
    windows = {"6a": [(10, 20), (50, 60)], "6b": [(10, 20), (33, 43), (66, 76)]}[name]
    lengths = lengths_of(drawn)
    assert set(lengths) == set(range(100, 111)) and abs(lengths.mean() - 105) < 0.3
    assert asked_at_the_end_alone(drawn)
    classes, places, distractors = [], [], []
    for one in drawn:
        assert one.symbols[0] == 4 and one.symbols[-1] == 5
        at = np.flatnonzero(one.symbols >= 6)
        marks = one.symbols[at] - 6
        number = int("".join(map(str, marks)), 2)
        np.testing.assert_array_equal(one.targets[-1], np.eye(2 ** len(windows))[number])
        classes.append(number)
        places.append(at + 1)
        distractors.append(one.symbols[1:-1][one.symbols[1:-1] < 6])
    places = np.array(places)
    for column, (start, stop) in enumerate(windows):
        assert set(places[:, column]) == set(range(start, stop + 1))
        assert abs(places[:, column].mean() - (start + stop) / 2) < 0.3
    shares = np.bincount(classes) / len(drawn)
    np.testing.assert_allclose(shares, 0.5 ** len(windows), atol=0.035)
    shares = np.bincount(np.concatenate(distractors)) / sum(map(len, distractors))
    np.testing.assert_allclose(shares, 0.25, atol=0.005)


def test_a_sequence_is_what_the_plain_generator_gives():
    """Sequence 7 of 6a, number by number from ``counter_random``."""
    key = counter_random.key_of("6a", 3, "training")
    own = int(counter_random.bits(key, 7))

    def integer(counter, below):
        return int(counter_random.integers(own, counter, below))

    steps = 100 + integer(0, 11)
    symbols = [4, *(integer(t + 7, 4) for t in range(1, steps - 1)), 5]
    symbols[9 + integer(1, 11)] = 6 + integer(2, 2)
    symbols[49 + integer(3, 11)] = 6 + integer(4, 2)
    assert draw(PROTOCOLS["6a"], 3, 7).symbols.tolist() == symbols


def test_messages():
    with pytest.raises(ValueError, match="purpose='train'"):
        draw(PROTOCOLS["6a"], 0, 0, purpose="train")
    with pytest.raises(ValueError, match="number=-1"):
        draw(PROTOCOLS["6a"], 0, -1)
