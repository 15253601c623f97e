"""Quick questions of the pages book/rnn/before-1997, rtrl and guessing."""

from __future__ import annotations

import math

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "rnn/before-1997"

DELAYS = NumericExercise(
    id="rnn.q.delays",
    title="How long a window?",
    page=PAGE,
    task=(
        "The signal is the input of step 1 and the answer is due at step 51. How many inputs must "
        "the window of a time-delay network hold at least, the present one included?"
    ),
    answer=51,
    because="The inputs of steps 1 to 51 are 51 inputs: the lag is q = 50, the window q + 1.",
    feedback=(
        Feedback(
            "off-by-one",
            "With 50 inputs the window of step 51 reaches back to step 2; the signal has just "
            "left it.",
            value=50,
        ),
        Feedback("one-too-many", "It works, but one input less is enough.", value=52),
        Feedback("too-short", "The window does not reach back to step 1.", high=50),
        Feedback("too-long", "That is long enough, but not the least.", low=52),
    ),
    hints=("Write down which steps a window of 2 inputs sees at step 51.",),
    tolerance=1e-3,
)

DECAY = NumericExercise(
    id="rnn.q.decay",
    title="What a leaky unit has left",
    page=PAGE,
    task=(
        "A leaky unit has the time constant 50. From now on its input is 0. Which part of its "
        "state is left after 100 steps, as a number between 0 and 1, to three digits?"
    ),
    answer=(1 - 1 / 50) ** 100,
    because="Every step keeps the share 1 - 1/50 = 0.98, so 0.98^100 = 0.133 is left.",
    feedback=(
        Feedback("one-step", "That is the share left after a single step.", value=0.98),
        Feedback("rounded", "Right so far, but rounded to two digits; give three.", value=0.13),
        Feedback("percent", "That is in percent; give a number between 0 and 1.", value=13.26),
        Feedback("half-way", "That is what is left after 50 steps.", value=0.98**50),
        Feedback("lost-share", "That part is lost. What is left?", value=1 - 0.98**100),
        Feedback(
            "exponential",
            "That is exp(-100/50), what a unit with infinitely small steps would keep. It is "
            "close; compute the product of 100 factors.",
            value=math.exp(-2.0),
        ),
        Feedback(
            "linear",
            "Every step loses a share of what is left, so the losses do not add up to 100 x 1/50.",
            high=1e-3,
        ),
        Feedback("growing", "A leaky unit with input 0 only loses.", low=0.999),
    ),
    hints=(
        "With x_t = 0 one step makes h - h/50 out of h.",
        "The same factor acts 100 times.",
    ),
    tolerance=5e-3,
)

INFLUENCE = NumericExercise(
    id="rnn.q.influence",
    title="What RTRL carries",
    page="rnn/rtrl",
    task=(
        "An RNN has H = 10 hidden units, I = 5 inputs and biases. How many numbers does RTRL "
        "carry from step to step in the influence of all weights and biases on the hidden state?"
    ),
    answer=10 * (5 + 10 + 1) * 10,
    because="There are (5 + 10 + 1) x 10 = 160 parameters, and each has 10 influences: 1600.",
    feedback=(
        Feedback(
            "parameters",
            "That is the number of parameters. Each one influences every hidden unit.",
            value=160,
        ),
        Feedback("no-biases", "The biases are missing: 10 more parameters.", value=1500),
        Feedback("recurrent-only", "That counts W_h alone; W_x and b are missing.", value=1000),
        Feedback("bptt", "That is what BPTT stores in every step: x_t and h_t.", value=15),
        Feedback(
            "no-units", "W_x and W_h have 150 entries. Count the biases and the units.", value=150
        ),
        Feedback(
            "multiplications",
            "That is about the number of multiplications in a step, not what is carried.",
            value=16000,
        ),
    ),
    hints=(
        "Count the parameters first: W_x, W_h and b.",
        "The influence has one entry for every pair of hidden unit and parameter.",
    ),
    tolerance=1e-3,
)

GUESSING = ChoiceExercise(
    id="rnn.q.guessing",
    title="Why guessing wins",
    page="rnn/guessing",
    task="Why does random guessing find a solution of the latch task so soon?",
    choices=(
        Choice(
            "a",
            "Guessing follows the gradient over long lags better than BPTT does.",
            "Guessing uses no gradient at all; it only looks at whether the guess works.",
        ),
        Choice(
            "b",
            "Three weights suffice, and about one triple of weights in a hundred solves the task.",
            "Right. Two inequalities must hold, about one triple in a hundred fulfils them, and "
            "the lag hardly matters once the unit holds its sign.",
        ),
        Choice(
            "c",
            "The sequences are so long that some guess must fit them by chance.",
            "Longer sequences make it harder, if anything: the noise gets more chances to flip "
            "the unit.",
        ),
        Choice(
            "d",
            "The guesses remember the training sequences and answer them one by one.",
            "Three weights cannot store 100 sequences, and fresh sequences are answered as well.",
        ),
    ),
    right="b",
    hints=("Which inequalities must the three weights of the tanh unit obey?",),
)
