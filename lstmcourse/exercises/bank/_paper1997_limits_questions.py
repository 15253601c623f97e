"""Quick question of book/paper1997/limits."""

from __future__ import annotations

from lstmcourse.exercises.bank._paper1997_limits_guess import PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise

LIMITS = ChoiceExercise(
    id="lab.q.limits",
    title="Storing half of an XOR",
    page=PAGE,
    task=(
        "A sequence shows X or Y twice, far apart; all four pairs are equally frequent. A net has "
        "stored the first symbol and nothing else. It gives the best answer it can to two "
        "questions: were the symbols different (XOR)? Was it X both times (AND)? For which "
        "question does what it has stored lower the expected squared error?"
    ),
    choices=(
        Choice(
            "a",
            "For both.",
            "For XOR it does not: after X, and after Y as well, the second symbol makes the "
            "answer 1 in half of the cases.",
        ),
        Choice(
            "b",
            "For XOR alone.",
            "It is the other way round. Write down how often the answer is 1 after X, and after Y.",
        ),
        Choice(
            "c",
            "For AND alone.",
            "After Y the AND is surely 0, after X it is 1 in half of the cases: the error falls "
            "from 3/16 to 1/8. The XOR is 1 in half of the cases whatever came first, so the best "
            "answer stays 1/2 and the error 1/4.",
        ),
        Choice(
            "d",
            "For neither.",
            "For the AND it does: after Y the answer is known.",
        ),
    ),
    right="c",
    hints=(
        "The best answer to a yes-or-no question is its probability p, and the expected squared "
        "error is then p (1 - p).",
        "What is p before anything is stored, what after X, and what after Y?",
    ),
)
