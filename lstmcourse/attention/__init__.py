"""Attention: a weighted mean of values, with weights that queries and keys decide.

    e_tn = score(q_t, k_n)                             how well key n answers query t
    alpha_tn = exp(e_tn) / sum_m exp(e_tm)             weights: positive, their sum over n is 1
    context_t = sum_n alpha_tn v_n                     context: the weighted mean of the values

    dot           e_tn = scale q_t . k_n               scale 1: Luong et al. (2015), "dot"
    scaled_dot    e_tn = q_t . k_n / sqrt(D)           Vaswani et al. (2017), eq. 1
    additive      e_tn = v . tanh(q_t W_q + k_n W_k)   Bahdanau et al. (2015), appendix A.1.2

Shapes: queries (..., Q, D), keys (..., N, D), values (..., N, V); context (..., Q, V), weights
(..., Q, N). For "additive", queries and keys may differ in size: (..., Q, D_q), (..., N, D_k).
The leading axes "..." broadcast as everywhere in NumPy; a gradient has the shape of its argument.

A mask holds True where a query may look at a key, and broadcasts to (..., Q, N): (N,) or
(B, 1, N) for padding, (Q, N) for a causal mask. A key that no query may look at has no influence,
whatever numbers it and its value hold. A query that may look at nothing has no weights that add
up to 1: ``empty="raise"`` refuses it, ``empty="zeros"`` makes its weights, context and gradients 0.

The dtype of the arguments is kept. Nothing is written into an argument or a tape.
Explained in: book/attention/retrieval, book/attention/by-hand, book/attention/scores
"""

from lstmcourse.attention._additive import (
    AdditiveParams,
    AdditiveTape,
    additive,
    additive_backward,
    init_additive,
)
from lstmcourse.attention._dot import DotTape, dot, dot_backward, scaled_dot, softmax

__all__ = [
    "AdditiveParams",
    "AdditiveTape",
    "DotTape",
    "additive",
    "additive_backward",
    "dot",
    "dot_backward",
    "init_additive",
    "scaled_dot",
    "softmax",
]
