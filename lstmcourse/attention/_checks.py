"""Arguments of attention: checked once, with messages that say what to do."""

from typing import Any

import numpy as np


def check_array(
    where: str,
    name: str,
    array: Any,
    *,
    axes: int = 0,
    shape: tuple[int, ...] | None = None,
) -> None:
    """Raise unless this is an array with at least so many axes, or of exactly this shape."""
    if not isinstance(array, np.ndarray):
        raise TypeError(f"{where}: {name} is a {type(array).__name__}, but must be a NumPy array")
    if array.ndim < axes:
        raise ValueError(
            f"{where}: {name} has shape {array.shape}, but must have {axes} axes or more"
        )
    if shape is not None and array.shape != shape:
        raise ValueError(f"{where}: {name} has shape {array.shape}, but must be {shape}")


def check_mask(
    where: str, mask: np.ndarray | None, shape: tuple[int, ...], empty: str
) -> np.ndarray | None:
    """The mask broadcast to this shape, or None; checks ``empty`` as well."""
    if empty not in ("raise", "zeros"):
        raise ValueError(f'{where}: empty is {empty!r}, but must be "raise" or "zeros"')
    if mask is None:
        return None
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        given = f"{mask.dtype}" if isinstance(mask, np.ndarray) else f"a {type(mask).__name__}"
        raise TypeError(
            f"{where}: mask is {given}, but must be a NumPy array of bool, True where a query "
            "may look"
        )
    try:
        return np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(
            f"{where}: mask has shape {mask.shape}, but must broadcast to {shape}; for padding "
            "that is (B, 1, N), for a causal mask (Q, N)"
        ) from None


def prepare(
    where: str,
    queries: np.ndarray,
    keys: np.ndarray,
    values: np.ndarray,
    mask: np.ndarray | None,
    empty: str,
) -> tuple[tuple[int, ...], np.ndarray | None, np.ndarray, np.ndarray]:
    """Common leading axes, the mask as (..., Q, N), and keys and values without the unseen ones.

    A key that no query may look at becomes 0, and its value too, so that even inf or NaN in a pad
    reaches nothing: a weight of 0 alone would not do, as 0 times NaN is NaN.
    """
    for name, array in (("queries", queries), ("keys", keys), ("values", values)):
        check_array(where, name, array, axes=2)
    if keys.shape[-2] != values.shape[-2]:
        raise ValueError(
            f"{where}: keys {keys.shape} and values {values.shape} must have the same N, the last "
            f"axis but one, but have {keys.shape[-2]} and {values.shape[-2]}"
        )
    leading = queries.shape[:-2]
    if not leading == keys.shape[:-2] == values.shape[:-2]:
        try:
            leading = np.broadcast_shapes(leading, keys.shape[:-2], values.shape[:-2])
        except ValueError:
            raise ValueError(
                f"{where}: the leading axes do not broadcast: queries {queries.shape}, "
                f"keys {keys.shape}, values {values.shape}"
            ) from None
    allowed = check_mask(where, mask, (*leading, queries.shape[-2], keys.shape[-2]), empty)
    if mask is not None:
        seen = np.atleast_2d(mask).any(axis=-2)  # (..., N), before it is broadcast: small
        if not seen.all():
            keys, values = _zero_unseen(seen, keys), _zero_unseen(seen, values)
    return leading, allowed, keys, values


def _zero_unseen(seen: np.ndarray, array: np.ndarray) -> np.ndarray:
    """0 in the rows (N) that are not seen from any of the leading axes they are broadcast to."""
    own = array.shape[:-2]
    seen = seen.any(axis=tuple(range(seen.ndim - 1 - len(own))))
    shared = range(-seen.ndim, -1)  # leading axes of both
    axes = tuple(k for k in shared if array.shape[k - 1] == 1 != seen.shape[k])
    seen = seen.any(axis=axes, keepdims=True)
    return np.where(seen[..., None], array, array.dtype.type(0))


def check_gradients(where: str, tape: Any, d_context: Any, d_weights: Any) -> None:
    """Raise unless these have the shapes of the tape's context and weights."""
    check_array(where, "d_context", d_context, shape=tape.context.shape)
    if d_weights is not None:
        check_array(where, "d_weights", d_weights, shape=tape.weights.shape)
