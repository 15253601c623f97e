"""Defective variants of lstm.supervised_windows, one documented defect each."""

from __future__ import annotations

import numpy as np


def _windows(part, T, k, ahead=None, fewer=0, stride=1):
    """Windows with a target `ahead` steps (default k) after the last value."""
    ahead = k if ahead is None else ahead
    B = len(part) - T - max(k, ahead) + 1 - fewer
    places = np.arange(T)[:, None] + np.arange(0, max(B, 0), stride)
    return part[places], part[places[-1] + ahead]


def _both(values, cut, T, k, **options):
    return *_windows(values[:cut], T, k, **options), *_windows(values[cut:], T, k, **options)


def one_step_ahead(values, cut, T, k):
    return _both(values, cut, T, 1)


def one_too_near(values, cut, T, k):
    return _both(values, cut, T, k, ahead=k - 1)


def one_too_far(values, cut, T, k):
    return _both(values, cut, T, k, ahead=k + 1)


def from_the_first(values, cut, T, k):
    return _both(values, cut, T, k, ahead=k + 1 - T)


def target_leaks(values, cut, T, k):
    x, y = _windows(values[: cut + k], T, k)
    return x, y, *_windows(values[cut:], T, k)


def windows_first(values, cut, T, k):
    x, y = _windows(values, T, k)
    cut = min(cut, x.shape[1])
    return x[:, :cut], y[:cut], x[:, cut:], y[cut:]


def reaches_back(values, cut, T, k):
    x, y = _windows(values[:cut], T, k)
    return x, y, *_windows(values[cut - T - k + 1 :], T, k)


def last_window_lost(values, cut, T, k):
    return _both(values, cut, T, k, fewer=1)


def side_by_side(values, cut, T, k):
    return _both(values, cut, T, k, stride=T)


def batch_first(values, cut, T, k):
    train_x, train_y, test_x, test_y = _both(values, cut, T, k)
    return train_x.T, train_y, test_x.T, test_y


def newest_first(values, cut, T, k):
    train_x, train_y, test_x, test_y = _both(values, cut, T, k)
    return train_x[::-1], train_y, test_x[::-1], test_y


def parts_swapped(values, cut, T, k):
    train_x, train_y, test_x, test_y = _both(values, cut, T, k)
    return test_x, test_y, train_x, train_y


def cut_value_in_training(values, cut, T, k):
    return *_windows(values[: cut + 1], T, k), *_windows(values[cut:], T, k)
