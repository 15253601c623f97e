"""Exercise lab.reber_success: the criterion of experiment 1."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank import _paper1997_reber_variants as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "paper1997/reber"


def reber_success(outputs, legal, steps):
    right = np.zeros(len(outputs), bool)
    for n, count in enumerate(steps):
        out, may = outputs[n, :count], legal[n, :count]
        weakest = np.where(may, out, np.inf).min(axis=1)  # of the legal symbols
        strongest = np.where(may, -np.inf, out).max(axis=1)  # of the others
        right[n] = np.all(weakest > strongest)
    return right, bool(right.all())


KINDS = (
    "right", "tie", "second", "beaten", "runner-up", "first step", "last step", "kept", "level",
    "low", "most",
)  # fmt: skip
"""What is special about a string; see ``_string``."""


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(
        name: str, kinds: list[str], steps: list[int], padding: int = 3, K: int = 7, clean: int = 0
    ) -> Probe:
        N, T = len(kinds), max(steps) + padding
        legal = rng.random((N, T, K)).argsort(axis=2) < 2
        # After its end a string leaves what others have left there, mostly errors.
        outputs = rng.uniform(0.0, 1.0, (N, T, K)) - 2.0 * legal
        for n, (kind, count) in enumerate(zip(kinds, steps, strict=True)):
            one = np.arange(count) % 2 == 1  # a single legal symbol at every other step
            legal[n, :count] = rng.random((count, K)).argsort(axis=1) < np.where(one, 1, 2)[:, None]
            outputs[n, :count] = _string(kind, rng, legal[n, :count])
            if n < clean:  # by luck, what stands behind these is right
                outputs[n, count:] = np.where(legal[n, count:], 0.9, 0.1)
        return Probe(name, (outputs, legal, np.array(steps)), {"N": N, "T": T, "K": K})

    order = [KINDS[n] for n in rng.permutation(len(KINDS))]
    lengths = [int(n) for n in rng.integers(8, 14, len(KINDS))]
    return [
        probe("strings of all kinds", order, lengths),
        probe("all right", ["right"] * 4, [8, 9, 11, 8], clean=1),
        probe("one string wrong", ["right", "right", "second", "right", "right"], [9, 8, 8, 10, 9]),
        probe("all wrong", ["most", "tie", "last step"], [8, 9, 10]),
        probe("a single string, nothing after its end", ["kept"], [8], padding=0, K=5),
        probe("right at every level", ["level", "low", "level"], [10, 8, 9]),
    ]


def _string(kind: str, rng: np.random.Generator, legal: np.ndarray) -> np.ndarray:
    """Outputs (T, K) of one string that are right but for what ``kind`` says."""
    T, K = legal.shape
    out = np.where(legal, rng.uniform(0.7, 0.95, (T, K)), rng.uniform(0.0, 0.04, (T, K)))
    two = 2 * int(rng.integers(1, T // 2 - 1))  # a step with two legal symbols, not at an end
    if kind == "tie":
        out[two, ~legal[two]] = out[two, legal[two]].min()
    elif kind == "second":
        out[two, legal[two].argmax()] = -0.1
    elif kind == "beaten":  # by another one: above the mean of the legal ones, below the stronger
        out[two, legal[two]] = 0.9, 0.3
        out[two, (~legal[two]).argmax()] = 0.65
    elif kind == "runner-up":  # the only legal one is second
        out[two + 1, (~legal[two + 1]).argmax()] = out[two + 1, legal[two + 1]].max() + 0.02
    elif kind in ("first step", "last step", "kept"):
        t = {"first step": 0, "last step": T - 1, "kept": T - 2}[kind]
        out[t, legal[t]] = -0.1
    elif kind == "level":
        out += rng.choice([-3.0, 3.0], size=(T, 1))
    elif kind == "low":
        out = np.where(legal, rng.uniform(0.35, 0.45, (T, K)), rng.uniform(0.2, 0.3, (T, K)))
    elif kind == "most":
        out[: T - 2] = np.where(legal, 0.0, out)[: T - 2]
    return out


SUCCESS = CodeExercise(
    id="lab.reber_success",
    title="Every step of every string",
    page=PAGE,
    task=(
        "Write reber_success(outputs, legal, steps): which strings are right, and whether the net "
        "has succeeded. outputs (N, T, K) are numbers for N strings; string n has steps[n] steps, "
        "and what stands behind them does not count. legal (N, T, K) is True for the symbols that "
        "may come next, one or two at each step. A step is right when every legal symbol has a "
        "larger output than every other one; a string is right when all its steps are. Return "
        "right (N,), True or False for each string, and solved, True when all strings are right."
    ),
    parameters=("outputs", "legal", "steps"),
    returns=(Output("right", "(N,)"), Output("solved", "()")),
    reference=reber_success,
    probes=_probes,
    mistakes=(
        Mistake(
            "top-is-legal",
            "You only ask whether the largest output is a legal symbol; where two are legal, both "
            "must stand above the rest.",
            "At a step with two legal symbols, which of their two outputs decides?",
            wrong.top_is_legal,
        ),
        Mistake(
            "two-largest",
            "You ask that the legal symbols are among the two largest outputs; a single legal "
            "symbol must be the largest.",
            "Where one symbol is legal, which output must it beat?",
            wrong.two_largest,
        ),
        Mistake(
            "mean-of-others",
            "You compare the legal outputs with the mean of the others; they must beat the "
            "strongest.",
            "How many of the others may be larger than a legal one?",
            wrong.mean_of_others,
        ),
        Mistake(
            "bounded",
            "What does not count is replaced by 0 or 1; outputs may lie beyond these.",
            "Which number is larger than every output, on any scale?",
            wrong.bounded,
        ),
        Mistake(
            "tie-is-right",
            "A tie counts as right in your answer; a legal symbol must have the larger output.",
            "Which comparison leaves out equality?",
            wrong.tie_is_right,
        ),
        Mistake(
            "padding-counts",
            "Steps behind the end of a string count in your answer.",
            "Which steps of outputs[n] belong to string n?",
            wrong.padding_counts,
        ),
        Mistake(
            "half",
            "You compare the outputs with 0.5; only their order within a step counts.",
            "Add 3 to all outputs of a step: must the answer change?",
            wrong.half,
        ),
        Mistake(
            "last-step",
            "The last step of a string does not enter: there the E has to be predicted.",
            "How many steps does a slice up to steps[n] - 1 hold?",
            wrong.last_step,
        ),
        Mistake(
            "kept-alone",
            "You look only at the step where the second symbol is repeated.",
            "The criterion asks for every step.",
            wrong.kept_alone,
        ),
        Mistake(
            "first-step",
            "The first step of a string does not enter: there T and P are legal.",
            "Where does your count of the steps begin?",
            wrong.first_step,
        ),
        Mistake(
            "most-steps",
            "A string counts as right when most of its steps are; all of them must be.",
            "How many wrong steps may a right string have?",
            wrong.most_steps,
        ),
        Mistake(
            "any-string",
            "You call it solved when some string is right; all strings must be.",
            "np.any or np.all?",
            wrong.any_string,
        ),
        Mistake(
            "most-strings",
            "You call it solved when most strings are right; all strings must be.",
            "One wrong string in 512 is a failed test.",
            wrong.most_strings,
        ),
        Mistake(
            "mass",
            "You compare the sum over legal symbols with the sum over the others.",
            "Compare single outputs: the weakest legal one, and the strongest of the rest.",
            wrong.mass,
        ),
        Mistake(
            "upside-down",
            "You return True for the strings that are wrong.",
            "The name of the first result says what True means.",
            wrong.upside_down,
        ),
    ),
    hints=(
        "Take one string first: outputs[n, :steps[n]] and legal[n, :steps[n]].",
        "At one step, the weakest legal output must beat the strongest of the others. np.where "
        "can put infinity where an output does not count.",
        "A string is right when this holds at all its steps; the net has succeeded when all "
        "strings are right.",
    ),
)
