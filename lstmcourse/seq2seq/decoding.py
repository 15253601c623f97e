"""Let a trained net translate: greedily, or with a beam.

The probability of a translation y_1 ... y_T END is the product of the probabilities of its words,
so its score is the sum of log softmax(logits_t)[y_t], END included. Greedy decoding takes the best
word at each step; a beam keeps several beginnings. PAD and START are never said.

Explained in: book/attention/translation
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from lstmcourse.seq2seq.batching import END, PAD, START
from lstmcourse.seq2seq.model import Memory, Seq2Seq, State


class Decoded(NamedTuple):
    """Translations of B sentences.

    ids: B lists of word ids, without START and END
    weights: B arrays (words said, source words): row t belongs to ids[t]; None without attention
    scores (B,): the sum of the log-probabilities, that of END included where finished
    finished (B,): True where END was said; False where the sentence was cut after ``longest`` words
    """

    ids: list[list[int]]
    weights: list[np.ndarray] | None
    scores: np.ndarray
    finished: np.ndarray


@torch.no_grad()
def greedy(model: Seq2Seq, source: Any, lengths: Any, *, longest: int) -> Decoded:
    """Say the most probable word at each step.

    Args:
        model: the net.
        source, lengths: ids (N, B), padded behind, and the numbers of words (B,).
        longest: the greatest number of words of a translation; END may still follow.

    Raises:
        ValueError: longest is below 1, or the source does not fit the net.
    """
    _check_positive("greedy", longest=longest)
    memory, state = model.encode(source, lengths)
    sentences = len(memory.last)
    y = torch.full((sentences,), START)
    done = torch.zeros(sentences, dtype=torch.bool)
    scores = torch.zeros(sentences, dtype=torch.float64)
    said, looked = [], []
    for step in range(longest + 1):
        logits, state, weights = model.decode_step(y, state, memory)
        gains, y = _log_probabilities(logits).max(dim=-1)
        # at the last step only END may still be said; anything else is cut off
        counts = ~done if step < longest else ~done & (y == END)
        scores += torch.where(counts, gains, 0.0)
        done |= y == END
        said.append(y)
        looked.append(weights)
        if bool(done.all()):
            break
    words = torch.stack(said).T.tolist()
    ids = [_until_end(row, longest) for row in words]
    return Decoded(ids, _cut(looked, ids, memory), scores.numpy(), done.numpy())


@torch.no_grad()
def beam(
    model: Seq2Seq,
    source: Any,
    lengths: Any,
    *,
    width: int,
    longest: int,
    length_penalty: float = 0.0,
) -> Decoded:
    """Keep the ``width`` best beginnings at each step, and say the best sentence found.

    At each step every beginning is continued by every word. The ``width`` best of all these
    continuations are kept: one that ends with END leaves the beam and is a candidate, the others
    go on. The search stops when nothing that goes on can still win. width=1 is greedy decoding.

    Args:
        model, source, lengths, longest: as in ``greedy``.
        width: the number of continuations kept.
        length_penalty: candidates are compared by score / (number of words with END) ** penalty.
            0 compares the probabilities as they are; 1 the mean per word, which favours longer
            sentences. The scores returned are the plain sums in any case.

    Raises:
        ValueError: width or longest below 1, a negative penalty, or the source does not fit.

    Explained in: book/attention/translation
    """
    _check_positive("beam", width=width, longest=longest)
    if not length_penalty >= 0:
        raise ValueError(f"beam: length_penalty={length_penalty} must be 0 or more")
    memory, state = model.encode(source, lengths)
    searches = [_Search(width, longest, length_penalty) for _ in range(len(memory.last))]
    # Row r of the decoder goes on with one beginning of one sentence.
    owners = torch.arange(len(searches))
    y = torch.full((len(searches),), START)
    for _ in range(longest + 1):
        logits, state, weights = model.decode_step(y, state, memory.rows(owners))
        gains = _log_probabilities(logits).numpy()
        looked = None if weights is None else weights.cpu().numpy()
        picked: list[tuple[int, int, int]] = []  # sentence, row before, word
        start = 0
        for number, search in enumerate(searches):
            stop = start + len(search.beginnings)
            rows = None if looked is None else looked[start:stop]
            chosen = search.advance(gains[start:stop], rows)
            picked += [(number, start + row, word) for row, word in chosen]
            start = stop
        if not picked:
            break
        owners, rows_before, y = (torch.tensor(part) for part in zip(*picked, strict=True))
        state = _rows_of_state(state, rows_before.to(logits.device))
    best = [search.best() for search in searches]
    ids = [list(item.ids) for item in best]
    looked_at = None
    if model.attention is not None:
        looked_at = _cut_rows([item.weights for item in best], ids, memory)
    scores = np.array([item.score for item in best])
    return Decoded(ids, looked_at, scores, np.array([item.finished for item in best]))


class _Sentence(NamedTuple):
    """A beginning, or a whole sentence when it is finished."""

    score: float
    ids: tuple[int, ...]
    weights: tuple[np.ndarray, ...]
    finished: bool


class _Search:
    """The beam of one source sentence."""

    def __init__(self, width: int, longest: int, penalty: float) -> None:
        self.width, self.longest, self.penalty = width, longest, penalty
        self.beginnings = [_Sentence(0.0, (), (), False)]
        self.candidates: list[_Sentence] = []

    def advance(self, gains: np.ndarray, weights: np.ndarray | None) -> list[tuple[int, int]]:
        """Continue all beginnings by log-probabilities (beginnings, K); (row, word) of the kept."""
        if not self.beginnings:
            return []
        totals = gains + np.array([item.score for item in self.beginnings])[:, None]
        order = np.argsort(-totals, axis=None, kind="stable")[: self.width]
        before, kept, chosen = self.beginnings, [], []
        for place in order:
            row, word = divmod(int(place), gains.shape[1])
            old, score = before[row], float(totals[row, word])
            if score == -np.inf:  # PAD or START: fewer continuations than the beam is wide
                continue
            if word == END:
                self.candidates.append(old._replace(score=score, finished=True))
            elif len(old.ids) == self.longest:
                self.candidates.append(old)  # cut: its last word may not be followed by another
            else:
                looked = old.weights if weights is None else (*old.weights, weights[row])
                kept.append(_Sentence(score, (*old.ids, word), looked, False))
                chosen.append((row, word))
        if self._decided(kept):
            kept, chosen = [], []
        self.beginnings = kept
        return chosen

    def best(self) -> _Sentence:
        return max(self.candidates, key=lambda item: (item.finished, self._rank(item)))

    def _rank(self, item: _Sentence) -> float:
        return item.score / (len(item.ids) + item.finished) ** self.penalty

    def _decided(self, kept: list[_Sentence]) -> bool:
        """A score only falls; so no beginning can beat a candidate better than its best future."""
        finished = [self._rank(item) for item in self.candidates if item.finished]
        if not finished or not kept:
            return False
        longest = (self.longest + 1) ** self.penalty
        return max(finished) >= max(item.score for item in kept) / longest


def _log_probabilities(logits: Tensor) -> Tensor:
    """log softmax in float64 on the CPU, (B, K); PAD and START cannot be chosen."""
    result = logits.double().log_softmax(dim=-1).cpu()
    result[:, [PAD, START]] = -torch.inf
    return result


def _rows_of_state(state: State, rows: Tensor) -> State:
    return tuple(part[rows] for part in state) if isinstance(state, tuple) else state[rows]


def _until_end(words: list[int], longest: int) -> list[int]:
    return words[: words.index(END)] if END in words else words[:longest]


def _cut(
    looked: list[Tensor | None], ids: list[list[int]], memory: Memory
) -> list[np.ndarray] | None:
    """Weights per sentence, for the words said and the words of the source only."""
    if looked[0] is None:
        return None
    weights = torch.stack(looked).transpose(0, 1).cpu().numpy()  # (B, steps, N)
    return _cut_rows(list(weights), ids, memory)


def _cut_rows(rows: list[Any], ids: list[list[int]], memory: Memory) -> list[np.ndarray]:
    counts = memory.mask.sum(dim=1).tolist()
    return [
        np.array([row[: counts[n]] for row in rows[n][: len(said)]]).reshape(-1, counts[n])
        for n, said in enumerate(ids)
    ]


def _check_positive(function: str, **values: int) -> None:
    for name, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(f"{function}: {name}={value!r} must be an integer of at least 1")
