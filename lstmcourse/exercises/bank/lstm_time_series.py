"""Exercises of the page book/lstm/time-series."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_time_series_questions import RMSE
from lstmcourse.exercises.bank._lstm_time_series_scale import SCALE
from lstmcourse.exercises.bank._lstm_time_series_windows import WINDOWS

EXERCISES = (SCALE, WINDOWS, RMSE)
