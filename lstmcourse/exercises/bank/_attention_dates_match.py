"""attention.exact_match: the share of answers that are right from the first to the last symbol."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

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
}


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, kinds: dict[str, int], T: int, S: int, shortest: int = 4) -> Probe:
        columns = [kind for kind, count in kinds.items() for _ in range(count)]
        rng.shuffle(columns)
        B = len(columns)
        targets = np.zeros((T, B), np.int64)
        written = rng.integers(3, 13, size=(S, B))
        for b, kind in enumerate(columns):
            n = T if b == 0 else int(rng.integers(shortest, T + 1))  # symbols and <end>
            targets[: n - 1, b], targets[n - 1, b] = rng.integers(3, 13, size=n - 1), 2
            answer = targets[:n, b].copy()
            place = {"one wrong": int(rng.integers(1, n - 1)), "first wrong": 0, "goes on": n - 1}
            if kind in place:
                _spoil(rng, answer, place[kind])
            elif kind == "padding too early":
                answer[rng.integers(1, n - 1) :] = 0
            written[:n, b] = answer[:S]
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


def _fitted(written, targets):
    missing = max(0, len(targets) - len(written))
    return np.pad(written, ((0, missing), (0, 0)), constant_values=-1)[: len(targets)]


def _symbols(written, targets):
    return (_fitted(written, targets) == targets)[targets != 0].mean()


def _entries(written, targets):
    return (_fitted(written, targets) == targets).mean()


def _padding_counts(written, targets):
    return (_fitted(written, targets) == targets).all(axis=0).mean()


def _end_left_out(written, targets):
    return ((_fitted(written, targets) == targets) | (targets <= 2)).all(axis=0).mean()


def _mask_of_the_answer(written, targets):
    written = _fitted(written, targets)
    return ((written == targets) | (written == 0)).all(axis=0).mean()


def _wrong_axis(written, targets):
    return ((_fitted(written, targets) == targets) | (targets == 0)).all(axis=1).mean()


def _any(written, targets):
    return ((_fitted(written, targets) == targets) & (targets != 0)).any(axis=0).mean()


def _number(written, targets):
    return exact_match(written, targets) * targets.shape[1]


def _by_steps(written, targets):
    return exact_match(written, targets) * targets.shape[1] / targets.shape[0]


def _cut(written, targets):
    steps = min(len(written), len(targets))
    return exact_match(written[:steps], targets[:steps])


def _first_left_out(written, targets):
    return exact_match(written[1:], targets[1:])


def _shifted(written, targets):
    return exact_match(written[1:], targets)


def _mistaken(written, targets):
    return 1.0 - exact_match(written, targets)


MISTAKES = (
    Mistake(
        "symbols",
        "This is the share of right symbols. One wrong symbol makes the whole answer wrong.",
        "Ask for every sentence first whether all of its symbols are right.",
        _symbols,
    ),
    Mistake(
        "entries",
        "This is the share of equal entries of the two arrays, padding included.",
        "Ask for every sentence first whether all of its symbols are right.",
        _entries,
    ),
    Mistake(
        "padding-counts",
        "The padding of the targets is compared as well, so what a net writes behind the end mark "
        "makes a right answer wrong.",
        "Which entries of targets have to be written, and which only fill the array up?",
        _padding_counts,
    ),
    Mistake(
        "end-left-out",
        "The end mark is not compared, so an answer that goes on counts as right.",
        "Id 2 has to be written too. Only id 0 is left out.",
        _end_left_out,
    ),
    Mistake(
        "mask-of-the-answer",
        "The places to leave out are taken from written. A net that writes padding too early gets "
        "these symbols as a present.",
        "The targets say which places count.",
        _mask_of_the_answer,
    ),
    Mistake(
        "wrong-axis",
        "This is the share of steps at which all sentences are right.",
        "Axis 0 is time, axis 1 the sentences. Over which one must all entries be right?",
        _wrong_axis,
    ),
    Mistake(
        "any",
        "A sentence counts as soon as any of its symbols is right.",
        "An exact match needs all of them.",
        _any,
    ),
    Mistake(
        "number",
        "This is how many sentences are right. Their share was asked for.",
        "Divide by the number of sentences.",
        _number,
    ),
    Mistake(
        "by-steps",
        "The number of right sentences is divided by the number of steps.",
        "Which axis of targets counts the sentences?",
        _by_steps,
    ),
    Mistake(
        "cut",
        "Only the steps that both arrays have are compared, so an answer that was cut before its "
        "end counts as right.",
        "What follows for a target that is longer than written?",
        _cut,
    ),
    Mistake(
        "first-left-out",
        "The first symbol is not compared.",
        "written holds no start mark: its row 0 answers row 0 of targets.",
        _first_left_out,
    ),
    Mistake(
        "shifted",
        "Symbol t + 1 of the answer is compared with target t.",
        "written holds no start mark: its row 0 answers row 0 of targets.",
        _shifted,
    ),
    Mistake(
        "mistaken",
        "This is the share of sentences with a mistake.",
        "1 minus it is what was asked for.",
        _mistaken,
    ),
)


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
        "the end mark, then 0 as padding. written (S, B) holds what the net wrote, its end mark "
        "included; what stands behind that does not count. S may be larger or smaller than T. "
        "Return one number."
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
