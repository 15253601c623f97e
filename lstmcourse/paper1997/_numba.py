"""``compiled``: Numba's ``njit`` with a cache that notices a change in any of the engine's files.

Numba keeps compiled functions beside the source, in ``__pycache__``, or in ``NUMBA_CACHE_DIR``.
Left alone it compiles a function anew only if the function's own file changed, and so would go on
using what it had compiled from the old text of another file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    from numba import njit
except ImportError as error:
    raise ImportError(
        "the laboratory of 1997 needs Numba to train nets; "
        'install it with: pip install "lstmcourse[paper]"'
    ) from error

_HERE = Path(__file__).parent
SOURCES = (
    *sorted(_HERE.glob("_compiled*.py")),
    *(
        _HERE / f"{name}.py"
        for name in ("_numba", "_weights", "counter_random", "engine", "learner", "sequences")
    ),
)
FINGERPRINT = hashlib.blake2b(
    b"".join(source.read_bytes() for source in SOURCES), digest_size=16
).hexdigest()


def compiled(function: Callable | None = None, **options: Any) -> Any:
    """``njit`` with cache, and with divisions as NumPy does them (no check, so no branch)."""
    if function is None:
        return lambda found: compiled(found, **options)
    dispatcher = njit(cache=True, error_model="numpy", **options)(function)
    stored = getattr(dispatcher._cache, "_cache_file", None)
    if stored is not None:
        # What Numba compares before it unpickles the rest, which may name types that are gone.
        stored._version = f"{stored._version} {FINGERPRINT}"
    return dispatcher
