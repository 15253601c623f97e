"""Weights to and from PyTorch, against PyTorch itself."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from interop.reference import (
    B,
    H,
    I,
    assert_close,
    assert_exactly,
    gru_params,
    inputs_and_state,
    lstm_params,
    rnn_params,
    shuffled,
)
from lstmcourse.cells import gru, lstm, rnn
from lstmcourse.interop import from_torch, gru_with_update, to_torch

MAKERS = {
    "rnn": rnn_params,
    "lstm": lstm_params,
    "gru-keep": lambda *args, **kw: gru_params("after", "keep", *args, **kw),
    "gru-write": lambda *args, **kw: gru_params("after", "write", *args, **kw),
}


def run_torch(module, xs, h, c):
    state = torch.tensor(h)[None]
    if isinstance(module, torch.nn.LSTM):
        state = (state, torch.tensor(c)[None])
    with torch.no_grad():
        hs, last = module(torch.tensor(xs), state)
    parts = last if isinstance(last, tuple) else (last,)
    return hs.numpy(), [part[0].numpy() for part in parts]


def run_ours(params, xs, h, c):
    cell = {rnn.Params: rnn, lstm.Params: lstm, gru.Params: gru}[type(params)]
    hs, last, _ = cell.forward(params, xs, lstm.State(h, c) if cell is lstm else h)
    return hs, list(last) if cell is lstm else [last]


@pytest.mark.parametrize("name", MAKERS)
def test_computes_the_same_there(name):
    params = MAKERS[name]()
    hs, last = run_ours(params, *inputs_and_state())
    theirs, their_last = run_torch(to_torch(params), *inputs_and_state())
    assert_close(theirs, hs)
    for one, other in zip(their_last, last, strict=True):
        assert_close(one, other)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("options", [{}, {"bias": False}, {"batch_first": True}], ids=str)
def test_modules_compute_the_same_here(kind, options):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        module = getattr(torch.nn, kind)(I, H, dtype=torch.float64, **options)
    params = from_torch(module)
    assert params.b.any() == options.get("bias", True)
    module.batch_first = False
    hs, _ = run_ours(params, *inputs_and_state())
    assert_close(run_torch(module, *inputs_and_state())[0], hs)


def test_every_other_order_of_the_blocks_computes_something_else():
    for params, blocks in ((lstm_params(), 4), (gru_params("after", "keep"), 3)):
        right = run_torch(to_torch(params), *inputs_and_state())[0]
        for order, arrays in shuffled(params[:3], blocks):
            wrong = to_torch(type(params)(*arrays, *params[3:]))
            assert np.abs(run_torch(wrong, *inputs_and_state())[0] - right).max() > 0.05, order


def test_where_the_bias_goes():
    for params in (rnn_params(), lstm_params()):
        module = to_torch(params)
        np.testing.assert_array_equal(module.bias_ih_l0.detach(), params.b)
        assert not module.bias_hh_l0.any()
    params = gru_params("after", "keep")
    module = to_torch(params)
    np.testing.assert_array_equal(module.bias_ih_l0.detach(), params.b)
    assert not module.bias_hh_l0[: 2 * H].any()
    np.testing.assert_array_equal(module.bias_hh_l0[2 * H :].detach(), params.b_hn)


def test_the_sum_of_both_biases_learns_twice_as_fast():
    params = lstm_params()
    module = to_torch(params)
    xs, h, c = inputs_and_state()
    hs, _, tape = lstm.forward(params, xs, lstm.State(h, c))
    grads, _, _ = lstm.backward(params, tape, np.ones_like(hs))
    state = (torch.tensor(h)[None], torch.tensor(c)[None])
    module(torch.tensor(xs), state)[0].sum().backward()
    torch.optim.SGD(module.parameters(), 0.01).step()
    assert_close(from_torch(module).b, params.b - 0.02 * grads.b)
    assert_close(from_torch(module).W_h, params.W_h - 0.01 * grads.W_h)


@settings(max_examples=25)
@given(inputs=st.integers(1, 6), hidden=st.integers(1, 6), seed=st.integers(0, 99))
def test_there_and_back(inputs, hidden, seed):
    for dtype in (np.float32, np.float64):
        for make in MAKERS.values():
            params = make(seed=seed, dtype=dtype, inputs=inputs, hidden=hidden)
            module = to_torch(params)
            assert (module.input_size, module.hidden_size) == (inputs, hidden)
            found = from_torch(module)
            if isinstance(params, gru.Params):
                assert found.convention == gru.Convention("after", "keep")
                found = gru_with_update(found, params.convention.update)
            assert_exactly(found, params)


@pytest.mark.parametrize("size", [(I, H), (1, 1)])  # one row transposed may stay in its memory
def test_weights_are_copies(size):
    params = lstm_params(inputs=size[0], hidden=size[1])
    before = [array.copy() for array in params[:3]]
    module = to_torch(params)
    found = from_torch(module)
    with torch.no_grad():
        for weight in module.parameters():
            weight.add_(1.0)
    for one, two, three in zip(params[:3], found[:3], before, strict=True):
        np.testing.assert_array_equal(one, three)
        np.testing.assert_array_equal(two, three)


def test_random_numbers_of_torch_stay_untouched():
    before = torch.get_rng_state()
    to_torch(lstm_params())
    assert torch.equal(torch.get_rng_state(), before)


def test_a_module_can_be_trained_and_fed_batch_first():
    module = to_torch(gru_params("after", "keep", dtype=np.float32))
    assert all(weight.requires_grad for weight in module.parameters())
    module.batch_first = True
    assert module(torch.zeros(B, 4, I))[0].shape == (B, 4, H)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda nn: nn.LSTM(3, 4, num_layers=2), "2 layers.* only num_layers=1"),
        (lambda nn: nn.GRU(3, 4, bidirectional=True), "two directions"),
        (lambda nn: nn.LSTM(3, 4, proj_size=2), "a projection to 2.* only proj_size=0"),
        (lambda nn: nn.RNN(3, 4, nonlinearity="relu"), 'ReLU units.* only nonlinearity="tanh"'),
    ],
)
def test_modules_that_are_refused(make, message):
    with pytest.raises(ValueError, match=f"^from_torch: the module has {message}"):
        from_torch(make(torch.nn))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lambda: torch.nn.LSTMCell(3, 4), r"LSTMCell, but must be.*; use nn\.LSTM,"),
        (lambda: torch.nn.LSTM(3, 4).state_dict(), r"module\.load_state_dict"),
        (lambda: [np.zeros((3, 16)), np.zeros((4, 16)), np.zeros(16)], "use from_keras or from_bo"),
        (lstm_params, "ours already: to_torch"),
        (lambda: torch.nn.LSTM(3, 4, dtype=torch.bfloat16), r"bfloat16, which NumPy lacks"),
    ],
)
def test_what_is_no_module_is_named(given, message):
    with pytest.raises(TypeError, match=f"^from_torch: .*{message}"):
        from_torch(given())


def test_what_torch_cannot_express():
    for update in ("keep", "write"):
        with pytest.raises(ValueError, match='^to_torch: the GRU has reset="before"'):
            to_torch(gru_params("before", update))
    with pytest.raises(TypeError, match="int64, but must be float16, float32 or float64"):
        to_torch(rnn.Params(*(np.ones(shape, np.int64) for shape in ((2, 3), (3, 3), (3,)))))


def test_importing_the_package_loads_numpy_alone():
    program = (
        "import sys, lstmcourse.interop\n"
        "print([m for m in ('torch', 'keras', 'tensorflow', 'matplotlib') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
