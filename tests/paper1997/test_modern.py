"""The modern rows: the paper's own sequences and criteria, another learner."""

import math
import pickle

import numpy as np
import pytest

from lstmcourse.paper1997.modern import ROWS, ModernRow, _Learner
from lstmcourse.paper1997.protocols import PROTOCOLS, Criterion
from lstmcourse.paper1997.sequences import LONGEST_STRING, draw, string_sets

torch = pytest.importorskip("torch")


def batch_of(name, purpose="training", start=0, count=4):
    return _Learner(ROWS[name], 0)._draw(purpose, start, count)


def test_every_task_has_a_row_and_experiment_1_one():
    modern = [name.removeprefix("modern-") for name in ROWS if name.startswith("modern-")]
    assert modern == ["1"] + [name for name in PROTOCOLS if not name.startswith("1-")]
    assert [name for name in ROWS if name.startswith("rnn-")] == [
        "rnn-2c-1", "rnn-3a-1", "rnn-4-1", "rnn-6a",
    ]  # fmt: skip
    for name, row in ROWS.items():
        assert isinstance(row, ModernRow) and row.name == name
        assert row.trials >= 3 and row.cap >= 20_000
        assert row.table == row.protocol.table and row.paper == row.protocol.paper
        assert pickle.loads(pickle.dumps(row)) == row


def test_a_row_says_what_departs_from_the_one_setting():
    assert ROWS["modern-6a"].options.changed() == {}
    assert ROWS["rnn-6a"].options.changed() == {"cell": "rnn"}
    usual = ROWS["modern-6a"].with_options(gate_bias="one", hidden=8)
    assert usual.options.changed() == {"gate_bias": "one", "hidden": 8}
    with pytest.raises(TypeError, match="no option layers; the options are hidden"):
        usual.with_options(layers=2)
    with pytest.raises(ValueError, match="gate_bias='two'"):
        usual.with_options(gate_bias="two")
    with pytest.raises(ValueError, match="rate=0"):
        usual.with_options(rate=0)
    with pytest.raises(ValueError, match="hidden=0"):
        usual.with_options(hidden=0)


@pytest.mark.parametrize("name", ["2b", "2c-1", "3a-2", "3c-1", "4-1", "5-13", "6b"])
@pytest.mark.parametrize("purpose", ["training", "check"])
def test_sequences_are_those_of_the_row(name, purpose):
    batch = batch_of(f"modern-{name}", purpose, start=7)
    for column in range(4):
        drawn = draw(PROTOCOLS[name], 0, 7 + column, purpose=purpose)
        steps = len(drawn.inputs)
        assert batch.lengths[column] == steps
        if drawn.symbols is None:
            np.testing.assert_array_equal(batch.values[:steps, column], drawn.inputs)
            assert not batch.values[steps:, column].any()
        else:
            np.testing.assert_array_equal(batch.symbols[:steps, column], drawn.symbols)
        np.testing.assert_array_equal(batch.numbers[column], drawn.targets[-1])
        asked = ~np.isnan(drawn.targets).any(axis=1)
        classes = np.where(asked, np.nan_to_num(drawn.targets).argmax(axis=1), -1)
        np.testing.assert_array_equal(batch.classes[:steps, column], classes)
        assert (batch.classes[steps:, column] == -1).all()
    assert len(batch.symbols) == batch.lengths.max()


def test_all_strings_of_experiment_1_are_tested():
    batch = _Learner(ROWS["modern-1"], 1)._strings()
    sets = string_sets(PROTOCOLS["1-1"], 1)
    assert batch.symbols.shape[1] == 512 and len(batch.symbols) < LONGEST_STRING
    np.testing.assert_array_equal(batch.lengths, sets.all_lengths - 1)
    longest = int(batch.lengths.argmax())
    np.testing.assert_array_equal(
        batch.symbols[:, longest], sets.all_strings[longest, : batch.lengths[longest]]
    )


@pytest.mark.parametrize(("name", "bias"), [("modern-4-1", math.log(100)), ("modern-1", None)])
def test_the_net_is_the_textbook_lstm(name, bias):
    """Weights, start, and outputs step by step; symbols are looked up, not multiplied."""
    row = ROWS[name]
    learner = _Learner(row, 0)
    net, H = learner._net, row.options.hidden
    assert sum(part.numel() for part in net._learnt) == row.weight_count()
    batch = learner._draw("check", 0, 3)
    numbers = {key: part.detach().double() for key, part in net.named_parameters()}
    start = numbers["_layer.bias_ih_l0"]
    if bias:
        np.testing.assert_allclose(start[H : 2 * H], bias, rtol=1e-6)
        np.testing.assert_allclose(start[:H], -bias, rtol=1e-6)
        W_x, xs = numbers["_layer.weight_ih_l0"].T, torch.from_numpy(batch.values)
    else:
        W_x = numbers["_lookup"]
        xs = torch.nn.functional.one_hot(torch.from_numpy(batch.symbols), 7).double()
    h = c = torch.zeros(3, H, dtype=torch.float64)
    hs = []
    for x in xs:
        a = x @ W_x + h @ numbers["_layer.weight_hh_l0"].T + start
        i, f, g, o = a.split(H, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    last = torch.stack(hs)[batch.lengths - 1, np.arange(3)]
    wanted = last @ numbers["_readout.weight"].T + numbers["_readout.bias"]
    with torch.no_grad():
        _, logits = net._answers(batch, every_step=False)
    np.testing.assert_allclose(logits, wanted, atol=1e-5)


def test_plain_rnn_has_the_plain_step():
    row = ROWS["rnn-4-1"]
    net = _Learner(row, 0)._net
    assert isinstance(net._layer, torch.nn.RNN)
    assert sum(part.numel() for part in net._learnt) == row.weight_count() == 16 * 19 + 17


@pytest.mark.parametrize("name", ["modern-4-1", "modern-3a-1", "modern-6a", "modern-2b"])
def test_errors_are_misses_of_the_targets(name):
    learner = _Learner(ROWS[name], 0)
    batch, every = learner._draw("check", 0, 3), name == "modern-2b"
    (steps, columns), logits = learner._net._answers(batch, every)
    logits = logits.detach().double()
    outputs = torch.softmax(logits, -1) if logits.shape[1] > 1 else logits
    if name == "modern-3a-1":
        outputs = torch.sigmoid(logits)
    protocol = PROTOCOLS[name.removeprefix("modern-")]
    targets = np.stack(
        [
            draw(protocol, 0, c, purpose="check").targets[t]
            for t, c in zip(steps, columns, strict=True)
        ]
    )
    misses = np.abs(outputs.numpy() - targets)
    worst, mean = learner._net.look(batch, every)
    for column in range(3):
        own = misses[columns == column]
        np.testing.assert_allclose(worst[column], own.max(), atol=1e-6)
        np.testing.assert_allclose(mean[column], own.mean(), atol=1e-6)


def test_criterion_last_looks_at_the_last_sequences_alone():
    learner = _Learner(ROWS["modern-4-1"], 0)
    stop = Criterion("last", 4, 0.04, 0, 0.01)
    for errors, met in (
        ([0.001] * 3, False),
        ([0.001] * 4, True),
        ([0.001, 0.001, 0.05, 0.001], False),
        ([0.02] * 4, False),
        ([0.001, 0.001, 0.001, np.nan], False),
    ):
        learner._worst = learner._mean = np.array(errors)
        assert learner.meets(stop) is met


@pytest.mark.parametrize(("trained", "looks"), [(180, False), (200, True), (220, False)])
def test_tests_come_when_the_row_says(trained, looks, monkeypatch):
    learner = _Learner(ROWS["modern-3a-1"], 0)
    monkeypatch.setattr(learner, "test", lambda *_: (0, 0.0))
    learner.trained = trained
    assert learner.meets(PROTOCOLS["3a-1"].stop[0]) is looks


def test_a_short_row_is_solved_and_the_same_again():
    """2c-1, the quickest: 50 steps of lag."""
    before = torch.get_num_threads()
    one = ROWS["modern-2c-1"].run(0)
    assert one.solved and one.stops == (("stop", one.sequences),) and one.sequences <= 5000
    assert one.sequences % 500 == 0 and one.details["updates"] == one.sequences // 20
    assert one.details["weights"] == 4 * 16 * (54 + 16 + 1) + 17 * 2
    assert torch.get_num_threads() == before
    short = [ROWS["modern-2c-1"].run(1, cap=130) for _ in range(2)]
    assert short[0]._replace(seconds=0.0) == short[1]._replace(seconds=0.0)
    assert not short[0].solved and short[0].sequences == short[0].cap == 130


def test_bad_cap_is_said():
    with pytest.raises(ValueError, match="cap=0 must be at least 1"):
        ROWS["modern-6a"].run(0, cap=0)
