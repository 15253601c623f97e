"""Quick questions of book/rnn/bptt and book/rnn/bptt-cost."""

from __future__ import annotations

import math

from lstmcourse.exercises.bank._rnn_bptt_step import PAGE
from lstmcourse.exercises.bank._rnn_bptt_truncated import COST_PAGE
from lstmcourse.exercises.model import Choice, ChoiceExercise, Feedback, NumericExercise

_I, _H = 10, 20

PARAMETERS = NumericExercise(
    id="rnn.q.parameters",
    title="Count the parameters",
    page=PAGE,
    task=(
        "How many parameters has the RNN of this page, without readout, with 10 inputs and 20 "
        "hidden units?"
    ),
    answer=_I * _H + _H * _H + _H,
    because="W_x has 10 · 20, W_h has 20 · 20, b has 20: 620 in all, whatever T is.",
    feedback=(
        Feedback(
            "two-biases",
            "That is PyTorch's count: its RNN has two bias vectors, one beside each weight. Only "
            "their sum matters, and this page has one.",
            value=_I * _H + _H * _H + 2 * _H,
        ),
        Feedback("no-bias", "The biases are missing: one per hidden unit.", value=_I * _H + _H**2),
        Feedback("no-recurrence", "W_h is missing: 20 · 20 weights.", value=_I * _H + _H),
        Feedback("no-input", "W_x is missing: 10 · 20 weights.", value=_H * _H + _H),
        Feedback("input-only", "That is W_x alone; W_h and b come on top.", value=_I * _H),
        Feedback("too-few", "Something is missing. Count W_x, W_h and b.", high=620),
        Feedback(
            "too-many",
            "Something is counted twice. All steps share one W_x, one W_h and one b.",
            low=620,
        ),
    ),
    hints=(
        "There are three arrays. What are their shapes?",
        "W_x is (I, H), W_h is (H, H), b is (H,).",
    ),
    tolerance=1e-6,
)

_h1 = math.tanh(1.0)
_h2 = math.tanh(0.5 * _h1)
_delta2 = 1 - _h2**2
_delta1 = _delta2 * 0.5 * (1 - _h1**2)

BY_HAND = NumericExercise(
    id="rnn.q.by_hand",
    title="Two steps back by hand",
    page=PAGE,
    task=(
        "One unit, two steps: h₁ = tanh(wₓ x₁ + wₕ h₀) and h₂ = tanh(wₓ x₂ + wₕ h₁), with h₀ = 0, "
        "x₁ = 1, x₂ = 0, wₓ = 1, wₕ = 0.5. The loss is E = h₂. What is dE/dwₓ, to three digits?"
    ),
    answer=_delta1 * 1.0 + _delta2 * 0.0,
    because=(
        f"h₁ = {_h1:.4f}, h₂ = {_h2:.4f}. δ₂ = 1 - h₂² = {_delta2:.4f} and "
        f"δ₁ = δ₂ · 0.5 · (1 - h₁²) = {_delta1:.4f}. dE/dwₓ = δ₁ x₁ + δ₂ x₂ = {_delta1:.4f}."
    ),
    feedback=(
        Feedback("first-slope", "The slope of tanh at step 1 is missing.", value=_delta2 * 0.5),
        Feedback(
            "second-slope", "The slope of tanh at step 2 is missing.", value=0.5 * (1 - _h1**2)
        ),
        Feedback(
            "slope-alone",
            "That is 1 - h₁², the slope of tanh at step 1. Two more factors belong to the path "
            "from a₁ to E: wₕ and the slope at step 2.",
            value=1 - _h1**2,
        ),
        Feedback("no-slopes", "Both slopes of tanh are missing.", value=0.5),
        Feedback("no-w_h", "The factor wₕ between the two steps is missing.", value=2 * _delta1),
        Feedback(
            "x2-is-zero",
            "That is δ₂. Step 2 uses wₓ together with x₂ = 0, so it adds nothing.",
            value=_delta2,
        ),
        Feedback(
            "sum-of-deltas",
            "That is δ₁ + δ₂. Each δ is multiplied by the input of its step, and x₂ = 0.",
            value=_delta1 + _delta2,
        ),
        Feedback("dw_h", "That is dE/dwₕ = δ₂ h₁; the question is about wₓ.", value=_delta2 * _h1),
        Feedback(
            "zero",
            "wₓ acts at step 1 too, and the state carries that to step 2.",
            value=0.0,
        ),
        Feedback(
            "sign",
            "The sign is wrong: wₕ, x₁ and both slopes of tanh are positive, and so is their "
            "product.",
            high=0.0,
        ),
        Feedback(
            "not-three-digits",
            "That is close, but three digits are asked for. Keep four or more on the way and "
            "round at the end.",
            low=0.17,
            high=0.2001,
        ),
    ),
    hints=(
        "Forward first: h₁ and h₂. Then δ₂ = dE/da₂, then δ₁ from δ₂.",
        "δ₂ = 1 - h₂². δ₁ = δ₂ · wₕ · (1 - h₁²).",
        "dE/dwₓ = δ₁ x₁ + δ₂ x₂.",
    ),
    tolerance=5e-3,
)

SUM = ChoiceExercise(
    id="rnn.q.sum",
    title="Why a sum over time",
    page=PAGE,
    task="The gradient of W_h is a sum with one term per time step. Why?",
    choices=(
        Choice(
            "a",
            "Because E is a sum of losses, one per time step.",
            "With one loss, at the last step alone, the gradient of W_h still has a term for "
            "every step. Something else makes the sum.",
        ),
        Choice(
            "b",
            "Because the same W_h is used at every step, and each use changes E.",
            "Right. Give each step its own copy of W_h: E has one derivative per copy. The copies "
            "are equal and change together, so the derivatives add.",
        ),
        Choice(
            "c",
            "Because a sum over many steps has less noise than one term.",
            "It is not a choice made against noise. The chain rule leaves no other value.",
        ),
        Choice(
            "d",
            "Because the gradient gets smaller on its way back, and the sum makes up for that.",
            "The sum is there whether the error shrinks or grows on its way back.",
        ),
    ),
    right="b",
    hints=(
        "Would there be a sum if only the last step had a loss?",
        "How many times does W_h stand in the unrolled network?",
    ),
)

TRUNCATION = ChoiceExercise(
    id="rnn.q.truncation",
    title="What truncation cuts",
    page=COST_PAGE,
    task=(
        "You train on sequences of 100 steps with truncated BPTT in windows of 20 steps, and carry "
        "the state from window to window. Which statement is true?"
    ),
    choices=(
        Choice(
            "a",
            "The network cannot use anything older than 20 steps.",
            "The state crosses the edges, so older inputs still act on the outputs. What is cut is "
            "the way back.",
        ),
        Choice(
            "b",
            "Every error goes back exactly 20 steps.",
            "An error goes back to the start of its own window: from step 21 not at all, from step "
            "40 by 19 steps.",
        ),
        Choice(
            "c",
            "The gradient is the full gradient, computed in five pieces.",
            "The pieces leave out every influence of one window on a later one, so their sum is "
            "another vector.",
        ),
        Choice(
            "d",
            "The output of step 100 may depend on the input of step 1, but the gradient leaves "
            "that out.",
            "Right. Forward nothing is cut; backward every error stops at the start of its window.",
        ),
    ),
    right="d",
    hints=(
        "Two things could cross the edge of a window: the state on its way forward and the error "
        "on its way back.",
        "Which of the two does truncation stop?",
    ),
)
