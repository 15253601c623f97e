import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.tasks import membrane_potential, series
from lstmcourse.tasks.series import Scaling, Series, fit_scaling, split_in_time, windows


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_recording_is_what_the_text_says():
    whole = membrane_potential(every=1, whole=True)
    assert len(whole.values) == 12_000 and whole.values.dtype == np.float64
    assert whole.interval == 0.0005 and whole.unit == "mV"
    assert whole.times[-1] == pytest.approx(6.0, abs=0.001)
    at_rest = np.r_[whole.values[:1000], whole.values[-400:]]
    assert at_rest.mean() == pytest.approx(-67, abs=1.5) and at_rest.std() < 1
    assert -70 < whole.values.min() and 0 < whole.values.max() < 10
    # The grid of the converter.
    steps = np.diff(np.unique(whole.values))
    assert np.median(steps) == pytest.approx(0.2442, abs=1e-3)
    assert series.series_fingerprint() == "d405ddf6688d"


def test_it_fires_evenly_at_first_and_unevenly_later():
    driven = membrane_potential()
    assert len(driven.values) == 2500 and driven.interval == 0.002
    above = driven.values > -25
    starts = driven.times[1:][above[1:] & ~above[:-1]]
    gaps = np.diff(starts)
    early = gaps[starts[1:] < 3.0]
    assert len(early) > 30
    assert early.mean() == pytest.approx(0.07, abs=0.005) and early.std() < 0.01
    assert gaps[starts[1:] > 3.2].std() > 3 * early.std()


def test_every_value_is_a_mean_of_samples():
    fine, coarse = membrane_potential(every=1), membrane_potential(every=7)
    assert len(coarse.values) == 10_000 // 7
    assert coarse.values[5] == pytest.approx(fine.values[35:42].mean())


def test_no_matplotlib_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.cbook", None)
    with pytest.raises(ModuleNotFoundError, match="pip install matplotlib.*series of your own"):
        membrane_potential()


def test_no_sample_data_or_another_file_says_what_to_do(monkeypatch):
    import matplotlib.cbook

    monkeypatch.setattr(series, "SAMPLES", 3)
    with pytest.raises(ValueError, match="12000 numbers instead of 3"):
        membrane_potential()

    def missing(name):
        raise FileNotFoundError(name)

    monkeypatch.setattr(matplotlib.cbook, "get_sample_data", missing)
    with pytest.raises(FileNotFoundError, match="without its sample file membrane.dat"):
        membrane_potential()


def test_fingerprint_depends_on_every_value():
    one = Series(np.arange(5.0), 1.0, "")
    two = Series(np.array([0, 1, 2, 3, 4.5]), 1.0, "")
    assert series.series_fingerprint(one) != series.series_fingerprint(two)
    assert len(series.series_fingerprint(one)) == 12


@given(count=st.integers(2, 300), fraction=st.floats(0.05, 0.95))
def test_the_split_is_in_time_and_loses_nothing(count, fraction):
    values = np.arange(float(count))
    if round(count * fraction) in (0, count):
        with pytest.raises(ValueError, match="leave one part empty"):
            split_in_time(values, fraction)
        return
    train, test = split_in_time(values, fraction)
    np.testing.assert_array_equal(np.r_[train, test], values)
    assert len(test) == round(count * fraction)
    train[:] = test[:] = -1
    assert values[0] == 0 and values[-1] == count - 1


def test_scaling_comes_from_the_training_part_alone():
    values = rng().normal(3, 2, 100)
    train, test = split_in_time(values)
    scaling = fit_scaling(train)
    assert scaling == fit_scaling(split_in_time(np.r_[train, 1000 + test])[0])
    scaled = scaling.apply(train)
    assert scaled.mean() == pytest.approx(0, abs=1e-12) and scaled.std() == pytest.approx(1)
    np.testing.assert_allclose(scaling.undo(scaling.apply(test)), test)
    assert Scaling(1.0, 2.0).apply([3.0]).tolist() == [1.0]


@given(
    count=st.integers(1, 60),
    length=st.integers(1, 12),
    horizon=st.integers(1, 8),
    stride=st.integers(1, 9),
)
def test_windows_hold_the_values_they_should(count, length, horizon, stride):
    values = np.arange(float(count))
    if count < length + horizon:
        with pytest.raises(ValueError, match=f"at least {length + horizon}"):
            windows(values, length, horizon, stride=stride)
        return
    inputs, targets = windows(values, length, horizon, stride=stride)
    batch = (count - length - horizon) // stride + 1
    assert inputs.shape == targets.shape == (length, batch, 1)
    np.testing.assert_array_equal(inputs[0, :, 0], stride * np.arange(batch))
    np.testing.assert_array_equal(np.diff(inputs, axis=0), 1)
    np.testing.assert_array_equal(targets, inputs + horizon)
    assert targets.max() <= count - 1 < targets.max() + stride


def test_windows_of_the_test_part_hold_no_training_value():
    train, test = split_in_time(np.arange(200.0))
    inputs, _ = windows(test, 10, 3, dtype=np.float32)
    assert inputs.dtype == np.float32
    assert inputs.min() > train.max()
    assert windows(train, 10, 3).targets.max() <= train.max()


def test_linear_autoregression_finds_the_rule_of_a_linear_series():
    values = np.ones(80)
    for t in range(2, 80):
        values[t] = 1.5 * values[t - 1] - 0.9 * values[t - 2] + 0.2
    model = series.linear_autoregression(values, 2)
    np.testing.assert_allclose(model.weights, [1.5, -0.9], atol=1e-8)
    assert model.bias == pytest.approx(0.2, abs=1e-8)
    inputs, targets = windows(values, 6)
    np.testing.assert_allclose(model.predict(inputs), targets[-1], atol=1e-8)
    two_ahead = series.linear_autoregression(values, 2, 2)
    inputs, targets = windows(values, 2, 2)
    np.testing.assert_allclose(two_ahead.predict(inputs), targets[-1], atol=1e-7)


def test_least_squares_error_is_least():
    values = rng().normal(size=60).cumsum()
    model = series.linear_autoregression(values, 3)
    inputs, targets = windows(values, 3)
    best = series.mean_squared_error(model.predict(inputs), targets[-1])
    for seed in range(5):
        other = model._replace(weights=model.weights + 0.01 * rng(seed).normal(size=3))
        assert series.mean_squared_error(other.predict(inputs), targets[-1]) > best


def test_baselines_worked_by_hand():
    train = np.array([0.0, 1, 2, 3, 4, 5, 6, 7])
    test = windows(np.array([10.0, 12, 14, 20]), 1)
    found = series.baselines(train, test, order=1)
    assert found.mean == pytest.approx(np.mean([8.5**2, 10.5**2, 16.5**2]))
    assert found.last_value == pytest.approx((4 + 4 + 36) / 3)
    assert found.linear == pytest.approx((1 + 1 + 25) / 3)  # the next value is this one plus 1
    assert found.best == found.linear
    good, bad = test.targets[-1] + 2.9, test.targets[-1] + 3.1
    assert series.forecast_solved(good, test.targets[-1], found)
    assert not series.forecast_solved(bad, test.targets[-1], found)
    assert not series.forecast_solved(bad * np.nan, test.targets[-1], found)


def test_memory_helps_on_the_recording():
    # A linear forecast from ten values beats one from a single value: the past tells something.
    values = membrane_potential().values
    train, test = split_in_time(values)
    scaling = fit_scaling(train)
    train, test = scaling.apply(train), scaling.apply(test)
    one, ten = (series.baselines(train, windows(test, 20), order=order) for order in (1, 10))
    assert ten.linear < 0.7 * one.linear
    assert ten.best == ten.linear < ten.last_value < ten.mean


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: membrane_potential(every=0), ValueError, "every must be at least 1"),
        (lambda: membrane_potential(every=9000), ValueError, "use a smaller one"),
        (lambda: split_in_time([1.0, 2.0], 1.0), ValueError, "strictly between"),
        (lambda: split_in_time(np.ones((2, 2))), ValueError, r"one-dimensional.*\(2, 2\)"),
        (lambda: windows(["a"], 1), ValueError, "array of numbers"),
        (lambda: windows([1.0, np.nan, 2.0], 1), ValueError, "not finite"),
        (lambda: windows([1.0, 2.0], 0), ValueError, "length must be at least 1"),
        (lambda: windows([1.0, 2.0], 1, 0), ValueError, "horizon must be at least 1"),
        (lambda: windows([1.0, 2.0], 1, stride=0), ValueError, "stride must be at least 1"),
        (lambda: fit_scaling([2.0, 2.0]), ValueError, "all equal"),
        (
            lambda: series.linear_autoregression(np.arange(4), 2),
            ValueError,
            "at least 5 are needed",
        ),
        (
            lambda: series.linear_autoregression(np.arange(9), 2).predict(np.zeros((1, 3, 1))),
            ValueError,
            "T >= 2",
        ),
        (lambda: series.mean_squared_error([[1.0]], [1.0]), ValueError, "one shape"),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
