"""Wrong lists and wrong weights: the message names what they look like."""

import numpy as np
import pytest

from interop.reference import GRU_CONVENTIONS, H, I, gru_params, lstm_params, rnn_params
from lstmcourse.cells import gru, lstm, lstm1997, rnn
from lstmcourse.interop import (
    from_book,
    from_keras,
    gru_with_update,
    to_book,
    to_keras,
    to_torch,
)
from lstmcourse.interop.book_layout import gru_from_book, lstm_from_book
from lstmcourse.interop.keras_layout import gru_from_keras, lstm_from_keras, rnn_from_keras
from lstmcourse.learning import network_init

READERS = pytest.mark.parametrize("read", [from_keras, from_book])
WRITERS = pytest.mark.parametrize("write", [to_torch, to_keras, to_book])


def zeros(*shapes):
    return [np.zeros(shape) for shape in shapes]


@READERS
@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        # I = 3, H = 5
        (
            [(20, 3), (20, 5), (20,), (20,)],
            r"4 arrays .*; this looks like PyTorch's LSTM with two biases, weight_ih_l0 \(4H, I\) "
            r"and weight_hh_l0 \(4H, H\): use from_torch\(module\), or transpose",
        ),
        ([(20, 3), (20, 5), (20,)], r"PyTorch's LSTM, weight_ih_l0 \(4H, I\)"),
        ([(15, 3), (15, 5), (15,), (15,)], r"PyTorch's GRU with two biases, .* \(3H, I\)"),
        ([(5, 3), (5, 5), (5,), (5,)], r"PyTorch's RNN with two biases, .* \(H, I\)"),
        ([(20, 3), (5, 20), (20,)], r"weight_ih_l0 \(4H, I\) in first place: use from_torch, or"),
        ([(3, 20), (20, 5), (20,)], r"weight_hh_l0 \(4H, H\) in second place: use from_torch"),
        ([(3, 20), (5, 20), (20,), (20,)], "an LSTM with two biases, as in PyTorch"),
        ([(3, 15), (5, 20), (20,)], "a GRU in the first matrix and an LSTM in the second"),
        ([(3, 20), (5, 20), (15,)], r"\(4H,\) = \(20,\), .* H = 5; it looks like a GRU"),
        ([(3, 15), (5, 15), (20,)], "it looks like an LSTM"),
        ([(3, 20), (5, 20), (2, 15)], "looks like Keras' GRU with reset_after=True"),
        ([(3, 20), (5, 20), (2, 20)], "two biases, as in PyTorch: add them"),
        ([(3, 20), (5, 20), (40,)], "two biases in one row, as in cuDNN"),
        ([(3, 20), (5, 20), (1, 20)], r"bias\.ravel\(\)"),
        ([(3, 20), (5, 20), (7,)], r"matrices have 4 blocks of H = 5$"),
        ([(8, 20), (20,)], r"one matrix \(I \+ H, kH\) over input and state joined"),
        ([(3, 20), (5, 20), (20,)] * 2, "an LSTM first, and more layers or a second direction"),
        ([(3, 10), (5, 10), (10,)], r"with k = 1 \(RNN\), 3 \(GRU\) or 4 \(LSTM\)$"),
        ([], r"0 arrays \(none\), but must be"),
        ([(3, 20)], r"1 arrays \(3, 20\), but must be"),
        ([(3, 0), (0, 0), (0,)], "but must be"),
        ([(), (5, 20), (20,)], "but must be"),
    ],
    ids=str,
)
def test_wrong_shapes_are_recognised(read, shapes, message):
    with pytest.raises(ValueError, match=f"(?s)^{read.__name__}: .*{message}"):
        read(zeros(*shapes))


def test_two_rows_of_bias_are_for_keras_alone():
    with pytest.raises(ValueError, match=r"b \(2, 15\), .* Keras' GRU with reset_after=True"):
        from_book(zeros((I, 3 * H), (H, 3 * H), (2, 3 * H)))


def test_a_message_in_full():
    with pytest.raises(ValueError) as caught:
        from_keras(zeros((20, 3), (20, 5), (20,)))
    assert str(caught.value) == (
        "from_keras: kernel (20, 3) and recurrent_kernel (20, 5), but must be (I, kH) and (H, kH), "
        "with k = 1 (RNN), 3 (GRU) or 4 (LSTM); this looks like PyTorch's LSTM, "
        "weight_ih_l0 (4H, I) and weight_hh_l0 (4H, H): use from_torch(module), "
        "or transpose both matrices"
    )


@pytest.mark.parametrize(
    ("read", "weights", "message"),
    [
        (
            lstm_from_keras,
            to_keras(gru_params("after", "keep")),
            "must have 4; it looks like a GRU",
        ),
        (gru_from_keras, to_keras(lstm_params()), "must have 3; it looks like an LSTM"),
        (rnn_from_keras, to_keras(lstm_params()), "must have 1; it looks like an LSTM"),
        (lstm_from_book, to_book(rnn_params()), "must have 4; it looks like an RNN"),
        (gru_from_book, to_book(lstm_params()), "must have 3; it looks like an LSTM"),
    ],
)
def test_another_cell_is_recognised(read, weights, message):
    with pytest.raises(ValueError, match=message):
        read(weights)


class Layer:
    def get_weights(self):
        return []


@READERS
@pytest.mark.parametrize(
    ("given", "message"),
    [
        (lstm_params(), "already a cell of this course; to_"),
        (Layer(), r"give layer\.get_weights\(\)"),
        ({"weight_ih_l0": 1}, "PyTorch's modules are for from_torch"),
        (np.zeros((3, 20)), "must be a list of NumPy arrays"),
        (None, "must be a list of NumPy arrays"),
        ([np.zeros((3, 20)), [[1.0]]], "entry 1 is a list"),
        ([np.zeros((3, 20), object)], "entry 0 is a numpy.ndarray of object"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_list_of_arrays_is_named(read, given, message):
    with pytest.raises(TypeError, match=f"^{read.__name__}: .*{message}"):
        read(given)


@WRITERS
def test_what_has_no_counterpart_is_refused(write):
    rng = np.random.default_rng(0)
    name = f"^{write.__name__}: "
    with pytest.raises(ValueError, match=name + "the LSTM has peepholes"):
        write(lstm.init(rng, I, H, peepholes=True))
    with pytest.raises(TypeError, match=name + ".*the cell of 1997 has no counterpart"):
        write(lstm1997.init(rng, 2, 4))
    with pytest.raises(TypeError, match=name + r".*give its \.params"):
        write(network_init(lstm, rng, I, H, 2))
    with pytest.raises(TypeError, match=name + "params is a list, but must be the Params of"):
        write(zeros((I, H), (H, H), (H,)))


@WRITERS
def test_weights_of_ours_that_do_not_fit_are_named(write):
    params = lstm_params()
    name = f"^{write.__name__}: "
    with pytest.raises(ValueError, match=name + r"W_x has shape \(20, 3\), but must be \(I, 4H\)"):
        write(params._replace(W_x=params.W_x.T))
    with pytest.raises(ValueError, match=name + r"W_h has shape \(20, 5\)"):
        write(params._replace(W_h=params.W_h.T))
    with pytest.raises(ValueError, match=name + r"b has shape \(5,\), but must be \(4H,\) = \(20,"):
        write(params._replace(b=params.b[:5]))
    with pytest.raises(ValueError, match=name + r"b_hn has shape \(0,\), but must be \(H,\)"):
        write(gru_params("after", "keep")._replace(b_hn=np.zeros(0)))
    with pytest.raises(ValueError, match=name + r"b_hn has shape \(5,\), but must be \(0,\)"):
        write(gru_params("before", "keep")._replace(b_hn=np.zeros(5)))
    with pytest.raises(TypeError, match=name + "params.convention is a NoneType"):
        write(gru_params("before", "keep")._replace(convention=None))


@pytest.mark.parametrize(("reset", "update"), GRU_CONVENTIONS)
def test_the_update_gate_can_be_turned_round(reset, update):
    params = gru_params(reset, update)
    other = gru_with_update(params, "write" if update == "keep" else "keep")
    assert other.convention != params.convention
    xs, h = np.random.default_rng(2).normal(size=(7, 4, I)), np.full((4, H), 0.3)
    one, two = gru.forward(params, xs, h), gru.forward(other, xs, h)
    np.testing.assert_allclose(one[0], two[0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(one[2].gates[..., H : 2 * H], 1 - two[2].gates[..., H : 2 * H])
    wrong = gru.forward(params._replace(convention=other.convention), xs, h)[0]
    assert np.abs(wrong - one[0]).max() > 0.05


def test_turning_round_what_has_no_update_gate():
    with pytest.raises(TypeError, match="no other cell has an update gate"):
        gru_with_update(lstm_params(), "keep")
    with pytest.raises(ValueError, match="update='old' must be"):
        gru_with_update(gru_params("after", "keep"), "old")


@pytest.mark.parametrize(
    ("there", "back", "update"),
    [(to_keras, from_keras, "keep"), (to_book, from_book, "write")],
    ids=["keras", "book"],
)
def test_read_only_and_strided_arrays(there, back, update):
    def locked(array):
        wide = np.repeat(array, 2, axis=-1)[..., ::2]
        wide.flags.writeable = False
        return wide

    for params in (rnn_params(), lstm_params(), gru_params("before", update, bias=False)):
        arrays = [locked(a) if isinstance(a, np.ndarray) and a.size else a for a in params]
        weights = there(type(params)(*arrays))
        found = back([locked(w) for w in weights])
        for one, other in zip(found, params, strict=True):
            if isinstance(other, np.ndarray):
                np.testing.assert_array_equal(one, other)
                assert one.flags.writeable
    assert isinstance(back(there(rnn_params())), rnn.Params)
