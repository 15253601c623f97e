"""An encoder and a decoder, with attention or without it, in PyTorch.

    h_n = cell(x_n, h_{n-1})                                encoder, n = 1 ... N
    s_t = cell(y_{t-1}, s_{t-1})      s_0 = (h_N, and c_N)  decoder, t = 1 ... T
    v_t = sum_n alpha_tn h_n          with attention: the context vector
    v_t = h_N                         without: one fixed vector, the same at every step
    logits_t = W_o tanh(W_r [v_t ; s_t] + b_r) + b_o

    alpha_tn = softmax over n of the scores e_tn
    e_tn = s_t . h_n                            "dot"         (Luong, Pham and Manning, 2015)
    e_tn = s_t . h_n / sqrt(H)                  "scaled_dot"  (Vaswani et al., 2017)
    e_tn = w . tanh(W_q s_t + W_k h_n)          "additive"    (Bahdanau, Cho and Bengio, 2015)

The query is s_t, the decoder state that has read y_{t-1} (Luong's place). The nets with "dot",
with "scaled_dot" and without attention have the same weights: they differ only in v_t.

Sizes: N source words, T output words, B sentences, E embedding, H hidden, K target symbols.

Explained in: book/attention/translation
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from lstmcourse.seq2seq._arguments import check_choice, check_size, ids_tensor, lengths_tensor
from lstmcourse.seq2seq.batching import END, PAD

CELLS = {"lstm": nn.LSTM, "gru": nn.GRU}
SCORES = (None, "dot", "scaled_dot", "additive")

State = Any
"""LSTM: the pair (s, c), each (B, H). GRU: s (B, H)."""


class Memory(NamedTuple):
    """What the decoder knows about B source sentences.

    states (N, B, H): the encoder states h_n, also the values; anything behind a sentence's end
    keys (N, B, H or A): what a query is compared with: the states, or W_k h_n ("additive")
    mask (B, N) bool: True where there is a word, so that it may be looked at
    last (B, H): h_N of each sentence, its last real word; bidirectional: both directions' ends
    """

    states: Tensor
    keys: Tensor
    mask: Tensor
    last: Tensor

    def rows(self, index: Tensor | list[int]) -> Memory:
        """The memory of the sentences with these numbers; a number may occur several times."""
        return Memory(
            self.states[:, index], self.keys[:, index], self.mask[index], self.last[index]
        )


class Seq2Seq(nn.Module):
    """Encoder, decoder and readout: the equations at the top of this module.

    Args:
        source_size, target_size: number of symbols, PAD, START and END included.
        embedding: E, the size of the word vectors of both languages.
        hidden: H, the size of h_n and s_t.
        cell: "lstm" or "gru", for encoder and decoder.
        attention: None, "dot", "scaled_dot" or "additive" (with A = H).
        bidirectional: the encoder reads in both directions with H / 2 units each, and h_n is the
            two states of word n side by side; s_0 is the two last states, that of the backward
            direction being the one at word 1.

    Weights are drawn from PyTorch's generator: call torch.manual_seed first.

    Raises:
        ValueError: a size is too small, a choice unknown, H odd with bidirectional=True.
        TypeError: a size is not an integer.

    Explained in: book/attention/translation
    """

    def __init__(
        self,
        source_size: int,
        target_size: int,
        *,
        embedding: int,
        hidden: int,
        cell: str = "lstm",
        attention: str | None = None,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        check_size("source_size", source_size, END + 2)
        check_size("target_size", target_size, END + 2)
        check_size("embedding", embedding, 1)
        check_size("hidden", hidden, 1)
        check_choice("cell", cell, tuple(CELLS))
        check_choice("attention", attention, SCORES)
        if bidirectional and hidden % 2:
            raise ValueError(
                f"Seq2Seq: hidden={hidden} is odd, but each direction of a bidirectional encoder "
                "has half the units; use an even number"
            )
        self.source_size, self.target_size = source_size, target_size
        self.hidden, self.cell, self.attention = hidden, cell, attention
        self.bidirectional = bidirectional
        self.source_embedding = nn.Embedding(source_size, embedding, padding_idx=PAD)
        self.target_embedding = nn.Embedding(target_size, embedding, padding_idx=PAD)
        self.encoder = CELLS[cell](
            embedding, hidden // 2 if bidirectional else hidden, bidirectional=bidirectional
        )
        self.decoder = CELLS[cell](embedding, hidden)
        self.readout = nn.Linear(2 * hidden, hidden)  # W_r, b_r; its input is [v_t ; s_t]
        self.output = nn.Linear(hidden, target_size)  # W_o, b_o
        if attention == "additive":
            self.query = nn.Linear(hidden, hidden, bias=False)
            self.key = nn.Linear(hidden, hidden, bias=False)
            self.score = nn.Linear(hidden, 1, bias=False)

    def weight_count(self) -> int:
        """The number of weights of the whole net."""
        return sum(weight.numel() for weight in self.parameters())

    def encode(self, source: Any, lengths: Any) -> tuple[Memory, State]:
        """Read the source sentences.

        Args:
            source: ids (N, B), padded behind; an integer array or tensor.
            lengths: (B,) number of words of each sentence, 1 ... N. What stands behind them has
                no influence on anything.

        Returns:
            The memory, and s_0, the first state of the decoder.

        Raises:
            ValueError: an id or a length is out of range, the batch is empty, shapes do not fit.
            TypeError: the ids or lengths are not integers.
        """
        device = self.output.weight.device
        source = ids_tensor("source", source, self.source_size, device)
        lengths = lengths_tensor(lengths, *source.shape)
        steps = len(source)
        mask = (torch.arange(steps) < lengths[:, None]).to(device)
        embedded = self.source_embedding(source)  # (N, B, E)
        if bool((lengths == steps).all()):  # no padding at all: the fastest way
            states, final = self.encoder(embedded)
        else:
            packed = pack_padded_sequence(embedded, lengths, enforce_sorted=False)
            packed_states, final = self.encoder(packed)
            states, _ = pad_packed_sequence(packed_states, total_length=steps)
        # final: (directions, B, units), or a pair of these with an LSTM
        if self.cell == "lstm":
            state = tuple(self._side_by_side(part) for part in final)
            last = state[0]
        else:
            state = last = self._side_by_side(final)
        keys = self.key(states) if self.attention == "additive" else states
        return Memory(states, keys, mask, last), state

    def decode_step(
        self, y_prev: Any, state: State, memory: Memory
    ) -> tuple[Tensor, State, Tensor | None]:
        """One step: read y_{t-1}, say y_t.

        Args:
            y_prev: ids (B,) of the words before; START at first.
            state: the decoder's state before, from ``encode`` or from the step before.
            memory: from ``encode``.

        Returns:
            logits (B, K), the new state, and the weights alpha_t (B, N), or None.

        Raises:
            ValueError: an id is out of range, or there is not one id for each sentence of memory.
            TypeError: the ids are not integers.
        """
        y_prev = ids_tensor("y_prev", y_prev, self.target_size, self.output.weight.device)
        if tuple(y_prev.shape) != (len(memory.last),):
            raise ValueError(
                f"Seq2Seq: y_prev {tuple(y_prev.shape)} must be (B,) with the B = "
                f"{len(memory.last)} of memory: one id for each sentence"
            )
        embedded = self.target_embedding(y_prev)[None]
        if self.cell == "lstm":
            states, (s, c) = self.decoder(embedded, (state[0][None], state[1][None]))
            state = (s[0], c[0])
        else:
            states, s = self.decoder(embedded, state[None])
            state = s[0]
        logits, weights = self._read(states, memory)
        return logits[0], state, None if weights is None else weights[0]

    def forward(self, source: Any, lengths: Any, inputs: Any) -> tuple[Tensor, Tensor | None]:
        """Teacher forcing: the right words are the decoder's inputs, all steps at once.

        Args:
            source, lengths: as in ``encode``.
            inputs: ids (T, B): START y_1 ... y_{T-1}, padded behind.

        Returns:
            logits (T, B, K), and the weights (T, B, N), or None without attention.

        Raises:
            ValueError: inputs are not (T, B), or have an id out of range; what ``encode`` raises.
            TypeError: the ids or lengths are not integers.
        """
        inputs = ids_tensor("inputs", inputs, self.target_size, self.output.weight.device)
        memory, state = self.encode(source, lengths)
        if inputs.ndim != 2 or inputs.shape[1] != len(memory.last):
            raise ValueError(
                f"Seq2Seq: inputs {tuple(inputs.shape)} must be (T, B) with the B = "
                f"{len(memory.last)} of source"
            )
        first = tuple(part[None] for part in state) if self.cell == "lstm" else state[None]
        states, _ = self.decoder(self.target_embedding(inputs), first)  # (T, B, H)
        return self._read(states, memory)

    def scores(self, states: Tensor, memory: Memory) -> Tensor:
        """The scores e_tn of all queries and keys, (B, T, N); states (T, B, H) are the queries."""
        queries, keys = states.transpose(0, 1), memory.keys.transpose(0, 1)  # batch first
        if self.attention == "additive":
            sums = self.query(queries)[:, :, None] + keys[:, None]  # (B, T, N, A)
            return self.score(sums.tanh_())[..., 0]  # in place: the largest array of all
        if self.attention == "scaled_dot":
            queries = queries / math.sqrt(self.hidden)
        return torch.bmm(queries, keys.transpose(1, 2))

    def attend(self, states: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        """Context vectors v_t (T, B, H) and weights (T, B, N) of all decoder states (T, B, H)."""
        scores = self.scores(states, memory)
        # exp(-inf) is exactly 0: padding gets no weight at all
        weights = scores.masked_fill(~memory.mask[:, None], -torch.inf).softmax(dim=-1)
        contexts = torch.bmm(weights, memory.states.transpose(0, 1))
        return contexts.transpose(0, 1), weights.transpose(0, 1)

    def _read(self, states: Tensor, memory: Memory) -> tuple[Tensor, Tensor | None]:
        """Logits (T, B, K) and weights of the decoder states (T, B, H)."""
        if self.attention is None:
            contexts, weights = memory.last.expand_as(states), None
        else:
            contexts, weights = self.attend(states, memory)
        hidden = torch.tanh(self.readout(torch.cat([contexts, states], dim=-1)))
        return self.output(hidden), weights

    def _side_by_side(self, final: Tensor) -> Tensor:
        """(directions, B, units) -> (B, H)."""
        return final.transpose(0, 1).flatten(1)
