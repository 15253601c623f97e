"""Quick question of the page book/gru/comparison."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise

CONCLUDE = ChoiceExercise(
    id="gru.q.conclude",
    title="What may one conclude?",
    page="gru/comparison",
    task=(
        "A report compares 4 cells on 5 tasks, 5 seeds each, all 6 pairs of cells on every task. "
        "In one of the 30 comparisons the exact permutation test gives p = 0.03. "
        "What may one conclude?"
    ),
    choices=(
        Choice(
            "a",
            "With probability 0.97 the one cell is better than the other.",
            "p is computed as if the cells were alike; it is not the probability that they are.",
        ),
        Choice(
            "b",
            "Little: among 30 comparisons of equal cells one or two p values below 0.05 are to be "
            "expected.",
            "Right. 30 times 0.05 is 1.5. Name the pair as a question for new runs with new seeds.",
        ),
        Choice(
            "c",
            "The cell is better on this task, and the 29 other comparisons show equality.",
            "One of 30 is what chance alone brings, and a large p shows no equality: few seeds "
            "find only large differences.",
        ),
        Choice(
            "d",
            "The cell is better at any size, since all cells had the same number of weights.",
            "Equal size removes one advantage. It says nothing about other sizes, rates or "
            "budgets, and nothing about chance.",
        ),
    ),
    right="b",
    hints=("How many p values below 0.05 do 30 comparisons bring when nothing differs?",),
)
