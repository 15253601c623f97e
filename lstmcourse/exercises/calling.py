"""Call what the learner wrote without letting it harm checker, kernel or random state."""

from __future__ import annotations

import copy
import io
import random
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np

from lstmcourse.exercises.model import Probe

KEPT_CHARACTERS = 2_000  # of what a function prints or an error says
KEPT_FRAMES = 4  # of a traceback: the innermost, where the learner's line stands


class _Clipboard(io.TextIOBase):
    """Keeps the first characters written to it and forgets the rest, so memory is bounded."""

    def __init__(self) -> None:
        self.text = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if len(self.text) < KEPT_CHARACTERS:
            self.text += text[: KEPT_CHARACTERS - len(self.text)]
        return len(text)


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a value, or the name and text of the error it raised."""

    value: Any = None
    args_after: tuple[Any, ...] = ()
    error: str | None = None
    error_text: str = ""
    trace: str = ""
    printed: str = ""
    warned: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def raised(self) -> bool:
        return self.error is not None


def text_of(value: object) -> str:
    """``str(value)``, cut to a bounded length, also where ``__str__`` itself fails."""
    try:
        text = str(value)
    except BaseException:
        return f"<{type(value).__name__} that cannot be shown>"
    return text if len(text) <= KEPT_CHARACTERS else text[:KEPT_CHARACTERS] + " …"


@contextmanager
def untouched_random_state() -> Iterator[None]:
    """Put Python's and NumPy's global random states back as they were."""
    python_state, numpy_state = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_state(numpy_state)


def guarded(function: Callable[[], Any]) -> Outcome:
    """Run ``function()``; every way of failing becomes an Outcome, also an interrupt."""
    clipboard = _Clipboard()
    recorded: list[warnings.WarningMessage] = []
    value, failure, interrupted = None, None, False
    with untouched_random_state(), np.errstate():
        try:
            with (
                warnings.catch_warnings(record=True) as recorded,
                redirect_stdout(clipboard),
                redirect_stderr(clipboard),
            ):
                warnings.simplefilter("default")
                value = function()
        except KeyboardInterrupt as error:
            failure, interrupted = error, True
        except BaseException as error:  # SystemExit and its like must not end the kernel
            failure = error
    warned = tuple(
        dict.fromkeys(f"{w.category.__name__}: {text_of(w.message)}" for w in recorded[:100])
    )
    if failure is None:
        return Outcome(value=value, printed=clipboard.text, warned=warned)
    return Outcome(
        error=type(failure).__name__,
        error_text=text_of(failure),
        trace=_trace(failure),
        printed=clipboard.text,
        warned=warned,
        interrupted=interrupted,
    )


def _trace(failure: BaseException) -> str:
    """The innermost frames, without the checker's own and without the machine's folders."""
    try:
        frames = traceback.extract_tb(failure.__traceback__)
    except BaseException:
        return ""
    frames = [frame for frame in frames if frame.filename != __file__][-KEPT_FRAMES:]
    return "\n".join(f"line {f.lineno} in {f.name}: {f.line or '…'}" for f in frames)


def call_own(function: Callable[..., Any], probe: Probe) -> Outcome:
    """``call`` for references and known mistakes: the bank's own functions.

    They print nothing and leave the global random state alone, so only their errors are caught.
    That makes the search for a known mistake several times faster.
    """
    args = copy.deepcopy(probe.args)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            value = function(*args)
    except Exception as error:
        return Outcome(args_after=args, error=type(error).__name__, error_text=text_of(error))
    return Outcome(value=value, args_after=args)


def call(function: Callable[..., Any], probe: Probe, names: tuple[str, ...] = ()) -> Outcome:
    """Call ``function`` on fresh copies of a probe's arguments.

    names: where given, the arguments go by keyword, so their order in the learner's signature
    does not matter.
    """
    args = copy.deepcopy(probe.args)
    if names:
        outcome = guarded(lambda: function(**dict(zip(names, args, strict=True))))
    else:
        outcome = guarded(lambda: function(*args))
    value = outcome.value
    if type(value) is types.CoroutineType:
        value.close()  # a coroutine that nobody awaits would warn later
    return Outcome(**{**outcome.__dict__, "args_after": args})
