"""Quick questions of book/cec/trapped-error."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "cec/trapped-error"

THOUSAND_STEPS = NumericExercise(
    id="cec.q.thousand_steps",
    title="A thousand steps",
    page=PAGE,
    task=(
        "A cell has s = 0 at step T and an output gate of 0.5. 1,000 steps earlier its input gate "
        "was 0.5 and its net input was 0. An error of 1 arrives at the cell's output at step T. "
        "How large is the error at the net input of the cell 1,000 steps earlier, by the truncated "
        "rule, with the squashing functions of the paper?"
    ),
    answer=0.5 * 0.5 * 0.5 * 1.0,
    because=(
        "Entry: y_out h'(0) = 0.5 * 0.5 = 0.25. Exit: y_in g'(0) = 0.5 * 1 = 0.5. Together 0.125. "
        "The 1,000 steps between them bring 1,000 factors of exactly 1."
    ),
    feedback=(
        Feedback(
            "entry-only", "That is the entry alone, or h'(0) taken as 1 instead of 1/2.", value=0.25
        ),
        Feedback(
            "exit-only",
            "That is the exit alone. The entry scales the error too, by two factors.",
            value=0.5,
        ),
        Feedback(
            "half-slope",
            "One slope is taken at half its size. h goes from -1 to 1, g from -2 to 2.",
            value=0.5 * 0.5 * 0.5 * 0.5,
        ),
        Feedback(
            "logistic-slope",
            "The slopes are too small: 1/4 is the slope of f at 0, not that of h or g.",
            value=0.5 * 0.5 * 0.5 * 0.25,
        ),
        Feedback(
            "both-logistic",
            "1/4 is the slope of f at 0. h and g are stretched, so their slopes are larger.",
            value=0.5 * 0.25 * 0.5 * 0.25,
        ),
        Feedback("nothing", "It does not vanish: every step inside has factor 1.", value=0.0),
        Feedback("vanishing", "No factor is applied 1,000 times here.", low=-1e-9, high=0.03),
        Feedback("too-large", "Gates and slopes make it smaller than that.", low=0.2),
    ),
    hints=(
        "Entry: output gate times the slope of h at s = 0.",
        "Exit: input gate times the slope of g at net = 0. The way between has factor 1.",
    ),
)

CLOSED_GATE = ChoiceExercise(
    id="cec.q.closed_gate",
    title="A closed gate",
    page=PAGE,
    task=(
        "At step 500 of 1,000 the input gate of a cell is almost 0, and everywhere else it is 0.5. "
        "What happens to the error that travels back from step 1,000, by the truncated rule?"
    ),
    choices=(
        Choice(
            "a",
            "It ends at step 500: a closed gate stops it.",
            "The way back inside the cell is s_t to s_(t-1), and no gate stands on it.",
        ),
        Choice(
            "b",
            "It is scaled by the gate at step 500, so little of it reaches earlier steps.",
            "That would be a forget gate. In the 1997 cell nothing scales the way inside.",
        ),
        Choice(
            "c",
            "It passes step 500 unchanged; only the copy that leaves to the cell's weights there "
            "is small.",
            "The input gate scales an exit, not the carousel.",
        ),
        Choice(
            "d",
            "It is stored at step 500 until the gate opens.",
            "Errors do not wait: at every step they pass, and a copy leaves.",
        ),
    ),
    right="c",
    hints=("Which derivative leads from s_t to s_(t-1)? Does y_in occur in it?",),
)

QUESTIONS = (THOUSAND_STEPS, CLOSED_GATE)
