import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells.contract_tools import copied
from learning.learning_tools import Problem
from lstmcourse.cells import rnn
from lstmcourse.learning import bptt, cross_entropy, gradient_check
from lstmcourse.learning.trees import leaves, with_leaves

PROBLEM = Problem(steps=4, batch=2, inputs=2, hidden=3, outputs=2)
GRADS = bptt(rnn, *PROBLEM.arguments(cross_entropy), PROBLEM.state).grads


def energy(net):
    return bptt(rnn, net, PROBLEM.xs, PROBLEM.classes, cross_entropy, PROBLEM.state).loss


def test_a_correct_gradient_passes():
    table = gradient_check(energy, PROBLEM.net, GRADS)
    assert table.ok
    assert [row.name for row in table.rows] == [
        "params.W_x",
        "params.W_h",
        "params.b",
        "readout.W_y",
        "readout.b_y",
    ]
    for row, (_, grad) in zip(table.rows, leaves(GRADS), strict=True):
        assert row.largest == np.abs(grad).max()
        assert 0 < row.relative < 1e-7


@settings(max_examples=20)
@given(block=st.integers(0, 4), entry=st.integers(0, 10**6), error=st.sampled_from([1e-4, -0.1]))
def test_a_planted_error_is_found_in_its_block_alone(block, entry, error):
    arrays = [grad.copy() for _, grad in leaves(GRADS)]
    arrays[block].flat[entry % arrays[block].size] += error
    table = gradient_check(energy, PROBLEM.net, with_leaves(GRADS, arrays))
    assert not table.ok
    assert [row.ok for row in table.rows] == [i != block for i in range(5)]
    assert table.rows[block].difference == pytest.approx(abs(error), rel=1e-3)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_inf_fail(bad):
    grads = GRADS._replace(params=GRADS.params._replace(b=np.full(3, bad)))
    table = gradient_check(energy, PROBLEM.net, grads)
    assert [row.name for row in table.rows if not row.ok] == ["params.b"]


def test_single_arrays_zero_gradients_and_empty_blocks():
    assert gradient_check(lambda x: 3.0, np.ones(2), np.zeros(2)).ok
    assert gradient_check(lambda x: float(x @ x), np.ones(2), np.full(2, 2.0)).rows[0].name == (
        "(array)"
    )
    assert gradient_check(lambda x: 0.0, [np.zeros(0)], [np.zeros(0)]).ok


def test_params_are_not_changed_and_order_does_not_matter():
    params = {"a": np.array([1.0, 2.0]), "b": np.array(3.0)}
    before = copied(params)
    table = gradient_check(
        lambda p: float(np.sum(p["a"] ** 2) * p["b"]),
        params,
        {"b": np.array(5.0), "a": np.array([6.0, 12.0])},
    )
    assert table.ok
    assert all((params[name] == before[name]).all() for name in params)


def test_entries_limits_the_work():
    calls = []

    def count(x):
        calls.append(x)
        return float(np.sum(x**2))

    x = np.arange(1.0, 101.0)
    assert gradient_check(count, x, 2 * x, entries=5).ok
    assert len(calls) == 1 + 2 * 5


def test_the_table_prints_aligned():
    grads = GRADS._replace(params=GRADS.params._replace(b=np.zeros(3)))
    table = gradient_check(energy, PROBLEM.net, grads)
    lines = str(table).splitlines()
    assert lines[0] == "block        max |gradient|  max |difference|  relative error  ok"
    assert [line.rpartition("  ")[2] for line in lines[1:]] == ["yes", "yes", "NO", "yes", "yes"]
    assert (
        len(
            {
                line.index(lines[0][-2:] if i == 0 else line.split()[-1], 60)
                for i, line in enumerate(lines)
            }
        )
        == 1
    )
    html = table._repr_html_()
    assert html.count("<tr>") == 6 and "params.W_x" in html and "<td>NO</td>" in html


def test_messages():
    x = np.ones(2)
    with pytest.raises(TypeError) as caught:
        gradient_check(lambda p: 0.0, {"w": x.astype(np.float32)}, {"w": x})
    assert str(caught.value) == (
        "gradient_check: w of params is float32, but must be float64: difference quotients in "
        "lower precision are mostly rounding error"
    )
    with pytest.raises(ValueError) as caught:
        gradient_check(lambda p: 0.0, {"w": x}, {"v": x})
    assert str(caught.value) == ("gradient_check: params has the blocks ['w'], but grads has ['v']")
    with pytest.raises(ValueError) as caught:
        gradient_check(lambda p: 0.0, x, np.ones(3))
    assert str(caught.value) == (
        "gradient_check: the array has shape (2,) in params, but (3,) in grads"
    )
