"""How far a run of many trials is: a bar, a few lines of text, or nothing; on stderr only."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from lstmcourse.learning.progress_lines import automatic_kind

SECONDS_BETWEEN_LINES = 5.0


class RunProgress:
    """Counts finished trials and shows them.

    total, kept: trials in all, and those of an earlier run; kept_solved of them are solved.
    work: row name -> what one of its trials is expected to cost, in any unit; left: the sum of it
        over the trials still to run. Rows differ by a factor of 1000, so the time left is
        judged by work, not by trials.
    """

    def __init__(
        self, total: int, kept: int, kept_solved: int, work: Mapping[str, float], left: float
    ) -> None:
        self._total, self._done, self._solved = total, kept, kept_solved
        self._work, self._left, self._worked = work, left, 0.0
        self._sequences = 0
        self._began = self._shown = time.monotonic()
        self._lock = threading.Lock()
        self._kind = automatic_kind()
        self._bar: Any = None
        if self._kind == "bar":
            try:
                from tqdm import tqdm
            except ImportError:
                self._kind = "text"
            else:
                form = "{n_fmt}/{total_fmt} trials{postfix} |{bar:20}|"
                self._bar = tqdm(
                    total=total, initial=kept, bar_format=form, file=sys.stderr, leave=True
                )
                self._bar.set_postfix_str(self._text())

    def add(self, record: dict[str, Any]) -> None:
        """One more trial is finished."""
        with self._lock:
            self._done += 1
            self._solved += record["solved"]
            self._sequences += record["sequences"]
            cost = self._work[record["row"]]
            self._left -= cost
            self._worked += cost
            if self._bar is not None:
                self._bar.set_postfix_str(self._text(), refresh=False)
                self._bar.update()
            elif self._kind == "text" and self._due():
                self._shown = time.monotonic()
                self.say(f"{self._done}/{self._total} trials, {self._text()}")

    def _due(self) -> bool:
        waited = time.monotonic() - self._shown
        return self._done == self._total or waited >= SECONDS_BETWEEN_LINES

    def _text(self) -> str:
        text = f"{self._solved} solved"
        if not self._worked:
            return text
        elapsed = max(time.monotonic() - self._began, 1e-9)
        left = timedelta(seconds=round(elapsed * max(self._left, 0.0) / self._worked))
        return f"{text}, {self._sequences / elapsed:,.0f} sequences/s, {left} left"

    def say(self, line: str) -> None:
        """A line of its own, above the bar."""
        if self._bar is not None:
            self._bar.write(line, file=sys.stderr)
        else:
            print(line, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.close()
