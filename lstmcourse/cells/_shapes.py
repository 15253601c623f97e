"""Shape checks and shape changes that every cell shares."""

import numpy as np


def check_array(where: str, name: str, array: np.ndarray, symbols: str, shape: tuple) -> None:
    """Raise unless ``array`` has the given ``shape``; ``None`` in ``shape`` allows any size.

    ``symbols`` is the same shape in the course's letters, for example ``"(B, H)"``.
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"{where}: {name} is a {type(array).__name__}, but must be a NumPy array {symbols}"
        )
    fits = array.ndim == len(shape) and all(
        wanted in (None, found) for wanted, found in zip(shape, array.shape, strict=True)
    )
    if not fits:
        letters = symbols.strip("()").rstrip(",").split(", ")
        wanted = [letter if n is None else n for letter, n in zip(letters, shape, strict=True)]
        wanted = "(" + ", ".join(map(str, wanted)) + ("," if len(wanted) == 1 else "") + ")"
        expected = symbols if wanted == symbols else f"{symbols} = {wanted}"
        raise ValueError(f"{where}: {name} has shape {array.shape}, but must be {expected}")


def check_inputs(where: str, xs: np.ndarray, features: int, *, name: str = "xs") -> None:
    """Raise unless ``xs`` is ``(T, B, I)``, or ``(B, I)`` when it is called ``x``."""
    leading = "(T, B, " if name == "xs" else "(B, "
    if not isinstance(xs, np.ndarray):
        raise TypeError(
            f"{where}: {name} is a {type(xs).__name__}, but must be a NumPy array {leading}I)"
        )
    if xs.ndim != leading.count(",") + 1:
        raise ValueError(
            f"{where}: {name} has {xs.ndim} axes {xs.shape}, but must be {leading}{features}); "
            "symbol numbers have to become one-hot vectors first"
        )
    if xs.shape[-1] != features:
        raise ValueError(
            f"{where}: {name} has {xs.shape[-1]} features per step, but W_x has {features} rows; "
            f"{name} must be {leading}{features})"
        )


def check_gate_weights(
    where: str, W_x: np.ndarray, W_h: np.ndarray, b: np.ndarray, blocks: int
) -> tuple[int, int]:
    """Raise unless the arrays hold ``blocks`` blocks of one hidden size; return (I, H)."""
    width = f"{blocks}H"
    check_array(where, "W_x", W_x, f"(I, {width})", (None, None))
    inputs, columns = W_x.shape
    hidden = columns // blocks
    check_array(where, "W_x", W_x, f"(I, {width})", (inputs, blocks * hidden))
    check_array(where, "W_h", W_h, f"(H, {width})", (hidden, blocks * hidden))
    check_array(where, "b", b, f"({width},)", (blocks * hidden,))
    return inputs, hidden


def check_tape_sizes(where: str, found: tuple[int, int], wanted: tuple[int, int]) -> None:
    """Raise unless the (I, H) of a tape are those of the weights."""
    if found != wanted:
        raise ValueError(
            f"{where}: the tape has (I, H) = {found}, but params has {wanted}; "
            "use the params that forward used"
        )


def kind_of(given: object) -> str:
    """What to call this object in a message, such as "a list" or "a lstmcourse...rnn.Params"."""
    return f"a {type(given).__module__}.{type(given).__name__}".replace("a builtins.", "a ")


def float_type(*arrays: np.ndarray) -> np.dtype:
    """The dtype that holds values of all these arrays: a float, even if all are whole numbers."""
    return np.result_type(*arrays, np.float16)


def rows(array: np.ndarray) -> np.ndarray:
    """All steps of all sequences as the rows of one matrix: (T, B, D) -> (T * B, D).

    One large matrix product over these rows replaces T small ones.
    """
    steps, batch, size = array.shape
    return array.reshape(steps * batch, size)


def project(
    xs: np.ndarray, W: np.ndarray, b: np.ndarray, out: np.ndarray | None = None
) -> np.ndarray:
    """xs @ W + b for all steps in one matrix product: (T, B, I) -> (T, B, H).

    out: a contiguous array of that shape to write into; a new one if it is None.
    """
    if out is None:
        out = np.empty((*xs.shape[:2], W.shape[1]), np.result_type(xs, W, b))
    np.matmul(rows(xs), W, out=rows(out))
    out += b
    return out


def sum_rows(array: np.ndarray) -> np.ndarray:
    """The sum over the rows of (N, D), as a product: several times as fast as ``sum(axis=0)``."""
    return np.ones(len(array), array.dtype) @ array
