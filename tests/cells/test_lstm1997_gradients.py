"""The cell of 1997 against PyTorch and against finite differences, by both rules."""

import numpy as np
import pytest
import torch

from cells.cases1997 import RULES, make_case, make_layout
from cells.contract_tools import assert_same
from lstmcourse.cells import lstm1997
from lstmcourse.cells.lstm1997 import Layout, Params, State
from lstmcourse.learning.gradcheck import gradient_check

# Parity with PyTorch

TORCH_SQUASHES = {
    "[0, 1]": torch.sigmoid,
    "[-1, 1]": lambda net: 2 * torch.sigmoid(net) - 1,
    "[-2, 2]": lambda net: 4 * torch.sigmoid(net) - 2,
    "identity": lambda net: net,
}


def torch_forward(layout, W_x, W_h, b, xs, state, rule):
    """Gate by gate and block by block, with loops; only the truncated rule cuts y_{t-1}."""
    h, s, y_in, y_out = state
    f, g, show = torch.sigmoid, TORCH_SQUASHES[layout.g], TORCH_SQUASHES[layout.h]
    b = torch.cat([b, b.new_zeros(W_x.shape[1] - len(b))])
    hs = []
    for x in xs:
        before = {"units": [y_in, y_out, h], "cells": [h], "none": [h[:, :0]]}[layout.recurrence]
        before = torch.cat(before, dim=1)
        if rule == "truncated":
            before = before.detach()
        units = list((x @ W_x + before @ W_h + b).T)  # taken from the front, one by one
        ins = [f(units.pop(0)) for _ in layout.sizes if layout.input_gates]
        outs = [f(units.pop(0)) for _ in layout.sizes if layout.output_gates]
        states, shown = [], []
        for block, size in enumerate(layout.sizes):
            for _ in range(size):
                c = len(states)
                written = g(units.pop(0)) * (ins[block] if ins else 1)
                states.append(s[:, c] + written)
                shown.append(show(states[-1]) * (outs[block] if outs else 1))
        assert not units
        h, s = torch.stack(shown, dim=1), torch.stack(states, dim=1)
        y_in = torch.stack(ins, dim=1) if ins else y_in
        y_out = torch.stack(outs, dim=1) if outs else y_out
        hs.append(h)
    return torch.stack(hs), State(h, s, y_in, y_out)


def run_in_torch(case, rule):
    params, layout = case.params, case.params.layout
    inner = [torch.tensor(a, requires_grad=True) for a in (*params[:3], case.xs, *case.state)]
    W_x, W_h, b, xs, *state = inner
    hs, final = torch_forward(layout, W_x, W_h, b, xs, state, rule)
    outer = zip([hs, *final], [case.d_hs, *case.d_state], strict=True)
    energy = sum((value * torch.tensor(weight)).sum() for value, weight in outer)
    grads = torch.autograd.grad(energy, inner, allow_unused=True)
    grads = [
        np.zeros(given.shape, case.xs.dtype) if grad is None else grad.numpy()
        for given, grad in zip(inner, grads, strict=True)
    ]
    return (
        (hs.detach().numpy(), State(*(part.detach().numpy() for part in final))),
        (Params(*grads[:3], layout), grads[3], State(*grads[4:])),
    )


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-4)])
@pytest.mark.parametrize("number", range(36))
def test_parity_with_torch(number, dtype, tolerance, rule):
    case = make_case(make_layout(number), rule, seed=number, dtype=dtype)
    hs, final, tape = case.forward()
    outputs, grads = run_in_torch(case, rule)
    assert_same((hs, final), outputs, rtol=tolerance, atol=tolerance)
    assert_same(case.backward(tape), grads, rtol=tolerance, atol=tolerance)


def gradients_by_both_rules(layout, seed):
    return [make_case(layout, rule, seed=seed).gradients() for rule in RULES]


@pytest.mark.parametrize("number", [n for n in range(36) if n % 3 != 2])
def test_the_rules_differ_where_the_units_feed_back(number):
    full, truncated = gradients_by_both_rules(make_layout(number), number)
    for name in ("W_x", "W_h"):
        one, other = getattr(full[0], name), getattr(truncated[0], name)
        assert np.abs(one - other).max() > 0.01 * np.abs(one).max(), name
    assert np.abs(full[1] - truncated[1]).max() > 0.01
    assert np.abs(full[2].s - truncated[2].s).max() > 0.001
    assert np.abs(full[2].h).max() > 0.001
    assert not any(part.any() for part in (truncated[2].h, *truncated[2][2:]))


@pytest.mark.parametrize("number", range(2, 36, 3))
def test_the_rules_agree_without_recurrence(number):
    layout = make_layout(number)
    assert layout.recurrence == "none"
    full, truncated = gradients_by_both_rules(layout, number)
    assert_same(truncated, full, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("number", [n for n in range(0, 36, 5) if n % 3 != 2])
def test_truncated_rule_is_the_gradient_with_constant_sources(number):
    """With its sources held at their values, the net is one whose sources are more inputs.

    That wider net has no recurrence but the carousel; finite differences need no rule for it.
    """
    layout = make_layout(number)
    case = make_case(layout, "truncated", seed=number)
    tape = case.forward()[2]
    grads, d_xs, d_state0 = case.backward(tape)
    wide_layout = Layout(
        layout.sizes,
        layout.input_gates,
        layout.output_gates,
        recurrence="none",
        biases=layout.biases,
        g=layout.g,
        h=layout.h,
    )

    def energy(given):
        wide = np.concatenate([given["W_x"], given["W_h"]])
        params = Params(wide, np.zeros((0, layout.units)), given["b"], wide_layout)
        inputs = np.concatenate([given["xs"], tape.sources], axis=2)
        hs, final, _ = lstm1997.forward(params, inputs, case.state._replace(s=given["s"]))
        parts = zip([hs, *final], [case.d_hs, *case.d_state], strict=True)
        return sum(float(np.sum(value * weight)) for value, weight in parts)

    table = gradient_check(
        energy,
        case.params._asdict() | {"xs": case.xs, "s": case.state.s},
        grads._asdict() | {"xs": d_xs, "s": d_state0.s},
    )
    assert table.ok, f"\n{table}"
