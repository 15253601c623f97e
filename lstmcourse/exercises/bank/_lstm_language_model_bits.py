"""lstm.perplexity: bits per symbol and perplexity, over the targets that count."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank import _lstm_language_model_bits_variants as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "lstm/language-model"


def bits_and_perplexity(logits, targets):
    counts = targets != -1  # (T, B): -1 marks what is not to be predicted
    y, chosen = logits[counts], targets[counts]  # (M, K) and (M,)
    y = y - y.max(axis=-1, keepdims=True)  # changes no probability, and exp cannot overflow
    log_p = y - np.log(np.exp(y).sum(axis=-1, keepdims=True))
    nats = -log_p[np.arange(len(chosen)), chosen].mean()  # one mean over all that count
    bits = nats / np.log(2)
    return bits, 2**bits


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, K: int, asked, shift: float = 0.0) -> Probe:
        logits = 1.5 * rng.normal(size=(T, B, K)) + shift
        # The last class is far less likely than the rest: -1 taken as an index shows.
        logits[..., -1] -= 3.0
        targets = rng.integers(K - 1, size=(T, B))
        targets[1:, 0] = K - 1  # sequence 0 is hard, so sequences and steps differ
        logits[0] += 4.0 * np.eye(K)[targets[0]]  # and step 0 is easy
        return Probe(name, (logits, np.where(asked, targets, -1)), {"T": T, "B": B, "K": K})

    ragged = np.arange(6)[:, None] < np.array([6, 2, 4, 1])
    holes = np.ones((5, 3), bool)
    holes[1:4, 1] = holes[2, 0] = False
    return [
        probe("sequences of different lengths", 6, 4, 5, ragged),
        probe("holes", 5, 3, 4, holes),
        probe("everything counts", 4, 2, 3, np.ones((4, 2), bool)),
        probe("square: T = B = K", 4, 4, 4, np.arange(4)[:, None] < np.array([4, 1, 3, 2])),
        probe("logits near 900", 5, 3, 4, holes, 900.0),
    ]


def _consistent(function, probe: Probe) -> str | None:
    bits, perplexity = (float(np.asarray(value)) for value in function(*probe.args))
    if bits < 0:
        return f"bits per symbol are never negative, but yours are {bits:.4g}."
    if perplexity < 1:
        return f"a perplexity is at least 1, but yours is {perplexity:.4g}."
    return None


_IGNORE = "Choose the predictions with targets != -1 before the mean."

BITS = CodeExercise(
    id="lstm.perplexity",
    title="Bits and perplexity",
    page=PAGE,
    task=(
        "Write bits_and_perplexity(logits, targets): bits per symbol, the mean of -log2 p over all "
        "targets that are not -1, and the perplexity, 2 to these bits. p is the probability that "
        "softmax(logits[t, b]) gives to targets[t, b]. logits (T, B, K) may be as large as 900; "
        "targets (T, B) holds ids, or -1 where nothing is to be predicted. Return two numbers."
    ),
    parameters=("logits", "targets"),
    returns=(Output("bits", "()"), Output("perplexity", "()")),
    reference=bits_and_perplexity,
    probes=_probes,
    properties=(Property("bits and perplexity are possible", _consistent),),
    mistakes=(
        Mistake(
            "ignored-counted",
            "The targets that are -1 add no loss, but they are counted in the mean.",
            "Divide by the number of targets that are not -1, not by T * B.",
            wrong.ignored_counted,
        ),
        Mistake(
            "last-class",
            "The target -1 is used as an index, so it asks for the last class.",
            _IGNORE,
            wrong.last_class,
        ),
        Mistake(
            "zero-ignored",
            "Targets of class 0 are left out, as if they were marked by -1.",
            "0 is an ordinary id. Only -1 marks what does not count.",
            wrong.zero_ignored,
        ),
        Mistake(
            "negative",
            "The sign is lost: this is the mean of log2 p, which is negative.",
            "Bits are the mean of minus log2 p, and a perplexity is at least 1.",
            wrong.negative,
        ),
        Mistake("class-zero", "The target -1 is treated as class 0.", _IGNORE, wrong.class_zero),
        Mistake(
            "nats",
            "The first number is in nats; bits were asked for.",
            "One nat is 1 / log 2 bits. The perplexity is right.",
            wrong.nats,
        ),
        Mistake(
            "two-to-the-nats",
            "The bits are right, but the perplexity is 2 to the loss in nats.",
            "2 belongs to bits, e to nats.",
            wrong.two_to_the_nats,
        ),
        Mistake(
            "e-to-the-bits",
            "The bits are right, but the perplexity is e to the bits.",
            "2 belongs to bits, e to nats.",
            wrong.e_to_the_bits,
        ),
        Mistake(
            "nats-as-bits",
            "The loss in nats is taken for bits, in both numbers.",
            "np.log is the natural logarithm; divide by log 2, or use np.log2.",
            wrong.two_to_the_nats_both,
        ),
        Mistake(
            "times-log-two",
            "The nats are multiplied by log 2 where they should be divided by it.",
            "One nat is about 1.44 bits: the number of bits is the larger one.",
            wrong.times_log_two,
        ),
        Mistake(
            "swapped",
            "The two numbers are returned in the wrong order.",
            "Bits first, then the perplexity.",
            wrong.swapped,
        ),
        Mistake(
            "summed",
            "The losses are summed, not averaged, so a longer text looks worse.",
            "Per symbol: divide by the number of targets that count.",
            wrong.summed,
        ),
        Mistake(
            "mean-of-sequences",
            "Each sequence is averaged first, so a target in a short one weighs more.",
            "Every target that counts weighs the same: one sum, one division.",
            wrong.mean_of_sequences,
        ),
        Mistake(
            "mean-of-steps",
            "Each time step is averaged first, so a target at a step that few reach weighs more.",
            "Every target that counts weighs the same: one sum, one division.",
            wrong.mean_of_steps,
        ),
        Mistake(
            "mean-of-perplexities",
            "The perplexities of the sequences are averaged.",
            "Average the logarithms over all targets. The power comes last.",
            wrong.mean_of_perplexities,
        ),
        Mistake(
            "mean-of-inverses",
            "The perplexity is the mean of 1 / p; a single bad guess rules it.",
            "Average the logarithms over all targets. The power comes last.",
            wrong.mean_of_inverses,
        ),
        Mistake(
            "no-shift",
            "The numbers are right for small logits, but exp overflows for large ones.",
            "Subtract the largest logit of each prediction first; no probability changes.",
            wrong.no_shift,
        ),
        Mistake(
            "entropy",
            "This is the mean entropy of the predictions; the targets are not used.",
            "How unsure a model is differs from how wrong it is. Take the target's -log p.",
            wrong.entropy,
        ),
    ),
    hints=(
        "Three parts: the log of the softmax, the target's entry where the target is not -1, and "
        "one mean. Then two units of the same number.",
        "Boolean indexing does it: logits[counts] has shape (M, K), targets[counts] (M,).",
        "bits = nats / np.log(2), perplexity = 2**bits, which is also np.exp(nats).",
    ),
)
