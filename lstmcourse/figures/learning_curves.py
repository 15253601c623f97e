"""Loss or accuracy against training steps, one line per network, with the spread over seeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_learning_curves(
    curves: Mapping[str, Any],
    *,
    baseline: float | None = None,
    baseline_label: str = "guessing",
    x_label: str = "Training steps",
    y_label: str = "Loss (nats)",
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw each curve; several seeds become their median and a band from least to greatest.

    curves: label -> values, or label -> (steps, values) with a tuple. values (N,) is one run;
        values (S, N) are S runs (seeds) at the same N steps. steps (N,) defaults to 0..N-1.
    baseline: a level to compare with, drawn dashed, such as the loss of guessing.
    log: True makes the y axis logarithmic.
    ax: where to draw; None makes a new figure.

    A value that is not finite is a gap. Where only some runs are not finite, median and band are
    those of the others, and the legend says how many runs that concerns. Returns the Axes.
    Arguments are not changed.
    """
    if not isinstance(curves, Mapping):
        raise TypeError(
            f"curves must be a mapping from a label to values, not {type(curves).__name__}; "
            'for example {"RNN": losses}'
        )
    checked = {label: _steps_and_runs(label, curve) for label, curve in curves.items()}
    ax = style.new_axes() if ax is None else ax
    if log:
        ax.set_yscale("log")
        style.plain_log_ticks(ax.yaxis)
    for number, (label, (steps, runs)) in enumerate(checked.items()):
        colour = style.colour(number)
        least, middle, most = _spread(runs)
        if len(runs) > 1:
            ax.fill_between(steps, least, most, color=colour, alpha=0.18, linewidth=0)
        ax.plot(
            steps,
            middle,
            color=colour,
            label=_with_failures(label, runs),
            marker=style.marker(number),
            markevery=style.sparse(len(steps)),
        )
    if baseline is not None:
        ax.axhline(
            float(baseline),
            color=style.SLATE,
            linestyle=(0, (6, 3)),
            linewidth=1.6,
            label=baseline_label,
            zorder=1.5,
        )
    ax.margins(x=0.02)
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    style.legend_below(ax)
    return ax


def _steps_and_runs(label: str, curve: Any) -> tuple[np.ndarray, np.ndarray]:
    steps, values = curve if isinstance(curve, tuple) and len(curve) == 2 else (None, curve)
    runs = np.asarray(values, dtype=float)
    runs = runs[None] if runs.ndim == 1 else runs
    if runs.ndim != 2 or not len(runs):
        raise ValueError(
            f"the values of {label!r} must have shape (N,) or (seeds, N), not {np.shape(values)}"
        )
    steps = np.arange(runs.shape[1]) if steps is None else np.asarray(steps)
    if steps.shape != runs.shape[1:]:
        raise ValueError(
            f"{label!r} has {runs.shape[1]} values but steps of shape {steps.shape}; give one step "
            "for each value"
        )
    return steps, runs


def _spread(runs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Least, median and greatest over the finite runs of every step; NaN where there is none."""
    spread = np.full((3, runs.shape[1]), np.nan)
    finite = np.isfinite(runs)
    some = finite.any(axis=0)
    if some.any():
        known = np.where(finite, runs, np.nan)[:, some]
        spread[:, some] = np.nanmin(known, 0), np.nanmedian(known, 0), np.nanmax(known, 0)
    return spread[0], spread[1], spread[2]


def _with_failures(label: str, runs: np.ndarray) -> str:
    failed = int((~np.isfinite(runs).all(axis=1)).sum())
    if len(runs) == 1 or not failed:
        return label
    return f"{label} ({failed} of {len(runs)} runs not finite)"
