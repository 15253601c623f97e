"""The truncated backward pass of one block: exercise of book/cec/truncated-rule."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property

PAGE = "cec/truncated-rule"


def truncated_backward(s, shown, g, y_in, y_out, d_h):
    # Slopes from values: f' = y (1 - y), h' = (1 - h^2) / 2, g' = (2 - g) (2 + g) / 4.
    # A gate is one number for all cells of the block: (T, B, 1) beside (T, B, S).
    enters = d_h * y_out[:, :, None] * 0.5 * (1 - shown**2)  # what step t sends into s_t
    d_s = np.cumsum(enters[::-1], axis=0)[::-1]  # step t and all later ones
    d_net_out = (d_h * shown).sum(axis=2) * y_out * (1 - y_out)
    d_net_in = (d_s * g).sum(axis=2) * y_in * (1 - y_in)
    d_net_c = d_s * y_in[:, :, None] * 0.25 * (2 - g) * (2 + g)
    return d_net_in, d_net_out, d_net_c


def _logistic(net):
    return 1 / (1 + np.exp(-net))


def block_probe(rng: np.random.Generator, name: str, T: int, B: int, S: int, size: float) -> Probe:
    """A block that ran over random net inputs of the given size, and random errors d_h."""
    y_in, y_out = _logistic(size * rng.normal(size=(2, T, B)))
    g = 2 * np.tanh(size * rng.normal(size=(T, B, S)) / 2)
    s = rng.normal(size=(B, S)) + np.cumsum(y_in[:, :, None] * g, axis=0)
    args = (s, np.tanh(s / 2), g, y_in, y_out, rng.normal(size=(T, B, S)))
    return Probe(name, args, {"T": T, "B": B, "S": S})


def _probes(rng: np.random.Generator) -> list[Probe]:
    return [
        block_probe(rng, "random", 5, 2, 3, 1.0),
        block_probe(rng, "one cell", 6, 3, 1, 1.0),
        block_probe(rng, "square: T = B = S", 4, 4, 4, 1.0),
        block_probe(rng, "large net inputs", 5, 3, 2, 3.0),
        block_probe(rng, "one step", 1, 3, 2, 1.0),
    ]


def _stays_constant(function: Callable[..., object], probe: Probe) -> str | None:
    s, shown, g, y_in, y_out, d_h = probe.args
    late = np.zeros_like(d_h)
    late[-1] = d_h[-1]
    d_net_c = np.asarray(function(s, shown, g, y_in, y_out, late)[2], float)
    inside = d_net_c / (y_in[:, :, None] * 0.25 * (2 - g) * (2 + g))
    if np.abs(inside - inside[-1]).max() > 1e-3 * np.abs(inside[-1]).max():
        return (
            "With an error at the last step alone, dE/ds must be the same at all steps: nothing "
            "scales it inside the carousel."
        )
    return None


def _variant(
    *,
    slope_h: Callable = lambda s, shown, y_c: 0.5 * (1 - shown**2),
    slope_g: Callable = lambda g: 0.25 * (2 - g) * (2 + g),
    slope_f: Callable = lambda y: y * (1 - y),
    way_in: Callable = lambda y_out: y_out[:, :, None],
    carousel: Callable = lambda enters: np.cumsum(enters[::-1], axis=0)[::-1],
    per_gate: Callable = lambda cells: cells.sum(axis=2),
    shown_by: Callable = lambda s, shown: shown,
    out_error: Callable = lambda d_h: d_h,
    written: Callable = lambda g, y_in: g,
    way_to_cell: Callable = lambda y_in: y_in[:, :, None],
) -> Callable:
    """The reference with one of its parts replaced."""

    def variant(s, shown, g, y_in, y_out, d_h):
        y_c = y_out[:, :, None] * shown
        d_s = carousel(d_h * way_in(y_out) * slope_h(s, shown, y_c))
        to_out = per_gate(out_error(d_h) * shown_by(s, shown))
        to_in = per_gate(d_s * written(g, y_in[:, :, None]))
        slopes = [slope_f(y)[..., None] if to_in.ndim == 3 else slope_f(y) for y in (y_in, y_out)]
        return to_in * slopes[0], to_out * slopes[1], d_s * way_to_cell(y_in) * slope_g(g)

    return variant


def _later_only(enters):
    d_s = np.cumsum(enters[::-1], axis=0)[::-1]
    return d_s - enters


def _backwards_left(enters):
    return np.cumsum(enters[::-1], axis=0)


MISTAKES = (
    Mistake(
        "carousel-cut",
        "The carousel is cut: dE/ds of step t holds the error of step t alone.",
        "s_t also acts on s_{t+1}, and through it on every later step.",
        _variant(carousel=lambda enters: enters),
    ),
    Mistake(
        "earlier-steps",
        "dE/ds sums over the earlier steps; s_t acts on the later ones.",
        "np.cumsum runs forward in time. The sum for step t starts at t and ends at T.",
        _variant(carousel=lambda enters: np.cumsum(enters, axis=0)),
    ),
    Mistake(
        "all-steps",
        "dE/ds sums over all steps, so every step gets the same; earlier errors do not count.",
        "An error at step 2 owes nothing to what was written at step 3.",
        _variant(carousel=lambda enters: np.zeros_like(enters) + enters.sum(axis=0)),
    ),
    Mistake(
        "own-step-left-out",
        "dE/ds holds the later steps but not step t itself.",
        "s_t is shown at step t too: the sum over t' starts at t' = t.",
        _variant(carousel=_later_only),
    ),
    Mistake(
        "left-reversed",
        "The sum was taken backward in time, but its result was not turned round again.",
        "Entry 0 of dE/ds belongs to the first step, and it is the longest sum.",
        _variant(carousel=_backwards_left),
    ),
    Mistake(
        "not-summed-over-cells",
        "The gates' errors have one value per cell; a gate is one unit, shared by the block.",
        "y_in acts on every cell of the block. What happens to the effects of one number in "
        "several places?",
        _variant(per_gate=lambda cells: cells),
    ),
    Mistake(
        "averaged-over-cells",
        "The gates' errors are averaged over the cells of the block; they are sums.",
        "Each cell is one more place where the gate acts, and effects add up.",
        _variant(per_gate=lambda cells: cells.mean(axis=2)),
    ),
    Mistake(
        "no-slope-of-h",
        "The slope of h is missing on the way from the cell output to the state.",
        "h(s) stands between s and the output. Which factor does the chain rule ask for?",
        _variant(slope_h=lambda s, shown, y_c: 1.0),
    ),
    Mistake(
        "slope-of-h-at-output",
        "The slope of h is taken with the cell output y^c where h(s) belongs.",
        "h' = (1 - h(s)^2) / 2, with h(s) before the output gate.",
        _variant(slope_h=lambda s, shown, y_c: 0.5 * (1 - y_c**2)),
    ),
    Mistake(
        "slope-of-h-at-state",
        "The slope of h is taken with s where h(s) belongs.",
        "h' = (1 - h(s)^2) / 2 wants the value of h. With s it can even be negative.",
        _variant(slope_h=lambda s, shown, y_c: 0.5 * (1 - s**2)),
    ),
    Mistake(
        "slope-of-h-as-tanh",
        "h' is taken as 1 - h^2, the slope of tanh; h(s) is tanh(s/2), half as steep.",
        "h(x) = 2 f(x) - 1. Differentiate it.",
        _variant(slope_h=lambda s, shown, y_c: 1 - shown**2),
    ),
    Mistake(
        "no-slope-of-f",
        "The slope of f is missing: these are the errors at the gates, before the net inputs.",
        "From y_in to net_in and from y_out to net_out there is one more factor.",
        _variant(slope_f=lambda y: np.ones_like(y)),
    ),
    Mistake(
        "slope-of-g-as-tanh",
        "g' is taken as 1 - g^2, the slope of tanh; here g ranges from -2 to 2.",
        "g(x) = 4 f(x) - 2. Where is its slope zero?",
        _variant(slope_g=lambda g: 1 - g**2),
    ),
    Mistake(
        "slope-of-g-as-h",
        "g' is taken as (1 - g^2) / 2; that is the slope of h, not of g.",
        "g is twice as large as h. Write f in terms of g, then put it into 4 f (1 - f).",
        _variant(slope_g=lambda g: 0.5 * (1 - g**2)),
    ),
    Mistake(
        "y_out-forgotten",
        "The factor y_out is missing on the way into the carousel.",
        "The cell shows y_out h(s). How much of a change of h(s) gets out?",
        _variant(way_in=lambda y_out: 1.0),
    ),
    Mistake(
        "y_in-forgotten",
        "The factor y_in is missing in d_net_c.",
        "The state takes y_in g(net_c). How much of a change of g gets in?",
        _variant(way_to_cell=lambda y_in: 1.0),
    ),
    Mistake(
        "state-in-output-gate",
        "The output gate's error uses s where h(s) belongs.",
        "The output gate multiplies h(s), so its derivative is h(s).",
        _variant(shown_by=lambda s, shown: s),
    ),
    Mistake(
        "output-gate-through-time",
        "The output gate's error is summed over later steps too.",
        "y_out of step t is no part of the carousel: under this rule it acts at step t alone.",
        _variant(out_error=lambda d_h: np.cumsum(d_h[::-1], axis=0)[::-1]),
    ),
    Mistake(
        "gate-by-gate",
        "The input gate's error uses y_in where g(net_c) belongs.",
        "In y_in g the derivative by one factor is the other factor.",
        _variant(written=lambda g, y_in: y_in),
    ),
)

TRUNCATED_BACKWARD = CodeExercise(
    id="cec.truncated_backward",
    title="The truncated backward pass of a block",
    page=PAGE,
    task=(
        "Write truncated_backward(s, shown, g, y_in, y_out, d_h) for one block of S cells, with f, "
        "g and h of 1997. s, shown = h(s) and g = g(net_c) have the shape (T, B, S), the gates "
        "y_in and y_out (T, B), and d_h (T, B, S) holds the direct errors dE_t/dy_c. Return "
        "d_net_in (T, B), d_net_out (T, B) and d_net_c (T, B, S), the derivatives of E by the net "
        "inputs under the truncated rule. You need not use every array."
    ),
    parameters=("s", "shown", "g", "y_in", "y_out", "d_h"),
    returns=(
        Output("d_net_in", "(T, B)"),
        Output("d_net_out", "(T, B)"),
        Output("d_net_c", "(T, B, S)"),
    ),
    reference=truncated_backward,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Start with what step t sends into its own state: d_h times two factors, y_out and h'(s). "
        "A gate (T, B) needs a third axis beside (T, B, S): y_out[:, :, None].",
        "dE/ds_t is the sum of that over step t and all later ones: turn the time axis round, "
        "np.cumsum over axis 0, and turn it back.",
        "Slopes from values: f' = y (1 - y), h' = (1 - h^2) / 2, g' = (2 - g) (2 + g) / 4.",
        "d_net_out needs d_h and shown. d_net_in needs dE/ds and g. Both are sums over the cells, "
        "times the slope of the gate. d_net_c is dE/ds times y_in times the slope of g.",
    ),
    properties=(Property("the error inside the carousel is constant", _stays_constant),),
)
