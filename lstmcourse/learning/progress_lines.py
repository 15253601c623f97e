"""Progress of a training run, on stderr only: a bar, a few lines of text, or nothing."""

import os
import sys
from typing import Protocol

_CHOICES = ("bar", "text", "off")


class Reporter(Protocol):
    def update(self, step: int, loss: float, norm: float) -> None:
        """Called after every step; steps count from 1."""

    def close(self) -> None:
        """Called once, after the last step or an error."""


def make_reporter(progress: str | None, steps: int) -> Reporter:
    """A reporter of the wanted kind; None picks one (see ``train``)."""
    if progress not in (None, *_CHOICES):
        raise ValueError(f'train: progress={progress!r} must be "bar", "text", "off" or None')
    kind = progress or automatic_kind()
    if kind == "bar":
        try:
            return _Bar(steps)
        except ImportError:
            kind = "text"
    return _Text(steps) if kind == "text" else _Off()


def automatic_kind() -> str:
    """What LSTMCOURSE_BAR says; else a bar where somebody watches, lines of text elsewhere."""
    wanted = os.environ.get("LSTMCOURSE_BAR", "")
    if wanted:
        if wanted not in _CHOICES:
            raise ValueError(f"LSTMCOURSE_BAR={wanted!r} must be bar, text or off")
        return wanted
    return "bar" if not os.environ.get("CI") and _somebody_watches() else "text"


def _somebody_watches() -> bool:
    """True in a terminal and in a notebook, whose kernel is no terminal but draws bars well."""
    terminal = sys.stderr is not None and sys.stderr.isatty()
    ipython = sys.modules.get("IPython")  # loaded already, if this is a notebook
    return terminal or (ipython is not None and hasattr(ipython.get_ipython(), "kernel"))


class _Bar:
    def __init__(self, steps: int) -> None:
        from tqdm import tqdm

        self._bar = tqdm(total=steps, unit="step", file=sys.stderr)

    def update(self, step: int, loss: float, norm: float) -> None:
        self._bar.set_postfix_str(f"loss {loss:.4f}", refresh=False)
        self._bar.update()

    def close(self) -> None:
        self._bar.close()


class _Text:
    """About ten lines in all, such as ``step  50/500  loss 0.6931  gradient norm 1.2e-01``."""

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._every = max(1, steps // 10)

    def update(self, step: int, loss: float, norm: float) -> None:
        if step % self._every == 0 or step == self._steps:
            count = f"{step:{len(str(self._steps))}d}/{self._steps}"
            print(
                f"step {count}  loss {loss:.4f}  gradient norm {norm:.1e}",
                file=sys.stderr,
                flush=True,
            )

    def close(self) -> None:
        pass


class _Off:
    def update(self, step: int, loss: float, norm: float) -> None:
        pass

    def close(self) -> None:
        pass
