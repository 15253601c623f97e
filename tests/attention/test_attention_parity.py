"""Attention against PyTorch: the same context, weights and gradients on random shapes."""

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from lstmcourse import attention
from lstmcourse.learning import gradient_check

# Leading axes of queries, keys, values and mask; sizes Q, N, D, V. All sizes differ.
LEADING = [
    ((), (), (), ()),
    ((2,), (2,), (2,), (2,)),
    ((2,), (2,), (2,), (1,)),
    ((), (), (3,), ()),
    ((2, 1), (3,), (2, 3), (3,)),
    ((3,), (2, 1), (), (2, 1)),
    ((4, 1, 3), (2, 1), (4, 2, 3), (1, 3)),
    ((1,), (1,), (5,), (5,)),
]
SIZES = [(5, 7, 3, 4), (1, 6, 4, 2), (3, 1, 2, 5)]
TOLERANCE = {"float64": 1e-10, "float32": 1e-4}


def random_case(leading, sizes, dtype, rng):
    Q, N, D, V = sizes
    of_queries, of_keys, of_values, of_mask = leading
    queries = rng.normal(size=(*of_queries, Q, D)).astype(dtype)
    keys = rng.normal(size=(*of_keys, N, D)).astype(dtype)
    values = rng.normal(size=(*of_values, N, V)).astype(dtype)
    mask = rng.random((*of_mask, Q, N)) < 0.6
    mask[..., rng.integers(N)] = True
    return queries, keys, values, mask


def expanded(arrays):
    """Leaf tensors, and what they broadcast to: PyTorch's function wants equal leading axes."""
    leading = np.broadcast_shapes(*(array.shape[:-2] for array in arrays))
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    return leaves, [leaf.expand(*leading, *leaf.shape[-2:]) for leaf in leaves]


def assert_close(ours, theirs, dtype):
    assert ours.dtype == dtype
    np.testing.assert_allclose(
        ours, theirs.detach().numpy(), rtol=TOLERANCE[dtype], atol=TOLERANCE[dtype]
    )


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("masked", [True, False])
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("leading", LEADING)
def test_scaled_dot_equals_torch(leading, sizes, masked, dtype):
    rng = np.random.default_rng(len(leading[0]) + sum(sizes))
    *arrays, mask = random_case(leading, sizes, dtype, rng)
    mask = mask if masked else None
    context, weights, tape = attention.scaled_dot(*arrays, mask)
    leaves, (queries, keys, values) = expanded(arrays)
    theirs = scaled_dot_product_attention(
        queries, keys, values, attn_mask=None if mask is None else torch.tensor(mask)
    )
    assert_close(context, theirs, dtype)
    assert weights.shape == (*context.shape[:-1], sizes[1])
    assert weights.dtype == dtype

    d_context = rng.normal(size=context.shape).astype(dtype)
    theirs.backward(torch.tensor(d_context))
    for ours, leaf in zip(attention.dot_backward(tape, d_context), leaves, strict=True):
        assert_close(ours, leaf.grad, dtype)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("scale", [1.0, 0.3, -2.0])
@pytest.mark.parametrize("leading", LEADING)
def test_dot_equals_autograd_with_a_gradient_by_the_weights(leading, scale, dtype):
    rng = np.random.default_rng(7)
    *arrays, mask = random_case(leading, SIZES[0], dtype, rng)
    context, weights, tape = attention.dot(*arrays, mask, scale=scale)
    leaves, (queries, keys, values) = expanded(arrays)
    scores = (queries @ keys.mT * scale).masked_fill(~torch.tensor(mask), -torch.inf)
    their_weights = torch.softmax(scores, dim=-1)
    their_context = their_weights @ values
    assert_close(weights, their_weights, dtype)
    assert_close(context, their_context, dtype)

    d_context = rng.normal(size=context.shape).astype(dtype)
    d_weights = rng.normal(size=weights.shape).astype(dtype)
    torch.autograd.backward(
        [their_context, their_weights], [torch.tensor(d_context), torch.tensor(d_weights)]
    )
    found = attention.dot_backward(tape, d_context, d_weights)
    for ours, leaf in zip(found, leaves, strict=True):
        assert_close(ours, leaf.grad, dtype)


def torch_additive(params, queries, keys, values, mask):
    hidden = torch.tanh(
        (queries @ params[0])[..., :, None, :] + (keys @ params[1])[..., None, :, :]
    )
    scores = (hidden @ params[2]).masked_fill(~mask, -torch.inf)
    weights = torch.softmax(scores, dim=-1)
    return weights @ values, weights


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("leading", LEADING)
def test_additive_equals_autograd(leading, sizes, dtype):
    rng = np.random.default_rng(3)
    queries, keys, values, mask = random_case(leading, sizes, dtype, rng)
    keys = rng.normal(size=(*keys.shape[:-1], 6)).astype(dtype)  # another size than the queries
    params = attention.init_additive(rng, sizes[2], 6, 8, dtype=dtype)
    context, weights, tape = attention.additive(params, queries, keys, values, mask)
    leaves, _ = expanded((queries, keys, values))
    weight_leaves = [torch.tensor(array, requires_grad=True) for array in params]
    their_context, their_weights = torch_additive(weight_leaves, *leaves, torch.tensor(mask))
    assert_close(context, their_context, dtype)
    np.testing.assert_allclose(
        weights,
        their_weights.expand(weights.shape).detach(),
        rtol=TOLERANCE[dtype],
        atol=TOLERANCE[dtype],
    )

    d_context = rng.normal(size=context.shape).astype(dtype)
    d_weights = rng.normal(size=weights.shape).astype(dtype)
    torch.autograd.backward(
        [their_context, their_weights.expand(weights.shape)],
        [torch.tensor(d_context), torch.tensor(d_weights)],
    )
    grads, *d_arrays = attention.additive_backward(params, tape, d_context, d_weights)
    for ours, leaf in zip((*grads, *d_arrays), (*weight_leaves, *leaves), strict=True):
        assert_close(ours, leaf.grad, dtype)


@pytest.mark.parametrize("score", ["dot", "scaled_dot", "additive"])
def test_gradient_check(score):
    rng = np.random.default_rng(11)
    queries, keys, values, mask = random_case(((2,), (), (2,), (1,)), (3, 5, 4, 2), "float64", rng)
    params = {"queries": queries, "keys": keys, "values": values}
    if score == "additive":
        params |= attention.init_additive(rng, 4, 4, 6)._asdict()
    G, A = rng.normal(size=(2, 3, 2)), rng.normal(size=(2, 3, 5))

    def forward(given):
        arrays = [given[name] for name in ("queries", "keys", "values")]
        if score != "additive":
            return getattr(attention, score)(*arrays, mask)
        net = attention.AdditiveParams(*(given[name] for name in ("W_q", "W_k", "v")))
        return attention.additive(net, *arrays, mask)

    def loss(given):
        context, weights, _ = forward(given)
        return float((G * context).sum() + (A * weights).sum())

    tape = forward(params)[2]
    if score == "additive":
        net = attention.AdditiveParams(*(params[name] for name in ("W_q", "W_k", "v")))
        grads, *d_arrays = attention.additive_backward(net, tape, G, A)
    else:
        grads, d_arrays = None, attention.dot_backward(tape, G, A)
    found = dict(zip(("queries", "keys", "values"), d_arrays, strict=True))
    if grads is not None:
        found |= grads._asdict()
    table = gradient_check(loss, params, found)
    assert table.ok, str(table)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_softmax_equals_torch(axis, dtype):
    rng = np.random.default_rng(axis + 5)
    scores = rng.normal(size=(3, 4, 5)).astype(dtype)
    assert_close(
        attention.softmax(scores, axis=axis), torch.softmax(torch.tensor(scores), axis), dtype
    )
    mask = rng.random((3, 4, 5)) < 0.7
    np.moveaxis(mask, axis, 0)[0] = True
    filled = torch.tensor(scores).masked_fill(~torch.tensor(mask), -torch.inf)
    assert_close(attention.softmax(scores, mask, axis=axis), torch.softmax(filled, axis), dtype)


@pytest.mark.parametrize("score", ["scaled_dot", "additive"])
def test_parts_of_a_large_batch_give_what_the_whole_gives(score, monkeypatch):
    rng = np.random.default_rng(1)
    *arrays, mask = random_case(((6,), (6,), (6,), (6,)), (5, 7, 3, 4), "float64", rng)
    d_context, d_weights = rng.normal(size=(6, 5, 4)), rng.normal(size=(6, 5, 7))
    params = attention.init_additive(rng, 3, 3, 8)

    def run():
        if score == "additive":
            context, weights, tape = attention.additive(params, *arrays, mask)
            grads, *d_arrays = attention.additive_backward(params, tape, d_context, d_weights)
            return context, weights, *d_arrays, *grads
        context, weights, tape = attention.scaled_dot(*arrays, mask)
        return context, weights, *attention.dot_backward(tape, d_context, d_weights)

    whole = run()
    monkeypatch.setattr("lstmcourse.attention._weighted_mean.CACHED_NUMBERS", 4 * 5 * 7)
    for one, other in zip(whole, run(), strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)
