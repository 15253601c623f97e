import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.tasks import IGNORE, order_solved, temporal_order


def rng(seed=0):
    return np.random.default_rng(seed)


@given(
    batch=st.integers(1, 6),
    marks=st.sampled_from([2, 3]),
    steps=st.integers(10, 120),
    fixed=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_sequence_follows_the_rules(batch, marks, steps, fixed, seed):
    drawn = temporal_order.sample(rng(seed), batch, marks=marks, steps=steps, fixed_length=fixed)
    total = len(drawn.ids)
    assert total == steps if fixed else steps <= total <= steps + steps // 10
    assert drawn.inputs.shape == (total, batch, 8)
    np.testing.assert_array_equal(drawn.inputs.argmax(axis=2), drawn.ids)
    for b in range(batch):
        text = temporal_order.SYMBOLS.decode(drawn.ids[:, b])
        assert text[0] == "E" and text[-1] == "B"
        places = [t for t, symbol in enumerate(text) if symbol in "XY"]
        assert places == list(drawn.marked[b]) and len(places) == marks
        for place, window in zip(places, temporal_order.windows(steps, marks), strict=True):
            assert place in window
        order = "".join(text[t] for t in places)
        assert drawn.labels[b] == int(order.replace("X", "0").replace("Y", "1"), 2)
        assert set(text) - set("XYEB") <= set("abcd")
        assert text.count("E") == text.count("B") == 1
    np.testing.assert_array_equal(drawn.answers, np.eye(2**marks)[drawn.labels])
    np.testing.assert_array_equal(drawn.targets[-1], drawn.labels)
    assert np.all(drawn.targets[:-1] == IGNORE)


def test_windows_are_the_positions_of_the_paper():
    def positions(marks):
        return [(place.start + 1, place.stop) for place in temporal_order.windows(100, marks)]

    assert positions(2) == [(10, 20), (50, 60)]
    assert positions(3) == [(10, 20), (33, 43), (66, 76)]


def test_names_of_the_classes():
    # The paper: XX Q, XY R, YX S, YY U; XXX Q, XXY R, XYX S, XYY U, YXX V, YXY A, YYX B, YYY C.
    for marks, wanted in ((2, "QRSU"), (3, "QRSUVABC")):
        orders = ["".join(order) for order in itertools.product("XY", repeat=marks)]
        named = dict(zip(orders, temporal_order.CLASSES[marks], strict=True))
        assert "".join(named.values()) == wanted
    assert (named["XXX"], named["YXX"], named["YYY"]) == ("Q", "V", "C")


@pytest.mark.parametrize("marks", [2, 3])
def test_statistics(marks):
    drawn = temporal_order.sample(rng(), 20_000, marks=marks)
    np.testing.assert_allclose(np.bincount(drawn.labels) / 20_000, 0.5**marks, atol=0.01)
    for column, window in zip(drawn.marked.T, temporal_order.windows(100, marks), strict=True):
        shares = np.bincount(column)[window.start :] / 20_000
        assert len(shares) == 11
        np.testing.assert_allclose(shares, 1 / 11, atol=0.01)
    counts = np.bincount(drawn.ids[1:-1].ravel(), minlength=8)
    np.testing.assert_allclose(counts[:4] / counts[:4].sum(), 0.25, atol=0.005)
    np.testing.assert_allclose(counts[6:] / counts[6:].sum(), 0.5, atol=0.01)


def test_lengths_cover_the_whole_range():
    stream = rng()
    lengths = {len(temporal_order.sample(stream, 1).ids) for _ in range(200)}
    assert lengths == set(range(100, 111))


def test_solved_as_in_the_paper():
    answers = np.eye(4)[np.arange(2560) % 4]
    outputs = np.abs(answers - 0.09)
    outputs[:3] += 0.3
    assert order_solved(outputs, answers)
    assert order_solved(np.stack([0 * outputs, outputs]), answers)
    outputs[3, 2] += 0.4
    assert temporal_order.wrong_count(outputs, answers) == 4
    assert not order_solved(outputs, answers)
    assert not order_solved(np.abs(answers - 0.11), answers)
    outputs[:] = np.nan
    assert temporal_order.wrong_count(outputs, answers) == 2560
    assert order_solved(answers[:10], answers[:10], most_wrong=0, least=10)


def test_training_stops_after_enough_right_answers():
    worst, means = np.full(2500, 0.2), np.full(2500, 0.05)
    worst[:500] = 1.0
    assert temporal_order.stop_training(worst, means)
    assert not temporal_order.stop_training(worst[:2400], means[:2400])
    assert not temporal_order.stop_training(worst, 2 * means)
    worst[-1] = np.nan
    assert not temporal_order.stop_training(worst, means)
    assert temporal_order.stop_training(worst[500:2400], means[500:2400], last=1900)


def test_batches_are_fresh_and_repeatable():
    pairs = list(itertools.islice(temporal_order.batches(rng(), 2, dtype=np.float32), 2))
    assert pairs[0][0].dtype == np.float32
    assert not np.array_equal(pairs[0][0][:50], pairs[1][0][:50])
    np.testing.assert_array_equal(next(temporal_order.batches(rng(), 2))[0], pairs[0][0])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: temporal_order.sample(None, 1), TypeError, "default_rng"),
        (lambda: temporal_order.sample(rng(), 1, marks=4), ValueError, "task 6b.*not 4"),
        (lambda: temporal_order.sample(rng(), 1, steps=9), ValueError, "steps must be at least 10"),
        (lambda: order_solved([[1.0]], [[1.0]]), ValueError, "1 answers are too few"),
        (lambda: temporal_order.wrong_count([1.0], [1.0]), ValueError, "do not fit answers"),
        (lambda: temporal_order.stop_training([0.1], []), ValueError, "each sequence has both"),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
