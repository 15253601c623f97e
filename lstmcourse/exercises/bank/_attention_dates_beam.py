"""attention.beam_step: from some beginnings of an answer to the best ones, one symbol longer."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_dates_beam_variants import MISTAKES
from lstmcourse.exercises.bank._attention_dates_match import PAGE
from lstmcourse.exercises.model import CodeExercise, Output, Probe, Property


def beam_step(scores, logits, width):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))  # log softmax, (R, K)
    totals = scores[:, None] + log_p  # every beginning with every symbol
    best = np.argsort(-totals, axis=None)[:width]  # places in the flattened totals, best first
    rows, symbols = np.divmod(best, logits.shape[1])  # place = row * K + symbol
    return rows, symbols, totals[rows, symbols]


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, R: int, K: int, width: int, size: float = 1.5) -> Probe:
        # Beginnings of about equal score, one of them clearly better: it gets several places.
        scores = -4.0 - 0.5 * rng.random(R)
        scores[rng.integers(R)] += 1.2
        # Rows of different level, which the softmax takes away.
        logits = size * rng.normal(size=(R, K)) + 3.0 * rng.normal(size=(R, 1))
        return Probe(name, (scores, logits, width), {"R": R, "K": K})

    return [
        probe("random", 3, 5, 4),
        probe("more beginnings than symbols", 7, 4, 5),
        probe("one beginning", 1, 6, 3),
        probe("square: R = K", 5, 5, 5, size=0.7),
        probe("greedy: width 1", 4, 6, 1),
        probe("large logits", 3, 5, 4, size=900.0),
    ]


def _scores_fall(function, probe: Probe) -> str | None:
    scores, logits, width = probe.args
    rows, _, totals = function(scores.copy(), logits.copy(), width)
    rows, totals = np.asarray(rows, dtype=int), np.asarray(totals, dtype=float)
    if np.any(totals > scores[rows] + 1e-3):
        return (
            "A score is higher than that of the beginning it goes on from. A log-probability is "
            "never above 0."
        )
    return None


BEAM_STEP = CodeExercise(
    id="attention.beam_step",
    title="One step of a beam search",
    page=PAGE,
    task=(
        "Write beam_step(scores, logits, width): continue R beginnings of an answer by one symbol. "
        "scores (R,) are their log-probabilities, logits (R, K) what the net says about the next "
        "symbol of each. Keep the `width` best of the R · K continuations, best first (width is at "
        "most R · K). Return "
        "(rows, symbols, scores), each (width,): which beginning is continued, by which symbol, "
        "and the new log-probability."
    ),
    parameters=("scores", "logits", "width"),
    returns=(Output("rows", "(W)"), Output("symbols", "(W)"), Output("scores", "(W)")),
    reference=beam_step,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "log softmax of each row of logits; subtract the row's largest logit first.",
        "Add the score of each beginning to its row: a table (R, K) of all continuations.",
        "np.argsort(-totals, axis=None) gives places in the flattened table, best first; "
        "np.divmod(place, K) turns a place into row and symbol.",
    ),
    properties=(Property("a longer text is never more probable", _scores_fall),),
)
