import itertools
import re
import sys

import numpy as np
import pytest

from cells.contract_tools import CELLS, assert_same, cell_name, copied
from lstmcourse.cells import rnn
from lstmcourse.learning import (
    SGD,
    Adam,
    bptt,
    clip_by_global_norm,
    cross_entropy,
    global_norm,
    network_forward,
    network_init,
    train,
    truncated_bptt,
)


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setenv("LSTMCOURSE_BAR", "off")


def echo_batch(rng, steps=4, batch=8):
    """Say again, at every step, the symbol of the step before."""
    ids = rng.integers(0, 3, (steps + 1, batch))
    return np.eye(3)[ids[1:]], ids[:-1]


def run(cell=rnn, *, seed=0, steps=5, **options):
    rng = np.random.default_rng(seed)
    net = network_init(cell, rng, 3, 8, 3)
    return train(
        cell, net, lambda step: echo_batch(rng), cross_entropy, Adam(0.02), steps=steps, **options
    )


@pytest.mark.parametrize("cell", CELLS, ids=cell_name)
def test_the_loss_falls(cell):
    history = run(cell, steps=150)
    assert history.losses[:5].mean() > 1.0
    assert history.losses[-5:].mean() < 0.5 * history.losses[:5].mean()


def test_the_same_seed_gives_the_same_run():
    first, second = run(seed=4), run(seed=4)
    assert_same(tuple(first), tuple(second))
    assert run(seed=5).losses[0] != first.losses[0]


def test_one_step_is_gradient_clip_update():
    rng = np.random.default_rng(1)
    net = network_init(rnn, rng, 3, 4, 3)
    before = copied(net)
    xs, targets = echo_batch(rng)
    history = train(rnn, net, [(xs, targets)], cross_entropy, SGD(0.5), steps=1, clip=0.01)

    result = bptt(rnn, net, xs, targets, cross_entropy)
    clipped, norm = clip_by_global_norm(result.grads, 0.01)
    assert history.losses.tolist() == [result.loss]
    assert history.norms.tolist() == [norm]
    assert norm > 0.01
    assert_same(history.net, SGD(0.5).step(net, clipped))
    assert_same(net, before)


def test_the_window_truncates():
    rng = np.random.default_rng(1)
    net = network_init(rnn, rng, 3, 4, 3)
    batch = echo_batch(rng)
    history = train(rnn, net, [batch], cross_entropy, SGD(0.5), steps=1, window=2)
    grads = truncated_bptt(rnn, net, *batch, cross_entropy, 2).grads
    assert history.norms[0] == global_norm(grads)
    assert_same(history.net, SGD(0.5).step(net, grads))


def test_carry_hands_the_state_on():
    rng = np.random.default_rng(1)
    net = network_init(rnn, rng, 3, 4, 3)
    batches = [echo_batch(rng), echo_batch(rng)]
    history = train(rnn, net, batches, cross_entropy, SGD(1e-12), steps=2, carry=True)
    _, state, _ = network_forward(rnn, net, batches[0][0])
    continued = bptt(rnn, net, *batches[1], cross_entropy, state).loss
    assert history.losses[1] == pytest.approx(continued, rel=1e-9)
    fresh = train(rnn, net, batches, cross_entropy, SGD(1e-12), steps=2)
    assert fresh.losses[1] != pytest.approx(continued, rel=1e-9)


def test_evaluations_come_with_their_steps():
    seen = []

    def evaluate(net):
        seen.append(net)
        return 10.0 * len(seen)

    history = run(steps=7, evaluate=evaluate, every=3)
    assert history.evaluation_steps.tolist() == [3, 6, 7]
    assert history.evaluations.tolist() == [10.0, 20.0, 30.0]
    assert seen[-1] is history.net
    assert history.losses.shape == history.norms.shape == (7,)


def test_no_steps_change_nothing():
    history = run(steps=0, evaluate=lambda net: 1.0)
    assert history.losses.shape == history.evaluation_steps.shape == (0,)
    assert isinstance(history.net.params, rnn.Params)


def test_iterables_and_functions_are_batches():
    batches = [echo_batch(np.random.default_rng(i)) for i in range(2)]
    net = network_init(rnn, np.random.default_rng(0), 3, 4, 3)
    runs = [
        train(rnn, net, source, cross_entropy, SGD(0.1), steps=4).losses
        for source in (itertools.cycle(batches), lambda step: batches[step % 2], batches * 3)
    ]
    assert_same(runs[0], runs[1])
    assert_same(runs[0], runs[2])


def test_batches_that_end_early_are_reported():
    net = network_init(rnn, np.random.default_rng(0), 3, 4, 3)
    batches = [echo_batch(np.random.default_rng(0))]
    with pytest.raises(ValueError) as caught:
        train(rnn, net, batches, cross_entropy, SGD(0.1), steps=3)
    assert str(caught.value) == (
        "train: the batches ended after 1 of 3 steps; pass a function from the step number to a "
        "batch, or repeat them with itertools.cycle"
    )


def test_a_loss_that_is_not_finite_stops_the_run():
    net = network_init(rnn, np.random.default_rng(0), 3, 4, 3)
    batch = echo_batch(np.random.default_rng(0))

    def broken(outputs, targets):
        return float("nan"), np.zeros_like(outputs)

    with pytest.raises(FloatingPointError, match=r"^train: in step 1 the loss is nan and the gr"):
        train(rnn, net, [batch], broken, SGD(0.1), steps=1)


@pytest.mark.parametrize("options", [{"steps": -1}, {"every": 0}])
def test_bad_counts(options):
    with pytest.raises(ValueError, match=r"^train: steps=.* must be at least 0 and every="):
        run(**options)


# Progress goes to stderr, and only there.


def test_text_progress(capsys):
    run(steps=25, progress="text")
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert len(lines) == 13  # every second step, and the last
    line = re.compile(r"step ( \d|\d\d)/25  loss \d\.\d{4}  gradient norm \d\.\de[+-]\d\d")
    assert all(line.fullmatch(text) for text in lines)
    assert lines[0].startswith("step  2/25") and lines[-1].startswith("step 25/25")


def test_bar_progress(capsys):
    pytest.importorskip("tqdm")
    run(steps=5, progress="bar")
    out, err = capsys.readouterr()
    assert out == ""
    assert "5/5" in err and "loss" in err


def test_text_stands_in_for_a_bar_without_tqdm(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)
    run(steps=2, progress="bar")
    assert "step 2/2  loss" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wanted", "ci", "terminal", "shows"),
    [
        ("", "", False, "text"),
        ("", "1", True, "text"),
        ("", "", True, "bar"),
        ("off", "", True, "off"),
        ("text", "", True, "text"),
        ("bar", "1", False, "bar"),
    ],
)
def test_the_automatic_choice(wanted, ci, terminal, shows, capsys, monkeypatch):
    monkeypatch.setenv("LSTMCOURSE_BAR", wanted)
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    run(steps=3)
    out, err = capsys.readouterr()
    assert out == ""
    found = "off" if not err else "bar" if "%|" in err else "text"
    assert found == shows


def test_a_notebook_gets_a_bar(capsys, monkeypatch):
    class Shell:
        kernel = object()

    class IPython:
        get_ipython = staticmethod(Shell)

    monkeypatch.setenv("LSTMCOURSE_BAR", "")
    monkeypatch.setenv("CI", "")
    monkeypatch.setitem(sys.modules, "IPython", IPython)
    run(steps=3)
    assert "%|" in capsys.readouterr().err


def test_bad_progress(monkeypatch):
    with pytest.raises(ValueError, match=r'^train: progress=\'no\' must be "bar", "text", "off"'):
        run(progress="no")
    monkeypatch.setenv("LSTMCOURSE_BAR", "maybe")
    with pytest.raises(ValueError, match=r"^LSTMCOURSE_BAR='maybe' must be bar, text or off$"):
        run()
