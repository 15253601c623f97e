"""Error inside the carousel: constant, and scaled once on the way in and once on the way out."""

import numpy as np
import pytest

from learning.nets1997 import Problem
from lstmcourse.cells import lstm1997
from lstmcourse.learning import carousel_flow, error_flow


@pytest.mark.parametrize("seed", range(25))
def test_measured_flow_is_the_product_that_the_paper_gives(seed):
    problem = Problem(seed, steps=9, input_gates=True)
    for cell in range(problem.layout.cells):
        flow = carousel_flow(problem.params, problem.xs, cell=cell)
        np.testing.assert_allclose(flow.inside, np.tile(flow.entry, (9, 1)), rtol=1e-12)
        np.testing.assert_allclose(flow.at_cell, flow.entry * flow.exit_cell, rtol=1e-11)
        np.testing.assert_allclose(flow.at_gate, flow.entry * flow.exit_gate, rtol=1e-11)


def test_the_factors_restated_from_the_net_inputs():
    layout = lstm1997.Layout((1, 2))
    params = lstm1997.init(np.random.default_rng(0), 3, 3, layout=layout, interval=1.0)
    xs = np.random.default_rng(1).normal(size=(6, 2, 3))
    flow = carousel_flow(params, xs, cell=2)
    _, _, tape = lstm1997.forward(params, xs)
    nets = xs @ params.W_x + tape.sources @ params.W_h + params.b

    def sigmoid(v):
        return 1 / (1 + np.exp(-v))

    net_in, net_out, net_c = nets[..., 1], nets[..., 3], nets[..., 6]
    s = tape.s[-1, :, 2]
    h_slope = 2 * sigmoid(s) * (1 - sigmoid(s))
    g, g_slope = 4 * sigmoid(net_c) - 2, 4 * sigmoid(net_c) * (1 - sigmoid(net_c))
    np.testing.assert_allclose(flow.entry, sigmoid(net_out[-1]) * h_slope, rtol=1e-12)
    np.testing.assert_allclose(flow.exit_cell, (sigmoid(net_in) * g_slope)[::-1], rtol=1e-12)
    gate_slope = sigmoid(net_in) * (1 - sigmoid(net_in))
    np.testing.assert_allclose(flow.exit_gate, (g * gate_slope)[::-1], rtol=1e-12)


def test_constant_to_the_last_bit_over_a_thousand_steps():
    params = lstm1997.init(
        np.random.default_rng(0), 2, 4, layout=lstm1997.Layout((2, 2)), input_gate_bias=-5.0
    )
    xs = np.random.default_rng(1).normal(size=(1001, 1, 2))
    flow = carousel_flow(params, xs)
    assert flow.lags[-1] == 1000
    assert np.ptp(flow.inside) == 0.0 and flow.inside[0] != 0


def test_the_jacobian_of_the_state_is_the_identity_by_the_truncated_rule():
    params = lstm1997.init(np.random.default_rng(0), 2, 3, layout=lstm1997.Layout((1, 2)))
    xs = np.random.default_rng(1).normal(size=(30, 2, 2))
    cut = error_flow(lstm1997.truncated, params, xs, part="s", keep_jacobians=True)
    np.testing.assert_array_equal(cut.jacobians, np.broadcast_to(np.eye(3), (31, 2, 3, 3)))
    full = error_flow(lstm1997, params, xs, part="s", keep_jacobians=True)
    assert np.abs(full.jacobians[-1] - np.eye(3)).max() > 1e-4


def test_from_step_and_lags_choose_a_window():
    problem = Problem(3, steps=9, input_gates=True)
    whole = carousel_flow(problem.params, problem.xs[:7])
    part = carousel_flow(problem.params, problem.xs, from_step=7, lags=3)
    np.testing.assert_array_equal(part.lags, [0, 1, 2, 3])
    for name in ("inside", "at_cell", "at_gate", "exit_cell", "exit_gate"):
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[:4])


def test_bad_arguments_are_named():
    problem = Problem(3, steps=5, input_gates=True)
    for options, message in (
        ({"cell": 99}, "cell=99 must lie in 0 ..."),
        ({"from_step": 6}, "from_step=6 must lie in 1 ... 5"),
        ({"lags": 5}, "lags=5 must lie in 0 ... 4"),
    ):
        with pytest.raises(ValueError) as caught:
            carousel_flow(problem.params, problem.xs, **options)
        assert message in str(caught.value)
    gateless = Problem(3, steps=5, input_gates=False)
    with pytest.raises(ValueError, match="no input gates"):
        carousel_flow(gateless.params, gateless.xs)
