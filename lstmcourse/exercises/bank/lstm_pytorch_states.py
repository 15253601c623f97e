"""Exercises of the page on PyTorch's states (book/lstm/pytorch-states)."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_pytorch_states_last import LAST_VALID, PAGE
from lstmcourse.exercises.bank._lstm_pytorch_states_windows import WINDOWS
from lstmcourse.exercises.model import Feedback, NumericExercise

REACH = NumericExercise(
    id="lstm.q.reach",
    title="How far back?",
    page=PAGE,
    task=(
        "A stream is trained in windows of 20 steps; the state is carried and detached between "
        "windows. The first window holds steps 0 to 19. How many inputs have a gradient from the "
        "loss at step 64, its own input included?"
    ),
    answer=64 % 20 + 1,
    tolerance=1e-3,
    because=(
        "Step 64 lies in the window of steps 60 to 79. The graph begins at step 60, so the loss "
        "reaches steps 60, 61, 62, 63 and 64."
    ),
    feedback=(
        Feedback(
            "others-only",
            "One too few. Both ends count: the first step of the window and step 64 itself.",
            value=4,
        ),
        Feedback(
            "whole-window",
            "Only the last step of a window reaches 20 inputs. Where in its window is step 64?",
            value=20,
        ),
        Feedback(
            "never-detached",
            "That is without any detaching: all steps from 0 to 64.",
            value=65,
        ),
        Feedback(
            "one",
            "That is detaching at every step. Here it happens once in 20 steps.",
            value=1,
        ),
        Feedback(
            "to-the-end",
            "The loss at step 64 depends on no later input. Count back, not ahead.",
            value=16,
        ),
        Feedback(
            "previous-window",
            "That goes back through the window before as well. The detached state stops it.",
            value=25,
        ),
        Feedback("none", "Its own input always has a gradient.", value=0),
        Feedback(
            "mean", "That is the mean over a window. The question is about step 64.", value=10.5
        ),
        Feedback(
            "window-number",
            "That is the number of whole windows before. How many steps of its own have passed?",
            value=3,
        ),
        Feedback("too-many", "No loss reaches back beyond the start of its window.", low=5),
        Feedback("too-few", "Which step does the window of step 64 start at?", high=5),
    ),
    hints=(
        "At which step does the window that holds step 64 begin?",
        "The windows begin at 0, 20, 40, 60. Count from there to 64, both included.",
    ),
)

EXERCISES = (LAST_VALID, WINDOWS, REACH)
