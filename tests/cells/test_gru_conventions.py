"""The four conventions of the GRU: against PyTorch and autograd, and compared with one another."""

import numpy as np
import pytest
import torch

from cells.contract_tools import Case, assert_same, random_like
from cells.gated_tools import CONVENTIONS, GRUS, UPDATES, in_torch, random_case
from lstmcourse.cells import gru
from lstmcourse.cells.gru import Convention
from lstmcourse.learning.trees import map_tree

EACH = pytest.mark.parametrize("cell", list(GRUS.values()), ids=[", ".join(pair) for pair in GRUS])
TYPES = pytest.mark.parametrize(("dtype", "close"), [(np.float64, 1e-9), (np.float32, 1e-4)])
EXACT = {"rtol": 1e-11, "atol": 1e-13}
OPEN = 50.0  # sigmoid(50) is 1 to the last bit


# Against PyTorch


def torch_gru(params, xs, h):
    """nn.GRU keeps weights as (out, in); r and z have two biases, of which the sum matters."""
    inputs, hidden = params.W_x.shape[0], params.W_h.shape[0]
    module = torch.nn.GRU(inputs, hidden, dtype=xs.dtype)
    b_gates, b_n = params.b[: 2 * hidden], params.b[2 * hidden :]
    weights = {
        "weight_ih_l0": params.W_x.T,
        "weight_hh_l0": params.W_h.T,
        "bias_ih_l0": torch.cat([0.25 * b_gates, b_n]),
        "bias_hh_l0": torch.cat([0.75 * b_gates, params.b_hn]),
    }
    hs, final = torch.func.functional_call(module, weights, (xs, h[None]))
    return hs, final[0]


@TYPES
@pytest.mark.parametrize("seed", range(10))
def test_parity_with_torch(seed, dtype, close):
    case = random_case(gru, seed, dtype=dtype)
    hs, final, tape = case.forward()
    outputs, grads = in_torch(case, torch_gru)
    assert_same((hs, final), outputs, rtol=close, atol=close)
    assert_same(case.backward(tape), grads, rtol=close, atol=close)


def restated(reset, update):
    """The docstring's equations, gate by gate."""

    def forward(params, xs, h):
        W_xr, W_xz, W_xn = params.W_x.chunk(3, dim=1)
        W_hr, W_hz, W_hn = params.W_h.chunk(3, dim=1)
        b_r, b_z, b_n = params.b.chunk(3)
        hs = []
        for x in xs:
            r = torch.sigmoid(x @ W_xr + h @ W_hr + b_r)
            z = torch.sigmoid(x @ W_xz + h @ W_hz + b_z)
            if reset == "after":
                n = torch.tanh(x @ W_xn + b_n + r * (h @ W_hn + params.b_hn))
            else:
                unused = params.b_hn.sum()  # it is empty; the sum gives it a gradient, also empty
                n = torch.tanh(x @ W_xn + b_n + (r * h) @ W_hn + unused)
            h = z * h + (1 - z) * n if update == "keep" else (1 - z) * h + z * n
            hs.append(h)
        return torch.stack(hs), h

    return forward


@TYPES
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("reset", "update"), CONVENTIONS)
def test_parity_with_the_equations_in_torch(reset, update, seed, dtype, close):
    case = random_case(GRUS[reset, update], seed, dtype=dtype)
    hs, final, tape = case.forward()
    outputs, grads = in_torch(case, restated(reset, update))
    assert_same((hs, final), outputs, rtol=close, atol=close)
    assert_same(case.backward(tape), grads, rtol=close, atol=close)


# The conventions compared


def alike(case, params):
    """A case with other weights and everything else the same."""
    other = Case(gru)
    for name in ("xs", "state", "d_hs", "d_state"):
        setattr(other, name, getattr(case, name))
    other.params = params
    return other


def turned(params):
    """The same function in the other direction of z: as sigmoid(-a) = 1 - sigmoid(a), turning the
    sign of the weights and the bias of z exchanges z and 1 - z."""
    block = slice(params.W_h.shape[0], 2 * params.W_h.shape[0])
    new = map_tree(np.copy, params)
    for array in new[:3]:
        array[..., block] *= -1
    update = {"keep": "write", "write": "keep"}[params.convention.update]
    return new._replace(convention=Convention(params.convention.reset, update))


@EACH
def test_update_keep_and_write_are_one_function_with_the_sign_of_z_turned(cell):
    case = Case(cell)
    other = alike(case, turned(case.params))
    assert_same(other.forward()[:2], case.forward()[:2], **EXACT)
    grads, d_xs, d_state0 = case.gradients()
    assert_same(other.gradients(), (turned(grads), d_xs, d_state0), **EXACT)
    same_weights = alike(case, case.params._replace(convention=other.params.convention))
    assert np.abs(same_weights.forward()[0] - case.forward()[0]).max() > 0.05


def both_resets(update, change):
    """A case with reset="after", and its copy with reset="before" where b_n takes b_hn too."""
    case = Case(GRUS["after", update])
    change(case.params)
    before = case.params._replace(
        b=case.params.b + np.r_[np.zeros(12), case.params.b_hn],
        b_hn=np.zeros(0),
        convention=Convention("before", update),
    )
    return case, alike(case, before)


@pytest.mark.parametrize("update", UPDATES)
def test_both_resets_agree_where_r_is_1(update):
    def open_reset_gates(params):
        params.W_x[:, :6] = params.W_h[:, :6] = 0
        params.b[:6] = OPEN

    after, before = both_resets(update, open_reset_gates)
    assert_same(before.forward()[:2], after.forward()[:2], **EXACT)
    found, wanted = before.gradients(), after.gradients()
    assert_same(found[0][:3] + found[1:], wanted[0][:3] + wanted[1:], **EXACT)
    np.testing.assert_allclose(wanted[0].b_hn, wanted[0].b[12:], **EXACT)


@pytest.mark.parametrize("update", UPDATES)
def test_both_resets_agree_where_units_meet_only_themselves(update):
    """With a diagonal W_hn the gate may stand on either side of the product."""

    def diagonal(params):
        params.W_h[:, 12:] *= np.eye(6)
        params.b_hn[:] = 0

    after, before = both_resets(update, diagonal)
    assert_same(before.forward()[:2], after.forward()[:2], **EXACT)
    found, wanted = before.gradients(), after.gradients()
    assert_same(found[1:], wanted[1:], **EXACT)


@pytest.mark.parametrize("update", UPDATES)
def test_the_resets_differ_otherwise(update):
    def no_second_bias(params):
        params.b_hn[:] = 0

    after, before = both_resets(update, no_second_bias)
    assert np.abs(before.forward()[0] - after.forward()[0]).max() > 0.05
    assert np.abs(before.gradients()[1] - after.gradients()[1]).max() > 0.05


def test_gradients_carry_the_convention_and_cannot_be_mixed():
    keep, write = Case(GRUS["after", "keep"]).gradients(), Case(GRUS["after", "write"]).gradients()
    assert keep[0].convention == Convention("after", "keep")
    with pytest.raises(ValueError, match="differ in a constant"):
        map_tree(np.add, keep[0], write[0])
    doubled = map_tree(lambda leaf: 2 * leaf, random_like(np.random.default_rng(0), write[0]))
    assert doubled.convention == Convention("after", "write")
