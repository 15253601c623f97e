"""The readout: one linear layer from hidden states to outputs, shared by all steps.

    y_t = h_t W_y + b_y

Explained in: book/rnn/sentence
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike


class Readout(NamedTuple):
    """Weights of the readout; ``readout_backward`` returns their gradients in the same form."""

    W_y: np.ndarray  # (H, K)
    b_y: np.ndarray  # (K,)


def init_readout(
    rng: np.random.Generator, hidden: int, outputs: int, *, dtype: DTypeLike = np.float64
) -> Readout:
    """Draw all weights uniformly from +-1/sqrt(H), as PyTorch's ``Linear`` does."""
    if hidden < 1 or outputs < 1:
        raise ValueError(
            f"init_readout: hidden={hidden} and outputs={outputs} must both be at least 1"
        )
    scale = 1 / np.sqrt(hidden)
    return Readout(
        W_y=rng.uniform(-scale, scale, (hidden, outputs)).astype(dtype),
        b_y=rng.uniform(-scale, scale, outputs).astype(dtype),
    )


def readout_forward(readout: Readout, hs: np.ndarray) -> np.ndarray:
    """y = h W_y + b_y for hidden states hs (..., H); returns ys (..., K).

    Raises:
        ValueError: the last axis of hs is not H.
    """
    hidden, outputs = readout.W_y.shape
    if hs.shape[-1] != hidden:
        raise ValueError(
            f"readout_forward: hs has {hs.shape[-1]} hidden units, but W_y has {hidden} rows"
        )
    leading = hs.shape[:-1]
    ys = as_rows(hs) @ readout.W_y + readout.b_y
    return ys.reshape(*leading, outputs)


def readout_backward(
    readout: Readout, hs: np.ndarray, d_ys: np.ndarray
) -> tuple[Readout, np.ndarray]:
    """Gradients of the readout.

        dE/dW_y = sum h^T dE/dy      dE/db_y = sum dE/dy      dE/dh = dE/dy W_y^T

    Args:
        hs: the hidden states given to ``readout_forward``, (..., H).
        d_ys: dE/dy, (..., K).

    Returns:
        The gradients as a ``Readout``, and dE/dh, (..., H).

    Raises:
        ValueError: d_ys does not have the shape of the outputs.
    """
    wanted = (*hs.shape[:-1], readout.W_y.shape[1])
    if d_ys.shape != wanted:
        raise ValueError(
            f"readout_backward: d_ys has shape {d_ys.shape}, but must be {wanted} as the outputs"
        )
    d_rows = as_rows(d_ys)
    grads = Readout(W_y=as_rows(hs).T @ d_rows, b_y=d_rows.sum(axis=0))
    return grads, (d_rows @ readout.W_y.T).reshape(hs.shape)


def as_rows(array: np.ndarray) -> np.ndarray:
    """All leading axes as the rows of one matrix."""
    return array.reshape(int(np.prod(array.shape[:-1])), array.shape[-1])
