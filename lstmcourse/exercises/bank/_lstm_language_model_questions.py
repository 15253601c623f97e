"""Quick question of the page on the language model."""

from __future__ import annotations

from lstmcourse.exercises.model import Choice, ChoiceExercise

SPREAD = ChoiceExercise(
    id="lstm.q.spread",
    title="Three seeds each",
    page="lstm/language-model",
    task=(
        "Two networks with the same number of weights get three seeds each. Bits per character: "
        "RNN 2.51, 2.58, 2.53; LSTM 2.49, 2.60, 2.56. What may you conclude?"
    ),
    choices=(
        Choice(
            "a",
            "The LSTM is better: its best run beats the RNN's best run.",
            "The best of several runs rewards luck, and the LSTM's worst run is the worst of all "
            "six. Compare means and spreads.",
        ),
        Choice(
            "b",
            "The RNN is better: its mean is lower.",
            "The means are 2.54 and 2.55. Runs of one network differ by up to 0.11, so a "
            "difference of 0.01 may come from the seeds alone.",
        ),
        Choice(
            "c",
            "Neither is shown to be better here: the difference is smaller than the spread over "
            "the seeds.",
            "The means differ by 0.01, runs of one network by up to 0.11. More seeds could show a "
            "difference, if there is one.",
        ),
        Choice(
            "d",
            "LSTMs and RNNs are equally good on text.",
            "Not finding a difference does not prove that there is none, and this is one size, "
            "one text and one amount of training.",
        ),
    ),
    right="c",
    hints=("Compare the difference of the means with the differences between seeds.",),
)
