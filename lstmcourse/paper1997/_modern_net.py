"""The net of a modern row, in PyTorch. Only ``modern`` imports this, when a row runs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from lstmcourse.paper1997._records import Protocol

if TYPE_CHECKING:
    from lstmcourse.paper1997.modern import Setting, _Batch


class ModernNet(torch.nn.Module):
    """``torch.nn.LSTM`` or ``torch.nn.RNN`` with a linear readout, and its optimiser.

    One-hot inputs are symbols: the input weights are looked up, (I, 4H), and the layer's own
    input matrix is the identity, which does not learn. PyTorch's second bias is 0 and does not
    learn either. So the weights are those of the textbook LSTM.
    """

    def __init__(self, setting: Setting, protocol: Protocol, kind: str, seed: int) -> None:
        super().__init__()
        net, hidden = protocol.net, setting.hidden
        gates = 4 * hidden if setting.cell == "lstm" else hidden
        dense = protocol.task in _DENSE
        layer = torch.nn.LSTM if setting.cell == "lstm" else torch.nn.RNN
        self._kind, self._outputs, self._clip = kind, net.outputs, setting.clip
        self._layer = layer(net.inputs if dense else gates, hidden)
        self._readout = torch.nn.Linear(hidden, net.outputs)
        self._lookup = None if dense else torch.nn.Parameter(torch.zeros(net.inputs, gates))
        self._start(setting, protocol, seed)
        learnt = [part for part in self.parameters() if part.requires_grad]
        self._learnt = learnt
        self._adam = torch.optim.Adam(learnt, lr=setting.rate)

    def _start(self, setting: Setting, protocol: Protocol, seed: int) -> None:
        """All weights uniform in +-1/sqrt(H), PyTorch's default; the forget gates' bias apart."""
        random = torch.Generator().manual_seed(int(seed) % 2**63)
        bound, hidden = 1 / math.sqrt(setting.hidden), setting.hidden
        with torch.no_grad():
            for part in self.parameters():
                part.uniform_(-bound, bound, generator=random)
            self._layer.bias_hh_l0.zero_()
            self._layer.bias_hh_l0.requires_grad_(False)
            if self._lookup is not None:
                self._layer.weight_ih_l0.copy_(torch.eye(len(self._layer.weight_ih_l0)))
                self._layer.weight_ih_l0.requires_grad_(False)
            if setting.cell == "lstm":
                log_steps = math.log(protocol.task_settings.steps or _MEAN_STRING)
                chrono = setting.gate_bias == "log T"
                self._layer.bias_ih_l0[hidden : 2 * hidden] = log_steps if chrono else 1.0
                if chrono:
                    self._layer.bias_ih_l0[:hidden] = -log_steps

    def _run(self, batch: _Batch) -> torch.Tensor:
        """h of all steps, (T, B, H)."""
        if self._lookup is None:
            inputs = torch.from_numpy(batch.values.astype(np.float32))
        else:
            inputs = self._lookup[torch.from_numpy(batch.symbols)]
        return self._layer(inputs)[0]

    def learn(self, batch: _Batch, every_step: bool) -> tuple[np.ndarray, np.ndarray]:
        """A step of Adam; (worst, mean) of |d - y| of each sequence before it."""
        places, logits = self._answers(batch, every_step)
        loss = self._loss(logits, batch, places)
        self._adam.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._learnt, self._clip)
        self._adam.step()
        return self._errors(logits, batch, places)

    def look(self, batch: _Batch, every_step: bool) -> tuple[np.ndarray, np.ndarray]:
        """(worst, mean) of |d - y| of each sequence."""
        with torch.no_grad():
            places, logits = self._answers(batch, every_step)
            return self._errors(logits, batch, places)

    def strings_are_legal(self, batch: _Batch, legal: np.ndarray) -> bool:
        """Experiment 1: at every step of every string all legal symbols above all others.

        legal: (n, L, 7) bool, which symbols may follow.
        """
        with torch.no_grad():
            logits = self._readout(self._run(batch)).numpy()
        asked = batch.classes >= 0  # (T, n)
        legal = np.swapaxes(legal, 0, 1)[: len(asked)]
        least_legal = np.where(legal, logits, np.inf).min(axis=-1)
        most_other = np.where(legal, -np.inf, logits).max(axis=-1)
        return bool(np.all((least_legal > most_other)[asked]))

    def _answers(
        self, batch: _Batch, every_step: bool
    ) -> tuple[tuple[np.ndarray, np.ndarray], torch.Tensor]:
        """(steps, columns) of the asked answers, and the readout there, (N, K)."""
        columns = np.arange(len(batch.lengths))
        places = (batch.lengths - 1, columns)
        if every_step:
            places = np.nonzero(batch.classes >= 0)
        hs = self._run(batch)
        picked = hs[torch.from_numpy(places[0]), torch.from_numpy(places[1])]
        return places, self._readout(picked)

    def _loss(
        self, logits: torch.Tensor, batch: _Batch, places: tuple[np.ndarray, np.ndarray]
    ) -> torch.Tensor:
        if self._outputs > 1:
            return cross_entropy(logits, torch.from_numpy(batch.classes[places]))
        wanted = torch.from_numpy(batch.numbers.astype(np.float32))
        if self._kind == "class":
            return binary_cross_entropy_with_logits(logits, wanted)
        return ((logits - wanted) ** 2).mean()

    def _errors(
        self, logits: torch.Tensor, batch: _Batch, places: tuple[np.ndarray, np.ndarray]
    ) -> tuple[np.ndarray, np.ndarray]:
        logits = logits.detach()
        if self._outputs > 1:
            misses = torch.softmax(logits, dim=-1).numpy()
            own = (np.arange(len(misses)), batch.classes[places])
            misses[own] = 1.0 - misses[own]
        else:
            outputs = torch.sigmoid(logits) if self._kind == "class" else logits
            misses = np.abs(outputs.numpy() - batch.numbers)
        worst, mean = misses.max(axis=1), misses.mean(axis=1)
        if len(worst) == len(batch.lengths):
            return worst, mean
        # Several answers per sequence: the worst of them, and their mean.
        columns, count = places[1], len(batch.lengths)
        worst_of, total = np.zeros(count), np.zeros(count)
        np.maximum.at(worst_of, columns, worst)
        np.add.at(total, columns, mean)
        return worst_of, total / np.bincount(columns, minlength=count)


_DENSE = ("two sequences", "two sequences, noisy targets", "adding", "multiplication")
_MEAN_STRING = 12  # of embedded Reber strings, experiment 1
