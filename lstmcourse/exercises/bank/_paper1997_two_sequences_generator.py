"""Exercise lab.two_sequences: the sequences of experiments 3a, 3b and 3c."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank import _paper1997_two_sequences_variants as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "paper1997/two-sequences"


def two_sequences(task, normals, first_class, extra, signal):
    shown = np.where(first_class, 1.0, -1.0)  # (B,)
    inputs = np.sqrt(0.2) * normals  # (T, B): variance 0.2
    if task == "3b":
        inputs[:signal] += shown
    else:
        inputs[:signal] = shown
    if task == "3c":
        targets = np.where(first_class, 0.2, 0.8) + np.sqrt(0.1) * extra
    else:
        targets = np.where(first_class, 1.0, 0.0)
    return inputs, targets


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, task: str, steps: int, batch: int, signal: int) -> Probe:
        # Numbers of at least 0.3: what a mistake does to them is then seen.
        normals, extra = rng.normal(size=(steps, batch)), rng.normal(size=batch)
        normals, extra = (np.copysign(0.3 + np.abs(z), z) for z in (normals, extra))
        first_class = rng.permutation(np.arange(batch) % 2 == 0)
        args = task, normals, first_class, extra, signal
        return Probe(name, args, {"T": steps, "B": batch})

    return [
        probe("3a", "3a", 7, 5, 3),
        probe("3b", "3b", 7, 5, 3),
        probe("3c", "3c", 7, 5, 3),
        probe("3a with N = 1", "3a", 6, 4, 1),
        probe("3b with N = 1", "3b", 6, 4, 1),
        probe("as many sequences as steps", "3c", 5, 5, 2),
        probe("one sequence", "3b", 8, 1, 3),
    ]


GENERATOR = CodeExercise(
    id="lab.two_sequences",
    title="The two classes and their noise",
    page=PAGE,
    task=(
        "Write two_sequences(task, normals, first_class, extra, signal): a batch of B sequences "
        'of T steps. task is "3a", "3b" or "3c"; normals (T, B) and extra (B,) are draws from the '
        "normal distribution with mean 0 and variance 1; first_class (B,) is True for class 1; "
        "signal is N. Return inputs (T, B) and targets (B,). The first N inputs are +1 in class 1 "
        "and -1 in class 2, all others are noise of variance 0.2, made from normals at the same "
        "place. In 3b that noise is added to the first N inputs as well. The targets are 1 and 0 "
        "for classes 1 and 2; in 3c they are 0.2 and 0.8 plus noise of variance 0.1, made from "
        "extra."
    ),
    parameters=("task", "normals", "first_class", "extra", "signal"),
    returns=(Output("inputs", "(T, B)"), Output("targets", "(B,)")),
    reference=two_sequences,
    probes=_probes,
    mistakes=(
        Mistake(
            "deviation-input",
            "The input noise has standard deviation 0.2, not variance 0.2.",
            "Multiply a normal number by c, and its variance is multiplied by c squared.",
            wrong.deviation_input,
        ),
        Mistake(
            "deviation-target",
            "The target noise of 3c has standard deviation 0.1, not variance 0.1.",
            "Which factor makes a variance of 0.1 out of a variance of 1?",
            wrong.deviation_target,
        ),
        Mistake(
            "deviation-both",
            "0.2 and 0.1 are used as standard deviations; they are variances.",
            "Multiply a normal number by c, and its variance is multiplied by c squared.",
            wrong.deviation_both,
        ),
        Mistake(
            "unit-noise",
            "The input noise has variance 1: it is used as it was drawn.",
            "normals have variance 1; the task wants 0.2.",
            wrong.unit_noise,
        ),
        Mistake(
            "always-noisy-signal",
            "The first N inputs carry noise in 3a and 3c as well.",
            "In which of the three tasks is the signal clean?",
            wrong.always_noisy,
        ),
        Mistake(
            "never-noisy-signal",
            "The first N inputs of 3b carry no noise.",
            "What tells 3b from 3a?",
            wrong.never_noisy,
        ),
        Mistake(
            "3c-like-3b",
            "The first N inputs of 3c carry noise, as in 3b.",
            "3c is like 3a but for its targets.",
            wrong.noisy_3c,
        ),
        Mistake(
            "signs-exchanged",
            "Class 1 gets -1 and class 2 gets +1.",
            "Which sign belongs to class 1?",
            wrong.signs_exchanged,
        ),
        Mistake(
            "targets-exchanged",
            "The targets of the two classes are exchanged.",
            "Class 1 has the target 1 in 3a and 3b, and 0.2 in 3c.",
            wrong.targets_exchanged,
        ),
        Mistake(
            "3c-exchanged",
            "In 3c class 1 gets 0.8 and class 2 gets 0.2.",
            "In 3c class 1 has the lower target, unlike in 3a and 3b.",
            wrong.exchanged_3c,
        ),
        Mistake(
            "3c-like-3a",
            "The targets of 3c are 1 and 0 with noise; they should lie around 0.2 and 0.8.",
            "Read the last sentence of the task again.",
            wrong.targets_3a,
        ),
        Mistake(
            "targets-like-inputs",
            "The target of class 2 in 3a and 3b is -1; it should be 0.",
            "The inputs are +1 and -1. What are the targets?",
            wrong.minus_targets,
        ),
        Mistake(
            "clean-targets",
            "The targets of 3c carry no noise.",
            "What is extra for?",
            wrong.clean_targets,
        ),
        Mistake(
            "noisy-targets",
            "The targets carry noise in 3a and 3b as well.",
            "Only one of the three tasks has noise on its targets.",
            wrong.noisy_targets,
        ),
        Mistake(
            "one-signal-step",
            "Only the first input shows the class, whatever N is.",
            "The class shows at N steps.",
            wrong.one_step,
        ),
        Mistake(
            "one-too-many",
            "The class shows at N + 1 steps.",
            "inputs[:n] are n steps, number 0 to n - 1.",
            wrong.one_too_many,
        ),
        Mistake(
            "class-everywhere",
            "The class is added to the noise at all steps, in all three tasks.",
            "How many steps show the class? And in which task does noise come on top of it?",
            wrong.everywhere,
        ),
        Mistake(
            "signal-at-the-end",
            "The class shows at the last N steps; nothing has to be remembered there.",
            "Which end of the sequence does the first axis start with?",
            wrong.at_the_end,
        ),
    ),
    hints=(
        "Start with the noise at all steps, then write or add the class at the first N of them.",
        "A variance of 0.2 is a standard deviation of the square root of 0.2.",
        "np.where(first_class, 1.0, -1.0) has one number for each sequence; inputs[:signal] = ... "
        "puts it at all N steps.",
    ),
)
