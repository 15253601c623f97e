"""rnn.lag_accuracy: the share of right answers among the targets that count."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "rnn/reach"


def lag_accuracy(logits, targets):
    counts = targets != -1  # (T, B): -1 marks the steps that ask nothing
    right = logits.argmax(axis=-1) == targets  # the answer is the class with the largest logit
    return right[counts].mean()


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, asked: np.ndarray, K: int) -> Probe:
        T, B = asked.shape
        classes = rng.integers(K, size=(T, B))
        logits = rng.normal(size=(T, B, K))
        # About two answers of three are right; half of all logits are shifted, which changes none.
        bump = np.where(rng.random((T, B)) < 0.6, 2.0, 0.0)
        np.put_along_axis(logits, classes[..., None], 1.0 + bump[..., None], axis=-1)
        logits += np.where(rng.random((T, B, 1)) < 0.5, 3.0, -3.0)
        return Probe(name, (logits, np.where(asked, classes, -1)), {"T": T, "B": B, "K": K})

    def some(T: int, B: int) -> np.ndarray:
        asked = rng.random((T, B)) < np.linspace(0.3, 0.8, T)[:, None]
        asked[-1, 0] = True
        return asked

    at_the_end = np.zeros((5, 12), bool)
    at_the_end[-1] = True
    return [
        probe("random", some(5, 11), 4),
        probe("only the last step asks", at_the_end, 3),
        probe("every step asks", np.ones((4, 6), bool), 3),
        probe("one step", some(1, 9), 5),
        probe("square: T = B = K", some(7, 7), 7),
    ]


def _right(logits, targets):
    return logits.argmax(axis=-1) == targets


def _ignored_are_wrong(logits, targets):
    return _right(logits, targets).mean()


def _last_class(logits, targets):
    return _right(logits, targets % logits.shape[-1]).mean()


def _last_step_only(logits, targets):
    return lag_accuracy(logits[-1:], targets[-1:])


def _per_sentence(logits, targets):
    return _right(logits, targets).sum() / targets.shape[1]


def _number(logits, targets):
    return _right(logits, targets).sum()


def _mistaken(logits, targets):
    return 1.0 - lag_accuracy(logits, targets)


def _percent(logits, targets):
    return 100.0 * lag_accuracy(logits, targets)


def _above_half(logits, targets):
    e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    p = e / e.sum(axis=-1, keepdims=True)
    return (_right(logits, targets) & (p.max(axis=-1) > 0.5))[targets != -1].mean()


def _mean_of_step_means(logits, targets):
    steps = [(y[None], t[None]) for y, t in zip(logits, targets, strict=True) if (t != -1).any()]
    return np.mean([lag_accuracy(y, t) for y, t in steps])


def _is_a_share(function, probe: Probe) -> str | None:
    share = float(function(*probe.args))
    return None if 0.0 <= share <= 1.0 else f"a share lies between 0 and 1, not at {share:.4g}."


ACCURACY = CodeExercise(
    id="rnn.lag_accuracy",
    title="Accuracy where an answer is asked",
    page=PAGE,
    task=(
        "Write lag_accuracy(logits, targets): the share of right answers among the targets that "
        "count. logits (T, B, K) holds one score per class, targets (T, B) holds class ids, and "
        "-1 where no answer is asked. An answer is the class with the largest logit. Return one "
        "number from 0 to 1."
    ),
    parameters=("logits", "targets"),
    returns=(Output("accuracy", "()"),),
    reference=lag_accuracy,
    probes=_probes,
    properties=(Property("the result is a share", _is_a_share),),
    mistakes=(
        Mistake(
            "ignored-are-wrong",
            "The steps that ask nothing count as wrong answers.",
            "Divide by the number of targets that are not -1, not by T * B.",
            _ignored_are_wrong,
        ),
        Mistake(
            "last-class",
            "The target -1 is taken for the last class, as an index -1 would be.",
            "-1 says that no answer is asked. Choose the steps that count first.",
            _last_class,
        ),
        Mistake(
            "last-step-only",
            "Only the last step is looked at, but other steps may ask for an answer too.",
            "The targets say which steps count, not their place in the sequence.",
            _last_step_only,
        ),
        Mistake(
            "per-sentence",
            "The right answers are divided by the number of sequences B.",
            "A sequence may ask for no answer, or for several. Count the targets that are not -1.",
            _per_sentence,
        ),
        Mistake(
            "number",
            "This is the number of right answers, not their share.",
            "Divide by the number of answers that were asked for.",
            _number,
        ),
        Mistake(
            "mistaken",
            "This is the share of wrong answers.",
            "An answer is right where the largest logit is that of the target.",
            _mistaken,
        ),
        Mistake(
            "percent",
            "This is the accuracy in percent; a share from 0 to 1 was asked for.",
            "Leave out the factor 100.",
            _percent,
        ),
        Mistake(
            "above-half",
            "An answer counts only if its probability is above one half.",
            "The largest logit decides, also where its probability is small.",
            _above_half,
        ),
        Mistake(
            "mean-of-step-means",
            "The accuracies of the steps are averaged, so a step that asks little weighs as much "
            "as one that asks often.",
            "Every target that counts weighs the same: one sum over all steps, one division.",
            _mean_of_step_means,
        ),
    ),
    hints=(
        "Three arrays (T, B): the answers, where they are right, and which targets count.",
        "The answers are logits.argmax(axis=-1); targets != -1 says which of them count.",
        "Index the array of right answers with the array of those that count, and take the mean.",
    ),
)
