"""How often gates are shut or wide open, as an exercise of book/lstm/reading-gates."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "lstm/reading-gates"


def saturation(openings):
    left = (openings < 0.1).mean(axis=(0, 1))  # over steps and sequences
    right = (openings > 0.9).mean(axis=(0, 1))
    return left, right


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, H: int) -> Probe:
        shift = np.linspace(-3, 7, H)  # units from mostly shut to nearly always open
        a = shift + 2.5 * rng.normal(size=(T, B, H))
        openings = 1 / (1 + np.exp(-a))
        openings[0, 0], openings[-1, -1] = 0.01, 0.99  # so that no share is 0
        return Probe(name, (openings,), {"T": T, "B": B, "H": H})

    return [
        probe("random", 12, 5, 4),
        probe("square: T = B = H", 4, 4, 4),
        probe("one sequence", 9, 1, 3),
        probe("many units", 5, 4, 7),
    ]


def _sum_at_most_one(function, probe: Probe) -> str | None:
    left, right = function(*probe.args)
    total = np.max(np.asarray(left, float) + np.asarray(right, float))
    if total > 1 + 1e-6:
        return f"left + right is {total:.3g} for some unit, but a step is never both"
    return None


def _swapped(openings):
    return saturation(openings)[::-1]


def _counts(openings):
    T, B, _ = openings.shape
    left, right = saturation(openings)
    return left * T * B, right * T * B


def _divided_by_steps(openings):
    B = openings.shape[1]
    left, right = saturation(openings)
    return left * B + 0.0, right * B + 0.0


def _halves(openings):
    return (openings < 0.5).mean(axis=(0, 1)), (openings > 0.5).mean(axis=(0, 1))


def _right_is_the_rest(openings):
    left, _ = saturation(openings)
    return left, 1 - left


def _mean_first(openings):
    mean = openings.mean(axis=(0, 1))
    return (mean < 0.1).astype(float), (mean > 0.9).astype(float)


def _all_units_together(openings):
    left, right = saturation(openings)
    return np.full_like(left, left.mean()), np.full_like(right, right.mean())


def _of_the_saturated(openings):
    left, right = saturation(openings)
    return left / (left + right), right / (left + right)


def _squashed_again(openings):
    return saturation(1 / (1 + np.exp(-openings)))


def _as_for_tanh(openings):
    return (openings < -0.9).mean(axis=(0, 1)), (openings > 0.9).mean(axis=(0, 1))


def _last_step(openings):
    return (openings[-1] < 0.1).mean(axis=0), (openings[-1] > 0.9).mean(axis=0)


SATURATION = CodeExercise(
    id="lstm.saturation",
    title="How often is a gate shut or wide open?",
    page=PAGE,
    task=(
        "Write saturation(openings): openings (T, B, H) are those of one kind of gate. Return left "
        "and right, both (H,): for each unit the share of all steps of all sequences at which its "
        "gate is below 0.1, and the share at which it is above 0.9."
    ),
    parameters=("openings",),
    returns=(Output("left", "(H,)"), Output("right", "(H,)")),
    reference=saturation,
    probes=_probes,
    properties=(Property("left and right exclude each other", _sum_at_most_one),),
    mistakes=(
        Mistake(
            "swapped",
            "left and right are in each other's place.",
            "Left saturated is near 0, on the left of the sigmoid.",
            _swapped,
        ),
        Mistake(
            "counts",
            "You return numbers of steps, not shares.",
            "How many openings does a unit have in all?",
            _counts,
        ),
        Mistake(
            "divided-by-T",
            "You divide by the T steps alone; each unit has T times B openings.",
            "How many openings does a unit have in all?",
            _divided_by_steps,
        ),
        Mistake(
            "halves",
            "You split at 0.5, so a gate that is half open counts too.",
            "The limits are 0.1 and 0.9.",
            _halves,
        ),
        Mistake(
            "right-is-the-rest",
            "right is 1 - left: openings between 0.1 and 0.9 are counted as open.",
            "What of a gate that is half open?",
            _right_is_the_rest,
        ),
        Mistake(
            "mean-first",
            "You average the openings first and compare the mean.",
            "A gate that is shut half of the time and open half of the time: what is its mean?",
            _mean_first,
        ),
        Mistake(
            "all-units",
            "All units get the same shares: the average over the units is taken too.",
            "Which axes are steps and sequences, and which is the unit?",
            _all_units_together,
        ),
        Mistake(
            "of-the-saturated",
            "You divide by the number of saturated steps, so left + right is always 1.",
            "The share is one of all steps.",
            _of_the_saturated,
        ),
        Mistake(
            "sigmoid-again",
            "You apply the sigmoid to openings, which went through it already.",
            "What values can a sigmoid of a number between 0 and 1 have?",
            _squashed_again,
        ),
        Mistake(
            "limits-of-tanh",
            "left is counted below -0.9, where no gate can be; that would fit tanh.",
            "A gate lies between 0 and 1.",
            _as_for_tanh,
        ),
        Mistake(
            "last-step",
            "You look at the last step alone.",
            "All T steps count.",
            _last_step,
        ),
    ),
    hints=(
        "openings < 0.1 is an array of true and false. Its mean is a share.",
        "Average over steps and sequences, the axes 0 and 1, and keep the units.",
        "left = (openings < 0.1).mean(axis=(0, 1)); right is built the same way.",
    ),
)
