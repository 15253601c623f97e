"""How sure is a success rate: the code exercise of book/paper1997/laboratory."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "paper1997/laboratory"


def success_interval(solved, total, z):
    share = solved / total
    shift = z**2 / total  # what the uncertainty of a few trials weighs
    middle = share + shift / 2
    half = z * np.sqrt(share * (1 - share) / total + shift / (4 * total))
    low = (middle - half) / (1 + shift)
    high = (middle + half) / (1 + shift)
    return low, high


def _probes(rng: np.random.Generator) -> list[Probe]:
    total = rng.integers(8, 40, 5).astype(float)
    solved = np.floor(rng.uniform(0.2, 0.8, 5) * total)
    ends = np.array([0.0, 10.0, 1.0, 29.0]), np.array([10.0, 10.0, 1.0, 30.0])
    few = np.array([1.0, 2.0, 1.0]), np.array([2.0, 3.0, 4.0])
    return [
        Probe("shares in the middle", (solved, total, 1.96), {"N": 5}),
        Probe("none, all, one of one", (*ends, 1.96), {"N": 4}),
        Probe("few trials", (*few, 1.96), {"N": 3}),
        Probe("90 % instead of 95 %", (solved[:2] + 1, total[:2] + 1, 1.645), {"N": 2}),
        Probe("99 %, one row", (solved[:1], total[:1], 2.576), {"N": 1}),
    ]


def _arrays(function: Callable, probe: Probe) -> tuple[np.ndarray, np.ndarray]:
    low, high = function(*probe.args)
    return np.asarray(low, float), np.asarray(high, float)


def _around_the_share(function: Callable, probe: Probe) -> str | None:
    low, high = _arrays(function, probe)
    solved, total, _ = probe.args
    if np.any(low > solved / total + 1e-5) or np.any(high < solved / total - 1e-5):
        return "The share of solved trials does not lie between low and high."
    return None


def _within_bounds(function: Callable, probe: Probe) -> str | None:
    low, high = _arrays(function, probe)
    if np.any(low < -1e-5) or np.any(high > 1 + 1e-5):
        return "An end of the interval lies below 0 or above 1, where no share can be."
    return None


def _variant(
    *,
    critical: Callable = lambda z: z,
    total_of: Callable = lambda total: total,
    moves: float = 1.0,
    shrinks: bool = True,
    inside: Callable = lambda share, shift, total: (
        share * (1 - share) / total + shift / (4 * total)
    ),
    root: Callable = np.sqrt,
    wide: Callable = lambda z: z,
    all_divided: bool = True,
    scale: float = 1.0,
    swapped: bool = False,
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(solved, total, z):
        z, total = critical(z), total_of(total)
        share, shift = solved / total, z**2 / total
        middle = share + moves * shift / 2
        half = wide(z) * root(inside(share, shift, total))
        below = 1 + shift if shrinks else 1.0
        middle, half = middle / (below if all_divided else 1.0), half / below
        ends = scale * (middle - half), scale * (middle + half)
        return ends[::-1] if swapped else ends

    return variant


def _plain(share, shift, total):
    return share * (1 - share) / total


def _clipped(solved, total, z):
    ends = _variant(moves=0.0, shrinks=False, inside=_plain)(solved, total, z)
    return tuple(np.clip(end, 0.0, 1.0) for end in ends)


def _agresti_coull(solved, total, z):
    more = total + z**2
    middle = (solved + z**2 / 2) / more
    half = z * np.sqrt(middle * (1 - middle) / more)
    return middle - half, middle + half


_MISTAKES = (
    Mistake(
        "normal",
        "This is share +- z sqrt(share (1 - share) / total), which has no width at all for ten "
        "solved trials of ten.",
        "What does your interval say when all trials are solved, and do you believe it?",
        _variant(moves=0.0, shrinks=False, inside=_plain),
    ),
    Mistake(
        "clipped",
        "This is share +- z sqrt(share (1 - share) / total), cut off at 0 and 1; it still has no "
        "width for ten solved trials of ten.",
        "Cutting hides ends that no share can have. What does the formula do instead?",
        _clipped,
    ),
    Mistake(
        "agresti-coull",
        "The middle is right. The half width is that of a share equal to the middle, with z^2 more "
        "trials: the interval of Agresti and Coull.",
        "Which share stands below the root in the task: p, or the middle?",
        _agresti_coull,
    ),
    Mistake(
        "not-moved",
        "The middle of the interval is the share itself; it has to lie nearer to one half.",
        "Which part of the formula moves the middle, and does it depend on the share?",
        _variant(moves=0.0),
    ),
    Mistake(
        "moved-twice",
        "The middle is moved by z^2 / total, which is twice too far.",
        "Compare what is added to the share with the formula: is there a factor of one half?",
        _variant(moves=2.0),
    ),
    Mistake(
        "not-divided",
        "The two ends are not divided by 1 + z^2 / total, so they can leave the range from 0 to 1.",
        "The denominator belongs to the whole numerator.",
        _variant(shrinks=False),
    ),
    Mistake(
        "middle-not-divided",
        "The half width alone is divided by 1 + z^2 / total; the middle is not.",
        "The denominator belongs to the whole numerator.",
        _variant(all_divided=False),
    ),
    Mistake(
        "no-z",
        "The half width is the root alone, without z.",
        "What stands in front of the root?",
        _variant(wide=lambda z: 1.0),
    ),
    Mistake(
        "one-total",
        "Below the root, z^2 / (4 total) stands where z^2 / (4 total^2) belongs.",
        "What happens to each term below the root when there are ten times as many trials?",
        _variant(inside=lambda share, shift, total: share * (1 - share) / total + shift / 4),
    ),
    Mistake(
        "no-second-term",
        "Below the root stands share (1 - share) / total alone.",
        "What is left below the root when all trials are solved?",
        _variant(inside=_plain),
    ),
    Mistake(
        "no-total",
        "The share (1 - share) below the root is not divided by the number of trials.",
        "With a hundred times as many trials, the interval should be about ten times narrower.",
        _variant(inside=lambda share, shift, total: share * (1 - share) + shift / (4 * total)),
    ),
    Mistake(
        "no-root",
        "The half width is a variance: the square root is missing.",
        "Does the half width fall with the number of trials, or with its square root?",
        _variant(root=lambda value: value),
    ),
    Mistake(
        "fixed-z",
        "The interval is always the one of 95 %, whatever z is.",
        "Is z used wherever the formula has it, or a number in its place?",
        _variant(critical=lambda z: 1.96),
    ),
    Mistake(
        "z-not-squared",
        "z stands where z^2 belongs.",
        "Compare each z in your code with the formula.",
        lambda solved, total, z: _variant(critical=np.sqrt)(solved, total, z),
    ),
    Mistake(
        "percent",
        "The interval is in per cent; the task asks for shares between 0 and 1.",
        "Is there a factor of 100?",
        _variant(scale=100.0),
    ),
    Mistake(
        "swapped",
        "The upper end is returned first.",
        "In which order does the task name the two ends?",
        _variant(swapped=True),
    ),
)

INTERVAL = CodeExercise(
    id="lab.interval",
    title="How sure is a success rate?",
    page=PAGE,
    task=(
        "Write success_interval(solved, total, z): the Wilson interval of a share. solved (N,) and "
        "total (N,) are trials of N rows, z is a number such as 1.96 for 95 %. With p = solved / "
        "total, the ends are (p + z^2 / (2 total) +- z sqrt(p (1 - p) / total + z^2 / (4 total^2)))"
        " / (1 + z^2 / total). Return low (N,) and high (N,)."
    ),
    parameters=("solved", "total", "z"),
    returns=(Output("low", "(N,)"), Output("high", "(N,)")),
    reference=success_interval,
    probes=_probes,
    mistakes=_MISTAKES,
    hints=(
        "Compute the share first; everything else is arithmetic with arrays of the same shape.",
        "The numerator has a middle, p + z^2 / (2 total), and a half width, z times a root.",
        "Both ends have the same denominator: low = (middle - half) / (1 + z^2 / total).",
    ),
    properties=(
        Property("within 0 and 1", _within_bounds),
        Property("around the share", _around_the_share),
    ),
)
