"""Quick questions of the pages "A sentence that needs memory" and "How far ... reach?"."""

from __future__ import annotations

import math

from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

PAGE = "rnn/sentence"

UNIFORM_LOSS = NumericExercise(
    id="rnn.q.uniform_loss",
    title="The loss of a guess",
    page=PAGE,
    task=(
        "A model gives the same probability to each of 12 names. What is its cross-entropy in nats?"
    ),
    answer=math.log(12),
    because="The right name always has p = 1/12, so the loss is -log(1/12) = log 12.",
    feedback=(
        Feedback("bits", "That is log 12 to base 2, the loss in bits.", value=math.log2(12)),
        Feedback("base-ten", "That is log 12 to base 10; use np.log.", value=math.log10(12)),
        Feedback("probability", "That is the probability p; the loss is -log p.", value=1 / 12),
        Feedback("sign", "The size is right. -log p is positive for p < 1.", value=-math.log(12)),
        Feedback("perplexity", "That is the perplexity, exp of the loss.", value=12.0),
        Feedback(
            "eight", "That is log 8, for the task's eight names; here are 12.", value=math.log(8)
        ),
        Feedback("negative", "A loss is never negative, because p is at most 1.", high=0.0),
    ),
    hints=(
        "Which probability does the right name get, whichever it is?",
        "The loss is -log p with the natural logarithm.",
    ),
)

PERPLEXITY = NumericExercise(
    id="rnn.q.perplexity",
    title="From probabilities to perplexity",
    page=PAGE,
    task=(
        "A model gives the four right words of a text the probabilities 1/2, 1/2, 1/4 and 1/16. "
        "What is its perplexity?"
    ),
    answer=4.0,
    because=(
        "The loss is (log 2 + log 2 + log 4 + log 16) / 4 = log 256 / 4, and "
        "exp of it is the fourth root of 256."
    ),
    feedback=(
        Feedback("loss", "That is the loss in nats; exp is still to come.", value=math.log(4)),
        Feedback("bits", "That is the loss in bits; the perplexity is 2 to this power.", value=2.0),
        Feedback(
            "arithmetic-mean",
            "That is one over the mean of the probabilities. The mean belongs to the logs.",
            value=1 / 0.328125,
        ),
        Feedback(
            "mean-of-inverses",
            "That is the mean of 1/p. The mean belongs to the logs.",
            value=6.0,
        ),
        Feedback(
            "sum-of-logs",
            "That is the sum of -log p. Divide by the four words, then take exp.",
            value=math.log(256),
        ),
        Feedback("not-averaged", "That is one over the product; the mean is missing.", value=256.0),
        Feedback("inverse", "Turn it over: a perplexity is at least 1.", value=0.25),
        Feedback("below-one", "A perplexity is at least 1.", high=1.0),
    ),
    hints=(
        "Perplexity is exp of the mean of -log p.",
        "Multiply the four probabilities, take the fourth root, invert.",
    ),
)

WINDOW = ChoiceExercise(
    id="rnn.q.window",
    title="A window that is too short",
    page="rnn/reach",
    task=(
        "In the greeting task with lag 10 a sentence has 11 words and the name is the first. A "
        "model sees the last 10 words. There are 8 names. What is true of its loss on fresh "
        "sentences?"
    ),
    choices=(
        Choice(
            "a",
            "With enough hidden units it goes to 0.",
            "Hidden units can only combine what the window holds. The name is not in it.",
        ),
        Choice(
            "b",
            "With enough training sentences it goes to 0.",
            "More sentences show more often what the window does not decide: each name follows "
            "each window equally often.",
        ),
        Choice(
            "c",
            "It is at least log 8, however the model is built or trained.",
            "Given the window all 8 names are equally likely, so no answer beats p = 1/8 on "
            "average.",
        ),
        Choice(
            "d",
            "It is a little below log 8, because 10 of the 11 words are seen.",
            "The 10 words seen say nothing about the name: they are drawn without looking at it. "
            "A part of the sentence is not a part of the answer.",
        ),
    ),
    right="c",
    hints=("Which word decides the answer, and does the window hold it?",),
)
