"""The plain recurrent network with tanh units (Elman, 1990).

    a_t = x_t W_x + h_{t-1} W_h + b
    h_t = tanh(a_t)

Every sequence is a row, so weights multiply from the right. Sizes: T steps, B sequences in a
batch, I inputs, H hidden units.

Explained in: book/rnn/bptt.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from lstmcourse.cells._shapes import check_array, check_inputs, float_type, project, rows


class Params(NamedTuple):
    """Weights of the cell; ``backward`` returns their gradients in the same form."""

    W_x: np.ndarray  # (I, H) from input to hidden
    W_h: np.ndarray  # (H, H) from hidden to hidden: entry [j, i] leads from unit j to unit i
    b: np.ndarray  # (H,)


class Cache(NamedTuple):
    """What one ``step`` remembers."""

    x: np.ndarray  # (B, I)
    h_previous: np.ndarray  # (B, H)
    h: np.ndarray  # (B, H)


class Tape(NamedTuple):
    """What ``forward`` remembers for ``backward``."""

    xs: np.ndarray  # (T, B, I)
    states: np.ndarray  # (T + 1, B, H): h_0 first, then h_1 ... h_T


def init(
    rng: np.random.Generator,
    inputs: int,
    hidden: int,
    *,
    scale: float | None = None,
    dtype: DTypeLike = np.float64,
) -> Params:
    """Draw every weight and bias uniformly from [-scale, scale].

    ``scale`` is 1 / sqrt(H) unless given, as in PyTorch.
    """
    if inputs < 1 or hidden < 1:
        raise ValueError(f"rnn.init: inputs={inputs} and hidden={hidden} must both be at least 1")
    scale = 1 / np.sqrt(hidden) if scale is None else scale

    def draw(*shape: int) -> np.ndarray:
        return rng.uniform(-scale, scale, shape).astype(dtype)

    return Params(W_x=draw(inputs, hidden), W_h=draw(hidden, hidden), b=draw(hidden))


def zero_state(params: Params, batch: int) -> np.ndarray:
    """The state h_0 = 0 for ``batch`` sequences, (B, H), in the dtype of the weights."""
    _, hidden = _sizes("rnn.zero_state", params)
    return np.zeros((batch, hidden), params.W_h.dtype)


def step(params: Params, x: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, Cache]:
    """One step of the recurrence.

        a = x W_x + h W_h + b
        h' = tanh(a)

    Args:
        params: the weights.
        x: the input of this step, (B, I).
        state: the hidden state h before this step, (B, H).

    Returns:
        The hidden state h' after this step, (B, H), and a ``Cache`` with x, h and h'.

    Raises:
        ValueError: a shape does not fit; the message names the array and both shapes.

    Explained in: book/rnn/bptt
    """
    inputs, hidden = _sizes("rnn.step", params)
    check_inputs("rnn.step", x, inputs, name="x")
    check_array("rnn.step", "state", state, "(B, H)", (len(x), hidden))

    a = x @ params.W_x + state @ params.W_h + params.b  # (B, H)
    h = np.tanh(a)  # (B, H)
    return h, Cache(x, state, h)


def forward(
    params: Params, xs: np.ndarray, state: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray, Tape]:
    """Run the cell over whole sequences.

    The same as T calls of ``step``. The products x_t W_x do not wait for any state, so all of
    them are computed in one go before the loop.

    Args:
        params: the weights.
        xs: the inputs, (T, B, I); T may be 0.
        state: h_0, (B, H); zeros if it is None.

    Returns:
        hs: the hidden states h_1 ... h_T, (T, B, H).
        state: h_T, (B, H), ready to be the h_0 of the next piece of the sequences.
        tape: what ``backward`` needs. It refers to xs and hs instead of copying them, so leave
            these arrays as they are until ``backward`` has run.

    Raises:
        ValueError: a shape does not fit; the message names the array and both shapes.

    Explained in: book/rnn/bptt
    """
    inputs, hidden = _sizes("rnn.forward", params)
    check_inputs("rnn.forward", xs, inputs)
    steps, batch, _ = xs.shape
    h = zero_state(params, batch) if state is None else state
    check_array("rnn.forward", "state", h, "(B, H)", (batch, hidden))

    projected = project(xs, params.W_x, params.b)  # (T, B, H)
    states = np.empty((steps + 1, batch, hidden), float_type(projected, params.W_h, h))
    states[0] = h
    for t in range(steps):
        h = np.tanh(projected[t] + h @ params.W_h)  # (B, H)
        states[t + 1] = h
    return states[1:], h, Tape(xs, states)


def backward(
    params: Params, tape: Tape, d_hs: np.ndarray, d_state: np.ndarray | None = None
) -> tuple[Params, np.ndarray, np.ndarray]:
    """Backpropagation through time: all gradients of a scalar E after ``forward``.

    Write dE/dh_t for the total derivative and d_t for the part of it that reaches h_t directly,
    from outside the recurrence: the entry of d_hs for step t. From the last step to the first:

        dE/dh_t = d_t + dE/da_{t+1} W_h^T        (at t = T: d_T + d_state)
        dE/da_t = dE/dh_t * (1 - h_t^2)          (tanh' = 1 - tanh^2)

    then dE/dW_x = sum_t x_t^T dE/da_t, dE/dW_h = sum_t h_{t-1}^T dE/da_t, dE/db = sum_t dE/da_t.
    The sums run over the sequences of the batch as well.

    Args:
        params: the weights that ``forward`` used.
        tape: the tape that ``forward`` returned.
        d_hs: derivatives of E by the hs that ``forward`` returned, (T, B, H).
        d_state: derivatives of E by the returned state, (B, H); zeros if it is None.

    Returns:
        grads: dE/dW_x, dE/dW_h and dE/db as a ``Params``.
        d_xs: dE/dxs, (T, B, I).
        d_state0: dE/dh_0, (B, H).

    Raises:
        ValueError: d_hs or d_state does not have the shape of what ``forward`` returned.

    Explained in: book/rnn/bptt
    """
    xs, states = tape.xs, tape.states
    check_array("rnn.backward", "d_hs", d_hs, "(T, B, H)", states[1:].shape)
    d_h = np.zeros_like(states[0]) if d_state is None else d_state
    check_array("rnn.backward", "d_state", d_h, "(B, H)", states[0].shape)

    d_as = np.empty(d_hs.shape, np.result_type(states, d_hs, d_h))
    for t in reversed(range(len(d_hs))):
        d_h = d_h + d_hs[t]  # from the future plus from outside
        d_as[t] = d_h * (1 - states[t + 1] ** 2)
        d_h = d_as[t] @ params.W_h.T  # (B, H), on its way to step t - 1

    grads = Params(
        W_x=rows(xs).T @ rows(d_as),  # one product sums over all steps and sequences
        W_h=rows(states[:-1]).T @ rows(d_as),
        b=d_as.sum(axis=(0, 1)),
    )
    d_xs = (rows(d_as) @ params.W_x.T).reshape(xs.shape)
    return grads, d_xs, d_h


def _sizes(where: str, params: Params) -> tuple[int, int]:
    """(I, H) of these weights; raises where the three arrays do not belong together."""
    check_array(where, "W_x", params.W_x, "(I, H)", (None, None))
    inputs, hidden = params.W_x.shape
    check_array(where, "W_h", params.W_h, "(H, H)", (hidden, hidden))
    check_array(where, "b", params.b, "(H,)", (hidden,))
    return inputs, hidden
