"""Exercise rnn.clip_place: where in a training step the gradient is clipped.

The learner gets a model, an optimiser and a clipping function that behave as PyTorch's do:
``backward`` adds to the gradients that are there, clipping changes them in place, and ``step``
uses whatever they are at that moment. All three note the order of the calls.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "rnn/clipping"

RIGHT, NOT_CLIPPED, AFTER_STEP, BEFORE_BACKWARD, WEIGHTS = range(5)


def train_step(model, optimiser, clip, max_norm):
    optimiser.zero_grad()  # forget the gradient of the last step
    model.backward()  # compute the gradient of this one
    clip(model.grads, max_norm)  # shorten it, now that it is complete
    optimiser.step()  # use it


class Model:
    """Weights with the loss 1/2 sum (w - target)^2, so the gradient is w - target."""

    def __init__(self, rng: np.random.Generator, size: float, old: float) -> None:
        self.weights = [rng.normal(size=(2, 3)), rng.normal(size=4)]
        self.targets = [w + size * (1 + rng.random(w.shape)) for w in self.weights]
        self.grads = [old * (1 + rng.random(w.shape)) for w in self.weights]
        self.calls: list[tuple[str, Any]] = []

    def backward(self) -> None:
        """Add the gradient of the loss to ``grads``."""
        self.calls.append(("backward", None))
        for grad, w, target in zip(self.grads, self.weights, self.targets, strict=True):
            grad += w - target

    def __repr__(self) -> str:
        return (
            f"Model with {len(self.weights)} weight arrays, gradient norm {_norm(self.grads):.3g}"
        )


class Optimiser:
    """Plain gradient descent on a ``Model``."""

    rate = 0.5

    def __init__(self, model: Model) -> None:
        self.model = model

    def zero_grad(self) -> None:
        """Set all gradients to zero."""
        self.model.calls.append(("zero_grad", None))
        for grad in self.model.grads:
            grad *= 0

    def step(self) -> None:
        """weights = weights - rate * grads, with the gradients as they are now."""
        self.model.calls.append(("step", _norm(self.model.grads)))
        for w, grad in zip(self.model.weights, self.model.grads, strict=True):
            w -= self.rate * grad

    def __repr__(self) -> str:
        return f"Optimiser with rate {self.rate}"


class Clip:
    """clip(arrays, max_norm) shortens the arrays in place, by their joint norm."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, arrays: list[np.ndarray], max_norm: float) -> float:
        own = [id(w) for w in self.model.weights]
        target = "weights" if any(id(array) in own for array in arrays) else "grads"
        self.model.calls.append(("clip", target))
        norm = _norm(arrays)
        for array in arrays:
            array *= min(1.0, max_norm / norm) if norm > 0 else 1.0
        return norm

    def __repr__(self) -> str:
        return "clip(arrays, max_norm)"


def _norm(arrays: list[np.ndarray]) -> float:
    return float(np.sqrt(sum(np.sum(array**2) for array in arrays)))


def _observe(args: tuple[Any, ...], returned: Any) -> Any:
    """The weights afterwards, and what went wrong with the gradient that ``step`` used.

    None where nothing was called: not attempted.
    """
    model, _, _, max_norm = args
    if not model.calls:
        return None
    return model.weights, float(_fault(model.calls, max_norm))


def _fault(calls: list[tuple[str, Any]], max_norm: float) -> int:
    names = [name for name, _ in calls]
    used = [value for name, value in calls if name == "step"]
    if ("clip", "weights") in calls:
        return WEIGHTS
    if all(norm <= max_norm * (1 + 1e-6) for norm in used):
        return RIGHT
    if "clip" not in names:
        return NOT_CLIPPED
    return AFTER_STEP if names.index("clip") > names.index("step") else BEFORE_BACKWARD


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, size: float, old: float, max_norm: float) -> Probe:
        model = Model(rng, size, old)
        return Probe(name, (model, Optimiser(model), Clip(model), max_norm), {})

    return [
        probe("long gradient", 5.0, 2.0, 1.0),
        probe("short gradient: nothing to clip", 0.05, 0.3, 2.0),
        probe("very long gradient", 300.0, 40.0, 0.7),
    ]


def _never_clipped(model, optimiser, clip, max_norm):
    optimiser.zero_grad()
    model.backward()
    optimiser.step()


def _after_step(model, optimiser, clip, max_norm):
    optimiser.zero_grad()
    model.backward()
    optimiser.step()
    clip(model.grads, max_norm)


def _before_backward(model, optimiser, clip, max_norm):
    optimiser.zero_grad()
    clip(model.grads, max_norm)
    model.backward()
    optimiser.step()


def _clips_weights(model, optimiser, clip, max_norm):
    optimiser.zero_grad()
    model.backward()
    clip(model.weights, max_norm)
    optimiser.step()


def _steps_twice(model, optimiser, clip, max_norm):
    optimiser.zero_grad()
    model.backward()
    clip(model.grads, max_norm)
    optimiser.step()
    optimiser.step()


def _keeps_old(model, optimiser, clip, max_norm):
    model.backward()
    clip(model.grads, max_norm)
    optimiser.step()


def _zeroes_late(model, optimiser, clip, max_norm):
    model.backward()
    optimiser.zero_grad()
    clip(model.grads, max_norm)
    optimiser.step()


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
    returns=(Output("weights", "the shapes of the weights"), Output("fault", "()")),
    reference=train_step,
    probes=_probes,
    observe=_observe,
    may_change=("model", "optimiser", "clip"),
    mistakes=(
        Mistake(
            "never-clipped",
            "The gradient is never clipped.",
            "Call clip on model.grads once the gradient is there.",
            _never_clipped,
        ),
        Mistake(
            "after-step",
            "The gradient is clipped after step(), when the long step has already been made.",
            "step() uses the gradient as it is at that moment.",
            _after_step,
        ),
        Mistake(
            "before-backward",
            "The gradient is clipped before backward(), when there is nothing in it yet.",
            "Which call computes the gradient? Only after it is there something to clip.",
            _before_backward,
        ),
        Mistake(
            "clips-weights",
            "The weights are clipped, not the gradient.",
            "Give clip the list of gradients: model.grads.",
            _clips_weights,
        ),
        Mistake(
            "steps-twice",
            "step() is called twice, so the weights move twice.",
            "One gradient, one step.",
            _steps_twice,
        ),
        Mistake(
            "keeps-old-gradient",
            "The gradient of the step before is still in: backward() adds to what is there.",
            "Set the gradients to zero before backward().",
            _keeps_old,
        ),
        Mistake(
            "zeroed-after-backward",
            "zero_grad() comes after backward() and wipes out the new gradient.",
            "Clear first, then compute.",
            _zeroes_late,
        ),
    ),
    hints=(
        "Four calls. Write down which of them changes the gradient and which uses it.",
        "The gradient must be complete when it is clipped, and clipped when it is used.",
        "Clear the old gradient, compute the new one, clip it, step.",
    ),
)
