"""The plan of a 1997 layer, the weights it counts, and how the weights start."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from lstmcourse.cells import lstm1997, rnn
from lstmcourse.cells.lstm1997 import Layout
from lstmcourse.learning.trees import leaves

# Table 10 of the paper: task, blocks, size, inputs, outputs, weights, which units have a bias.
TABLE_10 = [
    ("1-1", 4, 1, 7, 7, 264, "gates"),
    ("1-2", 3, 2, 7, 7, 276, "gates"),
    ("1-3", 3, 2, 7, 7, 276, "gates"),
    ("1-4", 4, 1, 7, 7, 264, "gates"),
    ("1-5", 3, 2, 7, 7, 276, "gates"),
    ("2a", 1, 1, 101, 101, 10504, "none"),
    ("2b", 1, 1, 101, 101, 10504, "none"),
    ("2c-1", 2, 1, 54, 2, 364, "none"),
    ("2c-2", 2, 1, 104, 2, 664, "none"),
    ("2c-3", 2, 1, 204, 2, 1264, "none"),
    ("2c-4", 2, 1, 504, 2, 3064, "none"),
    ("2c-5", 2, 1, 1004, 2, 6064, "none"),
    ("2c-6", 2, 1, 504, 2, 3064, "none"),
    ("2c-7", 2, 1, 204, 2, 1264, "none"),
    ("2c-8", 2, 1, 104, 2, 664, "none"),
    ("2c-9", 2, 1, 54, 2, 364, "none"),
    ("3a", 3, 1, 1, 1, 102, "hidden"),
    ("3b", 3, 1, 1, 1, 102, "hidden"),
    ("3c", 3, 1, 1, 1, 102, "hidden"),
    ("4-1", 2, 2, 2, 1, 93, "all"),
    ("4-2", 2, 2, 2, 1, 93, "all"),
    ("4-3", 2, 2, 2, 1, 93, "all"),
    ("5", 2, 2, 2, 1, 93, "all"),
    ("6a", 2, 2, 8, 4, 156, "all"),
    ("6b", 3, 2, 8, 8, 308, "all"),
]
HIDDEN_BIASES = {"gates": "gates", "none": "none", "hidden": "units", "all": "units"}
SHORTCUTS = {"2a", "2b"}  # the inputs feed the outputs too, and the carousel is the only loop
SHORTCUT_OPTIONS = {"recurrence": "none", "output_gates": False, "g": "[0, 1]", "h": "identity"}


def array_entries(params):
    return sum(leaf.size for _, leaf in leaves(params))


@pytest.mark.parametrize("row", TABLE_10, ids=lambda row: row[0])
def test_weight_counts_of_table_10(row):
    task, blocks, size, inputs, outputs, weights, bias = row
    options = SHORTCUT_OPTIONS if task in SHORTCUTS else {}
    layout = Layout.uniform(blocks, size, biases=HIDDEN_BIASES[bias], **options)
    into_outputs = outputs * layout.cells
    into_outputs += outputs * inputs if task in SHORTCUTS else 0
    into_outputs += outputs if bias == "all" else 0
    assert layout.weight_count(inputs) + into_outputs == weights
    params = lstm1997.init(np.random.default_rng(0), inputs, layout.cells, layout=layout)
    assert array_entries(params) == layout.weight_count(inputs)


@pytest.mark.parametrize("recurrence", ["units", "cells", "none"])
@pytest.mark.parametrize("biases", ["units", "gates", "none"])
@pytest.mark.parametrize("gates", [(True, True), (True, False), (False, True), (False, False)])
def test_weight_count_is_the_number_of_entries(recurrence, biases, gates):
    layout = Layout(
        (2, 1, 3), *gates, recurrence=recurrence, biases=biases
    )  # positional: input gates, then output gates
    assert (layout.in_gates, layout.out_gates) == tuple(3 * on for on in gates)
    params = lstm1997.init(np.random.default_rng(0), 4, 6, layout=layout)
    assert array_entries(params) == layout.weight_count(4)


def test_sizes_of_a_layout():
    layout = Layout((2, 1, 3))
    assert (layout.blocks, layout.cells, layout.gates, layout.units) == (3, 6, 6, 12)
    assert (layout.in_gates, layout.out_gates) == (3, 3)
    assert (layout.sources, layout.biased) == (12, 12)
    assert layout.block_of.tolist() == [0, 0, 1, 2, 2, 2]

    smaller = Layout((2, 1, 3), output_gates=False, recurrence="cells", biases="gates")
    assert (smaller.gates, smaller.units, smaller.sources, smaller.biased) == (3, 9, 6, 3)
    assert (smaller.in_gates, smaller.out_gates) == (3, 0)
    bare = Layout((2, 1), input_gates=False, output_gates=False, recurrence="none", biases="none")
    assert (bare.gates, bare.units, bare.sources, bare.biased) == (0, 3, 0, 0)


def test_uniform_and_grown():
    assert Layout.uniform(3, 2) == Layout((2, 2, 2))
    options = {"output_gates": False, "recurrence": "none", "biases": "none", "h": "identity"}
    assert Layout.uniform(1, 2, **options).grown(3) == Layout((2, 3), **options)
    assert Layout(()).grown(1) == Layout.uniform(1, 1)
    assert Layout.uniform(0, 4) == Layout(())
    assert Layout([2, np.int64(1)]) == Layout((2, 1))


def test_layouts_are_constants():
    layout = Layout((2, 1), h="identity")
    twin = Layout((2, 1), h="identity")
    assert layout.block_of.tolist() == [0, 0, 1]  # computed for one of them alone
    assert layout == twin and hash(layout) == hash(twin)
    assert len({layout, twin, Layout((2, 1)), Layout((1, 2), h="identity")}) == 3
    for same in (copy.copy(layout), copy.deepcopy(layout), pickle.loads(pickle.dumps(layout))):
        assert same == layout and hash(same) == hash(layout)
        assert same.block_of.tolist() == [0, 0, 1]
    with pytest.raises(FrozenInstanceError):
        layout.sizes = (1,)
    for index in (layout.block_of, layout.first_cells):
        with pytest.raises(ValueError, match="read-only"):
            index[0] = 1


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: Layout((2, 0)),
            ValueError,
            "Layout: sizes=(2, 0) must be whole numbers, each at least 1",
        ),
        (
            lambda: Layout((1.0,)),
            ValueError,
            "Layout: sizes=(1.0,) must be whole numbers, each at least 1",
        ),
        (
            lambda: Layout((True,)),
            ValueError,
            "Layout: sizes=(True,) must be whole numbers, each at least 1",
        ),
        (
            lambda: Layout(3),
            TypeError,
            "Layout: sizes=3 must be a tuple such as (2, 2), with the cells of each block",
        ),
        (
            lambda: Layout((1,), input_gates="no"),
            TypeError,
            "Layout: input_gates='no' must be True or False",
        ),
        (
            lambda: Layout((1,), output_gates=None),
            TypeError,
            "Layout: output_gates=None must be True or False",
        ),
        (
            lambda: Layout((1,), recurrence="all"),
            ValueError,
            'Layout: recurrence=\'all\' must be one of "units", "cells", "none"',
        ),
        (
            lambda: Layout((1,), biases=None),
            ValueError,
            'Layout: biases=None must be one of "units", "gates", "none"',
        ),
        (
            lambda: Layout((1,), g="tanh"),
            ValueError,
            'Layout: g=\'tanh\' must be one of "[0, 1]", "[-1, 1]", "[-2, 2]", "identity"',
        ),
        (
            lambda: Layout((1,), h=["identity"]),
            ValueError,
            'Layout: h=[\'identity\'] must be one of "[0, 1]", "[-1, 1]", "[-2, 2]", "identity"',
        ),
        (
            lambda: Layout.uniform(-1, 2),
            ValueError,
            "Layout.uniform: blocks=-1 must not be negative",
        ),
        (
            lambda: Layout((1,)).grown(0),
            ValueError,
            "Layout: sizes=(1, 0) must be whole numbers, each at least 1",
        ),
    ],
)
def test_messages_of_a_layout(make, error, message):
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == message


def init(layout, inputs=3, seed=0, **options):
    rng = np.random.default_rng(seed)
    return lstm1997.init(rng, inputs, layout.cells, layout=layout, **options)


def test_init_is_uniform_within_its_interval():
    layout = Layout.uniform(20, 2)
    for wanted, params in ((0.1, init(layout)), (0.2, init(layout, interval=0.2))):
        for path, block in leaves(params):
            assert 0.9 * wanted < block.max() <= wanted, path
            assert -wanted <= block.min() < -0.9 * wanted, path
    assert params.layout is layout


def test_without_a_layout_every_cell_is_a_block():
    rng = np.random.default_rng(0)
    assert lstm1997.init(rng, 2, 5).layout == Layout((1, 1, 1, 1, 1))


def test_gate_biases():
    layout = Layout((2, 1, 3))
    drawn = init(layout)
    given = init(layout, input_gate_bias=-2, output_gate_bias=(-1, -3, -5))
    np.testing.assert_array_equal(given.b[:6], [-2, -2, -2, -1, -3, -5])
    np.testing.assert_array_equal(given.b[6:], drawn.b[6:])
    np.testing.assert_array_equal(given.W_x, drawn.W_x)
    np.testing.assert_array_equal(given.W_h, drawn.W_h)

    later = lstm1997.with_gate_biases(drawn, output_gate_bias=[-4.0])
    np.testing.assert_array_equal(later.b[3:6], [-4, -4, -4])
    np.testing.assert_array_equal(later.b[[0, 1, 2, 6, 7]], drawn.b[[0, 1, 2, 6, 7]])
    assert np.abs(drawn.b).max() <= 0.1  # not written into


def test_gate_biases_where_other_units_have_none():
    layout = Layout((2, 1), biases="gates")
    np.testing.assert_array_equal(
        init(layout, input_gate_bias=(1, 2), output_gate_bias=(3, 4)).b, [1, 2, 3, 4]
    )
    layout = Layout((2, 1), input_gates=False, biases="gates")
    single = init(layout, output_gate_bias=(3, 4), dtype=np.float32)
    np.testing.assert_array_equal(single.b, [3, 4])
    assert single.b.dtype == np.float32


def test_gate_biases_of_whole_numbers_may_become_fractions():
    params = init(Layout((1,)))
    params = params._replace(b=np.array([0, 0, 7]))
    np.testing.assert_array_equal(
        lstm1997.with_gate_biases(params, input_gate_bias=-1.5).b, [-1.5, 0, 7]
    )


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: lstm1997.init(RNG, 0, 4),
            ValueError,
            "lstm1997.init: inputs=0 and hidden=4 must both be at least 1",
        ),
        (
            lambda: lstm1997.init(RNG, 3, 0),
            ValueError,
            "lstm1997.init: inputs=3 and hidden=0 must both be at least 1",
        ),
        (
            lambda: lstm1997.init(RNG, 3, 4, layout=Layout((2, 1))),
            ValueError,
            "lstm1997.init: hidden=4, but the layout has 3 cells in blocks of (2, 1); "
            "pass hidden=3",
        ),
        (
            lambda: lstm1997.init(RNG, 3, 4, layout=(2, 2)),
            TypeError,
            "lstm1997.init: layout=(2, 2) must be an lstm1997.Layout or None",
        ),
        (
            lambda: init(Layout((2, 1)), input_gate_bias=(-1, -2, -3)),
            ValueError,
            "lstm1997: input_gate_bias has shape (3,); give one number for all blocks, or a flat "
            "list with one for each: 2",
        ),
        (
            lambda: init(Layout((2, 1)), output_gate_bias=[[-1, -2]]),
            ValueError,
            "lstm1997: output_gate_bias has shape (1, 2); give one number for all blocks, or a "
            "flat list with one for each: 2",
        ),
        (
            lambda: init(Layout((1,), input_gates=False), input_gate_bias=-1),
            ValueError,
            "lstm1997: input_gate_bias=-1, but this layout has no such gates with a bias",
        ),
        (
            lambda: init(Layout((1,), biases="none"), output_gate_bias=-1),
            ValueError,
            "lstm1997: output_gate_bias=-1, but this layout has no such gates with a bias",
        ),
        (
            lambda: lstm1997.with_gate_biases(rnn.init(RNG, 3, 4), input_gate_bias=-1),
            TypeError,
            "lstm1997.with_gate_biases: params is a lstmcourse.cells.rnn.Params without a Layout, "
            "but must be an lstm1997.Params; init(rng, inputs, hidden) makes one",
        ),
    ],
)
def test_messages_of_init(make, error, message):
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == message
