"""Exercises of the page book/cec/weight-conflict."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import (
    Choice,
    ChoiceExercise,
    CodeExercise,
    Feedback,
    Mistake,
    NumericExercise,
    Output,
    Probe,
    Property,
)

PAGE = "cec/weight-conflict"


def pulls(xs, d, w, v):
    s = np.cumsum(xs @ w)  # (T,), the carousel: s_t = s_{t-1} + w.x_t with s_0 = 0
    errors = v * (v * s - d)  # (T,), what the miss of step t alone sends into s_t
    # s_t reaches every later output with factor 1, so its error is the sum over t, t + 1, ..., T.
    d_s = np.cumsum(errors[::-1])[::-1]
    return d_s[:, None] * xs  # w meets x_t at step t


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, I: int, size: float = 1.0) -> Probe:  # noqa: E741
        args = (
            size * rng.normal(size=(T, I)),
            rng.normal(size=T),
            rng.normal(size=I),
            float(rng.choice([-1, 1]) * rng.uniform(1.3, 2.0)),
        )
        return Probe(name, args, {"T": T, "I": I})

    return [
        probe("random", 5, 3),
        probe("square: T = I", 4, 4),
        probe("one step", 1, 2),
        probe("one input line", 6, 1),
        probe("large inputs", 4, 2, size=5.0),
    ]


def _error(xs, d, w, v):
    return 0.5 * float(np.sum((d - v * np.cumsum(xs @ w)) ** 2))


def _sum_is_the_gradient(function, probe):
    xs, d, w, v = probe.args
    given = np.asarray(function(xs.copy(), d.copy(), w.copy(), v), dtype=float).sum(axis=0)
    for i in range(len(w)):
        nudge = np.zeros_like(w)
        nudge[i] = 1e-5
        quotient = (_error(xs, d, w + nudge, v) - _error(xs, d, w - nudge, v)) / 2e-5
        if abs(given[i] - quotient) > 1e-3 * (1 + abs(quotient)):
            return (
                f"All steps together must make dE/dw. For w[{i}] they make {given[i]:.4g}, and "
                f"the difference quotient of E is {quotient:.4g}."
            )
    return None


def _later(errors):
    return np.cumsum(errors[::-1])[::-1]


def _own_step_only(xs, d, w, v):
    return (v * (v * np.cumsum(xs @ w) - d))[:, None] * xs


def _earlier_steps(xs, d, w, v):
    return np.cumsum(v * (v * np.cumsum(xs @ w) - d))[:, None] * xs


def _strictly_later(xs, d, w, v):
    errors = v * (v * np.cumsum(xs @ w) - d)
    return (_later(errors) - errors)[:, None] * xs


def _last_step_only(xs, d, w, v):
    errors = v * (v * np.cumsum(xs @ w) - d)
    return errors[-1] * xs


def _no_carousel(xs, d, w, v):
    return _later(v * (v * (xs @ w) - d))[:, None] * xs


def _no_output_weight(xs, d, w, v):
    return _later(v * np.cumsum(xs @ w) - d)[:, None] * xs


def _state_for_output(xs, d, w, v):
    return _later(v * (np.cumsum(xs @ w) - d))[:, None] * xs


def _no_weight_at_all(xs, d, w, v):
    return _later(np.cumsum(xs @ w) - d)[:, None] * xs


def _turned_after_the_sum(xs, d, w, v):
    return np.cumsum(v * (v * np.cumsum(xs @ w) - d))[::-1, None] * xs


def _inputs_summed_too(xs, d, w, v):
    return _later(v * (v * np.cumsum(xs @ w) - d))[:, None] * np.cumsum(xs, axis=0)


def _no_input(xs, d, w, v):
    return np.repeat(_later(v * (v * np.cumsum(xs @ w) - d))[:, None], xs.shape[1], axis=1)


PULLS = CodeExercise(
    id="cec.pulls",
    title="Who pulls which way?",
    page=PAGE,
    task=(
        "Write pulls(xs, d, w, v): what each step adds to dE/dw, shape (T, I), for the unit "
        "s_t = s_{t-1} + w.x_t with s_0 = 0 and the output y_t = v s_t, where E is the sum over "
        "all steps of 1/2 (d_t - y_t)^2. One sequence: xs (T, I), targets d (T,), input weights "
        "w (I,), output weight v (a number). Row t is the part of dE/dw that comes in where w "
        "multiplies x_t."
    ),
    parameters=("xs", "d", "w", "v"),
    returns=(Output("pulls", "(T, I)"),),
    reference=pulls,
    probes=_probes,
    properties=(Property("the rows add up to dE/dw", _sum_is_the_gradient),),
    mistakes=(
        Mistake(
            "own-step-only",
            "Each step uses the miss of its own output alone; x_t also changed all later outputs.",
            "What is written at step t stays in the state. Which outputs see it?",
            _own_step_only,
        ),
        Mistake(
            "earlier-steps",
            "Each step sums the misses up to its own; it needs those from its own step on.",
            "x_t cannot change outputs that lie before it. In which direction must the sum run?",
            _earlier_steps,
        ),
        Mistake(
            "strictly-later",
            "The miss of the step itself is left out.",
            "y_t = v s_t, and s_t already holds w.x_t.",
            _strictly_later,
        ),
        Mistake(
            "last-step-only",
            "Only the miss of the last step counts here; there is a target at every step.",
            "E is a sum over all steps. Which of its terms depend on s_t?",
            _last_step_only,
        ),
        Mistake(
            "no-carousel",
            "The outputs are computed without memory, from w.x_t alone.",
            "The state of step t is the sum of all that came in so far.",
            _no_carousel,
        ),
        Mistake(
            "no-output-weight",
            "The output weight v is missing on the way back.",
            "y_t = v s_t: what is the derivative of y_t by s_t?",
            _no_output_weight,
        ),
        Mistake(
            "state-for-output",
            "The miss is taken from the state, s_t - d_t; the output is y_t = v s_t.",
            "E compares d_t with y_t. What is y_t for this v?",
            _state_for_output,
        ),
        Mistake(
            "no-weight-at-all",
            "The output weight v is missing, forward and back.",
            "y_t = v s_t stands in E, and its derivative by s_t is a factor of every pull.",
            _no_weight_at_all,
        ),
        Mistake(
            "turned-after-the-sum",
            "The running sum is taken forwards and then turned round; turn first, sum, turn back.",
            "The last row must hold the miss of the last step alone. What does yours hold?",
            _turned_after_the_sum,
        ),
        Mistake(
            "wrong-sign",
            "The sign is flipped: this is d - y where the derivative of E has y - d.",
            "Differentiate 1/2 (d - y)^2 by y, inner derivative included.",
            lambda xs, d, w, v: -pulls(xs, d, w, v),
        ),
        Mistake(
            "no-half",
            "All pulls are twice too large: the 1/2 in E has been lost.",
            "E is the sum of 1/2 (d - y)^2. What becomes of the half in the derivative?",
            lambda xs, d, w, v: 2 * pulls(xs, d, w, v),
        ),
        Mistake(
            "inputs-summed",
            "The sum of all inputs so far stands where x_t alone belongs.",
            "Row t is only about the place where w multiplies x_t. The earlier inputs have their "
            "own rows.",
            _inputs_summed_too,
        ),
        Mistake(
            "input-missing",
            "These are the errors dE/ds_t; the pull on w has the input x_t as a further factor.",
            "w enters step t in the product w.x_t. What is its derivative by w?",
            _no_input,
        ),
    ),
    hints=(
        "Forward first: the states are a running sum, so np.cumsum(xs @ w) gives all of them.",
        "Then dE/ds_t. s_t reaches y_t, y_{t+1}, ..., y_T, each with the factor v, because the "
        "carousel hands it on unchanged.",
        "np.cumsum(errors[::-1])[::-1] sums from each step to the end. Multiply row t by x_t.",
    ),
)

FLOOR = NumericExercise(
    id="cec.q.conflict_floor",
    title="How low can it get?",
    page=PAGE,
    task=(
        "A linear carousel unit with one input weight gets a signal of +1 or -1 and then 12 noise "
        "inputs of variance 0.25 on the same line. Its state at the end should be the signal. How "
        "low can the mean of 1/2 (d - s)^2 get?"
    ),
    answer=0.5 * 3 / (1 + 3),
    because=(
        "The noise adds up to variance 12 x 0.25 = 3. The best weight is 1 / (1 + 3) = 0.25, and "
        "the floor is 3 / (2 x 4) = 0.375."
    ),
    feedback=(
        Feedback("weight", "That is the best weight. Put it into the mean error.", value=0.25),
        Feedback("no-half", "The half in 1/2 (d - s)^2 is missing.", value=0.75),
        Feedback(
            "say-nothing", "That is the error of w = 0. A small weight does better.", value=0.5
        ),
        Feedback("store-all", "That is the error of w = 1, which stores all the noise.", value=1.5),
        Feedback(
            "one-noise-input",
            "That counts one noise input. The carousel adds up 12 of them.",
            value=0.5 * 0.25 / 1.25,
        ),
        Feedback(
            "of-the-page",
            "That is the floor on the page. Here n is 12 and the variance is 0.25.",
            value=0.4,
        ),
        Feedback("zero", "No single weight stores the signal and refuses the noise.", high=1e-9),
        Feedback("too-high", "w = 0 alone already gets 0.5.", low=0.5),
    ),
    hints=(
        "Independent noise adds its variances.",
        "The mean error is 1/2 ((1 - w)^2 + w^2 times the variance of the summed noise).",
    ),
    tolerance=2e-3,
)

REMEDY = ChoiceExercise(
    id="cec.q.remedy",
    title="What would help?",
    page=PAGE,
    task="Training has reached the floor. Which change lets the error fall below it?",
    choices=(
        Choice(
            "a",
            "A smaller learning rate and more training steps.",
            "The floor is the minimum over all weights. Gradient descent is already there.",
        ),
        Choice(
            "b",
            "A second weight v behind the unit, trained as well.",
            "The output is v times w times a sum. Only the product counts, and it has the same "
            "best value as w alone.",
        ),
        Choice(
            "c",
            "A factor on the input that can differ from step to step.",
            "Right. With a factor near 1 at the signal and near 0 at the noise, the conflict is "
            "gone: that is what a gate does.",
        ),
        Choice(
            "d",
            "A self-connection below 1, so that old contents fade.",
            "The signal comes first and the noise later, so fading harms the signal most.",
        ),
    ),
    right="c",
    hints=("Which of the four can treat the signal step and the noise steps differently?",),
)

EXERCISES = (PULLS, FLOOR, REMEDY)
