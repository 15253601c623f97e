"""The objects of the exercise rnn.clip_place, and what is read off them.

They behave as PyTorch's do: ``backward`` adds to the gradients that are there, clipping changes
them in place, and ``step`` uses whatever they are at that moment. All calls are recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Call:
    """One recorded call.

    what: for clip, "grads", "weights" or "some grads", depending on the arrays that it was given.
    limit: for clip, its max_norm. norm: the norm of the gradient before the call.
    old: does the gradient hold what was there on entry? fresh: how often the new one is in it.
    """

    name: str
    norm: float
    old: bool
    fresh: int
    what: str = ""
    limit: float = np.inf


class Model:
    """Weights with the loss 1/2 sum (w - target)^2, so the gradient is w - target."""

    def __init__(self, rng: np.random.Generator, size: float, old: float) -> None:
        self.weights = [rng.normal(size=(2, 3)), rng.normal(size=4)]
        self.targets = [w + size * (1 + rng.random(w.shape)) for w in self.weights]
        self._grads = [old * (1 + rng.random(w.shape)) for w in self.weights]
        self.start = [w.copy() for w in self.weights]
        self.calls: list[Call] = []
        self.old, self.fresh = True, 0

    @property
    def grads(self) -> list[np.ndarray]:
        """The gradient: one array for each array of weights."""
        return self._grads

    @grads.setter
    def grads(self, arrays: Any) -> None:
        if isinstance(arrays, int | float | np.generic) or arrays is None:
            raise TypeError(
                f"model.grads is a list of {len(self.weights)} arrays; it cannot be set to "
                f"{'None' if arrays is None else 'one number'}. "
                "clip works in place and returns the norm: call it without assigning."
            )
        arrays = list(arrays)
        if [np.shape(array) for array in arrays] != [w.shape for w in self.weights]:
            raise ValueError(
                f"model.grads is a list of {len(self.weights)} arrays with the shapes of "
                "model.weights; it was set to something else."
            )
        self._grads = [np.array(array, dtype=float) for array in arrays]

    def record(self, name: str, what: str = "", limit: float = np.inf) -> None:
        """Note a call, with the state of the gradient before it."""
        norm = norm_of(self.grads)
        if norm == 0:
            self.old, self.fresh = False, 0
        self.calls.append(Call(name, norm, self.old, self.fresh, what, limit))

    def backward(self) -> None:
        """Add the gradient of the loss to ``grads``."""
        self.record("backward")
        self.fresh += 1
        for grad, w, target in zip(self.grads, self.weights, self.targets, strict=True):
            grad += w - target

    def __repr__(self) -> str:
        return (
            f"Model with {len(self.weights)} weight arrays, gradient norm {norm_of(self.grads):.3g}"
        )


class Optimiser:
    """Plain gradient descent on a ``Model``."""

    rate = 0.5

    def __init__(self, model: Model) -> None:
        self.model = model

    def zero_grad(self) -> None:
        """Set all gradients to zero."""
        self.model.record("zero_grad")
        for grad in self.model.grads:
            grad *= 0

    def step(self) -> None:
        """weights = weights - rate * grads, with the gradients as they are now."""
        self.model.record("step")
        for w, grad in zip(self.model.weights, self.model.grads, strict=True):
            w -= self.rate * grad

    def __repr__(self) -> str:
        return f"Optimiser with rate {self.rate}"


class Clip:
    """clip(arrays, max_norm) shortens the arrays in place, by their joint norm; returns it."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __call__(self, arrays: Any, max_norm: float) -> float:
        arrays = [arrays] if isinstance(arrays, np.ndarray) else list(arrays)
        self.model.record("clip", self._what(arrays), float(max_norm))
        norm = norm_of(arrays)
        for array in arrays:
            array *= min(1.0, max_norm / norm) if norm > 0 else 1.0
        return norm

    def _what(self, arrays: list[np.ndarray]) -> str:
        given = {id(array) for array in arrays}
        if given & {id(w) for w in self.model.weights}:
            return "weights"
        grads = {id(grad) for grad in self.model.grads}
        return "grads" if grads <= given else "some grads" if grads & given else "copies"

    def __repr__(self) -> str:
        return "clip(arrays, max_norm)"


class Fault(IntEnum):
    """What the recorded calls say. RIGHT where the weights are as they should be."""

    RIGHT = 0
    LIMIT = 1
    WEIGHTS = 2
    ONE_BY_ONE = 3
    NO_BACKWARD = 4
    NO_STEP = 5
    STEP_FIRST = 6
    STEPS_TWICE = 7
    ZEROED_LATE = 8
    OLD_KEPT = 9
    BACKWARD_TWICE = 10
    NEVER_CLIPPED = 11
    BEFORE_BACKWARD = 12
    AFTER_STEP = 13
    UNKNOWN = 14


def norm_of(arrays: list[np.ndarray]) -> float:
    """The joint norm of all arrays."""
    return float(np.sqrt(sum(np.sum(array**2) for array in arrays)))


def observe(args: tuple[Any, ...], returned: Any) -> Any:
    """The weights afterwards, the norm of the gradient that ``step`` used, and the fault.

    Where the calls alone say what is wrong, the first two are zeros: whoever makes this mistake
    gets its name, whatever numbers came out. None where nothing was done: not attempted.
    """
    model, _, _, max_norm = args
    if not model.calls and (returned is None or returned is ...):
        return None
    fault = find_fault(model, max_norm)
    if fault in (Fault.RIGHT, Fault.UNKNOWN):
        used = [call.norm for call in model.calls if call.name == "step"]
        return model.weights, max(used, default=0.0), 0.0
    return [np.zeros_like(w) for w in model.start], 0.0, float(fault)


def find_fault(model: Model, max_norm: float) -> Fault:
    """Read the recorded calls. Faults that show on every probe come before those that do not."""
    calls = model.calls
    clips = [c for c in calls if c.name == "clip" and np.isfinite(c.limit)]
    if any(c.what == "weights" for c in clips):
        return Fault.WEIGHTS
    on_grads = [c for c in clips if c.what in ("grads", "some grads")]
    if on_grads and not any(np.isclose(c.limit, max_norm) for c in on_grads):
        return Fault.LIMIT
    if any(c.what == "some grads" for c in on_grads):
        return Fault.ONE_BY_ONE
    if _as_wanted(model, max_norm):
        return Fault.RIGHT
    names = [c.name for c in calls]
    if "backward" not in names:
        return Fault.NO_BACKWARD
    if "step" not in names:
        return Fault.NO_STEP
    step = calls[names.index("step")]
    if names.index("step") < names.index("backward"):
        return Fault.STEP_FIRST
    if names.count("step") > 1:
        return Fault.STEPS_TWICE
    if step.fresh == 0:
        return Fault.ZEROED_LATE
    if step.old:
        return Fault.OLD_KEPT
    if step.fresh > 1:
        return Fault.BACKWARD_TWICE
    return _place_of_clip(calls, on_grads, names.index("step"))


def _place_of_clip(calls: list[Call], clips: list[Call], step: int) -> Fault:
    """For a step with exactly the new gradient: where was it clipped?"""
    if not clips:
        return Fault.NEVER_CLIPPED
    early = [c for c in clips if calls.index(c) < step]
    if any(c.fresh for c in early):
        return Fault.UNKNOWN
    return Fault.BEFORE_BACKWARD if early else Fault.AFTER_STEP


def _as_wanted(model: Model, max_norm: float) -> bool:
    gradient = [w - target for w, target in zip(model.start, model.targets, strict=True)]
    factor = min(1.0, max_norm / norm_of(gradient))
    return all(
        np.shape(now) == w.shape and np.allclose(now, w - Optimiser.rate * factor * g, rtol=1e-4)
        for now, w, g in zip(model.weights, model.start, gradient, strict=True)
    )
