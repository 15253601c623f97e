import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.cells import gru, lstm, lstm1997, rnn
from lstmcourse.learning import (
    SGD,
    Adam,
    compare,
    cross_entropy,
    hidden_for,
    network_forward,
    network_init,
    weight_count,
)

BLOCKS = [(rnn, 1, 0), (gru, 3, 1), (lstm, 4, 0)]  # blocks per hidden unit, extra biases


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setenv("LSTMCOURSE_BAR", "off")


def echo_batches(rng):
    """Say again, at every step, the symbol of the step before."""

    def batch(step):
        ids = rng.integers(0, 3, (5, 4))
        return np.eye(3)[ids[1:]], ids[:-1]

    return batch


def run(cells=(rnn, gru, lstm), **options):
    settings = {
        "inputs": 3,
        "outputs": 3,
        "weights": 120,
        "seeds": 2,
        "steps": 4,
        "loss": cross_entropy,
        "optimiser": lambda: Adam(0.02),
    } | options
    return compare(cells, settings.pop("make_batches", echo_batches), **settings)


@pytest.mark.parametrize(("cell", "blocks", "extra"), BLOCKS, ids=["rnn", "gru", "lstm"])
@given(inputs=st.integers(1, 9), outputs=st.integers(1, 9), weights=st.integers(40, 3000))
def test_hidden_for_is_the_nearest_of_all_sizes(cell, blocks, extra, inputs, outputs, weights):
    def formula(hidden):
        own = blocks * hidden * (inputs + hidden + 1) + extra * hidden
        return own + hidden * outputs + outputs

    if formula(1) > 2 * weights:
        return
    hidden = hidden_for(cell, inputs, outputs, weights)
    distances = [abs(formula(h) - weights) for h in range(1, 60)]
    assert hidden == 1 + int(np.argmin(distances))
    net = network_init(cell, np.random.default_rng(0), inputs, hidden, outputs)
    assert weight_count(net) == formula(hidden)


def test_options_of_the_cell_count():
    plain, peep = hidden_for(lstm, 5, 2, 4000), hidden_for(lstm, 5, 2, 4000, peepholes=True)
    assert plain >= peep
    net = network_init(lstm, np.random.default_rng(0), 5, peep, 2, peepholes=True)
    assert weight_count(net) == 4 * peep * (5 + peep + 1) + 3 * peep + peep * 2 + 2
    assert hidden_for(lstm1997, 5, 2, 500) > 1


def test_too_few_weights_say_so():
    with pytest.raises(ValueError, match="one hidden unit of lstm .* weights=50 is too few"):
        hidden_for(lstm, 100, 2, 50)
    with pytest.raises(ValueError, match="at least 1"):
        hidden_for(lstm, 1, 2, 0)


def test_sizes_are_near_the_number_asked_for():
    table = run(weights=2000)
    assert [row.name for row in table.rows] == ["rnn", "gru", "lstm"]
    assert table.rows[0].hidden > table.rows[1].hidden > table.rows[2].hidden
    for row in table.rows:
        assert row.weights == pytest.approx(2000, rel=0.05)
        assert row.weights == weight_count(table.histories[row.name][0].net)


def test_same_data_for_all_cells_and_fresh_weights_per_seed():
    seen = []

    def make_batches(rng):
        batch = echo_batches(rng)(0)
        seen.append(batch[1])
        return lambda step: batch

    table = run((rnn, lstm), make_batches=make_batches, seeds=(3, 8))
    np.testing.assert_array_equal(seen[0], seen[2])
    np.testing.assert_array_equal(seen[1], seen[3])
    assert not np.array_equal(seen[0], seen[1])
    assert table.seeds == (3, 8)
    assert len(set(table.row("rnn").values)) == 2


def test_a_comparison_can_be_repeated_and_seeds_do_not_depend_on_each_other():
    table = run(seeds=(0, 1))
    for one, two in zip(table.rows, run(seeds=(1, 0)).rows, strict=True):
        np.testing.assert_array_equal(one.values, two.values[::-1])


def test_statistics():
    answers = iter([1.0, 5.0, 3.0])
    row = run((rnn,), seeds=3, result=lambda cell, history: next(answers)).rows[0]
    assert (row.mean, row.median, row.least, row.most) == (3.0, 3.0, 1.0, 5.0)
    assert row.values.tolist() == [1.0, 5.0, 3.0]


def test_default_result_is_the_mean_of_the_last_losses():
    table = run((gru,), steps=7, tail=3)
    for value, history in zip(table.rows[0].values, table.histories["gru"], strict=True):
        assert value == history.losses[-3:].mean()
    assert table.measure == "loss of the last 3 steps"


def test_result_gets_the_cell_and_the_trained_network():
    xs, targets = echo_batches(np.random.default_rng(5))(0)

    def test_loss(cell, history):
        return cross_entropy(network_forward(cell, history.net, xs)[0], targets)[0]

    table = run(result=test_loss, measure="test loss", clip=1.0)
    assert table.measure == "test loss"
    assert all(np.isfinite(row.values).all() for row in table.rows)


def test_names_and_options_of_a_dict():
    table = run({"keep": gru, "write & before": (gru, {"reset": "before", "update": "write"})})
    assert [row.name for row in table.rows] == ["keep", "write & before"]
    net = table.histories["write & before"][0].net
    assert net.params.convention == gru.Convention("before", "write")
    with pytest.raises(KeyError, match="there are 'keep', 'write & before'"):
        table.row("lstm")


def test_text_table_is_aligned():
    table = run({"a": rnn, "a long name": lstm}, seeds=2)
    title, *lines = str(table).splitlines()
    assert title == "loss of the last 4 steps, 2 seeds"
    assert lines[0].split() == ["cell", "hidden", "weights", "mean", "median", "min", "max", "all"]
    column = lines[0].index("all")
    assert all(line[column - 2 : column] == "  " and line[column] != " " for line in lines)
    assert repr(table) == str(table)
    for line, row in zip(lines[1:], table.rows, strict=True):
        assert line.startswith(row.name)
        assert line.split()[-2:] == [f"{value:.4g}" for value in row.values]


def test_html_table_is_escaped_and_complete():
    html = run({"<b>": rnn}, measure="a < b", result=lambda cell, history: 0.5)._repr_html_()
    assert "&lt;b&gt;" in html and "<b>" not in html
    assert "<caption>a &lt; b, 2 seeds</caption>" in html
    assert html.count("<tr>") == 2 and html.count('scope="col"') == 8 and "0.5 0.5" in html


def test_a_run_that_diverges_is_named():
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError) as caught:
        run(
            {"wild": rnn},
            make_batches=lambda rng: (
                lambda step: (np.full((3, 2, 3), np.nan), np.zeros((3, 2), int))
            ),
            optimiser=lambda: SGD(1.0),
        )
    assert "this was wild with seed 0" in caught.value.__notes__[0]


@pytest.mark.parametrize(
    ("cells", "options", "message"),
    [
        ((), {}, "0 cells"),
        ((rnn,), {"seeds": 0}, "0 seeds"),
        ((rnn,), {"seeds": (1, 1)}, "must all differ"),
        ((rnn,), {"steps": 0}, "steps=0"),
        ((rnn,), {"tail": 0}, "tail=0"),
        ((rnn, rnn), {}, "a name of its own"),
    ],
)
def test_bad_input_says_what_is_wrong(cells, options, message):
    with pytest.raises(ValueError, match=message):
        run(cells, **options)
