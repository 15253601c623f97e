"""The rows of the paper's tables: counts, names, options, messages."""

import dataclasses
import pickle

import numpy as np
import pytest

from lstmcourse.learning import paper_network
from lstmcourse.learning.trees import leaves
from lstmcourse.paper1997 import engine
from lstmcourse.paper1997.protocols import (
    PROTOCOLS,
    Net,
    Options,
    choose,
    protocol_named,
)

# Table 10, column W, and the formula that the fact sheet checked: one entry per row.
WEIGHTS = {
    "1-1": 264, "1-2": 276, "1-3": 276, "1-4": 264, "1-5": 276, "2a": 10504, "2b": 10504,
    "2c-1": 364, "2c-2": 664, "2c-3": 1264, "2c-4": 3064, "2c-5": 6064, "2c-6": 3064,
    "2c-7": 1264, "2c-8": 664, "2c-9": 364, "3a-1": 102, "3a-2": 102, "3a-3": 102, "3b-1": 102,
    "3b-2": 102, "3b-3": 102, "3c-1": 102, "3c-2": 102, "4-1": 93, "4-2": 93, "4-3": 93,
    "5-140": 93, "5-13": 93, "6a": 156, "6b": 308,
}  # fmt: skip


def test_all_rows_are_there_in_the_papers_order():
    assert list(PROTOCOLS) == list(WEIGHTS)


@pytest.mark.parametrize("name", WEIGHTS)
def test_weight_count_is_that_of_table_10(name):
    protocol = PROTOCOLS[name]
    assert protocol.weight_count() == WEIGHTS[name] == protocol.paper.weights


@pytest.mark.parametrize("name", WEIGHTS)
def test_weight_count_is_that_of_the_network(name):
    protocol = PROTOCOLS[name]
    net = paper_network(
        np.random.default_rng(0),
        protocol.net.inputs,
        protocol.net.outputs,
        protocol.net.layout,
        shortcuts=protocol.net.connectivity == "B",
        output_bias=protocol.output_bias,
    )
    assert sum(array.size for _, array in leaves(net)) == WEIGHTS[name]


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=str)
def test_rows_are_consistent(protocol):
    net = protocol.net
    for bias in (net.output_gate_bias, net.input_gate_bias):
        assert bias in (None, "absent") or len(bias) == net.blocks
    assert protocol.cap >= protocol.paper.sequences
    assert (protocol.error_at == "every step") == (protocol.name[:2] in ("1-", "2a", "2b"))
    experiment = int(protocol.name[0])
    assert net.init_range == (0.2 if experiment <= 2 else 0.1)
    assert protocol.trials == {1: 30, 2: 18, 3: 10, 4: 10, 5: 10}.get(
        20 if protocol.table == 3 else experiment, 20 if protocol.name != "6b" else 10
    )
    assert protocol.options == Options()
    assert pickle.loads(pickle.dumps(protocol)) == protocol
    assert hash(protocol) == hash(dataclasses.replace(protocol))


def test_rates_and_counts_against_the_printed_tables():
    printed = {
        "1-3": (0.2, 14_060), "2a": (1.0, 5_040), "2c-9": (0.01, 203_000), "3a-3": (1.0, 452_460),
        "3c-1": (0.1, 269_650), "4-2": (0.5, 209_000), "5-13": (0.1, 1_273_000),
        "6a": (0.5, 31_390), "6b": (0.1, 571_100),
    }  # fmt: skip
    for name, (rate, sequences) in printed.items():
        assert (PROTOCOLS[name].rate, PROTOCOLS[name].paper.sequences) == (rate, sequences)


def test_choose():
    def names(patterns):
        return [protocol.name for protocol in choose(patterns)]

    assert names("6a") == ["6a"]
    assert names(["4-*", "2c"]) == [f"2c-{n}" for n in range(1, 10)] + ["4-1", "4-2", "4-3"]
    assert names(["6b", "6a", "6a"]) == ["6a", "6b"]
    assert names("3") == [n for n in WEIGHTS if n.startswith("3")]
    assert names("5") == ["5-140", "5-13"]
    assert names("*") == list(WEIGHTS)
    assert names([]) == []


def test_messages():
    with pytest.raises(ValueError, match="no row '6c'.*6a"):
        protocol_named("6c")
    with pytest.raises(ValueError, match="no row '2d-\\*'.*2"):
        choose("2d-*")
    with pytest.raises(TypeError, match="no option speed; the options are update, "):
        PROTOCOLS["6a"].with_options(speed=2)
    with pytest.raises(ValueError, match="update='epoch' must be one of 'sequence', 'step'"):
        PROTOCOLS["6a"].with_options(update="epoch")
    with pytest.raises(ValueError, match="gate_feedback=1 must be one of True, False"):
        Options(gate_feedback=1)
    with pytest.raises(ValueError, match="test_every=0"):
        Options(test_every=0)
    with pytest.raises(ValueError, match="error_factor=3 must be 1 or 2"):
        Options(error_factor=3)
    with pytest.raises(ValueError, match="rate=-1 must be above 0"):
        Options(rate=-1)
    with pytest.raises(ValueError, match="rate_into_cells=-1 must not be negative"):
        Options(rate_into_cells=-1)
    with pytest.raises(ValueError, match="h='2' must be one of None, '1', 'identity'"):
        Options(h="2")
    with pytest.raises(ValueError, match="connectivity='X'"):
        Net(1, 1, 1, 1, connectivity="X")


def test_options_change_the_weights_that_exist():
    row = PROTOCOLS["6a"]  # 8 units of which 4 are cells, 4 outputs
    assert row.with_options(output_bias=False).weight_count() == 156 - 4
    assert row.with_options(gate_feedback=False).weight_count() == 156 - 4 * 8
    assert row.with_options(cell_feedback=False).weight_count() == 156 - 4 * 8
    assert row.with_options(feedback_into_cells=False).weight_count() == 156 - 8 * 4
    assert row.with_options(self_feedback="own").weight_count() == 156 - 8 * 4 + 4
    assert row.with_options(cell_bias=False).weight_count() == 156 - 4
    assert PROTOCOLS["1-1"].with_options(output_bias=True).weight_count() == 264 + 7
    assert PROTOCOLS["1-1"].with_options(cell_bias=True).weight_count() == 264 + 4
    assert PROTOCOLS["1-2"].with_options(shortcuts=True).weight_count() == 276 + 7 * 7
    unbiased = PROTOCOLS["2c-1"]  # 4 gates, 2 cells
    assert unbiased.with_options(input_gate_bias=-1).weight_count() == 364 + 2
    assert unbiased.with_options(cell_bias=True).weight_count() == 364 + 2
    for name in WEIGHTS:
        changed = PROTOCOLS[name].with_options(input_gate_bias=-1, cell_bias=True)
        existing = sum(int(part.sum()) for part in engine.mask_of(changed))
        assert changed.weight_count() == existing
    assert row.with_options(update="step", start_activation=0.5).options.changed() == {
        "update": "step",
        "start_activation": 0.5,
    }
    assert PROTOCOLS["6a"].options.changed() == {}


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("6a", {"string_targets": "legal"}, "for: embedded Reber grammar"),
        ("1-1", {"targets_at": "end"}, "for: noise-free lag, no local regularities"),
        ("2c-1", {"growth_window": 0}, "growth_window changes nothing here"),
        ("3a-1", {"second_draw": "later"}, "for: adding, multiplication"),
        ("2a", {"gate_feedback": False}, "no weights from the step before"),
        ("2b", {"shortcuts": True}, "has those from inputs to outputs"),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(name, options, says):
    with pytest.raises(ValueError, match=f"row {name}: .*{says}"):
        PROTOCOLS[name].with_options(**options)
