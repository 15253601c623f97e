"""The cell of 1997: what it promises, a step by hand, the carousel, and its own symmetries."""

from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells import test_cell_contract as contract
from cells.cases1997 import RULES, cell_of, make_case
from cells.contract_tools import Case, assert_same, random_like
from lstmcourse.cells import lstm1997
from lstmcourse.cells.lstm1997 import SQUASHES, Layout, Params, State
from lstmcourse.learning.trees import leaves, map_tree

# What every cell promises, for the other rule and for unequal blocks

CONTRACT = [
    contract.test_keeps_the_dtype,
    contract.test_changes_nothing_it_is_given,
    contract.test_accepts_read_only_and_strided_arrays,
    contract.test_a_missing_state_is_zero,
    contract.test_a_missing_error_of_the_final_state_is_zero,
    contract.test_no_steps_pass_everything_through,
    contract.test_forward_is_a_loop_of_step,
    contract.test_a_sequence_can_be_split,
    contract.test_sequences_of_a_batch_do_not_meet,
    contract.test_the_order_of_the_batch_does_not_matter,
    contract.test_backward_is_linear_in_the_error,
]
CELLS = {
    "truncated": lstm1997.truncated,
    "unequal blocks": cell_of(Layout((1, 3, 2))),
    "unequal blocks, truncated": cell_of(Layout((3, 1, 2), recurrence="cells"), "truncated"),
    "no gates": cell_of(Layout((4, 2), False, False, biases="gates")),
    "no recurrence": cell_of(Layout((6,), recurrence="none", biases="none"), "truncated"),
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS.keys())
@pytest.mark.parametrize("promise", CONTRACT, ids=lambda test: test.__name__)
def test_contract(cell, promise):
    names = promise.__code__.co_varnames[: promise.__code__.co_argcount]
    if "dtype" in names:
        promise(cell, np.float32)
    else:
        promise(cell)


def test_the_cell_with_the_truncated_rule():
    case = make_case(Layout((2, 1)), "truncated")
    tape = case.forward()[2]
    ours = lstm1997.truncated.backward(case.params, tape, case.d_hs, case.d_state)
    assert_same(ours, case.backward(tape))
    full = lstm1997.backward(case.params, tape, case.d_hs, case.d_state)
    assert_same(full, lstm1997.backward(case.params, tape, case.d_hs, case.d_state, rule="full"))
    assert np.abs(full[1] - ours[1]).max() > 0.01


@pytest.mark.parametrize("rule", RULES)
def test_errors_are_the_derivatives_by_states_and_net_inputs(rule):
    case = make_case(Layout((2, 1)), rule, steps=6)
    _, _, tape = case.forward()
    grads, _, d_state0 = case.backward(tape)
    found = lstm1997.errors(case.params, tape, case.d_hs, case.d_state, rule=rule)
    assert_same(found.d_state0, d_state0)
    np.testing.assert_allclose(found.d_nets.sum(axis=(0, 1)), grads.b, rtol=1e-12, atol=1e-14)
    for start in range(6):  # the state that a piece starts with meets the error that leaves it
        before = case.state
        for x in case.xs[:start]:
            before, _ = lstm1997.step(case.params, x, before)
        piece = lstm1997.forward(case.params, case.xs[start:], before)[2]
        d_before = case.cell.backward(case.params, piece, case.d_hs[start:], case.d_state)[2]
        np.testing.assert_allclose(found.d_ss[start], d_before.s, rtol=1e-11, atol=1e-13)


# The constant error carousel

STEPS = 1000


@pytest.mark.parametrize("recurrence", ["units", "cells", "none"])
def test_the_error_goes_round_the_carousel_unchanged(recurrence):
    layout = Layout((2, 1, 3), recurrence=recurrence)
    rng = np.random.default_rng(4)
    # With open input gates s drifts so far in 1,000 steps that h'(s) is 0 and no error enters.
    params = lstm1997.init(rng, 4, 6, layout=layout, interval=0.5, input_gate_bias=-7.0)
    state = random_like(rng, lstm1997.zero_state(params, 5))
    hs, _, tape = lstm1997.forward(params, rng.normal(size=(STEPS, 5, 4)), state)
    d_hs = np.zeros_like(hs)
    d_hs[-1] = rng.normal(size=hs[-1].shape)

    found = lstm1997.errors(params, tape, d_hs, rule="truncated")
    assert found.d_ss.shape == (STEPS, 5, 6) and np.all(found.d_ss[-1] != 0)
    np.testing.assert_array_equal(found.d_ss, np.broadcast_to(found.d_ss[-1], found.d_ss.shape))
    np.testing.assert_array_equal(found.d_state0.s, found.d_ss[-1])
    full = lstm1997.errors(params, tape, d_hs, rule="full")
    assert np.array_equal(full.d_ss, found.d_ss) == (recurrence == "none")


def test_a_closed_gate_keeps_the_state_for_ever():
    layout = Layout((2, 1, 3))
    rng = np.random.default_rng(0)
    params = lstm1997.init(rng, 4, 6, layout=layout, input_gate_bias=-50.0)
    state = random_like(rng, lstm1997.zero_state(params, 5))
    _, final, tape = lstm1997.forward(params, np.zeros((STEPS, 5, 4)), state)
    np.testing.assert_array_equal(tape.s, np.broadcast_to(state.s, tape.s.shape))
    np.testing.assert_array_equal(final.s, state.s)
    assert np.all(tape.shown != 0) and np.all(tape.y_out > 0.2)


# One step, and the squashing functions, restated


def test_a_step_by_hand():
    """One block of size 2 and one input; units: input gate, output gate, first cell, second."""
    params = Params(
        W_x=np.array([[0.5, -1.0, 0.25, 2.0]]),
        W_h=np.array(
            [
                [0.1, 0.2, 0.3, 0.4],  # from the input gate
                [-0.5, 0.6, -0.7, 0.8],  # from the output gate
                [0.9, -1.0, 1.1, -1.2],  # from the first cell
                [1.3, 1.4, -1.5, -1.6],  # from the second cell
            ]
        ),
        b=np.array([0.01, 0.02, 0.03, 0.04]),
        layout=Layout((2,)),
    )
    before = State(
        h=np.array([[0.3, -0.2]]),
        s=np.array([[0.7, -1.1]]),
        y_in=np.array([[0.6]]),
        y_out=np.array([[0.9]]),
    )
    net_in = 0.5 * 3 + 0.1 * 0.6 - 0.5 * 0.9 + 0.9 * 0.3 + 1.3 * -0.2 + 0.01
    net_out = -1.0 * 3 + 0.2 * 0.6 + 0.6 * 0.9 - 1.0 * 0.3 + 1.4 * -0.2 + 0.02
    net_1 = 0.25 * 3 + 0.3 * 0.6 - 0.7 * 0.9 + 1.1 * 0.3 - 1.5 * -0.2 + 0.03
    net_2 = 2.0 * 3 + 0.4 * 0.6 + 0.8 * 0.9 - 1.2 * 0.3 - 1.6 * -0.2 + 0.04
    y_in, y_out = 1 / (1 + exp(-net_in)), 1 / (1 + exp(-net_out))
    g_1, g_2 = 4 / (1 + exp(-net_1)) - 2, 4 / (1 + exp(-net_2)) - 2
    s_1, s_2 = 0.7 + y_in * g_1, -1.1 + y_in * g_2
    shown_1, shown_2 = 2 / (1 + exp(-s_1)) - 1, 2 / (1 + exp(-s_2)) - 1

    state, cache = lstm1997.step(params, np.array([[3.0]]), before)
    wanted = State(
        h=np.array([[y_out * shown_1, y_out * shown_2]]),
        s=np.array([[s_1, s_2]]),
        y_in=np.array([[y_in]]),
        y_out=np.array([[y_out]]),
    )
    assert_same(state, wanted, rtol=1e-14)
    assert_same(
        cache._asdict(),
        {
            "x": np.array([[3.0]]),
            "sources": np.array([[0.6, 0.9, 0.3, -0.2]]),
            "y_in": wanted.y_in,
            "y_out": wanted.y_out,
            "g": np.array([[g_1, g_2]]),
            "s": wanted.s,
            "shown": np.array([[shown_1, shown_2]]),
        },
        rtol=1e-14,
    )


@pytest.mark.parametrize(
    ("name", "low", "high"), [("[0, 1]", 0, 1), ("[-1, 1]", -1, 1), ("[-2, 2]", -2, 2)]
)
def test_squashing_functions(name, low, high):
    squash, net = SQUASHES[name], np.linspace(-6, 6, 41)
    value = squash.value(net)
    np.testing.assert_allclose(value, low + (high - low) / (1 + np.exp(-net)), atol=1e-14)
    difference = (squash.value(net + 1e-5) - squash.value(net - 1e-5)) / 2e-5
    np.testing.assert_allclose(squash.slope(value), difference, atol=1e-9)
    far = squash.value(np.array([-1e4, 1e4]))  # no overflow: a warning would fail the test
    np.testing.assert_array_equal(far, [low, high])
    np.testing.assert_array_equal(squash.slope(far), [0, 0])


def test_the_identity_squashes_nothing():
    net = np.array([-3.0, 0.5])
    value = SQUASHES["identity"].value(net)
    np.testing.assert_array_equal(value, net)
    assert not np.shares_memory(value, net)
    np.testing.assert_array_equal(SQUASHES["identity"].slope(value), [1, 1])


# Symmetries

LAYOUTS = st.builds(
    Layout,
    st.lists(st.integers(1, 3), min_size=1, max_size=4).map(tuple),
    input_gates=st.booleans(),
    output_gates=st.booleans(),
    recurrence=st.sampled_from(["units", "cells", "none"]),
    biases=st.sampled_from(["units", "gates", "none"]),
    g=st.sampled_from(list(SQUASHES)),
    h=st.sampled_from(list(SQUASHES)),
)


@settings(max_examples=60)
@given(layout=LAYOUTS, data=st.data(), rule=st.sampled_from(RULES))
def test_the_order_of_the_blocks_does_not_matter(layout, data, rule):
    order = data.draw(st.permutations(range(layout.blocks)))
    cells = np.split(np.arange(layout.cells), np.cumsum(layout.sizes)[:-1])
    cells = np.concatenate([cells[block] for block in order])
    gates = [np.array(order) + start for start in range(0, layout.gates, layout.blocks)]
    units = np.concatenate([*gates, layout.gates + cells])
    sources = {"units": units, "cells": cells, "none": cells[:0]}[layout.recurrence]
    moved_layout = Layout(
        [layout.sizes[block] for block in order],
        **{name: getattr(layout, name) for name in layout.__dataclass_fields__ if name != "sizes"},
    )

    def move_params(params):
        b = params.b[units[: layout.biased]]
        return Params(params.W_x[:, units], params.W_h[sources][:, units], b, moved_layout)

    def move_state(state):
        gated = [gate[:, order] if gate.size else gate for gate in state[2:]]
        return State(state.h[:, cells], state.s[:, cells], *gated)

    case = make_case(layout, rule, seed=7)
    moved = make_case(moved_layout, rule, seed=7)
    moved.params, moved.xs, moved.state = move_params(case.params), case.xs, move_state(case.state)
    moved.d_hs, moved.d_state = case.d_hs[..., cells], move_state(case.d_state)
    hs, final, tape = case.forward()
    moved_hs, moved_final, moved_tape = moved.forward()
    close = {"rtol": 1e-10, "atol": 1e-12}
    assert_same((moved_hs, moved_final), (hs[..., cells], move_state(final)), **close)
    grads, d_xs, d_state0 = case.backward(tape)
    wanted = (move_params(grads), d_xs, move_state(d_state0))
    assert_same(moved.backward(moved_tape), wanted, **close)


@settings(max_examples=40)
@given(
    size=st.integers(2, 5),
    rule=st.sampled_from(RULES),
    recurrence=st.sampled_from(["units", "cells", "none"]),
    seed=st.integers(0, 1000),
)
def test_equal_cells_of_a_block_act_as_one(size, rule, recurrence, seed):
    """Each of them has the weights of a single cell, and a share of its outgoing weights."""
    one = make_case(Layout((1,), recurrence=recurrence), rule, seed=seed, inputs=3)
    layout = Layout((size,), recurrence=recurrence)
    to_one = np.array([0, 1, *[2] * size])  # which unit of the single cell's net a unit copies
    from_one = {"units": to_one, "cells": np.zeros(size, int), "none": np.zeros(0, int)}[recurrence]
    share = np.ones(len(from_one))
    share[-size:] /= size
    block = make_case(layout, rule, seed=seed)
    block.params = Params(
        one.params.W_x[:, to_one],
        share[:, None] * one.params.W_h[from_one][:, to_one],
        one.params.b[to_one],
        layout,
    )

    def spread(state, factor):
        cells = (factor * np.repeat(part, size, axis=-1) for part in state[:2])
        return State(*cells, *state[2:])

    block.xs, block.state = one.xs, spread(one.state, 1)
    block.d_hs = np.repeat(one.d_hs, size, axis=-1) / size
    block.d_state = spread(one.d_state, 1 / size)

    hs, final, tape = one.forward()
    grads, d_xs, d_state0 = one.backward(tape)
    many_hs, many_final, many_tape = block.forward()
    found, found_d_xs, found_d_state0 = block.backward(many_tape)
    close = {"rtol": 1e-10, "atol": 1e-12}
    assert_same((many_hs, many_final), (np.repeat(hs, size, axis=-1), spread(final, 1)), **close)
    assert_same((found_d_xs, found_d_state0), (d_xs, spread(d_state0, 1 / size)), **close)
    for name in ("W_x", "b"):
        gates, cells = np.split(getattr(found, name), [2], axis=-1)
        assert_same(gates, getattr(grads, name)[..., :2], **close)
        shared = getattr(grads, name)[..., 2:] / size
        assert_same(cells, np.broadcast_to(shared, cells.shape), **close)


# Corner cases and bad input


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("steps", "batch"), [(0, 2), (4, 0), (0, 0), (1, 1)])
@pytest.mark.parametrize("sizes", [(2, 1), ()])
def test_nothing_to_do(sizes, steps, batch, rule):
    cell = cell_of(Layout(sizes), rule)
    case = Case(cell, steps=steps, batch=batch, hidden=sum(sizes))
    hs, final, tape = case.forward()
    assert hs.shape == (steps, batch, sum(sizes))
    grads, d_xs, d_state0 = case.backward(tape)
    contract.assert_shapes_match((grads, d_xs), (case.params, case.xs))
    contract.assert_shapes_match((final, d_state0), (case.state, case.state))
    if 0 in (steps, batch, sum(sizes)):
        assert not any(leaf.any() for _, leaf in leaves((grads, d_xs)))


def test_whole_numbers_do_not_round_the_results():
    layout = Layout((2, 1))
    rng = np.random.default_rng(0)
    params = map_tree(
        lambda leaf: rng.integers(-1, 2, size=leaf.shape), lstm1997.init(rng, 2, 3, layout=layout)
    )
    xs = np.eye(2, dtype=int)[[[0], [1], [1], [0]]]
    hs, final, tape = lstm1997.forward(params, xs)
    floats = map_tree(lambda leaf: leaf.astype(float), params)
    expected = lstm1997.forward(floats, xs.astype(float))
    assert_same((hs, final), expected[:2], rtol=1e-14)
    d_hs = np.ones(hs.shape, int)
    found = lstm1997.backward(params, tape, d_hs)
    assert_same(found, lstm1997.backward(floats, expected[2], d_hs.astype(float)), rtol=1e-12)
    mixed = params._replace(b=floats.b + 0.5)
    state, _ = lstm1997.step(mixed, xs[0], lstm1997.zero_state(mixed, 1))
    np.testing.assert_allclose(state.h, lstm1997.forward(mixed, xs)[0][0], rtol=1e-14)
