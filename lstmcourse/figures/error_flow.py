"""How much of an error is left q steps back: norms against lag, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Matplotlib's tick search overflows when a logarithmic axis comes near the ends of float64.
_SMALLEST, _LARGEST = 1e-150, 1e150


def plot_error_flow(
    lags: Any,
    norms: Any,
    *,
    bound: Any = None,
    factor: Any = None,
    labels: Sequence[str] | str | None = None,
    bound_label: str = "upper bound",
    factor_label: str | None = None,
    x_label: str = "Lag q (time steps back)",
    y_label: str = "Size of the error signal (norm)",
    ax: Axes | None = None,
) -> Axes:
    """Draw one curve per row of `norms` against `lags`, with a logarithmic y axis.

    lags: (Q,), how many steps back, increasing.
    norms: (Q,) for one curve, (N, Q) or a list of N arrays (Q,) for several, or a mapping from a
        label to an array (Q,). Not negative.
    bound: (Q,) or None, a proven upper bound, drawn dashed.
    factor: None; or one number r, drawn dotted as r^q (a straight line on this axis); or an array
        (Q,), drawn dotted as it is.
    labels: one per curve, for the legend below the axes.
    ax: where to draw; None makes a new figure.

    What a logarithmic axis cannot show is not hidden: where a norm is 0, or below 1e-150, the
    curve has a gap, and a triangle on the lower edge marks the lag; where it is infinite, or above
    1e150, the triangle is on the upper edge. NaN is a gap without a mark. Returns the Axes.
    Arguments are not changed.

    Explained in: book/rnn/vanishing
    """
    lags = _row("lags", lags)
    curves, names = _curves(norms, labels)
    curves = [_norm_row(f"norms, curve {number}", curve, lags) for number, curve in curves]
    references: list[tuple[np.ndarray, str, str, Any]] = []
    if bound is not None:
        row = _norm_row("bound", bound, lags)
        references.append((row, bound_label, style.SLATE, (0, (6, 3))))
    if factor is not None:
        row, text = _factor_curve(factor, lags)
        references.append((row, factor_label or text, style.MUTED, (0, (1, 1.8))))

    ax = style.new_axes() if ax is None else ax
    ax.set_yscale("log")
    style.plain_log_ticks(ax.yaxis)
    for row, label, colour, dashes in references:
        _line(ax, lags, row, colour, label, linestyle=dashes, linewidth=1.8)
    for number, (curve, name) in enumerate(zip(curves, names, strict=True)):
        _line(
            ax,
            lags,
            curve,
            style.colour(number),
            name,
            marker=style.marker(number),
            markevery=style.sparse(len(lags)),
            zorder=3,
        )
    rows = (*curves, *(row for row, *_ in references))
    if not any(_drawable(row).any() for row in rows):
        ax.set_ylim(0.1, 10.0)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    if len(lags) and np.ptp(lags) > 0:
        ax.margins(x=0.02)
    ax.xaxis.get_major_locator().set_params(integer=True)
    style.legend_below(ax)
    return ax


def _drawable(values: np.ndarray) -> np.ndarray:
    return (values >= _SMALLEST) & (values <= _LARGEST)


def _line(
    ax: Axes, lags: np.ndarray, values: np.ndarray, colour: str, label: str | None, **how: Any
) -> None:
    shown = np.where(_drawable(values), values, np.nan)
    ax.plot(lags, shown, color=colour, label=label, **how)
    for marks, height, shape in ((values < _SMALLEST, 0.0, "v"), (values > _LARGEST, 1.0, "^")):
        if marks.any():
            ax.plot(
                lags[marks],
                np.full(marks.sum(), height),
                linestyle="none",
                marker=shape,
                markersize=7,
                color=colour,
                clip_on=False,
                transform=ax.get_xaxis_transform(),
                zorder=4,
            )


def _row(name: str, values: Any) -> np.ndarray:
    row = np.asarray(values, dtype=float)
    if row.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional, but its shape is {row.shape}")
    return row


def _norm_row(name: str, values: Any, lags: np.ndarray) -> np.ndarray:
    row = _row(name, values)
    if row.shape != lags.shape:
        raise ValueError(f"{name} has {len(row)} values for {len(lags)} lags; give one for each")
    if np.any(row < 0):
        raise ValueError(f"{name} holds {row[row < 0][0]:g}; a norm is not negative")
    return row


def _curves(norms: Any, labels: Any) -> tuple[list[tuple[int, Any]], list[str | None]]:
    if isinstance(norms, Mapping):
        if labels is not None:
            raise ValueError("labels come with the mapping's keys; leave labels out")
        names: list[str | None] = list(norms)
        rows = list(norms.values())
    else:
        several = np.ndim(norms[0]) == 1 if len(norms) else False
        rows = list(norms) if several else [norms]
        names = style.label_list(labels, len(rows), "curves")
    return list(enumerate(rows)), names


def _factor_curve(factor: Any, lags: np.ndarray) -> tuple[np.ndarray, str]:
    if np.ndim(factor) == 0:
        rate = float(factor)
        if not rate >= 0:
            raise ValueError(f"factor must not be negative, but {rate} was given")
        with np.errstate(over="ignore", under="ignore", divide="ignore"):
            return rate**lags, f"${rate:.3g}^q$"
    return _norm_row("factor", factor, lags), "product of the factors"
