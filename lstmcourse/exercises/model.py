"""What an exercise is. The bank is data of these types; the checker is code over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Probe:
    """One set of arguments on which an answer and the reference are compared.

    name: what is special about it ("random", "one step", "square", "large pre-activations").
    args: the arguments, in the order of the exercise's ``parameters``.
    dims: sizes by their letter, such as ``{"T": 5, "B": 2}``; a wrong answer that is off by one
        of these factors is then named so.
    """

    name: str
    args: tuple[Any, ...]
    dims: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Output:
    """One returned value: its name and its shape in letters, such as ``"(T, B, H)"``.

    A shape that contains the letter T tells the diagnosis which axis is time.
    ``"()"`` is a plain number.
    """

    name: str
    shape: str

    @property
    def axes(self) -> tuple[str, ...]:
        """The letters of the shape: ``("T", "B", "H")``."""
        return tuple(part.strip() for part in self.shape.strip("()").split(",") if part.strip())


@dataclass(frozen=True)
class Mistake:
    """A known mistake: the reference with one documented defect.

    id: short name, such as ``"no-transpose"``.
    sentence: what is wrong, in one sentence that a learner understands.
    fix: what to look at; it does not give the line away.
    variant: the defective function, same parameters as the reference.
    same_as: ids of variants that give the same numbers on purpose.
    """

    id: str
    sentence: str
    fix: str
    variant: Callable[..., Any]
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Property:
    """Something every right answer obeys. ``holds(function, probe)`` returns None or a sentence.

    The function is called with fresh copies of whatever it is given.
    """

    name: str
    holds: Callable[[Callable[..., Any], Probe], str | None]


@dataclass(frozen=True)
class Gradient:
    """A gradient check: ``loss(*args)`` is the scalar whose derivatives the answer returns.

    blocks: output name -> name of the parameter it is the derivative with respect to.
    """

    loss: Callable[..., float]
    blocks: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class CodeExercise:
    """Write a function. See ``bank/`` for examples and CONTRIBUTING for how to add one.

    page: path of the page below ``book/`` without ending, such as ``"rnn/bptt"``.
    task: one or two sentences: what the function takes and returns.
    parameters: names of the arguments, in order.
    returns: the outputs, in order. One output: the function returns it bare.
    reference: the right function. Its source is what ``solution`` shows, so it stands alone.
    probes: ``probes(rng)`` makes the list of probes; no other source of randomness.
    observe: for functions that act on an object instead of returning a value:
        ``observe(args, returned)`` is compared instead of what was returned.
    may_change: parameters that the function is allowed to change.
    entrywise: compare each entry relative to itself, not to the largest entry.
    """

    id: str
    title: str
    page: str
    task: str
    parameters: tuple[str, ...]
    returns: tuple[Output, ...]
    reference: Callable[..., Any]
    probes: Callable[[np.random.Generator], Sequence[Probe]]
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    properties: tuple[Property, ...] = ()
    gradient: Gradient | None = None
    observe: Callable[[tuple[Any, ...], Any], Any] | None = None
    may_change: tuple[str, ...] = ()
    entrywise: bool = False

    kind = "code"


@dataclass(frozen=True)
class Feedback:
    """What to say to a wrong number: an exact ``value`` or an open range ``low < x < high``."""

    id: str
    sentence: str
    value: float | None = None
    low: float = -np.inf
    high: float = np.inf

    def applies(self, answer: float, tolerance: float) -> bool:
        """True where this feedback fits the answer."""
        if self.value is not None:
            return abs(answer - self.value) <= tolerance * max(abs(self.value), 1e-12)
        return self.low < answer < self.high


@dataclass(frozen=True, kw_only=True)
class NumericExercise:
    """Answer with a number. ``tolerance`` is relative. Exact values are tried before ranges."""

    id: str
    title: str
    page: str
    task: str
    answer: float
    because: str
    feedback: tuple[Feedback, ...]
    hints: tuple[str, ...] = ()
    tolerance: float = 1e-2

    kind = "number"


@dataclass(frozen=True)
class Choice:
    """One choice of a question; ``explain`` is said when it is taken, right or wrong."""

    letter: str
    text: str
    explain: str


@dataclass(frozen=True, kw_only=True)
class ChoiceExercise:
    """Answer with the letter of the right choice."""

    id: str
    title: str
    page: str
    task: str
    choices: tuple[Choice, ...]
    right: str
    hints: tuple[str, ...] = ()

    kind = "choice"


Exercise = CodeExercise | NumericExercise | ChoiceExercise
