"""How much error is left in a self-connected unit that is nearly linear."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property


def error_left(w, a, y0, xs):
    y, factors = y0, []
    for x in xs:
        net = w * y + x
        y = a * np.tanh(net / (a * w))
        slope = (1 - (y / a) ** 2) / w  # f'(net): a times tanh' times the inner 1 / (a w)
        factors.append(slope * w)  # dy_t / dy_(t-1)
    left = [np.ones_like(y)]  # q = 0: nothing has happened to the error yet
    for factor in reversed(factors):  # the error starts at step T
        left.append(left[-1] * factor)
    return np.array(left)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, H: int, size: float = 0.8) -> Probe:
        w = rng.uniform(1.3, 2.2, size=H) * rng.choice([-1, 1], size=H)
        a = rng.uniform(1.4, 2.5, size=H)
        y0 = a * rng.uniform(0.3, 0.6, size=H) * rng.choice([-1, 1], size=H)
        xs = size * rng.uniform(0.5, 1.5, size=(T, H)) * rng.choice([-1, 1], size=(T, H))
        return Probe(name, (w, a, y0, xs), {"T": T, "H": H})

    return [
        probe("random", 5, 3),
        probe("one step", 1, 4),
        probe("as many units as steps", 4, 4),
        probe("one unit", 6, 1),
        probe("large inputs", 4, 3, size=4.0),
    ]


def _nets(w, a, y0, xs, *, weight=None):
    """net_1 ... net_T and y_0 ... y_T."""
    ys, nets = [y0], []
    for x in xs:
        nets.append((w if weight is None else weight) * ys[-1] + x)
        ys.append(a * np.tanh(nets[-1] / (a * w)))
    return np.array(nets), np.array(ys)


def _left(factors):
    """Row q: the product of the last q factors."""
    first = np.ones_like(factors[:1])
    return np.concatenate([first, np.cumprod(factors[::-1], axis=0)])


def _with_factor(factor: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """The right loop with another factor per step, made from w, a, net_t, y_t and y_(t-1)."""

    def variant(w, a, y0, xs):
        nets, ys = _nets(w, a, y0, xs)
        return _left(factor(w, a, nets, ys[1:], ys[:-1]))

    return variant


def _factors(w, a, y0, xs):
    return 1 - (_nets(w, a, y0, xs)[1][1:] / a) ** 2


def _from_the_start(w, a, y0, xs):
    return _left(_factors(w, a, y0, xs)[::-1])


def _longest_lag_first(w, a, y0, xs):
    return _left(_factors(w, a, y0, xs))[::-1]


def _single_factors(w, a, y0, xs):
    factors = _factors(w, a, y0, xs)
    return np.concatenate([np.ones_like(factors[:1]), factors[::-1]])


def _input_left_out(w, a, y0, xs):
    return _left(_factors(w, a, y0, np.zeros_like(xs)))


def _start_left_out(w, a, y0, xs):
    return _left(_factors(w, a, np.zeros_like(y0), xs))


def _state_without_weight(w, a, y0, xs):
    _, ys = _nets(w, a, y0, xs, weight=1.0)
    return _left(1 - (ys[1:] / a) ** 2)


def _never_longer(function: Callable[..., object], probe: Probe) -> str | None:
    left = np.asarray(function(*probe.args), dtype=float)
    if np.any(np.diff(np.abs(left), axis=0) > 1e-9):
        return (
            "With this f the factor f'(net) w lies between 0 and 1, so no error grows on its way "
            "back. Yours grows somewhere."
        )
    return None


ERROR_LEFT = CodeExercise(
    id="cec.error_left",
    title="How much error is left",
    page="cec/constant-error",
    task=(
        "Write error_left(w, a, y0, xs) for H separate units, each with a loop to itself: "
        "net_t = w y_(t-1) + x_t and y_t = a tanh(net_t / (a w)). w, a and y0 have shape (H,), xs "
        "(T, H). It returns the derivatives of y_T by y_(T-q) for q = 0, ..., T, shape (T+1, H)."
    ),
    parameters=("w", "a", "y0", "xs"),
    returns=(Output("left", "(T+1, H)"),),
    reference=error_left,
    probes=_probes,
    properties=(Property("no error grows", _never_longer),),
    mistakes=(
        Mistake(
            "no-weight",
            "Each step multiplies by the slope f'(net) alone; the weight w of the loop is missing.",
            "y_(t-1) reaches net_t through w. What does the chain rule make of that?",
            _with_factor(lambda w, a, net, y, old: (1 - (y / a) ** 2) / w),
        ),
        Mistake(
            "no-inner-derivative",
            "The slope lacks the inner derivative of net / (a w).",
            "Differentiate a tanh(net / (a w)) by net: what comes out of the bracket?",
            _with_factor(lambda w, a, net, y, old: a * w * (1 - (y / a) ** 2)),
        ),
        Mistake(
            "no-outer-factor",
            "The slope lacks the factor a in front of tanh.",
            "f is a times tanh, so its slope is a times a slope.",
            _with_factor(lambda w, a, net, y, old: (1 - (y / a) ** 2) / a),
        ),
        Mistake(
            "plain-tanh",
            "1 - y**2 is the slope of a plain tanh unit; this f is stretched by a and by a w.",
            "tanh(net / (a w)) is y / a. Write its slope with that, and mind the inner derivative.",
            _with_factor(lambda w, a, net, y, old: w * (1 - y**2)),
        ),
        Mistake(
            "net-not-scaled",
            "The slope is taken at net; inside the tanh stands net / (a w).",
            "Take the slope at the same argument as the value.",
            _with_factor(lambda w, a, net, y, old: 1 - np.tanh(net) ** 2),
        ),
        Mistake(
            "previous-slope",
            "The slope of step t is taken at y_(t-1), one step too early.",
            "The step from y_(t-1) to y_t passes f once. At which net?",
            _with_factor(lambda w, a, net, y, old: 1 - (old / a) ** 2),
        ),
        Mistake(
            "always-one",
            "This says that all the error is left; f'(net) w is 1 at net = 0 only.",
            "tanh bends as soon as net is not 0. Compute the slope at the nets that occur.",
            _with_factor(lambda w, a, net, y, old: np.ones_like(y)),
        ),
        Mistake(
            "from-the-start",
            "The products grow from step 1 on: these are derivatives of y_q by y_0.",
            "The error starts at step T. Which factor does it meet first?",
            _from_the_start,
        ),
        Mistake(
            "longest-lag-first",
            "The rows stand upside down: the first row belongs to lag T.",
            "Row q belongs to lag q, so the first row holds the derivative of y_T by itself.",
            _longest_lag_first,
        ),
        Mistake(
            "single-factors",
            "Row q holds the factor of one step; the factors are not multiplied up.",
            "An error that goes back q steps passes q factors.",
            _single_factors,
        ),
        Mistake(
            "no-input",
            "The nets lack the input x_t.",
            "Look at net_t in the task: two terms.",
            _input_left_out,
        ),
        Mistake(
            "no-start",
            "The unit starts at 0; y0 has no effect.",
            "Before step 1 the activation is y0.",
            _start_left_out,
        ),
        Mistake(
            "no-weight-forward",
            "The old activation enters net_t without the weight w.",
            "Look at net_t in the task: what multiplies y_(t-1)?",
            _state_without_weight,
        ),
    ),
    hints=(
        "Go forward first and keep one factor f'(net_t) w per step. Then multiply from the end.",
        "By the chain rule f'(net) = a * tanh'(net / (a w)) / (a w), and tanh' = 1 - tanh**2.",
        "tanh(net_t / (a w)) is y_t / a. So what is left of the factor f'(net_t) w?",
        "Row 0 is all ones. Row q is row q - 1 times the factor of step T - q + 1.",
    ),
)
