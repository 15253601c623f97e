"""Quick questions of the page book/cec/abuse."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

FLOOR = NumericExercise(
    id="cec.q.memoryless",
    title="The floor with three classes",
    page="cec/abuse",
    task=(
        "A task has three kinds of sequences, each with probability 1/3. All predictions but the "
        "last are easy. At the last step, one of three outputs must be 1 and the other two 0, "
        "and which one depends on the first symbol. How large is E = sum of 1/2 (d - y)^2 per "
        "sequence for the best net without memory, on average, to three digits?"
    ),
    answer=1 / 3,
    because=(
        "All three outputs stand at 1/3: E = 1/2 ((2/3)^2 + 2 (1/3)^2) = 1/2 * 6/9 = 1/3, "
        "whichever kind it is."
    ),
    feedback=(
        Feedback("no-half", "The factor 1/2 in E is missing.", value=2 / 3),
        Feedback("two-classes", "That is the floor with two kinds of sequences.", value=0.25),
        Feedback(
            "all-zero", "That is E with all three outputs at 0; 1/3 each is better.", value=0.5
        ),
        Feedback(
            "all-half", "That is E with all three outputs at 1/2; 1/3 each is better.", value=0.375
        ),
        Feedback(
            "right-output-only",
            "You counted the output that must be 1; the other two miss their 0 as well.",
            value=2 / 9,
        ),
        Feedback("mean", "That is a mean over the three outputs; E is a sum.", value=1 / 9),
        Feedback("rounded", "The factor 1/2 in E is missing.", value=0.67),
        Feedback("too-small", "No net without memory gets that low.", high=0.33),
        Feedback("too-large", "Another fixed answer at the last step does better.", low=0.34),
    ),
    hints=(
        "Without memory, the three outputs are the same numbers for all kinds of sequences.",
        "The mean of (d - y)^2 over d is least when y is the mean of d.",
    ),
    tolerance=5e-3,
)

CLOSED = ChoiceExercise(
    id="cec.q.closed",
    title="Closed for good?",
    page="cec/abuse",
    task=(
        "The output gate of a new block starts with the bias -10. What is likely to happen in a "
        "training run of a few thousand sequences?"
    ),
    choices=(
        Choice(
            "a",
            "The block is taken into use as soon as it is needed, since nothing could abuse it.",
            "Nothing abuses it, but nothing can call it into use either: compare the row for the "
            "bias -6.",
        ),
        Choice(
            "b",
            "The block stays unused: the errors that could open the gate or train the cell are "
            "scaled by numbers near f(-10), which is 0.00005.",
            "Right. The error at the gate carries the slope f'(net), the error at the state the "
            "opening itself, and both are about 0.00005.",
        ),
        Choice(
            "c",
            "The state drifts far away, because a closed output gate keeps errors inside.",
            "A closed output gate also keeps errors from entering, so the cell's weights hardly "
            "move.",
        ),
        Choice(
            "d",
            "The cell serves as a bias unit, because its output is constant.",
            "Its output is constant, but it is nearly zero, and so are the changes of the weights "
            "out of it.",
        ),
    ),
    right="b",
    hints=("Which factors scale the error on its way to the gate, and to the state?",),
)
