"""A real time series to forecast: the voltage of a nerve cell while it fires.

The data is `membrane.dat`, a sample file that matplotlib installs (`mpl-data/sample_data`), so
nothing is downloaded. It holds 12,000 float32 numbers, one every 0.5 ms: 6 s. Multiplied by 100
they are millivolts. The factor and the interval are those of matplotlib's own scripts; the project
drew its first logo from this file. matplotlib does not say who recorded it, from which cell and
when. The values stand on a grid of 0.244 mV, which an analogue-to-digital converter leaves.
The file has no licence text of its own; it comes under matplotlib's licence, which is based on
Python's (PSF).

Until 0.5 s the cell rests near -67 mV; from 0.5 s to 5.5 s it is driven and fires about every 70
ms, evenly at first, unevenly after 3.5 s; then it rests again. Why this one, of the files there:

- The present value does not tell what comes next. -45 mV is passed on the way up to a spike and
  again right after it: the past tells which.
- The stock prices there (goog.npz, msft.csv, Stocks.csv) are hard to beat with "the same as now",
  and their source is a web service with terms of its own. The electroencephalogram (eeg.dat) has
  800 samples, and a linear forecast from 4 values is as good there as one from 32.

One warning: the last part, which a split in time keeps for the test, fires less evenly than the
first. Forecasts get worse there, for every method. That is what time series do.

Explained in: book/lstm/time-series
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import numpy as np

from lstmcourse.tasks._arguments import check_count, check_float_dtype, check_fraction

FILE = "membrane.dat"
SAMPLES = 12_000
INTERVAL = 0.0005
DRIVEN = slice(1_000, 11_000)
"""The samples 0.5 s to 5.5 s, where the cell is driven."""


class Series(NamedTuple):
    """A time series of N values.

    values: (N,), float64, in `unit`.
    interval: seconds from one value to the next.
    unit: of the values.
    """

    values: np.ndarray
    interval: float
    unit: str

    @property
    def times(self) -> np.ndarray:
        """(N,), seconds since the first value."""
        return self.interval * np.arange(len(self.values))


def membrane_potential(*, every: int = 4, whole: bool = False) -> Series:
    """The voltage of a nerve cell, in mV.

    every: each value is the mean of so many samples of the file; 4 gives one value every 2 ms,
        2500 values, about 35 from spike to spike. Samples that fill no last value are dropped.
    whole: False (default) keeps the 5 s in which the cell is driven, True all 6 s.

    Raises ModuleNotFoundError where matplotlib is not installed, FileNotFoundError where it came
    without its sample data, and ValueError where the file is not the one described above.
    """
    every = check_count("every", every, least=1)
    samples = 100.0 * _read(FILE).astype(np.float64)
    if not whole:
        samples = samples[DRIVEN]
    count = len(samples) // every
    if count < 2:
        raise ValueError(
            f"every={every} leaves {count} values of {len(samples)}; use a smaller one"
        )
    values = samples[: count * every].reshape(count, every).mean(axis=1)
    return Series(values, INTERVAL * every, "mV")


def series_fingerprint(series: Series | None = None) -> str:
    """The first 12 hexadecimal digits of the SHA-256 of the values (default: the whole file).

    The values are rounded to float32 first. Two results can be compared only when these are equal.
    """
    series = membrane_potential(every=1, whole=True) if series is None else series
    data = np.ascontiguousarray(series.values, "<f4").tobytes()
    return hashlib.sha256(data).hexdigest()[:12]


def _read(name: str) -> np.ndarray:
    advice = (
        "Install matplotlib (pip install matplotlib), or use a series of your own: any (N,) array."
    )
    try:
        from matplotlib.cbook import get_sample_data
    except ImportError as error:
        raise ModuleNotFoundError(
            f"membrane_potential() reads {name} out of matplotlib, which is not installed. {advice}"
        ) from error
    try:
        with get_sample_data(name) as file:
            data = np.frombuffer(file.read(), "<f4")
    except FileNotFoundError as error:
        raise FileNotFoundError(
            f"this matplotlib came without its sample file {name}; some packagers leave it out. "
            f"{advice}"
        ) from error
    if len(data) != SAMPLES:
        raise ValueError(
            f"this matplotlib's {name} holds {len(data)} numbers instead of {SAMPLES}, so it is "
            "another recording; use the version in requirements.txt"
        )
    return data


def split_in_time(values: Any, test_fraction: float = 0.2) -> tuple[np.ndarray, np.ndarray]:
    """Cut (N,) values in two: the earlier ones for training, the last ones for testing.

    The split is in time, not at random: neighbours in a series are so alike that a test value
    between two training values is no test. Cut first and make `windows` of each part after, so
    that no window holds values of both. The parts are copies.
    """
    values = _check_values(values)
    cut = len(values) - round(len(values) * check_fraction("test_fraction", test_fraction))
    if cut in (0, len(values)):
        raise ValueError(
            f"{len(values)} values with test_fraction={test_fraction} leave one part empty; use a "
            "longer series or another fraction"
        )
    return values[:cut].copy(), values[cut:].copy()


class Scaling(NamedTuple):
    """value -> (value - mean) / deviation, and back."""

    mean: float
    deviation: float

    def apply(self, values: Any) -> np.ndarray:
        """Values in their unit to values around 0 with a spread of about 1; any shape."""
        return (np.asarray(values, float) - self.mean) / self.deviation

    def undo(self, scaled: Any) -> np.ndarray:
        """Scaled values back to their unit; any shape."""
        return np.asarray(scaled, float) * self.deviation + self.mean


def fit_scaling(train: Any) -> Scaling:
    """Mean and standard deviation of the TRAINING part, for both parts.

    With the mean of the whole series a network would be told something about the test part.
    """
    train = _check_values(train)
    deviation = float(train.std())
    if not deviation > 0:
        raise ValueError("the training values are all equal, so there is nothing to scale by")
    return Scaling(float(train.mean()), deviation)


class Windows(NamedTuple):
    """B windows of T = length steps.

    inputs: (T, B, 1), inputs[t, b] = values[b * stride + t].
    targets: (T, B, 1), targets[t, b] = values[b * stride + t + horizon]: a forecast at every step.
        targets[-1] (B, 1) are those of the last step, for the loss at_last_step(squared_error).
    """

    inputs: np.ndarray
    targets: np.ndarray


def windows(
    values: Any, length: int, horizon: int = 1, *, stride: int = 1, dtype: Any = np.float64
) -> Windows:
    """Cut (N,) values into all windows of `length` steps that have a value `horizon` steps later.

    B = (N - length - horizon) // stride + 1. stride: steps from the start of one window to the
    start of the next; stride=length gives windows that share no input. The arrays are copies.
    """
    values, dtype = _check_values(values), check_float_dtype(dtype)
    length = check_count("length", length, least=1)
    horizon = check_count("horizon", horizon, least=1)
    stride = check_count("stride", stride, least=1)
    last = len(values) - length - horizon
    if last < 0:
        raise ValueError(
            f"{len(values)} values are too few for one window: length={length} and "
            f"horizon={horizon} need at least {length + horizon}"
        )
    places = np.arange(length)[:, None] + np.arange(0, last + 1, stride)
    inputs, targets = values[places][..., None], values[places + horizon][..., None]
    return Windows(inputs.astype(dtype), targets.astype(dtype))


class LinearForecast(NamedTuple):
    """v(t + horizon) = bias + sum over k of weights[k] v(t - k), k = 0 .. order - 1."""

    weights: np.ndarray
    bias: float
    horizon: int

    def predict(self, inputs: Any) -> np.ndarray:
        """Windows of inputs (T, B, 1), T >= order, to the forecasts (B, 1) of their last step."""
        inputs = np.asarray(inputs, float)
        order = len(self.weights)
        if inputs.ndim != 3 or inputs.shape[2] != 1 or len(inputs) < order:
            raise ValueError(
                f"a linear forecast of order {order} takes inputs (T, B, 1) with T >= {order}, "
                f"not {inputs.shape}"
            )
        recent = inputs[::-1][:order, :, 0]
        return (self.weights @ recent + self.bias)[:, None]


def linear_autoregression(train: Any, order: int, horizon: int = 1) -> LinearForecast:
    """The linear forecast with the least squared error on the training values (N,).

    Solved by least squares over all t with `order` values up to t and a value at t + horizon. At
    least order + 1 such t are needed, one per unknown.
    """
    train = _check_values(train)
    order = check_count("order", order, least=1)
    horizon = check_count("horizon", horizon, least=1)
    least = 2 * order + horizon
    if len(train) < least:
        raise ValueError(
            f"{len(train)} training values are too few for order={order} and horizon={horizon}: "
            f"at least {least} are needed"
        )
    inputs, targets = windows(train, order, horizon)
    rows = np.concatenate([inputs[::-1, :, 0].T, np.ones((inputs.shape[1], 1))], axis=1)
    solution = np.linalg.lstsq(rows, targets[-1, :, 0], rcond=None)[0]
    return LinearForecast(solution[:-1], float(solution[-1]), horizon)


class Baselines(NamedTuple):
    """Mean squared errors of forecasts without a network, on the same windows."""

    mean: float  # always the mean of the training values
    last_value: float  # the value of the last step, unchanged
    linear: float  # linear autoregression

    @property
    def best(self) -> float:
        """The least of the three: what a network has to beat."""
        return min(self)


def baselines(train: Any, test: Windows, *, horizon: int = 1, order: int = 10) -> Baselines:
    """Errors of three simple forecasts of the last step of each test window.

    train: (N,) training values, on the same scale as `test`, the `windows` of the test part with
    this `horizon` and a length of at least `order`. The errors are means of (forecast - target)^2;
    `squared_error` in lstmcourse.learning takes half of that.
    """
    train = _check_values(train)
    target = test.targets[-1]
    linear = linear_autoregression(train, order, horizon).predict(test.inputs)
    return Baselines(
        mean=mean_squared_error(np.full_like(target, train.mean()), target),
        last_value=mean_squared_error(test.inputs[-1], target),
        linear=mean_squared_error(linear, target),
    )


def mean_squared_error(forecasts: Any, targets: Any) -> float:
    """The mean of (forecast - target)^2 over all entries; both of one shape."""
    forecasts, targets = np.asarray(forecasts, float), np.asarray(targets, float)
    if forecasts.shape != targets.shape or not forecasts.size:
        raise ValueError(
            f"forecasts {forecasts.shape} and targets {targets.shape} must have one shape and at "
            "least one entry; for the last step of a window take outputs[-1] and targets[-1]"
        )
    return float(np.mean((forecasts - targets) ** 2))


def forecast_solved(forecasts: Any, targets: Any, reference: Baselines) -> bool:
    """True when the mean squared error is below that of every baseline: the success criterion."""
    return mean_squared_error(forecasts, targets) < reference.best


def _check_values(values: Any) -> np.ndarray:
    if isinstance(values, Series):
        values = values.values
    values = np.asarray(values)
    if values.ndim != 1 or not np.issubdtype(values.dtype, np.number) or not values.size:
        raise ValueError(
            f"a time series is a one-dimensional array of numbers, but shape {values.shape} and "
            f"dtype {values.dtype} were given"
        )
    values = values.astype(np.float64)
    if not np.isfinite(values).all():
        raise ValueError("the series holds values that are not finite (NaN or infinity)")
    return values
