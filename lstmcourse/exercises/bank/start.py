"""The warm-up of the page "How to use this course" (book/how-to-use)."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import (
    CodeExercise,
    Feedback,
    Mistake,
    NumericExercise,
    Output,
    Probe,
)

PAGE = "how-to-use"


def affine(x, W, b):
    return x @ W + b  # (B, I) @ (I, K) + (K,) -> (B, K)


def _affine_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, inputs: int, K: int) -> Probe:
        args = (rng.normal(size=(B, inputs)), rng.normal(size=(inputs, K)), rng.normal(size=K))
        return Probe(name, args, {"B": B, "I": inputs, "K": K})

    return [
        probe("random", 2, 3, 4),
        probe("square: B = I = K", 3, 3, 3),
        probe("one row", 1, 5, 2),
    ]


AFFINE = CodeExercise(
    id="start.affine",
    title="A warm-up",
    page=PAGE,
    task="Write affine(x, W, b): x W + b, shape (B, K), from x (B, I), W (I, K) and b (K,).",
    parameters=("x", "W", "b"),
    returns=(Output("y", "(B, K)"),),
    reference=affine,
    probes=_affine_probes,
    mistakes=(
        Mistake("no-bias", "The bias b is left out.", "Add b at the end.", lambda x, W, b: x @ W),
        Mistake(
            "transposed",
            "W is transposed, or it stands on the left.",
            "Sequences are rows here, so the weights multiply from the right.",
            lambda x, W, b: x @ W.T + b,
        ),
        Mistake(
            "elementwise",
            "x and W are multiplied entry by entry.",
            "A matrix product is written @ in NumPy; * multiplies entries.",
            lambda x, W, b: x * W + b,
        ),
        Mistake(
            "bias-into-weights",
            "The bias is added to every weight instead of to the result.",
            "Multiply first. b has one entry for each output.",
            lambda x, W, b: x @ (W + b),
        ),
        Mistake(
            "bias-subtracted",
            "The bias is subtracted.",
            "Look at the sign in front of b.",
            lambda x, W, b: x @ W - b,
        ),
    ),
    hints=(
        "What shape does the product of a (B, I) and an (I, K) matrix have?",
        "In NumPy the matrix product is written @. Adding b broadcasts it over the rows.",
        "One line is enough: x @ W, plus b.",
    ),
)

WEIGHTS = NumericExercise(
    id="start.q.weights",
    title="Counting weights",
    page=PAGE,
    task="How many numbers do W and b hold together when I = 3 and K = 2?",
    answer=3.0 * 2.0 + 2.0,
    because="W holds I · K = 6 numbers and b holds K = 2.",
    feedback=(
        Feedback("no-bias", "6 are in W alone. b holds numbers as well.", value=6.0),
        Feedback(
            "bias-per-input", "b has one number for each output, not for each input.", value=9.0
        ),
        Feedback("added-sizes", "W has I rows and K columns: multiply the two.", value=5.0),
        Feedback("too-many", "That is too many. Count W first, then b.", low=9.5),
    ),
    hints=("W has I rows and K columns.", "b has as many entries as there are outputs."),
    tolerance=1e-6,
)

EXERCISES = (AFFINE, WEIGHTS)
