"""attention.exact_match: the share of answers that are right from the first to the last symbol."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._attention_dates_match_variants import MISTAKES
from lstmcourse.exercises.model import CodeExercise, Output, Probe, Property

PAGE = "attention/dates"


def exact_match(written, targets):
    missing = max(0, len(targets) - len(written))
    # Where the net wrote nothing stands -1, which no target is; what is too much is cut.
    written = np.pad(written, ((0, missing), (0, 0)), constant_values=-1)[: len(targets)]
    counts = targets != 0  # (T, B): the symbols and the end mark, but no padding
    right = (written == targets) | ~counts
    return right.all(axis=0).mean()  # all steps of a sentence; the share of sentences


# How an answer differs from its target. Each kind is there a different number of times.
_KINDS = {
    "right, then nonsense": 9,
    "right, then padding": 4,
    "one wrong": 3,
    "goes on": 6,
    "padding too early": 2,
    "first wrong": 5,
    "a symbol in front": 2,
}


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, kinds: dict[str, int], T: int, S: int, shortest: int = 4) -> Probe:
        # Each kind has answers of all lengths, from the longest down: n symbols, <end> among them.
        spans = range(T, shortest - 1, -1)
        columns = [(kind, spans[i % len(spans)]) for kind in kinds for i in range(kinds[kind])]
        rng.shuffle(columns)
        B = len(columns)
        targets = np.zeros((T, B), np.int64)
        written = rng.integers(3, 13, size=(S, B))
        for b, (kind, n) in enumerate(columns):
            targets[: n - 1, b], targets[n - 1, b] = rng.integers(3, 13, size=n - 1), 2
            answer = targets[:n, b].copy()
            place = {"one wrong": int(rng.integers(1, n - 1)), "first wrong": 0, "goes on": n - 1}
            if kind in place:
                _spoil(rng, answer, place[kind])
            elif kind == "padding too early":
                answer[rng.integers(1, n - 1) :] = 0
            late = int(kind == "a symbol in front")
            end = min(S, late + n)
            written[late:end, b] = answer[: end - late]
            if kind in ("right, then padding", "padding too early"):
                written[n:, b] = 0
        return Probe(name, (written, targets), {"T": T, "B": B})

    good = {"right, then nonsense": 4}
    return [
        probe("random", _KINDS, T=7, S=9),
        probe("same number of steps", {**_KINDS, "one wrong": 7}, T=8, S=8),
        probe("too few steps written", {**_KINDS, **good}, T=7, S=5, shortest=4),
        probe("one of five wrong", {**good, "one wrong": 1}, T=6, S=7, shortest=6),
        probe("one sentence", {"right, then nonsense": 1}, T=5, S=8, shortest=5),
    ]


def _spoil(rng: np.random.Generator, answer: np.ndarray, place: int) -> None:
    """Another symbol at this place: not the right one, not <end>, not padding."""
    answer[place] = rng.choice([symbol for symbol in range(3, 13) if symbol != answer[place]])


def _nonsense_behind_the_end(function, probe: Probe) -> str | None:
    written, targets = (np.array(array) for array in probe.args)
    steps = min(len(written), len(targets))
    changed = written.copy()
    changed[:steps][targets[:steps] == 0] = 7
    changed[steps:] = 8
    before, after = (float(function(array, targets.copy())) for array in (written, changed))
    if abs(before - after) > 1e-6:
        return (
            "Other symbols behind the end mark change the share. What stands there does not count."
        )
    return None


EXACT_MATCH = CodeExercise(
    id="attention.exact_match",
    title="Exact match",
    page=PAGE,
    task=(
        "Write exact_match(written, targets): the share of B answers that are right from the first "
        "symbol to the end mark. targets (T, B) holds ids: the symbols of each answer, then 2 for "
        "the end mark, then 0 as padding. written (S, B) holds what the net wrote, in the same "
        "ids; what stands behind its end mark does not count. S may be larger or smaller than T; "
        "an answer may have no end mark. Return one number."
    ),
    parameters=("written", "targets"),
    returns=(Output("share", "()"),),
    reference=exact_match,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Bring written to T steps first: cut it, or fill it with a value that no target has.",
        "An entry is fine where written equals targets, or where targets is padding.",
        "A sentence is right when all of its T entries are fine: all(axis=0). Then take the mean.",
    ),
    properties=(Property("nothing behind the end counts", _nonsense_behind_the_end),),
)
