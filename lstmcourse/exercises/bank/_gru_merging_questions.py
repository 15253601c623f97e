"""Quick question of book/gru/merging."""

from __future__ import annotations

from lstmcourse.exercises.bank._gru_merging_step import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

_I, _H = 10, 20


def _count(blocks: int, biases: int) -> int:
    """Blocks of weights, and `biases` biases for each hidden unit."""
    return blocks * (_H * _I + _H * _H) + biases * _H


_TORCH, _OURS, _ONE = _count(3, 6), _count(3, 4), _count(3, 3)

WEIGHTS = NumericExercise(
    id="gru.q.weights",
    title="The weights of PyTorch's GRU",
    page=PAGE,
    task=(
        "torch.nn.GRU(10, 20) has 10 inputs, 20 hidden units, one layer and PyTorch's two biases. "
        "How many weights and biases does it hold?"
    ),
    answer=_TORCH,
    because=(
        f"Three blocks of 20 · 10 + 20 · 20 weights and two biases of 60: {_TORCH}. {_OURS} would "
        "do: for r and z only the sum of the two biases counts."
    ),
    feedback=(
        Feedback(
            "four-biases",
            f"{_OURS} is the GRU of this course, 3(HI + H² + H) + H: the biases of r and z are "
            "merged. PyTorch stores both.",
            value=_OURS,
        ),
        Feedback(
            "one-bias",
            f"{_ONE} is 3(HI + H² + H), one bias per block, as with the reset before the product. "
            "PyTorch has two biases.",
            value=_ONE,
        ),
        Feedback(
            "no-biases",
            "That counts no biases at all, as in the source book's GRU.",
            value=_count(3, 0),
        ),
        Feedback("lstm", "That is an LSTM with one bias: four blocks.", value=_count(4, 4)),
        Feedback("torch-lstm", "That is PyTorch's LSTM: four blocks.", value=_count(4, 8)),
        Feedback(
            "two-blocks",
            "These are two blocks, as if only the gates r and z had weights. What else has?",
            value=_count(2, 4),
        ),
        Feedback(
            "two-blocks-one-bias",
            "These are two blocks with one bias each. What has weights besides r and z?",
            value=_count(2, 2),
        ),
        Feedback("one-block", "That is a plain RNN with two biases.", value=_count(1, 2)),
        Feedback(
            "no-recurrent",
            "The weights from the old state are missing: 20 · 20 per block.",
            value=3 * _H * _I + 6 * _H,
        ),
        Feedback("too-few", "Something is missing. How many blocks, how many biases?", high=1919),
        Feedback("too-many", "Something is counted twice. How many blocks are there?", low=1921),
    ),
    hints=(
        "One block has weights from 10 inputs and from 20 units to 20 units.",
        "There are three blocks: r, z, n. Each has a bias_ih and a bias_hh.",
        "3 (20 · 10 + 20 · 20 + 2 · 20).",
    ),
    tolerance=1e-6,
)
