"""Quick question of the page on the time series."""

from __future__ import annotations

from lstmcourse.exercises.model import Feedback, NumericExercise

RMSE = NumericExercise(
    id="lstm.q.rmse",
    title="Back to millivolts",
    page="lstm/time-series",
    task=(
        "A series is scaled with mean -50 mV and standard deviation 12 mV of its training part. "
        "The forecasts have a mean squared error of 0.04 on scaled values. What is the root mean "
        "squared error in mV?"
    ),
    answer=12 * 0.04**0.5,
    because=(
        "The root of 0.04 is 0.2 deviations, and one deviation is 12 mV. The mean cancels in a "
        "difference."
    ),
    feedback=(
        Feedback("no-root", "That is 12 times the mean squared error; take the root.", value=0.48),
        Feedback("no-unit", "That is the error in deviations; one is 12 mV.", value=0.2),
        Feedback("squared", "That is in mV squared; take the root.", value=5.76),
        Feedback(
            "mean-added",
            "An error is a difference of two values, so the mean of -50 mV cancels.",
            value=-47.6,
        ),
        Feedback(
            "divided",
            "Scaling divides by the deviation; the way back multiplies.",
            value=0.2 / 12,
        ),
        Feedback(
            "root-of-both",
            "The root belongs to the squared error only, not to the deviation.",
            value=(12 * 0.04) ** 0.5,
        ),
        Feedback("negative", "A root mean squared error is not negative.", high=0.0),
    ),
    hints=(
        "First the error in deviations: the root of the mean squared error.",
        "One deviation is 12 mV. Does the mean of the series matter for a difference?",
    ),
)
