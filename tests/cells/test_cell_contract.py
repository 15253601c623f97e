"""What every cell promises. A new cell is tested here as soon as lstmcourse.cells exports it."""

import inspect
import subprocess
import sys

import numpy as np
import pytest

from cells.contract_tools import (
    CELLS,
    Case,
    assert_same,
    cell_name,
    concatenated,
    copied,
    random_like,
)
from lstmcourse.learning.gradcheck import gradient_check
from lstmcourse.learning.trees import leaves, map_tree

pytestmark = pytest.mark.parametrize("cell", CELLS, ids=cell_name)

SIZES = [(0, 3, 2, 4), (1, 2, 3, 5), (1, 1, 1, 1), (6, 1, 2, 3), (4, 5, 3, 2)]  # T, B, I, H


def make(cell, size, **options):
    return Case(
        cell, **dict(zip(("steps", "batch", "inputs", "hidden"), size, strict=True)), **options
    )


def take(tree, index):
    """Some sequences of a tree whose first axis is the batch."""
    return map_tree(lambda leaf: leaf[index], tree)


def test_offers_the_public_names(cell):
    arguments = {
        "init": ["rng", "inputs", "hidden"],
        "zero_state": ["params", "batch"],
        "step": ["params", "x", "state"],
        "forward": ["params", "xs", "state"],
        "backward": ["params", "tape", "d_hs", "d_state"],
    }
    for name, wanted in arguments.items():
        parameters = inspect.signature(getattr(cell, name)).parameters
        assert list(parameters)[: len(wanted)] == wanted, name
    assert cell.Params._fields
    assert cell.__doc__ and all(getattr(cell, name).__doc__ for name in arguments)


def test_init_follows_its_generator_and_dtype(cell):
    first = cell.init(np.random.default_rng(3), 2, 4)
    assert isinstance(first, cell.Params)
    assert_same(cell.init(np.random.default_rng(3), 2, 4), first)
    assert all(leaf.dtype == np.float64 for _, leaf in leaves(first))
    single = cell.init(np.random.default_rng(3), 2, 4, dtype=np.float32)
    assert all(leaf.dtype == np.float32 for _, leaf in leaves(single))


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_shapes(cell, size):
    case = make(cell, size)
    steps, batch = size[:2]
    hs, state, tape = case.forward()
    assert hs.ndim == 3 and hs.shape[:2] == (steps, batch)
    assert_shapes_match(state, case.state)
    grads, d_xs, d_state0 = case.backward(tape)
    assert isinstance(grads, cell.Params)
    assert_shapes_match(grads, case.params)
    assert_shapes_match(d_xs, case.xs)
    assert_shapes_match(d_state0, case.state)


def assert_shapes_match(actual, expected):
    assert [(p, a.shape) for p, a in leaves(actual)] == [(p, a.shape) for p, a in leaves(expected)]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_keeps_the_dtype(cell, dtype):
    case = Case(cell, dtype=dtype)
    hs, state, tape = case.forward()
    next_state, _ = cell.step(case.params, case.xs[0], case.state)
    everything = (hs, state, next_state, case.backward(tape), cell.zero_state(case.params, 2))
    assert {leaf.dtype for _, leaf in leaves(everything)} == {np.dtype(dtype)}


def test_changes_nothing_it_is_given(cell):
    case = Case(cell)
    tape = case.forward()[2]
    given = (case.params, case.xs, case.state, case.d_hs, case.d_state)
    before = copied(given)
    tape_before = copied(tape)
    first = copied(case.backward(tape))
    cell.step(case.params, case.xs[0], case.state)
    case.forward()
    second = case.backward(tape)
    assert_same(given, before)
    assert_same(tape, tape_before)
    assert_same(second, first)


def test_accepts_read_only_and_strided_arrays(cell):
    case = Case(cell)
    expected = case.gradients()

    def locked(leaf):
        wide = np.repeat(leaf, 2, axis=-1)[..., ::2]
        wide.flags.writeable = False
        return wide

    for name in ("params", "xs", "state", "d_hs", "d_state"):
        setattr(case, name, map_tree(locked, getattr(case, name)))
    assert_same(case.gradients(), expected, rtol=1e-11, atol=1e-13)


def test_a_missing_state_is_zero(cell):
    case = Case(cell)
    case.state = cell.zero_state(case.params, 3)
    assert all(not leaf.any() for _, leaf in leaves(case.state))
    without = cell.forward(case.params, case.xs)
    assert_same(without[:2], case.forward()[:2])


def test_a_missing_error_of_the_final_state_is_zero(cell):
    case = Case(cell)
    tape = case.forward()[2]
    case.d_state = map_tree(np.zeros_like, case.d_state)
    assert_same(cell.backward(case.params, tape, case.d_hs), case.backward(tape))


def test_no_steps_pass_everything_through(cell):
    case = Case(cell, steps=0)
    hs, state, tape = case.forward()
    assert hs.size == 0
    assert_same(state, case.state)
    grads, d_xs, d_state0 = case.backward(tape)
    assert all(not leaf.any() for _, leaf in leaves(grads))
    assert d_xs.size == 0
    assert_same(d_state0, case.d_state)


def test_forward_is_a_loop_of_step(cell):
    case = Case(cell)
    hs, final, _ = case.forward()
    state = case.state
    for x, h in zip(case.xs, hs, strict=True):
        state, _ = cell.step(case.params, x, state)
        shown = state if isinstance(state, np.ndarray) else state.h
        np.testing.assert_allclose(shown, h, rtol=1e-12, atol=1e-14)
    assert_same(state, final, rtol=1e-12, atol=1e-14)


def test_a_sequence_can_be_split(cell):
    case = Case(cell, steps=7)
    hs, final, tape = case.forward()
    grads, d_xs, d_state0 = case.backward(tape)

    early, middle, early_tape = cell.forward(case.params, case.xs[:3], case.state)
    late, end, late_tape = cell.forward(case.params, case.xs[3:], middle)
    assert_same((np.concatenate([early, late]), end), (hs, final), rtol=1e-12, atol=1e-14)

    late_grads, late_d_xs, d_middle = cell.backward(
        case.params, late_tape, case.d_hs[3:], case.d_state
    )
    early_grads, early_d_xs, d_first = cell.backward(
        case.params, early_tape, case.d_hs[:3], d_middle
    )
    pieces = (
        map_tree(np.add, early_grads, late_grads),
        np.concatenate([early_d_xs, late_d_xs]),
        d_first,
    )
    assert_same(pieces, (grads, d_xs, d_state0), rtol=1e-11, atol=1e-13)


def test_sequences_of_a_batch_do_not_meet(cell):
    case = Case(cell, batch=4)
    hs, final, _ = case.forward()
    grads, d_xs, d_state0 = case.gradients()

    alone = []
    for b in range(4):
        one = Case(cell, batch=1)
        one.params, one.xs, one.state = case.params, case.xs[:, [b]], take(case.state, [b])
        one.d_hs, one.d_state = case.d_hs[:, [b]], take(case.d_state, [b])
        alone.append((one.forward()[:2], one.gradients()))

    close = {"rtol": 1e-11, "atol": 1e-13}
    assert_same(concatenated([run[0] for run, _ in alone], axis=1), hs, **close)
    assert_same(concatenated([run[1] for run, _ in alone]), final, **close)
    assert_same(map_tree(lambda *g: sum(g), *(back[0] for _, back in alone)), grads, **close)
    assert_same(concatenated([back[1] for _, back in alone], axis=1), d_xs, **close)
    assert_same(concatenated([back[2] for _, back in alone]), d_state0, **close)


def test_the_order_of_the_batch_does_not_matter(cell):
    case = Case(cell, batch=4)
    hs, final, _ = case.forward()
    grads, d_xs, d_state0 = case.gradients()
    order = np.array([2, 0, 3, 1])
    case.xs, case.d_hs = case.xs[:, order], case.d_hs[:, order]
    case.state, case.d_state = take(case.state, order), take(case.d_state, order)
    expected = (hs[:, order], take(final, order))
    assert_same(case.forward()[:2], expected, rtol=1e-12, atol=1e-14)
    expected = (grads, d_xs[:, order], take(d_state0, order))
    assert_same(case.gradients(), expected, rtol=1e-11, atol=1e-13)


def test_backward_is_linear_in_the_error(cell):
    case = Case(cell)
    tape = case.forward()[2]
    first = case.backward(tape)
    rng = np.random.default_rng(5)
    more_d_hs, more_d_state = random_like(rng, case.d_hs), random_like(rng, case.d_state)
    second = cell.backward(case.params, tape, more_d_hs, more_d_state)
    case.d_hs = case.d_hs + 2 * more_d_hs
    case.d_state = map_tree(lambda a, b: a + 2 * b, case.d_state, more_d_state)
    expected = map_tree(lambda a, b: a + 2 * b, first, second)
    assert_same(case.backward(tape), expected, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("size", [(1, 2, 3, 2), (6, 2, 3, 4)], ids=str)
def test_gradient_check(cell, size):
    case = make(cell, size, seed=1)
    grads, d_xs, d_state0 = case.gradients()
    table = gradient_check(
        case.energy,
        {"params": case.params, "xs": case.xs, "state": case.state},
        {"params": grads, "xs": d_xs, "state": d_state0},
    )
    assert table.ok, f"\n{table}"


def test_bad_shapes_are_named(cell):
    case = Case(cell)  # T, B, I, H = 5, 3, 4, 6
    name = cell_name(cell)
    with pytest.raises(ValueError, match=rf"^{name}\.forward: xs has 5 features per step, but W_x"):
        cell.forward(case.params, np.zeros((2, 3, 5)), case.state)
    with pytest.raises(ValueError, match=rf"^{name}\.forward: xs has 2 axes \(3, 4\)"):
        cell.forward(case.params, np.zeros((3, 4)), case.state)
    with pytest.raises(ValueError, match=rf"^{name}\.forward: .*has shape"):
        cell.forward(case.params, case.xs, take(case.state, [0]))
    with pytest.raises(ValueError, match=rf"^{name}\.step: x has 5 features per step, but W_x"):
        cell.step(case.params, np.zeros((3, 5)), case.state)
    with pytest.raises(ValueError, match=rf"^{name}\.backward: d_hs has shape"):
        cell.backward(case.params, case.forward()[2], case.d_hs[:-1])
    with pytest.raises(ValueError, match=rf"^{name}\.backward: .*has shape"):
        cell.backward(case.params, case.forward()[2], case.d_hs, take(case.d_state, [0]))


def test_needs_numpy_alone(cell):
    program = (
        f"import sys, {cell.__name__}, lstmcourse.learning\n"
        "print([m for m in ('torch', 'matplotlib', 'tqdm', 'scipy') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
