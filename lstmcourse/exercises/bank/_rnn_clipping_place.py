"""Exercise rnn.clip_place: where in a training step the gradient is clipped."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._rnn_clipping_objects import Clip, Model, Optimiser, observe
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "rnn/clipping"


def train_step(model, optimiser, clip, max_norm):
    optimiser.zero_grad()  # forget the gradient of the last step
    model.backward()  # compute the gradient of this one
    clip(model.grads, max_norm)  # shorten it, now that it is complete
    optimiser.step()  # use it


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, size: float, old: float, max_norm: float) -> Probe:
        model = Model(rng, size, old)
        return Probe(name, (model, Optimiser(model), Clip(model), max_norm), {})

    return [
        probe("long gradient", 5.0, 2.0, 1.3),
        probe("short gradient: nothing to clip", 0.05, 0.3, 2.0),
        probe("very long gradient", 300.0, 40.0, 0.7),
    ]


def _order(*names):
    """A training step that makes these calls, in this order."""

    def variant(model, optimiser, clip, max_norm):
        calls = {
            "zero_grad": optimiser.zero_grad,
            "backward": model.backward,
            "clip": lambda: clip(model.grads, max_norm),
            "clip weights": lambda: clip(model.weights, max_norm),
            "clip to 5": lambda: clip(model.grads, 5.0),
            "clip one by one": lambda: [clip([grad], max_norm) for grad in model.grads],
            "step": optimiser.step,
        }
        for name in names:
            calls[name]()

    return variant


CLIP_PLACE = CodeExercise(
    id="rnn.clip_place",
    title="The place of clipping in a training step",
    page=PAGE,
    task=(
        "Write train_step(model, optimiser, clip, max_norm): one training step with a clipped "
        "gradient. You have optimiser.zero_grad(), model.backward(), optimiser.step() and "
        "clip(arrays, max_norm), which works in place; the gradient is the list model.grads. On "
        "entry it still holds the gradient of the step before. Nothing is returned."
    ),
    parameters=("model", "optimiser", "clip", "max_norm"),
    returns=(
        Output("weights", "the shapes of the weights"),
        Output("norm of the gradient that step() used", "()"),
        Output("order of the calls", "()"),
    ),
    reference=train_step,
    probes=_probes,
    observe=observe,
    may_change=("model", "optimiser", "clip"),
    mistakes=(
        Mistake(
            "never-clipped",
            "The gradient is never clipped.",
            "Call clip on model.grads itself, no copies, once the new gradient is there.",
            _order("zero_grad", "backward", "step"),
        ),
        Mistake(
            "after-step",
            "The gradient is clipped after step(), when the long step has already been made.",
            "step() uses the gradient as it is at that moment.",
            _order("zero_grad", "backward", "step", "clip"),
        ),
        Mistake(
            "before-backward",
            "The gradient is clipped before backward(), when the new one is not there yet.",
            "Which call computes the gradient? Only after it is there something to clip.",
            _order("zero_grad", "clip", "backward", "step"),
        ),
        Mistake(
            "clips-weights",
            "The weights are clipped, not the gradient.",
            "Give clip the list of gradients: model.grads.",
            _order("zero_grad", "backward", "clip weights", "step"),
        ),
        Mistake(
            "one-by-one",
            "clip gets one array at a time, so each is clipped by its own norm.",
            "Give clip all arrays at once: they are one gradient.",
            _order("zero_grad", "backward", "clip one by one", "step"),
        ),
        Mistake(
            "other-limit",
            "The gradient is clipped to another limit than max_norm.",
            "What is the second argument of your call of clip?",
            _order("zero_grad", "backward", "clip to 5", "step"),
        ),
        Mistake(
            "no-step",
            "step() is never called: the optimiser does not move the weights.",
            "Is it missing, or are only the brackets after its name missing?",
            _order("zero_grad", "backward", "clip"),
        ),
        Mistake(
            "no-backward",
            "backward() is never called, so there is no new gradient.",
            "Is it missing, or are only the brackets after its name missing?",
            _order("zero_grad", "clip", "step"),
        ),
        Mistake(
            "step-first",
            "step() comes before backward(), when the new gradient is not there yet.",
            "First compute the gradient, then use it.",
            _order("zero_grad", "step", "backward", "clip"),
        ),
        Mistake(
            "steps-twice",
            "step() is called twice, so the weights move twice.",
            "One gradient, one step.",
            _order("zero_grad", "backward", "clip", "step", "step"),
        ),
        Mistake(
            "backward-twice",
            "backward() is called twice, and adds the new gradient twice.",
            "backward() adds to what is there. Once is enough.",
            _order("zero_grad", "backward", "backward", "clip", "step"),
        ),
        Mistake(
            "keeps-old-gradient",
            "The gradient of the step before is still in: backward() adds to what is there.",
            "Call zero_grad(), with its brackets, before backward().",
            _order("backward", "clip", "step"),
        ),
        Mistake(
            "zeroed-after-backward",
            "zero_grad() comes between backward() and step(), and wipes out the new gradient.",
            "Clear first, then compute.",
            _order("backward", "zero_grad", "clip", "step"),
        ),
    ),
    hints=(
        "Four calls. Write down which of them changes the gradient and which uses it.",
        "The gradient must be complete when it is clipped, and clipped when it is used.",
        "Clear the old gradient, compute the new one, clip it, step.",
    ),
)
