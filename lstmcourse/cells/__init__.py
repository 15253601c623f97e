"""Recurrent cells: one module per cell, all with the same public functions (see ``Cell``)."""

from lstmcourse.cells import gru, lstm, lstm1997, rnn
from lstmcourse.cells.protocol import Cell

__all__ = ["Cell", "gru", "lstm", "lstm1997", "rnn"]
