"""Quick questions on constant error flow."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "cec/constant-error"

SCALED_CAROUSEL = NumericExercise(
    id="cec.q.scaled_carousel",
    title="A carousel in disguise",
    page=PAGE,
    task=(
        "A linear unit has the loop weight w = 4 and f(net) = net / 4. Its activation is 0.6. "
        "In the next step an input of 2 is added to its net, and after that no input comes. "
        "What is its activation 10 steps later?"
    ),
    answer=0.6 + 2 / 4,
    because=(
        "f(4 y + x) = y + x / 4. The step with the input gives 0.6 + 0.5 = 1.1, and every step "
        "without input leaves it there."
    ),
    feedback=(
        Feedback("not-scaled", "The input passes f as well, which divides it by 4.", value=2.6),
        Feedback(
            "net", "That is net, 4 times 0.6 plus 2. The activation is f of it.", value=4 * 0.6 + 2
        ),
        Feedback("no-input", "That leaves the input of 2 out.", value=0.6),
        Feedback("input-only", "That is the part of the input. The unit also held 0.6.", value=0.5),
        Feedback(
            "no-loop-weight",
            "The old activation comes back through w = 4 before f divides by 4.",
            value=(0.6 + 2) / 4,
        ),
        Feedback("input-every-step", "The input comes in one step only.", value=0.6 + 10 * 2 / 4),
        Feedback("grown", "Too large: f'(net) w is 1, so nothing grows.", low=1.12, high=1e12),
        Feedback("shrunk", "Too small: f'(net) w is 1, so nothing fades.", low=-1e12, high=1.08),
    ),
    hints=(
        "Write y_t = f(w y_(t-1) + x_t) with these numbers and simplify.",
        "f(4 y + x) = y + x / 4.",
    ),
)

KEEPS_ERROR = ChoiceExercise(
    id="cec.q.keeps_error",
    title="Which unit keeps every error",
    page=PAGE,
    task=(
        "Four units have one loop with weight w and take inputs of any size. "
        "In which one does every error that goes back keep exactly its size?"
    ),
    choices=(
        Choice(
            "a",
            "f(net) = tanh(net), w = 1",
            "Only while net is exactly 0. Elsewhere the slope is below 1 and the error shrinks.",
        ),
        Choice(
            "b",
            "f(net) = 2 net, w = 2",
            "f' w is 2 times 2 = 4: the error explodes. With w = 2 the slope must be 1/2.",
        ),
        Choice(
            "c",
            "f(net) = net + 3, w = 1",
            "Right. The slope is 1 everywhere and w = 1. The 3 moves the activation by 3 in every "
            "step, but a constant has no slope, so the error does not notice.",
        ),
        Choice(
            "d",
            "f(net) = 1/(1 + exp(-net)), w = 4",
            "The slope is 1/4 at net = 0 only and smaller elsewhere, so f' w falls below 1.",
        ),
    ),
    right="c",
    hints=(
        "Compute f'(net) times w for each. At which nets is it 1?",
        "Inputs of any size means every net occurs.",
    ),
)

QUESTIONS = (SCALED_CAROUSEL, KEEPS_ERROR)
