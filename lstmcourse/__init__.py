"""Companion package of the course on recurrent memory.

What a chapter needs first stands here: ``check`` grades an answer, ``hint`` and ``solution``
help, ``progress`` and ``catalogue`` show where you are, ``probes`` shows what ``check`` tries.

``import lstmcourse`` needs NumPy alone. PyTorch and Matplotlib load only when they are used.
"""

from lstmcourse.exercises import (
    catalogue,
    check,
    forget,
    hint,
    probes,
    progress,
    solution,
)

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "catalogue",
    "check",
    "forget",
    "hint",
    "probes",
    "progress",
    "solution",
]
