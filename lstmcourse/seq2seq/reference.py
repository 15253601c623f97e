"""One step of the decoder in NumPy: what ``Seq2Seq.decode_step`` computes, line by line.

Built from the course's own cells and attention, with the weights of a PyTorch net. Sizes: B
sentences, N source words, E embedding, H hidden, K target symbols.

Explained in: book/attention/translation
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lstmcourse import attention
from lstmcourse.cells import gru, lstm
from lstmcourse.interop import from_torch

if TYPE_CHECKING:
    from lstmcourse.seq2seq.model import Seq2Seq


class DecoderParams(NamedTuple):
    """The decoder's weights.

    embedding (K, E): the word vectors of the target language
    cell: ``lstm.Params`` or ``gru.Params``
    attention: None, "dot", "scaled_dot" or "additive"
    additive: ``attention.AdditiveParams``, or None
    W_r (2H, H), b_r (H,), W_o (H, K), b_o (K,): the readout; rows 0..H-1 of W_r belong to v_t
    """

    embedding: np.ndarray
    cell: lstm.Params | gru.Params
    attention: str | None
    additive: attention.AdditiveParams | None
    W_r: np.ndarray
    b_r: np.ndarray
    W_o: np.ndarray
    b_o: np.ndarray


def decoder_params(model: Seq2Seq) -> DecoderParams:
    """Copies of the decoder's weights as NumPy arrays, in the layout of this course."""
    additive = None
    if model.attention == "additive":
        additive = attention.AdditiveParams(
            W_q=_array(model.query.weight).T,
            W_k=_array(model.key.weight).T,
            v=_array(model.score.weight)[0],
        )
    return DecoderParams(
        embedding=_array(model.target_embedding.weight),
        cell=from_torch(model.decoder),
        attention=model.attention,
        additive=additive,
        W_r=_array(model.readout.weight).T,
        b_r=_array(model.readout.bias),
        W_o=_array(model.output.weight).T,
        b_o=_array(model.output.bias),
    )


def decoder_step(
    params: DecoderParams,
    y_prev: np.ndarray,
    state: Any,
    memory: np.ndarray,
    mask: np.ndarray | None = None,
) -> tuple[np.ndarray, Any, np.ndarray | None]:
    """Read the words y_{t-1}, say the words y_t.

        s_t = cell(embedding[y_{t-1}], s_{t-1})
        v_t = sum_n alpha_tn h_n            alpha_t = softmax of the scores of s_t and h_1 ... h_N
        logits = tanh([v_t ; s_t] W_r + b_r) W_o + b_o

    Args:
        params: from ``decoder_params``.
        y_prev: ids (B,).
        state: s_{t-1}: ``lstm.State`` (h and c, each (B, H)), or (B, H) for a GRU.
        memory: the encoder states h_n (N, B, H); without attention the fixed vector h_N (B, H).
        mask: (B, N), True where there is a word; None: everywhere.

    Returns:
        logits (B, K), the new state, and the weights (B, N), or None without attention.

    Raises:
        ValueError: memory has the wrong number of axes; what ``attention`` and the cell raise.

    Explained in: book/attention/translation
    """
    wanted = 2 if params.attention is None else 3
    if np.ndim(memory) != wanted:
        raise ValueError(
            f"decoder_step: memory has the shape {np.shape(memory)}; with attention give the "
            "encoder states (N, B, H), without it the last state (B, H)"
        )
    cell = lstm if isinstance(params.cell, lstm.Params) else gru
    state, _ = cell.step(params.cell, params.embedding[y_prev], state)
    s = state.h if cell is lstm else state  # (B, H)
    if params.attention is None:
        context, weights = memory, None
    else:
        queries, keys = s[:, None], memory.swapaxes(0, 1)  # (B, 1, H), (B, N, H)
        allowed = None if mask is None else mask[:, None]  # (B, 1, N)
        if params.attention == "additive":
            result = attention.additive(params.additive, queries, keys, keys, allowed)
        elif params.attention == "dot":
            result = attention.dot(queries, keys, keys, allowed)
        else:
            result = attention.scaled_dot(queries, keys, keys, allowed)
        context, weights = result[0][:, 0], result[1][:, 0]
    hidden = np.tanh(np.concatenate([context, s], axis=-1) @ params.W_r + params.b_r)
    return hidden @ params.W_o + params.b_o, state, weights


def _array(weight: Any) -> np.ndarray:
    return weight.detach().cpu().numpy().copy()
