"""Quick questions of book/cec/truncated-rule."""

from __future__ import annotations

from lstmcourse.exercises.bank._cec_truncated_rule_backward import PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

_D_H, _SHOWN, _Y_OUT = (0.0, 1.0, 2.0), (0.0, 0.6, 0.8), 0.4
_slopes = [0.5 * (1 - h**2) for h in _SHOWN]
_enters = [d * _Y_OUT * slope for d, slope in zip(_D_H, _slopes, strict=True)]

STATE_ERROR = NumericExercise(
    id="cec.q.state_error",
    title="The error of the first state",
    page=PAGE,
    task=(
        "One cell, three steps, truncated rule. The direct errors at the cell output are 0, 1, 2, "
        "the values of h(s) are 0, 0.6, 0.8, and the output gate is 0.4 at every step. What is the "
        "derivative of E by the state of step 1?"
    ),
    answer=sum(_enters),
    because=(
        f"What enters the carousel is d_h · y_out · (1 - h²)/2: 0 at step 1, {_enters[1]:.3f} at "
        f"step 2, {_enters[2]:.3f} at step 3. The first state gets all of it, with factor 1: "
        f"{sum(_enters):.3f}."
    ),
    feedback=(
        Feedback("last-only", "That is what enters at step 3 alone.", value=_enters[2]),
        Feedback("second-only", "That is what enters at step 2 alone.", value=_enters[1]),
        Feedback(
            "own-only",
            "At step 1 no error enters, but s₁ acts on s₂ and s₃ as well.",
            value=0.0,
        ),
        Feedback("no-y_out", "The output gate is missing.", value=sum(_enters) / _Y_OUT),
        Feedback("no-slope", "The slope of h is missing.", value=_Y_OUT * sum(_D_H)),
        Feedback(
            "tanh-slope",
            "h' is (1 - h²)/2; you used 1 - h², the slope of tanh.",
            value=2 * sum(_enters),
        ),
        Feedback(
            "y_out-per-step",
            "The output gate counts once, where an error enters. Inside the carousel the factor "
            "is 1.",
            value=_enters[1] * _Y_OUT + _enters[2] * _Y_OUT**2,
        ),
        Feedback(
            "negative",
            "All factors are positive or 0. (The paper's errors have the other sign; E is asked.)",
            high=0.0,
        ),
        Feedback(
            "rounded", "Close, but rounded too far: give three decimals.", low=0.265, high=0.28
        ),
        Feedback(
            "too-small",
            "Something is missing. Two steps send an error into the carousel.",
            low=0.0,
            high=0.272,
        ),
        Feedback(
            "too-large",
            "That is too much. Each error is scaled by y_out and by h', both below 1.",
            low=0.272,
        ),
    ),
    hints=(
        "For each step: what enters its state is d_h · y_out · h'(s).",
        "h' = (1 - h(s)²) / 2: 0.5, 0.32 and 0.18.",
        "The first state gets the sum over all three steps.",
    ),
    tolerance=1e-3,
)

WHO_LEARNS = ChoiceExercise(
    id="cec.q.who_learns",
    title="Who learns",
    page=PAGE,
    task=(
        "A net has two blocks. Only the cells of block 2 feed the output units; block 1 feeds "
        "block 2, one step later. Which weights into block 1 can get a gradient other than zero "
        "by the truncated rule?"
    ),
    choices=(
        Choice(
            "a",
            "None of them.",
            "Right. E reaches block 1 only through the net inputs of block 2, and there the error "
            "ends.",
        ),
        Choice(
            "b",
            "Those into its cells, because the carousel carries the error.",
            "The carousel carries what enters it. An error enters a state through the cell's own "
            "output, and no output unit sees that of block 1.",
        ),
        Choice(
            "c",
            "Those into its output gate, because that acts one step ahead.",
            "It acts through the next step's net inputs, the very way that is cut.",
        ),
        Choice(
            "d",
            "All of them, only smaller than by the full rule.",
            "The cut is no damping: nothing at all gets through.",
        ),
    ),
    right="a",
    hints=(
        "Which ways lead from block 1 to E?",
        "Every one of them passes a net input of block 2. What does the rule do there?",
    ),
)
