"""Quick questions of the two pages on vanishing gradients."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "rnn/vanishing"

LOGISTIC_FACTOR = NumericExercise(
    id="rnn.q.logistic_factor",
    title="The largest factor of a logistic unit",
    page=PAGE,
    task=(
        "A single logistic unit feeds itself with the weight w = 3. By what factor can an error be "
        "multiplied at most over 10 steps back?"
    ),
    answer=(0.25 * 3) ** 10,
    because=(
        "The slope of the logistic function is at most 1/4, so one step multiplies by at most "
        "0.25 * 3 = 0.75, and ten steps by 0.75^10 = 0.0563. It vanishes for certain."
    ),
    feedback=(
        Feedback("one-step", "That is the factor of one step. There are ten.", value=0.75),
        Feedback("no-slope", "That is 3^10; each step brings a slope as well.", value=3.0**10),
        Feedback(
            "slope-once", "The slope enters once here. It belongs to every step.", value=3**10 / 4
        ),
        Feedback("no-weight", "That is 0.25^10; the weight is missing.", value=0.25**10),
        Feedback("nine-steps", "That is 0.75^9; ten steps bring ten factors.", value=0.75**9),
        Feedback("sum", "Factors of successive steps are multiplied, not added.", value=7.5),
        Feedback(
            "tanh", "That uses the slope of tanh, 1. The logistic function has 1/4.", low=0.99
        ),
        Feedback("rounded", "Close. Give three digits that count.", low=0.0557, high=0.061),
        Feedback("too-small", "Too small: use the largest slope, 1/4.", low=0.0, high=0.0557),
    ),
    hints=(
        "What is the largest slope of the logistic function?",
        "One step multiplies by slope times weight. Raise that to the power 10.",
    ),
)

STEPS_TO_VANISH = NumericExercise(
    id="rnn.q.steps_to_vanish",
    title="How many steps until a thousandth",
    page=PAGE,
    task=(
        "Every step back multiplies an error by 0.9. After how many whole steps is it smaller than "
        "a thousandth of its size for the first time?"
    ),
    answer=66,
    tolerance=1e-3,
    because=(
        "0.9^q < 0.001 means q > ln 0.001 / ln 0.9 = 65.6, so the first whole number is 66. "
        "A factor that looks close to 1 is not."
    ),
    feedback=(
        Feedback("rounded-down", "0.9^65 is still 0.00106, a little too large.", value=65),
        Feedback("not-whole", "Count whole steps: round up.", low=65.0, high=66.0),
        Feedback("tenth", "After that many steps a tenth is left, not a thousandth.", value=22),
        Feedback("few", "After that many steps more than a thousandth is left.", low=0.0, high=65),
        Feedback("many", "That is enough, but not the first step at which it holds.", low=66.0),
    ),
    hints=("Solve 0.9^q = 0.001 for q with logarithms.", "q = ln 0.001 / ln 0.9. Round up."),
)

SMALL_GRADIENT = ChoiceExercise(
    id="rnn.q.small_gradient",
    title="A small gradient or a lost one",
    page="rnn/small-gradient",
    task=(
        "All gradients of a net are tiny. In net A, the parts that come from recent and from early "
        "steps are equally tiny. In net B, the early part is a millionth of the recent part. "
        "What does multiplying the learning rate by 1000 change?"
    ),
    choices=(
        Choice(
            "a",
            "It helps both nets to learn from the early steps.",
            "Not B: the rate multiplies both parts, so the update still follows the recent part "
            "and the early part stays a millionth of it.",
        ),
        Choice(
            "b",
            "It makes up for the size in net A, but in net B the early part stays a millionth of "
            "the update.",
            "Right. The rate scales the whole gradient. The ratio of its parts stays as it is.",
        ),
        Choice(
            "c",
            "It makes up for the size in net B, but not in net A.",
            "The other way round: in A all parts are small together, and one factor mends that.",
        ),
        Choice(
            "d",
            "Nothing, because a vanished gradient is exactly zero.",
            "It is small, not zero. In net A a larger rate makes the steps larger.",
        ),
    ),
    right="b",
    hints=("The update is rate times the sum of both parts.", "What happens to their ratio?"),
)

SPECTRAL_RADIUS = ChoiceExercise(
    id="rnn.q.spectral_radius",
    title="What the spectral radius tells",
    page=PAGE,
    task=(
        "A linear recurrence multiplies the error by the same matrix J in every step back. "
        "All eigenvalues of J have absolute value 0.9. "
        "What is certain about the norm of J to the power q?"
    ),
    choices=(
        Choice(
            "a",
            "It shrinks in every single step.",
            "Not for every J: where eigenvectors are nearly parallel, the norm can grow first.",
        ),
        Choice(
            "b",
            "It equals 0.9 to the power q.",
            "Only for special matrices, such as 0.9 times an orthogonal one. The norm is at least "
            "that large.",
        ),
        Choice(
            "c",
            "It tends to 0 for large q, but it can exceed 1 before that.",
            "Right. Eigenvalues decide about large q, singular values about the first steps.",
        ),
        Choice(
            "d",
            "It can tend to infinity if J has a singular value above 1.",
            "A singular value above 1 lets the norm grow for some steps, not for ever: the "
            "spectral radius of 0.9 decides in the end.",
        ),
    ),
    right="c",
    hints=(
        "Compare the matrix with rows (0.8, 2) and (0, 0.8) on this page.",
        "One statement is about every q, one about large q.",
    ),
)

QUESTIONS = (LOGISTIC_FACTOR, STEPS_TO_VANISH, SMALL_GRADIENT, SPECTRAL_RADIUS)
