"""attention.decoder_step: one step of an attending decoder, with a tanh cell."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_translation_step_variants import MISTAKES
from lstmcourse.exercises.model import CodeExercise, Output, Probe, Property

PAGE = "attention/translation"


def decoder_step(e, s, memory, mask, W_x, W_h, b, W_r, b_r, W_o, b_o):
    s_new = np.tanh(e @ W_x + s @ W_h + b)  # the query, (B, H)

    scores = np.einsum("bh,nbh->bn", s_new, memory)  # one dot product for each word
    scores = np.where(mask, scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = powers / powers.sum(axis=1, keepdims=True)  # each row adds up to 1
    context = np.einsum("bn,nbh->bh", weights, memory)  # the weighted mean of the states

    hidden = np.tanh(np.concatenate([context, s_new], axis=1) @ W_r + b_r)
    return hidden @ W_o + b_o, s_new, weights


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, N: int, B: int, E: int, H: int, K: int, **how) -> Probe:
        size, lengths = how.get("size", 1.0), how.get("lengths")
        memory = size * rng.normal(size=(N, B, H))
        if lengths is None:
            lengths = [N] + [int(rng.integers(2, N)) for _ in range(B - 1)]
        mask = np.arange(N) < np.array(lengths)[:, None]
        e, s = rng.normal(size=(B, E)), rng.uniform(-0.9, 0.9, size=(B, H))
        cell = [0.8 * rng.normal(size=shape) for shape in ((E, H), (H, H), (H,))]
        if size > 1:  # the same for all words, so weights stay, but every score is far above 700
            memory += 3 * size * np.sign(np.tanh(e @ cell[0] + s @ cell[1] + cell[2]))
        args = (
            e,
            s,
            memory,
            mask,
            *cell,
            rng.normal(size=(2 * H, H)) / (np.sqrt(H) * size),
            0.5 * rng.normal(size=H),
            rng.normal(size=(H, K)),
            rng.normal(size=K),
        )
        return Probe(name, args, {"N": N, "B": B, "E": E, "H": H, "K": K})

    return [
        probe("random", 5, 3, 2, 4, 6),
        probe("no padding", 4, 2, 3, 5, 3, lengths=[4, 4]),
        probe("one sentence", 6, 1, 3, 4, 5),
        probe("square: all sizes equal", 4, 4, 4, 4, 4),
        probe("sentences of one word", 3, 2, 2, 4, 5, lengths=[1, 3]),
        probe("large scores", 5, 2, 3, 4, 5, size=500.0),
    ]


def _padding(function, probe: Probe) -> str | None:
    args = [np.array(arg) for arg in probe.args]
    memory, mask = args[2], args[3]
    before = function(*[arg.copy() for arg in args])
    args[2] = np.where(mask.T[:, :, None], memory, 3.0 - memory)
    after = function(*args)
    for name, one, two in zip(("logits", "s_new", "weights"), before, after, strict=True):
        if np.abs(np.asarray(one) - np.asarray(two)).max() > 1e-4:
            return f"{name} changes when the padding of the memory changes."
    return None


def _order(function, probe: Probe) -> str | None:
    args = [np.array(arg) for arg in probe.args]
    order = np.random.default_rng(0).permutation(len(args[2]))
    before = function(*[arg.copy() for arg in args])
    args[2], args[3] = args[2][order], args[3][:, order]
    after = function(*args)
    if np.abs(np.asarray(before[2])[:, order] - np.asarray(after[2])).max() > 1e-4:
        return (
            "When the encoder states change places, the weights do not move with them: they do "
            "not depend on what stands at a place."
        )
    return None


DECODER_STEP = CodeExercise(
    id="attention.decoder_step",
    title="One step of an attending decoder",
    page=PAGE,
    task=(
        "Write decoder_step(e, s, memory, mask, W_x, W_h, b, W_r, b_r, W_o, b_o): one step for B "
        "sentences in rows. The decoder's cell is a tanh RNN: "
        "s_new = tanh(e @ W_x + s @ W_h + b), with e (B, E), the vectors of the words said before, "
        "and s (B, H), the old state. memory (N, B, H) holds the encoder states, mask (B, N) is "
        "True where there is a word and False at padding. s_new is the query, the score is the "
        "plain dot product, and the encoder states are keys and values. The readout is "
        "tanh([context, s_new] @ W_r + b_r) @ W_o + b_o, with W_r (2H, H) and W_o (H, K). Return "
        "(logits, s_new, weights): (B, K), (B, H) and (B, N)."
    ),
    parameters=(
        "e",
        "s",
        "memory",
        "mask",
        "W_x",
        "W_h",
        "b",
        "W_r",
        "b_r",
        "W_o",
        "b_o",
    ),
    returns=(Output("logits", "(B, K)"), Output("s_new", "(B, H)"), Output("weights", "(B, N)")),
    reference=decoder_step,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Five parts, in this order: the new state, the scores, the weights, the context vector, "
        "the readout.",
        "memory has the words on axis 0, the scores have them on axis 1. "
        'np.einsum("bh,nbh->bn", s_new, memory) is the dot product of each sentence with each of '
        "its own words.",
        "Padding: a score of -inf becomes a weight of exactly 0. Subtract the largest score of "
        "each row before np.exp.",
        'The context vector is np.einsum("bn,nbh->bh", weights, memory). In the readout it stands '
        "before s_new: np.concatenate([context, s_new], axis=1).",
    ),
    properties=(
        Property("padding has no influence", _padding),
        Property("weights belong to states, not to places", _order),
    ),
)
