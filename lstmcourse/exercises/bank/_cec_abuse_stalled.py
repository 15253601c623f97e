"""Has the error stopped falling? From the page book/cec/abuse."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def has_stalled(errors, window, least_fall):
    if len(errors) < 2 * window:
        return False  # too early to say
    before = np.mean(errors[-2 * window : -window])
    now = np.mean(errors[-window:])
    return bool(now > (1 - least_fall) * before)


def _means(errors, window) -> tuple[float, float] | None:
    """Mean of the window before the last one, and of the last one."""
    if len(errors) < 2 * window:
        return None
    return float(np.mean(errors[-2 * window : -window])), float(np.mean(errors[-window:]))


def _single(errors, window, least_fall):
    if len(errors) < 2 * window:
        return False
    return bool(errors[-1] > (1 - least_fall) * errors[-1 - window])


def _overlap(errors, window, least_fall):
    if len(errors) < 2 * window:
        return False
    before = np.mean(errors[-window - 1 : -1])
    return bool(np.mean(errors[-window:]) > (1 - least_fall) * before)


def _least(errors, window, least_fall):
    if len(errors) < 2 * window:
        return False
    before = np.min(errors[-2 * window : -window])
    return bool(np.min(errors[-window:]) > (1 - least_fall) * before)


def _absolute(errors, window, least_fall):
    means = _means(errors, window)
    return means is not None and means[1] > means[0] - least_fall


def _no_fraction(errors, window, least_fall):
    means = _means(errors, window)
    return means is not None and means[1] > means[0]


def _of_fraction(errors, window, least_fall):
    means = _means(errors, window)
    return means is not None and means[1] > least_fall * means[0]


def _rise(errors, window, least_fall):
    means = _means(errors, window)
    return means is not None and means[1] > (1 + least_fall) * means[0]


def _still_falling(errors, window, least_fall):
    means = _means(errors, window)
    return means is not None and means[1] <= (1 - least_fall) * means[0]


def _too_early(errors, window, least_fall):
    if len(errors) <= window:
        return False
    before = np.mean(errors[:-window][-window:])  # what there is of the first window
    return bool(np.mean(errors[-window:]) > (1 - least_fall) * before)


def _all_before(errors, window, least_fall):
    if len(errors) < 2 * window:
        return False
    return bool(np.mean(errors[-window:]) > (1 - least_fall) * np.mean(errors[:-window]))


def _oldest(errors, window, least_fall):
    if len(errors) < 2 * window:
        return False
    before, now = np.mean(errors[:window]), np.mean(errors[window : 2 * window])
    return bool(now > (1 - least_fall) * before)


def _one_more(errors, window, least_fall):
    return len(errors) > 2 * window and has_stalled(errors, window, least_fall)


_WAYS: tuple[Callable[..., bool], ...] = (
    has_stalled,
    _single,
    _overlap,
    _least,
    _absolute,
    _no_fraction,
    _of_fraction,
    _rise,
    _still_falling,
    _too_early,
    _all_before,
    _oldest,
    _one_more,
)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def case(steps: int, window: int, fall: float, least_fall: float):
        """Noisy errors whose means over the windows shrink by about the share `fall`."""
        level = 3.0 * (1 - fall) ** (np.arange(steps) / window)
        return level * rng.uniform(0.4, 1.6, steps), window, least_fall

    def sure(errors, window, least_fall) -> bool:
        """Not so close to the limit that rounding decides, for any of the ways."""
        means = _means(errors, window)
        return means is None or abs(means[1] / means[0] - (1 - least_fall)) > 0.01

    def draw(steps: int, window: int, wanted: bool) -> tuple:
        while True:
            least_fall = rng.uniform(0.1, 0.3)
            args = case(steps, window, rng.uniform(-0.1, 0.6), least_fall)
            if sure(*args) and has_stalled(*args) is wanted:
                return args

    def short() -> tuple:
        """Too few errors, and those there are do not fall."""
        while True:
            args = case(7, 4, -0.5, 0.1)
            if _too_early(*args):
                return args

    # The rare cases first; then random ones, until all ways above have been told apart.
    probes = [
        Probe("still falling", draw(13, 4, False)),
        Probe("stalled", draw(13, 4, True)),
        Probe("two windows exactly", draw(8, 4, True)),
        Probe("one error short of two windows", short()),
        Probe("a window of one", (np.array([2.0, 1.0, 0.95]), 1, 0.1)),
    ]
    patterns = [tuple(way(*probe.args) for way in _WAYS) for probe in probes]
    for attempt in range(10_000):
        columns = list(zip(*patterns, strict=True))
        alike = [k for k, column in enumerate(columns) if columns.count(column) > 1]
        if not alike and len(probes) >= 12:
            break
        args = draw(int(rng.integers(9, 17)), int(rng.integers(2, 5)), bool(rng.integers(2)))
        pattern = tuple(way(*args) for way in _WAYS)
        if not alike or len({pattern[k] for k in alike}) > 1:
            probes.append(Probe(f"noisy, number {attempt + 1}", args))
            patterns.append(pattern)
    return probes


STALLED = CodeExercise(
    id="cec.has_stalled",
    title="Has the error stopped falling?",
    page="cec/abuse",
    task=(
        "Write has_stalled(errors, window, least_fall): True if the mean of the last window "
        "errors is greater than (1 - least_fall) times the mean of the window errors before "
        "them, else False. errors (N,) holds one error per sequence, oldest first. With fewer "
        "than 2 * window errors the answer is False."
    ),
    parameters=("errors", "window", "least_fall"),
    returns=(Output("stalled", "()"),),
    reference=has_stalled,
    probes=_probes,
    mistakes=(
        Mistake(
            "single-errors",
            "You compare two single errors; on-line they jump, and only means show a trend.",
            "How many errors enter each side of the comparison?",
            _single,
        ),
        Mistake(
            "overlap",
            "Your two windows overlap: they share all errors but one.",
            "The earlier window must end where the later one begins.",
            _overlap,
        ),
        Mistake(
            "least-error",
            "You compare the smallest errors of the windows, not their means.",
            "One lucky sequence sets a minimum.",
            _least,
        ),
        Mistake(
            "absolute-fall",
            "You subtract least_fall from the earlier mean, but it is a fraction of that mean.",
            "What should happen when all errors are multiplied by 10?",
            _absolute,
        ),
        Mistake(
            "no-fraction",
            "least_fall does not enter: you only ask whether the mean fell at all.",
            "How small may the later mean be at most for a stall?",
            _no_fraction,
        ),
        Mistake(
            "rest-for-fall",
            "You multiply by least_fall, the share that must go, not by the share that may stay.",
            "A fall by a tenth leaves how much?",
            _of_fraction,
        ),
        Mistake(
            "plus",
            "You ask whether the mean rose by least_fall; a mean that stays level has stalled too.",
            "Must the bound for the later mean lie above or below the earlier mean?",
            _rise,
        ),
        Mistake(
            "upside-down",
            "You return True while the error is still falling.",
            "The name of the function says what True means.",
            _still_falling,
        ),
        Mistake(
            "too-early",
            "With fewer than two whole windows you answer True at times; it must be False.",
            "How many errors do two windows hold?",
            _too_early,
        ),
        Mistake(
            "whole-past",
            "Your earlier mean runs over all errors before the last window.",
            "Early errors are large; with them in the mean the error seems to fall forever.",
            _all_before,
        ),
        Mistake(
            "oldest",
            "You compare the first two windows of the history; the last two are asked for.",
            "Count from the end: negative indices do that.",
            _oldest,
        ),
        Mistake(
            "one-too-many",
            "With exactly two windows of errors you return False; they are enough.",
            "Look at the comparison of len(errors) with twice the window.",
            _one_more,
        ),
    ),
    hints=(
        "First the case that is too early: fewer than 2 * window errors.",
        "errors[-window:] are the last errors. Which slice holds as many just before them?",
        "If the mean fell by the share f, the later mean is (1 - f) times the earlier one.",
    ),
)
